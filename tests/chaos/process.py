"""A process of the bot as it is in earnest, except for its clock and, when asked, its patience.

    python -m tests.chaos.process embedded|serve|clock|work

Settings come from the environment, as always. CHAOS_CLOCK names a file with the seconds by which the
clock of this machine is off; it is read again at each look. CHAOS_NAMES names a file that says how
names under `.test` are found: "unknown", "silent", or at this machine, as without it. With
CHAOS_IMPATIENT everything that takes its time (rights to send, requests, silence) takes a fifth of it;
with CHAOS_PATIENT a request to Teams may take an hour, whatever else is said.
"""

import os
import socket
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from adapters import before_sending, hanging_up, wiring
from adapters.queue import drains
from adapters.slack import calls
from adapters.sql import postgres
from adapters.teams import connector, tokens
from bot import answering, fates, leases, pauses, sender
from bot.model import tries
from tests.bot_process import OffClock, let_clock_be_off, run

CLOCK, IMPATIENT, NAMES = "CHAOS_CLOCK", "CHAOS_IMPATIENT", "CHAOS_NAMES"
PATIENT = "CHAOS_PATIENT"
CONCURRENCY = 20
# A platform answers within this; then the sender may still record it while it has the right to send.
_REQUEST = 2.5
# Whoever is asked for a name and says nothing is given up on after this.
_NAME_SILENCE = 5.0
# So long a database may say nothing while it is asked something.
_SILENCE = 8.0


def _off() -> timedelta:
    """Return by how much the clock of this machine is off, as the file says now."""
    return timedelta(seconds=float(Path(os.environ[CLOCK]).read_text(encoding="utf-8")))


def shorter(patience: aiohttp.ClientTimeout) -> aiohttp.ClientTimeout:
    """Return this patience with a request, and with a connection where it knows of one, cut short."""
    return aiohttp.ClientTimeout(
        total=_REQUEST,
        connect=1.0 if patience.connect else None,
        sock_connect=1.0 if patience.sock_connect else None,
    )


def be_impatient() -> None:
    """Let rights to send, requests and silence last a fifth of what they last in earnest."""
    leases.LEASE_SECONDS, leases._RENEWED_EVERY = 8.0, 2.0
    sender.REQUEST_TIME, answering.ANSWER_TIME = timedelta(seconds=3), timedelta(seconds=6)
    fates.ASK_AFTER, fates._ANSWERED_WITHIN = timedelta(seconds=6), timedelta(seconds=10)
    pauses.PAUSE, pauses.LONGEST_PAUSE = timedelta(seconds=3), timedelta(seconds=24)
    before_sending.LONGEST_SEND_SECONDS, before_sending.HANDING_OVER_SECONDS = 2.8, 1.4
    tries._FIRST_WAIT = pauses.PAUSE * 2
    drains.HEARTBEAT_SECONDS, drains.STALLED_AFTER = 1.0, 4.0
    hanging_up.SPARE_SECONDS = _SILENCE - postgres.STATEMENT_SECONDS
    hanging_up.AnsweredConnection.longest_seconds = _SILENCE
    calls._TIMEOUT = shorter(calls._TIMEOUT)
    connector.PATIENCE = shorter(connector.PATIENCE)
    tokens._PATIENCE = shorter(tokens._PATIENCE)


def be_patient() -> None:
    """Give up no request to Teams, as long as any test lasts."""
    before_sending.LONGEST_SEND_SECONDS = 3600.0
    connector.PATIENCE = aiohttp.ClientTimeout(total=3600.0, connect=5, sock_connect=5)


def let_names_be(file: Path) -> None:
    """Let names under `.test` be found as the file says at that moment."""
    find = socket.getaddrinfo

    def found(host: Any, *about: Any, **more: Any) -> Any:
        if not isinstance(host, str) or not host.endswith(".test"):
            return find(host, *about, **more)
        how = file.read_text(encoding="utf-8") if file.exists() else ""
        if how == "silent":
            time.sleep(_NAME_SILENCE)
        if how:
            raise socket.gaierror(socket.EAI_AGAIN, "nobody knows this name now")
        return find("127.0.0.1", *about, **more)

    socket.getaddrinfo = found


def main(what: str) -> None:
    """Be that process until it is told to stop."""
    if os.environ.get(IMPATIENT):
        be_impatient()
    if os.environ.get(PATIENT):
        be_patient()
    if os.environ.get(CLOCK):
        let_clock_be_off(_off)
        vars(wiring).update(SystemClock=OffClock)
    if os.environ.get(NAMES):
        let_names_be(Path(os.environ[NAMES]))
    run(what, CONCURRENCY)


if __name__ == "__main__":
    main(*sys.argv[1:])
