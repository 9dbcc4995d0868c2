"""A stand-in for Microsoft Teams: the Bot Connector, Entra, the key server, and the people in a tenant.

`python -m tests.standins.teams` serves it on three ports of loopback: the Connector (`connector`),
Entra and the signing keys (`login`), and what tests drive it with (`control`).
"""
