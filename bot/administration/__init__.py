"""What admins do with series: change them, look ahead, see how they go. Pure; nobody's words are in it.

The chat and the commands both use it, so that they do the same.
"""
