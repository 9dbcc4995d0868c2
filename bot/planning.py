"""Planning one tenant: load what the planner looks at, let it decide, store what it decided."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.model.ids import PersonId, PromptId
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
from bot.planner.plan import gather, place
from bot.ports.stores import Unit
from bot.situations import Knowledge, calendar_of

# A reminder that did not come within a month of its prompt does not come any more.
REMIND_WITHIN = timedelta(days=30)


async def plan_tenant(unit: Unit, knowledge: Knowledge, now: datetime, until: datetime) -> Plan:
    """Plan this tenant up to `until` and store it. Doing it again, or again for later, adds nothing twice."""
    given = await _load(unit, knowledge, now, until)
    gathered = gather(given)
    made = place(gathered, await unit.messages.existing(gathered.ids))
    for changed in made.changed:
        await unit.messages.save(changed)
    for message in made.messages:
        await unit.messages.add(message)
    for occurrence in made.occurrences:
        await unit.series.add_occurrence(occurrence)
    for series in made.series:
        await unit.series.save(series)
    return made


async def _load(unit: Unit, knowledge: Knowledge, now: datetime, until: datetime) -> PlanInput:
    tenant = unit.tenant
    return PlanInput(
        tenant=tenant,
        now=now,
        until=until,
        people=await unit.people.all(),
        addresses=await unit.people.preferred(),
        library=knowledge.library,
        calendar=await calendar_of(unit, knowledge, calendar_years(now, until)),
        groups=await unit.people.groups(),
        series=await unit.series.all(),
        taken=await unit.messages.taken(*taken_days(tenant, now, until)),
        seen=_by_person(await unit.messages.seen(seen_since(now, knowledge.library))),
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
