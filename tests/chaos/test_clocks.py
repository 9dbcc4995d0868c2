"""Clocks that are set forward and back, machines that differ, and nights with another number of hours."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from adapters.sql.stores import SqlStores
from adapters.wiring import Bot, assemble
from bot.model.ids import PersonId
from bot.model.messages import Message, Purpose, Reason, State
from bot.model.people import Platform
from bot.situations import Knowledge
from tests.fakes.platform import RecordingPlatform
from tests.shell.town import Town, to_many
from tests.stages.town import TENANT, ZONE, build, instant

pytestmark = pytest.mark.chaos

PEOPLE = ("Hanneke", "Yusuf", "Fatma", "Bram")
HOUR = timedelta(hours=1)


class Clock:
    """The clock of a machine, which somebody sets."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the instant that it shows."""
        return self.at


async def a_bot(
    stores: SqlStores, knowledge: Knowledge, clock: Clock, platform: RecordingPlatform, first: str
) -> Bot:
    """Return a bot that asks everybody something each week from this local time on, by `clock`."""
    people = {name: {"roles": ["director"]} for name in PEOPLE}
    steps = [f"zetje:sw-{number:03}" for number in (1, 2, 3, 5, 7, 9)]
    series = [{"steps": steps, "weekly": first, "for": list(PEOPLE)}]
    start = (instant(first) - 2 * HOUR).astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
    await build(stores, {"start": start, "people": people, "series": series})
    return assemble(stores, knowledge, [platform], clock, clock)


async def prompts(stores: SqlStores) -> list[Message]:
    async with stores.of(TENANT).read() as unit:
        found = [
            m for name in PEOPLE for m in await unit.messages.of_person(PersonId(name.lower()))
        ]
    return [one for one in found if one.purpose is Purpose.PROMPT]


async def ticks(bot: Bot, clock: Clock, until: datetime, step: timedelta) -> None:
    while clock.at < until:
        clock.at = min(until, clock.at + step)
        await bot.ticker.tick()


def assert_nothing_twice(platform: RecordingPlatform) -> None:
    assert set(Counter(sent.message.id for sent in platform.sent).values()) == {1}


@pytest.mark.parametrize(
    ("hours", "ends"),
    [(2, (State.SENT, None)), (6, (State.SENT, None)), (30, (State.SKIPPED, Reason.LATE))],
    ids=["2", "6", "30"],
)
async def test_a_clock_that_is_set_forward_and_back_again(
    stores: SqlStores, knowledge: Knowledge, hours: int, ends: tuple[State, Reason | None]
) -> None:
    """What was due meanwhile goes out when it is within its grace, else it says why not; nothing twice."""
    platform, clock = RecordingPlatform(), Clock(instant("2027-01-14 11:00"))
    bot = await a_bot(stores, knowledge, clock, platform, "2027-01-14 12:15")
    await bot.ticker.tick()
    clock.at += hours * HOUR
    await bot.ticker.tick()
    clock.at -= hours * HOUR
    await ticks(bot, clock, instant("2027-01-14 18:00"), HOUR / 2)

    asked = [one for one in await prompts(stores) if one.due_at == instant("2027-01-14 12:15")]
    assert [(one.state, one.reason) for one in asked] == [ends] * len(PEOPLE)
    # The week after all is as ever.
    await ticks(bot, clock, instant("2027-01-21 13:00"), HOUR)
    asked = [one for one in await prompts(stores) if one.due_at == instant("2027-01-21 12:15")]
    assert [one.state for one in asked] == [State.SENT] * len(PEOPLE)
    assert_nothing_twice(platform)


async def test_a_clock_that_is_set_back_sends_nothing_again(
    stores: SqlStores, knowledge: Knowledge
) -> None:
    platform, clock = RecordingPlatform(), Clock(instant("2027-01-14 11:00"))
    bot = await a_bot(stores, knowledge, clock, platform, "2027-01-14 12:15")
    await ticks(bot, clock, instant("2027-01-14 12:15"), HOUR / 4)
    assert len(platform.sent) == len(PEOPLE)
    for hours in (1, 5, 26):
        clock.at -= hours * HOUR
        await ticks(bot, clock, clock.at + hours * HOUR, HOUR)
    assert len(platform.sent) == len(PEOPLE)


@pytest.mark.parametrize(
    ("first", "then"), [("2028-03-23", "2028-03-30"), ("2027-10-26", "2027-11-02")]
)
async def test_around_the_night_with_another_number_of_hours(
    stores: SqlStores, knowledge: Knowledge, first: str, then: str
) -> None:
    """Each comes once, at its own local time, on both sides of it."""
    platform, clock = RecordingPlatform(), Clock(instant(f"{first} 09:00"))
    bot = await a_bot(stores, knowledge, clock, platform, f"{first} 12:15")
    await ticks(bot, clock, instant(f"{then} 13:00"), HOUR)

    sent = [one for one in await prompts(stores) if one.state is State.SENT]
    local = Counter(f"{one.due_at.astimezone(ZONE):%Y-%m-%d %H:%M}" for one in sent)
    assert local == {f"{day} 12:15": len(PEOPLE) for day in (first, then)}
    assert_nothing_twice(platform)


async def test_a_machine_whose_clock_is_hours_ahead_dies_and_keeps_nobody_waiting(
    stores: SqlStores, knowledge: Knowledge
) -> None:
    town = Town(stores, knowledge, RecordingPlatform())
    await town.settle()
    messages = await to_many(town, 12)
    ahead = Clock(town.wall.now() + 2 * HOUR)
    right = await stores.directory.take_lease(Platform.BROWSER, TENANT, "ahead", ahead.now(), 40)
    assert right is not None

    assert await town.drain() == len(messages)
    assert Counter(one.message.id for one in town.platform.sent) == Counter(m.id for m in messages)
