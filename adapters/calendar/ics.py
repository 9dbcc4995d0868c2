"""The dates of a meeting out of a calendar file (RFC 5545), as every calendar program exports them.

Recurrence, EXDATE, RDATE, moved and cancelled dates and zones are followed. Nothing is ever fetched.
"""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from adapters.calendar.ics_lines import CalendarFileError, EventLines, events_of
from bot.model.calendar import HeldDate
from bot.model.calendar_file import ALL_DAY, CalendarFile, FiledSeries
from bot.model.ids import derive_id

if TYPE_CHECKING:
    from icalendar import Component

MAX_BYTES = 1_000_000
_MOST_EVENTS = 3000
_MOST_SERIES = 100
_OLDEST_YEAR = 1970
_NOT_HELD = ("geannuleerd:", "vervallen:", "cancelled:", "canceled:")
_WITHIN_THE_DAY = {"HOURLY", "MINUTELY", "SECONDLY"}
_PLACED = ("DTSTART", "RECURRENCE-ID", "EXDATE", "RDATE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which dates to read: those in [`first_on`, `last_on`], local to `zone`.

    With `only` those whose summary holds these words. What lasts all day begins at `wall_time`.
    """

    zone: str
    first_on: date
    last_on: date
    wall_time: time | None = None
    only: str = ""


@dataclass(frozen=True, slots=True)
class FileDates:
    """The dates in order, and up to which day the file knows them."""

    held: tuple[HeldDate, ...]
    known_until_on: date


def read_ics(data: bytes, wanted: Wanted) -> FileDates:
    """Return the dates of a calendar file. Raises CalendarFileError with the line and what is wrong."""
    file = _parsed(data)
    held = sorted(
        (one for _, one in _held(file, wanted)),
        key=lambda date: (date.on, date.wall_time, date.key),
    )
    first_of_day = {each.on: each for each in reversed(held)}
    if not first_of_day:
        about = f" with {wanted.only!r} in their summary" if wanted.only else ""
        span = f"from {wanted.first_on} up to {wanted.last_on}"
        raise CalendarFileError(0, f"it holds no meetings{about} {span}")
    goes_on = any(_goes_on(event, wanted) for event, _ in file.events)
    last_on = wanted.last_on if goes_on else max(first_of_day)
    return FileDates(tuple(first_of_day[on] for on in sorted(first_of_day)), last_on)


def read_calendar_file(name: str, data: bytes, zone: str, today: date) -> CalendarFile:
    """Return what stands in a calendar file that somebody sent: its dates from a month ago on.

    Never raises: what cannot be read is a file with the line that is wrong.
    """
    wanted = Wanted(
        zone=zone,
        first_on=today - timedelta(days=31),
        last_on=date(today.year + 2, 12, 31),
        wall_time=ALL_DAY,
    )
    try:
        series = _series(_parsed(data), wanted)
    except CalendarFileError as error:
        return CalendarFile(name, wrong_line=error.line)
    return CalendarFile(name, tuple(sorted(series, key=lambda one: (-len(one.held), one.summary))))


def _series(file: "_File", wanted: Wanted) -> Iterator[FiledSeries]:
    """Yield the dates by their summary; of several on one day the first counts."""
    found: dict[str, dict[date, HeldDate]] = {}
    for summary, held in sorted(_held(file, wanted), key=lambda one: (one[1].on, one[1].wall_time)):
        found.setdefault(summary, {}).setdefault(held.on, held)
    for summary, days in found.items():
        only = replace(wanted, only=summary)
        goes_on = any(_goes_on(event, only) for event, _ in file.events)
        last_on = wanted.last_on if goes_on else max(days)
        yield FiledSeries(summary, tuple(days.values()), last_on)


@dataclass(frozen=True, slots=True)
class _File:
    calendar: "Component"
    events: Sequence[tuple[Any, EventLines]]


def _parsed(data: bytes) -> _File:
    from icalendar import Calendar

    if len(data) > MAX_BYTES:
        raise CalendarFileError(0, f"it is larger than {MAX_BYTES // 1000} kB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CalendarFileError(
            line, "it is not UTF-8 text; export it again as iCalendar"
        ) from None
    lines = events_of(text)
    if len(lines) > _MOST_EVENTS:
        raise CalendarFileError(lines[_MOST_EVENTS].begins, f"more than {_MOST_EVENTS} events")
    try:
        with warnings.catch_warnings():
            # A zone with a vendor's prefix is guessed well; one that is unknown is refused below.
            warnings.simplefilter("ignore")
            calendar = Calendar.from_ical(text.encode())
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise CalendarFileError(0, f"it cannot be read: {str(error)[:200]}") from error
    assert not isinstance(calendar, list)
    events = list(zip(calendar.walk("VEVENT"), lines, strict=True))
    for event, where in events:
        _check(event, where)
    series = [where for event, where in events if event.get("RRULE") is not None]
    if len(series) > _MOST_SERIES:
        raise CalendarFileError(
            series[_MOST_SERIES].begins, f"more than {_MOST_SERIES} events that repeat"
        )
    return _File(calendar, events)


def _check(event: "Component", where: EventLines) -> None:
    for name, wrong in event.errors:
        raise CalendarFileError(where.of(name or ""), f"{name}: {wrong}")
    if event.get("DTSTART") is None:
        raise CalendarFileError(where.begins, "this event has no DTSTART")
    for name in _PLACED:
        for part in _listed(event.get(name)):
            _check_placed(name, part, where)
    for rule in _listed(event.get("RRULE")):
        frequency = str(rule.get("FREQ", ["?"])[0]).upper()
        if frequency in _WITHIN_THE_DAY:
            raise CalendarFileError(where.of("RRULE"), f"a meeting is never FREQ={frequency}")


def _check_placed(name: str, part: Any, where: EventLines) -> None:
    instants = tuple(_instants(part))
    if any(at.year < _OLDEST_YEAR for at in instants):
        raise CalendarFileError(where.of(name), f"{name} lies before {_OLDEST_YEAR}")
    zone = part.params.get("TZID")
    if zone and any(getattr(at, "tzinfo", UTC) is None for at in instants):
        told = f"{name}: the time zone {zone!r} is not known; use an IANA name"
        raise CalendarFileError(where.of(name), told)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _instants(part: Any) -> Iterator[date | datetime]:
    for one in getattr(part, "dts", [part]):
        yield from (at for at in _ends(one.dt) if isinstance(at, date))


def _ends(value: Any) -> Iterable[Any]:
    return value if isinstance(value, tuple) else (value,)


def _held(file: _File, wanted: Wanted) -> Iterator[tuple[str, HeldDate]]:
    repeats = {_uid(event) for event, _ in file.events if _repeats(event)}
    begins = {_uid(event): where.of("DTSTART") for event, where in reversed(file.events)}
    for found in _expanded(file.calendar, wanted):
        if not _is_held(found, wanted.only):
            continue
        on, wall_time = _local(found["DTSTART"].dt, wanted)
        if wall_time is None:
            line = begins.get(_uid(found), 0)
            raise CalendarFileError(line, "this meeting lasts all day: give the time it begins")
        if wanted.first_on <= on <= wanted.last_on:
            key = _key(found, is_one_of_many=_uid(found) in repeats)
            yield str(found.get("SUMMARY", "")).strip(), HeldDate(on, wall_time, key)


def _expanded(calendar: "Component", wanted: Wanted) -> Sequence[Any]:
    import recurring_ical_events  # type: ignore[import-untyped]

    margin = timedelta(days=1)
    try:
        found: Sequence[Any] = recurring_ical_events.of(calendar).between(
            wanted.first_on - margin, wanted.last_on + 2 * margin
        )
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError) as error:
        raise CalendarFileError(0, f"its dates cannot be worked out: {str(error)[:200]}") from error
    return found


def _is_held(event: Any, only: str) -> bool:
    summary = str(event.get("SUMMARY", "")).strip().casefold()
    if str(event.get("STATUS", "")).upper() == "CANCELLED" or summary.startswith(_NOT_HELD):
        return False
    return only.strip().casefold() in summary


def _local(starts: date | datetime, wanted: Wanted) -> tuple[date, time | None]:
    if not isinstance(starts, datetime):
        return starts, wanted.wall_time
    local = starts.astimezone(ZoneInfo(wanted.zone)) if starts.tzinfo else starts
    return local.date(), local.time().replace(second=0, microsecond=0)


def _key(event: Any, *, is_one_of_many: bool) -> str:
    original = event.get("RECURRENCE-ID") if is_one_of_many else None
    return derive_id(_uid(event), original.dt.isoformat() if original is not None else "")


def _uid(event: Any) -> str:
    return str(event.get("UID", ""))


def _repeats(event: Any) -> bool:
    return any(event.get(name) is not None for name in ("RRULE", "RDATE", "RECURRENCE-ID"))


def _goes_on(event: Any, wanted: Wanted) -> bool:
    rules = _listed(event.get("RRULE"))
    return _is_held(event, wanted.only) and any(
        not rule.get("COUNT") and not rule.get("UNTIL") for rule in rules
    )
