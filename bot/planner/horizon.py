"""How far the dates of a tenant are known: holidays, named dates, calendar files."""

from collections.abc import Iterable, Iterator
from datetime import date

from bot.model.calendar import Calendar, Meeting
from bot.model.prompts import Kind, Library
from bot.model.series import Series, SeriesState
from bot.planner.choice import in_filter

CLOSING = "closing:"


def holidays_end(calendar: Calendar) -> date | None:
    """Return the last day of the last school holiday that is known, or None when none is."""
    return max((named.period.last_on for named in calendar.school_holidays), default=None)


def missing_moments(
    series: Iterable[Series], library: Library, calendar: Calendar, year: int
) -> tuple[str, ...]:
    """Return the named dates that running series count back from, that some year has and `year` not.

    What no year has was never set by this tenant: its nudges do not run there.
    """
    wanted = {
        prompt.timing.moment
        for one in series
        if one.cadence is None and one.state is SeriesState.RUNNING
        for prompt in library.prompts
        if prompt.kind is Kind.AGENDA_NUDGE
        and (prompt.id in one.steps if one.steps else in_filter(prompt, one))
    }
    known = {moment.key for moment in calendar.moments if moment.on.year != year}
    there = {moment.key for moment in calendar.moments if moment.on.year == year}
    keys = {key for key in wanted if key and not key.startswith(CLOSING)}
    return tuple(sorted((keys & known) - there))


def running_out(calendar: Calendar, last_on: date) -> Iterator[tuple[Meeting, date]]:
    """Yield the meetings whose calendar file says nothing about `last_on` any more, and until when."""
    for meeting in calendar.meetings:
        known_until_on = meeting.known_until_on if meeting.source else None
        if known_until_on is not None and known_until_on < last_on:
            yield meeting, known_until_on
