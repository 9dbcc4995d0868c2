"""What the bot asks of the world. Each port is a Protocol, and its docstring is a promise to keep.

Every instant that crosses a port is aware and in UTC.
"""
