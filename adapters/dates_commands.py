"""What `zetje dates` does: the meetings, days of rest, states and named dates of a tenant."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from getpass import getuser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from adapters.library_files import read_year
from adapters.opening import opened
from adapters.wiring import Bot
from bot import date_keeping
from bot.administration.changes import change_entry
from bot.closings import closing_of
from bot.dates_file import Dates, read_dates
from bot.errors import UnknownThing, ZetjeError
from bot.library.year import tenant_moments
from bot.local_time import day_in
from bot.meetings import dates_of
from bot.model.calendar import Calendar, Meeting
from bot.model.ids import MeetingId
from bot.ports.stores import Unit
from bot.silence import RestDays
from bot.situations import calendar_of

_MOST_BYTES = 1_000_000


async def store_meeting(unit: Unit, bot: Bot, before: Meeting | None, after: Meeting) -> int:
    """Store a meeting, and let its agenda items go along; return how many got another date."""
    await _must_be_known(unit, after)
    days = RestDays(unit.tenant, await _calendar(unit, bot))
    return await date_keeping.store_meeting(unit, before, after, days, bot.clock.now())


async def note(unit: Unit, bot: Bot, what: str, details: str = "") -> None:
    """Note in the log of changes who did this."""
    entry = change_entry(unit.tenant.id, getuser(), what, bot.clock.now(), details)
    await unit.audit.add(entry)


async def _must_be_known(unit: Unit, meeting: Meeting) -> None:
    groups = {group.id for group in await unit.people.groups()}
    if meeting.group is not None and meeting.group not in groups:
        raise UnknownThing(f"meeting {meeting.id}: there is no group {meeting.group!r}")
    if meeting.prepared_by is not None and await unit.people.get(meeting.prepared_by) is None:
        raise UnknownThing(f"meeting {meeting.id}: there is no person {meeting.prepared_by!r}")


async def _calendar(unit: Unit, bot: Bot) -> Calendar:
    year = bot.clock.now().year
    return await calendar_of(unit, bot.knowledge, range(year - 1, year + 4))


async def apply_dates(named: str | None, path: Path, *, dry_run: bool) -> list[str]:
    """Make the dates of a tenant what a file says; return the differences, one line each."""
    with path.open("rb") as stream:
        content = stream.read(_MOST_BYTES + 1)
    async with opened(named) as (bot, tenant):
        wanted = read_dates(path.name, content, tenant)
        if dry_run:
            async with bot.stores.of(tenant.id).read() as unit:
                return await _differences(unit, wanted)
        async with bot.stores.of(tenant.id).write() as unit:
            told = await _differences(unit, wanted)
            await _store(unit, bot, wanted)
            if told:
                await note(unit, bot, "dates read in", f"{len(told)}: {path.name}")
            return told


async def _differences(unit: Unit, wanted: Dates) -> list[str]:
    kept = {one.id: one for one in await unit.dates.meetings()}
    told = [
        f"{'~' if one.id in kept else '+'} meeting {one.id}"
        for one in wanted.meetings or ()
        if kept.get(one.id) != one
    ]
    sets: Iterable[tuple[str, Sequence[Any], Sequence[Any] | None]] = (
        ("rest", await unit.dates.recesses(), wanted.recesses),
        ("state", await unit.dates.states(), wanted.states),
        ("moment", await unit.dates.moments(), wanted.moments),
    )
    for name, before, after in sets:
        if after is not None:
            told += [f"+ {name} {_line(one)}" for one in after if one not in before]
            told += [f"- {name} {_line(one)}" for one in before if one not in after]
    return told


def _line(one: Any) -> str:
    if hasattr(one, "key"):
        return f"{one.key} {one.on}"
    period = one.period if hasattr(one, "period") else one
    until = f" up to {period.last_on}" if period.last_on != period.first_on else ""
    return f"{one.name} {period.first_on}{until if period.last_on else ' until further notice'}"


async def _store(unit: Unit, bot: Bot, wanted: Dates) -> None:
    await _store_rest(unit, wanted)
    await _store_moments(unit, wanted)
    kept = {one.id: one for one in await unit.dates.meetings()}
    for meeting in wanted.meetings or ():
        await store_meeting(unit, bot, kept.get(meeting.id), meeting)


async def _store_rest(unit: Unit, wanted: Dates) -> None:
    dates = unit.dates
    if wanted.recesses is not None:
        for recess in await dates.recesses():
            await dates.drop_recess(recess.name, recess.period.first_on)
    if wanted.states is not None:
        for state in await dates.states():
            await dates.drop_state(state.name, state.first_on)
    for recess in wanted.recesses or ():
        await dates.save_recess(recess)
    for state in wanted.states or ():
        await dates.save_state(state)


async def _store_moments(unit: Unit, wanted: Dates) -> None:
    if wanted.moments is None:
        return
    for moment in await unit.dates.moments():
        await unit.dates.drop_moment(moment.key, moment.on)
    for moment in wanted.moments:
        await unit.dates.save_moment(moment)


async def remove_meeting(named: str | None, meeting: str) -> str:
    """Forget a meeting, and return its name. Its agenda items stay with who proposed them."""
    async with opened(named) as (bot, tenant), bot.stores.of(tenant.id).write() as unit:
        known = {one.id: one for one in await unit.dates.meetings()}
        found = known.get(MeetingId(meeting))
        if found is None:
            there = ", ".join(known) or "none"
            raise UnknownThing(f"tenant {tenant.id} has no meeting {meeting!r}; there are: {there}")
        await unit.dates.drop_meeting(found.id)
        await note(unit, bot, f"meeting removed: {found.name}")
        return found.name


async def fill_year(named: str | None, year: int, own: Sequence[Path]) -> list[str]:
    """Set the named dates of a year as the calendar files say; return them, one line each."""
    calendar = read_year(*own)
    wrong = [problem for problem in calendar.problems if problem.severity == "error"]
    if wrong:
        raise ZetjeError(f"{wrong[0]}; nothing was changed")
    async with opened(named) as (bot, tenant), bot.stores.of(tenant.id).write() as unit:
        for moment in await unit.dates.moments():
            if moment.on.year == year:
                await unit.dates.drop_moment(moment.key, moment.on)
        moments = tenant_moments(calendar, tenant.id, year)
        for moment in moments:
            await unit.dates.save_moment(moment)
        await note(unit, bot, "dates of a year set", str(year))
    return [f"{one.on} {one.key}: {one.label}" for one in sorted(moments, key=lambda one: one.on)]


async def list_dates(named: str | None) -> dict[str, Any]:
    """Return all dates of a tenant as plain data: meetings with their next dates, and the rest."""
    async with opened(named) as (bot, tenant), bot.stores.of(tenant.id).read() as unit:
        calendar = await _calendar(unit, bot)
        days = RestDays(tenant, calendar)
        today = day_in(bot.clock.now(), tenant.zone)
        return {
            "tenant": tenant.id,
            "meetings": [_shown(one, days, today) for one in calendar.meetings],
            "rest": [
                {"name": one.name, **_span(one.period.first_on, one.period.last_on)}
                for one in calendar.recesses
            ],
            "states": [
                {"name": one.name, **_span(one.first_on, one.last_on)} for one in calendar.states
            ],
            "moments": [
                {"key": one.key, "on": one.on.isoformat(), "label": one.label}
                for one in calendar.moments
            ],
        }


def _span(first_on: date, last_on: date | None) -> dict[str, str | None]:
    return {"first_on": first_on.isoformat(), "last_on": last_on.isoformat() if last_on else None}


def _local(at: datetime, meeting: Meeting) -> str:
    return at.astimezone(ZoneInfo(meeting.zone)).isoformat()


def _shown(meeting: Meeting, days: RestDays, today: date) -> dict[str, Any]:
    coming = dates_of(meeting, today, today + timedelta(days=120), days)[:5]
    known = meeting.known_until_on
    return {
        "id": meeting.id,
        "name": meeting.name,
        "what": meeting.kind.value,
        "rule": meeting.rule,
        "source": meeting.source,
        "known_until_on": known.isoformat() if known else None,
        "closes": closing_of(meeting),
        "next": [
            {
                "starts_at": _local(one.starts_at, meeting),
                "closes_at": _local(one.closes_at, meeting),
            }
            for one in coming
        ],
    }
