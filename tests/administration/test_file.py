"""A file can say all that the chat can, and the chat shows all that a file says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, time, timedelta
from typing import Any

import pytest
import yaml

from bot.administration.changes import paused
from bot.administration.coming import Town
from bot.administration.file import read_series
from bot.administration.file_writing import entry_of
from bot.administration.office import Office
from bot.administration.series_difference import series_difference
from bot.compose.series_verbs import SeriesVerb
from bot.content import FieldKind
from bot.dialogue.decide import decide
from bot.events import Submitted
from bot.files.problems import TextFile
from bot.model.ids import GroupId, PromptId
from bot.model.people import Role
from bot.model.prompts import Kind, Theme
from bot.model.series import (
    Audience,
    Cadence,
    FallsAway,
    Newcomers,
    PromptFilter,
    Series,
    SeriesPlace,
)
from tests.dialogue.situations import (
    CALENDAR,
    HANNEKE,
    JOKE,
    MT,
    NOW,
    REFLECTION,
    SMALL_WIN,
    TENANT,
    library,
)
from tests.dialogue.test_series_admin import GROUP, PROGRAMME, RUNNING, SPACE, desk, press

SW = replace(SMALL_WIN, id=PromptId("zetje:sw-900"))
RF = replace(REFLECTION, id=PromptId("zetje:rf-900"))
DRAWN = replace(RUNNING, programme=None, steps=(), name="Vragen")
TUESDAYS = RUNNING.cadence or Cadence(rule="", starts_on=date(2027, 1, 11), wall_time=time(16))
BOTH = Audience(groups=frozenset({MT, SPACE.id}))
SERIES: Mapping[str, Series] = {
    "a programme": RUNNING,
    "a name of its own": replace(RUNNING, name="Ons najaar: één"),
    "own steps": replace(RUNNING, programme=None, steps=(RF.id, SW.id)),
    "all that is drawn": replace(DRAWN, draws_from=PromptFilter()),
    "kinds and themes": replace(
        DRAWN,
        draws_from=PromptFilter(
            frozenset({Kind.SMALL_WIN, Kind.REFLECTION}), frozenset({Theme.STAFF, Theme.PROCESSES})
        ),
    ),
    "agenda nudges": replace(
        DRAWN, draws_from=PromptFilter(frozenset({Kind.AGENDA_NUDGE})), cadence=None
    ),
    "roles and people": replace(
        DRAWN,
        audience=Audience(
            roles=frozenset({Role.HR, Role.CIO}), people=frozenset({HANNEKE.id, JOKE.id})
        ),
    ),
    "every three weeks": replace(
        RUNNING, cadence=replace(TUESDAYS, rule="FREQ=WEEKLY;INTERVAL=3;BYDAY=FR")
    ),
    "a rule": replace(RUNNING, cadence=replace(TUESDAYS, rule="FREQ=MONTHLY;BYDAY=-1TH")),
    "before the meeting": replace(
        RUNNING,
        cadence=replace(TUESDAYS, rule="", workdays_before_meeting=3, wall_time=time(9)),
    ),
    "another zone, grace, and days without": replace(
        RUNNING,
        cadence=replace(
            TUESDAYS,
            zone="Europe/London",
            grace=timedelta(hours=3),
            except_on=(date(2027, 1, 26), date(2027, 3, 17)),
        ),
    ),
    "in the channels": replace(RUNNING, audience=BOTH, place=SeriesPlace.CHANNEL),
    "all the rest": replace(
        RUNNING,
        ends_on=date(2027, 6, 1),
        falls_away=FallsAway.LAPSES,
        newcomers=Newcomers.FIRST_STEP,
        reminder=False,
    ),
    "paused": paused(RUNNING, NOW.astimezone(UTC)),
    "to come": replace(RUNNING, begins_on=date(2027, 3, 1)),
    "moved once": replace(RUNNING, begins_on=date(2027, 1, 15), steps_before=1),
}


def office(*series: Series) -> Office:
    return Office(
        town=Town(TENANT, CALENDAR, (GROUP, SPACE)),
        people=(HANNEKE, JOKE),
        library=library(SW, RF),
        programmes=(PROGRAMME,),
        series=series,
        now=NOW.astimezone(UTC),
    )


def read(entries: list[dict[str, Any]], at: Office) -> tuple[Series, ...]:
    text = yaml.safe_dump({"series": entries}, sort_keys=False, allow_unicode=True)
    found, problems = read_series(TextFile("series.yaml", text.encode()), at)
    assert problems == ()
    return found


@pytest.mark.parametrize("name", SERIES)
def test_a_series_as_a_file_changes_nothing(name: str) -> None:
    series = SERIES[name]
    entry = entry_of(series, TENANT, (GROUP, SPACE))
    assert read([entry], office(series)) == (series,)


@pytest.mark.parametrize("name", [name for name in SERIES if name not in ("paused", "moved once")])
def test_a_file_makes_the_same_series_anew(name: str) -> None:
    """On a tenant without it, the file makes it: only its dates begin today."""
    series = replace(SERIES[name], begins_on=date(2027, 3, 1))
    (made,) = read([entry_of(series, TENANT, (GROUP, SPACE))], office())
    assert series_difference(series, made) == ()
    assert (made.programme, made.steps) == (series.programme, series.steps)


WHAT = {"themes": "", "steps": "", "groups": "", "roles": "", "people": ""}
IN_CHAT: Mapping[str, tuple[SeriesVerb, Mapping[str, str]]] = {
    "a name of its own": (SeriesVerb.MORE, {"name": "Ons najaar: één"}),
    "own steps": (
        SeriesVerb.WHAT,
        {"what": "steps", "steps": "Een eerlijke ruil?\nEén lastig formulier"},
    ),
    "kinds and themes": (
        SeriesVerb.WHAT,
        {
            "what": "kinds:small_win+reflection",
            "themes": f"{Theme.STAFF}\n{Theme.PROCESSES}",
        },
    ),
    "agenda nudges": (SeriesVerb.WHAT, {"what": "kinds:agenda_nudge"}),
    "roles and people": (
        SeriesVerb.WHAT,
        {"groups": "", "roles": "secretary", "people": f"{HANNEKE.id}\n{JOKE.id}"},
    ),
    "every three weeks": (SeriesVerb.WHEN, {"on": "4", "every": "3"}),
    "a rule": (SeriesVerb.MORE, {"rule": "FREQ=MONTHLY;BYDAY=-1TH"}),
    "before the meeting": (SeriesVerb.WHEN, {"on": "before_meeting:3", "at": "9.00"}),
    "another zone, grace, and days without": (
        SeriesVerb.MORE,
        {"zone": "Europe/London", "grace": "3", "skipped": "16 maart\n17 maart"},
    ),
    "in the channels": (SeriesVerb.WHEN, {"place": "channel"}),
    "all the rest": (
        SeriesVerb.WHEN,
        {"ends": "1 juni", "away": "lapses", "newcomers": "first_step", "reminder": "no"},
    ),
    "to come": (SeriesVerb.WHEN, {"begins": "8 maart"}),
}


@pytest.mark.parametrize("name", IN_CHAT)
def test_what_the_chat_sets_a_file_says_too(name: str) -> None:
    verb, values = IN_CHAT[name]
    before = replace(RUNNING, begins_on=date(2027, 3, 1))
    at = replace(desk(before), groups=(GROUP, SPACE), library=library(SW, RF))
    window = press(at, verb, before.id).dialog
    assert window is not None
    filled = {
        field.name: "\n".join(field.values) if field.kind is FieldKind.CHOICES else field.value
        for field in window.fields
    }
    shown = decide(at, Submitted(window.press, {**filled, **values}))
    assert shown.dialog is not None, shown.errors
    (chosen,) = decide(at, Submitted(shown.dialog.press, {**filled, **values})).series
    assert series_difference(before, chosen)
    (made,) = read([entry_of(chosen, TENANT, (GROUP, SPACE))], office())
    assert series_difference(chosen, made) == ()
    # Applied to the series as it was before, the file does what the chat did.
    (applied,) = read([entry_of(chosen, TENANT, (GROUP, SPACE))], office(before))
    assert series_difference(chosen, applied) == ()


def test_another_programme_begins_with_its_first_step_and_can_be_applied_again() -> None:
    other = replace(PROGRAMME, id="zetje:anders", steps=(REFLECTION.id,))
    entry = {**entry_of(RUNNING, TENANT, (GROUP,)), "programme": other.id}
    first = replace(office(RUNNING), programmes=(PROGRAMME, other))
    (changed,) = read([entry], first)
    assert (changed.steps[0], changed.steps_before) == (REFLECTION.id, 0)
    assert changed.begins_on == date(2027, 1, 14)
    again = replace(office(changed), programmes=(PROGRAMME, other))
    assert read([entry], again) == (changed,)


@pytest.mark.parametrize("wall_time", ["09:00", "17:00"])
def test_another_time_can_be_applied_again(wall_time: str) -> None:
    """On Thursday at 12:15: what was to come this morning does not count as asked."""
    entry = entry_of(RUNNING, TENANT, (GROUP,))
    entry["when"] = {"weekday": "thursday", "wall_time": wall_time}
    (changed,) = read([entry], office(RUNNING))
    assert changed.steps_before == 1
    is_past = wall_time == "09:00"
    assert changed.begins_on == (date(2027, 1, 15) if is_past else date(2027, 1, 14))
    assert read([entry], office(changed)) == (changed,)


def test_another_time_on_a_day_that_had_its_step_holds_from_tomorrow() -> None:
    """On Thursday at 12:15, the step of nine o'clock was asked: a quarter to one is for next week."""
    thursdays = replace(TUESDAYS, rule="FREQ=WEEKLY;BYDAY=TH", wall_time=time(9))
    running = replace(RUNNING, cadence=thursdays)
    entry = entry_of(running, TENANT, (GROUP,))
    entry["when"] = {"weekday": "thursday", "wall_time": "12:45"}
    (changed,) = read([entry], office(running))
    assert (changed.begins_on, changed.steps_before) == (date(2027, 1, 15), 1)
    assert read([entry], office(changed)) == (changed,)


def test_a_first_day_that_has_passed_begins_a_series_that_had_not_begun() -> None:
    to_come = replace(RUNNING, begins_on=date(2027, 3, 1))
    entry = {**entry_of(to_come, TENANT, (GROUP,)), "begins_on": date(2027, 1, 5)}
    (changed,) = read([entry], office(to_come))
    assert (changed.begins_on, changed.steps_before) == (date(2027, 1, 14), 0)
    assert read([entry], office(changed)) == (changed,)


def test_two_groups_with_one_name_are_told_apart() -> None:
    twin = replace(GROUP, id=GroupId("mt-ander"))
    entry = entry_of(RUNNING, TENANT, (GROUP, twin))
    assert entry["for"] == {"groups": [MT]}


@pytest.mark.parametrize("content", [b"", b"# to come\n"])
def test_an_empty_file_says_how_one_begins(content: bytes) -> None:
    found, (problem,) = read_series(TextFile("series.yaml", content), office())
    assert (found, str(problem)) == (
        (),
        "series.yaml:1: the file is empty — start with `series:` [format]",
    )
