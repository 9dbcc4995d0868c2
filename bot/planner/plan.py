"""Planning: from what is known of a tenant to the messages of the time ahead.

Planning again, with the same or an overlapping window, adds nothing: an id says what a message is
for, and what is stored is never planned anew. The messages of a person are placed a whole ISO week
at a time, and those wanted up to `until` are given back. Nobody's messages depend on those of
somebody else, so people can be planned some at a time.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.local_time import day_in, monday_of
from bot.model.ids import MessageId, PersonId, SeriesId
from bot.model.messages import Message
from bot.model.people import Person, Standing
from bot.model.records import AgendaItem
from bot.model.series import Joining, Occurrence, Series, SeriesState
from bot.planner.candidate import Addressee, Candidate
from bot.planner.choice import Seen
from bot.planner.conversations import agenda_lists, conversation_messages
from bot.planner.deputies import acting, nudges_for_deputy, occasions_for_deputy
from bot.planner.draw import Draw
from bot.planner.former import not_had_early
from bot.planner.given import Plan, PlanInput
from bot.planner.joining import joinings, stepped, with_joinings
from bot.planner.nudges import Told, nudge_candidates
from bot.planner.outlook import Outlook, Running, look
from bot.planner.personal import NOTHING, Affairs, personal_candidates
from bot.planner.prompts import prompt_candidate
from bot.planner.week import Days
from bot.planner.withdrawn import withdraw

# How far `planned_through_at` may lag behind, so that not every tick writes every series.
_LAG = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Theirs:
    """One person's candidates, with what is needed to place them."""

    who: Addressee
    person: Person
    affairs: Affairs
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that may be planned. `ids` are to be looked up in the store before placing.

    `withdrawn` are stored messages that lost their ground. What comes last `ends` the planning.
    """

    outlook: Outlook
    people: tuple[Theirs, ...]
    others: tuple[Message, ...]
    ids: tuple[MessageId, ...]
    withdrawn: tuple[Message, ...] = ()
    ends: bool = True


def plan(given: PlanInput) -> Plan:
    """Return what must be stored so that everything due up to `until` is planned, once."""
    return place(gather(given), given.existing)


def gather(given: PlanInput) -> Gathered:
    """Return everything that may be planned, stored or not."""
    return gather_some(look(given), given.people, ends=True)


def gather_some(outlook: Outlook, some: Sequence[Person], *, ends: bool) -> Gathered:
    """Return what may be planned for some of the people; with the last ones also all the rest.

    What is stored of them and for them is in `outlook.given`; of others it may be absent.
    """
    left = withdraw(outlook)
    outlook = left.outlook
    affairs = affairs_of(outlook.given, some)
    people = tuple(theirs_of(person, affairs[person.id], outlook) for person in some)
    others = _of_nobody(outlook) if ends else ()
    ids = tuple(
        message.id
        for message in (
            *(candidate.message for theirs in people for candidate in theirs.candidates),
            *others,
        )
    )
    return Gathered(outlook, people, others, ids, left.changed, ends)


def _of_nobody(outlook: Outlook) -> tuple[Message, ...]:
    """Return what goes to conversations, and the lists for whoever prepares an agenda."""
    people = outlook.given.people if outlook.given.calendar.meetings else ()
    preparers = {person.id: outlook.person(person) for person in people}
    return (*conversation_messages(outlook), *agenda_lists(outlook, preparers))


def place(gathered: Gathered, existing: Collection[MessageId], *, moves_on: bool = True) -> Plan:
    """Return the plan, without what is stored: `existing` tells which of `ids` are.

    What ends the planning moves the series on, unless it has to be done once more.
    """
    outlook = gathered.outlook
    stored = frozenset(existing) | {message.id for message in outlook.given.taken}
    changed = [*gathered.withdrawn]
    messages = [
        replace(message, created_at=outlook.given.now)
        for message in gathered.others
        if message.id not in stored
    ]
    in_steps = stepped(outlook)
    joined: list[tuple[SeriesId, Joining]] = []
    for theirs in gathered.people:
        days = place_theirs(theirs, stored, outlook)
        if in_steps:
            had = [prompt for prompt, _ in theirs.affairs.seen]
            had += [message.prompt for message in theirs.affairs.taken if message.prompt]
            library = outlook.given.library
            joined.extend(joinings(theirs.person.id, days.new, had, in_steps, library))
        changed.extend(_leaving_first(days.changed.values()))
        messages.extend(_heads_first(days.new))
    return Plan(
        changed=tuple(changed),
        messages=tuple(messages),
        occurrences=tuple(_occurrences(messages, outlook.running)),
        series=tuple(_changed_series(outlook.given, joined, moves_on=gathered.ends and moves_on)),
    )


def affairs_of(given: PlanInput, some: Sequence[Person]) -> Mapping[PersonId, Affairs]:
    """Return what concerns each of these people."""
    found: defaultdict[PersonId | None, Affairs] = defaultdict(Affairs)
    for person, seen in given.seen.items():
        found[person].seen = seen
    for record in given.to_ask:
        found[record.person].to_ask.append(record)
    for message in given.to_remind:
        found[message.person].to_remind.append(message)
    for item in given.news:
        hears = item.person if isinstance(item, AgendaItem) else item.to_person
        found[hears].news.append(item)
    for message in given.taken:
        found[message.person].taken.append(message)
    return {person.id: found.get(person.id, NOTHING) for person in some}


def theirs_of(person: Person, affairs: Affairs, outlook: Outlook) -> Theirs:
    """Return what may be planned for one person, in the order in which it is placed."""
    who = outlook.person(person)
    candidates = personal_candidates(who, person, affairs, outlook.given)
    if person.standing is Standing.ACTIVE:
        candidates += _prompts(who, person, affairs, outlook)
    nearby = [
        candidate
        for candidate in candidates
        if day_in(candidate.message.due_at, who.rest.zone) <= outlook.last_on
    ]
    if len(nearby) > 1:
        nearby.sort(key=_order(who, outlook.places))
    return Theirs(who, person, affairs, tuple(nearby))


def _prompts(
    who: Addressee, person: Person, affairs: Affairs, outlook: Outlook
) -> Iterator[Candidate]:
    theirs = [running for running in outlook.in_own_chat if person.id in running.audience]
    for running in theirs:
        theirs_now = running.occasions_for(person.id)
        for occasion in not_had_early(theirs_now, affairs.taken, outlook.former):
            candidate = prompt_candidate(occasion, who, outlook.given.now)
            if candidate:
                yield candidate
    nudges = [
        nudge
        for running in theirs
        if running.nudges
        for nudge in running.nudges_for(person.roles)
        if nudge.group is None or person.id in outlook.groups[nudge.group].members
    ]
    absent = outlook.replaced.get(person.id, ())
    if absent:
        yield from _as_deputy(who, absent, affairs, outlook)
    nudges += [each for one in absent for each in nudges_for_deputy(person.id, one, outlook)]
    if nudges:
        whole, seen = acting(who, absent), Seen(outlook.given.library, affairs.seen)
        yield from nudge_candidates(nudges, whole, Told(affairs.taken), seen, outlook.given)


def _as_deputy(
    who: Addressee, absent: Sequence[Person], affairs: Affairs, outlook: Outlook
) -> Iterator[Candidate]:
    """Yield what is meant for people who are absent, once for each occurrence."""
    if who.person is None:
        return
    occasions = {
        occasion.occurrence.id: occasion
        for person in absent
        for occasion in occasions_for_deputy(who.person.id, person, outlook)
    }
    for occasion in not_had_early(occasions.values(), affairs.taken, outlook.former):
        candidate = prompt_candidate(occasion, who, outlook.given.now)
        if candidate:
            yield candidate


def _order(
    who: Addressee, places: Mapping[SeriesId, int]
) -> Callable[[Candidate], tuple[date, int, datetime, int, int, str]]:
    """Sort by week and importance; of series that want the same moment, another is first each week.

    Of one series the earlier step comes first.
    """

    def key(candidate: Candidate) -> tuple[date, int, datetime, int, int, str]:
        message = candidate.message
        week = monday_of(day_in(message.due_at, who.rest.zone))
        place = places.get(message.series, 0) if message.series else 0
        this_week = (place + week.toordinal() // 7) % max(len(places), 1)
        number = candidate.occasion.occurrence.number if candidate.occasion else 0
        return week, message.priority, message.due_at, this_week, number, message.id

    return key


def place_theirs(theirs: Theirs, stored: frozenset[MessageId], outlook: Outlook) -> Days:
    """Return the days of one person with everything placed that is not stored yet."""
    seen = Seen(outlook.given.library, theirs.affairs.seen)
    draw = Draw(theirs.who, theirs.person, seen, outlook)
    days = Days(theirs.who, theirs.affairs.taken, outlook.given.now, draw)
    for candidate in theirs.candidates:
        if candidate.message.id not in stored:
            days.place(candidate, firm=candidate.message.due_at <= outlook.given.until)
    days.finish()
    return days


def _heads_first(new: Sequence[Message]) -> Sequence[Message]:
    if len(new) < 2:
        return new
    return sorted(new, key=lambda message: message.joined_to is not None)


def _leaving_first(changed: Collection[Message]) -> Collection[Message]:
    """Return them such that each finds its new day free: messages only ever move to later days."""
    if len(changed) < 2:
        return changed
    return sorted(changed, key=lambda message: message.local_on or date.max, reverse=True)


def _occurrences(messages: Iterable[Message], running: Iterable[Running]) -> Iterator[Occurrence]:
    planned = {message.occurrence for message in messages}
    for series in running:
        for occasion in series.occasions:
            if occasion.occurrence.id in planned:
                yield occasion.occurrence
        for nudge in series.nudges:
            if nudge.occurrence.id in planned:
                yield nudge.occurrence


def _changed_series(
    given: PlanInput, joined: Sequence[tuple[SeriesId, Joining]], *, moves_on: bool
) -> Iterator[Series]:
    """Yield the series that somebody came into; and at the end those that are planned further."""
    noted = {series.id: series for series in with_joinings(given.series, joined)}
    for known in given.series:
        series = noted.get(known.id, known)
        through = series.planned_through_at
        lags = moves_on and (through is None or through + _LAG <= given.until)
        # Where a pause began, planning goes on when it ends.
        if lags and series.state is SeriesState.RUNNING:
            yield replace(series, planned_through_at=given.until)
        elif series is not known:
            yield series
