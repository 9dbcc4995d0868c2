"""A shortcut on a message: an empty window with the link to it, never the words of a colleague."""

from dataclasses import replace

import pytest

from bot.content import Press
from bot.dialogue.decide import decide
from bot.dialogue.forms import https_link
from bot.events import Pressed, Submitted
from bot.model.records import Commitment, Dilemma, Records
from bot.model.situation import Decision, Situation
from tests.dialogue.committing import FILLED, open_ones, saved, waiting
from tests.dialogue.situations import BRAM, button, field_values, labels, said, situation

LINK = "https://lindewaard.slack.com/archives/C123/p1705312800000100"


def shortcut(given: Situation, verb: str, link: str | None = LINK) -> Decision:
    return decide(given, Pressed(Press(verb), link=link))


def sent(given: Situation, opened: Decision, **filled: str) -> Decision:
    """Send the window that opened as it stands, with these fields filled in."""
    assert opened.dialog is not None
    values = {**field_values(opened), **filled}
    return decide(replace(given, key="event-2"), Submitted(opened.dialog.press, values))


@pytest.mark.parametrize("verb", ["commit_from", "dilemma_from"])
def test_the_window_holds_the_link_and_nothing_else(verb: str) -> None:
    filled = dict(field_values(shortcut(situation(), verb)))
    assert filled.pop("link") == LINK
    assert set(filled.values()) == {""}


@pytest.mark.parametrize("verb", ["commit_from", "dilemma_from"])
@pytest.mark.parametrize(
    "link",
    [None, "", "http://example.nl", "javascript:alert(1)", "https://", "https://a b.nl",
     "https://bank.nl@elders.nl/", "https://a.nl/\n", "https://[", "https://a.nl/" + "x" * 2000],
)  # fmt: skip
def test_only_an_https_link_is_kept(verb: str, link: str | None) -> None:
    assert "link" not in field_values(shortcut(situation(), verb, link))
    assert https_link(link or "") == ""


def test_a_link_that_was_changed_on_the_way_into_something_else_is_dropped() -> None:
    given = situation()
    opened = shortcut(given, "commit_from")
    decision = sent(given, opened, **{**FILLED, "link": "javascript:alert(1)"})
    assert saved(decision).link == ""


def test_the_link_is_kept_with_the_commitment_and_read_back() -> None:
    given = situation()
    commitment = saved(sent(given, shortcut(given, "commit_from"), **FILLED))
    assert commitment.link == LINK
    assert commitment.message is None
    later = replace(given, records=Records(commitments=(commitment,)))
    assert LINK in said(decide(later, Pressed(Press("read_back", commitment.id))))[0]
    everything = decide(later, Pressed(Press("read_all")))
    assert everything.dialog is not None
    assert LINK in str(everything.dialog.intro[0])


def test_changing_it_keeps_the_link() -> None:
    given = situation()
    commitment = saved(sent(given, shortcut(given, "commit_from"), **FILLED))
    later = replace(given, records=Records(commitments=(commitment,)))
    opened = decide(later, Pressed(Press("commit", commitment.id)))
    assert field_values(opened)["link"] == LINK
    assert saved(sent(later, opened, what="Iets kleiners")).link == LINK
    # A platform may leave out what nobody can change.
    without = decide(later, Submitted(Press("commit", commitment.id), FILLED))
    assert saved(without).link == LINK


def test_a_dilemma_keeps_it_too_and_hands_it_to_the_action_about_it() -> None:
    given = situation()
    sides = {"one_side": "dit", "other_side": "dat", "short_name": "De balie"}
    (dilemma,) = sent(given, shortcut(given, "dilemma_from"), **sides).saves
    assert isinstance(dilemma, Dilemma)
    assert dilemma.link == LINK
    later = replace(given, records=Records(dilemmas=(dilemma,)))
    assert LINK in said(decide(later, Pressed(Press("read_back", dilemma.id))))[0]
    assert field_values(decide(later, Pressed(Press("commit", dilemma.id))))["link"] == LINK


def test_with_three_actions_open_the_link_waits_until_there_is_room() -> None:
    given = situation(records=open_ones("a", "b", "c"))
    asked = shortcut(given, "commit_from")
    assert labels(asked) == ["a", "b", "c", "Toch niet"]
    later = replace(waiting(given, asked), key="event-2")
    opened = decide(later, Pressed(button(asked, "b").press))
    assert field_values(opened)["link"] == LINK
    decision = sent(later, opened, **FILLED)
    assert [one.short_name for one in decision.saves if isinstance(one, Commitment)][1] == "b"
    assert saved(decision).link == LINK


def test_a_day_that_was_not_understood_keeps_the_link_waiting_too() -> None:
    given = situation()
    unclear = sent(given, shortcut(given, "commit_from"), **{**FILLED, "when": "ooit eens"})
    later = replace(waiting(given, unclear), key="event-3")
    assert saved(decide(later, Pressed(button(unclear, "Deze week").press))).link == LINK


@pytest.mark.parametrize("verb", ["commit_from", "dilemma_from"])
def test_who_did_not_say_yes_yet_gets_the_welcome_first(verb: str) -> None:
    decision = shortcut(situation(person=BRAM), verb)
    assert decision.dialog is None
    assert labels(decision) == ["Doe mee", "Nu niet", "Eerst meer weten"]
