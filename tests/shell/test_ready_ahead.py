"""What is due soon is made ready before: at its instant it only has to be handed over."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import rush
from bot.model.ids import PersonId
from bot.model.messages import Message, Reason, State
from bot.model.people import Language, Platform, Standing
from bot.ports.outside import Limit, Pace
from bot.sender import AHEAD, DRAINS_AT_ONCE
from bot.ticker import next_tick_at
from tests.shell.town import A_SECOND, LONGEST_SECONDS, Town, until
from tests.stages.town import TENANT, instant

DUE = instant("2027-01-14 12:15")
SHORTLY_BEFORE = DUE - AHEAD


@pytest.fixture
async def morning(town: Town) -> Town:
    """Return the town a quarter of a minute before Hanneke's small step is due."""
    await town.move_to("2027-01-14 12:00")
    town.clock.move_to(SHORTLY_BEFORE)
    return town


async def the_step(town: Town) -> Message:
    (step,) = [one for one in await town.messages_of("hanneke") if one.due_at == DUE]
    return step


async def draining(town: Town) -> asyncio.Task[int]:
    """Begin to drain, and return once the step is ready."""
    drain = asyncio.create_task(town.sender.drain_patiently(Platform.BROWSER, TENANT, AHEAD))

    async def is_ready() -> bool:
        step = await the_step(town)
        return step.state is State.CLAIMED and step.content is not None

    await until(is_ready)
    return drain


async def at_its_instant(town: Town, drain: asyncio.Task[int]) -> int:
    town.clock.move_to(DUE)
    async with asyncio.timeout(LONGEST_SECONDS):
        return await drain


async def becomes(town: Town, who: str, **changes: Any) -> None:
    """Store this person with these changes, of which nobody else tells."""
    async with town.stores.of(TENANT).write() as unit:
        person = await unit.people.get(PersonId(who))
        assert person is not None
        await unit.people.save(replace(person, **changes))


async def test_it_waits_for_its_instant_and_goes_once(morning: Town) -> None:
    drain = await draining(morning)
    morning.clock.move_to(DUE - A_SECOND)
    await asyncio.sleep(0.3)
    assert morning.heard("hanneke") == []

    assert await at_its_instant(morning, drain) == 1
    step = await the_step(morning)
    assert (step.state, step.sent_at) == (State.SENT, DUE)
    assert len(morning.heard("hanneke")) == 1
    assert await morning.ticker.tick() == 0


async def test_others_drain_while_it_waits(morning: Town) -> None:
    drain = await draining(morning)

    async def is_ready() -> bool:
        return morning.platform.made_ready == [TENANT]

    await until(is_ready)
    assert morning.sender._slots[Platform.BROWSER]._value == DRAINS_AT_ONCE
    await at_its_instant(morning, drain)


async def test_who_stops_meanwhile_gets_nothing(morning: Town) -> None:
    drain = await draining(morning)
    await morning.types("hanneke", "stop", "1")
    heard = morning.heard("hanneke")

    assert await at_its_instant(morning, drain) == 0
    assert morning.heard("hanneke") == heard
    step = await the_step(morning)
    assert (step.state, step.reason) == (State.SKIPPED, Reason.STOPPED)


async def test_who_wants_other_words_meanwhile_gets_those(morning: Town) -> None:
    drain = await draining(morning)
    await becomes(morning, "hanneke", language=Language.EN)

    assert await at_its_instant(morning, drain) == 1
    (heard,) = morning.heard("hanneke")
    assert "Ask one team leader" in heard
    stored = (await the_step(morning)).content
    assert stored is not None
    assert stored.as_text() == heard


async def test_who_is_forgotten_meanwhile_gets_nothing(morning: Town) -> None:
    drain = await draining(morning)
    async with morning.stores.of(TENANT).write() as unit:
        await unit.messages.erase(PersonId("hanneke"))

    assert await at_its_instant(morning, drain) == 0
    assert morning.heard("hanneke") == []


async def test_what_of_a_series_that_changed_was_ready_does_not_go(morning: Town) -> None:
    """It is planned anew, as the series is then."""
    drain = await draining(morning)
    step = await the_step(morning)
    assert step.series is not None
    async with morning.stores.of(TENANT).write() as unit:
        assert await unit.messages.unplan(step.series) == DUE

    assert await at_its_instant(morning, drain) == 0
    assert morning.heard("hanneke") == []


async def test_what_was_taken_away_meanwhile_does_not_come_back(morning: Town) -> None:
    """Not even as skipped: who is asked again later would have had it."""
    drain = await draining(morning)
    step = await the_step(morning)
    assert step.series is not None
    async with morning.stores.of(TENANT).write() as unit:
        await unit.messages.unplan(step.series)
    await becomes(morning, "hanneke", standing=Standing.STOPPED, stopped_at=DUE)

    assert await at_its_instant(morning, drain) == 0
    assert step.id not in [one.id for one in await morning.messages_of("hanneke")]


async def test_who_asks_what_comes_hears_of_it_before_and_while_it_is_ready(morning: Town) -> None:
    await morning.types("hanneke", "wat komt er", "1")
    drain = await draining(morning)
    await morning.types("hanneke", "wat komt er", "2")
    before, meanwhile = morning.heard("hanneke")
    assert "12.15" in before
    assert meanwhile == before
    await at_its_instant(morning, drain)


async def test_what_changes_of_another_day_is_no_reason_to_be_late(morning: Town) -> None:
    """Yusuf rests; Hanneke's step is looked at anew, and goes."""
    drain = await draining(morning)
    await morning.types("yusuf", "stop", "1")
    assert await at_its_instant(morning, drain) == 1


async def test_a_process_that_is_told_to_stop_gives_it_back(morning: Town) -> None:
    drain = await draining(morning)
    morning.sender.stop()
    async with asyncio.timeout(LONGEST_SECONDS):
        assert await drain == 0
    assert (await the_step(morning)).state is State.PLANNED

    morning.clock.move_to(DUE)
    assert await morning.beside("after a restart").ticker.tick() == 1
    assert len(morning.heard("hanneke")) == 1


async def test_what_a_frozen_process_made_ready_another_sends(morning: Town) -> None:
    drain = await draining(morning)
    morning.wall.move(timedelta(minutes=1))
    # Both wake at the instant: one of them has the right to send.
    other = morning.beside("another process")
    morning.clock.move_to(DUE)
    sent = await other.ticker.tick()
    async with asyncio.timeout(LONGEST_SECONDS):
        sent += await drain

    assert sent == 1
    assert len(morning.heard("hanneke")) == 1


async def test_a_clock_that_is_set_back_lets_nobody_wait_for_an_hour(morning: Town) -> None:
    drain = await draining(morning)
    morning.clock._now = SHORTLY_BEFORE - timedelta(hours=1)
    async with asyncio.timeout(LONGEST_SECONDS):
        assert await drain == 0
    assert (await the_step(morning)).state is State.PLANNED

    # It is not due: what she asks for meanwhile does not wait behind it.
    await morning.types("hanneke", "help", "1")
    assert len(morning.heard("hanneke")) == 1


async def test_what_was_planned_from_something_else_is_left_until_it_is_due(morning: Town) -> None:
    await becomes(morning, "yusuf", language=Language.EN)

    assert await morning.sender.drain_patiently(Platform.BROWSER, TENANT, AHEAD) == 0
    assert (await the_step(morning)).state is State.PLANNED


@pytest.mark.parametrize("stands", [True, False], ids=["its plan stands", "no plan stands"])
async def test_who_stops_while_the_pace_holds_it_back_gets_nothing(
    morning: Town, monkeypatch: pytest.MonkeyPatch, stands: bool
) -> None:
    morning.clock.move_to(DUE)
    await morning.plan(morning.said("an answer", "yusuf"))
    if not stands:
        await becomes(morning, "yusuf", name="Yusuf")
        async with morning.stores.of(TENANT).read() as unit:
            assert await unit.planned_at(DUE) is None
    monkeypatch.setattr(morning.platform, "pace", lambda _: Pace((Limit(1, 0.5),)))
    drain = asyncio.create_task(morning.drain())

    async def waits() -> bool:
        return (await the_step(morning)).state is State.CLAIMED

    await until(waits)
    await becomes(morning, "hanneke", standing=Standing.STOPPED, stopped_at=DUE)

    assert await drain == 1
    assert morning.heard("hanneke") == []
    assert (await the_step(morning)).reason is Reason.STOPPED


async def test_how_it_went_is_stored_once_nothing_more_urgent_goes(
    morning: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rush, "LONGEST_SECONDS", LONGEST_SECONDS)
    drain = await draining(morning)

    async def has_heard() -> bool:
        return len(morning.heard("hanneke")) == 1

    with morning.sender._means.rush.goes():
        morning.clock.move_to(DUE)
        await until(has_heard)
        await asyncio.sleep(0.1)
        assert (await the_step(morning)).state is State.SENDING
    assert await drain == 1
    assert (await the_step(morning)).state is State.SENT


async def test_what_is_due_goes_first(morning: Town) -> None:
    await morning.plan(morning.said("an answer", "yusuf"))
    assert await morning.sender.drain_patiently(Platform.BROWSER, TENANT, AHEAD) == 1
    assert (await the_step(morning)).state is State.PLANNED


async def test_what_is_due_a_little_later_waits_a_little_longer(morning: Town) -> None:
    """All that is due soon is taken at once, and each goes at its own instant."""
    later = morning.said("a little later", "yusuf", due_at=DUE + A_SECOND, asked=False)
    await morning.plan(later)
    morning.clock.move_to(SHORTLY_BEFORE + 2 * A_SECOND)
    drain = await draining(morning)

    async def has_heard() -> bool:
        return len(morning.heard("hanneke")) == 1

    morning.clock.move_to(DUE)
    await until(has_heard)
    await asyncio.sleep(0.3)
    assert morning.heard("yusuf") == []
    # How the first went is stored meanwhile.
    assert (await the_step(morning)).state is State.SENT
    morning.clock.move_to(DUE + A_SECOND)
    async with asyncio.timeout(LONGEST_SECONDS):
        assert await drain == 2
    assert morning.heard("yusuf") == ["a little later"]


async def test_what_is_not_due_when_something_changed_goes_at_its_own_instant(
    morning: Town,
) -> None:
    later = morning.said("a little later", "yusuf", due_at=DUE + A_SECOND, asked=False)
    await morning.plan(later)
    morning.clock.move_to(SHORTLY_BEFORE + 2 * A_SECOND)
    drain = await draining(morning)
    await becomes(morning, "hanneke", language=Language.EN)

    assert await at_its_instant(morning, drain) == 1
    assert await morning.states(later) == [State.PLANNED]
    assert await morning.try_again_after(A_SECOND) == 1
    assert morning.heard("yusuf") == ["a little later"]


async def test_the_clock_hands_it_out_before_it_is_due(morning: Town) -> None:
    await morning.ticker.beat(ahead=AHEAD)

    async def is_claimed() -> bool:
        return (await the_step(morning)).state is State.CLAIMED

    await until(is_claimed)
    morning.clock.move_to(DUE)
    await morning.ticker.beat(ahead=AHEAD)

    async def has_heard() -> bool:
        return len(morning.heard("hanneke")) == 1

    await until(has_heard)
    await morning.ticker.finish(timedelta(seconds=LONGEST_SECONDS))
    assert len(morning.heard("hanneke")) == 1


async def test_the_clock_ticks_before_it_is_due_and_then(town: Town) -> None:
    await town.move_to("2027-01-14 12:00")

    async def next_tick(after: datetime) -> datetime | None:
        return await next_tick_at(town.stores.directory, after, AHEAD)

    assert await next_tick(town.clock.now()) == SHORTLY_BEFORE
    assert await next_tick(SHORTLY_BEFORE) == DUE
    assert await next_tick(DUE + timedelta(days=400)) is None
