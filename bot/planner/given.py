"""What planning looks at and what it gives back; how far the shell must load."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.local_time import WEEK, day_in, monday_of, sunday_of
from bot.model.calendar import Calendar
from bot.model.ids import MessageId, PersonId, PromptId
from bot.model.messages import Message
from bot.model.people import Group, Person, Platform, Tenant
from bot.model.prompts import Library
from bot.model.records import AgendaItem, Commitment, Dilemma, Share
from bot.model.series import Occurrence, Series

# A summer recess and then some: how far a message can be moved by silence.
REACH = timedelta(days=70)
REMINDED_AFTER = timedelta(hours=48)
_YEAR_IN_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInput:
    """All that planning one tenant needs, read in one transaction under the tenant's lock.

    `taken`, `seen` and `to_remind` may be of some people only, when only those are planned. Load
    exactly this:
    - `now`, `until`: UTC; `until` is normally 24 h after `now`.
    - `people`, `groups`, `series`: everybody and everything of the tenant, whatever their state.
    - `addresses`: for each person with an address, the platform of the preferred one.
    - `calendar`: holidays of the years `calendar_years(now, until)`, and all recesses, meetings
      and moments.
    - `taken`: `messages.taken(*taken_days(tenant, now, until))`.
    - `seen`: `messages.seen(seen_since(now, library))`, by person.
    - `to_ask`: `records.to_ask(until + REACH)`: a dilemma may have to be asked before its instant.
    - `to_remind`: `messages.awaiting_reminder(until - REMINDED_AFTER)`.
    - `news`: `records.news(now - REACH)`.
    - `agenda_items`: `records.agenda(*agenda_days(tenant, now, until))`.
    - `occurrences`: `series.occurrences(occurrences_since(now))`; none where no series
      `may_have_former_dates`.
    - `existing`: which of `gather(given).ids` are stored, when `plan` is called in one go; the
      shell rather calls `gather`, looks them up, and calls `place`.
    """

    tenant: Tenant
    now: datetime
    until: datetime
    people: Sequence[Person]
    addresses: Mapping[PersonId, Platform]
    library: Library
    calendar: Calendar
    groups: Sequence[Group] = ()
    series: Sequence[Series] = ()
    taken: Sequence[Message] = ()
    seen: Mapping[PersonId, Sequence[tuple[PromptId, datetime]]]
    to_ask: Sequence[Commitment | Dilemma] = ()
    to_remind: Sequence[Message] = ()
    news: Sequence[AgendaItem | Share] = ()
    agenda_items: Sequence[AgendaItem] = ()
    occurrences: Sequence[Occurrence] = ()
    existing: Collection[MessageId] = frozenset()

    @property
    def last_on(self) -> date:
        """The last day that is looked at: the end of the ISO week of `until`."""
        return sunday_of(day_in(self.until, self.tenant.zone))


@dataclass(frozen=True, slots=True)
class Plan:
    """What must be stored, in this order, so that no day is ever taken twice on the way.

    `changed` are stored messages that move or give way; they hold no content and none is lost,
    since only planned messages change. `messages` are new: planned, or skipped with a reason; a
    message comes after the one that it joined.
    """

    changed: tuple[Message, ...] = ()
    messages: tuple[Message, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    series: tuple[Series, ...] = ()


def calendar_years(now: datetime, until: datetime) -> range:
    """Return the years whose holidays matter."""
    return range((now - REACH).year, (until + REACH * 2).year + 1)


def taken_days(tenant: Tenant, now: datetime, until: datetime) -> tuple[date, date]:
    """Return the first and last local day of which to load the messages that take up a day."""
    first_on = monday_of(day_in(now, tenant.zone)) - 4 * WEEK
    return first_on, day_in(until, tenant.zone) + 2 * REACH


def agenda_days(tenant: Tenant, now: datetime, until: datetime) -> tuple[date, date]:
    """Return the first and last day of meetings whose agenda items to load.

    An item of the past year tells that its nudge may rest.
    """
    today = day_in(now, tenant.zone)
    return today - timedelta(days=_YEAR_IN_DAYS), day_in(until, tenant.zone) + 2 * WEEK


def occurrences_since(now: datetime) -> datetime:
    """Return since when to load which occurrences were planned: the week that runs, in every zone."""
    return now - WEEK - timedelta(days=1)


def seen_since(now: datetime, library: Library) -> datetime:
    """Return since when to load who was asked what."""
    longest = max((prompt.timing.repeat_after_days for prompt in library.prompts), default=0)
    return now - timedelta(days=max(longest, _YEAR_IN_DAYS))
