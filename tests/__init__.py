"""Tests: they mirror `bot/` and `adapters/`; `contract/` runs one suite over every backend."""
