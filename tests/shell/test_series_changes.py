"""An admin changes a series around its instant: whom it still concerns gets it, once, as it is then."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.administration.changes import paused, resumed, stopped
from bot.administration.coming import Town as Shown
from bot.administration.going_on import on_other_dates
from bot.compose.series_verbs import SeriesVerb
from bot.content import Content
from bot.model.calendar import Calendar
from bot.model.ids import PersonId, PromptId, SeriesId
from bot.model.messages import Message, Purpose, Reason, State
from bot.model.series import Series
from bot.model.tries import TRIED_AT_ONCE
from bot.pauses import FAILURES_BEFORE_PAUSE
from bot.ports.outside import Arrived
from bot.ports.stores import Stores
from bot.series_anew import plan_anew
from bot.situations import Knowledge
from tests.fakes.platform import RecordingPlatform
from tests.shell.town import A_SECOND, Town, press_of
from tests.stages.town import TENANT, instant

DUE = instant("2027-01-14 12:15")
SERIES = SeriesId("series-0")
ASKED = ("anke", "bram", "fatma", "hanneke", "joke", "noor", "willem", "yusuf")
# So many go ahead of the others.
FIRST = FAILURES_BEFORE_PAUSE
HEAD = {
    "start": "2027-01-14 12:00",
    "people": {
        **{name.title(): {"roles": ["secretary"]} for name in ASKED},
        "Sanne": {"roles": ["admin"]},
    },
    "series": [
        {
            "steps": ["zetje:sw-009"],
            "weekly": "2027-01-14 12:15",
            "for": [name.title() for name in ASKED],
            "until": DUE.date(),
        }
    ],
}
Change = Callable[[Series], Series]


class Meanwhile(RecordingPlatform):
    """A platform that is slow: while the first message goes there, something else happens."""

    happens: Callable[[], Awaitable[object]] | None = None

    async def send(self, message: Message, conversation: str, content: Content) -> Arrived:
        """Let it happen, once, and then do as always."""
        happens, self.happens = self.happens, None
        if happens is not None:
            await happens()
        return await super().send(message, conversation, content)


@pytest.fixture
async def noon(stores: Stores, knowledge: Knowledge) -> Town:
    """Return a town at noon, with a step planned for eight people at a quarter past."""
    town = Town(stores, knowledge, Meanwhile())
    await town.settle(HEAD)
    await town.ticker.tick()
    return town


async def changes(town: Town, change: Change) -> None:
    async with town.stores.of(TENANT).write() as unit:
        series = await unit.series.get(SERIES)
        assert series is not None
        await plan_anew(unit, change(series), town.clock.now())


async def goes_out(town: Town, meanwhile: Callable[[], Awaitable[object]]) -> None:
    """Let the step go out, with this happening a second later, while the first go."""

    async def happens() -> None:
        town.clock.move_to(DUE + A_SECOND)
        await meanwhile()

    assert isinstance(town.platform, Meanwhile)
    town.platform.happens = happens
    town.clock.move_to(DUE)
    await town.ticker.tick()
    assert town.platform.happens is None


async def later(town: Town, wait: timedelta = A_SECOND) -> None:
    """Let the bot go on some ticks later."""
    for _ in range(3):
        await town.try_again_after(wait)


async def steps(town: Town) -> dict[str, Message]:
    found = {}
    for name in ASKED:
        for message in await town.messages_of(name):
            if message.purpose is Purpose.PROMPT:
                assert name not in found
                found[name] = message
    return found


def asked(town: Town) -> dict[str, int]:
    return {name: len(town.heard(name)) for name in ASKED}


ONCE = dict.fromkeys(ASKED, 1)


def renamed(series: Series) -> Series:
    return replace(series, name="Een kleine stap")


async def test_another_name_while_it_goes_out_loses_nobody(noon: Town) -> None:
    await goes_out(noon, lambda: changes(noon, renamed))
    await later(noon)

    assert asked(noon) == ONCE
    found = await steps(noon)
    assert {name: one.state for name, one in found.items()} == dict.fromkeys(ASKED, State.SENT)
    assert {one.due_at for one in found.values()} == {DUE}


@pytest.mark.parametrize("before", [timedelta(seconds=3), timedelta(0)])
async def test_another_name_just_before_loses_nobody_when_it_is_planned_only_after(
    noon: Town, before: timedelta
) -> None:
    noon.clock.move_to(DUE - before)
    await changes(noon, renamed)
    await changes(noon, lambda one: replace(one, name="Toch anders"))
    noon.clock.move_to(DUE + 10 * A_SECOND)
    await later(noon)
    assert asked(noon) == ONCE


@pytest.mark.parametrize(
    ("rule", "wall_time"),
    [("FREQ=WEEKLY;BYDAY=TH", time(14)), ("FREQ=WEEKLY;BYDAY=MO", time(9))],
)
async def test_another_time_or_day_while_it_goes_out_leaves_the_step_to_who_waits(
    noon: Town, rule: str, wall_time: time
) -> None:
    def moved(series: Series) -> Series:
        assert series.cadence is not None
        cadence = replace(series.cadence, rule=rule, wall_time=wall_time)
        return on_other_dates(series, cadence, DUE.date(), shown, noon.clock.now())

    async with noon.stores.of(TENANT).read() as unit:
        shown = Shown(unit.tenant, Calendar())
    more = PromptId("zetje:sw-001")
    await changes(noon, lambda one: replace(one, steps=(*one.steps, more), ends_on=None))
    await noon.ticker.tick()
    await goes_out(noon, lambda: changes(noon, moved))
    await later(noon)
    assert asked(noon) == ONCE
    found = await steps(noon)
    assert {one.prompt for one in found.values()} == {PromptId("zetje:sw-009")}
    assert {one.due_at for one in found.values()} == {DUE}


async def test_who_had_the_step_at_an_earlier_time_of_their_own_is_not_asked_at_the_new_one(
    noon: Town,
) -> None:
    """Hanneke had a question at five past twelve; at ten past, it moves from a quarter past to two."""

    def at_two(series: Series) -> Series:
        assert series.cadence is not None
        cadence = replace(series.cadence, wall_time=time(14))
        return on_other_dates(series, cadence, DUE.date(), shown, noon.clock.now())

    async with noon.stores.of(TENANT).write() as unit:
        shown = Shown(unit.tenant, Calendar())
        hanneke = await unit.people.get(PersonId("hanneke"))
        assert hanneke is not None
        await unit.people.save(replace(hanneke, wall_time=time(12, 5)))
    await changes(noon, lambda one: replace(one, steps=()))
    await noon.ticker.tick()
    noon.clock.move_to(DUE - timedelta(minutes=10))
    await later(noon)
    assert asked(noon) == {**dict.fromkeys(ASKED, 0), "hanneke": 1}

    noon.clock.move_to(DUE - timedelta(minutes=5))
    await changes(noon, at_two)
    await later(noon)
    noon.clock.move_to(DUE + timedelta(minutes=105))
    await later(noon)
    assert asked(noon) == ONCE
    # Nor on the next day, to which the cap would move it.
    assert {one.state for one in (await steps(noon)).values()} == {State.SENT}


async def test_a_pause_keeps_back_who_waits_and_after_it_they_get_it(noon: Town) -> None:
    async def pauses() -> None:
        await noon.happens("sanne", press_of(SeriesVerb.PAUSE, SERIES), "pause")

    await goes_out(noon, pauses)
    await later(noon, timedelta(minutes=45))
    assert sum(asked(noon).values()) == FIRST
    assert len(await steps(noon)) == FIRST

    await noon.happens("sanne", press_of(SeriesVerb.RESUME, SERIES), "resume")
    await later(noon)
    assert asked(noon) == ONCE


async def test_a_pause_of_some_seconds_before_it_is_due_takes_nothing_away(noon: Town) -> None:
    noon.clock.move_to(DUE - 5 * A_SECOND)
    await changes(noon, lambda one: paused(one, noon.clock.now()))
    noon.clock.move_to(DUE - 2 * A_SECOND)
    await changes(noon, lambda one: resumed(one, noon.clock.now()))
    noon.clock.move_to(DUE + 10 * A_SECOND)
    await later(noon)
    assert asked(noon) == ONCE


async def test_what_a_pause_kept_back_beyond_its_grace_says_so(noon: Town) -> None:
    await goes_out(noon, lambda: changes(noon, lambda one: paused(one, noon.clock.now())))
    await later(noon, timedelta(hours=3))
    await changes(noon, lambda one: resumed(one, noon.clock.now()))
    await later(noon)

    assert sum(asked(noon).values()) == FIRST
    ends = [(one.state, one.reason) for one in (await steps(noon)).values()]
    assert sorted(ends) == sorted(
        [(State.SENT, None)] * FIRST + [(State.SKIPPED, Reason.LATE)] * (len(ASKED) - FIRST),
        key=str,
    )


async def test_a_stop_while_it_goes_out_is_for_who_waits(noon: Town) -> None:
    await goes_out(noon, lambda: changes(noon, stopped))
    await later(noon)
    assert sum(asked(noon).values()) == FIRST
    assert len(await steps(noon)) == FIRST


async def test_who_is_no_longer_asked_does_not_get_it_when_they_still_waited(noon: Town) -> None:
    def of_nobody(series: Series) -> Series:
        return replace(series, audience=replace(series.audience, people=frozenset()))

    await goes_out(noon, lambda: changes(noon, of_nobody))
    await later(noon)
    assert sum(asked(noon).values()) == FIRST


async def test_who_waits_gets_another_step_when_that_was_put_in_its_place(noon: Town) -> None:
    def other_step(series: Series) -> Series:
        return replace(series, steps=(PromptId("zetje:sw-001"),))

    await goes_out(noon, lambda: changes(noon, other_step))
    await later(noon)
    assert asked(noon) == ONCE
    prompts = [one.prompt for one in (await steps(noon)).values()]
    assert prompts.count(PromptId("zetje:sw-009")) == FIRST
    assert prompts.count(PromptId("zetje:sw-001")) == len(ASKED) - FIRST


async def test_who_comes_into_the_series_after_it_went_out_is_asked_from_the_next_on(
    noon: Town,
) -> None:
    noon.clock.move_to(DUE)
    await noon.ticker.tick()
    noon.clock.move_to(DUE + timedelta(hours=1))

    def with_sanne(series: Series) -> Series:
        people = series.audience.people | {PersonId("sanne")}
        return replace(series, audience=replace(series.audience, people=people))

    await changes(noon, with_sanne)
    await later(noon)
    assert asked(noon) == ONCE
    assert noon.heard("sanne") == []


async def test_what_failed_and_waits_for_its_next_try_is_not_lost(noon: Town) -> None:
    noon.platform.refuse(times=TRIED_AT_ONCE, only=lambda one: one.person == "yusuf")
    noon.clock.move_to(DUE)
    for _ in range(TRIED_AT_ONCE):
        await noon.try_again_after(A_SECOND)
    waits = (await steps(noon))["yusuf"]
    assert waits.attempts == TRIED_AT_ONCE
    assert waits.due_at > noon.clock.now()

    await changes(noon, renamed)
    await later(noon, timedelta(minutes=2))
    assert asked(noon) == ONCE
