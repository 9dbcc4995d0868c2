"""What the doctor says of a server whose sessions are not as the bot needs them."""

import asyncio

import pytest

from adapters.findings import Finding
from adapters.server_checks import sessions
from adapters.sql.sessions import Sessions, look_at_sessions
from tests import postgres
from tests.bouncer import a_bouncer
from tests.databases import a_postgres_database


def found(url: str) -> list[Finding]:
    return list(sessions(url))


def of_a_server(**changes: str) -> list[str]:
    """Return what is told of a server of our own with these settings."""
    reason = postgres.why_not_of_our_own()
    if reason is not None:
        pytest.skip(reason)
    lines = "".join(f"{name} = {value}\n" for name, value in changes.items())
    with postgres.server_of_our_own(lines) as (url, _):
        return [one.what for one in found(url)]


async def test_a_bouncer_that_shares_sessions_is_told() -> None:
    with a_postgres_database() as url:
        async with a_bouncer(url) as near:
            told, *_ = await asyncio.to_thread(found, near)
        direct = look_at_sessions(url)
    assert not told.ok
    assert "share sessions" in told.what
    assert "session mode" in told.remedy
    assert (direct.are_shared, direct.are_set) == (False, True)


async def test_settings_that_do_not_arrive_are_noticed() -> None:
    with a_postgres_database() as url:
        async with a_bouncer(url) as near:
            seen = await asyncio.to_thread(look_at_sessions, near)
    assert seen == Sessions(are_shared=True, are_set=False, are_durable=False)


def test_a_server_that_forgets_what_it_confirmed_is_told() -> None:
    forgets = ["database: a crash of the server loses what it said it kept"]
    assert of_a_server(fsync="on", synchronous_commit="on") == []
    assert of_a_server(fsync="on", synchronous_commit="off") == forgets
    assert of_a_server(fsync="off", synchronous_commit="on") == forgets


def test_the_address_may_ask_for_durable_commits() -> None:
    reason = postgres.why_not_of_our_own()
    if reason is not None:
        pytest.skip(reason)
    with postgres.server_of_our_own("fsync = on\nsynchronous_commit = off\n") as (url, _):
        seen = look_at_sessions(f"{url}&options=-c%20synchronous_commit%3Don")
    assert seen.are_durable
