"""Takes the dates of a meeting from a calendar file into the store, or tells the admins why not."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from adapters.calendar.ics import MAX_BYTES, FileDates, Wanted, read_ics
from adapters.calendar.ics_lines import CalendarFileError
from adapters.dates_commands import note, store_meeting
from adapters.opening import opened
from adapters.wiring import Bot
from bot.closings import read_closing
from bot.errors import UnknownThing, ZetjeError
from bot.local_time import day_in
from bot.model.calendar import Meeting, MeetingKind
from bot.model.ids import GroupId, MeetingId, PersonId
from bot.model.people import Tenant
from bot.planner.checkup import file_finding, tell_admins
from bot.planner.outlook import look
from bot.planning import load

_READ_BACK = timedelta(days=31)


class ImportRefused(ZetjeError):
    """A calendar file could not be used; nothing was changed. The message says which line.

    `where` is the name of the file, and the line behind a colon.
    """

    def __init__(self, told: str, where: str) -> None:
        super().__init__(told)
        self.where = where


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingOptions:
    """What a call says about a meeting; None of what stays as it is."""

    name: str | None = None
    what: MeetingKind | None = None
    at: time | None = None
    closes: str | None = None
    group: str | None = None
    prepared_by: str | None = None
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    meeting: Meeting
    new: tuple[date, ...]
    gone: tuple[date, ...]
    items: int


async def import_ics(
    named: str | None, path: Path, meeting: str, options: MeetingOptions
) -> Imported:
    """Take the dates of a meeting from a calendar file. Raises ImportRefused; nothing changes then.

    When it is the file of a meeting that is known the admins are told once a day.
    """
    async with opened(named) as (bot, tenant):
        try:
            return await _import(bot, tenant, path, MeetingId(meeting), options)
        except ImportRefused as refused:
            await _tell_admins(bot, tenant, MeetingId(meeting), refused)
            raise


async def _tell_admins(
    bot: Bot, tenant: Tenant, meeting: MeetingId, refused: ImportRefused
) -> None:
    now = bot.clock.now()
    async with bot.stores.of(tenant.id).write() as unit:
        if all(one.id != meeting for one in await unit.dates.meetings()):
            return
        finding = file_finding(meeting, day_in(now, tenant.zone), refused.where)
        outlook = look(await load(unit, bot.knowledge, now, now + timedelta(hours=1)))
        for notice in tell_admins([finding], outlook):
            await unit.messages.add(notice)


async def _import(
    bot: Bot, tenant: Tenant, path: Path, meeting: MeetingId, options: MeetingOptions
) -> Imported:
    now = bot.clock.now()
    async with bot.stores.of(tenant.id).write() as unit:
        known = {one.id: one for one in await unit.dates.meetings()}
        before = known.get(meeting)
        wall_time = options.at or (before.wall_time if before else None)
        found = _read(path, _wanted(tenant, now, wall_time, options.only))
        after = _meeting(before or _new(meeting, tenant, options, found), options, path, found)
        items = await store_meeting(unit, bot, before, after)
        await note(unit, bot, f"meeting read in: {after.name}", path.name)
    old = {held.on for held in before.held} if before else set()
    new = {held.on for held in after.held}
    return Imported(after, tuple(sorted(new - old)), tuple(sorted(old - new)), items)


def _wanted(tenant: Tenant, now: datetime, wall_time: time | None, only: str | None) -> Wanted:
    today = day_in(now, tenant.zone)
    return Wanted(
        zone=tenant.zone,
        first_on=today - _READ_BACK,
        last_on=date(today.year + 2, 12, 31),
        wall_time=wall_time,
        only=only or "",
    )


def _read(path: Path, wanted: Wanted) -> FileDates:
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    try:
        return read_ics(data, wanted)
    except CalendarFileError as error:
        hint = " (--at 13:00)" if "give the time" in error.wrong else ""
        where = f"{path.name}:{error.line}" if error.line else path.name
        raise ImportRefused(f"{path}: {error}{hint}. Nothing was changed.", where) from error


def _new(meeting: MeetingId, tenant: Tenant, options: MeetingOptions, found: FileDates) -> Meeting:
    if options.name is None or options.what is None or options.closes is None:
        raise UnknownThing(
            f"tenant {tenant.id} has no meeting {meeting!r} yet: give --name, --what and --closes"
        )
    first = found.held[0]
    return Meeting(
        id=meeting,
        tenant=tenant.id,
        kind=options.what,
        name=options.name,
        wall_time=first.wall_time,
        closes_wall_time=time(12),
        starts_on=first.on,
        zone=tenant.zone,
    )


def _meeting(before: Meeting, options: MeetingOptions, path: Path, found: FileDates) -> Meeting:
    after = replace(
        before,
        name=options.name or before.name,
        kind=options.what or before.kind,
        wall_time=options.at or before.wall_time,
        group=GroupId(options.group) if options.group else before.group,
        prepared_by=PersonId(options.prepared_by) if options.prepared_by else before.prepared_by,
        source=path.name[:200],
        held=found.held,
        known_until_on=found.known_until_on,
    )
    if options.closes is None:
        return after
    closing = read_closing(options.closes)
    return replace(
        after,
        closes_wall_time=closing.wall_time,
        closes_weekday=closing.weekday,
        closes_workdays_before=closing.workdays_before,
    )
