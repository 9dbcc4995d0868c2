"""Sharing under a question in a channel: a snapshot in the thread, that can be withdrawn."""

from dataclasses import replace

import pytest

from bot.content import Press
from bot.dialogue.decide import decide
from bot.events import Pressed, Submitted
from bot.model.messages import Message, Reason, State
from bot.model.people import Language
from bot.model.records import Records, Reply, Share
from bot.model.situation import Decision, Situation, posted_id, shared_in
from tests.dialogue.committing import FILLED, saved
from tests.dialogue.situations import (
    HANNEKE,
    MT,
    NOW,
    REFLECTION,
    SMALL_WIN,
    TENANT,
    button,
    field_values,
    labels,
    message,
    said,
    situation,
)

ASKED = message(
    REFLECTION,
    person=None,
    recipient="C1",
    conversation="C1",
    group=MT,
    platform_ref="ref-1",
    local_on=None,
)
WORDS = "De telpunten. Niemand weet ervan."


def answered() -> tuple[Situation, Decision]:
    """Return the situation after Hanneke answered in the channel, with what was said then."""
    given = situation(message=ASKED)
    opened = decide(given, Pressed(Press("reply_write", ASKED.id)))
    assert opened.dialog is not None
    decision = decide(given, Submitted(opened.dialog.press, {"answer": WORDS}))
    (reply,) = decision.saves
    assert isinstance(reply, Reply)
    return replace(given, records=Records(replies=(reply,)), key="event-2"), decision


def shared(text: str = "Tellen zonder het te zeggen.") -> tuple[Situation, Decision]:
    given, decision = answered()
    opened = decide(given, Pressed(button(decision, "Zet in de draad").press))
    assert opened.dialog is not None
    return given, decide(given, Submitted(opened.dialog.press, {"text": text}))


def share_of(decision: Decision) -> Share:
    (share,) = decision.saves
    assert isinstance(share, Share)
    return share


def posted(decision: Decision, **changes: object) -> Message:
    """Return the message that the post became."""
    (post,) = decision.posts
    made = replace(
        ASKED,
        id=posted_id(ASKED, share_of(decision).id),
        subject=post.subject,
        thread="ref-1",
        platform_ref="ref-2",
        state=State.SENT,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # names of fields, in a test


def withdraw(given: Situation, decision: Decision, **changes: object) -> Decision:
    later = replace(
        given,
        message=posted(decision, **changes),
        records=replace(given.records, shares=(share_of(decision),)),
        key="event-3",
    )
    return decide(later, Pressed(button(decision, "Trek terug").press))


def test_after_an_answer_in_a_channel_it_is_offered_and_elsewhere_not() -> None:
    assert "Zet in de draad" in labels(answered()[1])
    given = situation(message(REFLECTION))
    opened = decide(given, Pressed(Press("reply_write", given.open_prompts[0].id)))
    assert opened.dialog is not None
    own = decide(given, Submitted(opened.dialog.press, {"answer": WORDS}))
    assert "Zet in de draad" not in labels(own)


def test_a_step_can_be_shared_too() -> None:
    asked = replace(ASKED, id="step", prompt=SMALL_WIN.id)  # type: ignore[arg-type]  # an id
    given = situation(message=asked)
    decision = decide(given, Submitted(Press("commit", asked.id), FILLED))
    assert labels(decision)[-1] == "Zet in de draad"
    later = replace(given, records=Records(commitments=(saved(decision),)))
    opened = decide(later, Pressed(button(decision, "Zet in de draad").press))
    assert field_values(opened) == {"text": FILLED["what"]}


def test_the_window_shows_exactly_what_will_stand_there() -> None:
    given, decision = answered()
    opened = decide(given, Pressed(button(decision, "Zet in de draad").press))
    assert field_values(opened) == {"text": WORDS}
    assert opened.dialog is not None
    assert "met je naam erbij" in str(opened.dialog.intro[0])


def test_what_is_posted_is_the_snapshot_with_the_name() -> None:
    _, decision = shared()
    (post,) = decision.posts
    assert post.under == ASKED
    assert post.content.as_text() == "Hanneke schrijft:\nTellen zonder het te zeggen."
    assert "Tellen" not in post.content.summary
    share = share_of(decision)
    assert (share.text, share.to_group, share.message) == (
        "Tellen zonder het te zeggen.",
        MT,
        ASKED.id,
    )
    assert (share.to_person, share.month) == (None, None)
    assert shared_in(posted(decision)) == share.id


def test_in_the_channel_the_language_of_the_organisation_is_spoken() -> None:
    given, decision = answered()
    opened = decide(given, Pressed(button(decision, "Zet in de draad").press))
    assert opened.dialog is not None
    formal = replace(TENANT, language=Language.NL_FORMAL)
    sent = Submitted(opened.dialog.press, {"text": "Tellen."})
    (post,) = decide(replace(given, tenant=formal), sent).posts
    assert str(post.content.blocks[0].text) == "Hanneke schrijft:"  # type: ignore[union-attr]  # text


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, "mijn BSN is 111222333"])
def test_nothing_empty_too_long_or_personal_is_posted(text: str) -> None:
    _, decision = shared(text)
    assert set(decision.errors) == {"text"}
    assert (decision.posts, decision.saves) == ((), ())


def test_withdrawn_it_says_only_that() -> None:
    given, decision = shared()
    gone = withdraw(given, decision)
    (update,) = gone.updates
    assert update.message == posted(decision).id
    assert update.content.as_text() == "Deze tekst is teruggetrokken."
    assert share_of(gone).withdrawn_at == NOW.astimezone(share_of(gone).at.tzinfo)


def test_withdrawn_while_it_waits_it_never_goes_out() -> None:
    given, decision = shared()
    gone = withdraw(given, decision, state=State.PLANNED, platform_ref=None)
    (kept_back,) = gone.messages
    assert (kept_back.state, kept_back.reason) == (State.SKIPPED, Reason.CHANGED)
    assert kept_back.content is None
    assert gone.updates == ()


@pytest.mark.parametrize("state", [State.SENDING, State.UNKNOWN])
def test_while_nobody_knows_whether_it_stands_there_nothing_is_promised(state: State) -> None:
    given, decision = shared()
    gone = withdraw(given, decision, state=state, platform_ref=None)
    assert (gone.saves, gone.updates, gone.messages) == ((), (), ())
    assert said(gone)[0].startswith("Ik weet nog niet")


def test_the_text_of_somebody_else_is_not_on_the_list() -> None:
    given, decision = shared()
    press = button(decision, "Trek terug").press
    other = replace(given, message=posted(decision), records=Records())
    assert said(decide(other, Pressed(press))) == ["Dat staat niet meer op je lijst."]


def test_what_was_answered_and_erased_cannot_be_shared() -> None:
    given, decision = answered()
    erased = replace(given, records=Records())
    press = button(decision, "Zet in de draad").press
    assert decide(erased, Pressed(press)).dialog is None
    assert decide(erased, Submitted(press, {"text": "x"})).posts == ()
    elsewhere = replace(given, message=message(REFLECTION, person=HANNEKE.id))
    assert decide(elsewhere, Pressed(press)).dialog is None
