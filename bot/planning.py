"""Planning one tenant: load what the planner looks at, let it decide, store what it decided."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.local_time import day_in
from bot.model.ids import PersonId, PromptId
from bot.model.people import Person, Role
from bot.model.series import Occurrence, Series, SeriesState
from bot.model.situation import Awaits
from bot.planner.checkup import LOOKED_BACK, as_one, find, tell_admins
from bot.planner.former import may_have_former_dates
from bot.planner.given import (
    REACH,
    REMINDED_AFTER,
    Plan,
    PlanInput,
    agenda_days,
    calendar_years,
    occurrences_since,
    seen_since,
    taken_days,
)
from bot.planner.outlook import Outlook, look
from bot.planner.plan import gather_some, place
from bot.planner.silenced import lasting_silence, plan_in_silence
from bot.ports.stores import TenantStores, Unit
from bot.situations import Knowledge, calendar_of, library_of

# So many people at once: who waits for the tenant meanwhile waits a tenth of a second or so.
AT_ONCE = 1_000
# A reminder that did not come within a month of its prompt does not come any more.
REMIND_WITHIN = timedelta(days=30)


class Planning:
    """The planning of one tenant as it is at one instant, some people at a time.

    Each part is a unit of its own, so that nobody waits long for the tenant. Left between two parts
    it is not done: the tenant is still to be planned, and what was stored is found again. When
    something changes between two parts, those that follow look at it as it is then, and the tenant
    is to be planned once more.
    """

    def __init__(
        self,
        tenant: TenantStores,
        knowledge: Knowledge,
        span: tuple[datetime, datetime],
        *,
        unless_after: datetime | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        """Plan for `span`: from this instant (now) up to that one.

        With `unless_after` nothing is done where a plan stands that was made after that instant.
        """
        self._tenant = tenant
        self._knowledge = knowledge
        self._now, self._until = span
        self._unless_after = unless_after
        self._at_once = at_once
        self._outlook: Outlook | None = None
        self._last: PersonId | None = None
        self._changed = False

    async def go_on(self, stands_until: datetime) -> bool:
        """Plan the next people; return whether there are more. After the last the plan stands until then.

        Where there is nobody to plan for it stands for the whole span: who comes lets it fall.
        """
        async with self._tenant.write() as unit:
            if self._outlook is None and await self._is_done(unit):
                return False
            outlook = await self._look(unit)
            some, ends = self._next(outlook.given.people)
            made = await _plan_some(unit, outlook, some, ends=ends, moves_on=not self._changed)
            if not ends and self._last is None:
                await unit.planning(self._now)
            elif ends and not self._changed:
                is_bare = _is_bare(outlook)
                await unit.planned(self._now, self._until if is_bare else stands_until)
            else:
                unit.leaves_plan()
        self._outlook = _with_series(outlook, made)
        self._last = some[-1].id if some else None
        return not ends

    async def _is_done(self, unit: Unit) -> bool:
        if self._unless_after is None:
            return False
        planned_at = await unit.planned_at(self._now)
        return planned_at is not None and planned_at > self._unless_after

    async def _look(self, unit: Unit) -> Outlook:
        if self._outlook is not None and not self._changed:
            if await unit.is_planning(self._now):
                return self._outlook
            self._changed = True
        return look(await _load_ground(unit, self._knowledge, self._now, self._until))

    def _next(self, people: Sequence[Person]) -> tuple[Sequence[Person], bool]:
        left = [one for one in people if self._last is None or one.id > self._last]
        return left[: self._at_once], len(left) <= self._at_once


def _with_series(outlook: Outlook, made: Plan) -> Outlook:
    """Return the outlook with the series as they are stored now."""
    if not made.series:
        return outlook
    changed = {series.id: series for series in made.series}
    series = [changed.get(one.id, one) for one in outlook.given.series]
    return replace(outlook, given=replace(outlook.given, series=series))


async def _plan_some(
    unit: Unit, outlook: Outlook, some: Sequence[Person], *, ends: bool, moves_on: bool = True
) -> Plan:
    """Plan some of the people, and at the end also what is of nobody; store it."""
    outlook = await _with_messages(unit, outlook, some)
    made = await _decide(unit, outlook, some, ends=ends, moves_on=moves_on)
    for changed in made.changed:
        await unit.messages.save(changed)
    await unit.messages.add_all(made.messages)
    await unit.series.add_occurrences(made.occurrences)
    for series in made.series:
        await unit.series.save(series)
    if ends and moves_on:
        # As often as planning moves on: about once an hour.
        await unit.inbox.give_up(Awaits.MESSAGE, outlook.given.now)
        if made.series or _rests(outlook):
            await _check_up(unit, outlook)
    return made


def _is_bare(outlook: Outlook) -> bool:
    """Tell whether nobody is there, and nothing that runs for somebody."""
    given = outlook.given
    return not (given.people or given.groups or given.series)


def _rests(outlook: Outlook) -> bool:
    """Tell whether planning does not move on because all series that are not over are paused."""
    states = {series.state for series in outlook.given.series}
    is_paused = SeriesState.PAUSED in states and SeriesState.RUNNING not in states
    return is_paused and lasting_silence(outlook.given) is None


async def _check_up(unit: Unit, outlook: Outlook) -> None:
    """Tell the admins what they must know; each thing once."""
    given = outlook.given
    if not any(Role.ADMIN in person.roles for person in given.people):
        return
    delivered = await unit.messages.of_series(given.now - LOOKED_BACK)
    troubled = await unit.messages.in_trouble(given.now - LOOKED_BACK)
    notices = tell_admins(find(given, delivered, troubled), outlook)
    stored = await unit.messages.existing([notice.id for notice in notices])
    await unit.messages.add_all(as_one(notices, stored))


async def _decide(
    unit: Unit, outlook: Outlook, some: Sequence[Person], *, ends: bool, moves_on: bool
) -> Plan:
    silence = lasting_silence(outlook.given)
    if silence is not None:
        return plan_in_silence(outlook.given, silence)
    gathered = gather_some(outlook, some, ends=ends)
    existing = await unit.messages.existing(gathered.ids)
    return place(gathered, existing, moves_on=moves_on)


async def load(unit: Unit, knowledge: Knowledge, now: datetime, until: datetime) -> PlanInput:
    """Return all that planning this tenant up to `until` looks at."""
    outlook = look(await _load_ground(unit, knowledge, now, until))
    return (await _with_messages(unit, outlook, outlook.given.people)).given


async def _load_ground(
    unit: Unit, knowledge: Knowledge, now: datetime, until: datetime
) -> PlanInput:
    """Return all but the messages."""
    tenant, library = unit.tenant, await library_of(unit, knowledge)
    series = await unit.series.all()
    return PlanInput(
        tenant=tenant,
        now=now,
        until=until,
        people=await unit.people.nameless(),
        addresses=await unit.people.preferred(),
        library=library,
        calendar=await calendar_of(unit, knowledge, calendar_years(now, until)),
        groups=await unit.people.groups(),
        series=series,
        seen={},
        to_ask=await unit.records.to_ask(until + REACH),
        news=await unit.records.news(now - REACH),
        agenda_items=await unit.records.agenda(*agenda_days(tenant, now, until)),
        occurrences=await _occurrences_of(unit, series, now),
    )


async def _occurrences_of(
    unit: Unit, series: Sequence[Series], now: datetime
) -> Sequence[Occurrence]:
    """Return the occurrences of late where a series may have had other dates this week; else none."""
    yesterday = day_in(now, unit.tenant.zone) - timedelta(days=1)
    if not any(may_have_former_dates(one, yesterday) for one in series):
        return ()
    return await unit.series.occurrences(occurrences_since(now))


async def _with_messages(unit: Unit, outlook: Outlook, some: Sequence[Person]) -> Outlook:
    """Return the outlook with what these people were sent, or will be."""
    given = outlook.given
    # Of everybody at once is asked in less time than of each.
    ids = None if len(some) == len(given.people) else [person.id for person in some]
    now, until = given.now, given.until
    known = replace(
        given,
        taken=await unit.messages.taken(*taken_days(given.tenant, now, until), ids),
        seen=_by_person(await unit.messages.seen(seen_since(now, given.library), ids)),
        to_remind=await unit.messages.awaiting_reminder(
            until - REMINDED_AFTER, sent_after=now - REMIND_WITHIN, people=ids
        ),
    )
    return replace(outlook, given=known)


def _by_person(
    seen: Sequence[tuple[PersonId, PromptId, datetime]],
) -> Mapping[PersonId, Sequence[tuple[PromptId, datetime]]]:
    by_person: dict[PersonId, list[tuple[PromptId, datetime]]] = defaultdict(list)
    for person, prompt, at in seen:
        by_person[person].append((prompt, at))
    return by_person
