"""Microsoft Teams: cards, dialogs and messages by way of the Bot Framework. No Microsoft type leaves it."""
