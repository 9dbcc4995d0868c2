"""A question on demand: for the table, for oneself, or a small step. Nothing follows it unasked."""

from dataclasses import replace

from bot.compose.own_verbs import OwnVerb
from bot.compose.prompts import prompt_content
from bot.compose.verbs import Verb
from bot.content import Button, Buttons, Content, Paragraph, Press, plain
from bot.dialogue.asking import Asked, Place, Request, code_of, read_request
from bot.dialogue.choosing import first_of, found_about, next_of, question_of
from bot.dialogue.commands import Word
from bot.dialogue.own_moment import utc_now
from bot.dialogue.reaction import answered, heard, message_with
from bot.dialogue.story import Story, say
from bot.library.themes import subject_near, theme_name
from bot.model.ids import PromptId, RecordId, derive_id
from bot.model.messages import Message
from bot.model.prompts import Prompt, Theme
from bot.model.records import Reply
from bot.model.situation import Decision, Say, Situation
from bot.voice import Typed

_NOT_ON_DEMAND = {Verb.LATER, Verb.NOT_FITTING}


def given(situation: Situation, prompt: Prompt) -> Say:
    """Return a prompt as the first thing to say, as its card: asked for, and taking answers."""
    return Say(prompt_content(prompt, situation.said_id(), situation), prompt.id)


def takes_text(message: Message) -> bool:
    """Tell whether plain text may answer this prompt: not when it is a question to ask at the table."""
    if message.content is None:
        return True
    return all(button.press.verb != OwnVerb.ASK_KEEP for button in message.content.buttons())


def on_command(situation: Situation, rest: str) -> Decision:
    """*vraag*, with or without a topic and what it is for."""
    request = read_request(rest)
    place = request.place or Place.TABLE
    if situation.shared:
        return _in_shared(situation, request.topic)
    if not request.topic:
        return _asked_for(situation, Asked(place=request.place))
    result = found_about(situation, place, request.topic)
    if not result.found:
        topic = Typed(request.topic, private=True)
        nothing = situation.voice.t("Over {topic} heb ik niets. Dit komt in de buurt:", topic=topic)
        asked = Asked(place=place)
        near = tuple(_near_button(situation, asked, one, request) for one in result.nearest_themes)
        buttons = (*near, situation.voice.button("Verrassing", OwnVerb.ASK, arg=asked.encode()))
        return Decision(says=(say(nothing, buttons=buttons),), keeps_expected=True)
    first, *others = result.found
    coming = tuple(code_of(prompt.id) for prompt in others)
    return _shown(situation, first, Asked(place=place, theme=first.theme, coming=coming))


def on_ask(situation: Situation, press: Press) -> Decision:
    """A purpose or a theme from the buttons."""
    if situation.shared:
        return _in_shared(situation, "")
    return _asked_for(situation, Asked.decode(press.arg))


def on_other(situation: Situation, press: Press) -> Decision:
    """*Andere vraag*: never one that went by already. The one that is put away was not seen."""
    if situation.shared:
        return Decision(keeps_expected=True)
    asked = Asked.decode(press.arg)
    prompt = next_of(situation, asked)
    decision = _shown(situation, prompt, asked) if prompt else _no_more(situation, asked)
    message = message_with(situation, press.subject)
    if message is None or message.answered_at is not None:
        return decision
    put_away = replace(answered(message, situation), prompt=None, prompt_version=None)
    return replace(decision, messages=(put_away,))


def on_plain(situation: Situation, press: Press) -> Decision:
    """*Toon als losse tekst*: the question alone, to be copied."""
    prompt = situation.library.to_ask(PromptId(press.arg))
    if prompt is None:
        return _gone(situation)
    question = question_of(prompt, situation)
    bare = Content((Paragraph(plain(question)),), question, bare=True)
    used = _used(situation, press, prompt)
    return Decision(says=(Say(bare),), messages=used, person=heard(situation), keeps_expected=True)


def on_keep(situation: Situation, press: Press) -> Decision:
    """*Bewaar voor mij*: the question is kept among one's own answers."""
    voice, person = situation.voice, situation.person
    prompt = situation.library.find(PromptId(press.arg))
    if prompt is None or situation.shared:
        return _gone(situation)
    title = prompt.text(voice.language).title
    message = message_with(situation, press.subject)
    kept = Reply(
        id=RecordId(derive_id(person.tenant, person.id, "kept", prompt.id)),
        tenant=person.tenant,
        person=person.id,
        text=question_of(prompt, situation),
        short_name=title,
        at=utc_now(situation),
        message=message.id if message else None,
        prompt=prompt.id,
        theme=prompt.theme,
    )
    text = voice.t("Bewaard bij je antwoorden, alleen jij ziet dit: **{title}**", title=title)
    return Decision(
        says=(say(text),),
        saves=(kept,),
        messages=_used(situation, press, prompt),
        person=heard(situation),
        keeps_expected=True,
    )


def _asked_for(situation: Situation, asked: Asked) -> Decision:
    if asked.place is None and asked.theme is None:
        return _what_for(situation)
    prompt = next_of(situation, asked)
    if prompt is None:
        return _no_more(situation, asked)
    return _shown(situation, prompt, asked)


def _what_for(situation: Situation) -> Decision:
    voice = situation.voice
    buttons = (
        voice.button("Voor aan tafel", OwnVerb.ASK, arg=Place.TABLE),
        voice.button("Voor mezelf", OwnVerb.ASK, arg=Place.SELF),
        voice.button("Kleine stap van 5 minuten", OwnVerb.ASK, arg=Place.SMALL),
    )
    return Decision(says=(say(voice.t("Waarvoor?"), buttons=buttons),), keeps_expected=True)


def _shown(situation: Situation, prompt: Prompt, asked: Asked) -> Decision:
    showing = asked.showing(prompt.id)
    place = asked.place or Place.TABLE
    shown = _for_table if place is Place.TABLE else _for_self
    return Decision(says=(shown(situation, prompt, showing),), keeps_expected=True)


def _for_table(situation: Situation, prompt: Prompt, asked: Asked) -> Say:
    voice, question, subject = situation.voice, question_of(prompt, situation), situation.said_id()
    text = voice.t("Om aan tafel te stellen: **'{question}'**", question=question)
    row = Buttons(
        (
            voice.button("Andere vraag", OwnVerb.ASK_OTHER, subject, asked.encode()),
            voice.button("Toon als losse tekst", OwnVerb.ASK_PLAIN, subject, prompt.id),
            voice.button("Bewaar voor mij", OwnVerb.ASK_KEEP, subject, prompt.id),
        )
    )
    return Say(Content((Paragraph(text), row), str(text)), prompt.id)


def _for_self(situation: Situation, prompt: Prompt, asked: Asked) -> Say:
    card = prompt_content(prompt, situation.said_id(), situation)
    kept = [button for button in card.buttons() if button.press.verb not in _NOT_ON_DEMAND]
    other = situation.voice.button(
        "Andere vraag", OwnVerb.ASK_OTHER, situation.said_id(), asked.encode()
    )
    blocks = tuple(block for block in card.blocks if not isinstance(block, Buttons))
    return Say(replace(card, blocks=(*blocks, Buttons((*kept, other)))), prompt.id)


def _no_more(situation: Situation, asked: Asked) -> Decision:
    voice = situation.voice
    anything = replace(asked, theme=None, coming=())
    if first_of(situation, anything) is None:
        text = voice.t("Meer vragen heb ik hiervoor nu niet.")
        return Decision(says=(say(text),), keeps_expected=True)
    surprise = voice.button("Verrassing", OwnVerb.ASK, arg=_surprise(anything))
    text = voice.t("Hierover heb ik nu geen andere vraag.")
    return Decision(says=(say(text, buttons=(surprise,)),), keeps_expected=True)


def _surprise(asked: Asked) -> str:
    return replace(asked, place=asked.place or Place.TABLE).encode()


def _near_button(situation: Situation, asked: Asked, theme: Theme, request: Request) -> Button:
    language = situation.voice.language
    asked, name = replace(asked, theme=theme), theme_name(theme, language)
    subject = subject_near(theme, request.topic)
    if subject is not None:
        found = found_about(situation, asked.place or Place.TABLE, subject.words).found
        asked = replace(asked, coming=tuple(code_of(prompt.id) for prompt in found))
        name = subject.name(language)
    return Button(name[:1].upper() + name[1:], Press(OwnVerb.ASK, "", asked.encode()))


def _in_shared(situation: Situation, topic: str) -> Decision:
    """Return only a question, for everybody in the conversation; never nothing when there is any."""
    result = found_about(situation, Place.TABLE, topic)
    nearest = next(iter(result.nearest_themes), None) if topic else None
    prompt = next(iter(result.found), None) or first_of(
        situation, Asked(place=Place.TABLE, theme=nearest)
    )
    if prompt is None:
        return Decision(keeps_expected=True)
    text = situation.voice.t("**'{question}'**", question=question_of(prompt, situation))
    return Decision(says=(say(text),), keeps_expected=True)


def _used(situation: Situation, press: Press, prompt: Prompt) -> tuple[Message, ...]:
    message = message_with(situation, press.subject)
    if message is None:
        return ()
    used = replace(message, prompt=prompt.id, prompt_version=prompt.version)
    return (answered(used, situation),)


def _gone(situation: Situation) -> Decision:
    text = situation.voice.t("Die vraag heb ik niet meer. Typ **vraag** voor een andere.")
    return Decision(says=(say(text),), keeps_expected=True)


STORY = Story(
    presses={
        OwnVerb.ASK: on_ask,
        OwnVerb.ASK_OTHER: on_other,
        OwnVerb.ASK_PLAIN: on_plain,
        OwnVerb.ASK_KEEP: on_keep,
    },
    commands={Word.ASK: on_command},
)
