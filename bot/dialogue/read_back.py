"""`Lees terug`: a person's own words come back in their own chat, only because they ask."""

from collections.abc import Iterator

from bot.compose.own_verbs import OwnVerb
from bot.compose.verbs import Verb
from bot.content import Block, Button, Buttons, Content, Facts, Paragraph, Press, Text, plain
from bot.dates.write import write_day, write_moment
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet, tell
from bot.model.records import (
    Commitment,
    CommitmentState,
    Dilemma,
    DilemmaState,
    Reply,
)
from bot.model.situation import Decision, Say, Situation
from bot.voice import Typed

_Pair = tuple[str, Text]


def on_read_back(situation: Situation, press: Press) -> Decision:
    """Show the words of the record with this id, or the replies to the message with this id."""
    records = situation.records
    blocks: list[Block] = []
    for commitment in records.commitments:
        if commitment.id == press.subject:
            blocks += _commitment(situation, commitment)
    for dilemma in records.dilemmas:
        if dilemma.id == press.subject:
            blocks += _dilemma(situation, dilemma)
    for reply in records.replies:
        if press.subject in (reply.id, reply.message):
            blocks += _reply(situation, reply)
    if not blocks:
        return tell(situation.voice.t("Dat staat er niet meer."))
    shown = Say(Content(tuple(blocks), situation.voice.s("Lees terug")))
    return Decision(says=(shown,), keeps_expected=True)


def _commitment(situation: Situation, commitment: Commitment) -> Iterator[Block]:
    voice, today = situation.voice, situation.now.date()
    pairs: list[_Pair] = [(voice.s("Wat"), _typed(commitment.what))]
    if commitment.with_whom:
        pairs.append((voice.s("Met wie"), _typed(commitment.with_whom)))
    if commitment.due is not None:
        when = write_moment(commitment.due, voice.language, today=today)
        pairs.append((voice.s("Wanneer"), plain(when)))
    if commitment.if_then:
        pairs.append((voice.s("Als … dan …"), _typed(commitment.if_then)))
    if commitment.link:
        pairs.append((voice.s("Gaat over"), _typed(commitment.link)))
    yield Paragraph(voice.t("**{name}**", name=Typed(commitment.short_name)))
    yield Facts((*pairs, *_about(situation, commitment)))
    share = voice.button("Deel met een collega", Verb.SHARE, commitment.id)
    change = voice.button("Verander", Verb.COMMIT, commitment.id)
    is_open = commitment.state is CommitmentState.OPEN
    yield Buttons((change, share) if is_open else (share,))


def _dilemma(situation: Situation, dilemma: Dilemma) -> Iterator[Block]:
    voice, today = situation.voice, situation.now.date()
    pairs: list[_Pair] = [
        (voice.s("Aan de ene kant"), _typed(dilemma.one_side)),
        (voice.s("Aan de andere kant"), _typed(dilemma.other_side)),
    ]
    if dilemma.stakes:
        at_stake = ", ".join(voice.word(stake) for stake in dilemma.stakes)
        pairs.append((voice.s("Wat er op het spel staat"), plain(at_stake)))
    if dilemma.who_feels_it:
        pairs.append((voice.s("Wie het gevolg voelt"), _typed(dilemma.who_feels_it)))
    if dilemma.decide_by_on is not None:
        day = write_day(dilemma.decide_by_on, voice.language, today=today)
        pairs.append((voice.s("Kiezen kan tot en met"), plain(day)))
    if dilemma.link:
        pairs.append((voice.s("Gaat over"), _typed(dilemma.link)))
    yield Paragraph(voice.t("**{name}**", name=Typed(dilemma.short_name)))
    yield Facts((*pairs, *_about(situation, dilemma)))
    share = voice.button("Deel met een collega", Verb.SHARE, dilemma.id)
    change = voice.button("Verander", Verb.DILEMMA_KEEP, dilemma.id)
    is_open = dilemma.state is DilemmaState.OPEN
    yield Buttons((change, share) if is_open else (share,))


def _reply(situation: Situation, reply: Reply) -> Iterator[Block]:
    voice = situation.voice
    yield Paragraph(voice.t("**{name}**", name=Typed(reply.short_name)))
    yield Paragraph(_typed(reply.text))
    yield Buttons(tuple(_reply_buttons(situation, reply)))


def _reply_buttons(situation: Situation, reply: Reply) -> Iterator[Button]:
    voice = situation.voice
    yield voice.button("Verander", OwnVerb.REPLY_CHANGE, reply.id)
    yield voice.button("Weg ermee", OwnVerb.REPLY_AWAY, reply.id)
    yield voice.button("Deel met een collega", Verb.SHARE, reply.id)


def _about(situation: Situation, record: Commitment | Dilemma) -> Iterator[_Pair]:
    """Yield what was added to the record later, oldest first."""
    for reply in situation.records.replies:
        if reply.about == record.id:
            yield situation.voice.s("Later geschreven"), _typed(reply.text)


def _typed(text: str) -> Text:
    return plain(text, typed=True)


STORY = discreet(Story(presses={Verb.READ_BACK: on_read_back}))
