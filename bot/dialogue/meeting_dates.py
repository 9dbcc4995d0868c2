"""The dates of meetings on whose agenda something can still be put."""

from datetime import date, timedelta

from bot.content import Option
from bot.dates.write import write_day
from bot.meetings import dates_of
from bot.model.calendar import Meeting, MeetingDate
from bot.model.ids import MeetingId
from bot.model.situation import Situation
from bot.silence import RestDays

_AHEAD = timedelta(days=120)
_DATES_SHOWN = 2


def meeting_with(situation: Situation, meeting: MeetingId | None) -> Meeting | None:
    """Return the meeting with this id, or None."""
    return next((one for one in situation.calendar.meetings if one.id == meeting), None)


def open_dates(situation: Situation, meeting: Meeting) -> tuple[MeetingDate, ...]:
    """Return the coming dates of a meeting whose agenda is not closed, soonest first."""
    today = situation.now.date()
    days = RestDays(situation.tenant, situation.calendar)
    found = dates_of(meeting, today, today + _AHEAD, days)
    return tuple(one for one in found if one.closes_at > situation.now)


def next_open_date(situation: Situation, meeting: Meeting, after_on: date) -> MeetingDate | None:
    """Return the first date after `after_on` whose agenda is not closed, or None."""
    return next((one for one in open_dates(situation, meeting) if one.on > after_on), None)


def choices(
    situation: Situation, meeting: MeetingId | None, chosen: tuple[MeetingId, date] | None = None
) -> tuple[Option, ...]:
    """Return the dates to choose from, `meeting` first: those of meetings the person has to do with.

    `chosen` is among them as long as its agenda is open.
    """
    known = sorted(situation.calendar.meetings, key=lambda one: one.id != meeting)
    own = [one for one in known if one.id == meeting or _concerns(situation, one)]
    options: list[Option] = []
    for one in own or known:
        for position, found in enumerate(open_dates(situation, one)):
            if position < _DATES_SHOWN or (found.meeting, found.on) == chosen:
                options.append(
                    Option(choice(found.meeting, found.on), _label(situation, one, found))
                )
    return tuple(options)


def choice(meeting: MeetingId, on: date) -> str:
    """Return the value of an option for this date."""
    return f"{meeting} {on.isoformat()}"


def chosen_date(situation: Situation, value: str) -> MeetingDate | None:
    """Return the date that the value of an option stands for, when its agenda is still open."""
    for meeting in situation.calendar.meetings:
        for found in open_dates(situation, meeting):
            if choice(found.meeting, found.on) == value:
                return found
    return None


def _concerns(situation: Situation, meeting: Meeting) -> bool:
    group = next((one for one in situation.groups if one.id == meeting.group), None)
    return group is None or situation.person.id in group.members


def _label(situation: Situation, meeting: Meeting, found: MeetingDate) -> str:
    today = situation.now.date()
    day = write_day(found.on, situation.voice.language, today=today)
    return situation.voice.s("{meeting}, {day}", meeting=meeting.name, day=day)
