"""Each thing the bot talks to, one folder each; siblings never import each other."""
