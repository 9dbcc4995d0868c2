"""Committing to a small win: what is filled in, and what comes of it."""

from dataclasses import replace
from datetime import UTC
from typing import Any

from bot.content import Press
from bot.dialogue.decide import decide
from bot.events import Pressed, Submitted
from bot.model.ids import RecordId
from bot.model.records import Commitment, Records
from bot.model.situation import Decision, Situation
from tests.dialogue.situations import HANNEKE, NOW, SMALL_WIN, TENANT, message

CARD = message(SMALL_WIN)
FILLED = {
    "what": "Vraag het bij Vergunningen",
    "with_whom": "teamleider Vergunningen",
    "when": "morgen 11.00",
    "if_then": "Als het stafoverleg klaar is, loop ik langs.",
    "short_name": "Eén lastig formulier",
}


def press(given: Situation, verb: str, subject: str = CARD.id, arg: str = "") -> Decision:
    return decide(given, Pressed(Press(verb, subject, arg)))


def commit(given: Situation, arg: str = "", **changes: str) -> Decision:
    return decide(given, Submitted(Press("commit", CARD.id, arg), {**FILLED, **changes}))


def commitment(name: str, **changes: Any) -> Commitment:
    made = Commitment(
        id=RecordId(f"id-{name}"),
        tenant=TENANT.id,
        person=HANNEKE.id,
        what=f"eigen woorden over {name}",
        short_name=name,
        created_at=NOW.astimezone(UTC),
    )
    return replace(made, **changes)


def open_ones(*names: str) -> Records:
    return Records(commitments=tuple(commitment(name) for name in names))


def saved(decision: Decision) -> Commitment:
    found = [record for record in decision.saves if isinstance(record, Commitment)]
    assert found
    return found[0]


def waiting(given: Situation, decision: Decision) -> Situation:
    assert decision.expected is not None
    return replace(given, expected=decision.expected)
