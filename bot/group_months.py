"""Gathers what the digest of a group is made of."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.digest.group import GroupMonth
from bot.digest.month import Month
from bot.meetings import dates_of
from bot.model.people import Group
from bot.model.records import AgendaItemState
from bot.ports.stores import Unit
from bot.silence import RestDays
from bot.situations import Knowledge, calendar_of, years_around


async def group_month(
    unit: Unit, knowledge: Knowledge, group: Group, month_name: str, now: datetime
) -> GroupMonth:
    """Return what this group chose to show of a month ("2027-01")."""
    zone = ZoneInfo(unit.tenant.zone)
    local = now.astimezone(zone)
    month = Month.read(month_name)
    meetings = [one for one in await unit.dates.meetings() if one.group == group.id]
    ids = {meeting.id for meeting in meetings}
    items = await unit.records.agenda(month.first_on, month.last_on)
    start = datetime.combine(month.first_on, time(), zone)
    end = datetime.combine(month.last_on + timedelta(days=1), time(), zone)
    done, people = await unit.records.closed_in(group.id, start, end)
    everybody = {person.id: person.first_name for person in await unit.people.all()}
    soon = local.date() + timedelta(days=21)
    calendar = await calendar_of(unit, knowledge, years_around(local))
    days = RestDays(unit.tenant, calendar)
    coming = sorted(when for one in meetings for when in dates_of(one, local.date(), soon, days))
    return GroupMonth(
        group=group,
        month=str(month),
        shares=tuple(await unit.records.shares(group.id, str(month))),
        names=everybody,
        placed=tuple(
            item for item in items if item.meeting in ids and item.state is AgendaItemState.PLACED
        ),
        done_count=done,
        people_count=people,
        members_count=len(group.members),
        meeting_on=next((when.on for when in coming if when.starts_at > now), None),
        voice=knowledge.voices[unit.tenant.language],
        now=local,
    )
