"""Places one person's messages on their days: one a day, three a week, the important ones first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.local_time import WEEK, day_in, monday_of
from bot.model.messages import Message, Priority, Purpose, Reason, State, changed
from bot.model.people import Rhythm
from bot.planner.candidate import Addressee, Candidate, last_day
from bot.planner.draw import Draw, Drawn

_FORTNIGHTLY_AFTER = 4
_PROMPTS_A_WEEK = 2
# After a prompt so many weeks go by without one.
_WEEKS_APART = {Rhythm.MONTHLY: 3 * WEEK, Rhythm.QUIET: WEEK}
_DAY = timedelta(days=1)
_OF_THE_WEEK = (Reason.WEEK_CAP, Reason.OWN_RHYTHM, Reason.BACKED_OFF)


@dataclass(slots=True)
class Entry:
    """A message that takes up a day. It is `firm` when it is stored or is to be stored now.

    `candidate` tells how far it can move; which message it is now, `message` says, and `drawn` what is
    to be added to it. For what is stored the candidate is only worked out when it has to move.
    """

    message: Message
    candidate: Candidate | None
    firm: bool
    stored: bool
    drawn: Drawn


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why a day cannot be had; or, for a prompt, why no other day of its week can."""

    reason: Reason
    whole_week: bool = False


class Days:
    """The days of one person: what takes them up, and what must be stored as a result."""

    def __init__(self, who: Addressee, taken: Sequence[Message], now: datetime, draw: Draw) -> None:
        self._who, self._now, self._draw = who, now, draw
        assert who.person is not None
        self._person = who.person
        self._tenant = who.rest.tenant
        self._days: dict[date, Entry] = {}
        for message in taken:
            if message.local_on is not None:
                self._days[message.local_on] = Entry(message, None, True, stored=True, drawn={})
        self.new: list[Message] = []
        self.changed: dict[str, Message] = {}

    def place(self, candidate: Candidate, *, firm: bool) -> Message | None:
        """Give a new message its day, or skip it with a reason; return it when it has a day.

        Only what is `firm` is to be stored; the rest just holds its place.
        """
        if candidate.reason:
            self._skip(candidate.message, candidate.reason, firm=firm)
            return None
        drawn = self._draw.of(candidate)
        if drawn is None:
            return None
        if isinstance(drawn, Reason):
            self._skip(candidate.message, drawn, firm=firm)
            return None
        entry = Entry(candidate.message, candidate, firm, stored=False, drawn=drawn)
        placed = self._settle(entry)
        if placed:
            self._draw.note(placed)
        return placed

    def finish(self) -> None:
        """Collect what has a day now and was not stored yet."""
        for entry in self._days.values():
            if entry.firm and not entry.stored:
                self.new.append(entry.message)

    def _settle(self, entry: Entry, otherwise: Reason | None = None) -> Message | None:
        first: Reason | None = None
        full: date | None = None
        candidate = entry.candidate = entry.candidate or self._stored(entry.message)
        for moment in self._moments(entry, candidate):
            day = day_in(moment, self._who.rest.zone)
            if full == monday_of(day):
                continue
            if self._join(entry, day):
                return None
            room = self._room(entry, day)
            if not isinstance(room, Blocked):
                return self._take(entry, day, moment, room)
            first = first or room.reason
            full = monday_of(day) if room.whole_week else None
        reason = otherwise or first or Reason.NO_ORDINARY_MOMENT
        self._skip(_whole(entry), reason, firm=entry.firm, stored=entry.stored)
        return None

    def _moments(self, entry: Entry, candidate: Candidate) -> Iterator[datetime]:
        rest = self._who.rest
        # A prompt that may still come after its instant passed comes at once.
        is_prompt = entry.message.purpose is Purpose.PROMPT
        start = entry.message.due_at if is_prompt else max(entry.message.due_at, self._now)
        asks = entry.drawn.get("prompt", entry.message.prompt)
        moment = rest.first_moment(start, candidate.wall_time, candidate.last_on)
        while moment is not None:
            closes_at = entry.message.closes_at
            if closes_at and moment >= closes_at:
                return
            day = day_in(moment, rest.zone)
            if not self._draw.avoids(asks, day):
                yield moment
            moment = self._from_day(day + _DAY, candidate)

    def _from_day(self, day: date, candidate: Candidate) -> datetime | None:
        rest = self._who.rest
        while day <= candidate.last_on:
            moment = rest.ordinary_moment(day, candidate.wall_time)
            if moment:
                return moment
            day += _DAY
        return None

    def _room(self, entry: Entry, day: date) -> Blocked | list[date]:
        """Return the days whose messages must leave for this one, or why it cannot be here."""
        leaving: list[date] = []
        asks = entry.message.purpose is Purpose.PROMPT
        if self._tenant.day_cap < 1:
            return Blocked(Reason.DAY_CAP)
        if not self._days and self._tenant.week_cap > 0:
            return leaving
        holder = self._days.get(day)
        if holder is not None:
            if not self._yields(holder, entry):
                equal = holder.message.priority == entry.message.priority
                return Blocked(Reason.DAY_CAP if equal else Reason.GAVE_WAY)
            leaving.append(day)
        for limit, counted, reason in self._limits(entry, day):
            others = [on for on in counted if on not in leaving]
            while len(others) >= limit:
                # What an earlier week holds is no longer given up for a later one.
                weakest = self._weakest([on for on in others if on >= monday_of(day)], entry)
                if weakest is None:
                    return Blocked(reason, whole_week=reason in _OF_THE_WEEK and asks)
                leaving.append(weakest)
                others.remove(weakest)
        return leaving

    def _limits(self, entry: Entry, day: date) -> Iterator[tuple[int, list[date], Reason]]:
        """Yield how many of these taken days may be taken, this one included, and why not more."""
        week = monday_of(day)
        drawn = entry.message.priority is Priority.PROMPT
        returned_on = self._who.rest.returned_on(day) if drawn else None
        if returned_on is not None:
            first_week = [on for on in self._taken(returned_on, 1) if self._is_drawn(on)]
            yield 1, first_week, Reason.SOFT_START
        if entry.message.purpose is Purpose.PROMPT:
            backed_off = self._person.unanswered >= _FORTNIGHTLY_AFTER
            reason = Reason.BACKED_OFF if backed_off else Reason.OWN_RHYTHM
            apart = _WEEKS_APART.get(self._person.rhythm, WEEK if backed_off else None)
            if apart:
                nearby = self._taken(week - apart, 1 + 2 * (apart // WEEK))
                yield 1, [on for on in nearby if self._asks(on)], reason
            elif self._person.rhythm is Rhythm.NORMAL:
                asked = [on for on in self._taken(week, 1) if self._asks(on)]
                yield _PROMPTS_A_WEEK, asked, reason
        yield self._tenant.week_cap, self._taken(week, 1), Reason.WEEK_CAP

    def _taken(self, first_on: date, weeks: int) -> list[date]:
        end = first_on + weeks * WEEK
        return sorted(on for on in self._days if first_on <= on < end)

    def _asks(self, on: date) -> bool:
        return self._days[on].message.purpose is Purpose.PROMPT

    def _is_drawn(self, on: date) -> bool:
        return self._days[on].message.priority is Priority.PROMPT

    def _yields(self, holder: Entry, entry: Entry) -> bool:
        return self._can_move(holder) and holder.message.priority > entry.message.priority

    def _weakest(self, days: Sequence[date], entry: Entry) -> date | None:
        weaker = [on for on in days if self._yields(self._days[on], entry)]
        return max(weaker, key=lambda on: (self._days[on].message.priority, on), default=None)

    def _can_move(self, entry: Entry) -> bool:
        message = entry.message
        return message.state is State.PLANNED and (not entry.stored or message.due_at > self._now)

    def _take(self, entry: Entry, day: date, moment: datetime, leaving: list[date]) -> Message:
        displaced = [self._days.pop(on) for on in leaving]
        entry.message = self._moved(entry, moment, day)
        self._days[day] = entry
        if entry.stored:
            self.changed[entry.message.id] = entry.message
        for other in displaced:
            self._settle(other, otherwise=Reason.GAVE_WAY)
        return entry.message

    def _join(self, entry: Entry, day: date) -> bool:
        """Let a follow-up go along with another of the same day."""
        head = self._days.get(day)
        both = head is not None and {head.message.purpose, entry.message.purpose} == {
            Purpose.FOLLOW_UP
        }
        if head is None or not both or entry.stored or not self._can_move(head):
            return False
        if entry.firm and not head.firm:
            entry.message = self._moved(entry, head.message.due_at, day)
            self._days[day] = entry
            return True
        if entry.firm:
            self._skip(
                replace(entry.message, due_at=head.message.due_at, joined_to=head.message.id),
                Reason.JOINED,
                firm=True,
            )
        if entry.firm and entry.message.priority < head.message.priority:
            head.message = replace(head.message, priority=entry.message.priority)
            if head.stored:
                self.changed[head.message.id] = head.message
        return True

    def _stored(self, message: Message) -> Candidate:
        local = message.due_at.astimezone(ZoneInfo(self._who.rest.zone))
        day = message.local_on or local.date()
        return Candidate(message, last_on=last_day(message, day), wall_time=local.time())

    def _moved(self, entry: Entry, moment: datetime, day: date) -> Message:
        message = entry.message
        expires_at = message.expires_at
        if expires_at and message.priority is Priority.PROMPT:
            expires_at += moment - message.due_at
            expires_at = min(expires_at, message.closes_at or expires_at)
        return changed(
            message,
            due_at=moment,
            local_on=day,
            expires_at=expires_at,
            created_at=message.created_at or self._now,
            **entry.drawn,
        )

    def _skip(self, message: Message, reason: Reason, *, firm: bool, stored: bool = False) -> None:
        if not firm:
            return
        skipped = changed(
            message,
            state=State.SKIPPED,
            reason=reason,
            local_on=None,
            created_at=message.created_at or self._now,
        )
        if stored:
            self.changed[message.id] = skipped
        else:
            self.new.append(skipped)


def _whole(entry: Entry) -> Message:
    return changed(entry.message, **entry.drawn) if entry.drawn else entry.message
