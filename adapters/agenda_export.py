"""The proposed items for a meeting as a file: for whoever prepares the agenda, outside of the chat."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from getpass import getuser
from typing import Literal
from zoneinfo import ZoneInfo

from adapters.calendar.ics_writing import Entry, written
from adapters.opening import opened
from adapters.wiring import Bot
from bot.errors import SettingsError, UnknownThing
from bot.local_time import day_in
from bot.meetings import dates_of
from bot.model.calendar import Meeting, MeetingDate
from bot.model.ids import PersonId, RecordId, derive_id
from bot.model.records import AgendaItem, AgendaItemState, AuditEntry, AuditKind
from bot.ports.stores import Unit
from bot.silence import RestDays
from bot.situations import calendar_of

Form = Literal["md", "ics", "json"]

_AHEAD = timedelta(days=400)
_OPEN = (AgendaItemState.PROPOSED, AgendaItemState.PLACED, AgendaItemState.MOVED)
_MARKS = {
    AgendaItemState.PROPOSED: "voorgesteld",
    AgendaItemState.PLACED: "op de agenda",
    AgendaItemState.MOVED: "doorgeschoven",
}


@dataclass(frozen=True, slots=True)
class Agenda:
    """One date of a meeting with what is proposed for it, and what the proposers are called."""

    meeting: Meeting
    date: MeetingDate
    items: tuple[AgendaItem, ...]
    names: Mapping[PersonId, str]


async def export_agenda(
    named: str | None, meeting: str, on: date | None, form: Form, reason: str
) -> str:
    """Return the list for a date of a meeting (its next one), and note for each proposer that it was read.

    Raises UnknownThing for a meeting or a date that is none, SettingsError without a reason.
    """
    if not reason.strip():
        raise SettingsError("--reason is empty: say why, the people who proposed something see it")
    async with opened(named) as (bot, tenant), bot.stores.of(tenant.id).write() as unit:
        agenda = await _agenda(unit, bot, meeting, on)
        now = bot.clock.now()
        for person in sorted({item.person for item in agenda.items}):
            await unit.audit.add(_entry(unit, person, agenda, (reason, now)))
        return _written(agenda, form, now)


async def _agenda(unit: Unit, bot: Bot, named: str, on: date | None) -> Agenda:
    known = {one.id: one for one in await unit.dates.meetings()}
    meeting = next((one for one in known.values() if one.id == named), None)
    if meeting is None:
        there = ", ".join(known) or "none"
        raise UnknownThing(f"there is no meeting {named!r}; there are: {there}")
    now = bot.clock.now()
    calendar = await calendar_of(unit, bot.knowledge, range(now.year - 1, now.year + 3))
    today = day_in(now, meeting.zone)
    first_on = on or today
    held = dates_of(meeting, first_on, on or today + _AHEAD, RestDays(unit.tenant, calendar))
    if not held:
        when = f"on {on}" if on else "in the coming year"
        raise UnknownThing(f"{meeting.name} does not meet {when}; `zetje dates list` shows when")
    found = await unit.records.agenda(held[0].on, held[0].on)
    items = tuple(one for one in found if one.meeting == meeting.id and one.state in _OPEN)
    people = await unit.people.some(sorted({item.person for item in items}))
    return Agenda(meeting, held[0], items, {one.id: one.name for one in people})


def _entry(unit: Unit, person: PersonId, agenda: Agenda, why: tuple[str, datetime]) -> AuditEntry:
    reason, now = why
    what = f"agenda {agenda.meeting.id} {agenda.date.on}"
    return AuditEntry(
        id=RecordId(derive_id(unit.tenant.id, person, what, now.isoformat())),
        tenant=unit.tenant.id,
        person=person,
        kind=AuditKind.OPENED,
        by=getuser(),
        what=what,
        reason=reason,
        at=now,
    )


def _written(agenda: Agenda, form: Form, now: datetime) -> str:
    if form == "json":
        return json.dumps(_plain(agenda), ensure_ascii=False, indent=2)
    if form == "ics":
        return "".join(_calendar(agenda, now))
    return "\n".join(_markdown(agenda))


def _plain(agenda: Agenda) -> dict[str, object]:
    return {
        "meeting": agenda.meeting.id,
        "on": agenda.date.on.isoformat(),
        "starts_at": _local(agenda.date.starts_at, agenda).isoformat(),
        "closes_at": _local(agenda.date.closes_at, agenda).isoformat(),
        "items": [
            {
                "id": item.id,
                "name": item.short_name,
                "text": item.text,
                "minutes": item.minutes,
                "presenter": item.presenter,
                "proposed_by": agenda.names.get(item.person, item.person),
                "state": item.state.value,
            }
            for item in agenda.items
        ],
    }


def _markdown(agenda: Agenda) -> Sequence[str]:
    closes = _local(agenda.date.closes_at, agenda)
    lines = [
        f"# {_escaped(agenda.meeting.name)}, {agenda.date.on}",
        "",
        f"Sluiting: {closes:%Y-%m-%d %H:%M}",
        "",
    ]
    for number, item in enumerate(agenda.items, start=1):
        who = agenda.names.get(item.person, item.person)
        about = [f"{item.minutes} minuten", f"voorgesteld door {_escaped(who)}"]
        if item.presenter:
            about.append(f"toelichting: {_escaped(item.presenter)}")
        about.append(_MARKS[item.state])
        text = _escaped(" ".join(item.text.split()))
        lines += [f"{number}. {text}", f"   ({', '.join(about)})"]
    return lines if agenda.items else [*lines, "Er is niets voorgesteld."]


def _calendar(agenda: Agenda, now: datetime) -> Sequence[str]:
    lines = [
        f"{number}. {item.text} ({item.minutes} min)"
        for number, item in enumerate(agenda.items, start=1)
    ]
    entry = Entry(
        uid=derive_id(agenda.meeting.id, agenda.date.on.isoformat()),
        at=agenda.date.starts_at,
        summary=agenda.meeting.name,
        description="\n".join(lines),
    )
    return list(written([entry], agenda.meeting.name, now))


def _local(at: datetime, agenda: Agenda) -> datetime:
    return at.astimezone(ZoneInfo(agenda.meeting.zone))


def _escaped(words: str) -> str:
    """Return words such that no Markdown or HTML in them comes alive."""
    return "".join(f"\\{one}" if one in "\\`*_[]<>#|&" else one for one in words)
