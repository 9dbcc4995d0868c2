"""What one person's month held, as plain data. It counts nothing but what is there, and compares nothing.

What is open and what is coming is as of now; what was done, answered or decided is of the month.
"""

from dataclasses import dataclass
from datetime import date, datetime

from bot.digest.attention import Attention, attention
from bot.digest.coming import Coming, coming
from bot.digest.month import Month
from bot.local_time import day_in
from bot.model.records import (
    AgendaItem,
    AgendaItemState,
    Commitment,
    CommitmentState,
    Dilemma,
    DilemmaState,
    Records,
    Reply,
)
from bot.model.situation import Situation


@dataclass(frozen=True, slots=True)
class Done:
    """A commitment that was done on this day, and what the person wrote about it."""

    commitment: Commitment
    on: date
    notes: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """A dilemma in which the person chose on this day, and what they wrote about it."""

    dilemma: Dilemma
    on: date
    notes: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDilemma:
    """A dilemma that is open since a day. `question` is the number of the question to go with it."""

    dilemma: Dilemma
    since_on: date
    months: int
    question: int
    notes: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that stands by itself, given on this day."""

    reply: Reply
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """What is new since the month before. `added` are commitments that are still open."""

    done: int = 0
    added: int = 0
    dilemmas: int = 0
    decided: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDigest:
    """What a month held. `today` is the person's own day on which it was made.

    `is_empty`: nothing was put down in the month and nothing is open. `says_nothing`: the month
    before was empty too (or the person did not take part yet), so that no overview is sent.
    """

    month: str
    first_on: date
    last_on: date
    today: date
    new: New
    done: tuple[Done, ...]
    decided: tuple[Decided, ...]
    answered: tuple[Answered, ...]
    placed: tuple[AgendaItem, ...]
    commitments: tuple[Commitment, ...]
    dilemmas: tuple[OpenDilemma, ...]
    attention: Attention
    coming: tuple[Coming, ...]
    is_empty: bool
    says_nothing: bool

    @property
    def so_far(self) -> bool:
        """Whether the month is not over yet."""
        return self.today <= self.last_on


def personal_digest(situation: Situation, month: str) -> PersonalDigest:
    """Return what this month ("2027-01") held for the person; its edges are midnight in their zone.

    Raises UnknownThing when `month` is not a month.
    """
    asked, person, records = Month.read(month), situation.person, situation.records
    today = day_in(situation.now, person.zone)
    view = _View(records, asked, person.zone)
    themes = attention(records, person, situation.library, asked)
    is_empty = not (view.recorded() or themes.given)
    return PersonalDigest(
        month=str(asked),
        first_on=asked.first_on,
        last_on=asked.last_on,
        today=today,
        new=view.new(),
        done=view.done(),
        decided=view.decided(),
        answered=view.answered(),
        placed=view.placed(),
        commitments=view.commitments(),
        dilemmas=view.dilemmas(),
        attention=themes,
        coming=coming(situation.calendar, today),
        is_empty=is_empty,
        says_nothing=is_empty and not _is_first_empty(view, person.started_at),
    )


def _is_first_empty(view: "_View", started_at: datetime | None) -> bool:
    """Tell whether the person took part in the month, and the one before was not empty as well."""
    started_on = view.on(started_at) if started_at else date.min
    if started_on > view.month.last_on:
        return False
    if started_on in view.month:
        return True
    return _View(view.records, view.month.previous, view.zone).had_something()


@dataclass(frozen=True, slots=True)
class _View:
    """The records of one person, looked at from one month in their zone."""

    records: Records
    month: Month
    zone: str

    def on(self, at: datetime) -> date:
        return day_in(at, self.zone)

    def closed_on(self, kept: Commitment | Dilemma) -> date | None:
        """Return the day it was closed, when that is in the month."""
        day = self.on(kept.closed_at) if kept.closed_at else None
        return day if day is not None and day in self.month else None

    def notes(self, kept: Commitment | Dilemma) -> tuple[Reply, ...]:
        return tuple(reply for reply in self.records.replies if _belongs(reply, kept))

    def done(self) -> tuple[Done, ...]:
        found = [
            Done(one, day, self.notes(one))
            for one in self.records.commitments
            if one.state is CommitmentState.DONE and (day := self.closed_on(one))
        ]
        return tuple(sorted(found, key=lambda one: one.on))

    def decided(self) -> tuple[Decided, ...]:
        found = [
            Decided(one, day, self.notes(one))
            for one in self.records.dilemmas
            if one.state is DilemmaState.DECIDED and (day := self.closed_on(one))
        ]
        return tuple(sorted(found, key=lambda one: one.on))

    def answered(self) -> tuple[Answered, ...]:
        shown: list[Commitment | Dilemma] = [*self.records.open_dilemmas()]
        shown += [one.commitment for one in self.done()]
        shown += [one.dilemma for one in self.decided()]
        return tuple(
            Answered(reply, day)
            for reply in self.records.replies
            if (day := self.on(reply.at)) in self.month
            and not any(_belongs(reply, kept) for kept in shown)
        )

    def placed(self) -> tuple[AgendaItem, ...]:
        found = [
            item
            for item in self.records.agenda_items
            if item.state is AgendaItemState.PLACED and item.meeting_on in self.month
        ]
        return tuple(sorted(found, key=lambda item: item.meeting_on))

    def commitments(self) -> tuple[Commitment, ...]:
        def by_date(one: Commitment) -> tuple[date, datetime]:
            return (one.due.on if one.due else date.max, one.created_at)

        return tuple(sorted(self.records.open_commitments(), key=by_date))

    def dilemmas(self) -> tuple[OpenDilemma, ...]:
        return tuple(
            self._open(one)
            for one in sorted(self.records.open_dilemmas(), key=lambda one: one.created_at)
        )

    def _open(self, dilemma: Dilemma) -> OpenDilemma:
        since_on = self.on(dilemma.created_at)
        began = Month.of(since_on)
        months = max(0, self.month.place - began.place)
        # Dilemmas of one month start at different questions; then each goes to its next, every month.
        started_before = sum(
            1
            for other in self.records.dilemmas
            if self.on(other.created_at) in began and other.created_at < dilemma.created_at
        )
        return OpenDilemma(
            dilemma=dilemma,
            since_on=since_on,
            months=months,
            question=started_before + months,
            notes=self.notes(dilemma),
        )

    def new(self) -> New:
        began_dilemmas = [
            one
            for one in self.records.dilemmas
            if self.on(one.created_at) in self.month and one.state is not DilemmaState.LET_GO
        ]
        added = [
            one for one in self.records.open_commitments() if self.on(one.created_at) in self.month
        ]
        return New(
            done=len(self.done()),
            added=len(added),
            dilemmas=len(began_dilemmas),
            decided=len(self.decided()),
        )

    def recorded(self) -> bool:
        """Tell whether there is anything of the month, or anything open now."""
        shown = (self.done(), self.decided(), self.answered(), self.placed())
        is_open = self.records.open_commitments() or self.records.open_dilemmas()
        return any(shown) or bool(is_open) or self.new() != New()

    def had_something(self) -> bool:
        """Tell whether anything was put down or closed in the month, or open at the end of it."""
        records, last_on = self.records, self.month.last_on
        at_once = (
            *(one.at for one in records.replies),
            *(i.created_at for i in records.agenda_items),
        )
        kept: tuple[Commitment | Dilemma, ...] = (*records.commitments, *records.dilemmas)
        return any(self.on(at) in self.month for at in at_once) or any(
            self.on(one.created_at) <= last_on
            and (
                one.closed_at is None
                or self.on(one.closed_at) > last_on
                or (self.on(one.closed_at) in self.month and _shows_its_end(one))
            )
            for one in kept
        )


def _shows_its_end(kept: Commitment | Dilemma) -> bool:
    """Tell whether the overview of the month in which it was closed holds anything of it."""
    is_shown = kept.state in (CommitmentState.DONE, DilemmaState.DECIDED)
    return is_shown or kept.theme is not None


def _belongs(reply: Reply, kept: Commitment | Dilemma) -> bool:
    """Tell whether a reply adds to something that was kept, or is what a dilemma came from."""
    if reply.about is not None:
        return reply.about == kept.id
    came_from = isinstance(kept, Dilemma) and kept.message is not None
    return came_from and reply.message == kept.message
