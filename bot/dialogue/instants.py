"""The day that someone names for a commitment or a choice, and when to ask about it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.dates.months import months_after
from bot.dates.read import read_when
from bot.dates.when import When
from bot.voice import Voice

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_FRIDAY = 4
_FAR = timedelta(weeks=6)
_MOST_YEARS = 5


class NoDay(StrEnum):
    """Why a phrase gives no day to work with."""

    NOT_READ = "not_read"
    PAST = "past"
    TOO_FAR = "too_far"


def coming_day(text: str, now: datetime) -> When | NoDay:
    """Return the day that the phrase names, when it is still to come and within five years."""
    when = read_when(text, now=now)
    if when is None:
        return NoDay.NOT_READ
    if is_past(when, now):
        return NoDay.PAST
    return NoDay.TOO_FAR if when.on.year > now.year + _MOST_YEARS else when


def why_not(voice: Voice, reason: NoDay) -> str:
    """Return what a field says when it holds no day to work with."""
    match reason:
        case NoDay.NOT_READ:
            return voice.s("Die dag herken ik niet. Schrijf bijvoorbeeld: vrijdag, of vóór 1 mei.")
        case NoDay.PAST:
            return voice.s("Die dag is al geweest. Kies een moment dat nog komt.")
        case NoDay.TOO_FAR:
            return voice.s("Die dag is te ver weg. Kies een dag binnen vijf jaar.")


def is_past(when: When, now: datetime) -> bool:
    """Tell whether the moment lies before now, in the zone of `now`."""
    if when.on != now.date():
        return when.on < now.date()
    return when.wall_time is not None and when.wall_time <= now.time()


def is_far(when: When, now: datetime) -> bool:
    """Tell whether it is more than six weeks from now."""
    return when.on - now.date() > _FAR


def after(when: When, now: datetime) -> datetime:
    """Return the instant (UTC) from which one may ask how it went: the moment, or the end of the day."""
    if when.wall_time is not None:
        return datetime.combine(when.on, when.wall_time, now.tzinfo).astimezone(UTC)
    return _start_of(when.on + _DAY, now)


def in_a_month(now: datetime) -> datetime:
    """Return the same wall-clock time on the same day of next month, in UTC."""
    day = months_after(now.date(), 1)
    return datetime.combine(day, now.timetz().replace(tzinfo=None), now.tzinfo).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Asking:
    """When to come back to a choice; `days_before` is None when it will only be asked afterwards."""

    at: datetime
    days_before: int | None


def before_choice(decide_by_on: date, now: datetime) -> Asking:
    """Return when to come back: a week before the last day, else the day before it, else after it."""
    for days in (7, 1):
        on = decide_by_on - days * _DAY
        if on > now.date():
            return Asking(_start_of(on, now), days)
    return Asking(_start_of(decide_by_on + _DAY, now), None)


def this_week(now: datetime) -> When:
    """Return this week's Friday as a last day; in the weekend its Sunday."""
    to_friday = _FRIDAY - now.weekday()
    to_last = to_friday if to_friday >= 0 else 6 - now.weekday()
    return When(now.date() + to_last * _DAY, is_deadline=True)


def next_week(now: datetime) -> When:
    """Return Friday of next week as a last day."""
    return When(next_friday(now), is_deadline=True)


def next_friday(now: datetime) -> date:
    """Return Friday of next week (Monday to Sunday)."""
    return now.date() + (_FRIDAY - now.weekday()) * _DAY + _WEEK


def next_workday(now: datetime) -> date:
    """Return the first day after today that is not in a weekend."""
    day = now.date() + _DAY
    return day if day.weekday() <= _FRIDAY else day + (7 - day.weekday()) * _DAY


def _start_of(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(0), now.tzinfo).astimezone(UTC)
