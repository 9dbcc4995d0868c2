"""A series keeps the version of its programme until somebody accepts another one."""

from dataclasses import replace

from bot.administration.programmes import (
    accepting,
    following,
    look_back,
    newer,
    step_count,
)
from bot.model.ids import PromptId
from bot.model.people import Language
from bot.model.series import is_look_back
from tests.factories import a_programme, a_series

A, B, C, D = (PromptId(f"zetje:{name}") for name in ("a", "b", "c", "d"))
FIRST = a_programme(steps=(A, B, C))


def test_the_steps_are_those_of_the_programme_and_then_its_look_back() -> None:
    series = following(a_series(), FIRST)
    assert series.steps[:3] == (A, B, C)
    assert is_look_back(series.steps[3])
    assert step_count(series) == 3
    closing = look_back(series)
    assert closing is not None
    assert closing.id == series.steps[3]
    assert closing.text(Language.NL).body == "Wat viel op?"


def test_nothing_changes_until_it_is_accepted() -> None:
    series = following(a_series(), FIRST)
    second = replace(FIRST, version=2, steps=(A, D, B, C))
    assert newer(series, (FIRST,)) is None
    assert newer(series, (second,)) is second
    assert newer(a_series(), (second,)) is None
    assert newer(series, ()) is None


def test_what_was_asked_stays_and_the_rest_comes_in_the_new_order() -> None:
    series = following(a_series(), FIRST)
    second = replace(FIRST, version=2, steps=(D, C, A))
    changed = accepting(series, second, asked=2)
    assert changed.steps[:4] == (A, B, D, C)
    assert changed.programme is second
    assert is_look_back(changed.steps[4])
    assert changed.steps[4] != series.steps[3]
    assert accepting(series, second, asked=0).steps[:3] == (D, C, A)
