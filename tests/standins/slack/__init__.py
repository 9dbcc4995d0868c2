"""A stand-in for Slack: it keeps users, conversations and windows, and behaves towards an app as Slack does.

`python -m tests.standins.slack` serves it on loopback. People are played through `client.py`.
"""
