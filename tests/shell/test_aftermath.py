"""What is remembered of a person after a message: their own place, that they were welcomed, that they left."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.aftermath import note_on_people, note_place, stop_person
from bot.errors import Gone
from bot.events import Wrote
from bot.model.ids import PersonId
from bot.model.messages import Message, Priority, Purpose, Reason, State, message_id
from bot.model.people import Address, Person, Platform, Standing
from bot.ports.stores import Stores
from tests.shell.town import Town
from tests.stages.town import TENANT

HANNEKE = PersonId("hanneke")


def a_message(town: Town, **changes: object) -> Message:
    """Return a prompt that arrived at Hanneke's just now."""
    made = Message(
        id=message_id(TENANT, Purpose.PROMPT, "o1", HANNEKE),
        tenant=TENANT,
        purpose=Purpose.PROMPT,
        subject="o1",
        recipient=HANNEKE,
        person=HANNEKE,
        platform=Platform.SLACK,
        priority=Priority.PROMPT,
        due_at=town.clock.now(),
        state=State.SENT,
        sent_at=town.clock.now(),
        conversation="D1",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # names of fields, in a test


async def address(stores: Stores, platform: Platform) -> Address:
    async with stores.of(TENANT).read() as unit:
        found = await unit.people.addresses(HANNEKE)
    return next(one for one in found if one.platform is platform)


async def hanneke(stores: Stores) -> Person:
    async with stores.of(TENANT).read() as unit:
        found = await unit.people.get(HANNEKE)
    assert found is not None
    return found


@pytest.fixture
async def on_slack(town: Town) -> Town:
    """Hanneke is on Slack too, where nobody talked with her yet."""
    async with town.stores.of(TENANT).write() as unit:
        await unit.people.save_address(
            Address(
                tenant=TENANT,
                person=HANNEKE,
                platform=Platform.SLACK,
                external_id="U1",
                conversation="",
            )
        )
    return town


@pytest.mark.parametrize(
    ("sent_to", "changes", "remembered"),
    [
        ("U1", {}, "D1"),
        # Said in a channel, to everybody or to her: that is not where she is alone.
        ("C1", {"conversation": "C1"}, ""),
        ("C1", {"conversation": "D1"}, ""),
        ("U1", {"conversation": None}, ""),
        ("U1", {"conversation": "U1"}, ""),
        ("U1", {"person": None, "recipient": "C1"}, ""),
        ("U1", {"platform": Platform.TEAMS}, ""),
    ],
)
async def test_only_her_own_id_opens_a_conversation_of_her_own(
    on_slack: Town, sent_to: str, changes: dict[str, object], remembered: str
) -> None:
    async with on_slack.stores.of(TENANT).write() as unit:
        await note_place(unit, a_message(on_slack, **changes), sent_to)
    assert (await address(on_slack.stores, Platform.SLACK)).conversation == remembered
    assert (await address(on_slack.stores, Platform.BROWSER)).conversation == "dm-hanneke"


async def test_a_conversation_that_is_known_stays(on_slack: Town) -> None:
    async with on_slack.stores.of(TENANT).write() as unit:
        await note_place(unit, a_message(on_slack), "U1")
        await note_place(unit, a_message(on_slack, conversation="D2"), "U1")
    assert (await address(on_slack.stores, Platform.SLACK)).conversation == "D1"


@pytest.mark.parametrize(
    ("changes", "unanswered", "is_welcomed"),
    [
        ({}, 1, False),
        ({"asked": True}, 0, False),
        ({"purpose": Purpose.FOLLOW_UP}, 0, False),
        ({"purpose": Purpose.DIGEST}, 0, False),
        ({"purpose": Purpose.WELCOME}, 0, True),
        ({"person": None}, 0, False),
        ({"person": PersonId("nobody")}, 0, False),
    ],
)
async def test_an_unasked_prompt_counts_until_somebody_answers(
    town: Town, changes: dict[str, object], unanswered: int, is_welcomed: bool
) -> None:
    async with town.stores.of(TENANT).write() as unit:
        known = await unit.people.get(HANNEKE)
        assert known is not None
        await unit.people.save(replace(known, welcomed_at=None))
        await note_on_people(unit, [a_message(town, **changes)])
    found = await hanneke(town.stores)
    assert found.unanswered == unanswered
    assert (found.welcomed_at == town.clock.now()) is is_welcomed


async def test_who_removed_the_app_has_stopped_since_then(town: Town) -> None:
    first = town.clock.now()
    async with town.stores.of(TENANT).write() as unit:
        await stop_person(unit, a_message(town), first)
        await stop_person(unit, a_message(town), first + timedelta(days=1))
        await stop_person(unit, a_message(town, person=None), first)
        await stop_person(unit, a_message(town, person=PersonId("nobody")), first)
    found = await hanneke(town.stores)
    assert (found.standing, found.stopped_at) == (Standing.STOPPED, first)


async def test_who_turns_out_to_be_gone_is_let_be_and_nobody_is_told(town: Town) -> None:
    town.platform.break_down(Gone("account_inactive"))
    await town.happens("hanneke", Wrote("mijn", "m1"))
    found = await hanneke(town.stores)
    assert found.standing is Standing.STOPPED
    async with town.stores.of(TENANT).read() as unit:
        assert await unit.messages.in_trouble(town.clock.now() - timedelta(days=7)) == []
        assert await unit.audit.changes() == []
    # What was planned for her goes nowhere, with the one reason that others never see.
    await town.move_to("2027-01-21 18:00")
    async with town.stores.of(TENANT).read() as unit:
        left = [one for one in await unit.messages.of_person(HANNEKE) if one.state is State.SKIPPED]
    assert {one.reason for one in left} <= {Reason.STOPPED}
    assert town.platform.texts("dm-hanneke") == ()
    assert town.platform.texts("dm-yusuf") == ()
