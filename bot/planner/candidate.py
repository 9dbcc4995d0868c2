"""A message that may be planned: for whom, when at first, and how far it can move."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.local_time import sunday_of
from bot.model.ids import TenantId
from bot.model.making import maker
from bot.model.messages import Message, Priority, Purpose, Reason, message_id
from bot.model.people import Group, Person, Platform
from bot.planner.occasion import NudgeDate, Occasion
from bot.silence import Rest

_MOVES_WITHIN = {
    Purpose.NOTICE: timedelta(days=28),
    Purpose.WELCOME: timedelta(days=28),
    Purpose.FOLLOW_UP: timedelta(days=70),
}


_DRAFTED = (
    *("id", "tenant", "purpose", "subject", "recipient", "turn"),
    *("person", "group", "platform", "priority", "due_at"),
)
_drafted = maker(Message, _DRAFTED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message with the instant it is wanted at (its `due_at`), not planned yet.

    It may move to later ordinary moments at `wall_time`, up to and including `last_on`. With a
    `reason` it is skipped outright. With an `occasion` its prompt is still to be drawn; with
    `nudges` too, all for the same meeting and day.
    """

    message: Message
    last_on: date
    wall_time: time | None = None
    reason: Reason | None = None
    occasion: Occasion | None = None
    nudges: tuple[NudgeDate, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets a message: a person, or the conversation of a group; where, and when they rest."""

    tenant: TenantId
    recipient: str
    platform: Platform
    reachable: bool
    rest: Rest
    person: Person | None = None
    group: Group | None = None

    def draft(
        self,
        purpose: Purpose,
        subject: str,
        priority: Priority,
        due_at: datetime,
        turn: int = 0,
        **more: Any,
    ) -> Message:
        """Return a planned message to them, which does not take up a day yet; `more` are its fields."""
        return _drafted(
            message_id(self.tenant, purpose, subject, self.recipient, turn),
            self.tenant,
            purpose,
            subject,
            self.recipient,
            turn,
            self.person.id if self.person else None,
            self.group.id if self.group else None,
            self.platform,
            priority,
            due_at,
            **more,
        )


def last_day(message: Message, day: date) -> date:
    """Return the last day to which a message that is wanted on `day` may move.

    A prompt stays in its ISO week, a nudge goes up to its closing, a digest or a reminder up to its
    end; the rest has some weeks.
    """
    if message.closes_at:
        return max(message.closes_at.date(), day)
    if message.purpose is Purpose.PROMPT:
        return sunday_of(day)
    if message.expires_at:
        return max(message.expires_at.date(), day)
    return day + _MOVES_WITHIN.get(message.purpose, timedelta(0))
