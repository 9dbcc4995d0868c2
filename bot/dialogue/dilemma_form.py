"""The window that keeps a dilemma: two sides and a short name, and what may stay empty."""

from dataclasses import dataclass
from datetime import date

from bot.compose.verbs import Verb
from bot.content import Dialog, Field, FieldKind, Option, Press
from bot.dates.write import write_day
from bot.dialogue.forms import link_field, short_name_field
from bot.dialogue.reaction import message_with
from bot.model.ids import PromptId, RecordId, derive_id
from bot.model.messages import Message
from bot.model.prompts import Theme
from bot.model.records import Dilemma
from bot.model.situation import Situation
from bot.voice import Voice

_SIDE, _LINE = 500, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a dilemma gets from the prompt or reply that it comes from. `existing` is one to change.

    `link` leads to the message in the chat that it is about.
    """

    id: RecordId
    short_name: str = ""
    existing: Dilemma | None = None
    message: Message | None = None
    prompt: PromptId | None = None
    theme: Theme | None = None
    link: str = ""


def start_of(situation: Situation, subject: str) -> Start:
    """Return what stands behind this subject; an unknown one gives a dilemma of its own."""
    known = dilemma_with(situation, subject)
    if known is not None:
        message = message_with(situation, known.message) if known.message else None
        return Start(id=known.id, existing=known, message=message, link=known.link)
    reply = next((one for one in situation.records.replies if one.id == subject), None)
    source = reply.message if reply and reply.message else subject
    message = message_with(situation, source)
    new_id = RecordId(derive_id(situation.tenant.id, situation.person.id, "dilemma", source))
    prompt = situation.library.find(message.prompt) if message and message.prompt else None
    title = prompt.text(situation.voice.language).title if prompt else ""
    return Start(
        id=new_id,
        short_name=reply.short_name if reply else title,
        existing=dilemma_with(situation, new_id),
        message=message,
        prompt=prompt.id if prompt else None,
        theme=prompt.theme if prompt else None,
        link=situation.link,
    )


def dilemma_with(situation: Situation, record_id: str) -> Dilemma | None:
    """Return the person's dilemma with this id, or None."""
    return next((one for one in situation.records.dilemmas if one.id == record_id), None)


def dilemma_dialog(situation: Situation, subject: str, start: Start) -> Dialog:
    """Return the window, filled in with what is known."""
    voice = situation.voice
    return Dialog(
        press=Press(Verb.DILEMMA_KEEP, subject),
        title=voice.s("Bewaar als dilemma"),
        intro=(voice.t("Alleen jij ziet dit. Het kan onder de Woo vallen. Noem geen namen."),),
        fields=dilemma_fields(voice, start, today=situation.now.date()),
        submit_label=voice.s("Bewaar"),
    )


def dilemma_fields(voice: Voice, start: Start, *, today: date | None = None) -> tuple[Field, ...]:
    """Return the fields; a day to choose by is filled in when it is not past `today`."""
    was = start.existing
    return (
        *link_field(voice, start.link),
        _side("one_side", voice.s("Aan de ene kant"), was.one_side if was else ""),
        _side("other_side", voice.s("Aan de andere kant"), was.other_side if was else ""),
        short_name_field(voice, was.short_name if was else start.short_name),
        Field(
            name="stakes",
            label=voice.s("Wat staat er op het spel?"),
            kind=FieldKind.CHOICES,
            required=False,
            values=was.stakes if was else (),
            options=stakes(voice),
        ),
        Field(
            name="who_feels_it",
            label=voice.s("Wie voelt het gevolg het meest?"),
            required=False,
            value=was.who_feels_it if was else "",
            max_length=_LINE,
        ),
        Field(
            name="decide_by",
            label=voice.s("Wanneer moet er gekozen zijn?"),
            kind=FieldKind.WHEN,
            required=False,
            value=_day_written(voice, was, today),
            max_length=80,
            hint=voice.s("Bijvoorbeeld: vóór 1 maart."),
        ),
    )


def stakes(voice: Voice) -> tuple[Option, ...]:
    """Return what can be at stake, to choose from.

    A dilemma keeps the values: Dutch words, which `voice.word` says in another language.
    """
    return (
        Option("privacy", voice.s("privacy")),
        Option("veiligheid", voice.s("veiligheid")),
        Option("gelijke behandeling", voice.s("gelijke behandeling")),
        Option("openheid", voice.s("openheid")),
        Option("menselijke maat", voice.s("menselijke maat")),
        Option("geld en tijd", voice.s("geld en tijd")),
        Option("vertrouwen", voice.s("vertrouwen")),
        Option("anders", voice.s("anders")),
    )


def _side(name: str, label: str, value: str) -> Field:
    return Field(
        name=name,
        label=label,
        kind=FieldKind.TEXT,
        value=value,
        max_length=_SIDE,
    )


def _day_written(voice: Voice, dilemma: Dilemma | None, today: date | None) -> str:
    if dilemma is None or dilemma.decide_by_on is None or today is None:
        return ""
    if dilemma.decide_by_on < today:
        return ""
    return write_day(dilemma.decide_by_on, voice.language, today=today)
