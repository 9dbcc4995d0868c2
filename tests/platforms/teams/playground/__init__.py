"""The bot in the Microsoft 365 Agents Playground, a client for Teams that is not ours, in a Chromium.

It is never among the dependencies; where it is not installed, its tests are skipped.
"""
