"""A commitment comes about: what is saved, what is said of it, and what its card turns into."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC

from bot.compose.verbs import Verb
from bot.content import Button, Text
from bot.dates.when import When
from bot.dates.write import write_moment
from bot.dialogue.cards import commitment_cards
from bot.dialogue.forms import LINK
from bot.dialogue.instants import after, is_far
from bot.dialogue.origins import FIRST, Origin, commitment_with
from bot.dialogue.reaction import answered
from bot.dialogue.story import say
from bot.dialogue.thread_shares import thread_button
from bot.model.records import Commitment, CommitmentState
from bot.model.situation import Decision, Say, Situation
from bot.voice import Typed


@dataclass(frozen=True, slots=True)
class Wish:
    """What someone filled in for a commitment. `subject` is where it comes from, `drops` what goes for it."""

    subject: str
    values: Mapping[str, str]
    drops: str = ""


def settled(situation: Situation, wish: Wish, origin: Origin, due: When | None) -> Decision:
    """Return the decision to save this commitment; what was waited for is no longer."""
    commitment = _commitment(situation, wish, origin, due)
    dropped = commitment_with(situation, wish.drops)
    goes = dropped is not None and dropped.state is CommitmentState.OPEN
    gone = closed(situation, dropped, CommitmentState.DROPPED) if dropped and goes else None
    message = origin.message
    answers = message is not None and message.person is not None
    return Decision(
        says=(_confirmation(situation, commitment, thread_button(situation, message, origin.id)),),
        saves=(commitment, gone) if gone else (commitment,),
        messages=(answered(message, situation),) if message and answers else (),
        updates=(
            *commitment_cards(situation, commitment),
            *(commitment_cards(situation, gone) if gone else ()),
        ),
    )


def closed(situation: Situation, commitment: Commitment, state: CommitmentState) -> Commitment:
    """Return the commitment as done or dropped now; no one asks about it any more."""
    return replace(
        commitment,
        state=state,
        closed_at=situation.now.astimezone(UTC),
        ask_at=None,
        turn=commitment.turn + 1,
    )


def moved_to(situation: Situation, commitment: Commitment, due: When | None) -> Commitment:
    """Return the commitment with this day, to be asked about after it."""
    return replace(
        commitment,
        due=due,
        ask_at=after(due, situation.now) if due else None,
        turn=commitment.turn + 1,
    )


def moment(situation: Situation, due: When) -> str:
    """Return the day with its weekday, and its time if there is one."""
    return write_moment(due, situation.voice.language, today=situation.now.date())


def _commitment(situation: Situation, wish: Wish, origin: Origin, due: When | None) -> Commitment:
    values = wish.values
    if origin.existing is not None:
        known = replace(origin.existing, state=CommitmentState.OPEN, closed_at=None)
        return replace(
            moved_to(situation, known, due),
            what=values["what"],
            with_whom=values["with_whom"],
            if_then=values["if_then"],
            short_name=values["short_name"],
            link=values.get(LINK) or origin.link,
        )
    return Commitment(
        id=origin.id,
        tenant=situation.tenant.id,
        person=situation.person.id,
        what=values["what"],
        with_whom=values["with_whom"],
        if_then=values["if_then"],
        short_name=values["short_name"],
        link=values.get(LINK) or origin.link,
        due=due,
        ask_at=after(due, situation.now) if due else None,
        created_at=situation.now.astimezone(UTC),
        message=origin.message.id if origin.message else None,
        prompt=origin.prompt,
        theme=origin.theme,
    )


def _confirmation(
    situation: Situation, commitment: Commitment, in_thread: tuple[Button, ...]
) -> Say:
    voice, due = situation.voice, commitment.due
    change = voice.button("Verander", Verb.COMMIT, commitment.id)
    away = voice.button("Weg ermee", Verb.COMMITMENT_DISCARD, commitment.id)
    if due is not None and is_far(due, situation.now):
        first = voice.button("Ja", Verb.COMMIT, FIRST + commitment.id)
        enough = voice.button("Nee, zo is het goed", Verb.ENOUGH, commitment.id)
        return say(
            voice.t(
                "Genoteerd: {moment}. Dat duurt nog even. Wil je een eerste stap deze maand?",
                moment=moment(situation, due),
            ),
            buttons=(first, enough, change, *in_thread),
        )
    return _plain_confirmation(situation, commitment, (change, away, *in_thread))


def _plain_confirmation(
    situation: Situation, commitment: Commitment, buttons: tuple[Button, ...]
) -> Say:
    voice, due, name = situation.voice, commitment.due, Typed(commitment.short_name)
    line: Text
    if due is None:
        line = voice.t(
            "Genoteerd: **{name}**, zonder datum. Ik vraag er niet naar. "
            "Je vindt het terug in je maandoverzicht.",
            name=name,
        )
    else:
        line = voice.t(
            "Genoteerd: **{name}**, {moment}. Ik vraag daarna hoe het ging.",
            name=name,
            moment=moment(situation, due),
        )
    return say(line, buttons=buttons)
