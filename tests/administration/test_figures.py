"""How a series goes: coarse, and never about one to four people."""

from dataclasses import replace

import pytest

from bot.administration.figures import Band, band_of, figures
from bot.administration.troubles import Trouble, Troubled, troubles
from bot.model.ids import GroupId, PersonId
from bot.model.messages import Reason, State
from bot.model.outcomes import SeriesOutcome
from bot.model.people import Group
from bot.model.series import Audience
from tests.factories import WATERSTAD, a_series

SOCIAL, SPACE = GroupId("sociaal"), GroupId("ruimte")


@pytest.mark.parametrize("asked", range(31))
def test_nobody_can_be_seen_in_a_band(asked: int) -> None:
    for reacted in range(asked + 1):
        band, rest = band_of(asked, reacted), asked - reacted
        hidden = asked < 5 or 0 < reacted < 5 or 0 < rest < 5
        assert (band is Band.HIDDEN) == hidden


@pytest.mark.parametrize(
    ("asked", "reacted", "band"),
    [
        (10, 0, Band.FEW),
        (30, 6, Band.FEW),
        (20, 8, Band.LESS_THAN_HALF),
        (10, 5, Band.HALF),
        (20, 12, Band.MORE_THAN_HALF),
        (30, 25, Band.MOST),
        (5, 5, Band.MOST),
        (7, 4, Band.HIDDEN),
    ],
)
def test_bands_are_coarse(asked: int, reacted: int, band: Band) -> None:
    assert band_of(asked, reacted) is band


def people(prefix: str, number: int) -> list[PersonId]:
    return [PersonId(f"{prefix}{each}") for each in range(number)]


def group(id: GroupId, members: list[PersonId]) -> Group:
    return Group(id=id, tenant=WATERSTAD, name=id, members=frozenset(members))


def sent(person: PersonId, *, answered: bool = False) -> SeriesOutcome:
    return SeriesOutcome(
        series=a_series().id, person=person, state=State.SENT, count=3, answered=int(answered)
    )


def test_each_group_has_its_own_and_there_is_no_total_to_subtract() -> None:
    small, large = people("a", 4), people("b", 12)
    series = a_series(audience=Audience(groups=frozenset({SOCIAL, SPACE})))
    delivered = [sent(person, answered=True) for person in (*small, *large[:7])]
    delivered += [sent(person) for person in large[7:]]
    found = figures(series, [group(SOCIAL, small), group(SPACE, large)], delivered)
    assert [(one.group and one.group.id, one.band) for one in found] == [
        (SOCIAL, Band.HIDDEN),
        (SPACE, Band.MORE_THAN_HALF),
    ]


def test_groups_with_people_in_common_are_not_told_apart() -> None:
    everybody = people("a", 12)
    series = a_series(audience=Audience(groups=frozenset({SOCIAL, SPACE})))
    groups = [group(SOCIAL, everybody), group(SPACE, everybody[:11])]
    found = figures(series, groups, [sent(person, answered=True) for person in everybody])
    assert [(one.group, one.band) for one in found] == [(None, Band.MOST)]


def test_what_was_not_sent_counts_for_nobody() -> None:
    skipped = [replace(sent(one), state=State.SKIPPED) for one in people("a", 9)]
    (figure,) = figures(a_series(), [], skipped)
    assert figure.band is Band.HIDDEN


def test_what_went_wrong_is_always_told_with_what_the_platform_said() -> None:
    series = a_series()
    one, two, three, four, five = (sent(person) for person in people("a", 5))
    delivered = [
        replace(one, state=State.UNKNOWN),
        replace(five, state=State.FAILED, reason=Reason.UNREADABLE, detail="SealError"),
        replace(two, state=State.FAILED, reason=Reason.REFUSED, detail="is_archived"),
        replace(three, state=State.SKIPPED, reason=Reason.LATE),
        replace(four, state=State.SKIPPED, reason=Reason.PAUSED),
        replace(one, series=a_series("other").id, state=State.FAILED),
    ]
    assert troubles(series, delivered) == (
        Troubled(Trouble.UNKNOWN, 3),
        Troubled(Trouble.REFUSED, 3, "is_archived"),
        Troubled(Trouble.UNREADABLE, 3, "SealError"),
        Troubled(Trouble.LATE, 3),
    )
