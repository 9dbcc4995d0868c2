"""`zetje messages`: what did not arrive, or perhaps not, without anybody's words."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing
from bot.errors import UnknownThing
from bot.model.messages import Message, Purpose, Reason, State
from tests.commands.conftest import Call
from tests.factories import HANNEKE, WATERSTAD, a_content, a_message

NOW = datetime.now(UTC)
LOST = a_message(
    subject="lost",
    state=State.UNKNOWN,
    content=a_content(),
    detail="timeout",
    due_at=NOW - timedelta(hours=2),
    sent_at=NOW - timedelta(hours=2),
)
REFUSED = a_message(
    Purpose.FOLLOW_UP,
    subject="refused",
    state=State.FAILED,
    reason=Reason.REFUSED,
    detail="channel_not_found",
    due_at=NOW - timedelta(days=1),
)
FINE = a_message(subject="fine", state=State.SENT, due_at=NOW)


class Kept:
    """The database of a command, looked at between commands."""

    def __init__(self, database: str, keys: str) -> None:
        self._database, self._keys = database, keys

    def message(self, message: Message) -> Message:
        async def look() -> Message | None:
            stores = SqlStores(self._database, KeyRing(self._keys))
            try:
                async with stores.of(WATERSTAD).read() as unit:
                    return await unit.messages.get(message.id)
            finally:
                await stores.close()

        found = asyncio.run(look())
        assert found is not None
        return found

    def changes(self) -> list[str]:
        async def look() -> list[str]:
            stores = SqlStores(self._database, KeyRing(self._keys))
            try:
                async with stores.of(WATERSTAD).read() as unit:
                    return [entry.what for entry in await unit.audit.changes()]
            finally:
                await stores.close()

        return asyncio.run(look())


@pytest.fixture
def kept(stores: SqlStores, database: str, keys: str) -> Kept:
    async def fill() -> None:
        opened = SqlStores(database, KeyRing(keys))
        async with opened.of(WATERSTAD).write() as unit:
            for message in (LOST, REFUSED, FINE):
                await unit.messages.add(message)
        await opened.close()

    asyncio.run(fill())
    return Kept(database, keys)


def test_the_list_shows_what_is_wrong_and_no_words(zetje: Call, kept: Kept) -> None:
    result = zetje("messages", "list")
    assert result.exit_code == 0, result.stderr
    first, second = result.stdout.splitlines()
    assert (REFUSED.id in first, "channel_not_found" in first) == (True, True)
    assert (LOST.id in second, "unknown" in second, "timeout" in second) == (True, True, True)
    assert str(a_content().as_text()) not in result.stdout


@pytest.mark.parametrize(
    ("state", "shown"), [("unknown", [LOST.id]), ("failed", [REFUSED.id]), (None, None)]
)
def test_only_one_state(
    zetje: Call, kept: Kept, state: str | None, shown: list[str] | None
) -> None:
    options = ("--state", state) if state else ()
    data = json.loads(zetje("messages", "list", *options, "--json").stdout)
    assert [one["id"] for one in data] == (shown or [REFUSED.id, LOST.id])
    assert all("content" not in one for one in data)


def test_what_arrived_after_all_counts_as_sent(zetje: Call, kept: Kept) -> None:
    result = zetje("messages", "settle", LOST.id, "--sent")
    assert result.exit_code == 0, result.stderr
    settled = kept.message(LOST)
    assert (settled.state, settled.detail) == (State.SENT, None)
    assert kept.changes() == ["message settled: sent"]
    assert LOST.id not in zetje("messages", "list").stdout


@pytest.mark.parametrize("message", [LOST, REFUSED])
def test_what_must_go_again_is_planned(zetje: Call, kept: Kept, message: Message) -> None:
    result = zetje("messages", "settle", message.id[:12], "--again")
    assert result.exit_code == 0, result.stderr
    settled = kept.message(message)
    assert (settled.state, settled.reason, settled.attempts) == (State.PLANNED, None, 0)


@pytest.mark.parametrize("named", [FINE.id, "nothing", "", LOST.id[:3]])
def test_only_what_is_in_trouble_can_be_settled(zetje: Call, kept: Kept, named: str) -> None:
    result = zetje("messages", "settle", named, "--again")
    assert isinstance(result.exception, UnknownThing)
    assert "`zetje messages list`" in str(result.exception)
    assert kept.message(FINE).state is State.SENT


@pytest.mark.parametrize("options", [(), ("--sent", "--again")])
def test_one_of_the_two_must_be_said(zetje: Call, kept: Kept, options: tuple[str, ...]) -> None:
    result = zetje("messages", "settle", LOST.id, *options)
    assert result.exit_code == 2
    assert "give either --sent or --again" in result.stderr
    assert kept.message(LOST).state is State.UNKNOWN


def test_nothing_in_trouble_is_said_too(zetje: Call, stores: SqlStores) -> None:
    assert zetje("messages", "list").stdout == "No message is in trouble.\n"
    assert HANNEKE not in zetje("messages", "list").stdout
