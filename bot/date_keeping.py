"""Stores the dates of a tenant, from the chat and from commands alike."""

from datetime import datetime, timedelta

from bot.calendar_changes import items_after
from bot.local_time import day_in
from bot.model.calendar import Meeting
from bot.model.date_changes import DateChanges
from bot.ports.stores import Unit
from bot.silence import RestDays

_AHEAD = timedelta(days=400)


async def store_meeting(
    unit: Unit, before: Meeting | None, after: Meeting, days: RestDays, now: datetime
) -> int:
    """Store a meeting, and let its agenda items go along; return how many got another date."""
    await unit.dates.save_meeting(after)
    if before is None:
        return 0
    today = day_in(now, after.zone)
    items = await unit.records.agenda(today, today + _AHEAD)
    moved = items_after(before, after, items, days, now)
    for item in moved:
        await unit.records.save(item)
    return len(moved)


async def store_dates(unit: Unit, changes: DateChanges, days: RestDays, now: datetime) -> None:
    """Store what changed; `days` are those of before."""
    await _take_away(unit, changes)
    for recess in changes.recesses:
        await unit.dates.save_recess(recess)
    for state in changes.states:
        await unit.dates.save_state(state)
    for moment in changes.moments:
        await unit.dates.save_moment(moment)
    if changes.meetings:
        known = {one.id: one for one in await unit.dates.meetings()}
        for meeting in changes.meetings:
            await store_meeting(unit, known.get(meeting.id), meeting, days, now)


async def _take_away(unit: Unit, changes: DateChanges) -> None:
    for recess in changes.recesses_gone:
        await unit.dates.drop_recess(recess.name, recess.period.first_on)
    for state in changes.states_gone:
        await unit.dates.drop_state(state.name, state.first_on)
    for moment in changes.moments_gone:
        await unit.dates.drop_moment(moment.key, moment.on)
    for meeting in changes.meetings_gone:
        await unit.dates.drop_meeting(meeting)
