"""A reflection gets an answer, then a question that goes on, and may become a dilemma or a commitment."""

from collections.abc import Mapping
from dataclasses import replace

from bot.compose.own_verbs import OwnVerb
from bot.compose.verbs import Verb
from bot.content import Button, Dialog, Press, Style, plain
from bot.dialogue.cards import cards
from bot.dialogue.forms import read_form
from bot.dialogue.reaction import answered, message_with
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet, tell, wrong
from bot.dialogue.thread_shares import thread_button
from bot.dialogue.writing import answer_field, reply_to, writing_dialog
from bot.model.messages import Message
from bot.model.prompts import Becomes, Prompt
from bot.model.records import Reply
from bot.model.situation import Decision, Situation


def on_write(situation: Situation, press: Press) -> Decision:
    """Open the window with the question of the prompt, or with the one that follows it."""
    asked = _asked(situation, press.subject)
    if asked is None:
        return tell(situation.voice.t("Die vraag heb ik niet meer."))
    return Decision(dialog=_dialog(situation, asked, Verb(press.verb)), keeps_expected=True)


def on_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save the answer; after the first one, ask the question that follows."""
    voice = situation.voice
    form = read_form(voice, (answer_field(voice, ""),), values)
    if form.errors:
        return wrong(form.errors)
    asked = _asked(situation, press.subject)
    if asked is None:
        return wrong({"answer": voice.s("Die vraag heb ik niet meer.")})
    reply = reply_to(situation, press, asked, form["answer"])
    decision = _saved(situation, asked, reply, is_more=press.verb == Verb.REPLY_MORE)
    return replace(_reacted(situation, asked[0], decision), saves=(reply,))


def on_recognise(situation: Situation, press: Press) -> Decision:
    """Answer whether an example was recognised: go on to their own case, or put it away."""
    asked, voice = _asked(situation, press.subject), situation.voice
    if asked is None:
        return tell(voice.t("Die vraag heb ik niet meer."))
    message, prompt = asked
    if press.arg == "no":
        others = (
            voice.button("Ja", OwnVerb.ANOTHER, message.id),
            voice.button("Nee", OwnVerb.NO_OTHER, message.id),
        )
        question = voice.t("Dank, dan leg ik hem weg. Zal ik een andere geven?")
        said = tell(question, buttons=others)
        became = cards(situation, message.id, voice.t("weggelegd"))
        return replace(_marked(situation, message, said), updates=became)
    own = prompt.text(voice.language).follow_up or voice.s("Hoe ziet dat er bij jou uit?")
    buttons = (
        voice.button("Bewaar als dilemma", Verb.DILEMMA_KEEP, message.id, style=Style.PRIMARY),
        voice.button("Schrijf antwoord", Verb.REPLY_MORE, message.id),
        voice.button("Klaar", Verb.ENOUGH, message.id),
    )
    return _marked(situation, message, tell(plain(own), buttons=buttons))


def after_answer(situation: Situation, asked: tuple[Message, Prompt], reply: Reply) -> Decision:
    """Say that the first answer is kept, ask the question that follows, and offer what it may become."""
    voice, (message, prompt) = situation.voice, asked
    follow_up = prompt.text(voice.language).follow_up
    becomes = _becomes(situation, prompt, message, reply)
    ready = voice.button("Klaar", Verb.ENOUGH, message.id)
    if follow_up is None:
        return tell(voice.t("Bewaard, alleen jij ziet dit."), buttons=(*becomes, ready))
    line = voice.t("Bewaard, alleen jij ziet dit. {question}", question=follow_up)
    write = voice.button("Schrijf antwoord", Verb.REPLY_MORE, message.id)
    return tell(line, buttons=(write, *becomes, ready))


def _saved(
    situation: Situation, asked: tuple[Message, Prompt], reply: Reply, *, is_more: bool
) -> Decision:
    if not is_more:
        return after_answer(situation, asked, reply)
    message, prompt = asked
    voice = situation.voice
    ready = voice.button("Klaar", Verb.ENOUGH, message.id)
    becomes = _becomes(situation, prompt, message, reply)
    return tell(voice.t("Bewaard, alleen jij ziet dit."), buttons=(*becomes, ready))


def _becomes(
    situation: Situation, prompt: Prompt, message: Message, reply: Reply
) -> tuple[Button, ...]:
    voice = situation.voice
    in_thread = thread_button(situation, message, reply.id)
    match prompt.becomes:
        case Becomes.DILEMMA:
            return (voice.button("Bewaar als dilemma", Verb.DILEMMA_KEEP, message.id), *in_thread)
        case Becomes.COMMITMENT:
            return (voice.button("Maak er een actie van", Verb.COMMIT, reply.id), *in_thread)
        case None:
            return in_thread


def _dialog(situation: Situation, asked: tuple[Message, Prompt], verb: Verb) -> Dialog:
    message, prompt = asked
    texts = prompt.text(situation.voice.language)
    question = texts.body
    if verb is Verb.REPLY_MORE and texts.follow_up is not None:
        question = texts.follow_up
    return writing_dialog(situation, Press(verb, message.id, situation.key), question)


def _asked(situation: Situation, message_id: str) -> tuple[Message, Prompt] | None:
    message = message_with(situation, message_id)
    prompt = situation.library.find(message.prompt) if message and message.prompt else None
    return (message, prompt) if message and prompt else None


def _reacted(situation: Situation, message: Message, decision: Decision) -> Decision:
    """Add that the prompt is answered, and what its card turns into."""
    became = cards(situation, message.id, situation.voice.t("beantwoord"), message.id)
    return replace(_marked(situation, message, decision), updates=became)


def _marked(situation: Situation, message: Message, decision: Decision) -> Decision:
    if message.person is None:
        return decision
    return replace(decision, messages=(answered(message, situation),))


STORY = discreet(
    Story(
        presses={
            Verb.REPLY_WRITE: on_write,
            Verb.REPLY_MORE: on_write,
            Verb.RECOGNISE: on_recognise,
        },
        submits={Verb.REPLY_WRITE: on_sent, Verb.REPLY_MORE: on_sent},
    )
)
