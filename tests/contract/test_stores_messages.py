"""The messages of a tenant: how they come back and how they are found."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.content import Buttons, Facts, Paragraph, Style, Table
from bot.model.ids import GroupId, MeetingId, MessageId, PromptId, SeriesId
from bot.model.messages import Message, Priority, Purpose, Reason, State
from bot.model.people import Platform
from bot.ports.stores import TenantStores
from tests.contract.messages import add, get
from tests.factories import (
    BRAM,
    FATMA,
    HANNEKE,
    NOW,
    YUSUF,
    a_button,
    a_content,
    a_message,
    a_text,
)

TUESDAY = date(2026, 11, 3)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def test_every_field_of_a_message_comes_back(waterstad: TenantStores) -> None:
    content = a_content(
        "Hoe ging het?", a_button(), a_button("Weg ermee", "drop", "m1", "x"), bare=True
    )
    richer = replace(
        content,
        blocks=(
            *content.blocks,
            Facts((("Wat", a_text("meelopen", strong=True, typed=True)),)),
            Table(("Naam", "Dag"), (("Bram", "di"), ("Fatma", "wo"))),
            Paragraph(a_text("") + a_text("<!channel> \x00 \u202e 😀")),
            Buttons((replace(a_button(), style=Style.DANGER),)),
        ),
    )
    message = a_message(
        group=GroupId("mt"),
        expires_at=NOW + HOUR,
        local_on=TUESDAY,
        state=State.SENT,
        reason=Reason.LATE,
        content=richer,
        series=SeriesId("small-wins"),
        occurrence="o1",
        prompt_version=3,
        meeting=MeetingId("college"),
        meeting_on=TUESDAY,
        closes_at=NOW + DAY,
        asked=True,
        joined_to=MessageId("head"),
        replaces=MessageId("earlier"),
        platform_ref="1730622600.000100",
        conversation="dm-hanneke",
        lease=4,
        attempts=2,
        sent_at=NOW,
        answered_at=NOW + HOUR,
        priority=Priority.CLOSING,
    )

    await add(waterstad, message)

    assert await get(waterstad, message) == message


async def test_a_message_that_is_not_there_is_none(waterstad: TenantStores) -> None:
    assert await get(waterstad, a_message()) is None


async def test_saving_stores_a_message_that_was_not_there(waterstad: TenantStores) -> None:
    async with waterstad.write() as unit:
        await unit.messages.save(a_message(content=a_content()))

    assert await get(waterstad, a_message()) == a_message(content=a_content())


async def test_a_message_is_found_by_what_the_platform_calls_it(waterstad: TenantStores) -> None:
    card = a_message(subject="z", conversation="dm", platform_ref="1", state=State.SENT)
    elsewhere = a_message(subject="s2", conversation="dm-2", platform_ref="1", state=State.SENT)
    update = a_message(Purpose.UPDATE, subject="a", conversation="dm", platform_ref="1")
    await add(waterstad, update, card, elsewhere)

    async with waterstad.read() as unit:
        assert await unit.messages.at_ref("dm", "1") == card
        assert await unit.messages.at_ref("dm-2", "1") == elsewhere
        assert await unit.messages.at_ref("dm", "2") is None
        assert await unit.messages.at_ref("dm-3", "1") is None


async def test_the_history_of_a_person_newest_first(waterstad: TenantStores) -> None:
    old = a_message(subject="s1", due_at=NOW - DAY, content=a_content("oud"))
    new = a_message(Purpose.FOLLOW_UP, subject="s2", due_at=NOW)
    skipped = a_message(subject="s3", due_at=NOW - HOUR, state=State.SKIPPED)
    left_out = (
        a_message(Purpose.ANSWER),
        a_message(Purpose.UPDATE),
        a_message(subject="s1", person=YUSUF),
        a_message(subject="s9", person=None),
    )
    await add(waterstad, old, new, skipped, *left_out)

    async with waterstad.read() as unit:
        assert await unit.messages.of_person(HANNEKE) == [new, skipped, old]
        assert await unit.messages.of_person(HANNEKE, limit=2) == [new, skipped]


async def test_open_prompts_may_be_there_and_wait_for_an_answer(waterstad: TenantStores) -> None:
    sent: dict[str, Any] = {"state": State.SENT, "sent_at": NOW}
    older = a_message(subject="s1", state=State.SENT, sent_at=NOW - DAY, due_at=NOW + HOUR)
    newer = a_message(subject="s2", asked=True, **sent)
    lost = a_message(subject="s3", state=State.UNKNOWN, sent_at=NOW - HOUR)
    on_its_way = a_message(subject="s8", state=State.SENDING, sent_at=NOW - 2 * HOUR)
    left_out = (
        a_message(subject="s4", answered_at=NOW, **sent),
        a_message(subject="s5", prompt=None, **sent),
        a_message(Purpose.FOLLOW_UP, prompt=PromptId("p1"), **sent),
        a_message(subject="s6"),
        a_message(subject="s7", person=YUSUF, **sent),
    )
    await add(waterstad, older, newer, lost, on_its_way, *left_out)

    async with waterstad.read() as unit:
        assert await unit.messages.open_prompts(HANNEKE) == [newer, lost, on_its_way, older]


async def test_which_of_many_messages_exist(waterstad: TenantStores) -> None:
    there = [a_message(subject=f"s{n}") for n in range(3)]
    await add(waterstad, *there)
    asked = [MessageId(f"not-{n}") for n in range(1200)]

    async with waterstad.read() as unit:
        found = await unit.messages.existing([there[0].id, *asked, there[2].id])
        assert found == {there[0].id, there[2].id}
        assert await unit.messages.existing([]) == frozenset()


async def test_what_counts_as_seen(waterstad: TenantStores) -> None:
    def prompt(name: str, **changes: Any) -> Message:
        return a_message(subject=name, prompt=PromptId(name), **changes)

    await add(
        waterstad,
        prompt("planned", due_at=NOW + DAY),
        prompt("sent", state=State.SENT, due_at=NOW - 2 * DAY, sent_at=NOW),
        prompt("perhaps", state=State.UNKNOWN, sent_at=NOW + HOUR),
        prompt("of-yusuf", person=YUSUF, state=State.SENT, sent_at=NOW),
        prompt("asked-used", asked=True, state=State.SENT, sent_at=NOW - HOUR, answered_at=NOW),
        prompt("asked-unused", asked=True, state=State.SENT, sent_at=NOW),
        prompt("skipped", state=State.SKIPPED),
        prompt("failed", state=State.FAILED),
        prompt("long-ago", state=State.SENT, due_at=NOW - 5 * DAY, sent_at=NOW - 5 * DAY),
        prompt("in-a-channel", person=None, state=State.SENT, sent_at=NOW),
        a_message(Purpose.REMINDER, prompt=PromptId("reminded")),
    )

    async with waterstad.read() as unit:
        found = await unit.messages.seen(NOW - HOUR)

    assert found == [
        (HANNEKE, "asked-used", NOW - HOUR),
        (HANNEKE, "sent", NOW),
        (YUSUF, "of-yusuf", NOW),
        (HANNEKE, "perhaps", NOW + HOUR),
        (HANNEKE, "planned", NOW + DAY),
    ]


async def test_unsettled_messages_in_order_of_due_instant(waterstad: TenantStores) -> None:
    unknown = a_message(subject="s1", state=State.UNKNOWN, due_at=NOW - HOUR, content=a_content())
    claimed = a_message(subject="s2", state=State.CLAIMED)
    sending = a_message(subject="s3", state=State.SENDING, due_at=NOW - DAY)
    left_out = (
        a_message(subject="s4"),
        a_message(subject="s5", state=State.SENT),
        a_message(subject="s6", state=State.UNKNOWN, platform=Platform.SLACK),
    )
    await add(waterstad, unknown, claimed, sending, *left_out)

    async with waterstad.read() as unit:
        assert await unit.messages.unsettled(Platform.BROWSER) == [sending, unknown, claimed]


async def test_messages_of_unknown_fate_to_one_person(waterstad: TenantStores) -> None:
    later = a_message(subject="s1", state=State.UNKNOWN, due_at=NOW, content=a_content())
    first = a_message(subject="s2", state=State.UNKNOWN, due_at=NOW - HOUR)
    left_out = (
        a_message(subject="s3", state=State.SENDING),
        a_message(subject="s4", state=State.UNKNOWN, person=YUSUF),
        a_message(subject="s5", state=State.UNKNOWN, platform=Platform.SLACK),
    )
    await add(waterstad, later, first, *left_out)

    async with waterstad.read() as unit:
        assert await unit.messages.unknown_of(Platform.BROWSER, HANNEKE) == [first, later]


async def test_what_joined_a_message(waterstad: TenantStores) -> None:
    head = a_message(Purpose.FOLLOW_UP, subject="c1")
    second = a_message(Purpose.FOLLOW_UP, subject="c2", joined_to=head.id, due_at=NOW)
    first = a_message(Purpose.FOLLOW_UP, subject="c3", joined_to=head.id, due_at=NOW - HOUR)
    other = a_message(Purpose.FOLLOW_UP, subject="c4", joined_to=MessageId("another"))
    await add(waterstad, head, second, first, other)

    async with waterstad.read() as unit:
        assert (await unit.messages.joined_to([head.id]))[head.id] == [first, second]


async def test_what_awaits_a_reminder(waterstad: TenantStores) -> None:
    def sent(name: str, **changes: Any) -> Message:
        values: dict[str, Any] = {"state": State.SENT, "sent_at": NOW - 2 * DAY, **changes}
        return a_message(subject=name, **values)

    forgotten = sent("forgotten", content=a_content())
    earlier = sent("earlier", sent_at=NOW - 9 * DAY)
    reminded = [sent(f"reminded-{state}") for state in (State.PLANNED, State.SENT, State.SKIPPED)]
    await add(
        waterstad,
        forgotten,
        earlier,
        *reminded,
        *(
            a_message(Purpose.REMINDER, subject=message.id, state=state)
            for message, state in zip(
                reminded, (State.PLANNED, State.SENT, State.SKIPPED), strict=True
            )
        ),
        sent("answered", answered_at=NOW),
        sent("asked", asked=True),
        sent("too-new", sent_at=NOW),
        sent("in-a-channel", person=None),
        sent("unknown", state=State.UNKNOWN),
        sent("no-prompt", prompt=None),
    )

    async with waterstad.read() as unit:
        bare = replace(forgotten, content=None)
        assert await unit.messages.awaiting_reminder(NOW) == [earlier, bare]
        since = NOW - 2 * DAY
        assert await unit.messages.awaiting_reminder(NOW, sent_after=since) == [bare]
        assert await unit.messages.awaiting_reminder(since) == [earlier]


async def test_the_next_due_instant(waterstad: TenantStores) -> None:
    await add(
        waterstad,
        a_message(subject="s1", due_at=NOW),
        a_message(subject="s2", due_at=NOW + DAY),
        a_message(subject="s3", due_at=NOW + 2 * DAY),
        a_message(subject="s4", due_at=NOW + HOUR, state=State.SENT),
    )

    async with waterstad.read() as unit:
        assert await unit.messages.next_due_at(NOW) == NOW + DAY
        assert await unit.messages.next_due_at(NOW - HOUR) == NOW
        assert await unit.messages.next_due_at(NOW + 2 * DAY) is None


@pytest.mark.parametrize("state", list(State))
async def test_erasing_takes_the_content_and_skips_what_did_not_go(
    waterstad: TenantStores, state: State
) -> None:
    waits = state in (State.PLANNED, State.CLAIMED)
    before = a_message(state=state, content=a_content("woorden"))
    of_others = [a_message(person=other, content=a_content()) for other in (FATMA, BRAM)]
    await add(waterstad, before, *of_others)

    async with waterstad.write() as unit:
        await unit.messages.erase(HANNEKE)

    expected = replace(before, content=None)
    if waits:
        expected = replace(expected, state=State.SKIPPED, reason=Reason.STOPPED)
    assert await get(waterstad, before) == expected
    assert [await get(waterstad, message) for message in of_others] == of_others
