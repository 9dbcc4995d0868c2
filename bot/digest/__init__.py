"""The digest: what a month held, for one person or for a group. Pure; docs/digest.md says what is in it."""
