"""What goes to a conversation instead of a person, and the list for whoever prepares an agenda."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.local_time import (
    at_wall_time,
    day_in,
    first_thursday_of,
    monday_of,
    month_after,
    month_before,
)
from bot.meetings import add_workdays, dates_of
from bot.model.calendar import Meeting, MeetingDate
from bot.model.ids import PersonId
from bot.model.messages import Message, Priority, Purpose, Reason, State
from bot.model.people import Group, Person, Standing
from bot.model.records import AgendaItem, AgendaItemState
from bot.planner.candidate import Addressee, Candidate
from bot.planner.choice import Pool
from bot.planner.deputies import is_absent
from bot.planner.occasion import Occasion
from bot.planner.outlook import Outlook, Running
from bot.planner.prompts import prompt_candidate

# In the morning, so that it also works on the Friday before a meeting on Monday.
_GROUP_DIGEST_WALL_TIME = time(10)
_LIST_BEFORE_CLOSING = timedelta(hours=3)
_TO_DECIDE = (AgendaItemState.PROPOSED, AgendaItemState.MOVED)
_DAY = timedelta(days=1)


def conversation_messages(outlook: Outlook) -> Iterator[Message]:
    """Yield what conversations of groups get up to `until`: prompts of their series, MT digests."""
    for running in outlook.running:
        if running.series.is_in_channel:
            for group in sorted(running.series.audience.groups & outlook.groups.keys()):
                yield from _prompts_to(outlook.groups[group], running, outlook)
    yield from _group_digests(outlook)


def _prompts_to(group: Group, running: Running, outlook: Outlook) -> Iterator[Message]:
    """Yield what the conversation of one group gets of a series, on the dates of that group."""
    who = outlook.conversation(group)
    members = [p for p in outlook.given.people if p.id in group.members]
    for occasion in running.occasions:
        if occasion.group not in (None, group.id) or occasion.is_for_newcomers:
            continue
        candidate = prompt_candidate(occasion, who, outlook.given.now)
        if candidate and candidate.message.due_at <= outlook.given.until:
            yield _prompt(candidate, occasion, running.pool, members, who)


def _prompt(
    candidate: Candidate,
    occasion: Occasion,
    pool: Pool,
    members: Sequence[Person],
    who: Addressee,
) -> Message:
    message = candidate.message
    if candidate.reason:
        return skipped(message, candidate.reason)
    if not who.reachable:
        return skipped(message, Reason.UNREACHABLE)
    roles = frozenset(role for member in members for role in member.roles)
    prompts = pool.fitting(occasion.occurrence, roles)
    if not prompts:
        return skipped(message, Reason.NO_PROMPT_LEFT)
    # A conversation has no list of what it saw: the prompts simply come in turn.
    prompt = prompts[(occasion.occurrence.number - 1) % len(prompts)]
    return replace(message, prompt=prompt.id, prompt_version=prompt.version)


def skipped(message: Message, reason: Reason) -> Message:
    """Return the message as one that is not sent, and why."""
    return replace(message, state=State.SKIPPED, reason=reason, local_on=None)


def _group_digests(outlook: Outlook) -> Iterator[Message]:
    given = outlook.given
    for meeting in given.calendar.meetings:
        group = outlook.groups.get(meeting.group) if meeting.group else None
        if group is None or group.conversation is None:
            continue
        who = outlook.conversation(group)
        month = month_before(day_in(given.now, given.tenant.zone))
        while month_after(month) <= outlook.last_on:
            found = _digest_at(meeting, month, who, outlook)
            if found and given.now <= found[0] <= given.until:
                subject = f"mt:{month:%Y-%m}"
                message = who.draft(Purpose.DIGEST, subject, Priority.DIGEST, found[0])
                yield replace(
                    message,
                    meeting=meeting.id,
                    meeting_on=found[1].on,
                    expires_at=found[1].starts_at,
                )
            month = month_after(month)


def _digest_at(
    meeting: Meeting, month: date, who: Addressee, outlook: Outlook
) -> tuple[datetime, MeetingDate] | None:
    """Return when a group gets its digest: the working day before its first meeting of the month
    for which that day lies after the personal digests, so that people could choose what to share.
    """
    first_on = month_after(month)
    last_on = month_after(first_on) - _DAY
    for found in dates_of(meeting, first_on, last_on, outlook.days):
        day = add_workdays(found.on, -1, outlook.days.is_workday)
        moment = who.rest.ordinary_moment(day, _GROUP_DIGEST_WALL_TIME)
        if moment and day > first_thursday_of(first_on):
            return moment, found
    return None


def agenda_lists(outlook: Outlook, reachable: dict[PersonId, Addressee]) -> Iterator[Message]:
    """Yield the lists of proposed items for whoever prepares an agenda, three hours before it closes.

    One more comes at the closing when something was proposed after the first.
    """
    given = outlook.given
    first_on = monday_of(day_in(given.now, given.tenant.zone))
    for meeting in given.calendar.meetings:
        usual = reachable.get(meeting.prepared_by) if meeting.prepared_by else None
        for found in dates_of(
            meeting, first_on, outlook.last_on + timedelta(days=14), outlook.days
        ):
            who = _preparer(usual, reachable, day_in(found.closes_at, meeting.zone))
            if who is None:
                continue
            items = _items(given.agenda_items, found)
            yield from _lists(meeting, found, items, who, outlook)


def _preparer(
    usual: Addressee | None, reachable: Mapping[PersonId, Addressee], day: date
) -> Addressee | None:
    """Return who prepares the agenda on this day: the usual one, or their deputy in an absence."""
    if usual is None or usual.person is None:
        return None
    deputy = reachable.get(usual.person.deputy) if usual.person.deputy else None
    who = deputy if deputy and is_absent(usual.person, day) else usual
    is_there = who.person is not None and who.person.standing is Standing.ACTIVE
    return who if is_there else None


def _items(items: Sequence[AgendaItem], found: MeetingDate) -> list[AgendaItem]:
    return [
        item
        for item in items
        if item.meeting == found.meeting
        and item.meeting_on == found.on
        and item.state in _TO_DECIDE
    ]


def _lists(
    meeting: Meeting,
    found: MeetingDate,
    items: Sequence[AgendaItem],
    who: Addressee,
    outlook: Outlook,
) -> Iterator[Message]:
    now, until = outlook.given.now, outlook.given.until
    listed_at = _listed_at(meeting, found, outlook)
    rounds = (
        (max(listed_at, now), found.closes_at, [i for i in items if i.changed_at < listed_at]),
        (found.closes_at, found.starts_at, [i for i in items if i.changed_at >= listed_at]),
    )
    for turn, (due_at, expires_at, listed) in enumerate(rounds):
        if listed and due_at <= until and now <= due_at < expires_at:
            subject = f"agenda:{meeting.id}:{found.on}"
            message = who.draft(Purpose.NOTICE, subject, Priority.CLOSING, due_at, turn)
            yield replace(
                message,
                asked=True,
                meeting=meeting.id,
                meeting_on=found.on,
                closes_at=found.closes_at,
                expires_at=expires_at,
            )


def _listed_at(meeting: Meeting, found: MeetingDate, outlook: Outlook) -> datetime:
    closes_on = day_in(found.closes_at, meeting.zone)
    opens_at = at_wall_time(closes_on, outlook.given.tenant.opens_at, meeting.zone)
    return min(max(found.closes_at - _LIST_BEFORE_CLOSING, opens_at), found.closes_at)
