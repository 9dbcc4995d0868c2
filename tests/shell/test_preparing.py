"""The last look: what was planned is not always wanted when its instant comes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.model.ids import GroupId, MessageId, PersonId
from bot.model.messages import Message, Purpose, Reason, State
from bot.model.people import Language, Period, Platform, Standing
from bot.model.series import SeriesState
from bot.ports.stores import Unit
from tests.shell.town import Town
from tests.stages.town import TENANT, instant

PLANNED_AT, PROMPT_AT = "2027-01-14 12:00", "2027-01-14 12:15"
HANNEKE = PersonId("hanneke")


@pytest.fixture
async def planned(town: Town) -> Town:
    """Return the town while Hanneke's small step waits for a quarter past twelve."""
    await town.ticker.tick()
    return town


async def the_prompt(town: Town) -> Message:
    return next(m for m in await town.messages_of("hanneke") if m.purpose is Purpose.PROMPT)


async def change_hanneke(town: Town, **changes: Any) -> None:
    async with town.stores.of(TENANT).write() as unit:
        person = await unit.people.locked(HANNEKE)
        assert person is not None
        await unit.people.save(replace(person, **changes))


async def test_a_planned_message_holds_no_words_before_it_is_claimed(planned: Town) -> None:
    prompt = await the_prompt(planned)
    assert (prompt.state, prompt.content, prompt.conversation) == (State.PLANNED, None, None)

    await planned.move_to(PROMPT_AT)
    sent = await planned.message(prompt.id)
    assert sent.state is State.SENT
    assert sent.content is not None
    assert (sent.conversation, sent.prompt_version) == ("dm-hanneke", 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"standing": Standing.STOPPED}, Reason.STOPPED),
        ({"paused_until_on": date(2027, 3, 1)}, Reason.PAUSED),
        ({"absences": (Period(date(2027, 1, 14), date(2027, 2, 26)),)}, Reason.ABSENT),
        ({"unanswered": 20}, Reason.BACKED_OFF),
    ],
)
async def test_who_wants_rest_after_it_was_planned_gets_nothing(
    planned: Town, changes: dict[str, Any], reason: Reason
) -> None:
    await change_hanneke(planned, **changes)
    planned.sleep_until(PROMPT_AT)
    await planned.drain()

    prompt = await the_prompt(planned)
    assert (prompt.state, prompt.reason, prompt.content) == (State.SKIPPED, reason, None)
    assert planned.heard("hanneke") == []


@pytest.mark.parametrize(
    ("state", "reason"),
    [(SeriesState.STOPPED, Reason.SERIES_STOPPED), (SeriesState.PAUSED, Reason.SILENCED)],
)
async def test_a_series_that_rests_says_nothing(
    planned: Town, state: SeriesState, reason: Reason
) -> None:
    async with planned.stores.of(TENANT).write() as unit:
        (series,) = await unit.series.all()
        await unit.series.save(replace(series, state=state))
    await planned.move_to(PROMPT_AT)

    prompt = await the_prompt(planned)
    assert (prompt.state, prompt.reason) == (State.SKIPPED, reason)


async def test_what_was_answered_elsewhere_is_not_asked(planned: Town) -> None:
    prompt = await the_prompt(planned)
    async with planned.stores.of(TENANT).write() as unit:
        await unit.messages.save(replace(prompt, answered_at=planned.clock.now()))
    await planned.move_to(PROMPT_AT)

    assert (await the_prompt(planned)).reason is Reason.ANSWERED


async def test_what_is_too_late_is_skipped_as_late(planned: Town) -> None:
    planned.sleep_until("2027-01-21 12:15")
    await planned.ticker.tick()

    prompt = await the_prompt(planned)
    assert (prompt.state, prompt.reason) == (State.SKIPPED, Reason.LATE)
    assert planned.heard("hanneke") == []


async def test_who_has_no_address_is_not_reached(planned: Town) -> None:
    async with planned.stores.of(TENANT).write() as unit:
        prompt = await the_prompt(planned)
        await unit.messages.save(
            replace(prompt, platform=Platform.BROWSER, person=PersonId("yusuf"))
        )
        person = await unit.people.get(PersonId("yusuf"))
        assert person is not None
        await unit.people.erase(person.id)
        await unit.people.save(person)
    await planned.move_to(PROMPT_AT)

    async with planned.stores.of(TENANT).read() as unit:
        found = await unit.messages.get(prompt.id)
    assert found is not None
    assert (found.state, found.reason) == (State.SKIPPED, Reason.UNREACHABLE)


async def test_the_words_are_in_the_language_of_that_moment(planned: Town) -> None:
    await change_hanneke(planned, language=Language.EN)
    await planned.move_to(PROMPT_AT)

    assert "One tricky form" in planned.heard("hanneke")[0]


async def test_the_version_that_is_kept_is_the_one_that_was_said(planned: Town) -> None:
    """The library may be a newer one than the one it was planned with."""
    prompt = await the_prompt(planned)
    async with planned.stores.of(TENANT).write() as unit:
        await unit.messages.save(replace(prompt, prompt_version=0))
    await planned.move_to(PROMPT_AT)
    assert (await planned.message(prompt.id)).prompt_version == 1


async def test_what_could_not_go_is_looked_at_again(planned: Town) -> None:
    planned.platform.refuse(retry_after=60)
    await planned.move_to(PROMPT_AT)
    assert (await the_prompt(planned)).state is State.PLANNED
    await change_hanneke(planned, standing=Standing.STOPPED)

    assert await planned.try_again_after(timedelta(minutes=1)) == 0
    prompt = await the_prompt(planned)
    assert (prompt.state, prompt.reason) == (State.SKIPPED, Reason.STOPPED)


async def test_what_could_not_go_says_what_is_true_by_then(planned: Town) -> None:
    planned.platform.refuse(retry_after=60)
    await planned.move_to(PROMPT_AT)
    await change_hanneke(planned, language=Language.EN)

    assert await planned.try_again_after(timedelta(minutes=1)) == 1
    assert "One tricky form" in planned.heard("hanneke")[0]


async def test_an_answer_that_could_not_go_goes_as_it_was_said(planned: Town) -> None:
    planned.platform.refuse(retry_after=60)
    await planned.types("yusuf", "help", "e1")
    async with planned.stores.of(TENANT).write() as unit:
        yusuf = await unit.people.locked(PersonId("yusuf"))
        assert yusuf is not None
        await unit.people.save(replace(yusuf, standing=Standing.STOPPED))

    assert await planned.try_again_after(timedelta(minutes=1)) == 1
    assert planned.heard("yusuf")[0].startswith("Ik kan dit:")


async def plan_two_more(planned: Town) -> None:
    """Plan the prompt once more on Monday, and once more on Tuesday."""
    first = await the_prompt(planned)
    for number, on in enumerate((date(2027, 1, 18), date(2027, 1, 19)), start=1):
        copy = replace(
            first,
            id=MessageId(f"copy-{number}"),
            subject=f"copy {number}",
            due_at=instant(f"{on.isoformat()} 12:15"),
            expires_at=None,
            local_on=on,
            occurrence=None,
        )
        await planned.plan(copy)


async def test_two_that_both_move_out_of_silence_get_a_day_each(planned: Town) -> None:
    """A week without a process, then a day on which only the evening is left: both must move."""
    await plan_two_more(planned)
    planned.sleep_until("2027-01-20 21:00")
    await planned.ticker.tick()

    moved = [await planned.message(MessageId(f"copy-{number}")) for number in (1, 2)]
    assert [m.state for m in moved] == [State.PLANNED] * 2
    assert len({m.local_on for m in moved}) == 2
    assert all(m.local_on and m.local_on > date(2027, 1, 20) for m in moved)
    assert planned.heard("hanneke") == []


async def test_two_that_are_overdue_do_not_come_on_one_day(planned: Town) -> None:
    await plan_two_more(planned)
    planned.sleep_until("2027-01-20 10:00")
    await planned.ticker.tick()

    sent, waiting = [await planned.message(MessageId(f"copy-{number}")) for number in (1, 2)]
    assert (sent.state, sent.local_on) == (State.SENT, date(2027, 1, 20))
    assert waiting.state is State.PLANNED
    assert waiting.local_on is not None
    assert waiting.local_on > date(2027, 1, 20)
    assert len(planned.heard("hanneke")) == 1


async def test_what_joined_another_is_said_with_it_once(town: Town) -> None:
    await town.move_to(PROMPT_AT)
    await town.commits()
    await town.move_to("2027-01-18 12:14")
    follow_up = next(m for m in await town.messages_of("hanneke") if m.purpose is Purpose.FOLLOW_UP)

    async def joins(unit: Unit) -> None:
        other = replace(
            follow_up,
            id=MessageId("joined"),
            turn=99,
            local_on=None,
            state=State.SKIPPED,
            reason=Reason.JOINED,
            joined_to=follow_up.id,
        )
        assert await unit.messages.add(other)

    async with town.stores.of(TENANT).write() as unit:
        await joins(unit)
    town.platform.refuse(only=lambda message: message.purpose is Purpose.FOLLOW_UP)
    await town.move_to("2027-01-18 12:15")
    await town.try_again_after(timedelta(seconds=1))

    asked = [text for text in town.heard("hanneke") if "Hoe staat het?" in text]
    assert len(asked) == 1
    assert (await town.message(MessageId("joined"))).state is State.SKIPPED


async def test_a_notice_without_anything_to_tell_is_skipped(town: Town) -> None:
    notice = town.said(
        "notice",
        purpose=Purpose.NOTICE,
        recipient="mt",
        group=GroupId("mt"),
        content=None,
        conversation=None,
        asked=False,
    )
    message = replace(notice, person=None)
    await town.plan(message)
    await town.drain()

    found = await town.message(message.id)
    assert (found.state, found.content) == (State.SKIPPED, None)
    assert found.reason is not None
    assert town.platform.requests == []
