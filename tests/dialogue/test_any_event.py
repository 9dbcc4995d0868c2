"""Whatever comes in is answered: decide never raises, and every button that is shown does something."""

from dataclasses import replace
from datetime import UTC, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Content, Press
from bot.dialogue.decide import PRESSES, SUBMITS, decide
from bot.events import Deleted, Edited, Event, Left, Pressed, Submitted, Wrote
from bot.model.ids import RecordId
from bot.model.messages import Purpose
from bot.model.people import Language, Platform, Rhythm
from bot.model.records import AgendaItem, Records
from bot.model.situation import Awaits, Decision, Desk, ExpectedAnswer, Situation
from bot.voice import Voice
from tests.dialogue.situations import (
    BRAM,
    COLLEGE,
    HANNEKE,
    JOKE,
    NOW,
    NUDGE,
    REFLECTION,
    SMALL_WIN,
    TENANT,
    message,
    situation,
)
from tests.dialogue.test_my_data import ACTION, DILEMMA, REPLY, SHARE

PROMPTS = (message(SMALL_WIN), message(REFLECTION), message(NUDGE))
ITEM = AgendaItem(
    id=RecordId("i1"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    short_name="Als het een dag stilvalt",
    text="Wat doen we?",
    minutes=5,
    meeting=COLLEGE,
    meeting_on=(NOW + timedelta(days=5)).date(),
    created_at=NOW,
    changed_at=NOW,
    message=PROMPTS[2].id,
)
# What the window of a commitment brings back waits as a whole.
DRAFT = {"what": "Bellen", "with_whom": "", "when": "ooit", "if_then": "", "short_name": "Bellen"}
RECORDS = Records(
    replies=(replace(REPLY, typed_ref="m1", message=PROMPTS[1].id),),
    commitments=(ACTION,),
    dilemmas=(DILEMMA,),
    agenda_items=(ITEM,),
    shares=(SHARE,),
)
FULL = situation(*PROMPTS, records=RECORDS, items=(ITEM,), shared_with_me=(SHARE,))
ADMIN = replace(JOKE, standing=HANNEKE.standing)
IN_CHANNEL = replace(
    PROMPTS[1], person=None, recipient="C1", conversation="C1", platform_ref="r1", group=None
)
LIST = replace(PROMPTS[2], purpose=Purpose.NOTICE, subject=f"agenda:{COLLEGE}:{ITEM.meeting_on}")


def waiting(awaits: Awaits, verb: str = "answer") -> Situation:
    expected = ExpectedAnswer(
        awaits=awaits,
        subject=PROMPTS[0].id,
        verb=verb,
        words="De wachtrij",
        ref="m1",
        values=DRAFT,
        expires_at=NOW.astimezone(UTC) + timedelta(hours=1),
    )
    return replace(FULL, expected=expected)


SITUATIONS = (
    FULL,
    situation(),
    situation(PROMPTS[0]),
    replace(FULL, message=LIST, person=JOKE),
    replace(FULL, shared=True),
    replace(FULL, person=ADMIN, desk=Desk(troubled=(PROMPTS[0],)), platform=Platform.SLACK),
    replace(FULL, person=ADMIN, desk=Desk(), shared=True, conversation="C1"),
    replace(FULL, message=IN_CHANNEL),
    situation(person=BRAM),
    situation(person=replace(HANNEKE, weekday=None, wall_time=None, rhythm=Rhythm.MONTHLY)),
    replace(FULL, person=replace(HANNEKE, language=Language.EN), voice=Voice(Language.EN)),
    *(waiting(awaits) for awaits in Awaits),
    waiting(Awaits.HELD_BACK, "edit"),
    waiting(Awaits.WHEN, "commit"),
    waiting(Awaits.DRAFT, "commit"),
)
KNOWN_TEXTS = (
    "stop", "start", "vraag", "vraag camera voor mezelf", "pauze tot 1 mei", "nu even niet", "u",
    "instellingen", "mijn gegevens", "mijn", "overzicht", "actie", "dilemma", "wis", "wis alles",
    "help", "taal engels", "privacy", "hier", "@Zetje hier", "beheer", "beheer KQ7M-4T2P-9XWD",
    "morgen 11.00", "donderdag 12.15", "111222333",
    "ok", "De balie", "pauze tot", "vraag over", "taal", "overzicht januari",
)  # fmt: skip
VERBS = sorted({*PRESSES, *SUBMITS})
SUBJECTS = (
    "",
    *(one.id for one in (*PROMPTS, REPLY, ACTION, DILEMMA, ITEM, SHARE)),
    "first:c1",
    "2027-01",
    "mt-sociaal",
)
ARGS = ("", "own", "3-12.15", "9-99.99", "afternoon", "next_week", "table", "self:", "table:x:y:z",
        "active", "nl@formal", "en", "quiet", "0", "1", "yes", "no", "pick", "2")  # fmt: skip
FIELDS = ("weekday", "time", "until", "words", "meeting", "text", "minutes", "presenter", "what",
          "when", "short_name", "answer", "one_side", "with_whom", "person")  # fmt: skip

texts = st.sampled_from(KNOWN_TEXTS) | st.text(max_size=80)
presses = st.builds(
    Press,
    st.sampled_from(VERBS) | st.text(max_size=10),
    st.sampled_from(SUBJECTS) | st.text(max_size=10),
    st.sampled_from(ARGS) | st.sampled_from(SUBJECTS) | st.text(max_size=20),
)
refs = st.sampled_from(("m1", "m2"))
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Wrote, texts, refs),
    st.builds(Edited, texts, refs),
    st.builds(Deleted, refs),
    st.builds(Pressed, presses),
    st.builds(Pressed, presses, link=st.sampled_from(("https://a.nl/m", "javascript:x", ""))),
    st.builds(
        Submitted,
        presses,
        st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), texts, max_size=6),
    ),
    st.just(Left()),
)


def contents(decision: Decision) -> list[Content]:
    return [say.content for say in decision.says] + [one.content for one in decision.updates]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SITUATIONS), events)
def test_decide_never_raises_and_shows_only_buttons_that_work(
    given_situation: Situation, event: Event
) -> None:
    decision = decide(given_situation, event)
    for content in contents(decision):
        assert content.blocks
        assert content.summary
        for button in content.buttons():
            assert button.press.verb in PRESSES
            assert button.label
            assert len(button.press.encode()) <= 255
            assert Press.decode(button.press.encode()) == button.press
    if decision.dialog is not None and decision.dialog.submit_label is not None:
        assert decision.dialog.press.verb in SUBMITS


@settings(max_examples=200, deadline=None)
@given(events)
def test_in_a_shared_conversation_nothing_personal_is_said(event: Event) -> None:
    shared = replace(FULL, shared=True)
    decision = decide(shared, event)
    shown = " ".join(content.as_text() for content in contents(decision))
    for words in (REPLY.text, ACTION.what, ACTION.short_name, DILEMMA.one_side, DILEMMA.short_name):
        assert words not in shown


def test_every_button_of_every_known_press_works() -> None:
    for verb in PRESSES:
        for subject in SUBJECTS:
            decision = decide(FULL, Pressed(Press(verb, subject)))
            for content in contents(decision):
                assert all(button.press.verb in PRESSES for button in content.buttons())


def test_an_unknown_button_is_met_kindly() -> None:
    decision = decide(situation(), Pressed(Press("from_long_ago")))
    assert decision.says[0].content.as_text().startswith("Daar weet ik geen raad mee.")
    assert decide(situation(shared=True), Pressed(Press("x"))) == Decision(keeps_expected=True)
