"""Answers that were typed as plain text: kept at once, then confirmed, changed or taken away."""

from collections.abc import Mapping
from dataclasses import replace

from bot.compose.own_verbs import OwnVerb
from bot.compose.prompts import prompt_content
from bot.compose.verbs import Verb
from bot.content import Button, Dialog, Field, FieldKind, Paragraph, Press, Style
from bot.dialogue import reflections
from bot.dialogue.cards import cards
from bot.dialogue.forms import read_form
from bot.dialogue.own_moment import utc_now
from bot.dialogue.reaction import answered, message_with, place_name, title_of
from bot.dialogue.telling import tell, wrong
from bot.model.ids import RecordId, derive_id
from bot.model.messages import Message
from bot.model.prompts import Kind, Prompt
from bot.model.records import Reply
from bot.model.situation import Decision, Say, Situation, Update
from bot.voice import Typed

LONGEST = 8000
# A title that ends a sentence by itself.
_ENDS = ("?", ".", "!")


def kept(situation: Situation, message: Message, words: str, ref: str | None) -> Decision:
    """Save the words as the answer to this prompt, and ask whether that is right."""
    voice, person = situation.voice, situation.person
    prompt = _prompt_of(situation, message)
    title = title_of(message, situation)
    reply = Reply(
        id=RecordId(derive_id(person.tenant, person.id, "typed", ref or situation.key)),
        tenant=person.tenant,
        person=person.id,
        text=words,
        short_name=title,
        at=utc_now(situation),
        message=message.id,
        prompt=message.prompt,
        theme=prompt.theme if prompt else None,
        typed_ref=ref,
        confirmed=False,
    )
    if title.endswith(_ENDS):
        text = voice.t("Bewaard als antwoord op **{title}**", title=title)
    else:
        text = voice.t("Bewaard als antwoord op **{title}**.", title=title)
    told = tell(text, buttons=_check(situation, reply))
    if not person.told_about_plain_text:
        told = replace(told, says=(_with_warning(situation, told.says[0]),))
    return replace(
        told,
        saves=(reply,),
        person=replace(person, unanswered=0, told_about_plain_text=True),
        messages=(answered(message, situation),),
        updates=cards(situation, message.id, voice.t("beantwoord"), message.id),
        keeps_expected=_waits_for_other(situation),
    )


def changed(situation: Situation, reply: Reply, words: str, ref: str | None) -> Decision:
    """Save other words in place of what was answered."""
    voice, name = situation.voice, Typed(reply.short_name)
    if reply.short_name.endswith(_ENDS):
        told = tell(voice.t("Aangepast: je antwoord op **{name}**", name=name))
    else:
        told = tell(voice.t("Aangepast: je antwoord op **{name}**.", name=name))
    new = replace(reply, text=words, typed_ref=ref or reply.typed_ref)
    return replace(told, saves=(new,), keeps_expected=_waits_for_other(situation))


def reply_with(situation: Situation, reply_id: str) -> Reply | None:
    """Return the person's reply with this id, or None."""
    return next((one for one in situation.records.replies if one.id == reply_id), None)


def on_right(situation: Situation, press: Press) -> Decision:
    """*Klopt*: go on where the prompt goes on."""
    reply = reply_with(situation, press.subject)
    if reply is None:
        return gone(situation)
    confirmed = replace(reply, confirmed=True)
    return replace(_what_next(situation, confirmed), saves=(confirmed,))


def on_change(situation: Situation, press: Press) -> Decision:
    """*Verander*: a window with the words as they are."""
    reply = reply_with(situation, press.subject)
    if reply is None:
        return gone(situation)
    dialog = words_dialog(situation, Press(OwnVerb.REPLY_CHANGE, reply.id), reply.text)
    return Decision(dialog=dialog, keeps_expected=True)


def on_changed(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """The words from the window."""
    reply = reply_with(situation, press.subject)
    if reply is None:
        return wrong({"words": situation.voice.s("Dat antwoord is er niet meer.")})
    form = read_form(situation.voice, words_dialog(situation, press, "").fields, values)
    if form.errors:
        return wrong(form.errors)
    return changed(situation, replace(reply, confirmed=True), form["words"], None)


def on_away(situation: Situation, press: Press) -> Decision:
    """*Weg ermee*: the answer goes, the prompt is open again."""
    reply = reply_with(situation, press.subject)
    told = tell(situation.voice.t("Weg. Ik heb er niets van bewaard."))
    if reply is None:
        return told
    message = message_with(situation, reply.message) if reply.message else None
    others = [one for one in situation.records.replies if one.message == reply.message]
    if message is not None and others == [reply]:
        told = replace(
            told,
            messages=(replace(message, answered_at=None),),
            updates=_as_it_was(situation, message),
        )
    return replace(told, deletes=(reply.id,))


def on_stays(situation: Situation, press: Press) -> Decision:
    """*Bewaar alleen hier*, after the chat message was taken away."""
    if reply_with(situation, press.subject) is None:
        return gone(situation)
    return tell(situation.voice.t("Goed, je antwoord blijft hier staan."))


def words_dialog(situation: Situation, press: Press, words: str) -> Dialog:
    """Return the window in which typed words can be changed."""
    voice = situation.voice
    field = Field(
        name="words",
        label=voice.s("Je antwoord"),
        kind=FieldKind.TEXT,
        value=words,
        max_length=LONGEST,
    )
    return Dialog(
        press=press, title=voice.s("Verander"), fields=(field,), submit_label=voice.s("Bewaar")
    )


def gone(situation: Situation) -> Decision:
    """Say that an answer is not there any more."""
    return tell(situation.voice.t("Dat antwoord is er niet meer."))


def _check(situation: Situation, reply: Reply) -> tuple[Button, ...]:
    voice = situation.voice
    return (
        voice.button("Klopt", OwnVerb.REPLY_RIGHT, reply.id, style=Style.PRIMARY),
        voice.button("Verander", OwnVerb.REPLY_CHANGE, reply.id),
        voice.button("Weg ermee", OwnVerb.REPLY_AWAY, reply.id, style=Style.DANGER),
    )


def _with_warning(situation: Situation, said: Say) -> Say:
    warning = situation.voice.t(
        "Wat je als gewoon bericht typt, blijft ook in {place} staan. Wat je in een venster invult "
        "niet.",
        place=place_name(situation),
    )
    first, *others = said.content.blocks
    blocks = (first, Paragraph(warning), *others)
    return replace(said, content=replace(said.content, blocks=blocks))


def _as_it_was(situation: Situation, message: Message) -> tuple[Update, ...]:
    prompt = _prompt_of(situation, message)
    if prompt is None:
        return ()
    return (Update(message.id, prompt_content(prompt, message.id, situation, message)),)


def _what_next(situation: Situation, reply: Reply) -> Decision:
    voice = situation.voice
    message = message_with(situation, reply.message) if reply.message else None
    prompt = _prompt_of(situation, message) if message else None
    if message is None or prompt is None:
        return tell(voice.t("Genoteerd."))
    ready = voice.button("Klaar", Verb.ENOUGH, message.id)
    match prompt.kind:
        case Kind.REFLECTION:
            return reflections.after_answer(situation, (message, prompt), reply)
        case Kind.SMALL_WIN:
            commit = voice.button("Leg vast", Verb.COMMIT, message.id)
            question = voice.t("Genoteerd. Wil je vastleggen wanneer je het doet?")
            return tell(question, buttons=(commit, ready))
        case Kind.AGENDA_NUDGE:
            place = voice.button("Zet op een agenda", Verb.AGENDA_PLACE, message.id)
            return tell(voice.t("Genoteerd."), buttons=(place, ready))


def _prompt_of(situation: Situation, message: Message) -> Prompt | None:
    return situation.library.find(message.prompt) if message.prompt else None


def _waits_for_other(situation: Situation) -> bool:
    """Tell whether something else than typed words is waited for, so that it stays."""
    return situation.expected is not None and not situation.expected.words
