"""Records that are made quickly are the same as others."""

from dataclasses import FrozenInstanceError, dataclass, replace

import pytest

from bot.model.making import changer, maker
from bot.model.people import Period
from tests.factories import NOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    who: str
    at: object
    notes: tuple[str, ...] = ()
    turns: int = 0


VISIT = Visit(who="Fatma", at=NOW, turns=3)


def test_what_is_made_is_the_same_as_what_the_class_makes() -> None:
    made = maker(Visit, ("turns", "who", "at"))(3, "Fatma", NOW)

    assert type(made) is Visit
    assert made == VISIT
    assert hash(made) == hash(VISIT)
    assert repr(made) == repr(VISIT)


def test_more_may_follow_by_name() -> None:
    made = maker(Visit, ("who", "at"))("Fatma", NOW, notes=("kort",))
    assert made == Visit(who="Fatma", at=NOW, notes=("kort",))


def test_what_is_made_stays_as_it_is() -> None:
    made = maker(Visit, ("who", "at"))("Fatma", NOW)
    with pytest.raises(FrozenInstanceError):
        made.who = "Bram"  # type: ignore[misc]


def test_a_record_needs_what_the_class_needs() -> None:
    with pytest.raises(TypeError):
        maker(Visit, ("who", "at"))("Fatma")


def test_what_is_changed_is_the_same_as_what_is_replaced() -> None:
    change = changer(Visit)
    assert change(VISIT, who="Bram", turns=4) == replace(VISIT, who="Bram", turns=4)
    assert change(VISIT) == VISIT
    assert VISIT.who == "Fatma"


def test_nothing_is_changed_that_is_no_field() -> None:
    with pytest.raises(AttributeError):
        changer(Period)(Period(NOW.date(), NOW.date()), nonsense=1)
