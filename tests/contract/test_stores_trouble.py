"""What an admin is told of: messages of unknown fate, and those that failed lately."""

from dataclasses import replace
from datetime import timedelta

from bot.model.messages import Message, Reason, State
from bot.ports.stores import Stores
from tests.factories import NOW, WATERSTAD, a_content, a_message, a_person, a_tenant

LATELY = NOW - timedelta(days=7)


def in_state(state: State, subject: str, **changes: object) -> Message:
    sent = a_message(subject=subject, state=state, content=a_content(), local_on=None)
    return replace(sent, **changes)  # type: ignore[arg-type]  # names of fields, in a test


async def test_only_what_is_unknown_or_failed_lately_is_in_trouble(stores: Stores) -> None:
    await stores.directory.save_tenant(a_tenant())
    lost_long_ago = in_state(State.UNKNOWN, "1", due_at=NOW - timedelta(days=30), detail="timeout")
    refused = in_state(State.FAILED, "2", due_at=LATELY, reason=Reason.REFUSED)
    forgotten = in_state(State.FAILED, "3", due_at=LATELY - timedelta(seconds=1))
    well = [in_state(state, f"other-{state}") for state in State]
    well = [one for one in well if one.state not in (State.UNKNOWN, State.FAILED)]
    async with stores.of(WATERSTAD).write() as unit:
        await unit.people.save(a_person())
        for message in (forgotten, refused, lost_long_ago, *well):
            assert await unit.messages.add(message)

    async with stores.of(WATERSTAD).read() as unit:
        found = await unit.messages.in_trouble(LATELY)

    assert [one.id for one in found] == [lost_long_ago.id, refused.id]
    assert [(one.content, one.detail) for one in found] == [(None, "timeout"), (None, None)]
