"""Everything these stories can be asked, with a marker in each word that was typed in a window."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date

from bot.content import Content
from bot.dates.when import When
from bot.dialogue import commitments, dilemmas, read_back, reflections, sharing, small_wins
from bot.model.ids import RecordId
from bot.model.records import Commitment, Dilemma, Records, Reply, Share
from bot.model.situation import Decision, Situation
from tests.dialogue.situations import (
    GROUP,
    HANNEKE,
    MT,
    NOW,
    NUDGE,
    REFLECTION,
    SMALL_WIN,
    TENANT,
    YUSUF,
    message,
    situation,
)

MARK = "Zwaluwstaart"
AT = NOW.astimezone(UTC)
CARD, THOUGHT, AGENDA = message(SMALL_WIN), message(REFLECTION), message(NUDGE)
STORIES = (
    small_wins.STORY,
    commitments.STORY,
    reflections.STORY,
    dilemmas.STORY,
    read_back.STORY,
    sharing.STORY,
)
PRESSES = sorted({verb for story in STORIES for verb in story.presses})
SUBMITS = sorted({verb for story in STORIES for verb in story.submits})
COMMITMENT = Commitment(
    id=RecordId("commitment"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    what=MARK,
    with_whom=MARK,
    if_then=MARK,
    short_name="Formulier",
    due=When(date(2027, 1, 13)),
    created_at=AT,
    message=CARD.id,
)
DILEMMA = Dilemma(
    id=RecordId("dilemma"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    short_name="Tellen",
    one_side=MARK,
    other_side=MARK,
    who_feels_it=MARK,
    created_at=AT,
    message=THOUGHT.id,
    still_open=2,
)
REPLY = Reply(
    id=RecordId("reply"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    text=MARK,
    short_name="Een eerlijke ruil?",
    at=AT,
    message=THOUGHT.id,
    about=COMMITMENT.id,
)
SHARE = Share(
    id=RecordId("share"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    subject=DILEMMA.id,
    short_name="Tellen",
    text=MARK,
    is_dilemma=True,
    to_person=YUSUF.id,
    at=AT,
)
MONTHLY = replace(SHARE, id=RecordId("monthly"), to_person=None, to_group=MT, month="2027-01")
# The marker stands in every word except the short names.
RECORDS = Records(
    replies=(REPLY,),
    commitments=(
        COMMITMENT,
        replace(COMMITMENT, id=RecordId("second"), moved=1),
        replace(COMMITMENT, id=RecordId("third"), due=None),
    ),
    dilemmas=(DILEMMA,),
    shares=(SHARE, MONTHLY),
)


def situations() -> Iterator[Situation]:
    full = situation(CARD, THOUGHT, AGENDA, records=RECORDS)
    yield full
    yield situation(CARD, THOUGHT, AGENDA)
    yield situation()
    share = replace(SHARE, person=YUSUF.id, to_person=HANNEKE.id)
    yield replace(full, shared_with_me=(share,), groups=(GROUP, replace(GROUP, name="B")))
    yield replace(full, shared=True)


SITUATIONS = tuple(situations())
SUBJECTS = (
    "",
    "nothing",
    CARD.id,
    THOUGHT.id,
    AGENDA.id,
    "commitment",
    "second",
    "third",
    "first:commitment",
    "step:commitment",
    "first:",
    "dilemma",
    "reply",
    "share",
    "monthly",
    "2027-01",
    "0000-00",
)
ARGS = ("", "0", "7", "0:friday", ":", "this_week", "next_week", "none", "pick", "no", CARD.id, MT)


def shown(decision: Decision) -> Iterator[Content]:
    yield from (say.content for say in decision.says)
    yield from (update.content for update in decision.updates)
    yield from (one.content for one in decision.messages if one.content is not None)


def everything(content: Content) -> str:
    marks = [button.label + button.press.encode() for button in content.buttons()]
    return "\n".join((content.as_text(), content.summary, *marks))
