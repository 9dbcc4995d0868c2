"""What the admins are told of themselves: that a series was silent, that dates are missing, and the like.

Each thing has a subject of its own, so each admin hears it once. It is asked for by being an admin: it
takes up no day, and comes at once, or when the next ordinary day begins.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from bot.local_time import day_in
from bot.model.ids import MessageId, SeriesId, derive_id
from bot.model.messages import NOT_HANDED_OVER, Message, Priority, Purpose, Reason, State
from bot.model.people import Person, Role, Standing
from bot.model.series import SeriesState
from bot.model.tries import was_due_at
from bot.planner.candidate import Addressee
from bot.planner.dues import dues_of
from bot.planner.given import PlanInput
from bot.planner.horizon import holidays_end, missing_moments, running_out
from bot.planner.occasions import can_be_sent
from bot.planner.outlook import Outlook
from bot.silence import Rest, RestDays

TROUBLE = "trouble:"
# How far back it is looked whether a series sent what was due.
LOOKED_BACK = timedelta(days=3)
# What is still waiting so long after its instant does not get through.
WAITING = "waiting"
_WAITS = timedelta(hours=1)
_SETTLED_WITHIN = timedelta(minutes=10)
_AHEAD = timedelta(days=60)
_NEXT_YEAR_FROM = 9
_KEEPS = timedelta(days=14)
_YEAR = timedelta(days=366)
# So many dates tell whether a series ever comes; fewer than the second number may all fall in a recess.
_LOOKED_AT, _ENOUGH = 12, 4
_TECHNICAL = (
    Reason.LATE,
    Reason.UNREACHABLE,
    Reason.REFUSED,
    Reason.UNREADABLE,
    Reason.NO_PROMPT_LEFT,
)


class Trouble(StrEnum):
    """What an admin is told about."""

    SILENT = "silent"
    UNKNOWN = "unknown"
    MOMENTS = "moments"
    HOLIDAYS = "holidays"
    DATES = "dates"
    FILE = "file"
    NEVER = "never"
    CAME = "came"
    WENT = "went"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that admins must know: its subject, and what a sentence about it needs besides."""

    subject: str
    detail: str = ""


def find(
    given: PlanInput, delivered: Sequence[Message], troubled: Sequence[Message]
) -> tuple[Finding, ...]:
    """Return what there is to tell.

    `delivered` is what series sent, or should have sent, since `LOOKED_BACK`; `troubled` what is of
    unknown fate.
    """
    return (
        *_silent_series(given, delivered),
        *_unknown(given, troubled),
        *_dates(given),
        *_never(given),
    )


def tell_admins(findings: Iterable[Finding], outlook: Outlook) -> tuple[Message, ...]:
    """Return the notices, for each admin who can be told and reached; stored or not.

    What nobody can be told now is found again as long as it is so, and told when somebody can.
    """
    given = outlook.given
    admins = [outlook.person(person) for person in given.people if can_be_told(person)]
    found = tuple(findings)
    return tuple(
        who.draft(
            Purpose.NOTICE,
            finding.subject,
            Priority.NOTICE,
            moment,
            asked=True,
            detail=finding.detail or None,
            expires_at=moment + _KEEPS,
            created_at=given.now,
        )
        for who in admins
        if who.reachable and (moment := _soonest(who, given)) is not None
        for finding in found
    )


def can_be_told(person: Person) -> bool:
    """Tell whether this admin hears what went wrong.

    That is not taking part: who was welcomed and let it be does hear it. Who said stop does not.
    """
    if Role.ADMIN not in person.roles or person.standing is Standing.STOPPED:
        return False
    return person.standing is Standing.ACTIVE or person.welcomed_at is not None


def as_one(notices: Sequence[Message], stored: Collection[MessageId]) -> tuple[Message, ...]:
    """Return what is not stored yet, such that each admin gets it as one message."""
    heads: dict[str, MessageId] = {}
    told = []
    for notice in notices:
        if notice.id in stored:
            continue
        head = heads.setdefault(notice.recipient, notice.id)
        if head != notice.id:
            notice = replace(notice, state=State.SKIPPED, reason=Reason.JOINED, joined_to=head)
        told.append(notice)
    return tuple(told)


def _soonest(who: Addressee, given: PlanInput) -> datetime | None:
    """Return now when that is an ordinary moment, else when the next ordinary day begins."""
    if who.rest.is_ordinary(given.now):
        return given.now
    return who.rest.first_moment(given.now, given.tenant.opens_at)


def file_finding(meeting: str, day: date, what: str) -> Finding:
    """Return what is told when the calendar file of a meeting cannot be read."""
    return Finding(f"{TROUBLE}{Trouble.FILE}:{meeting}:{day}", what[:200])


def roster_finding(group: str, day: date, who: str, name: str, *, came: bool) -> Finding:
    """Return what is told when somebody comes into the channel of a group, or leaves it.

    `who` is the platform's name for them: the same person is told of once a day.
    """
    kind = Trouble.CAME if came else Trouble.WENT
    return Finding(f"{TROUBLE}{kind}:{group}:{day}:{who}", name[:200])


def is_of_roster(subject: str) -> bool:
    """Tell whether a notice is about who came into a channel or left it."""
    return subject.startswith((f"{TROUBLE}{Trouble.CAME}:", f"{TROUBLE}{Trouble.WENT}:"))


def _silent_series(given: PlanInput, delivered: Sequence[Message]) -> Iterator[Finding]:
    by_day: defaultdict[tuple[SeriesId, date], list[Message]] = defaultdict(list)
    for message in delivered:
        due_at = was_due_at(message) if message.state in NOT_HANDED_OVER else message.due_at
        looked_at = given.now - LOOKED_BACK < due_at <= given.now - _WAITS
        if message.series and message.purpose is Purpose.PROMPT and not message.asked and looked_at:
            by_day[message.series, day_in(due_at, given.tenant.zone)].append(message)
    for (series, day), messages in sorted(by_day.items()):
        why = Counter(filter(None, (_why(message, given.now) for message in messages)))
        if why and not any(message.state is State.SENT for message in messages):
            yield Finding(f"{TROUBLE}{Trouble.SILENT}:{series}:{day}", why.most_common(1)[0][0])


def _never(given: PlanInput) -> Iterator[Finding]:
    """Yield the series whose own moment lies where nothing is ever sent, such as Friday afternoon."""
    rest = Rest(given.tenant, RestDays(given.tenant, given.calendar))
    today = day_in(given.now, given.tenant.zone)
    for series in given.series:
        cadence = series.cadence
        if series.state is not SeriesState.RUNNING or cadence is None or not cadence.rule:
            continue
        coming = (due for due in dues_of(series, cadence, today + _YEAR) if due.at > given.now)
        dues = tuple(islice(coming, _LOOKED_AT))
        if len(dues) >= _ENOUGH and not any(can_be_sent(due, cadence, rest) for due in dues):
            moment = f"{cadence.rule}:{cadence.wall_time:%H%M}"
            yield Finding(f"{TROUBLE}{Trouble.NEVER}:{series.id}:{derive_id(moment)[:8]}")


def _why(message: Message, now: datetime) -> str | None:
    """Return the technical cause for which it did not come, or None when there is no such cause."""
    if message.state is State.FAILED:
        return message.reason or Reason.REFUSED
    if message.state in NOT_HANDED_OVER:
        if message.expires_at is not None and message.expires_at < now:
            return Reason.LATE
        # What was not tried may go out in a moment: the process has just woken up.
        return WAITING if message.attempts else None
    return message.reason.value if message.reason in _TECHNICAL and message.reason else None


def _unknown(given: PlanInput, troubled: Sequence[Message]) -> Iterator[Finding]:
    days: Counter[date] = Counter()
    for message in troubled:
        at = message.sent_at or message.due_at
        if message.state is State.UNKNOWN and at + _SETTLED_WITHIN < given.now:
            days[day_in(at, given.tenant.zone)] += 1
    for day, count in sorted(days.items()):
        yield Finding(f"{TROUBLE}{Trouble.UNKNOWN}:{day}", str(count))


def _dates(given: PlanInput) -> Iterator[Finding]:
    today = day_in(given.now, given.tenant.zone)
    ahead_on = today + _AHEAD
    if today.month >= _NEXT_YEAR_FROM:
        year = today.year + 1
        if missing_moments(given.series, given.library, given.calendar, year):
            yield Finding(f"{TROUBLE}{Trouble.MOMENTS}:{year}")
    known_until = holidays_end(given.calendar)
    if known_until is not None and known_until < ahead_on:
        yield Finding(f"{TROUBLE}{Trouble.HOLIDAYS}:{known_until.year}")
    for meeting, known_until_on in running_out(given.calendar, ahead_on):
        yield Finding(f"{TROUBLE}{Trouble.DATES}:{meeting.id}:{known_until_on}")
