"""The bot itself: vocabulary, decisions, and the thin shell around them.

Knows no vendor, no SQL, no HTTP and no environment. Inside: shell -> ports -> decisions -> vocabulary.
"""
