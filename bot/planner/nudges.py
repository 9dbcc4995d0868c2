"""Agenda nudges: counted back from a named date of the tenant or from the closing of an agenda."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.local_time import WEEK, at_wall_time, day_in
from bot.meetings import add_workdays, dates_of
from bot.model.calendar import Meeting, TenantMoment
from bot.model.ids import MeetingId, PromptId
from bot.model.messages import Message, Priority, Purpose, Reason
from bot.model.people import Person, Tenant
from bot.model.prompts import Kind, Prompt
from bot.model.records import AgendaItem, AgendaItemState
from bot.model.series import Series
from bot.planner.candidate import Addressee, Candidate, last_day
from bot.planner.choice import (
    Seen,
    can_repeat,
    in_filter,
    is_avoided,
    rotate,
    shortest_cycle,
)
from bot.planner.given import REACH, PlanInput
from bot.planner.occasion import NudgeDate
from bot.planner.passed import was_to_come
from bot.silence import Rest, RestDays

CLOSING = "closing:"
_INSTANT = timedelta(microseconds=1)
USUAL_GRACE = timedelta(hours=8)
_FRIDAY = 4
_MOST_EARLY = timedelta(days=21)
# From the closing of an agenda to its meeting.
_LONGEST_LEAD = timedelta(days=45)
_ON_AN_AGENDA = (AgendaItemState.PROPOSED, AgendaItemState.PLACED, AgendaItemState.MOVED)
# How far a nudge can lie from the date that it counts from.
_LONGEST_OFFSET = timedelta(days=220)


def nudges_of(
    series: Series, given: PlanInput, days: RestDays, span: tuple[date, date]
) -> Iterator[NudgeDate]:
    """Yield the nudges of a series without a cadence that can matter between the days of `span`."""
    if series.cadence is not None:
        return
    prompts = [
        prompt
        for prompt in given.library.prompts
        if prompt.kind is Kind.AGENDA_NUDGE
        and prompt.timing.moment
        and (in_filter(prompt, series) if not series.steps else prompt.id in series.steps)
    ]
    agenda = _Agenda(given.agenda_items)
    # A nudge moves to an earlier day when silence makes it, and a week late it is too late.
    nearest, farthest = span[0] - WEEK, span[1] + REACH
    for nudge in _all_dates(series, prompts, given, days, span):
        if not nearest <= nudge.day <= farthest or nudge in agenda:
            continue
        begun = series.begins_on is None or nudge.day >= series.begins_on
        going = series.ends_on is None or nudge.day <= series.ends_on
        if begun and going:
            yield nudge


class _Agenda:
    """What stands on an agenda already, or is proposed for one: its nudge rests for a cycle."""

    def __init__(self, items: Iterable[AgendaItem]) -> None:
        self._items: dict[PromptId, list[AgendaItem]] = {}
        for item in items:
            if item.prompt is not None and item.state in _ON_AN_AGENDA:
                self._items.setdefault(item.prompt, []).append(item)

    def __contains__(self, nudge: NudgeDate) -> bool:
        prompt = nudge.prompt
        since = nudge.works_to_on - timedelta(days=shortest_cycle(prompt))
        return any(
            item.meeting_on > since and nudge.meeting in (None, item.meeting)
            for known_as in (prompt.id, *prompt.was)
            for item in self._items.get(known_as, ())
        )


def _all_dates(
    series: Series,
    prompts: Sequence[Prompt],
    given: PlanInput,
    days: RestDays,
    span: tuple[date, date],
) -> Iterator[NudgeDate]:
    first_on, last_on = span[0] - WEEK, span[1] + _LONGEST_OFFSET
    for prompt in prompts:
        key = prompt.timing.moment or ""
        if key.startswith(CLOSING):
            kind = key.removeprefix(CLOSING)
            for meeting in given.calendar.meetings:
                if meeting.kind == kind:
                    yield from _before_closings(series, prompt, meeting, days, span)
            continue
        for moment in given.calendar.moments:
            if moment.key == key and first_on - _LONGEST_OFFSET <= moment.on <= last_on:
                yield _at_moment(series, prompt, moment, given.tenant, days)


def _before_closings(
    series: Series, prompt: Prompt, meeting: Meeting, days: RestDays, span: tuple[date, date]
) -> Iterator[NudgeDate]:
    reach = _MOST_EARLY + _LONGEST_LEAD + timedelta(days=2 * abs(prompt.timing.offset_days))
    for found in dates_of(meeting, span[0], span[1] + reach, days):
        day = min(
            _counted(day_in(found.closes_at, meeting.zone), prompt, days),
            day_in(found.closes_at, meeting.zone),
        )
        yield NudgeDate(
            series=series,
            prompt=prompt,
            day=day,
            original_at=at_wall_time(day, prompt.timing.wall_time or time(9), meeting.zone),
            works_to_on=found.on,
            closes_at=found.closes_at,
            meeting=meeting.id,
            group=meeting.group,
        )


def _at_moment(
    series: Series, prompt: Prompt, moment: TenantMoment, tenant: Tenant, days: RestDays
) -> NudgeDate:
    day = _counted(moment.on, prompt, days)
    closes = tenant.friday_closes_at if moment.on.weekday() == _FRIDAY else tenant.closes_at
    return NudgeDate(
        series=series,
        prompt=prompt,
        day=day,
        original_at=at_wall_time(day, prompt.timing.wall_time or time(9), tenant.zone),
        works_to_on=moment.on,
        closes_at=at_wall_time(moment.on, closes, tenant.zone) if day <= moment.on else None,
    )


def _counted(day: date, prompt: Prompt, days: RestDays) -> date:
    timing = prompt.timing
    if timing.in_workdays:
        return add_workdays(day, timing.offset_days, days.is_workday)
    return day + timedelta(days=timing.offset_days)


class Told:
    """For which meeting dates one person has a nudge already."""

    def __init__(self, taken: Sequence[Message]) -> None:
        self._dates = {(m.meeting, m.meeting_on) for m in taken if m.meeting}

    def __contains__(self, nudge: NudgeDate) -> bool:
        return (nudge.meeting, nudge.works_to_on) in self._dates


def nudge_candidates(
    nudges: Sequence[NudgeDate], who: Addressee, told: Told, seen: Seen, given: PlanInput
) -> Iterator[Candidate]:
    """Yield the nudges for one person: for each meeting date at most one, in turn.

    `nudges` are those that person is meant to get, of all series and in any order.
    """
    closings: dict[tuple[MeetingId, date], list[NudgeDate]] = {}
    for nudge in nudges:
        if _is_put_away(nudge, who.person, nudge.day):
            continue
        avoids = nudge.prompt.timing.avoid
        avoided = bool(avoids) and is_avoided(nudge.prompt, who.rest.days.states_on(nudge.day))
        if nudge.meeting is None:
            if can_repeat(nudge.prompt, seen, nudge.original_at):
                yield from _at_its_time(nudge, who, given, avoided=avoided)
        elif nudge not in told and not avoided:
            closings.setdefault((nudge.meeting, nudge.works_to_on), []).append(nudge)
    planned = seen.copy()
    for _, options in sorted(closings.items(), key=lambda item: (item[0][1], item[0][0])):
        yield from _one_of(options, who, seen, planned, given)


def _is_put_away(nudge: NudgeDate, person: Person | None, on: date) -> bool:
    if person is None or not person.put_away:
        return False
    return any(one.prompt == nudge.prompt.id and on < one.until_on for one in person.put_away)


def _at_its_time(
    nudge: NudgeDate, who: Addressee, given: PlanInput, *, avoided: bool
) -> Iterator[Candidate]:
    for candidate in _candidate(nudge, who, given):
        gives_way = avoided and candidate.reason is None
        yield replace(candidate, reason=Reason.AVOIDED) if gives_way else candidate


def _one_of(
    options: Sequence[NudgeDate], who: Addressee, seen: Seen, planned: Seen, given: PlanInput
) -> Iterator[Candidate]:
    """Yield the nudge for one meeting date on the day of the one whose turn it probably is.

    Which of that day comes is decided once it is known what became of those before it.
    """
    first_at = min(option.original_at for option in options)
    prompt = rotate([option.prompt for option in options], planned, first_at)
    likely = next((each for each in options if each.prompt is prompt), options[0])
    same_day = tuple(option for option in options if option.day == likely.day)
    if _had_its_turn(same_day, who, seen, given.now):
        return
    for candidate in _candidate(likely, who, given, same_day):
        if candidate.reason is None:
            planned.add(likely.prompt.id, candidate.message.due_at)
            yield candidate
        elif prompt is not None:
            yield candidate


def _had_its_turn(options: Sequence[NudgeDate], who: Addressee, seen: Seen, now: datetime) -> bool:
    """Tell whether their moment has passed, and none of them could be repeated yet then."""
    moment = _its_moment(options[0], who.rest, _wall_time(options[0], who))
    if moment is None or moment >= now:
        return False
    return not any(can_repeat(one.prompt, seen, moment) for one in options)


def _wall_time(nudge: NudgeDate, who: Addressee) -> time:
    own = who.person.wall_time if who.person else None
    return own or nudge.prompt.timing.wall_time or who.rest.wall_time


def _is_too_early(nudge: NudgeDate, moment: datetime, rest: Rest) -> bool:
    """Tell whether silence would bring it long before the closing: in a summer, that helps nobody."""
    return nudge.meeting is not None and day_in(moment, rest.zone) < nudge.day - _MOST_EARLY


def _candidate(
    nudge: NudgeDate, who: Addressee, given: PlanInput, options: tuple[NudgeDate, ...] = ()
) -> Iterator[Candidate]:
    """Yield the nudge when it is theirs; of `options` it is drawn later which one comes."""
    wall_time = _wall_time(nudge, who)
    moment, reason = _moment(nudge, who, wall_time, given)
    if moment is None or _is_put_away(nudge, who.person, day_in(moment, who.rest.zone)):
        return
    subject = (
        f"{CLOSING}{nudge.meeting}:{nudge.works_to_on}" if nudge.meeting else nudge.occurrence.id
    )
    is_drawn = reason is not None or not options
    message = who.draft(
        Purpose.PROMPT,
        subject,
        Priority.CLOSING,
        moment,
        series=nudge.series.id,
        occurrence=nudge.occurrence.id if is_drawn else None,
        prompt=nudge.prompt.id if is_drawn else None,
        prompt_version=nudge.prompt.version if is_drawn else None,
        meeting=nudge.meeting,
        meeting_on=nudge.works_to_on,
        closes_at=nudge.closes_at,
        expires_at=nudge.closes_at or moment + USUAL_GRACE,
    )
    last_on = last_day(message, day_in(moment, who.rest.zone))
    yield Candidate(
        message,
        last_on=last_on,
        wall_time=wall_time,
        reason=reason,
        nudges=() if is_drawn else options,
    )


def _its_moment(nudge: NudgeDate, rest: Rest, wall_time: time) -> datetime | None:
    """Return the ordinary moment a nudge is for, passed or not, or None when there is none."""
    wanted = at_wall_time(nudge.day, wall_time, rest.zone)
    if nudge.closes_at is None:
        moment = rest.first_moment(wanted, wall_time, nudge.day + WEEK)
    else:
        moment = rest.last_moment(min(wanted, nudge.closes_at - _INSTANT), wall_time)
    return None if moment is None or _is_too_early(nudge, moment, rest) else moment


def _moment(
    nudge: NudgeDate, who: Addressee, wall_time: time, given: PlanInput
) -> tuple[datetime | None, Reason | None]:
    """Return the instant a nudge is wanted at, and the reason when it can only be skipped."""
    rest, closes_at = who.rest, nudge.closes_at
    moment = _its_moment(nudge, rest, wall_time)
    if moment is None:
        return None, None
    if moment >= given.now:
        return moment, None
    last_at = min(closes_at or moment + WEEK, moment + WEEK)
    is_theirs = was_to_come(nudge.series, who.person, moment)
    if is_theirs and given.now < min(last_at, moment + USUAL_GRACE):
        return moment, None
    later = rest.first_moment(given.now, wall_time)
    if later is not None and later < last_at:
        return later, None
    is_late = is_theirs and not nudge.series.is_paused_at(moment)
    return (moment, Reason.LATE) if is_late else (None, None)
