"""Gathers what a decision about one person looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.model.calendar import Calendar, Meeting
from bot.model.ids import PersonId
from bot.model.messages import Message
from bot.model.people import Language, Person, Platform
from bot.model.programmes import Programme
from bot.model.prompts import Library
from bot.model.records import AgendaItem
from bot.model.series import is_look_back
from bot.model.situation import Awaits, Desk, Situation
from bot.ports.outside import HolidaySource
from bot.ports.stores import Unit
from bot.voice import Voice

_AHEAD = timedelta(days=70)
_LIST = "agenda:"
# How far back an admin sees how a series goes.
_LOOKED_BACK = timedelta(days=90)
# How long an admin is told of a message that failed.
_LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Knowledge:
    """What stays the same while the process runs: the library, the catalogs, and who knows holidays."""

    library: Library
    catalogs: Mapping[str, Mapping[str, str]]
    holidays: HolidaySource
    programmes: tuple[Programme, ...] = ()

    @cached_property
    def voices(self) -> Mapping[str, Voice]:
        """Return a voice for each language."""
        return {lang: Voice(lang, self.catalogs.get(lang, {})) for lang in Language}


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when something happens. `key` makes the ids of what is said in it."""

    now: datetime
    conversation: str
    key: str
    shared: bool = False
    with_colleagues: bool = True
    with_desk: bool = False
    with_outcomes: bool = False
    platform: Platform | None = None
    names_channel: str = ""


def years_around(now: datetime) -> range:
    """Return last year, this year and next year."""
    return range(now.year - 1, now.year + 2)


async def calendar_of(unit: Unit, knowledge: Knowledge, years: range) -> Calendar:
    """Return the dates of the tenant, with the holidays of these years."""
    source, region = knowledge.holidays, unit.tenant.region
    return Calendar(
        holidays=tuple(day for year in years for day in source.public(year)),
        school_holidays=tuple(days for year in years for days in source.school(year, region)),
        recesses=tuple(await unit.dates.recesses()),
        meetings=tuple(await unit.dates.meetings()),
        moments=tuple(await unit.dates.moments()),
        states=tuple(await unit.dates.states()),
        silences=tuple(await unit.series.silences()),
    )


async def library_of(unit: Unit, knowledge: Knowledge) -> Library:
    """Return the library with the tenant's own prompts.

    The look-backs of its programmes can be found in it, but nothing draws them: they are steps.
    """
    own = await unit.series.own_prompts()
    if not own:
        return knowledge.library
    drawn = (one for one in own if not one.withdrawn and not is_look_back(one.id))
    return Library(
        (*knowledge.library.prompts, *drawn),
        {**knowledge.library.by_id, **{one.id: one for one in own}},
    )


async def situation_of(
    unit: Unit,
    knowledge: Knowledge,
    person: Person,
    setting: Setting,
    message: Message | None = None,
) -> Situation:
    """Return all that is known about this person now. `setting.now` is turned into their own zone."""
    local = setting.now.astimezone(ZoneInfo(person.zone))
    calendar = await calendar_of(unit, knowledge, years_around(local))
    shared_with_me = tuple(await unit.records.shared_with(person.id))
    items = await _items_to_prepare(unit, calendar.meetings, (person, message), local.date())
    wanted = {share.person for share in shared_with_me} | {item.person for item in items}
    return Situation(
        now=local,
        tenant=unit.tenant,
        person=person,
        voice=knowledge.voices[person.language],
        voices=knowledge.voices,
        library=await library_of(unit, knowledge),
        calendar=calendar,
        conversation=setting.conversation,
        shared=setting.shared,
        key=setting.key,
        records=await unit.records.of(person.id),
        expected=await unit.inbox.expected(person.id, setting.conversation),
        open_prompts=tuple(await unit.messages.open_prompts(person.id)),
        message=message,
        history=tuple(await unit.messages.of_person(person.id)),
        colleagues=await _colleagues(
            unit, person, wanted, everybody=setting.with_colleagues or setting.with_desk
        ),
        groups=tuple(await unit.people.groups()),
        items=items,
        shared_with_me=shared_with_me,
        audit=tuple(await unit.audit.of(person.id)),
        series=tuple(await unit.series.all()),
        desk=await _desk(unit, knowledge, setting) if setting.with_desk else None,
        platform=setting.platform,
        linkable=await _linkable(unit, person, setting),
    )


async def _linkable(unit: Unit, person: Person, setting: Setting) -> str:
    """Return the channel that the event names, when this person was asked there which group it is of."""
    if not setting.names_channel:
        return ""
    expected = await unit.inbox.expected(person.id, setting.names_channel)
    is_asked = (
        expected is not None
        and expected.awaits is Awaits.LINK
        and expected.expires_at > setting.now
    )
    return setting.names_channel if is_asked else ""


async def _desk(unit: Unit, knowledge: Knowledge, setting: Setting) -> Desk:
    since = setting.now - _LOOKED_BACK
    # In a large organisation these are many: they are only read to show how a series goes.
    outcomes = await unit.messages.outcomes(since) if setting.with_outcomes else ()
    return Desk(
        programmes=knowledge.programmes,
        outcomes=tuple(outcomes),
        changes=tuple(await unit.audit.changes()),
        troubled=tuple(await unit.messages.in_trouble(setting.now - _LATELY)),
    )


async def _items_to_prepare(
    unit: Unit, meetings: Sequence[Meeting], whose: tuple[Person, Message | None], today: date
) -> tuple[AgendaItem, ...]:
    person, message = whose
    mine = {meeting.id for meeting in meetings if meeting.prepared_by == person.id}
    if message and message.person == person.id and message.subject.startswith(_LIST):
        # The list came to a deputy.
        mine |= {meeting.id for meeting in meetings if meeting.id == message.meeting}
    if not mine:
        return ()
    items = await unit.records.agenda(today, today + _AHEAD)
    return tuple(item for item in items if item.meeting in mine)


async def _colleagues(
    unit: Unit, person: Person, wanted: set[PersonId], *, everybody: bool
) -> tuple[Person, ...]:
    if everybody:
        return tuple(other for other in await unit.people.all() if other.id != person.id)
    found = [await unit.people.get(other) for other in sorted(wanted)]
    return tuple(other for other in found if other is not None)
