"""What a prompt and its one reminder say, and what a prompt's card turns into once it is answered."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.compose.verbs import Verb
from bot.content import Button, Content, Paragraph, Style, Text, plain
from bot.content import Buttons as ButtonRow
from bot.dates.write import write_day, write_time
from bot.meetings import count_workdays
from bot.model.calendar import Meeting, MeetingKind
from bot.model.ids import MessageId
from bot.model.messages import Message
from bot.model.prompts import Kind, Prompt, PromptTexts, ReplyForm
from bot.model.situation import Situation
from bot.silence import RestDays
from bot.voice import Voice

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_END_OF_DAY = time(23, 59)


@dataclass(frozen=True, slots=True)
class _Asking:
    """Who is asked what, and when: enough to write any prompt."""

    prompt: Prompt
    message_id: MessageId
    situation: Situation
    nudge: Message | None

    @property
    def voice(self) -> Voice:
        return self.situation.voice

    @property
    def texts(self) -> PromptTexts:
        return self.prompt.text(self.voice.language)

    @property
    def meeting(self) -> Meeting | None:
        if self.nudge is None:
            return None
        known = self.situation.calendar.meetings
        return next((one for one in known if one.id == self.nudge.meeting), None)


def prompt_content(
    prompt: Prompt, message_id: MessageId, situation: Situation, message: Message | None = None
) -> Content:
    """Return the prompt with the buttons of its kind, which answer to `message_id`.

    `message` is needed for a nudge (its meeting and closing), and for a prompt to a group: without a
    person there is no `Later`, because a group has no later moment of its own.
    """
    asking = _Asking(prompt, message_id, situation, message)
    paragraphs = [_header(asking), plain(_body(asking))]
    minutes = asking.voice.n("1 minuut", "{count} minuten", prompt.minutes)
    blocks = tuple(Paragraph(text) for text in paragraphs)
    to_group = message is not None and message.person is None
    return Content(
        (*blocks, ButtonRow(_buttons(asking, to_group=to_group))),
        f"{asking.texts.title} ({minutes})",
    )


def reminder_content(prompt: Prompt, original: Message, situation: Situation) -> Content:
    """Return the one reminder of a small win or a nudge; its buttons answer to the original message."""
    asking = _Asking(prompt, original.id, situation, original)
    voice, title = asking.voice, asking.texts.title
    question = voice.t("**{title}** wacht nog. Past het deze week?", title=title)
    if prompt.kind is Kind.AGENDA_NUDGE:
        if original.closes_at is not None and asking.meeting is not None:
            closing = _closing(original.closes_at, situation)
            question = voice.t(
                "**{title}** wacht nog. De agenda sluit {closing}.", title=title, closing=closing
            )
        buttons = _nudge_buttons(voice, original.id)
    else:
        buttons = (
            voice.button("Leg vast", Verb.COMMIT, original.id, style=Style.PRIMARY),
            voice.button("Volgende week", Verb.LATER, original.id, "next_week"),
            voice.button("Past niet", Verb.NOT_FITTING, original.id),
        )
    return Content((Paragraph(question), ButtonRow(buttons)), title)


def turned_card(title: str, became: Text, *buttons: Button) -> Content:
    """Return what a prompt's card turns into: its title, what became of it, and perhaps buttons."""
    line = plain(title, strong=True) + plain(" · ") + became
    blocks = (Paragraph(line), ButtonRow(buttons)) if buttons else (Paragraph(line),)
    return Content(blocks, title)


def _header(asking: _Asking) -> Text:
    title = asking.texts.title
    if asking.prompt.kind is Kind.AGENDA_NUDGE and asking.meeting is not None:
        agenda = agenda_of(asking.meeting, asking.voice)
        return asking.voice.t("**{title}** · {agenda}", title=title, agenda=agenda)
    return asking.voice.n(
        "**{title}** · 1 minuut",
        "**{title}** · {count} minuten",
        asking.prompt.minutes,
        title=title,
    )


def agenda_of(meeting: Meeting, voice: Voice) -> str:
    """Return *agenda van het college*, *agenda van de raad*, or *agenda van MT Sociaal*."""
    match meeting.kind:
        case MeetingKind.COLLEGE:
            return voice.s("agenda van het college")
        case MeetingKind.COUNCIL:
            return voice.s("agenda van de raad")
        case MeetingKind.MT | MeetingKind.OTHER:
            return voice.s("agenda van {name}", name=meeting.name)


def _body(asking: _Asking) -> str:
    texts = asking.texts
    if asking.prompt.kind is not Kind.AGENDA_NUDGE:
        return texts.body
    body = _filled_in(asking)
    if not texts.item:
        return body
    return f"{body} {_item(asking)}"


def _item(asking: _Asking) -> str:
    item, minutes = asking.texts.item or "", asking.prompt.agenda_minutes
    if minutes is None:
        return asking.voice.s("Agendapunt: ‘{item}’", item=item)
    return str(
        asking.voice.n(
            "Agendapunt, 1 minuut: ‘{item}’",
            "Agendapunt, {count} minuten: ‘{item}’",
            minutes,
            item=item,
        )
    )


def _filled_in(asking: _Asking) -> str:
    """Return the body with its placeholders filled in, as far as the message tells."""
    body, nudge, situation = asking.texts.body, asking.nudge, asking.situation
    if nudge is None:
        return body
    language, today = asking.voice.language, situation.now.date()
    values: dict[str, str] = {}
    if nudge.meeting_on is not None:
        values["meeting"] = write_day(nudge.meeting_on, language, today=today)
    if nudge.closes_at is not None:
        closes_on = _last_moment(nudge.closes_at, situation).date()
        values["closing"] = _closing(nudge.closes_at, situation)
        values["moment_day"] = write_day(closes_on, language, today=today)
        is_workday = RestDays(situation.tenant, situation.calendar).is_workday
        values["workdays"] = str(count_workdays(today, closes_on, is_workday))
    for name, value in values.items():
        body = body.replace(f"{{{name}}}", value)
    return body


def _last_moment(closes_at: datetime, situation: Situation) -> datetime:
    """Return the closing in the person's zone; what closes at midnight has the day before as its last."""
    closes = closes_at.astimezone(situation.now.tzinfo)
    return closes - _MINUTE if closes.time() == time(0) else closes


def _closing(closes_at: datetime, situation: Situation) -> str:
    """Return *morgen om 12.00 uur*, *vandaag om 12.00 uur*, or the day; the end of a day has no time."""
    voice, today = situation.voice, situation.now.date()
    closes = _last_moment(closes_at, situation)
    on = closes.date()
    if on == today:
        day = voice.s("vandaag")
    elif on == today + _DAY:
        day = voice.s("morgen")
    else:
        day = write_day(on, voice.language, today=today)
    if closes.time() >= _END_OF_DAY:
        return day
    return voice.s("{day} om {time}", day=day, time=write_time(closes.time(), voice.language))


def _buttons(asking: _Asking, *, to_group: bool) -> tuple[Button, ...]:
    voice, subject = asking.voice, asking.message_id
    if asking.prompt.kind is Kind.AGENDA_NUDGE:
        return _nudge_buttons(voice, subject)
    if asking.prompt.reply_form is ReplyForm.RECOGNITION and not to_group:
        return (
            voice.button("Ja", Verb.RECOGNISE, subject, "yes", Style.PRIMARY),
            voice.button("Een beetje", Verb.RECOGNISE, subject, "a_bit"),
            voice.button("Nee", Verb.RECOGNISE, subject, "no"),
        )
    if asking.prompt.reply_form is ReplyForm.COMMITMENT:
        first = voice.button("Leg vast", Verb.COMMIT, subject, style=Style.PRIMARY)
    else:
        first = voice.button("Schrijf antwoord", Verb.REPLY_WRITE, subject, style=Style.PRIMARY)
    if to_group:
        return (first,)
    return (
        first,
        voice.button("Later", Verb.LATER, subject),
        voice.button("Past niet", Verb.NOT_FITTING, subject),
    )


def _nudge_buttons(voice: Voice, subject: MessageId) -> tuple[Button, ...]:
    return (
        voice.button("Zet op een agenda", Verb.AGENDA_PLACE, subject, style=Style.PRIMARY),
        voice.button("Toon als losse tekst", Verb.AGENDA_PLAIN, subject),
        voice.button("Niet deze keer", Verb.AGENDA_NOT_NOW, subject),
    )
