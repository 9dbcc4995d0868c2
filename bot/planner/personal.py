"""What follows from a person's own doings and from the month: all that is not a prompt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from bot.local_time import (
    at_wall_time,
    day_in,
    first_thursday_of,
    month_after,
    month_before,
)
from bot.model.ids import PromptId
from bot.model.messages import PERSONAL_REASONS, Message, Priority, Purpose, Reason, State
from bot.model.people import Person, Standing
from bot.model.records import AgendaItem, AgendaItemState, Commitment, Dilemma, Share
from bot.model.series import Series
from bot.planner.candidate import Addressee, Candidate, last_day
from bot.planner.given import REMINDED_AFTER, PlanInput
from bot.silence import Rest

WELCOME = "welcome"
QUIET = "quiet?"
# So many prompts without any reaction, and the bot asks once whether it should be silent.
SILENT_AFTER = 6
_TOLD = (AgendaItemState.PLACED, AgendaItemState.MOVED, AgendaItemState.DECLINED)
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_DIGEST_KEEPS = timedelta(weeks=3)


@dataclass(slots=True)
class Affairs:
    """What concerns one person: records to ask about, messages to remind of, news to tell."""

    to_ask: list[Commitment | Dilemma] = field(default_factory=list)
    to_remind: list[Message] = field(default_factory=list)
    news: list[AgendaItem | Share] = field(default_factory=list)
    seen: Sequence[tuple[PromptId, datetime]] = ()
    taken: list[Message] = field(default_factory=list)


# Of whom there is nothing; nobody adds to it.
NOTHING = Affairs()


def personal_candidates(
    who: Addressee, person: Person, affairs: Affairs, given: PlanInput
) -> list[Candidate]:
    """Return all candidates for one person except prompts."""
    found: list[Candidate] = []
    if person.standing is Standing.NOT_STARTED:
        found += _welcome(who, person, given)
    if person.standing is Standing.ACTIVE:
        if affairs.to_ask:
            found += _follow_ups(who, person, affairs, given)
        if due := _digests_due(who.rest, given):
            found += _digest(who, person, due)
        if person.unanswered >= SILENT_AFTER:
            found += _silent_too(who, affairs, given)
    if affairs.to_remind:
        found += _reminders(who, person, affairs, given)
    if affairs.news:
        found += _notices(who, person, affairs, given)
    return found


def _welcome(who: Addressee, person: Person, given: PlanInput) -> Iterator[Candidate]:
    moment = who.rest.first_moment(given.now)
    if person.welcomed_at is None and who.reachable and moment:
        yield _candidate(who, who.draft(Purpose.WELCOME, WELCOME, Priority.NOTICE, moment))


def _follow_ups(
    who: Addressee, person: Person, affairs: Affairs, given: PlanInput
) -> Iterator[Candidate]:
    for record in affairs.to_ask:
        promised = isinstance(record, Commitment)
        if record.ask_at is None or (not promised and person.unanswered >= SILENT_AFTER):
            continue
        moment = _moment_to_ask(record, record.ask_at, who, given.now)
        priority = Priority.PROMISED if promised else Priority.DILEMMA
        if moment:
            yield _candidate(
                who, who.draft(Purpose.FOLLOW_UP, record.id, priority, moment, record.turn)
            )


def _moment_to_ask(
    record: Commitment | Dilemma, ask_at: datetime, who: Addressee, now: datetime
) -> datetime | None:
    """Return the first ordinary moment at or after `ask_at`; before it for a choice with a date."""
    if isinstance(record, Dilemma) and record.decide_by_on:
        end_of_day = at_wall_time(day_in(ask_at, who.rest.zone), time.max, who.rest.zone)
        before = who.rest.last_moment(end_of_day)
        if before and before >= now:
            return before
        return who.rest.first_moment(now)
    return who.rest.first_moment(max(ask_at, now))


@dataclass(frozen=True, slots=True)
class _DigestDue:
    """When the digest of a month is due for who has these rests, or for which reason it is not."""

    month: date
    ended_at: datetime
    due_at: datetime
    reason: Reason | None


def _digest(who: Addressee, person: Person, dues: Sequence[_DigestDue]) -> Iterator[Candidate]:
    for due in dues:
        if person.started_at is not None and person.started_at >= due.ended_at:
            continue
        backed_off = Reason.BACKED_OFF if person.unanswered >= SILENT_AFTER else None
        message = who.draft(
            Purpose.DIGEST,
            f"{due.month:%Y-%m}",
            Priority.DIGEST,
            due.due_at,
            expires_at=due.due_at + _DIGEST_KEEPS,
        )
        yield _candidate(who, message, due.reason or backed_off)


def _digests_due(rest: Rest, given: PlanInput) -> tuple[_DigestDue, ...]:
    what = ("digests", given.now, given.until)
    return rest.once(what, lambda: tuple(_all_digests_due(rest, given)))


def _all_digests_due(rest: Rest, given: PlanInput) -> Iterator[_DigestDue]:
    month = month_before(month_before(day_in(given.now, rest.zone)))
    while month_after(month) <= day_in(given.until, rest.zone) + _WEEK:
        due = _digest_due(month, rest, given.now)
        if due is not None and day_in(due.due_at, rest.zone) <= given.last_on:
            yield due
        month = month_after(month)


def _digest_due(month: date, rest: Rest, now: datetime) -> _DigestDue | None:
    """Return when the digest of `month` (its first day) is due: on the first Thursday of the next month.

    When that is a day of rest of everybody it comes at their own moment in a later week, or at the
    first ordinary moment when there is none before the digest of the next month; when it is a rest
    of this person it waits a week and is skipped then. One that was missed comes within a week.
    """
    thursday = first_thursday_of(month_after(month))
    before = first_thursday_of(month_after(month_after(month))) - _DAY
    wanted = at_wall_time(thursday, rest.wall_time, rest.zone)
    reason = rest.why_silent(thursday)
    if reason in PERSONAL_REASONS:
        before = thursday + _WEEK
    moment = rest.ordinary_moment(thursday) or rest.next_own_moment(wanted, before)
    moment = moment or rest.first_moment(wanted, last_on=before)
    if moment is not None and moment < now:
        moment = rest.first_moment(now, last_on=min(before, day_in(moment + _WEEK, rest.zone)))
        wanted = moment or wanted
    if moment is None and wanted < now:
        return None
    ended_at = at_wall_time(month_after(month), time.min, rest.zone)
    return _DigestDue(month, ended_at, moment or wanted, None if moment else reason)


def _silent_too(who: Addressee, affairs: Affairs, given: PlanInput) -> Iterator[Candidate]:
    """Yield the one question, once for each time that somebody falls silent."""
    waiting = {m.prompt for m in affairs.taken if m.state is State.PLANNED}
    asked = [at for prompt, at in affairs.seen if at <= given.now and prompt not in waiting]
    turn = max(asked).toordinal() if asked else 0
    moment = who.rest.first_moment(given.now)
    if moment:
        yield _candidate(who, who.draft(Purpose.NOTICE, QUIET, Priority.NOTICE, moment, turn))


def _reminders(
    who: Addressee, person: Person, affairs: Affairs, given: PlanInput
) -> Iterator[Candidate]:
    with_reminder = {series.id for series in given.series if _reminds(series)}
    for original in affairs.to_remind:
        if original.sent_at is None or original.series not in with_reminder or original.asked:
            continue
        wanted = original.sent_at + REMINDED_AFTER
        moment = who.rest.first_moment(max(wanted, given.now)) or wanted
        message = replace(
            who.draft(Purpose.REMINDER, original.id, Priority.REMINDER, moment),
            series=original.series,
            occurrence=original.occurrence,
            prompt=original.prompt,
            prompt_version=original.prompt_version,
            meeting=original.meeting,
            meeting_on=original.meeting_on,
            closes_at=original.closes_at,
            expires_at=min(original.closes_at or moment + _WEEK, moment + _WEEK),
        )
        yield replace(
            _candidate(who, message), reason=_no_reminder(person, original, wanted, moment)
        )


def _reminds(series: Series) -> bool:
    return series.reminder


def _no_reminder(
    person: Person, original: Message, wanted: datetime, moment: datetime
) -> Reason | None:
    if person.standing is not Standing.ACTIVE:
        return Reason.STOPPED
    if person.unanswered >= SILENT_AFTER:
        return Reason.BACKED_OFF
    if original.closes_at and moment >= original.closes_at:
        return Reason.LATE
    return Reason.NO_ORDINARY_MOMENT if moment > wanted + 2 * _WEEK else None


def _notices(
    who: Addressee, person: Person, affairs: Affairs, given: PlanInput
) -> Iterator[Candidate]:
    if person.unanswered >= SILENT_AFTER and person.standing is Standing.ACTIVE:
        return
    for item in affairs.news:
        told = item.state in _TOLD if isinstance(item, AgendaItem) else item.withdrawn_at is None
        changed_at = item.changed_at if isinstance(item, AgendaItem) else item.at
        moment = who.rest.first_moment(max(changed_at, given.now))
        if not told or not moment:
            continue
        message = who.draft(Purpose.NOTICE, item.id, Priority.NOTICE, moment, _turn(item))
        yield replace(_candidate(who, message), reason=_not_taking_part(person))


def _turn(item: AgendaItem | Share) -> int:
    """Return a number that differs for each decision on an item: its minute and what was decided."""
    if isinstance(item, Share):
        return 0
    return int(item.changed_at.timestamp()) // 60 * len(_TOLD) + _TOLD.index(item.state)


def _not_taking_part(person: Person) -> Reason | None:
    if person.standing is Standing.NOT_STARTED:
        return Reason.NOT_STARTED
    return Reason.STOPPED if person.standing is Standing.STOPPED else None


def _candidate(who: Addressee, message: Message, reason: Reason | None = None) -> Candidate:
    day = day_in(message.due_at, who.rest.zone)
    return Candidate(message, last_on=last_day(message, day), reason=reason)
