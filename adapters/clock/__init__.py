"""Clocks: the real one, the demo's own, and what calls the tick."""
