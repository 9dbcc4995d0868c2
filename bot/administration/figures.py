"""How a series goes: in coarse bands, and only where no single person can be seen in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.model.ids import GroupId, PersonId
from bot.model.messages import State
from bot.model.outcomes import SeriesOutcome
from bot.model.people import Group
from bot.model.series import Series

FEWEST = 5


class Band(StrEnum):
    """Which part of the people who were asked reacted, roughly."""

    FEW = "few"
    LESS_THAN_HALF = "less_than_half"
    HALF = "half"
    MORE_THAN_HALF = "more_than_half"
    MOST = "most"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Figure:
    """How it goes in a group, or (None) among everybody who is asked."""

    group: Group | None
    band: Band


def figures(
    series: Series, groups: Sequence[Group], outcomes: Iterable[SeriesOutcome]
) -> tuple[Figure, ...]:
    """Return how the series goes: for each group of its audience, else for all together.

    Never both: the difference between two numbers may be one person. Groups that have people in
    common are not told apart for the same reason.
    """
    asked, reacted = _counted(series, outcomes)
    own = [group for group in groups if group.id in series.audience.groups]
    if len(own) < 2 or _overlap(own):
        only = own[0] if len(own) == 1 and _is_whole(series) else None
        return (Figure(only, band_of(len(asked), len(reacted))),)
    return tuple(
        Figure(group, band_of(len(asked & group.members), len(reacted & group.members)))
        for group in own
    )


def band_of(asked: int, reacted: int) -> Band:
    """Return the band, or HIDDEN where fewer than five were asked, or either side is one to four."""
    rest = asked - reacted
    if asked < FEWEST or 0 < reacted < FEWEST or 0 < rest < FEWEST:
        return Band.HIDDEN
    share = reacted / asked
    steps = ((0.2, Band.FEW), (0.45, Band.LESS_THAN_HALF), (0.55, Band.HALF))
    found = next((band for most, band in steps if share <= most), None)
    return found or (Band.MORE_THAN_HALF if share < 0.8 else Band.MOST)


def _counted(
    series: Series, outcomes: Iterable[SeriesOutcome]
) -> tuple[frozenset[PersonId], frozenset[PersonId]]:
    sent = [
        (one.person, one.answered > 0)
        for one in outcomes
        if one.series == series.id and one.state is State.SENT and one.person is not None
    ]
    asked = frozenset(person for person, _ in sent)
    return asked, frozenset(person for person, answered in sent if answered)


def _is_whole(series: Series) -> bool:
    return not series.audience.roles and not series.audience.people


def _overlap(groups: Sequence[Group]) -> bool:
    seen: set[PersonId] = set()
    ids: set[GroupId] = set()
    for group in groups:
        if group.id not in ids and seen & group.members:
            return True
        ids.add(group.id)
        seen |= group.members
    return False
