"""What would come in a period, and what deserves a warning: planning that stores nothing.

It takes for granted that everybody answers, and that nobody puts anything new down.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.local_time import day_in
from bot.model.ids import PersonId, PromptId, SeriesId
from bot.model.messages import NOT_HANDED_OVER, PERSONAL_REASONS, Message, Purpose, Reason
from bot.model.people import Standing
from bot.model.series import Series, SeriesState
from bot.planner.given import PlanInput
from bot.planner.horizon import holidays_end, missing_moments, running_out
from bot.planner.outlook import Outlook

# What anyone but the person reads instead of a personal reason.
REST = "rust"
_GIVES_WAY = frozenset({Reason.DAY_CAP, Reason.WEEK_CAP, Reason.GAVE_WAY, Reason.OWN_RHYTHM})
_TOO_MUCH = 1 / 3
_LONG_ENOUGH = timedelta(days=14)
_FEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message that would come, or would not and why. `recipient` is a person or a group.

    `reason` is None for what comes, and the word `rust` for a personal one.
    """

    at: datetime
    recipient: str
    purpose: Purpose
    series: SeriesId | None = None
    prompt: PromptId | None = None
    reason: str | None = None


class Concern(StrEnum):
    """What a simulation warns about."""

    TOO_MUCH = "too_much"
    NOTHING = "nothing"
    NO_PROMPTS = "no_prompts"
    UNREACHABLE = "unreachable"
    NO_MEETING = "no_meeting"
    SILENCED = "silenced"
    ELECTION = "election"
    HOLIDAYS = "holidays"
    MOMENTS = "moments"
    DATES_END = "dates_end"


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to look at before it happens: what kind, about what, and in a sentence."""

    concern: Concern
    about: str
    text: str


def rehearsed(given: PlanInput, begins_at: datetime) -> PlanInput:
    """Return what was given as it would be at `begins_at`, with nothing planned from then on.

    What was sent before stays: it counts for caps and for what people have seen.
    """
    waiting = {m.id for m in given.taken if m.state in NOT_HANDED_OVER and m.due_at >= begins_at}
    return replace(
        given,
        now=begins_at,
        series=[replace(one, planned_through_at=None) for one in given.series],
        taken=[m for m in given.taken if m.id not in waiting and m.due_at < begins_at],
        seen={
            person: [(prompt, at) for prompt, at in entries if at < begins_at]
            for person, entries in given.seen.items()
        },
    )


def line_of(message: Message, person: PersonId | None = None) -> Line:
    """Return a planned or skipped message as a line, as this person or anybody else may see it."""
    reason = None if message.reason is None else message.reason.value
    if message.reason in PERSONAL_REASONS and (person is None or message.person != person):
        reason = REST
    return Line(
        at=message.due_at,
        recipient=message.person or message.group or message.recipient,
        purpose=message.purpose,
        series=message.series,
        prompt=message.prompt,
        reason=reason,
    )


@dataclass(slots=True)
class Tally:
    """Counts what a simulation finds, for its warnings."""

    comes: Counter[SeriesId] = field(default_factory=Counter)
    skipped: defaultdict[SeriesId, Counter[Reason]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    asked: set[str] = field(default_factory=set)
    unreachable: set[str] = field(default_factory=set)

    def note(self, messages: Iterable[Message]) -> None:
        """Count these."""
        for message in messages:
            if message.purpose is not Purpose.PROMPT or message.series is None:
                continue
            if message.reason is None:
                self.comes[message.series] += 1
                self.asked.add(message.person or message.recipient)
            else:
                self.skipped[message.series][message.reason] += 1
            if message.reason is Reason.UNREACHABLE:
                self.unreachable.add(message.person or message.recipient)


def cautions_of(tally: Tally, outlook: Outlook) -> Iterator[Caution]:
    """Yield what to look at, in order of importance."""
    given = outlook.given
    for running in outlook.running:
        yield from _of_series(running.series, tally)
        if running.series.cadence and running.series.cadence.workdays_before_meeting:
            left_out = sorted(running.audience - running.group_of.keys())
            if left_out:
                text = "these people have no group with a meeting, so nothing comes before it"
                yield Caution(Concern.NO_MEETING, running.series.id, f"{text}: {_some(left_out)}")
    yield from _of_people(tally, outlook)
    yield from _of_dates(given)


def elections_of(lines: Iterable[Line], given: PlanInput) -> Iterator[Caution]:
    """Yield each election day on which something of a series comes: it is a working day like any other."""
    zone = given.tenant.zone
    days = [
        day_in(line.at, zone)
        for line in lines
        if line.reason is None and line.series and line.purpose is Purpose.PROMPT
    ]
    for day, count in sorted(Counter(days).items()):
        name = given.calendar.election_on(day)
        if name:
            text = f"{name} on {day}: {count} of series come that day; `except_on` leaves it out"
            yield Caution(Concern.ELECTION, day.isoformat(), text)


def _of_series(series: Series, tally: Tally) -> Iterator[Caution]:
    comes, skipped = tally.comes[series.id], tally.skipped[series.id]
    gives_way = sum(skipped[reason] for reason in _GIVES_WAY)
    if not comes:
        most = skipped.most_common(1)
        why = f"; mostly: {_shown(most[0][0])}" if most else "; it is never due"
        yield Caution(Concern.NOTHING, series.id, f"nothing of this series comes{why}")
    elif gives_way > (comes + gives_way) * _TOO_MUCH:
        percent = round(100 * gives_way / (comes + gives_way))
        yield Caution(
            Concern.TOO_MUCH, series.id, f"{percent}% gives way to caps and to what people chose"
        )
    if skipped[Reason.NO_PROMPT_LEFT]:
        yield Caution(
            Concern.NO_PROMPTS,
            series.id,
            f"{skipped[Reason.NO_PROMPT_LEFT]} times no prompt is left that is new and suitable",
        )


def _of_people(tally: Tally, outlook: Outlook) -> Iterator[Caution]:
    given = outlook.given
    if tally.unreachable:
        names = _some(sorted(tally.unreachable))
        yield Caution(Concern.UNREACHABLE, "people", f"no address on any platform: {names}")
    if given.until - given.now < _LONG_ENOUGH:
        return
    meant = {
        person
        for running in outlook.running
        if running.series.state is SeriesState.RUNNING and not running.series.is_in_channel
        for person in running.audience
    }
    takes_part = {one.id for one in given.people if one.standing is Standing.ACTIVE}
    without = sorted((meant & takes_part) - tally.asked - tally.unreachable)
    if without:
        yield Caution(Concern.NOTHING, "people", f"no prompt at all for: {_some(without)}")


def _of_dates(given: PlanInput) -> Iterator[Caution]:
    last_on = day_in(given.until, given.tenant.zone)
    ends_on = holidays_end(given.calendar)
    if ends_on is None or last_on.year > ends_on.year:
        until = f"after {ends_on.year}" if ends_on else "of any year"
        text = f"the school holidays {until} are not known: nothing is silent then but the weekends"
        yield Caution(Concern.HOLIDAYS, "calendar", f"{text}, public holidays and recesses")
    for year in range(day_in(given.now, given.tenant.zone).year, last_on.year + 1):
        missing = missing_moments(given.series, given.library, given.calendar, year)
        if missing:
            text = f"in {year} without a date, so their nudges do not come: {', '.join(missing)}"
            yield Caution(Concern.MOMENTS, str(year), text)
    for meeting, known_until_on in running_out(given.calendar, last_on):
        yield Caution(Concern.DATES_END, meeting.id, f"its dates are known up to {known_until_on}")


def _shown(reason: Reason) -> str:
    return REST if reason in PERSONAL_REASONS else reason.value


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more


def by_month(lines: Iterable[Line], zone: str) -> Mapping[date, tuple[int, int]]:
    """Return how many come and how many do not, for each month (its first day)."""
    counts: dict[date, tuple[int, int]] = {}
    for line in lines:
        month = day_in(line.at, zone).replace(day=1)
        comes, skipped = counts.get(month, (0, 0))
        counts[month] = (comes + (line.reason is None), skipped + (line.reason is not None))
    return counts
