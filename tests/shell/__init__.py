"""The thin shell around the decisions: what comes in once, what goes out once, and what the clock does."""
