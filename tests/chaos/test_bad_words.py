"""Words that do not open any more (a disk, a hand, a key that is gone) are one person's trouble."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import structlog

from adapters.sql.ring import require_ring
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing, new_key
from bot.compose.compose import compose
from bot.errors import SettingsError
from bot.model.ids import MessageId, RecordId
from bot.model.messages import Message, Purpose, Reason, State
from bot.situations import Knowledge
from tests.databases import a_database
from tests.fakes.platform import RecordingPlatform
from tests.shell.town import Town, to_many
from tests.stages.town import TENANT, instant

pytestmark = pytest.mark.chaos

# Two days of them.
A_LOOK, LOOKS = timedelta(minutes=5), 2 * 24 * 12
THURSDAY, MONDAY = "2027-01-14 12:20", "2027-01-18 12:20"
TOWN = {
    "start": "2027-01-14 12:00",
    "people": {"Hanneke": {"roles": ["secretary"]}, "Yusuf": {"roles": ["director"]}},
    "series": [
        {
            "steps": ["zetje:sw-009"],
            "weekly": "2027-01-14 12:15",
            "for": ["Hanneke", "Yusuf"],
            "until": instant("2027-01-14 12:15").date(),
        }
    ],
}


@pytest.fixture
async def town(stores: SqlStores, knowledge: Knowledge) -> Town:
    """Return a town in which Hanneke and Yusuf both get a small step on Thursday."""
    made = Town(stores, knowledge, RecordingPlatform())
    await made.settle(TOWN)
    return made


async def spoil(stores: SqlStores, table: str, row: str) -> None:
    """Change what is stored of the words of a row."""
    async with stores.begin_write(TENANT) as connection:
        spoilt = f"UPDATE {table} SET words = substr(words, 1, 40) WHERE id = ?"
        await connection.exec_driver_sql(spoilt, (row,))


async def test_others_are_planned_and_asked_how_it_went(town: Town) -> None:
    stores = town.stores
    assert isinstance(stores, SqlStores)
    await town.move_to(THURSDAY)
    for person in ("hanneke", "yusuf"):
        await town.commits(person, f"submit-{person}")
    (record,) = (await town.records_of("hanneke")).commitments
    await spoil(stores, "records", RecordId(record.id))

    await town.ticker.tick()
    await town.move_to(MONDAY)

    asked = [one for one in await town.messages_of("yusuf") if one.purpose is Purpose.FOLLOW_UP]
    assert [one.state for one in asked] == [State.SENT]
    assert all(one.due_at < instant(MONDAY) for one in asked)


async def test_a_process_with_another_key_ring_does_not_start(town: Town) -> None:
    stores = town.stores
    assert isinstance(stores, SqlStores)
    await require_ring(stores)
    # One row says nothing about the ring, whatever happened to it.
    await spoil(stores, "people", "hanneke")
    await require_ring(stores)
    with pytest.raises(SettingsError, match="ZETJE_KEYS"):
        await require_ring(SqlStores(stores.engine, KeyRing(new_key("other"))))


async def test_an_empty_database_takes_any_key_ring(tmp_path: Path) -> None:
    stores = SqlStores(a_database(tmp_path), KeyRing(new_key("first")))
    await require_ring(stores)
    assert await stores.directory.tenants() == []
    await stores.close()


async def test_a_person_whose_name_does_not_open_waits_alone(town: Town) -> None:
    stores = town.stores
    assert isinstance(stores, SqlStores)
    await spoil(stores, "people", "hanneke")
    await town.move_to(THURSDAY)

    (yusufs,) = [one for one in await town.messages_of("yusuf") if one.purpose is Purpose.PROMPT]
    (hers,) = [one for one in await town.messages_of("hanneke") if one.purpose is Purpose.PROMPT]
    assert (yusufs.state, hers.state) == (State.SENT, State.PLANNED)


async def test_one_message_that_does_not_open_waits_alone(town: Town) -> None:
    stores = town.stores
    assert isinstance(stores, SqlStores)
    one, *others = await to_many(town, 6)
    await spoil(stores, "messages", one.id)

    assert await town.drain() == len(others)
    assert await town.states(*others) == [State.SENT] * len(others)
    waiting = await lasting(stores, one.id)
    # It is not lost: where the key is back, it goes.
    assert waiting.state is State.PLANNED
    assert waiting.due_at > one.due_at


async def test_a_message_that_does_not_open_is_told_of_once_and_fails_after_a_day(
    town: Town,
) -> None:
    stores = town.stores
    assert isinstance(stores, SqlStores)
    (one,) = await to_many(town, 1)
    await spoil(stores, "messages", one.id)

    with structlog.testing.capture_logs() as log:
        waits = await put_off_until_it_failed(town, one.id)

    # What passes between two looks may lie on either side of one.
    assert all(after > before - A_LOOK for before, after in pairwise(waits))
    assert min(waits) >= timedelta(minutes=10)
    assert timedelta(hours=16) < sum(waits, timedelta(0)) <= timedelta(days=1, minutes=10)
    ended = await lasting(stores, one.id)
    assert (ended.reason, ended.detail) == (Reason.UNREADABLE, "SealError")
    assert [line["message"] for line in log if line["event"] == "not made ready"] == [one.id]


async def test_what_is_for_a_person_who_cannot_be_read_fails_when_it_is_too_late_for_it(
    town: Town,
) -> None:
    stores = town.stores
    assert isinstance(stores, SqlStores)
    await town.ticker.tick()
    await spoil(stores, "people", "hanneke")
    (hers,) = [one for one in await town.messages_of("hanneke") if one.purpose is Purpose.PROMPT]
    assert hers.expires_at is not None

    with structlog.testing.capture_logs() as log:
        await town.move_to(THURSDAY)
        await put_off_until_it_failed(town, hers.id)

    ended = await lasting(stores, hers.id)
    assert ended.reason is Reason.UNREADABLE
    assert ended.expires_at == hers.expires_at > town.clock.now() - timedelta(hours=4)
    assert [line["message"] for line in log if line["event"] == "not made ready"] == [hers.id]


async def put_off_until_it_failed(town: Town, message: MessageId) -> list[timedelta]:
    """Let time pass until this message failed; return how long it was put off each time."""
    stores, dues = town.stores, []
    assert isinstance(stores, SqlStores)
    for _ in range(LOOKS):
        found = await lasting(stores, message)
        if found.state is State.FAILED:
            break
        dues += [found.due_at] if found.due_at not in dues else []
        await town.try_again_after(A_LOOK)
    assert (await lasting(stores, message)).state is State.FAILED
    return [after - before for before, after in pairwise(dues)]


async def test_a_message_of_unknown_fate_that_does_not_open_is_settled_all_the_same(
    town: Town,
) -> None:
    stores = town.stores
    assert isinstance(stores, SqlStores)
    first, one, last = await to_many(town, 3)
    town.platform.time_out(arrives=True, only=lambda message: message.id == one.id)
    await town.drain()
    await spoil(stores, "messages", one.id)
    (later,) = [town.said("later", conversation="dm-later")]
    await town.plan(later)

    for _ in range(3):
        await town.try_again_after(timedelta(seconds=40))

    found = [(await lasting(stores, message.id)).state for message in (first, one, last, later)]
    assert found == [State.SENT] * 4
    assert set(Counter(sent.message.id for sent in town.platform.sent).values()) == {1}


async def test_a_message_that_cannot_be_composed_keeps_nobody_waiting(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(message: Message, *about: Any) -> Any:
        if message.person == "hanneke":
            raise KeyError("of which nobody thought")
        return compose(message, *about)

    monkeypatch.setattr("bot.preparing.compose", breaks)
    await town.move_to(THURSDAY)
    (yusufs,) = [one for one in await town.messages_of("yusuf") if one.purpose is Purpose.PROMPT]
    (hers,) = [one for one in await town.messages_of("hanneke") if one.purpose is Purpose.PROMPT]
    assert (yusufs.state, hers.state) == (State.SENT, State.PLANNED)
    monkeypatch.undo()
    await town.move_to("2027-01-14 12:40")
    assert (await town.message(hers.id)).state is State.SENT


async def lasting(stores: SqlStores, message: MessageId) -> Message:
    """Return a message as it is stored, without its words."""
    async with stores.of(TENANT).read() as unit:
        return (await unit.messages.get_all([message]))[message]
