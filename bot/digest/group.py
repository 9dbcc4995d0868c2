"""What a group's month held: only what its people chose to show, and counts that point at nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.digest.month import Month
from bot.model.ids import PersonId
from bot.model.people import Group
from bot.model.records import AgendaItem, AgendaItemState, Share
from bot.voice import Voice

# A count of fewer people than this, or of all but so few, could point at someone.
ENOUGH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMonth:
    """What a group's digest is made of; whoever loads it passes everything there is.

    `shares` are those with the group for `month` ("2027-01"), `names` what to call who shared,
    `placed` the agenda items for the group's own meetings. `done_count` commitments were done in
    the month; `people_count` of the `members_count` members put down anything. `meeting_on` is the
    day on which the group will read it; `now` is aware and in the tenant's zone.
    """

    group: Group
    month: str
    shares: tuple[Share, ...] = ()
    names: Mapping[PersonId, str]
    placed: tuple[AgendaItem, ...] = ()
    done_count: int = 0
    people_count: int = 0
    members_count: int
    meeting_on: date | None = None
    voice: Voice
    now: datetime


@dataclass(frozen=True, slots=True)
class Shared:
    """A snapshot with the name of who shows it ("" when that is not known any more)."""

    share: Share
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDigest:
    """What a group's month held. `done_count` is None when the group is too small for counts.

    `question` is the number of the question to discuss. Without anything shared `is_empty`: then
    nothing is sent.
    """

    month: str
    first_on: date
    last_on: date
    today: date
    group: str
    meeting_on: date | None
    shared: tuple[Shared, ...]
    placed: tuple[AgendaItem, ...]
    done_count: int | None
    question: int
    is_empty: bool


def group_digest(given: GroupMonth) -> GroupDigest:
    """Return what this month held for the group. What was withdrawn, or is of elsewhere, is left out.

    Raises UnknownThing when the month is not a month.
    """
    month = Month.read(given.month)
    shared = tuple(
        Shared(share, given.names.get(share.person, ""))
        for share in sorted(given.shares, key=lambda share: (share.at, share.id))
        if share.to_group == given.group.id
        and share.month == str(month)
        and share.withdrawn_at is None
    )
    placed = tuple(
        item
        for item in sorted(given.placed, key=lambda item: (item.meeting_on, item.created_at))
        if item.state is AgendaItemState.PLACED and item.meeting_on in month
    )
    return GroupDigest(
        month=str(month),
        first_on=month.first_on,
        last_on=month.last_on,
        today=given.now.date(),
        group=given.group.name,
        meeting_on=given.meeting_on,
        shared=shared,
        placed=placed,
        done_count=given.done_count if may_count(given.people_count, given.members_count) else None,
        question=month.place,
        is_empty=not shared,
    )


def may_count(people: int, members: int) -> bool:
    """Tell whether a count of `people` out of a group of `members` may be shown.

    The group has at least five people, and neither the count nor the rest is one to four.
    """
    rest = members - people
    return members >= ENOUGH and all(part == 0 or part >= ENOUGH for part in (people, rest))
