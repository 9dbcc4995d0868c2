"""Waterstad in 2027: its people, its calendar, and a store just good enough to plan in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.model.calendar import Calendar, NamedPeriod
from bot.model.ids import MessageId, PersonId, PromptId
from bot.model.messages import Message, Purpose, State
from bot.model.people import Group, Period, Person, Platform, Role, Tenant
from bot.model.prompts import Kind, Library, Prompt, Theme, Timing
from bot.model.records import AgendaItem, Commitment, Dilemma, Share
from bot.model.series import Occurrence, Series, SeriesState
from bot.planner.given import Plan, PlanInput
from bot.planner.plan import plan
from tests.factories import BRAM, FATMA, HANNEKE, JOKE, YUSUF, a_person, a_prompt, a_tenant

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_HOLIDAYS = {
    "Nieuwjaarsdag": [date(2027, 1, 1)],
    "Goede vrijdag": [date(2027, 3, 26)],
    "Eerste paasdag": [date(2027, 3, 28)],
    "Tweede paasdag": [date(2027, 3, 29)],
    "Koningsdag": [date(2027, 4, 27)],
    "Bevrijdingsdag": [date(2027, 5, 5)],
    "Hemelvaartsdag": [date(2027, 5, 6)],
    "Eerste pinksterdag": [date(2027, 5, 16)],
    "Tweede pinksterdag": [date(2027, 5, 17)],
    "Eerste kerstdag": [date(2026, 12, 25), date(2027, 12, 25)],
    "Tweede kerstdag": [date(2026, 12, 26), date(2027, 12, 26)],
}
_SCHOOL_HOLIDAYS = (
    ("Kerstvakantie", date(2026, 12, 19), date(2027, 1, 3)),
    ("Voorjaarsvakantie", date(2027, 2, 20), date(2027, 2, 28)),
    ("Meivakantie", date(2027, 4, 24), date(2027, 5, 2)),
    ("Zomervakantie", date(2027, 7, 17), date(2027, 8, 29)),
    ("Herfstvakantie", date(2027, 10, 16), date(2027, 10, 24)),
    ("Kerstvakantie", date(2027, 12, 25), date(2028, 1, 9)),
)
CALENDAR = Calendar(
    holidays=tuple(
        NamedPeriod(name, Period(day, day)) for name, days in _HOLIDAYS.items() for day in days
    ),
    school_holidays=tuple(
        NamedPeriod(name, Period(first, last)) for name, first, last in _SCHOOL_HOLIDAYS
    ),
)
TENANT = a_tenant()
DAY = timedelta(days=1)
_ROLES = frozenset({Role.SECRETARY, Role.DIRECTOR, Role.MT_MEMBER})


def at(text: str) -> datetime:
    """Return the instant of a local moment in Amsterdam: `2027-01-14 12:15`."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC)


def local(instant: datetime) -> str:
    """Return an instant as it reads in Amsterdam: `Thu 2027-01-14 12:15`."""
    return instant.astimezone(AMSTERDAM).strftime("%a %Y-%m-%d %H:%M")


def someone(id: PersonId = HANNEKE, **changes: Any) -> Person:
    """Return one of the five; Hanneke chose Thursday 12:15, nobody else chose anything."""
    own = {"weekday": 3, "wall_time": time(12, 15)} if id == HANNEKE else {}
    since = at("2027-01-04 09:00")
    return a_person(id, **{"welcomed_at": since, "started_at": since, **own, **changes})


def some_prompts(number: int = 40, kind: Kind = Kind.SMALL_WIN, prefix: str = "p") -> list[Prompt]:
    """Return prompts for everybody, on five themes in turn."""
    themes = list(Theme)[:5]
    return [
        a_prompt(f"{prefix}{each}", kind=kind, theme=themes[each % 5], roles=_ROLES)
        for each in range(number)
    ]


def a_nudge(id: str, moment: str, offset_days: int = 0, **timing: Any) -> Prompt:
    """Return an agenda nudge that counts from this moment."""
    return a_prompt(
        id,
        kind=Kind.AGENDA_NUDGE,
        roles=_ROLES,
        timing=Timing(moment=moment, offset_days=offset_days, **timing),
    )


def library_of(prompts: Sequence[Prompt]) -> Library:
    """Return a library of these prompts, which also knows their old ids."""
    by_id = {prompt.id: prompt for prompt in prompts}
    by_id |= {old: prompt for prompt in prompts for old in prompt.was}
    return Library(tuple(prompts), by_id)


@dataclass(repr=False)
class Town:
    """A tenant in memory. `plan` plans it and stores the outcome, and fails when a day is taken twice."""

    people: list[Person] = field(default_factory=lambda: [someone()])
    series: list[Series] = field(default_factory=list)
    prompts: list[Prompt] = field(default_factory=some_prompts)
    groups: list[Group] = field(default_factory=list)
    calendar: Calendar = CALENDAR
    tenant: Tenant = TENANT
    messages: dict[MessageId, Message] = field(default_factory=dict)
    occurrences: dict[str, Occurrence] = field(default_factory=dict)
    to_ask: list[Commitment | Dilemma] = field(default_factory=list)
    to_remind: list[Message] = field(default_factory=list)
    news: list[AgendaItem | Share] = field(default_factory=list)
    agenda_items: list[AgendaItem] = field(default_factory=list)
    seen: list[tuple[PersonId, PromptId, datetime]] = field(default_factory=list)
    addresses: dict[PersonId, Platform] = field(
        default_factory=lambda: dict.fromkeys((HANNEKE, YUSUF, FATMA, BRAM, JOKE), Platform.BROWSER)
    )

    def __repr__(self) -> str:
        """Return what differs from one test to the next."""
        rules = [(each.id, each.cadence and each.cadence.rule) for each in self.series]
        asked = [(each.person, each.ask_at) for each in self.to_ask]
        return f"Town({self.people}, {rules}, {asked})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))

    def plan(self, now: str | datetime, until: str | datetime | None = None) -> Plan:
        """Plan from `now` up to `until` (a day later), store it, and return what was new."""
        start = at(now) if isinstance(now, str) else now
        end = at(until) if isinstance(until, str) else until
        made = plan(self.given(start, end or start + DAY))
        for message in made.changed:
            assert message.id in self.messages
            assert self.messages[message.id].state is State.PLANNED
            self._store(message)
        for message in made.messages:
            assert message.id not in self.messages, "planned twice"
            if message.joined_to:
                assert message.joined_to in self.messages
            self._store(message)
        self.occurrences |= {occurrence.id: occurrence for occurrence in made.occurrences}
        moved = {series.id: series for series in made.series}
        self.series = [moved.get(series.id, series) for series in self.series]
        return made

    def _store(self, message: Message) -> None:
        if message.state is not State.SKIPPED and message.local_on and message.person:
            holders = [
                other.id
                for other in self.messages.values()
                if other.person == message.person
                and other.local_on == message.local_on
                and other.state is not State.SKIPPED
                and other.id != message.id
            ]
            assert not holders, f"{message.local_on} is taken"
        self.messages[message.id] = message

    def given(self, now: datetime, until: datetime) -> PlanInput:
        """Return all that planning looks at."""
        seen: dict[PersonId, list[tuple[PromptId, datetime]]] = defaultdict(list)
        for person, prompt, asked_at in self.seen:
            seen[person].append((prompt, asked_at))
        for message in self.messages.values():
            asks = message.purpose is Purpose.PROMPT and message.state is not State.SKIPPED
            if asks and message.person and message.prompt:
                seen[message.person].append((message.prompt, message.due_at))
        reminded = {m.subject for m in self.messages.values() if m.purpose is Purpose.REMINDER}
        return PlanInput(
            tenant=self.tenant,
            now=now,
            until=until,
            people=self.people,
            addresses=self.addresses,
            library=library_of(self.prompts),
            calendar=self.calendar,
            groups=self.groups,
            series=self.series,
            taken=[
                m for m in self.messages.values() if m.local_on and m.state is not State.SKIPPED
            ],
            seen=seen,
            to_ask=self.to_ask,
            to_remind=[m for m in self.to_remind if m.id not in reminded],
            news=self.news,
            agenda_items=self.agenda_items,
            occurrences=tuple(self.occurrences.values()),
            existing=frozenset(self.messages),
        )

    def send_due(self, now: datetime) -> None:
        """Let everything planned up to `now` be sent."""
        for message in list(self.messages.values()):
            if message.state is State.PLANNED and message.due_at <= now:
                sent = replace(message, state=State.SENT, sent_at=message.due_at)
                self.messages[message.id] = sent

    def pause_series(self, state: SeriesState) -> None:
        """Give all series this state."""
        self.series = [replace(series, state=state) for series in self.series]

    def told(self, person: PersonId = HANNEKE, **wanted: Any) -> list[str]:
        """Return what this person gets: purpose and local moment, in order."""
        return [
            f"{message.purpose} {local(message.due_at)}"
            for message in sorted(self.messages.values(), key=lambda each: each.due_at)
            if message.person == person
            and message.state is not State.SKIPPED
            and all(getattr(message, name) == value for name, value in wanted.items())
        ]

    def skipped(self, person: PersonId = HANNEKE) -> list[str]:
        """Return what this person does not get: purpose, local moment and reason, in order."""
        return [
            f"{message.purpose} {local(message.due_at)} {message.reason}"
            for message in sorted(self.messages.values(), key=lambda each: each.due_at)
            if message.person == person and message.state is State.SKIPPED
        ]
