"""Admins run series in chat: the windows, what is refused, and that others hear so kindly."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, time

import pytest

from bot.administration.programmes import following
from bot.compose.series_verbs import PREFIX, SeriesVerb
from bot.content import Press
from bot.dialogue.decide import PRESSES, SUBMITS, decide, is_for_desk
from bot.events import Event, Pressed, Submitted, Wrote
from bot.model.calendar import Silence
from bot.model.ids import GroupId, PromptId, SeriesId
from bot.model.people import Group, Language, Role
from bot.model.programmes import Programme, Words
from bot.model.prompts import Kind
from bot.model.series import (
    Audience,
    Cadence,
    FallsAway,
    Newcomers,
    Series,
    SeriesPlace,
    SeriesState,
)
from bot.model.situation import Decision, Desk, Situation
from tests.dialogue.situations import (
    CALENDAR,
    HANNEKE,
    JOKE,
    MT,
    NOW,
    REFLECTION,
    SMALL_WIN,
    TENANT,
    button,
    labels,
    library,
    message,
    said,
    situation,
)

PROGRAMME = Programme(
    id="zetje:proef",
    version=1,
    owner="Zetje",
    licence="CC-BY-4.0",
    roles=frozenset({Role.SECRETARY}),
    steps=(SMALL_WIN.id, REFLECTION.id),
    texts={
        Language.NL: Words(
            "Twee stappen", "Om te proberen.", "We beginnen klein.", "Wat bleef hangen?"
        )
    },
)
GROUP = Group(id=MT, tenant=TENANT.id, name="MT Sociaal", members=frozenset({HANNEKE.id}),
              conversation="mt")  # fmt: skip
RUNNING = following(
    Series(
        id=SeriesId("s1"),
        tenant=TENANT.id,
        name="Twee stappen",
        audience=Audience(groups=frozenset({MT})),
        cadence=Cadence(
            rule="FREQ=WEEKLY;BYDAY=TU", starts_on=date(2027, 1, 11), wall_time=time(16)
        ),
        begins_on=date(2027, 1, 12),
    ),
    PROGRAMME,
)
WHAT = {"what": "programme:zetje:proef", "groups": MT, "roles": "", "people": ""}
OF_RUNNING = {**WHAT, "steps": "Eén lastig formulier\nEen eerlijke ruil?", "themes": ""}
SPACE = Group(id=GroupId("mt-ruimte"), tenant=TENANT.id, name="MT Ruimte", conversation="ruimte")
WHEN = {
    "on": "before_meeting",
    "at": "16.00",
    "every": "1",
    "begins": "25 januari",
    "ends": "",
    "place": "own_chat",
    "away": "moves_up",
    "newcomers": "with_group",
    "reminder": "yes",
}


def desk(*series: Series, **changes: object) -> Situation:
    """Return Joke at her desk."""
    known = library(SMALL_WIN, REFLECTION)
    at_work = situation(person=JOKE, library=known, colleagues=(HANNEKE,), groups=(GROUP,))
    wanted = Desk(programmes=(PROGRAMME,))
    return replace(at_work, series=series, desk=wanted, calendar=CALENDAR, **changes)  # type: ignore[arg-type]


def press(at: Situation, verb: str, subject: str = "", arg: str = "") -> Decision:
    return decide(at, Pressed(Press(verb, subject, arg)))


def send(at: Situation, verb: str, values: Mapping[str, str], subject: str = "") -> Decision:
    return decide(at, Submitted(Press(verb, subject), values))


def where(at: Situation, series: Series) -> list[str]:
    """Return the places that the second window offers."""
    window = press(at, SeriesVerb.WHEN, series.id).dialog
    assert window is not None
    place = next((field for field in window.fields if field.name == "place"), None)
    return [option.label for option in place.options] if place else []


def test_ten_weeks_in_a_few_presses() -> None:
    listed = decide(desk(), Wrote("reeksen", "m1"))
    assert said(listed)[0] == "Er lopen nog geen reeksen."
    window = decide(desk(), Pressed(button(listed, "Nieuwe reeks").press)).dialog
    assert window is not None
    assert [field.name for field in window.fields] == [
        "what",
        "groups",
        "roles",
        "people",
        "themes",
        "steps",
    ]

    drafted = send(desk(), window.press.verb, WHAT)
    (draft,) = drafted.series
    assert (draft.state, draft.name) == (SeriesState.DRAFT, "Twee stappen")
    assert draft.programme is PROGRAMME

    shown = send(desk(draft), SeriesVerb.WHEN, WHEN, draft.id)
    (ready,) = shown.series
    assert ready.state is SeriesState.DRAFT
    assert ready.cadence is not None
    assert ready.cadence.workdays_before_meeting == 1
    assert "Zo gaat het lopen, tijden voor Amsterdam:" in "\n".join(said(shown))

    started = decide(desk(ready), Pressed(button(shown, "Start de reeks").press))
    (running,) = started.series
    assert running.state is SeriesState.RUNNING
    assert [prompt.id for prompt in started.prompts] == [running.steps[-1]]
    (entry,) = started.audit
    assert (entry.by, entry.what, entry.person) == (
        JOKE.id,
        "series started: Twee stappen",
        "",
    )


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("at", "vier uur", "Dit is geen tijd"),
        ("at", "23.30", "Dit is geen tijd"),
        ("at", "5.59", "Dit is geen tijd"),
        ("begins", "ooit", "Die dag herken ik niet."),
        ("begins", "1 januari 2027", "Die dag is al geweest."),
        ("ends", "20 januari", "Dit ligt voor het begin."),
        ("ends", "ooit", "Die dag herken ik niet."),
        ("on", "", "Vul hier iets in."),
    ],
)
def test_what_is_wrong_stays_in_the_window(field: str, value: str, says: str) -> None:
    draft = replace(RUNNING, state=SeriesState.DRAFT)
    decision = send(desk(draft), SeriesVerb.WHEN, {**WHEN, field: value}, draft.id)
    assert decision.errors[field].startswith(says)
    assert not decision.series


def test_somebody_must_be_asked_something() -> None:
    nobody = send(desk(), SeriesVerb.WHAT, {**WHAT, "groups": ""})
    assert nobody.errors == {"groups": "Kies minstens één groep, rol of persoon."}
    nothing = send(desk(), SeriesVerb.WHAT, {**WHAT, "what": "programme:weg"})
    assert nothing.errors == {"what": "Vul hier iets in."}


def test_without_a_programme_it_draws_from_the_library() -> None:
    values = {**WHAT, "what": "kinds:small_win+reflection", "themes": "capaciteit.hr"}
    (draft,) = send(desk(), SeriesVerb.WHAT, values).series
    assert draft.draws_from.kinds == {Kind.SMALL_WIN, Kind.REFLECTION}
    assert draft.name == "kleine stappen en vragen: leren en personeel"
    assert not draft.steps
    window = press(desk(draft), SeriesVerb.WHEN, draft.id).dialog
    assert window is not None
    assert {"away", "newcomers"}.isdisjoint(field.name for field in window.fields)


def test_nudges_follow_their_own_dates() -> None:
    (draft,) = send(desk(), SeriesVerb.WHAT, {**WHAT, "what": "kinds:agenda_nudge"}).series
    window = press(desk(draft), SeriesVerb.WHEN, draft.id).dialog
    assert window is not None
    assert [field.name for field in window.fields] == ["begins", "ends", "reminder"]
    shown = send(desk(draft), SeriesVerb.WHEN, WHEN, draft.id)
    assert shown.series[0].cadence is None
    assert "Elk duwtje komt op tijd" in "\n".join(said(shown))


def test_each_group_gets_a_series_in_its_own_channel() -> None:
    (draft,) = send(desk(), SeriesVerb.WHAT, WHAT).series
    (placed,) = send(desk(draft), SeriesVerb.WHEN, {**WHEN, "place": "channel"}, draft.id).series
    assert placed.place is SeriesPlace.CHANNEL
    assert where(desk(draft), draft) == [
        "ieder in de eigen chat",
        "in het kanaal van MT Sociaal",
    ]
    for_two = replace(draft, audience=Audience(groups=frozenset({MT, GroupId("mt-ruimte")})))
    two = replace(desk(for_two), groups=(GROUP, SPACE))
    assert where(two, for_two) == ["ieder in de eigen chat", "elke groep in het eigen kanaal"]
    (both,) = send(two, SeriesVerb.WHEN, {**WHEN, "on": "1", "place": "channel"}, draft.id).series
    assert both.place is SeriesPlace.CHANNEL


def test_only_groups_with_a_channel_can_have_it_there() -> None:
    (draft,) = send(desk(), SeriesVerb.WHAT, WHAT).series
    with_role = replace(
        draft, audience=Audience(groups=frozenset({MT}), roles=frozenset({Role.HR}))
    )
    assert where(desk(with_role), with_role) == []
    apart = replace(SPACE, conversation=None)
    for_two = replace(draft, audience=Audience(groups=frozenset({MT, apart.id})))
    two = replace(desk(for_two), groups=(GROUP, apart))
    refused = send(two, SeriesVerb.WHEN, {**WHEN, "on": "1", "place": "channel"}, draft.id)
    assert refused.errors == {"place": "MT Ruimte: nog geen kanaal. Typ daar eerst @Zetje hier."}


def test_who_is_asked_in_a_channel_stays_a_group_with_a_channel() -> None:
    placed = replace(RUNNING, place=SeriesPlace.CHANNEL)
    values = {**OF_RUNNING, "people": HANNEKE.id}
    refused = send(desk(placed), SeriesVerb.WHAT, values, placed.id)
    assert refused.errors == {"groups": "Deze reeks komt in een kanaal: kies alleen groepen."}


def test_everything_that_was_chosen_is_kept() -> None:
    values = {**WHEN, "on": "3", "every": "2", "away": "lapses", "newcomers": "first_step",
              "reminder": "no", "ends": "1 juni"}  # fmt: skip
    draft = replace(RUNNING, state=SeriesState.DRAFT)
    (series,) = send(desk(draft), SeriesVerb.WHEN, values, draft.id).series
    assert series.cadence is not None
    assert series.cadence.rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"
    assert (series.falls_away, series.newcomers) == (FallsAway.LAPSES, Newcomers.FIRST_STEP)
    assert (series.reminder, series.ends_on) == (False, date(2027, 6, 1))
    again = press(desk(series), SeriesVerb.WHEN, series.id).dialog
    assert again is not None
    kept = {field.name: field.value for field in again.fields}
    assert (kept["on"], kept["every"], kept["away"]) == ("3", "2", "lapses")


def test_a_step_can_be_tried_and_counts_for_nothing() -> None:
    tried = press(desk(RUNNING), SeriesVerb.TEST, RUNNING.id, "1")
    (say,) = tried.says
    assert say.prompt is None
    text = say.content.as_text()
    assert text.startswith("Proef, telt niet mee.\nTwee stappen\nWe beginnen klein.")
    assert "Knoppen: Leg vast · Later · Past niet." in text
    assert {one.press.verb for one in say.content.buttons()} <= {*SeriesVerb}
    last = press(desk(RUNNING), SeriesVerb.TEST, RUNNING.id, "3")
    assert "Wat bleef hangen?" in last.says[0].content.as_text()
    assert said(press(desk(RUNNING), SeriesVerb.TEST, RUNNING.id, "99")) == [
        "Deze stap is er niet (meer)."
    ]


def test_pausing_resuming_and_stopping() -> None:
    (paused,) = press(desk(RUNNING), SeriesVerb.PAUSE, RUNNING.id).series
    assert paused.state is SeriesState.PAUSED
    assert paused.pauses[0].until_at is None
    (resumed,) = press(desk(paused), SeriesVerb.RESUME, RUNNING.id).series
    assert resumed.state is SeriesState.RUNNING
    assert resumed.pauses[0].until_at == NOW.astimezone(UTC)
    asked = press(desk(RUNNING), SeriesVerb.STOP, RUNNING.id)
    assert not asked.series
    assert labels(asked) == ["Stop de reeks", "Pauzeer liever", "Laat lopen"]
    (stopped,) = press(desk(RUNNING), SeriesVerb.STOP_NOW, RUNNING.id).series
    assert stopped.state is SeriesState.STOPPED


def test_a_newer_version_waits_until_it_is_accepted() -> None:
    second = replace(PROGRAMME, version=2, steps=(REFLECTION.id, SMALL_WIN.id))
    at = replace(desk(RUNNING), desk=Desk(programmes=(second,)))
    listed = decide(at, Wrote("reeksen", "m1"))
    assert "Er is een nieuwe versie." in said(listed)[0]
    shown = decide(at, Pressed(button(listed, "Bekijk verschil").press))
    assert "Dit is anders in versie 2:" in said(shown)[0]
    assert any("wordt stap" in line for line in said(shown))
    assert not shown.series
    (changed,) = decide(at, Pressed(button(shown, "Neem over").press)).series
    assert changed.programme is second
    # The first step was asked on Tuesday: it stays the first.
    assert changed.steps[:2] == (SMALL_WIN.id, REFLECTION.id)
    assert not press(at, SeriesVerb.ACCEPT, RUNNING.id, "9").series


def test_stilte_holds_at_once_and_can_have_an_end() -> None:
    lasting = decide(desk(), Wrote("stilte", "m1"))
    (silence,) = lasting.silences
    assert (silence.until_on, silence.since_at) == (None, NOW.astimezone(UTC))
    assert "Ik vraag je elke week of het weer kan." in said(lasting)[0]
    (until,) = decide(desk(), Wrote("stilte tot 1 maart", "m1")).silences
    assert until.until_on == date(2027, 3, 1)
    holds = replace(desk(), calendar=replace(CALENDAR, silences=(silence,)))
    (lifted,) = press(holds, SeriesVerb.LIFT).silences
    assert lifted.lifted_at == NOW.astimezone(UTC)
    assert lifted.since_at == silence.since_at
    assert said(press(desk(), SeriesVerb.LIFT)) == ["Er staat niets stil."]
    wrong = send(desk(), SeriesVerb.SILENCE, {"until": "ooit"})
    assert "until" in wrong.errors
    assert isinstance(silence, Silence)


def test_an_own_question_is_held_to_the_rules() -> None:
    values = {
        "kind": "reflection",
        "title": "Wie hoort het laatst?",
        "body": "Welke inwoner hoort bij ons als laatste wat er verandert?",
        "theme": "dienstverlening.kanalen",
        "roles": "",
        "minutes": "3",
        "formal": "",
    }
    (prompt,) = send(desk(), SeriesVerb.OWN, values).prompts
    assert prompt.id.startswith("eigen:")
    assert (prompt.kind, prompt.minutes) == (Kind.REFLECTION, 3)
    two = send(desk(), SeriesVerb.OWN, {**values, "body": "Wie weet dit? En waarom?"})
    assert two.errors == {"body": "Stel precies één vraag, met één vraagteken."}
    blame = send(desk(), SeriesVerb.OWN, {**values, "body": "Wat vergeet jij helaas altijd weer?"})
    assert "body" in blame.errors
    long = send(desk(), SeriesVerb.OWN, {**values, "minutes": "16"})
    assert long.errors == {"minutes": "Kies 1 tot en met 15 minuten."}
    same = send(desk(), SeriesVerb.OWN, {**values, "title": "Een eerlijke ruil?"})
    assert same.errors == {
        "body": "Dit lijkt veel op ‘Een eerlijke ruil?’ uit de bibliotheek, over openheid. "
        "Neem die op in een reeks, of vraag iets anders."
    }
    copied = "Bij welk nieuw middel weet jij nog niet of de ruil eerlijk is en wat het vraagt?"
    near = send(desk(), SeriesVerb.OWN, {**values, "body": copied})
    assert near.errors["body"].startswith("Dit lijkt veel op ‘Een eerlijke ruil?’")
    of_own = replace(desk(), library=library(SMALL_WIN, REFLECTION, prompt))
    again = send(of_own, SeriesVerb.OWN, {**values, "title": "Wie weet het als laatste?"})
    assert again.errors["body"].startswith("Dit lijkt veel op jullie eigen vraag ‘Wie hoort het")
    private = send(desk(), SeriesVerb.OWN, {**values, "title": "Bel 06-12345678"})
    assert "title" in private.errors
    known = library(SMALL_WIN, REFLECTION, prompt)
    (away,) = press(replace(desk(), library=known), SeriesVerb.OWN_AWAY, prompt.id).prompts
    assert away.withdrawn


@pytest.mark.parametrize("verb", list(SeriesVerb))
def test_only_an_admin_may(verb: SeriesVerb) -> None:
    of_hanneke = replace(desk(RUNNING), person=HANNEKE)
    without_desk = situation(person=HANNEKE)
    for at in (of_hanneke, without_desk):
        for event in (Pressed(Press(verb, "s1")), Submitted(Press(verb, "s1"), {})):
            decision = decide(at, event)
            if verb not in (PRESSES if isinstance(event, Pressed) else SUBMITS):
                continue
            assert said(decision)[0].startswith("Reeksen maken doet het secretariaat.")
            assert not decision.series
            assert not decision.silences
            assert not decision.prompts


def test_in_a_channel_nothing_is_said_about_series() -> None:
    shared = replace(desk(RUNNING), shared=True)
    assert decide(shared, Wrote("reeksen", "m1")) == Decision(keeps_expected=True)
    assert press(shared, SeriesVerb.LIST) == Decision(keeps_expected=True)


def test_stilte_is_an_answer_when_somebody_else_is_asked_something() -> None:
    asked = situation(message(REFLECTION), library=library(REFLECTION))
    decision = decide(asked, Wrote("stilte", "m1"))
    assert [reply.text for reply in decision.saves if hasattr(reply, "text")] == ["stilte"]


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (Wrote("reeksen", "m1"), True),
        (Wrote("stilte tot 1 maart", "m1"), True),
        (Wrote("Hoe lopen de reeksen?", "m1"), False),
        (Pressed(Press(SeriesVerb.LIST)), True),
        (Pressed(Press("commit")), False),
        (Submitted(Press(SeriesVerb.WHAT), {}), True),
    ],
)
def test_the_desk_is_loaded_for_an_admin_at_work_only(event: Event, wanted: bool) -> None:
    assert is_for_desk(JOKE, event) is wanted
    assert not is_for_desk(HANNEKE, event)


def test_whatever_stands_behind_a_button_is_met_kindly() -> None:
    subjects = ("", "s1", "nonsense", SMALL_WIN.id)
    args = ("", "1", "2027-03-17", "2027-13-99", "x", "-1")
    for verb in SeriesVerb:
        assert verb.startswith(PREFIX)
        for subject in subjects:
            for arg in args:
                for state in SeriesState:
                    series = replace(RUNNING, state=state)
                    decision = press(desk(series), verb, subject, arg)
                    assert decision.says or decision.dialog
                    for content in (say.content for say in decision.says):
                        assert all(one.press.verb in PRESSES for one in content.buttons())
    assert PromptId("x") not in {one.id for one in desk().library.prompts}
