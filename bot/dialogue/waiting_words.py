"""Words that were typed and are not saved yet: held back, or without a prompt to belong to.

They wait, sealed, in what is expected in the conversation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.compose.own_verbs import OwnVerb
from bot.compose.verbs import Verb
from bot.content import Button, Press, Style
from bot.dialogue import later
from bot.dialogue.forms import read_form
from bot.dialogue.held_back import found_in, sentence, without
from bot.dialogue.open_prompts import open_for_text
from bot.dialogue.own_moment import utc_now
from bot.dialogue.reaction import message_with, title_of
from bot.dialogue.telling import tell, wrong
from bot.dialogue.typed_replies import changed, gone, kept, reply_with, words_dialog
from bot.model.messages import Message
from bot.model.situation import Awaits, Decision, ExpectedAnswer, Situation

HELD = timedelta(hours=1)
UNPLACED = timedelta(days=1)
# What the words were typed for: a new answer, or other words in an answer that is there.
ANSWER, EDIT = "answer", "edit"
_MOST_CHOICES = 4


def waiting(situation: Situation) -> ExpectedAnswer | None:
    """Return the typed words that wait here, or None when there are none (any more)."""
    expected = situation.expected
    if expected is None or not expected.words or expected.expires_at <= situation.now:
        return None
    return expected


def taken_in(situation: Situation, message: Message, words: str, ref: str | None) -> Decision:
    """Save the words as the answer to this prompt, unless they hold personal data: then ask first."""
    if found_in(words):
        return held_back(situation, words, ref, message.id)
    return kept(situation, message, words, ref)


def edited(situation: Situation, reply_id: str, words: str, ref: str | None) -> Decision:
    """Save other words in an answer, unless they hold personal data: then ask first."""
    reply = reply_with(situation, reply_id)
    if reply is None:
        return gone(situation)
    if found_in(words):
        return held_back(situation, words, ref, reply.id, EDIT)
    return changed(situation, reply, words, ref)


def held_back(
    situation: Situation, words: str, ref: str | None, subject: str = "", verb: str = ANSWER
) -> Decision:
    """Ask what to do with words that hold personal data; nothing is saved."""
    voice, held = situation.voice, found_in(words)
    assert held is not None
    text = sentence(voice, held)
    paragraphs = (text, voice.t("Je eerdere tekst staat er nog.")) if verb == EDIT else (text,)
    told = tell(
        *paragraphs,
        buttons=(
            voice.button("Haal eruit en bewaar", OwnVerb.DRAFT_CLEAN, style=Style.PRIMARY),
            voice.button("Verander", OwnVerb.DRAFT_CHANGE),
            voice.button("Weg ermee", OwnVerb.DRAFT_AWAY, style=Style.DANGER),
        ),
    )
    expected = ExpectedAnswer(
        awaits=Awaits.HELD_BACK,
        subject=subject,
        verb=verb,
        words=words,
        ref=ref,
        expires_at=utc_now(situation) + HELD,
    )
    return replace(told, expected=expected, keeps_expected=False)


def which_prompt(
    situation: Situation, messages: Sequence[Message], words: str, ref: str | None
) -> Decision:
    """Ask which of these prompts the words belong to."""
    if found_in(words):
        return held_back(situation, words, ref)
    voice = situation.voice
    choices = tuple(
        Button(title_of(message, situation), Press(OwnVerb.BELONGS, message.id))
        for message in messages[:_MOST_CHOICES]
    )
    away = voice.button("Bij niets, weg ermee", OwnVerb.DRAFT_AWAY, style=Style.DANGER)
    told = tell(voice.t("Waar hoort dit bij?"), buttons=(*choices, away))
    return _waiting(situation, told, words, ref)


def belongs(
    situation: Situation, message: Message, words: str, ref: str | None, *, is_open: bool = True
) -> Decision:
    """Ask whether the words are an answer to this prompt."""
    if found_in(words):
        return held_back(situation, words, ref, message.id)
    voice, title = situation.voice, title_of(message, situation)
    question = title if title.endswith("?") else f"{title}?"
    buttons = [voice.button("Ja, bewaar", OwnVerb.BELONGS, message.id, style=Style.PRIMARY)]
    if is_open:
        buttons.append(voice.button("Nee, later vragen", OwnVerb.BELONGS_LATER, message.id))
    buttons.append(voice.button("Weg ermee", OwnVerb.DRAFT_AWAY, style=Style.DANGER))
    told = tell(voice.t("Hoort dit bij **{question}**", question=question), buttons=tuple(buttons))
    return _waiting(situation, told, words, ref, subject=message.id)


def on_belongs(situation: Situation, press: Press) -> Decision:
    """The prompt that the words belong to."""
    draft, message = waiting(situation), message_with(situation, press.subject)
    if draft is None or message is None:
        return _no_words(situation)
    return taken_in(situation, message, draft.words, draft.ref)


def on_belongs_later(situation: Situation, press: Press) -> Decision:
    """*Nee, later vragen*: the words were no answer, and the prompt comes back later."""
    decision = later.on_later(situation, Press(Verb.LATER, press.subject))
    return replace(decision, keeps_expected=waiting(situation) is None)


def on_clean(situation: Situation, press: Press) -> Decision:
    """*Haal eruit en bewaar*."""
    draft = waiting(situation)
    if draft is None:
        return _no_words(situation)
    return placed(situation, draft, without(draft.words))


def on_change(situation: Situation, press: Press) -> Decision:
    """*Verander*: a window with the words that wait."""
    draft = waiting(situation)
    if draft is None:
        return _no_words(situation)
    dialog = words_dialog(situation, Press(OwnVerb.DRAFT_CHANGE), draft.words)
    return Decision(dialog=dialog, keeps_expected=True)


def on_changed(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """The changed words from the window."""
    draft, voice = waiting(situation), situation.voice
    if draft is None:
        return wrong(
            {"words": voice.s("Je tekst stond hier te lang te wachten. Typ hem in de chat.")}
        )
    form = read_form(voice, words_dialog(situation, press, "").fields, values)
    if form.errors:
        return wrong(form.errors)
    return placed(situation, draft, form["words"])


def on_away(situation: Situation, press: Press) -> Decision:
    """*Weg ermee*: the words are forgotten."""
    told = tell(situation.voice.t("Weg. Ik heb er niets van bewaard."))
    return replace(told, keeps_expected=waiting(situation) is None)


def placed(situation: Situation, draft: ExpectedAnswer, words: str) -> Decision:
    """Go on with these words in place of those that waited."""
    if draft.verb == EDIT:
        return edited(situation, draft.subject, words, draft.ref)
    message = message_with(situation, draft.subject) if draft.subject else None
    if message is not None:
        return taken_in(situation, message, words, draft.ref)
    return unplaced(situation, words, draft.ref)


def unplaced(situation: Situation, words: str, ref: str | None, subject: str = "") -> Decision:
    """Go on with words that may belong to `subject`, or to any prompt that is open now."""
    prompts = open_for_text(situation)
    named = message_with(situation, subject) if subject else None
    if named is not None:
        return belongs(situation, named, words, ref, is_open=named in prompts)
    if len(prompts) == 1:
        return taken_in(situation, prompts[0], words, ref)
    return which_prompt(situation, prompts, words, ref)


def _waiting(
    situation: Situation, told: Decision, words: str, ref: str | None, subject: str = ""
) -> Decision:
    expected = ExpectedAnswer(
        awaits=Awaits.WHICH_PROMPT,
        subject=subject,
        verb=ANSWER,
        words=words,
        ref=ref,
        expires_at=utc_now(situation) + UNPLACED,
    )
    return replace(told, expected=expected, keeps_expected=False)


def _no_words(situation: Situation) -> Decision:
    return tell(situation.voice.t("Je tekst heb ik niet meer. Typ hem gerust nog eens."))
