"""Plays a period with the real series, calendars and people, and stores nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.messages import Message
from bot.planner.conversations import agenda_lists, conversation_messages
from bot.planner.outlook import Outlook, look
from bot.planner.plan import affairs_of, place_theirs, theirs_of
from bot.planner.rehearsal import (
    Caution,
    Concern,
    Line,
    Tally,
    cautions_of,
    elections_of,
    line_of,
    rehearsed,
)
from bot.planner.silenced import lasting_silence
from bot.planning import load
from bot.ports.stores import Unit
from bot.situations import Knowledge

# What is stored matters for as long as something of before can still be due.
_STORED_WITHIN = timedelta(days=21)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What would come from `begins_at` up to `ends_at`, in order, and what to look at in time."""

    begins_at: datetime
    ends_at: datetime
    zone: str
    lines: tuple[Line, ...]
    cautions: tuple[Caution, ...]


def _no_progress(done: int, of: int) -> None:
    pass


async def simulate(
    unit: Unit,
    knowledge: Knowledge,
    now: datetime,
    span: tuple[datetime, datetime],
    progress: Progress = _no_progress,
) -> Simulation:
    """Return what would come in `span`; it reads only.

    A span that lies ahead is played from `now` on, so that what comes before it counts. In a span that
    began before `now` nothing that was planned or sent since counts.
    """
    begins_at, ends_at = span
    starts_at = min(begins_at, now)
    known = await load(unit, knowledge, starts_at, ends_at)
    given = rehearsed(known, starts_at)
    waiting = {one.id for one in known.taken} - {one.id for one in given.taken}
    silence = lasting_silence(given)
    if silence is not None:
        told = Caution(
            Concern.SILENCED,
            "everything",
            f"everything is silenced since {silence.since_at:%Y-%m-%d}",
        )
        return Simulation(
            begins_at=begins_at, ends_at=ends_at, zone=unit.tenant.zone, lines=(), cautions=(told,)
        )
    outlook, tally, lines = look(given), Tally(), list[Line]()

    def take(messages: list[Message]) -> None:
        inside = [one for one in messages if begins_at <= one.due_at <= ends_at]
        tally.note(inside)
        lines.extend(map(line_of, inside))

    take(_of_conversations(outlook))
    affairs = affairs_of(given, given.people)
    for done, person in enumerate(given.people):
        theirs = theirs_of(person, affairs[person.id], outlook)
        soon = starts_at + _STORED_WITHIN
        near = [one.message.id for one in theirs.candidates if one.message.due_at <= soon]
        stored = await unit.messages.existing(near) if starts_at == now else frozenset()
        take(place_theirs(theirs, stored - waiting, outlook).new)
        progress(done + 1, len(given.people))
    return Simulation(
        begins_at=begins_at,
        ends_at=ends_at,
        zone=unit.tenant.zone,
        lines=tuple(sorted(lines, key=lambda line: (line.at, line.recipient, line.purpose))),
        cautions=(*cautions_of(tally, outlook), *elections_of(lines, given)),
    )


def _of_conversations(outlook: Outlook) -> list[Message]:
    preparers = {person.id: outlook.person(person) for person in outlook.given.people}
    return [*conversation_messages(outlook), *agenda_lists(outlook, preparers)]
