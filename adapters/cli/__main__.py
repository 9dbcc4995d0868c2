"""`python -m adapters.cli` is the same as `zetje`."""

from adapters.cli.main import main

main()
