"""The commands. Each imports what it needs when it runs, so that `zetje --help` is quick."""
