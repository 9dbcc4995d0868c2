"""The lines of a month that a person can choose to show, each as others would read it."""

from dataclasses import dataclass

from bot.digest.personal import PersonalDigest
from bot.model.ids import RecordId
from bot.model.records import Commitment, Dilemma, Reply
from bot.voice import Typed, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Shareable:
    """A record with the text to begin a snapshot from; the person can change it before it is shown."""

    subject: RecordId
    short_name: str
    text: str
    is_dilemma: bool = False


def shareable_lines(digest: PersonalDigest, voice: Voice) -> tuple[Shareable, ...]:
    """Return what of this month can be shown: done, chosen, answered, and what is open. Each once."""
    done = [_commitment(one.commitment, one.notes) for one in digest.done]
    decided = [_dilemma(one.dilemma, voice) for one in digest.decided]
    answered = [
        Shareable(subject=one.reply.id, short_name=one.reply.short_name, text=one.reply.text)
        for one in digest.answered
    ]
    still_open = [_commitment(one, ()) for one in digest.commitments]
    dilemmas = [_dilemma(one.dilemma, voice) for one in digest.dilemmas]
    return (*done, *decided, *answered, *still_open, *dilemmas)


def _commitment(one: Commitment, notes: tuple[Reply, ...]) -> Shareable:
    # What someone noticed says more to others than what they had planned.
    text = notes[-1].text if notes else one.what
    return Shareable(subject=one.id, short_name=one.short_name, text=text)


def _dilemma(one: Dilemma, voice: Voice) -> Shareable:
    text = voice.s(
        "{one_side}, of {other_side}?",
        one_side=Typed(one.one_side),
        other_side=Typed(one.other_side),
    )
    return Shareable(subject=one.id, short_name=one.short_name, text=text, is_dilemma=True)
