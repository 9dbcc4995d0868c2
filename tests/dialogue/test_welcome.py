"""Getting to know each other, as a conversation."""

from dataclasses import replace
from datetime import time

from bot.compose.own_verbs import OwnVerb
from bot.compose.welcome import welcome_content
from bot.content import Press
from bot.dialogue.decide import decide
from bot.events import Pressed, Submitted, Wrote
from bot.model.calendar import Silence
from bot.model.messages import Purpose
from bot.model.people import Standing
from bot.model.situation import Decision, Situation
from tests.dialogue.situations import (
    BRAM,
    HANNEKE,
    NOW,
    SMALL_WIN,
    button,
    labels,
    local,
    message,
    said,
    situation,
)

NEW = replace(HANNEKE, standing=Standing.NOT_STARTED, weekday=None, wall_time=None, started_at=None)
MONDAY = local("2027-01-11 10:00")


def meeting(**changes: object) -> Situation:
    return replace(situation(person=NEW, now=MONDAY), **changes)  # type: ignore[arg-type]


def press(given: Situation, decision: Decision, label: str) -> Decision:
    then = replace(given, person=decision.person or given.person)
    return decide(then, Pressed(button(decision, label).press))


def test_the_welcome_says_that_it_is_voluntary() -> None:
    content = welcome_content(meeting())
    assert content.summary == "Kennismaken? Meedoen is vrij."
    assert content.as_text().startswith("Dag Hanneke. Ik ben Zetje.")
    assert "als gemeentesecretaris" in content.as_text()
    assert labels(content) == ["Doe mee", "Nu niet", "Eerst meer weten"]
    assert "gemeentesecretaris" not in welcome_content(situation(person=BRAM)).as_text()


def test_a_yes_a_moment_and_no_try_yet() -> None:
    given = meeting()
    yes = decide(given, Pressed(button(welcome_content(given), "Doe mee").press))
    assert said(yes) == ["Fijn. Welk moment past je het best?"]
    assert labels(yes) == ["Dinsdag 16.00 uur", "Donderdag 12.15 uur", "Zelf kiezen"]
    assert yes.person is not None
    assert yes.person.standing is Standing.ACTIVE
    assert yes.person.started_at == MONDAY

    chosen = press(given, yes, "Donderdag 12.15 uur")
    assert said(chosen) == [
        "Genoteerd: donderdag om 12.15 uur, niet in vakanties en reces. "
        "Veranderen kan met instellingen.",
        "Wil je er nu een proberen? Deze kost vijf minuten.",
    ]
    assert chosen.person is not None
    assert (chosen.person.weekday, chosen.person.wall_time) == (3, time(12, 15))
    assert labels(chosen) == ["Ja, geef maar", "Nee, tot donderdag"]

    later = press(given, chosen, "Nee, tot donderdag")
    assert said(later) == ["Tot donderdag 14 januari."]


def test_in_a_silence_without_an_end_no_message_is_announced_for_today() -> None:
    silence = Silence(tenant=HANNEKE.tenant, since_at=MONDAY)
    given = meeting(calendar=replace(situation().calendar, silences=(silence,)))
    yes = decide(given, Pressed(button(welcome_content(given), "Doe mee").press))
    chosen = press(given, yes, "Donderdag 12.15 uur")
    assert labels(chosen) == ["Ja, geef maar", "Nee, tot donderdag"]
    later = press(given, chosen, "Nee, tot donderdag")
    assert said(later) == ["Tot donderdag 14 januari."]


def test_trying_one_gives_the_card_itself() -> None:
    given = meeting()
    chosen = decide(given, Wrote("start", "m1"))
    assert labels(chosen) == ["Doe mee", "Nu niet", "Eerst meer weten"]
    yes = press(given, chosen, "Doe mee")
    moment = press(given, yes, "Dinsdag 16.00 uur")
    card = press(given, moment, "Ja, geef maar")
    assert card.says[0].prompt == SMALL_WIN.id
    assert labels(card) == ["Leg vast", "Later", "Past niet"]


def test_a_moment_of_ones_own_is_checked() -> None:
    given = meeting()
    opened = press(
        given,
        decide(given, Pressed(button(welcome_content(given), "Doe mee").press)),
        "Zelf kiezen",
    )
    assert opened.dialog is not None
    dialog = opened.dialog

    def send(weekday: str, wall_time: str) -> Decision:
        return decide(given, Submitted(dialog.press, {"weekday": weekday, "time": wall_time}))

    assert send("0", "9.30").person is not None
    assert send("9", "9.30").errors == {"weekday": "Kies een dag."}
    assert send("0", "halfje").errors == {"time": "Schrijf de tijd zo: 12.15."}
    assert send("0", "25.00").errors == {"time": "Schrijf de tijd zo: 12.15."}
    assert send("4", "16.00").errors == {"time": "Kies een tijd tussen 06.00 uur en 12.00 uur."}


def test_a_moment_may_also_be_typed() -> None:
    given = meeting()
    yes = decide(given, Pressed(button(welcome_content(given), "Doe mee").press))
    then = replace(given, person=yes.person or NEW, expected=yes.expected)
    typed = decide(then, Wrote("woensdag 9.00", "m2"))
    assert typed.person is not None
    assert (typed.person.weekday, typed.person.wall_time) == (2, time(9, 0))
    assert typed.expected is None
    assert not typed.keeps_expected


def test_no_is_no_and_leads_to_nothing() -> None:
    given = meeting()
    no = decide(given, Pressed(button(welcome_content(given), "Nu niet").press))
    assert said(no) == ["Goed. Ik stuur je niets meer. Wil je later toch, typ dan start."]
    assert no.person is not None
    assert no.person.standing is Standing.NOT_STARTED


def test_an_old_no_button_stops_someone_who_takes_part() -> None:
    given = situation()
    no = decide(given, Pressed(button(welcome_content(given), "Nu niet").press))
    assert no.person is not None
    assert no.person.standing is Standing.STOPPED


def test_more_is_a_window_to_read_only() -> None:
    given = meeting()
    more = decide(given, Pressed(button(welcome_content(given), "Eerst meer weten").press))
    assert more.dialog is not None
    assert more.dialog.submit_label is None
    assert more.dialog.fields == ()
    assert any("Woo-verzoek" in str(text) for text in more.dialog.intro)
    assert more.person is None or more.person.standing is Standing.NOT_STARTED


def test_before_a_yes_text_gets_the_welcome_as_an_answer() -> None:
    for text in ("hoi", "nu even niet", "mijn", "Wat is dit?"):
        decision = decide(meeting(), Wrote(text, "m1"))
        assert labels(decision) == ["Doe mee", "Nu niet", "Eerst meer weten"], text
    for text in ("help", "vraag", "mijn gegevens", "wis alles", "stop"):
        decision = decide(meeting(), Wrote(text, "m1"))
        assert "Doe mee" not in labels(decision), text


def test_start_by_someone_who_was_welcomed_is_a_yes() -> None:
    welcomed = replace(NEW, welcomed_at=NOW)
    decision = decide(meeting(person=welcomed), Wrote("start", "m1"))
    assert decision.person is not None
    assert decision.person.standing is Standing.ACTIVE


def test_start_after_a_stop_begins_again_at_the_old_moment() -> None:
    stopped = replace(HANNEKE, standing=Standing.STOPPED)
    decision = decide(situation(person=stopped, now=MONDAY), Wrote("start", "m1"))
    assert said(decision) == ["Welkom terug. Tot donderdag 14 januari."]
    assert decision.person is not None
    assert decision.person.standing is Standing.ACTIVE


def test_the_welcome_message_counts_as_answered() -> None:
    sent = replace(message(SMALL_WIN), purpose=Purpose.WELCOME, prompt=None)
    given = meeting(message=sent)
    yes = decide(given, Pressed(button(welcome_content(given), "Doe mee").press))
    assert [one.answered_at is not None for one in yes.messages] == [True]


def test_old_buttons_promise_nothing_to_somebody_who_stopped() -> None:
    stopped = situation(person=replace(HANNEKE, standing=Standing.STOPPED))
    sorry = "Ik stuur je niets meer. Wil je weer meedoen, typ dan start."
    assert said(decide(stopped, Pressed(Press(OwnVerb.TRY_NOT)))) == [sorry]
    [noted] = said(decide(stopped, Pressed(Press(OwnVerb.MOMENT, "", "3-12.15"))))
    assert noted.startswith("Genoteerd: donderdag om 12.15 uur")
    assert noted.endswith(sorry)
