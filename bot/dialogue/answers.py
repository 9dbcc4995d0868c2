"""Typed answers, and what follows when the chat message they were typed in changes or goes."""

from dataclasses import replace

from bot.compose.own_verbs import OwnVerb
from bot.content import Style
from bot.dialogue import typed_replies, waiting_words
from bot.dialogue.forms import is_blank
from bot.dialogue.held_back import found_in
from bot.dialogue.overtaken import overtook
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet, tell
from bot.events import Deleted, Edited
from bot.model.records import Reply
from bot.model.situation import Awaits, Decision, ExpectedAnswer, Situation


def on_edit(situation: Situation, text: str, ref: str) -> Decision:
    """Follow a chat message that was changed into the answer; any other only when it is still to come."""
    if situation.shared:
        return Decision(keeps_expected=True)
    draft = waiting_words.waiting(situation)
    if draft is not None and draft.ref == ref:
        return _edited_draft(situation, draft, text)
    reply = _typed_in(situation, ref)
    if reply is None:
        return overtook(situation, Edited(text, ref))
    if is_blank(text) or reply.text == text:
        return Decision(keeps_expected=True)
    return waiting_words.edited(situation, reply.id, text, ref)


def on_delete(situation: Situation, ref: str) -> Decision:
    """Ask what to do with an answer whose chat message was taken away."""
    voice = situation.voice
    if situation.shared:
        return Decision(keeps_expected=True)
    draft = waiting_words.waiting(situation)
    if draft is not None and draft.ref == ref:
        told = tell(voice.t("Je bericht is weg. Ik heb er niets van bewaard."))
        return replace(told, keeps_expected=False)
    reply = _typed_in(situation, ref)
    if reply is None:
        return overtook(situation, Deleted(ref))
    buttons = (
        voice.button("Bewaar alleen hier", OwnVerb.REPLY_STAYS, reply.id),
        voice.button("Ook hier weg", OwnVerb.REPLY_AWAY, reply.id, style=Style.DANGER),
    )
    text = voice.t("Je hebt je bericht weggehaald. Je antwoord staat hier nog.")
    return tell(text, buttons=buttons)


def _edited_draft(situation: Situation, draft: ExpectedAnswer, text: str) -> Decision:
    if is_blank(text) or draft.words == text:
        return Decision(keeps_expected=True)
    if draft.awaits is Awaits.HELD_BACK:
        return waiting_words.placed(situation, draft, text)
    if found_in(text):
        return waiting_words.held_back(situation, text, draft.ref, draft.subject)
    return Decision(expected=replace(draft, words=text))


def _typed_in(situation: Situation, ref: str) -> Reply | None:
    replies = (one for one in situation.records.replies if one.typed_ref == ref)
    return next(replies, None)


STORY = discreet(
    Story(
        presses={
            OwnVerb.REPLY_RIGHT: typed_replies.on_right,
            OwnVerb.REPLY_CHANGE: typed_replies.on_change,
            OwnVerb.REPLY_AWAY: typed_replies.on_away,
            OwnVerb.REPLY_STAYS: typed_replies.on_stays,
            OwnVerb.BELONGS: waiting_words.on_belongs,
            OwnVerb.BELONGS_LATER: waiting_words.on_belongs_later,
            OwnVerb.DRAFT_CLEAN: waiting_words.on_clean,
            OwnVerb.DRAFT_CHANGE: waiting_words.on_change,
            OwnVerb.DRAFT_AWAY: waiting_words.on_away,
        },
        submits={
            OwnVerb.REPLY_CHANGE: typed_replies.on_changed,
            OwnVerb.DRAFT_CHANGE: waiting_words.on_changed,
        },
    )
)
