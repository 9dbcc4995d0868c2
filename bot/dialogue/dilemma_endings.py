"""How a talk about a dilemma ends: with what was written about it, and as text for the file."""

from collections.abc import Mapping
from dataclasses import replace

from bot.compose.verbs import Verb
from bot.content import Content, Paragraph, Press, Text, plain
from bot.dates.write import write_day
from bot.dialogue.dilemma_form import dilemma_with
from bot.dialogue.forms import read_form
from bot.dialogue.story import Story
from bot.dialogue.telling import tell, wrong
from bot.dialogue.writing import answer_field, reply_about, writing_dialog
from bot.model.records import Dilemma, DilemmaState
from bot.model.situation import Decision, Say, Situation
from bot.voice import Typed


def on_write(situation: Situation, press: Press) -> Decision:
    """Open the window for which way it went, or for what settled it."""
    dilemma, voice = dilemma_with(situation, press.subject), situation.voice
    if dilemma is None:
        return tell(voice.t("Dat dilemma staat er niet meer."))
    question = voice.s("Welke kant op? Eén zin is genoeg.")
    if dilemma.state is DilemmaState.DECIDED:
        question = voice.s("Wat gaf de doorslag?")
    writing = Press(Verb.DILEMMA_WRITE, dilemma.id, situation.key)
    return Decision(dialog=writing_dialog(situation, writing, question), keeps_expected=True)


def on_written(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save what was written about it."""
    voice, dilemma = situation.voice, dilemma_with(situation, press.subject)
    form = read_form(voice, (answer_field(voice, ""),), values)
    if form.errors:
        return wrong(form.errors)
    if dilemma is None:
        return wrong({"answer": voice.s("Dat dilemma staat er niet meer.")})
    reply = reply_about(situation, press, dilemma, form["answer"])
    kept = voice.t("Bewaard.")
    return replace(_ending(situation, dilemma, kept), saves=(reply,))


def on_close(situation: Situation, press: Press) -> Decision:
    """End without writing more."""
    dilemma, voice = dilemma_with(situation, press.subject), situation.voice
    return _ending(situation, dilemma, voice.t("Goed."))


def on_plain(situation: Situation, press: Press) -> Decision:
    """Show it as text to copy into the file, because they asked for it."""
    dilemma, voice = dilemma_with(situation, press.subject), situation.voice
    if dilemma is None:
        return tell(voice.t("Dat dilemma staat er niet meer."))
    lines = [
        plain(dilemma.short_name, typed=True),
        voice.t("Aan de ene kant: {side}", side=Typed(dilemma.one_side)),
        voice.t("Aan de andere kant: {side}", side=Typed(dilemma.other_side)),
    ]
    if dilemma.closed_at is not None and dilemma.state is DilemmaState.DECIDED:
        on = dilemma.closed_at.astimezone(situation.now.tzinfo).date()
        day = write_day(on, voice.language, today=situation.now.date())
        lines.append(voice.t("Gekozen op {day}.", day=day))
    about = (one for one in situation.records.replies if one.about == dilemma.id)
    lines += [plain(one.text, typed=True) for one in about]
    blocks = tuple(Paragraph(line) for line in lines)
    shown = Say(Content(blocks, voice.s("Losse tekst"), bare=True))
    return Decision(says=(shown,), keeps_expected=True)


def _ending(situation: Situation, dilemma: Dilemma | None, first: Text) -> Decision:
    voice = situation.voice
    if dilemma is None or dilemma.state is DilemmaState.LET_GO:
        return tell(first)
    if dilemma.state is DilemmaState.OPEN:
        return tell(first + plain(" ") + voice.t("Over een maand vraag ik het weer."))
    show = voice.button("Toon als losse tekst", Verb.DILEMMA_PLAIN, dilemma.id)
    line = first + plain(" ") + voice.t("Een besluit hoort in het dossier.")
    return tell(line, buttons=(show,))


ENDINGS = Story(
    presses={
        Verb.DILEMMA_WRITE: on_write,
        Verb.DILEMMA_CLOSE: on_close,
        Verb.DILEMMA_PLAIN: on_plain,
    },
    submits={Verb.DILEMMA_WRITE: on_written},
)
