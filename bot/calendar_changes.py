"""What follows when the dates of a meeting change: its agenda items go along."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.local_time import day_in
from bot.meetings import dates_of
from bot.model.calendar import Meeting
from bot.model.records import AgendaItem, AgendaItemState
from bot.silence import RestDays

_ON_AN_AGENDA = (AgendaItemState.PROPOSED, AgendaItemState.PLACED, AgendaItemState.MOVED)
_AHEAD = timedelta(days=400)


def items_after(
    before: Meeting, after: Meeting, items: Iterable[AgendaItem], days: RestDays, now: datetime
) -> tuple[AgendaItem, ...]:
    """Return the agenda items that get another date, changed.

    What stood on a date that was put on another day goes along with it as it is. What stood on a date
    that does not take place goes on to the next, as *moved*: whoever proposed it hears that. Without
    a next date an item stays where it was.
    """
    today = day_in(now, after.zone)
    held = {found.on for found in dates_of(after, today, today + _AHEAD, days)}
    changed = []
    for item in items:
        is_meant = item.meeting == after.id and item.state in _ON_AN_AGENDA
        if not is_meant or item.meeting_on < today or item.meeting_on in held:
            continue
        moved_to = _moved_to(before, after, item.meeting_on)
        if moved_to in held:
            changed.append(replace(item, meeting_on=moved_to, changed_at=now))
            continue
        next_on = min((on for on in held if on > item.meeting_on), default=None)
        if next_on is not None:
            state = AgendaItemState.MOVED
            changed.append(replace(item, meeting_on=next_on, state=state, changed_at=now))
    return tuple(changed)


def _moved_to(before: Meeting, after: Meeting, on: date) -> date | None:
    keys = {held.key for held in before.held if held.on == on and held.key}
    moved = [held.on for held in after.held if held.key in keys]
    # A date that was moved before may be moved again, or go back to where the rule has it.
    ruled = next((one.from_on for one in before.moved if one.to_on == on), on)
    moved += [one.to_on for one in after.moved if one.from_on == ruled]
    if ruled != on:
        moved.append(ruled)
    return moved[0] if moved else None
