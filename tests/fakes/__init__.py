"""Stand-ins for what the bot asks of the world, with the same promises as the real ones."""
