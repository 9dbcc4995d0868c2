"""The messages of a tenant: each once, one unasked a day, and each claimed by one."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.content import Content
from bot.errors import DayTaken
from bot.model.ids import MessageId, SeriesId
from bot.model.messages import Priority, Purpose, State
from bot.model.people import Platform
from bot.model.tries import TRIED_AT_ONCE, was_due_at
from bot.ports.stores import TenantStores
from tests.contract.messages import add, get
from tests.factories import (
    NOW,
    YUSUF,
    a_content,
    a_message,
)

TUESDAY = date(2026, 11, 3)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def test_adding_twice_adds_once(waterstad: TenantStores) -> None:
    first, again = a_message(), a_message(content=a_content("anders"))

    assert await add(waterstad, first, again) == [True, False]
    assert await get(waterstad, first) == first


async def test_the_same_purpose_subject_recipient_and_turn_is_the_same_message(
    waterstad: TenantStores,
) -> None:
    assert await add(waterstad, a_message(), a_message(id=MessageId("other"))) == [True, False]


async def test_of_many_each_keeps_its_own_words(waterstad: TenantStores) -> None:
    said, silent = a_message(subject="s1", content=a_content("anders")), a_message(subject="s2")
    async with waterstad.write() as unit:
        await unit.messages.add_all([silent, said])

    assert (await get(waterstad, said), await get(waterstad, silent)) == (said, silent)


async def test_saving_another_message_under_the_same_key_is_refused(
    waterstad: TenantStores,
) -> None:
    await add(waterstad, a_message())

    async with waterstad.write() as unit:
        with pytest.raises(ValueError, match="Another message"):
            await unit.messages.save(a_message(id=MessageId("other")))

    assert await get(waterstad, a_message()) == a_message()


async def test_fifty_planners_at_once_add_a_message_once(waterstad: TenantStores) -> None:
    outcomes = await asyncio.gather(*(add(waterstad, a_message()) for _ in range(50)))

    assert outcomes.count([True]) == 1


class TestOneUnaskedMessageADay:
    async def test_a_day_is_taken_once(self, waterstad: TenantStores) -> None:
        first = a_message(subject="s1", local_on=TUESDAY)
        second = a_message(subject="s2", local_on=TUESDAY)

        assert await add(waterstad, first, second) == [True, False]
        assert await get(waterstad, second) is None

    async def test_two_at_once_get_one_day(self, waterstad: TenantStores) -> None:
        outcomes = await asyncio.gather(
            *(add(waterstad, a_message(subject=f"s{n}", local_on=TUESDAY)) for n in range(20))
        )

        assert outcomes.count([True]) == 1

    async def test_other_people_and_other_days_are_free(self, waterstad: TenantStores) -> None:
        messages = (
            a_message(subject="s1", local_on=TUESDAY),
            a_message(subject="s1", person=YUSUF, local_on=TUESDAY),
            a_message(subject="s2", local_on=TUESDAY + DAY),
            a_message(subject="s3", local_on=None),
            a_message(subject="s4", local_on=None),
        )

        assert await add(waterstad, *messages) == [True] * 5

    async def test_a_channel_has_no_such_day(self, waterstad: TenantStores) -> None:
        one = a_message(subject="s1", person=None, local_on=TUESDAY)
        two = a_message(subject="s2", person=None, local_on=TUESDAY)

        assert await add(waterstad, one, two) == [True, True]

    @pytest.mark.parametrize("state", [State.SKIPPED, State.FAILED])
    async def test_what_did_not_go_takes_no_day(
        self, waterstad: TenantStores, state: State
    ) -> None:
        gone = a_message(subject="s1", local_on=TUESDAY, state=state)
        other = a_message(subject="s2", local_on=TUESDAY)

        assert await add(waterstad, gone, other) == [True, True]

    @pytest.mark.parametrize("state", [State.SENT, State.UNKNOWN, State.CLAIMED, State.SENDING])
    async def test_every_other_state_does(self, waterstad: TenantStores, state: State) -> None:
        there = a_message(subject="s1", local_on=TUESDAY, state=state)
        other = a_message(subject="s2", local_on=TUESDAY)

        assert await add(waterstad, there, other) == [True, False]

    async def test_saving_on_a_taken_day_is_refused_and_the_unit_goes_on(
        self, waterstad: TenantStores
    ) -> None:
        first = a_message(subject="s1", local_on=TUESDAY)
        second = a_message(subject="s2", local_on=TUESDAY + DAY)
        await add(waterstad, first, second)

        async with waterstad.write() as unit:
            with pytest.raises(DayTaken):
                await unit.messages.save(replace(second, local_on=TUESDAY))
            await unit.messages.save(replace(second, local_on=TUESDAY + 2 * DAY))

        found = await get(waterstad, second)
        assert found is not None
        assert found.local_on == TUESDAY + 2 * DAY

    async def test_bringing_a_skipped_one_back_to_a_taken_day_is_refused(
        self, waterstad: TenantStores
    ) -> None:
        skipped = a_message(subject="s1", local_on=TUESDAY, state=State.SKIPPED)
        await add(waterstad, skipped, a_message(subject="s2", local_on=TUESDAY))

        async with waterstad.write() as unit:
            with pytest.raises(DayTaken):
                await unit.messages.save(replace(skipped, state=State.PLANNED))

        assert await get(waterstad, skipped) == skipped

    async def test_saving_it_again_on_its_own_day_is_fine(self, waterstad: TenantStores) -> None:
        message = a_message(local_on=TUESDAY)
        await add(waterstad, message)
        sent = replace(message, state=State.SENT, sent_at=NOW)

        async with waterstad.write() as unit:
            await unit.messages.save(sent)

        assert await get(waterstad, message) == sent

    async def test_taken_days_by_day_without_content(self, waterstad: TenantStores) -> None:
        friday = a_message(subject="s1", local_on=date(2026, 11, 6), content=a_content())
        tuesday = a_message(subject="s2", local_on=TUESDAY, content=a_content())
        of_yusuf = a_message(subject="s2", person=YUSUF, local_on=date(2026, 11, 4))
        others = (
            a_message(subject="s3", local_on=date(2026, 11, 4), state=State.SKIPPED),
            a_message(subject="s4", local_on=date(2026, 11, 5), state=State.FAILED),
            a_message(subject="s5", local_on=date(2026, 11, 7)),
            a_message(subject="s6", local_on=date(2026, 11, 2)),
            a_message(subject="s7"),
        )
        await add(waterstad, friday, tuesday, of_yusuf, *others)

        async with waterstad.read() as unit:
            found = await unit.messages.taken(TUESDAY, date(2026, 11, 6))

        assert found == [replace(tuesday, content=None), of_yusuf, replace(friday, content=None)]


class TestClaiming:
    async def test_highest_priority_first_then_longest_due(self, waterstad: TenantStores) -> None:
        late = a_message(subject="s1", due_at=NOW - HOUR, content=a_content())
        later = a_message(subject="s2", due_at=NOW - DAY)
        promised = a_message(Purpose.FOLLOW_UP, subject="c1", priority=Priority.PROMISED)
        reminder = a_message(
            Purpose.REMINDER, subject="s1", priority=Priority.REMINDER, due_at=NOW - 2 * DAY
        )
        await add(waterstad, late, later, promised, reminder)

        async with waterstad.write() as unit:
            first = await unit.messages.claim(Platform.BROWSER, NOW, 3)
            rest = await unit.messages.claim(Platform.BROWSER, NOW, 3)

        taken = [replace(m, state=State.CLAIMED) for m in (promised, later, late, reminder)]
        assert [*first, *rest] == taken
        assert await get(waterstad, late) == replace(late, state=State.CLAIMED)

    async def test_only_what_is_due_planned_and_of_that_platform(
        self, waterstad: TenantStores
    ) -> None:
        await add(
            waterstad,
            a_message(subject="s1", due_at=NOW + timedelta(microseconds=1)),
            a_message(subject="s2", platform=Platform.TEAMS),
            *(a_message(subject=state, state=state) for state in State if state != State.PLANNED),
        )

        async with waterstad.write() as unit:
            assert await unit.messages.claim(Platform.BROWSER, NOW, 99) == []
            assert await unit.messages.claim(Platform.TEAMS, NOW, 0) == []

    async def test_what_is_past_its_expiry_is_taken_too(self, waterstad: TenantStores) -> None:
        expired = a_message(due_at=NOW - DAY, expires_at=NOW - HOUR)
        await add(waterstad, expired)

        async with waterstad.write() as unit:
            claimed = await unit.messages.claim(Platform.BROWSER, NOW, 9)

        assert claimed == [replace(expired, state=State.CLAIMED)]

    async def test_two_at_once_never_share_a_message(self, waterstad: TenantStores) -> None:
        await add(waterstad, *(a_message(subject=f"s{n}") for n in range(60)))

        async def claim() -> list[MessageId]:
            async with waterstad.write() as unit:
                return [m.id for m in await unit.messages.claim(Platform.BROWSER, NOW, 7)]

        batches = await asyncio.gather(*(claim() for _ in range(12)))

        claimed = [id for batch in batches for id in batch]
        assert len(claimed) == len(set(claimed)) == 60

    async def test_a_claim_that_broke_is_no_claim(self, waterstad: TenantStores) -> None:
        await add(waterstad, a_message())

        async def claim_and_break() -> None:
            async with waterstad.write() as unit:
                await unit.messages.claim(Platform.BROWSER, NOW, 9)
                raise KeyError

        with pytest.raises(KeyError):
            await claim_and_break()

        assert await get(waterstad, a_message()) == a_message()


async def test_many_at_once_are_stored_as_one_after_another(waterstad: TenantStores) -> None:
    first = a_message(subject="first", local_on=TUESDAY)
    same_day = a_message(subject="second", local_on=TUESDAY)
    known = a_message(subject="known")
    await add(waterstad, known)

    async with waterstad.write() as unit:
        await unit.messages.add_all([first, same_day, replace(known, turn=4)])
        await unit.messages.add_all([])

    assert await get(waterstad, first) == first
    assert await get(waterstad, same_day) is None
    assert await get(waterstad, known) == known


async def test_many_at_once_are_stored_and_found_as_one_by_one(waterstad: TenantStores) -> None:
    first, second = a_message(subject="s1"), a_message(subject="s2", local_on=TUESDAY)
    sent = replace(first, state=State.SENT)

    async with waterstad.write() as unit:
        await unit.messages.add_all([first, second])
        await unit.messages.save_all([sent, second])
        await unit.messages.save_all([])

    async with waterstad.read() as unit:
        ids = [first.id, second.id, MessageId("none")]
        assert await unit.messages.get_all(ids) == {first.id: sent, second.id: second}
        assert await unit.messages.get_all([]) == {}


async def test_the_days_of_some_people_are_theirs_alone(waterstad: TenantStores) -> None:
    hers = a_message(subject="hers", local_on=TUESDAY)
    his = a_message(subject="his", person=YUSUF, local_on=TUESDAY)
    await add(waterstad, hers, his)

    async with waterstad.read() as unit:
        assert await unit.messages.taken(TUESDAY, TUESDAY, [YUSUF]) == [his]
        assert await unit.messages.taken(TUESDAY, TUESDAY, []) == []
        assert len(await unit.messages.taken(TUESDAY, TUESDAY)) == 2


@pytest.mark.parametrize(
    "name", ["null", "", " a b ", 'a"b', "a,b", "{a}", "a\\b", "\\", "'", "é\u200b😀", "%s :ids"]
)
async def test_any_id_is_found_among_others(waterstad: TenantStores, name: str) -> None:
    odd, other = a_message(id=MessageId(name)), a_message(subject="other")
    await add(waterstad, odd, other)

    async with waterstad.read() as unit:
        asked = [odd.id, other.id, MessageId(f"{name}?")]
        assert await unit.messages.existing(asked) == {odd.id, other.id}
        assert await unit.messages.existing(asked[2:]) == frozenset()
        assert await unit.messages.existing([]) == frozenset()


async def test_a_new_state_leaves_the_content(waterstad: TenantStores) -> None:
    said = a_message(content=a_content("hoi"))
    await add(waterstad, said)

    async with waterstad.write() as unit:
        (found,) = (await unit.messages.get_all([said.id])).values()
        assert found.content is None
        changed = replace(found, state=State.CLAIMED, due_at=NOW + DAY, expires_at=NOW + 2 * DAY)
        await unit.messages.save_states([changed])
        await unit.messages.save_states([])

    assert await get(waterstad, said) == replace(changed, content=said.content)


async def test_what_is_handed_over_and_what_arrived(waterstad: TenantStores) -> None:
    said, other = (
        a_message(subject="s1", state=State.CLAIMED, lease=7),
        a_message(subject="s2", state=State.CLAIMED, detail="old"),
    )
    await add(waterstad, said, other)
    going = replace(
        said, state=State.SENDING, sent_at=NOW, content=a_content("hoi"), conversation="dm"
    )
    # Nothing else of it is stored.
    with_more = replace(going, detail="no", attempts=9, turn=4)

    async with waterstad.write() as unit:
        assert set(await unit.messages.hand_over([with_more])) == {said.id}
        assert not await unit.messages.hand_over([])
    assert await get(waterstad, said) == going
    async with waterstad.write() as unit:
        await unit.messages.save(replace(going, state=State.CLAIMED))
        unsaid = replace(with_more, content=a_content("anders"), conversation="elsewhere")
        assert set(await unit.messages.hand_over([unsaid], said=[said.id])) == {said.id}
    assert await get(waterstad, said) == going

    arrived = replace(going, state=State.SENT, platform_ref="r1", conversation="opened")
    emptied = replace(other, state=State.SENT, platform_ref="r2", detail=None)
    async with waterstad.write() as unit:
        await unit.messages.hand_over([replace(other, state=State.SENDING, content=a_content())])
        await unit.messages.note_arrived([replace(arrived, turn=4), emptied])
        assert not await unit.messages.note_arrived([])
    assert await get(waterstad, said) == arrived
    assert await get(waterstad, other) == replace(emptied, conversation=None)


async def test_what_is_made_ready_is_stored_and_nothing_else(waterstad: TenantStores) -> None:
    claimed, other = (
        a_message(subject=subject, state=State.CLAIMED, lease=7) for subject in ("s1", "s2")
    )
    await add(waterstad, claimed, other)
    ready = replace(claimed, content=a_content("hoi"), conversation="dm", prompt_version=3)

    async with waterstad.write() as unit:
        await unit.messages.note_words([replace(ready, detail="no", state=State.SENT, lease=8)])
        await unit.messages.note_words([])
        await unit.messages.note_words([a_message(subject="nowhere")])
    assert await get(waterstad, claimed) == ready
    assert await get(waterstad, other) == other

    async with waterstad.write() as unit:
        going = [replace(one, state=State.SENDING, sent_at=NOW) for one in (ready, other)]
        await unit.messages.hand_over(going, said=[ready.id, other.id])
    assert await get(waterstad, claimed) == going[0]
    assert await get(waterstad, other) == going[1]


async def test_what_of_a_series_was_claimed_goes_with_what_was_planned(
    waterstad: TenantStores,
) -> None:
    """What was handed over stays, and what somebody asked for; it tells when the first was due."""
    of_it = SeriesId("s")
    states = (State.PLANNED, State.CLAIMED, State.SENDING, State.SENT, State.UNKNOWN)
    messages = [
        a_message(subject=f"m-{state}", state=state, series=of_it, due_at=NOW + number * MINUTE)
        for number, state in enumerate(states)
    ]
    asked = a_message(subject="asked", state=State.CLAIMED, asked=True, series=of_it)
    await add(waterstad, *messages, asked)

    async with waterstad.write() as unit:
        assert await unit.messages.unplan(of_it) == NOW
        assert await unit.messages.unplan(of_it) is None
    assert [await get(waterstad, one) for one in (*messages[2:], asked)] == [*messages[2:], asked]
    assert [await get(waterstad, one) for one in messages[:2]] == [None, None]


async def test_what_stays_of_a_series_is_left_as_it_waits(waterstad: TenantStores) -> None:
    of_it, due = SeriesId("s"), "this week"
    stays = [
        a_message(subject=f"m-{state}", state=state, series=of_it, occurrence=due, lease=lease)
        for state, lease in ((State.PLANNED, None), (State.CLAIMED, 7))
    ]
    goes = [
        a_message(subject="later", series=of_it, occurrence="next week", due_at=NOW + DAY),
        a_message(subject="of none", series=of_it, due_at=NOW + 2 * DAY),
    ]
    await add(waterstad, *stays, *goes)
    async with waterstad.write() as unit:
        assert await unit.messages.unplan(of_it, {due}) == NOW + DAY
    assert [await get(waterstad, one) for one in stays] == stays
    assert [await get(waterstad, one) for one in goes] == [None, None]


async def test_what_was_put_off_was_due_before_it_is_tried_again(waterstad: TenantStores) -> None:
    of_it = SeriesId("s")
    waits = a_message(subject="waits", series=of_it, due_at=NOW + MINUTE)
    put_off = a_message(
        subject="put off", series=of_it, attempts=TRIED_AT_ONCE, due_at=NOW + MINUTE
    )
    await add(waterstad, waits, put_off)
    async with waterstad.write() as unit:
        assert await unit.messages.unplan(of_it) == was_due_at(put_off) < waits.due_at


@pytest.mark.parametrize("is_said", [True, False])
async def test_only_who_claimed_it_hands_it_over(waterstad: TenantStores, is_said: bool) -> None:
    """Not what was erased meanwhile, or is claimed anew by who has the right to send now, or is gone."""
    ours, without = a_message(subject="ours", lease=7), a_message(subject="without a right")
    stored = [
        *(replace(one, state=State.CLAIMED) for one in (ours, without)),
        a_message(subject="erased", lease=7, state=State.SKIPPED),
        a_message(subject="taken back", state=State.PLANNED),
        a_message(subject="theirs", lease=8, state=State.CLAIMED),
        a_message(subject="on its way", lease=7, state=State.SENDING),
    ]
    await add(waterstad, *stored)
    gone = a_message(subject="gone", lease=7)
    others = [replace(one, lease=7) for one in stored[2:]]
    coming = [
        replace(one, state=State.SENDING, sent_at=NOW, content=a_content("hoi"))
        for one in (ours, *others, gone, without)
    ]
    said = [one.id for one in coming] if is_said else ()

    async with waterstad.write() as unit:
        going = await unit.messages.hand_over(coming, said=said)
        assert set(going) == {ours.id, without.id}
    content = None if is_said else a_content("hoi")
    went = [replace(one, content=content) for one in (coming[0], coming[-1])]
    assert [await get(waterstad, one) for one in (*stored, gone)] == [*went, *stored[2:], None]


@pytest.mark.parametrize("content", [a_content("hoi"), None])
async def test_only_what_is_on_its_way_arrives(
    waterstad: TenantStores, content: Content | None
) -> None:
    """Of others more than that is to be looked at; and it tells what was answered before."""
    ours = a_message(subject="ours", lease=7, state=State.SENDING, content=a_content("hoi"))
    answered = replace(a_message(subject="answered", lease=7, state=State.SENDING), answered_at=NOW)
    others = [
        a_message(subject="erased", lease=7, state=State.SKIPPED),
        a_message(subject="unknown", lease=7, state=State.UNKNOWN),
        a_message(subject="theirs", lease=8, state=State.SENDING),
    ]
    await add(waterstad, ours, answered, *others)
    arrived = [
        replace(one, lease=7, state=State.SENT, platform_ref=one.subject, content=content)
        for one in (ours, *others, answered, a_message(subject="gone"))
    ]

    async with waterstad.write() as unit:
        noted = await unit.messages.note_arrived(arrived)
        assert noted == {ours.id: None, answered.id: NOW}
    assert await get(waterstad, ours) == arrived[0]
    found = await get(waterstad, answered)
    assert found is not None
    assert (found.state, found.platform_ref, found.answered_at) == (State.SENT, "answered", NOW)
    assert [await get(waterstad, one) for one in others] == others


async def test_a_claim_is_under_a_right_to_send(waterstad: TenantStores) -> None:
    await add(waterstad, a_message())
    async with waterstad.write() as unit:
        (claimed,) = await unit.messages.claim(Platform.BROWSER, NOW, 9, 42)

    assert claimed.lease == 42
    assert await get(waterstad, claimed) == claimed
