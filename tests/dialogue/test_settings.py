"""Settings: seen, changed, and confirmed in the new language."""

from dataclasses import replace

from bot.dialogue.decide import decide
from bot.events import Pressed, Wrote
from bot.model.people import Language, Rhythm
from bot.voice import Voice
from tests.dialogue.situations import HANNEKE, button, labels, said, situation


def test_settings_show_what_is_and_the_ways_to_change_it() -> None:
    decision = decide(situation(), Wrote("instellingen", "m1"))
    assert said(decision) == [
        "Je ritme: één of twee keer per week. Moment: donderdag 12.15 uur. Aanspreken: je."
    ]
    assert labels(decision) == ["Rustig", "Verander moment", "u in plaats van je", "Taal", "Meer"]


def test_a_step_back_is_seen_without_reproach_and_can_be_undone() -> None:
    person = replace(HANNEKE, unanswered=4)
    decision = decide(situation(person=person), Wrote("instellingen", "m1"))
    assert "om de week (ik ging zelf een stap terug, omdat het stil was)" in said(decision)[0]
    back = decide(
        situation(person=person), Pressed(button(decision, "Zet terug op wekelijks").press)
    )
    assert back.person is not None
    assert (back.person.unanswered, back.person.rhythm) == (0, Rhythm.NORMAL)


def test_a_quiet_rhythm_is_one_press() -> None:
    decision = decide(situation(), Wrote("settings", "m1"))
    quiet = decide(situation(), Pressed(button(decision, "Rustig").press))
    assert quiet.person is not None
    assert quiet.person.rhythm is Rhythm.QUIET
    assert said(quiet) == ["Genoteerd. Je ritme: om de week."]


def test_changing_the_moment_opens_a_window_with_the_present_one() -> None:
    decision = decide(situation(), Wrote("instellingen", "m1"))
    opened = decide(situation(), Pressed(button(decision, "Verander moment").press))
    assert opened.dialog is not None
    assert [field.value for field in opened.dialog.fields] == ["3", "12.15"]


def test_the_change_is_confirmed_in_the_new_language() -> None:
    english = Voice(
        Language.EN, {"Goed, ik spreek voortaan Engels.": "Fine, I will speak English from now on."}
    )
    given = replace(situation(), voices={Language.EN: english})
    for text in ("taal engels", "language English"):
        decision = decide(given, Wrote(text, "m1"))
        assert said(decision) == ["Fine, I will speak English from now on."]
        assert decision.person is not None
        assert decision.person.language is Language.EN
    choice = decide(given, Wrote("taal", "m1"))
    assert labels(choice) == ["Nederlands", "English"]


def test_formal_and_back() -> None:
    formal = decide(situation(), Wrote("u", "m1"))
    assert said(formal) == ["Goed, ik zeg voortaan u."]
    assert formal.person is not None
    assert formal.person.language is Language.NL_FORMAL
    given = situation(person=formal.person, voice=Voice(Language.NL_FORMAL))
    shown = decide(given, Wrote("instellingen", "m1"))
    assert "Aanspreken: u." in said(shown)[0]
    back = decide(given, Pressed(button(shown, "je in plaats van u").press))
    assert said(back) == ["Goed, ik zeg voortaan je."]
