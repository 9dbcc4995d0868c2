"""When a series is due: a recurrence rule at a local wall time, as instants.

The rule is expanded in local time and only then placed in the zone, so that 12:15 stays 12:15 when
the clocks change.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, HOURLY, WEEKLY, rrule, rrulestr

from bot.errors import ZetjeError
from bot.local_time import at_wall_time
from bot.model.series import Cadence

_UNTIL = re.compile(r"UNTIL=([0-9TZ]+)", re.IGNORECASE)
_FREQUENCY = re.compile(r"(?:^|;)FREQ=(\w+)", re.IGNORECASE)
_WITHIN_THE_DAY = {"HOURLY", "MINUTELY", "SECONDLY"}
_EVERYTHING_ELSE = re.compile(r"\s|DTSTART|RDATE|EXDATE|EXRULE|BYSECOND", re.IGNORECASE)
_NO_INTERVAL = re.compile(r"INTERVAL=0*(;|$)", re.IGNORECASE)
_STEP = {DAILY: timedelta(days=1), WEEKLY: timedelta(weeks=1)}
# Zones are at most 14 hours from UTC, so a day either side holds every local time of a window.
_MARGIN = timedelta(days=1)
_MOST_WORKDAYS = 10


class CadenceError(ZetjeError):
    """A cadence has a rule or a zone that cannot be followed; the message says what to write."""


def validate(cadence: Cadence) -> None:
    """Raise CadenceError when this cadence cannot be followed."""
    _zone(cadence)
    if cadence.workdays_before_meeting is not None:
        _check_before_meeting(cadence, cadence.workdays_before_meeting)
        return
    _rule(cadence)


def occurrences(cadence: Cadence, after: datetime, until: datetime) -> Iterator[datetime]:
    """Yield the due instants in (after, until], in UTC and strictly increasing.

    A wall time in a gap keeps the offset before it (02:30 becomes 03:30), in an overlap the first
    counts, and two that then coincide are one. Nothing is due before the wall time on `starts_on`,
    or on a day of `except_on`. A cadence that counts back from meetings has no instants of its own:
    those are for the planner. Raises CadenceError as `validate` does.
    """
    if cadence.workdays_before_meeting is not None:
        validate(cadence)
        return
    zone = _zone(cadence)
    rule = _rule(cadence)
    first = after.astimezone(zone).replace(tzinfo=None) - _MARGIN
    last = until.astimezone(zone).replace(tzinfo=None) + _MARGIN
    nearby = _bounded(rule, first, last).between(first, last, inc=True)
    due = {
        at_wall_time(local.date(), local.time(), cadence.zone)
        for local in nearby
        if local.date() not in cadence.except_on
    }
    yield from sorted(at for at in due if after < at <= until)


def _check_before_meeting(cadence: Cadence, number: int) -> None:
    if cadence.rule:
        raise _bad(cadence.rule, "with workdays_before_meeting there is no rule")
    if not 1 <= number <= _MOST_WORKDAYS:
        raise CadenceError(
            f"workdays_before_meeting is {number}: give a number from 1 to {_MOST_WORKDAYS}."
        )


def _zone(cadence: Cadence) -> ZoneInfo:
    try:
        return ZoneInfo(cadence.zone)
    except (ValueError, OSError, LookupError) as error:
        raise CadenceError(
            f"Cadence zone {cadence.zone!r} is not a time zone. "
            "Write an IANA name, for example Europe/Amsterdam."
        ) from error


def _rule(cadence: Cadence) -> rrule:
    text = cadence.rule.strip().removeprefix("RRULE:")
    _refuse_what_never_ends(text)
    start = datetime.combine(cadence.starts_on, cadence.wall_time.replace(tzinfo=None))
    try:
        local = _UNTIL.sub(lambda found: f"UNTIL={_local_end(found[1], cadence)}", text)
        rule = rrulestr(local, dtstart=start)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise _bad(text, str(error) or "it cannot be read") from error
    if not isinstance(rule, rrule):
        raise _bad(text, "it is more than one rule")
    return rule


def _refuse_what_never_ends(text: str) -> None:
    extra = _EVERYTHING_ELSE.search(text)
    if extra:
        raise _bad(text, f"{extra[0].strip() or 'a space'} does not belong in it")
    frequency = _FREQUENCY.search(text)
    if not frequency:
        raise _bad(text, "FREQ is missing")
    if _NO_INTERVAL.search(text):
        raise _bad(text, "INTERVAL must be 1 or more")
    ends = "COUNT=" in text.upper() or "UNTIL=" in text.upper()
    if frequency[1].upper() in _WITHIN_THE_DAY and not ends:
        raise _bad(text, f"FREQ={frequency[1].upper()} needs a COUNT or an UNTIL")


def _bad(text: str, why: str) -> CadenceError:
    return CadenceError(
        f"Cadence rule {text!r}: {why}. Write an RRULE, for example FREQ=WEEKLY;BYDAY=TU."
    )


def _local_end(end: str, cadence: Cadence) -> str:
    """Return the UNTIL of a rule in local time; a bare date counts up to the end of that day."""
    if len(end) == len("20270331"):
        day = datetime.strptime(end, "%Y%m%d").date()
        moment = datetime.combine(day, time.max)
    elif end.upper().endswith("Z"):
        utc = datetime.strptime(end.upper(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        moment = utc.astimezone(ZoneInfo(cadence.zone)).replace(tzinfo=None)
    else:
        moment = datetime.strptime(end.upper(), "%Y%m%dT%H%M%S")
    return moment.strftime("%Y%m%dT%H%M%S")


def _bounded(rule: rrule, first: datetime, last: datetime) -> rrule:
    """Return a rule with the same occurrences in [first, last] that is quick to expand there.

    A daily or weekly rule without a COUNT looks the same from any of its steps on. The end keeps a
    rule that never occurs (30 February) from being followed to the year 9999.
    """
    if getattr(rule, "_count", None) is not None:
        return rule
    frequency, interval = getattr(rule, "_freq", HOURLY), getattr(rule, "_interval", 1)
    start: datetime = getattr(rule, "_dtstart", first)
    end: datetime | None = getattr(rule, "_until", None)
    step = _STEP.get(frequency)
    if step is not None and first > start:
        start += (first - start) // (step * interval) * (step * interval)
    return rule.replace(dtstart=start, until=min(end, last) if end else max(last, start))
