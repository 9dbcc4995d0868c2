"""Gathers what a decision about one person looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.model.calendar import Calendar, Meeting
from bot.model.messages import Message
from bot.model.people import Language, Person, Platform
from bot.model.programmes import Programme
from bot.model.prompts import Library
from bot.model.records import AgendaItem, Records
from bot.model.series import is_look_back
from bot.model.situation import Awaits, Desk, ExpectedAnswer, Situation
from bot.model.unread import Unread
from bot.ports.outside import HolidaySource
from bot.ports.stores import Unit
from bot.voice import Voice

_AHEAD = timedelta(days=70)
_LIST = "agenda:"
# What only some decisions look at; colleagues may need what stands before them.
_PARTS = ("records", "open_prompts", "history", "shared_with_me", "items", "audit", "colleagues")
_UNREAD_RECORDS = Records(*(Unread("records") for _ in fields(Records)))
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


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose situation is read, and how; `message` is what the event belongs to."""

    unit: Unit
    knowledge: Knowledge
    person: Person
    setting: Setting
    message: Message | None = None

    async def begun(self, expected: ExpectedAnswer | None) -> Situation:
        """Return the situation with what is known without asking much; its other parts are unread."""
        unit, knowledge, setting = self.unit, self.knowledge, self.setting
        local = setting.now.astimezone(ZoneInfo(self.person.zone))
        return Situation(
            now=local,
            tenant=unit.tenant,
            person=self.person,
            voice=knowledge.voices[self.person.language],
            voices=knowledge.voices,
            library=await library_of(unit, knowledge),
            calendar=await calendar_of(unit, knowledge, years_around(local)),
            conversation=setting.conversation,
            shared=setting.shared,
            key=setting.key,
            expected=expected,
            message=self.message,
            groups=tuple(await unit.people.groups()),
            series=tuple(await unit.series.all()),
            desk=await _desk(unit, knowledge, setting) if setting.with_desk else None,
            platform=setting.platform,
            linkable=await _linkable(unit, self.person, setting),
            records=_UNREAD_RECORDS,
            open_prompts=Unread("open_prompts"),
            history=Unread("history"),
            colleagues=Unread("colleagues"),
            items=Unread("items"),
            shared_with_me=Unread("shared_with_me"),
            audit=Unread("audit"),
        )

    async def with_part(self, situation: Situation, part: str) -> Situation:
        """Return the situation with this part of it read."""
        unit, person = self.unit, self.person.id
        match part:
            case "records":
                return replace(situation, records=await unit.records.of(person))
            case "open_prompts":
                found = await unit.messages.open_prompts(person)
                return replace(situation, open_prompts=tuple(found))
            case "history":
                return replace(situation, history=tuple(await unit.messages.of_person(person)))
            case "shared_with_me":
                shared = await unit.records.shared_with(person)
                return replace(situation, shared_with_me=tuple(shared))
            case "items":
                return replace(situation, items=await self._items(situation))
            case "audit":
                return replace(situation, audit=tuple(await unit.audit.of(person)))
            case _:
                return await self._with_colleagues(situation)

    async def _items(self, situation: Situation) -> tuple[AgendaItem, ...]:
        whose = (self.person, self.message)
        meetings = situation.calendar.meetings
        return await _items_to_prepare(self.unit, meetings, whose, situation.now.date())

    async def _with_colleagues(self, situation: Situation) -> Situation:
        setting = self.setting
        if setting.with_colleagues or setting.with_desk:
            everybody = await self.unit.people.all()
            others = tuple(other for other in everybody if other.id != self.person.id)
            return replace(situation, colleagues=others)
        for part in ("shared_with_me", "items"):
            if isinstance(getattr(situation, part), Unread):
                situation = await self.with_part(situation, part)
        wanted = {share.person for share in situation.shared_with_me}
        wanted |= {item.person for item in situation.items}
        found = [await self.unit.people.get(other) for other in sorted(wanted)]
        colleagues = tuple(other for other in found if other is not None)
        return replace(situation, colleagues=colleagues)


async def situation_of(
    unit: Unit,
    knowledge: Knowledge,
    person: Person,
    setting: Setting,
    message: Message | None = None,
) -> Situation:
    """Return all that is known about this person now. `setting.now` is turned into their own zone."""
    reading = Reading(unit, knowledge, person, setting, message)
    situation = await reading.begun(await unit.inbox.expected(person.id, setting.conversation))
    for part in _PARTS:
        situation = await reading.with_part(situation, part)
    return situation


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
