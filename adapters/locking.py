"""One long-running process per SQLite database: a second one is refused with a clear message."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bot.errors import SettingsError


@contextmanager
def sole_process(database: Path) -> Iterator[None]:
    """Hold the right to run on this database file; raises SettingsError when another process has it.

    The lock goes with the process, however it ends. It is the same by whatever link the file is named.
    """
    with _lock_of(database) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SettingsError(
                f"another Zetje is running on {database}: stop it first. "
                "Short commands (digest, people, library) work beside it."
            ) from error
        yield


def _lock_of(database: Path) -> TextIO:
    path = database.with_name(f"{database.name}.lock")
    try:
        real = database.resolve()
        path = real.with_name(f"{real.name}.lock")
        return path.open("w")
    except OSError as error:
        raise SettingsError(
            f"the lock file {path} cannot be made: {error.strerror}. "
            "Make its folder first, and let this account write there."
        ) from None
