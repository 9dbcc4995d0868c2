"""Encryption of people's words with a ring of keys."""
