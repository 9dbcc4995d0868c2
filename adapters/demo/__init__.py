"""The demo: a small municipality on a database of its own, with a clock that can be moved on."""
