"""Planning one tenant: load what the planner looks at, let it decide, store what it decided."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.model.ids import PersonId, PromptId
from bot.model.people import Role
from bot.planner.checkup import LOOKED_BACK, as_one, find, tell_admins
from bot.planner.given import (
    REACH,
    REMINDED_AFTER,
    Plan,
    PlanInput,
    agenda_days,
    calendar_years,
    seen_since,
    taken_days,
)
from bot.planner.outlook import look
from bot.planner.plan import gather, place
from bot.planner.silenced import lasting_silence, plan_in_silence
from bot.ports.stores import Unit
from bot.situations import Knowledge, calendar_of, library_of

# A reminder that did not come within a month of its prompt does not come any more.
REMIND_WITHIN = timedelta(days=30)


async def plan_tenant(unit: Unit, knowledge: Knowledge, now: datetime, until: datetime) -> Plan:
    """Plan this tenant up to `until` and store it. Doing it again, or again for later, adds nothing twice."""
    given = await load(unit, knowledge, now, until)
    made = await _plan(unit, given)
    for changed in made.changed:
        await unit.messages.save(changed)
    await unit.messages.add_all(made.messages)
    await unit.series.add_occurrences(made.occurrences)
    for series in made.series:
        await unit.series.save(series)
    if made.series:
        # As often as planning moves on: about once an hour.
        await _check_up(unit, given)
    return made


async def _check_up(unit: Unit, given: PlanInput) -> None:
    """Tell the admins what they must know; each thing once."""
    if not any(Role.ADMIN in person.roles for person in given.people):
        return
    delivered = await unit.messages.of_series(given.now - LOOKED_BACK)
    troubled = await unit.messages.in_trouble(given.now - LOOKED_BACK)
    notices = tell_admins(find(given, delivered, troubled), look(given))
    stored = await unit.messages.existing([notice.id for notice in notices])
    await unit.messages.add_all(as_one(notices, stored))


async def _plan(unit: Unit, given: PlanInput) -> Plan:
    silence = lasting_silence(given)
    if silence is not None:
        return plan_in_silence(given, silence)
    gathered = gather(given)
    return place(gathered, await unit.messages.existing(gathered.ids))


async def load(unit: Unit, knowledge: Knowledge, now: datetime, until: datetime) -> PlanInput:
    """Return all that planning this tenant up to `until` looks at."""
    tenant, library = unit.tenant, await library_of(unit, knowledge)
    return PlanInput(
        tenant=tenant,
        now=now,
        until=until,
        people=await unit.people.all(),
        addresses=await unit.people.preferred(),
        library=library,
        calendar=await calendar_of(unit, knowledge, calendar_years(now, until)),
        groups=await unit.people.groups(),
        series=await unit.series.all(),
        taken=await unit.messages.taken(*taken_days(tenant, now, until)),
        seen=_by_person(await unit.messages.seen(seen_since(now, library))),
        to_ask=await unit.records.to_ask(until + REACH),
        to_remind=await unit.messages.awaiting_reminder(
            until - REMINDED_AFTER, sent_after=now - REMIND_WITHIN
        ),
        news=await unit.records.news(now - REACH),
        agenda_items=await unit.records.agenda(*agenda_days(tenant, now, until)),
    )


def _by_person(
    seen: Sequence[tuple[PersonId, PromptId, datetime]],
) -> Mapping[PersonId, Sequence[tuple[PromptId, datetime]]]:
    by_person: dict[PersonId, list[tuple[PromptId, datetime]]] = defaultdict(list)
    for person, prompt, at in seen:
        by_person[person].append((prompt, at))
    return by_person
