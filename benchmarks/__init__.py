"""Figures that others can measure again: `make bench`."""
