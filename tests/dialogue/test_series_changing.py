"""A series that runs is changed in the windows that made it: first the difference, then the change."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.compose.series_verbs import SeriesVerb
from bot.content import Dialog, FieldKind, Press
from bot.dialogue.decide import decide
from bot.events import Submitted
from bot.model.programmes import Programme
from bot.model.prompts import Kind, Theme
from bot.model.series import (
    Audience,
    Cadence,
    FallsAway,
    Newcomers,
    PromptFilter,
    Series,
    SeriesPlace,
    SeriesState,
)
from bot.model.situation import Decision, Desk, Situation
from tests.dialogue.situations import HANNEKE, MT, REFLECTION, SMALL_WIN, library, said
from tests.dialogue.test_series_admin import GROUP, OF_RUNNING, PROGRAMME, RUNNING, desk, press

OTHER = replace(PROGRAMME, id="zetje:anders", steps=(REFLECTION.id,))


def window(at: Situation, verb: SeriesVerb, series: Series = RUNNING) -> Dialog:
    """Return the window as it opens, with what the series has."""
    opened = press(at, verb, series.id).dialog
    assert opened is not None
    return opened


def values_in(dialog: Dialog) -> dict[str, str]:
    return {
        field.name: "\n".join(field.values) if field.kind is FieldKind.CHOICES else field.value
        for field in dialog.fields
    }


def change(at: Situation, verb: SeriesVerb, values: Mapping[str, str]) -> tuple[Dialog, Decision]:
    """Open the window, fill in `values`, send it, and send what it then shows once more."""
    opened = window(at, verb)
    shown = decide(at, Submitted(opened.press, {**values_in(opened), **values})).dialog
    assert shown is not None
    return shown, decide(at, Submitted(shown.press, values_in(shown)))


def differences(dialog: Dialog) -> list[str]:
    return [str(line) for line in dialog.intro]


def test_nothing_changes_before_the_difference_was_seen() -> None:
    opened = window(desk(RUNNING), SeriesVerb.WHEN)
    values = {**values_in(opened), "on": "2", "at": "9.00"}
    first = decide(desk(RUNNING), Submitted(opened.press, values))
    assert not first.series
    assert not first.audit
    assert first.dialog is not None
    assert differences(first.dialog) == [
        "Dit verandert er aan Twee stappen:",
        "Wanneer: elke dinsdag om 16.00 uur wordt elke woensdag om 9.00 uur.",
        "Vanaf: dinsdag 12 januari wordt maandag 18 januari.",
        "Daarna komt het voor iedereen op: wo 20 januari, wo 27 januari.",
    ]
    assert first.dialog.submit_label == "Verander dit"
    # Only what was changed is shown below it.
    assert values_in(first.dialog) == {"on": "2", "at": "9.00"}

    second = decide(desk(RUNNING), Submitted(first.dialog.press, values_in(first.dialog)))
    (series,) = second.series
    assert series.cadence is not None
    assert series.cadence.rule == "FREQ=WEEKLY;BYDAY=WE"
    # The first step was asked on Tuesday.
    assert series.steps_before == 1
    assert said(second)[0].startswith("Genoteerd.")


def test_the_log_says_what_was_changed() -> None:
    _, changed = change(desk(RUNNING), SeriesVerb.WHEN, {"on": "2", "at": "9.00"})
    (entry,) = changed.audit
    assert entry.what == "series changed: Twee stappen"
    assert "cadence: FREQ=WEEKLY;BYDAY=TU at 16:00" in entry.reason
    assert "-> FREQ=WEEKLY;BYDAY=WE at 09:00" in entry.reason
    (series,) = changed.series
    log = press(replace(desk(series), desk=Desk(changes=(entry,))), SeriesVerb.LOG)
    assert "Joke veranderde de reeks Twee stappen (wanneer, het begin)" in said(log)[0]


@pytest.mark.parametrize("verb", [SeriesVerb.WHAT, SeriesVerb.WHEN, SeriesVerb.MORE])
def test_an_unchanged_window_changes_nothing(verb: SeriesVerb) -> None:
    opened = window(desk(RUNNING), verb)
    decision = decide(desk(RUNNING), Submitted(opened.press, values_in(opened)))
    assert said(decision) == ["Er verandert niets aan Twee stappen."]
    assert not decision.series
    assert not decision.audit


def test_what_was_changed_meanwhile_is_shown_first() -> None:
    opened = window(desk(RUNNING), SeriesVerb.WHEN)
    values = {**values_in(opened), "reminder": "no"}
    shown = decide(desk(RUNNING), Submitted(opened.press, values)).dialog
    assert shown is not None
    # Somebody else pressed a button in between.
    meanwhile = replace(RUNNING, falls_away=FallsAway.LAPSES)
    again = decide(desk(meanwhile), Submitted(shown.press, values))
    assert not again.series
    assert again.dialog is not None
    assert "Valt een week weg: de stap vervalt wordt de stap schuift op." in differences(
        again.dialog
    )
    # What was filled in otherwise is shown first too.
    other = decide(desk(RUNNING), Submitted(shown.press, {**values, "away": "lapses"}))
    assert not other.series


def test_what_is_wrong_where_it_cannot_be_seen_brings_the_whole_window_back() -> None:
    opened = window(desk(RUNNING), SeriesVerb.WHEN)
    values = {**values_in(opened), "reminder": "no"}
    shown = decide(desk(RUNNING), Submitted(opened.press, values)).dialog
    assert shown is not None
    assert [field.name for field in shown.fields] == ["reminder"]
    # Meanwhile it went to a channel, and that was unlinked.
    placed = replace(RUNNING, place=SeriesPlace.CHANNEL)
    at = replace(desk(placed), groups=(replace(GROUP, conversation=None),))
    again = decide(at, Submitted(shown.press, {"reminder": "no"}))
    assert not again.errors
    assert again.dialog is not None
    assert "place" in {field.name for field in again.dialog.fields}


def test_a_series_that_stopped_is_not_changed_by_an_old_window() -> None:
    opened = window(desk(RUNNING), SeriesVerb.WHEN)
    stopped = replace(RUNNING, state=SeriesState.STOPPED)
    decision = decide(desk(stopped), Submitted(opened.press, values_in(opened)))
    assert said(decision) == ["Deze reeks ken ik niet (meer). Typ reeksen voor de lijst."]


@pytest.mark.parametrize(
    ("verb", "values", "line", "expected"),
    [
        (SeriesVerb.WHEN, {"reminder": "no"}, "Herinnering: ja wordt nee.", {"reminder": False}),
        (
            SeriesVerb.WHEN,
            {"ends": "1 juni"},
            "Tot en met: geen dag wordt dinsdag 1 juni.",
            {"ends_on": date(2027, 6, 1)},
        ),
        (
            SeriesVerb.WHEN,
            {"place": "channel"},
            "Waar: ieder in de eigen chat wordt in het kanaal van MT Sociaal.",
            {"place": SeriesPlace.CHANNEL},
        ),
        (
            SeriesVerb.WHEN,
            {"newcomers": "first_step"},
            "Wie later instapt: gaat mee met de groep wordt begint bij stap 1.",
            {"newcomers": Newcomers.FIRST_STEP},
        ),
        (
            SeriesVerb.WHAT,
            {"people": HANNEKE.id},
            "Voor wie: MT Sociaal wordt MT Sociaal en Hanneke de Wit.",
            {"audience": Audience(groups=frozenset({MT}), people=frozenset({HANNEKE.id}))},
        ),
        (SeriesVerb.MORE, {"name": "Proef"}, "Naam: Twee stappen wordt Proef.", {"name": "Proef"}),
    ],
)
def test_each_thing_can_be_changed(
    verb: SeriesVerb, values: dict[str, str], line: str, expected: dict[str, object]
) -> None:
    shown, changed = change(desk(RUNNING), verb, values)
    assert line in differences(shown)
    (series,) = changed.series
    assert series == replace(RUNNING, **expected)  # type: ignore[arg-type]
    assert len(changed.audit) == 1


def test_another_programme_begins_with_its_first_step() -> None:
    at = replace(desk(RUNNING), desk=Desk(programmes=(PROGRAMME, OTHER)))
    shown, changed = change(at, SeriesVerb.WHAT, {"what": "programme:zetje:anders"})
    (series,) = changed.series
    assert series.programme is OTHER
    assert (series.steps_before, series.begins_on) == (0, date(2027, 1, 14))
    assert "Daarna komt het voor iedereen op: di 19 januari, di 26 januari." in differences(shown)
    # Its look-back is kept with it.
    assert [prompt.id for prompt in changed.prompts] == [series.steps[-1]]


def test_a_programme_becomes_own_steps_and_goes_on_where_it_was() -> None:
    titles = "Eén lastig formulier\neen eerlijke ruil?\nEén lastig formulier"
    shown, changed = change(desk(RUNNING), SeriesVerb.WHAT, {"what": "steps", "steps": titles})
    (series,) = changed.series
    assert series.programme is None
    assert series.steps == (SMALL_WIN.id, REFLECTION.id, SMALL_WIN.id)
    assert series.begins_on == RUNNING.begins_on
    assert (
        "Wat: programma Twee stappen wordt eigen stappen: "
        "Eén lastig formulier; Een eerlijke ruil?; Eén lastig formulier."
    ) in differences(shown)


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ("", "Zet hier de titels van de stappen onder elkaar."),
        ("Een eerlijke ruil", "Deze titel ken ik niet: ‘Een eerlijke ruil’. Bedoel je "),
        ("xyz", "Deze titel ken ik niet: ‘xyz’."),
    ],
)
def test_a_title_that_is_not_there_is_named(steps: str, says: str) -> None:
    values = {**OF_RUNNING, "what": "steps", "steps": steps}
    decision = decide(desk(RUNNING), Submitted(Press(SeriesVerb.WHAT, RUNNING.id), values))
    assert decision.errors["steps"].startswith(says)
    assert decision.dialog is None


def test_a_programme_becomes_a_filter_on_the_library() -> None:
    values = {"what": "kinds:reflection", "themes": f"{Theme.STAFF}\n{Theme.PROCESSES}"}
    _, changed = change(desk(RUNNING), SeriesVerb.WHAT, values)
    (series,) = changed.series
    themes = frozenset({Theme.STAFF, Theme.PROCESSES})
    assert series.draws_from == PromptFilter(frozenset({Kind.REFLECTION}), themes)
    assert (series.steps, series.programme) == ((), None)
    assert series.name.startswith("vragen om bij stil te staan: ")


def test_a_name_that_was_given_stays() -> None:
    named = replace(RUNNING, name="Ons najaar")
    at = replace(desk(named), desk=Desk(programmes=(PROGRAMME, OTHER)))
    values = {**OF_RUNNING, "what": "programme:zetje:anders"}
    shown = decide(at, Submitted(Press(SeriesVerb.WHAT, named.id), values)).dialog
    assert shown is not None
    assert not any(line.startswith("Naam:") for line in differences(shown))


def test_a_programme_that_left_the_library_can_stay() -> None:
    at = replace(desk(RUNNING), desk=Desk(programmes=()))
    shown, changed = change(at, SeriesVerb.WHAT, {"people": HANNEKE.id})
    assert changed.series[0].programme == RUNNING.programme
    assert not any(line.startswith("Wat:") for line in differences(shown))


def test_what_is_seldom_set() -> None:
    skipped = {"skipped": "26 januari\n2 februari", "grace": "4"}
    shown, changed = change(desk(RUNNING), SeriesVerb.MORE, skipped)
    (series,) = changed.series
    assert series.cadence is not None
    assert RUNNING.cadence is not None
    assert series.cadence == replace(
        RUNNING.cadence,
        except_on=(date(2027, 1, 26), date(2027, 2, 2)),
        grace=timedelta(hours=4),
    )
    # Nothing is asked again: the count of steps stays what it was.
    assert (series.begins_on, series.steps_before) == (RUNNING.begins_on, 0)
    assert "Dagen zonder: geen wordt dinsdag 26 januari, dinsdag 2 februari." in differences(shown)
    assert "Te laat na: 8 uur wordt 4 uur." in differences(shown)


def test_another_zone_or_rule_goes_on_with_the_step_that_is_next() -> None:
    values = {"zone": "Europe/London", "rule": "FREQ=MONTHLY;BYDAY=1TU"}
    shown, changed = change(desk(RUNNING), SeriesVerb.MORE, values)
    (series,) = changed.series
    assert series.cadence is not None
    assert (series.cadence.zone, series.cadence.rule) == tuple(values.values())
    assert (series.steps_before, series.begins_on) == (1, date(2027, 1, 18))
    assert "Tijdzone: Amsterdam wordt London." in differences(shown)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("zone", "Mars", "Dit ken ik niet."),
        ("rule", "elke dinsdag", "Dit ken ik niet."),
        ("grace", "0", "Kies 1 tot en met 168 uur."),
        ("skipped", "ooit eens", "Die dag herken ik niet: ‘ooit eens’."),
        ("name", " ", "Vul hier iets in."),
    ],
)
def test_what_is_wrong_stays_in_the_third_window(field: str, value: str, says: str) -> None:
    opened = window(desk(RUNNING), SeriesVerb.MORE)
    decision = decide(desk(RUNNING), Submitted(opened.press, {**values_in(opened), field: value}))
    assert decision.errors[field].startswith(says)
    assert not decision.series


@pytest.mark.parametrize("days", range(1, 11))
def test_any_number_of_working_days_before_the_meeting(days: int) -> None:
    on = "before_meeting" if days == 1 else f"before_meeting:{days}"
    _, changed = change(desk(RUNNING), SeriesVerb.WHEN, {"on": on})
    (series,) = changed.series
    assert series.cadence is not None
    assert (series.cadence.rule, series.cadence.workdays_before_meeting) == ("", days)
    assert values_in(window(desk(series), SeriesVerb.WHEN, series))["on"] == on


@pytest.mark.parametrize("weeks", [1, 2, 5, 26])
def test_any_number_of_weeks(weeks: int) -> None:
    _, changed = change(desk(RUNNING), SeriesVerb.WHEN, {"on": "3", "every": str(weeks)})
    (series,) = changed.series
    kept = values_in(window(desk(series), SeriesVerb.WHEN, series))
    assert (kept["on"], kept["every"]) == ("3", str(weeks))


def test_what_is_still_to_come_this_week_comes_on_the_new_day() -> None:
    """On Thursday at noon, with something to come on Friday: the change holds at once."""
    fridays = Cadence(rule="FREQ=WEEKLY;BYDAY=FR", starts_on=date(2027, 1, 11), wall_time=time(9))
    running = replace(RUNNING, cadence=fridays)
    opened = window(desk(running), SeriesVerb.WHEN, running)
    assert values_in(opened)["begins"] == "donderdag 14 januari"
    values = {**values_in(opened), "at": "10.00"}
    shown = decide(desk(running), Submitted(opened.press, values)).dialog
    assert shown is not None
    assert (
        differences(shown)[-1]
        == "Daarna komt het voor iedereen op: vr 15 januari, vr 22 januari, vr 29 januari."
    )
    (series,) = decide(desk(running), Submitted(shown.press, values_in(shown))).series
    assert (series.begins_on, series.steps_before) == (date(2027, 1, 14), 0)


def test_a_series_that_has_not_begun_can_begin_earlier() -> None:
    later = replace(RUNNING, begins_on=date(2027, 3, 1))
    opened = window(desk(later), SeriesVerb.WHEN, later)
    values = {**values_in(opened), "begins": "19 januari"}
    shown = decide(desk(later), Submitted(opened.press, values)).dialog
    assert shown is not None
    (series,) = decide(desk(later), Submitted(shown.press, values)).series
    assert (series.begins_on, series.steps_before) == (date(2027, 1, 19), 0)


def test_what_comes_today_still_counts_when_the_change_holds_from_today() -> None:
    """On Thursday at noon, the step of this morning was asked: the next one comes in a week."""
    thursdays = Cadence(rule="FREQ=WEEKLY;BYDAY=TH", starts_on=date(2027, 1, 11), wall_time=time(9))
    running = replace(RUNNING, cadence=thursdays)
    opened = window(desk(running), SeriesVerb.WHEN, running)
    values = {**values_in(opened), "begins": "vandaag", "at": "10.00"}
    shown = decide(desk(running), Submitted(opened.press, values)).dialog
    assert shown is not None
    (series,) = decide(desk(running), Submitted(shown.press, values)).series
    assert (series.begins_on, series.steps_before) == (date(2027, 1, 15), 1)


def test_the_windows_offer_what_fits_on_every_platform() -> None:
    many = tuple(replace(PROGRAMME, id=f"zetje:p{number}") for number in range(60))
    at = replace(desk(RUNNING), desk=Desk(programmes=many), groups=(GROUP,))
    for verb in (SeriesVerb.WHAT, SeriesVerb.WHEN, SeriesVerb.MORE):
        opened = window(at, verb)
        assert len(opened.title) <= 24
        assert len(opened.submit_label or "") <= 24
        assert all(len(field.options) <= 100 for field in opened.fields)
        assert all(len(option.label) <= 75 for field in opened.fields for option in field.options)
    assert isinstance(many[0], Programme)
    assert library(SMALL_WIN).find(SMALL_WIN.id) is SMALL_WIN
