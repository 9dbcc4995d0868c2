"""Real processes on a file database, killed at numbered points."""
