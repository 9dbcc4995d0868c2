"""The page in a real Chromium. Marked `browser`; says what is missing where it cannot run."""
