"""`beheer`: an admin sees what to do next and what went wrong; anybody else how to become one."""

from dataclasses import replace

import pytest

from bot.content import Press
from bot.dialogue.decide import decide, is_for_desk
from bot.events import Pressed, Wrote
from bot.model.ids import MessageId
from bot.model.messages import Message, Reason, State
from bot.model.people import Platform, Role, Standing
from bot.model.situation import Decision, Desk, Situation
from tests.dialogue.situations import (
    BRAM,
    HANNEKE,
    JOKE,
    SMALL_WIN,
    button,
    labels,
    message,
    said,
    situation,
)

CODE = "KQ7M-4T2P-9XWD"
LOST = message(SMALL_WIN, state=State.UNKNOWN, platform=Platform.TEAMS, detail="teams: 502")
REFUSED = message(
    SMALL_WIN,
    id=MessageId("refused"),
    state=State.FAILED,
    reason=Reason.REFUSED,
    platform=Platform.SLACK,
    detail="slack: not_in_channel",
)


def admin(*troubled: Message, **changes: object) -> Situation:
    given = situation(person=JOKE, desk=Desk(troubled=troubled))
    return replace(given, **changes)  # type: ignore[arg-type]  # names of fields, in a test


def types(given: Situation, text: str = "beheer") -> Decision:
    return decide(given, Wrote(text, "m1"))


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize("text", ["beheer", "Admin", "/beheer", f"beheer {CODE}"])
def test_an_admin_hears_of_what_and_what_comes_next(standing: Standing, text: str) -> None:
    decision = types(admin(person=replace(JOKE, standing=standing)), text)
    assert said(decision)[0].startswith("Dag Joke. Je beheert Zetje voor Gemeente Demo.")
    assert labels(decision) == [
        "Nieuwe reeks",
        "Lopende reeksen",
        "Mensen en groepen",
        "Overleggen en data",
    ]


def test_what_went_wrong_is_counted_and_names_nobody() -> None:
    decision = types(admin(LOST, replace(LOST, id=MessageId("2")), REFUSED))
    assert "Van 2 berichten weet ik niet" in said(decision)[0]
    assert "De afgelopen week kon één bericht niet weg." in said(decision)[0]
    shown = decide(admin(LOST, REFUSED), Pressed(button(decision, "Bekijk").press))
    assert "1 keer via Teams: teams: 502" in said(shown)[0]
    assert "1 keer via Slack: slack: not_in_channel" in said(shown)[0]
    assert "Hanneke" not in said(shown)[0] + said(decision)[0]


def test_only_what_is_of_unknown_fate_goes_again_and_it_is_in_the_log() -> None:
    shown = decide(admin(LOST, REFUSED), Pressed(Press("admin_troubles")))
    decision = decide(admin(LOST, REFUSED), Pressed(button(shown, "Stuur toch").press))
    assert decision.resends == (LOST.id,)
    assert [entry.what for entry in decision.audit] == ["unknown messages sent again"]
    none_left = decide(admin(REFUSED), Pressed(Press("admin_resend")))
    assert (none_left.resends, none_left.audit) == ((), ())
    assert labels(decide(admin(REFUSED), Pressed(Press("admin_troubles")))) == []


def test_without_trouble_everything_arrived() -> None:
    assert said(decide(admin(), Pressed(Press("admin_troubles")))) == ["Alles is aangekomen."]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("beheer", "Voor beheer is een code nodig."),
        (f"beheer {CODE}", "Die code werkt niet"),
        ("beheer kq7m 4t2p 9xwd", "Die code werkt niet"),
    ],
)
@pytest.mark.parametrize("person", [HANNEKE, BRAM])
def test_anybody_else_hears_how_to_become_one(person: object, text: str, told: str) -> None:
    decision = types(replace(situation(), person=person), text)  # type: ignore[arg-type]  # a Person
    assert said(decision)[0].startswith(told)
    assert labels(decision) == []


def test_a_code_is_never_taken_for_an_answer_and_other_words_are() -> None:
    waiting = situation(message(SMALL_WIN))
    assert types(waiting, f"beheer {CODE}").saves == ()
    for words in ("beheer", "beheer van de sleutels", "Admin van het systeem regelen"):
        assert [type(one).__name__ for one in types(waiting, words).saves] == ["Reply"], words


def test_in_a_channel_nothing_is_said_of_it() -> None:
    assert types(admin(shared=True)) == Decision(keeps_expected=True)


def test_the_desk_is_loaded_for_admins_at_work_only() -> None:
    work = (Wrote("beheer", "m"), Pressed(Press("admin_troubles")), Wrote(f"beheer {CODE}", "m"))
    assert all(is_for_desk(JOKE, event) for event in work)
    assert not any(is_for_desk(replace(JOKE, roles=frozenset()), event) for event in work)
    assert not is_for_desk(JOKE, Wrote("mijn", "m"))
    assert Role.ADMIN in JOKE.roles
