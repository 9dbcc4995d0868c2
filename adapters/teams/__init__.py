"""Microsoft Teams. Only the rendering of messages is there yet; nothing is sent or received."""
