"""Who comes into a series that runs chooses for themselves; an admin may choose for whom they add."""

from dataclasses import replace

import pytest

from bot.compose.compose import compose
from bot.compose.own_verbs import OwnVerb
from bot.compose.series_verbs import SeriesVerb
from bot.content import Content, Press
from bot.dialogue.decide import decide
from bot.dialogue.series_joining import joined_lines
from bot.events import Pressed
from bot.model.ids import PersonId, SeriesId
from bot.model.series import Audience, Joining, Newcomers, Series, SeriesPlace, SeriesState
from bot.model.situation import Situation
from tests.dialogue.situations import (
    BRAM,
    HANNEKE,
    JOKE,
    MT,
    REFLECTION,
    SMALL_WIN,
    YUSUF,
    labels,
    library,
    message,
    said,
    situation,
)
from tests.dialogue.test_series_admin import GROUP, RUNNING, desk, press

JOINS = replace(RUNNING, joinings=(Joining(HANNEKE.id, REFLECTION.id),))


def of_hanneke(series: Series = RUNNING) -> Situation:
    return replace(
        situation(library=library(SMALL_WIN, REFLECTION), groups=(GROUP,)), series=(series,)
    )


def second_step(series: Series) -> Content:
    """Return the second step as it is sent to Hanneke."""
    step = replace(message(REFLECTION), series=series.id)
    content = compose(step, of_hanneke(series))
    assert isinstance(content, Content)
    return content


def test_who_comes_in_reads_where_and_may_choose() -> None:
    content = second_step(JOINS)
    assert content.as_text().startswith(
        "Je stapt in bij stap 2 van Twee stappen, samen met de groep.\nEen eerlijke ruil?"
    )
    first = next(iter(content.buttons()))
    assert (first.label, first.press.verb) == ("Liever vanaf stap 1", OwnVerb.FROM_FIRST)


@pytest.mark.parametrize(
    "series",
    [
        RUNNING,
        replace(JOINS, own_pace=frozenset({HANNEKE.id})),
        replace(JOINS, joinings=(Joining(YUSUF.id, REFLECTION.id),)),
        replace(JOINS, joinings=(Joining(HANNEKE.id, SMALL_WIN.id),)),
        replace(JOINS, steps=()),
    ],
)
def test_anybody_else_reads_only_the_step(series: Series) -> None:
    assert second_step(series).as_text().startswith("Een eerlijke ruil?")


def test_from_the_first_step_and_back() -> None:
    chosen = decide(of_hanneke(), Pressed(Press(OwnVerb.FROM_FIRST, RUNNING.id)))
    (series,) = chosen.series
    assert series == replace(RUNNING, own_pace=frozenset({HANNEKE.id}))
    assert labels(chosen) == ["Toch met de groep mee"]
    # It is nobody's business but theirs: the log of who changed what stays as it was.
    assert not chosen.audit
    back = decide(of_hanneke(series), Pressed(Press(OwnVerb.WITH_GROUP, RUNNING.id)))
    assert back.series == (RUNNING,)


@pytest.mark.parametrize("verb", [OwnVerb.FROM_FIRST, OwnVerb.WITH_GROUP])
@pytest.mark.parametrize(
    "series",
    [
        replace(RUNNING, state=SeriesState.STOPPED),
        replace(RUNNING, state=SeriesState.DRAFT),
        replace(RUNNING, audience=Audience(people=frozenset({YUSUF.id}))),
        replace(RUNNING, id=SeriesId("s2")),
    ],
)
def test_in_a_series_that_is_not_theirs_nothing_changes(verb: OwnVerb, series: Series) -> None:
    decision = decide(of_hanneke(series), Pressed(Press(verb, RUNNING.id)))
    assert said(decision) == ["Deze reeks loopt niet meer."]
    assert not decision.series


def told(series: Series) -> list[str]:
    """Return what an admin reads who puts Yusuf and Bram in the group."""
    at = replace(desk(series), colleagues=(HANNEKE, YUSUF, BRAM))
    bigger = replace(GROUP, members=frozenset({HANNEKE.id, YUSUF.id, BRAM.id}))
    blocks = tuple(joined_lines(at, GROUP, bigger))
    return Content(blocks, "").as_text().splitlines()


def test_an_admin_reads_where_new_people_begin() -> None:
    assert told(RUNNING) == [
        "Bram en Yusuf beginnen bij stap 2 van Twee stappen, samen met de groep."
    ]


@pytest.mark.parametrize(
    "series",
    [
        replace(RUNNING, newcomers=Newcomers.FIRST_STEP),
        replace(RUNNING, state=SeriesState.STOPPED),
        replace(RUNNING, place=SeriesPlace.CHANNEL),
        replace(RUNNING, steps=(), programme=None),
        replace(RUNNING, audience=Audience(people=frozenset({HANNEKE.id}))),
    ],
)
def test_where_they_do_not_go_along_nothing_is_said(series: Series) -> None:
    assert told(series) == []


def test_an_admin_lets_new_people_begin_at_the_first_step() -> None:
    at = replace(desk(RUNNING), colleagues=(HANNEKE, YUSUF, BRAM))
    people = f"{YUSUF.id},{BRAM.id},nobody"
    decision = press(at, SeriesVerb.NEWCOMERS_FIRST, RUNNING.id, people)
    assert decision.series == (replace(RUNNING, own_pace=frozenset({YUSUF.id, BRAM.id})),)
    (entry,) = decision.audit
    assert (entry.by, entry.what) == (JOKE.id, "newcomers begin at step 1: Twee stappen")
    # Who it is about does not stand in the log.
    assert entry.reason == ""
    assert MT in RUNNING.audience.groups
    assert PersonId("nobody") not in decision.series[0].own_pace
