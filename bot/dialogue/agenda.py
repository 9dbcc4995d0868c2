"""An agenda nudge becomes an item on the list for a meeting."""

from dataclasses import replace
from datetime import date

from bot.compose.own_verbs import OwnVerb
from bot.compose.verbs import Verb
from bot.content import Content, Paragraph, Press, plain
from bot.dates.write import write_day
from bot.dialogue import agenda_items, agenda_list
from bot.dialogue.agenda_items import item_dialog
from bot.dialogue.choosing import suits
from bot.dialogue.later import again, put_off
from bot.dialogue.meeting_dates import meeting_with, next_open_date
from bot.dialogue.own_moment import next_day, next_week, rest
from bot.dialogue.reaction import answered, heard, message_with
from bot.dialogue.story import Story, say
from bot.dialogue.telling import discreet, tell
from bot.digest.days import month_name
from bot.digest.month import Month
from bot.model.calendar import MeetingDate, TenantMoment
from bot.model.ids import PromptId
from bot.model.messages import Message, Purpose
from bot.model.people import Person, PutAway
from bot.model.prompts import Kind, Prompt
from bot.model.situation import Decision, Say, Situation


def on_place(situation: Situation, press: Press) -> Decision:
    """*Zet op een agenda*: a window, or the next meeting when this agenda is closed."""
    message = nudge_with(situation, press.subject)
    if message is None:
        return _gone(situation)
    if message.closes_at is not None and message.closes_at <= situation.now:
        return _offer_next(situation, message)
    return _open_dialog(situation, message, None)


def on_next(situation: Situation, press: Press) -> Decision:
    """*Ja*: the window with the next date of the meeting filled in."""
    message = nudge_with(situation, press.subject)
    if message is None:
        return _gone(situation)
    return _open_dialog(situation, message, _next_date(situation, message))


def on_not_next(situation: Situation, press: Press) -> Decision:
    """*Nee*: it goes on no agenda."""
    message = nudge_with(situation, press.subject)
    told = tell(situation.voice.t("Goed."))
    return replace(told, messages=(answered(message, situation),)) if message else told


def on_plain(situation: Situation, press: Press) -> Decision:
    """*Toon als losse tekst*: one message with the item alone, to be copied."""
    message = nudge_with(situation, press.subject)
    prompt = _prompt_of(situation, message)
    if message is None or prompt is None:
        return _gone(situation)
    texts = prompt.text(situation.voice.language)
    bare = Content((Paragraph(plain(texts.item or texts.title)),), texts.title, bare=True)
    return Decision(
        says=(Say(bare),), messages=(answered(message, situation),), keeps_expected=True
    )


def on_not_now(situation: Situation, press: Press) -> Decision:
    """*Niet deze keer*."""
    message, voice = nudge_with(situation, press.subject), situation.voice
    if message is None:
        return _gone(situation)
    buttons = (
        voice.button("Later in deze ronde", OwnVerb.AGENDA_LATER, message.id),
        voice.button("Dit jaar niet", OwnVerb.AGENDA_NOT_THIS_YEAR, message.id),
    )
    told = tell(voice.t("Goed. Wanneer wel?"), buttons=buttons)
    return replace(told, messages=(answered(message, situation),))


def on_later(situation: Situation, press: Press) -> Decision:
    """*Later in deze ronde*: once more before the closing, else before that of the next meeting."""
    message = nudge_with(situation, press.subject)
    if message is None:
        return _gone(situation)
    for at in (next_day(situation), next_week(situation)):
        if message.closes_at is None or at < message.closes_at:
            return put_off(situation, message, at)
    following = _next_date(situation, message)
    if following is None:
        told = tell(situation.voice.t("Goed. Deze ronde is dan voorbij."))
        return replace(told, messages=(answered(message, situation),))
    return _before_next(situation, message, following)


def on_not_this_year(situation: Situation, press: Press) -> Decision:
    """*Dit jaar niet*: it is put away, and the next chance is named when there is a date for it."""
    message, voice = nudge_with(situation, press.subject), situation.voice
    if message is None:
        return _gone(situation)
    text = voice.t("Goed, dit jaar niet meer.")
    chance = _next_chance(situation, _prompt_of(situation, message))
    if chance is not None:
        month = month_name(Month.of(chance.on), voice, today=situation.now.date())
        text = voice.t("Goed. Volgende kans: {label} in {month}.", label=chance.label, month=month)
    return replace(
        tell(text),
        messages=(answered(message, situation),),
        person=_put_away(situation, message.prompt),
    )


def _put_away(situation: Situation, prompt: PromptId | None) -> Person | None:
    if prompt is None:
        return None
    today = situation.now.date()
    person = heard(situation) or situation.person
    kept = [one for one in person.put_away if one.until_on > today]
    away = PutAway(prompt, date(today.year + 1, 1, 1))
    return replace(person, put_away=(*kept, away))


def nudge_with(situation: Situation, message_id: str) -> Message | None:
    """Return the prompt with this id; a reminder stands for the prompt that it repeats."""
    message = message_with(situation, message_id)
    if message is not None and message.purpose is Purpose.REMINDER:
        message = message_with(situation, message.subject)
    return message if message is not None and message.purpose is Purpose.PROMPT else None


def _open_dialog(situation: Situation, message: Message, on: MeetingDate | None) -> Decision:
    voice = situation.voice
    dialog = item_dialog(situation, message, _prompt_of(situation, message), on)
    if dialog is not None:
        return Decision(dialog=dialog, keeps_expected=True)
    plain_button = voice.button("Toon als losse tekst", Verb.AGENDA_PLAIN, message.id)
    text = voice.t("Ik ken geen overleg waarvan de agenda nog open is.")
    return tell(text, buttons=(plain_button,))


def _offer_next(situation: Situation, message: Message) -> Decision:
    voice, today = situation.voice, situation.now.date()
    following = _next_date(situation, message)
    if following is None or message.meeting_on is None:
        return _open_dialog(situation, message, None)
    text = voice.t(
        "De agenda van {closed} is dicht. Op die van {next} zetten?",
        closed=write_day(message.meeting_on, voice.language, today=today),
        next=write_day(following.on, voice.language, today=today),
    )
    buttons = (
        voice.button("Ja", OwnVerb.AGENDA_NEXT, message.id),
        voice.button("Nee", OwnVerb.AGENDA_NOT_NEXT, message.id),
    )
    return tell(text, buttons=buttons)


def _next_date(situation: Situation, message: Message) -> MeetingDate | None:
    meeting = meeting_with(situation, message.meeting)
    if meeting is None or message.meeting_on is None:
        return None
    return next_open_date(situation, meeting, message.meeting_on)


def _before_next(situation: Situation, message: Message, following: MeetingDate) -> Decision:
    voice, today = situation.voice, situation.now.date()
    first = next_day(situation)
    last = rest(situation).last_moment(following.closes_at)
    at = last if last is not None and last > first else first
    moved = replace(
        again(situation, message, at),
        meeting_on=following.on,
        closes_at=following.closes_at,
        expires_at=following.closes_at,
    )
    meeting = meeting_with(situation, message.meeting)
    text = voice.t(
        "Goed. Volgende kans: {meeting} van {day}.",
        meeting=meeting.name if meeting else "",
        day=write_day(following.on, voice.language, today=today),
    )
    return Decision(
        says=(say(text),), messages=(answered(message, situation), moved), keeps_expected=True
    )


def _next_chance(situation: Situation, away: Prompt | None) -> TenantMoment | None:
    """Return the first coming moment that a nudge for this person counts back from.

    The moment of the nudge that is put away only counts again next year.
    """
    key, today = away.timing.moment if away else None, situation.now.date()
    awaited = {
        prompt.timing.moment
        for prompt in situation.library.prompts
        if prompt.kind is Kind.AGENDA_NUDGE and suits(prompt, situation.person)
    }
    coming = (
        one
        for one in situation.calendar.moments
        if one.key in awaited and (one.on > today if one.key != key else one.on.year > today.year)
    )
    return min(coming, key=lambda one: one.on, default=None)


def _prompt_of(situation: Situation, message: Message | None) -> Prompt | None:
    return situation.library.find(message.prompt) if message and message.prompt else None


def _gone(situation: Situation) -> Decision:
    return tell(situation.voice.t("Dit agendapunt heb ik niet meer."))


_NUDGE = Story(
    presses={
        Verb.AGENDA_PLACE: on_place,
        Verb.AGENDA_PLAIN: on_plain,
        Verb.AGENDA_NOT_NOW: on_not_now,
        OwnVerb.AGENDA_LATER: on_later,
        OwnVerb.AGENDA_NOT_THIS_YEAR: on_not_this_year,
        OwnVerb.AGENDA_NEXT: on_next,
        OwnVerb.AGENDA_NOT_NEXT: on_not_next,
    },
    submits={Verb.AGENDA_PLACE: agenda_items.on_proposed},
)
STORY = discreet(
    Story(
        presses={
            **_NUDGE.presses,
            **agenda_items.STORY.presses,
            **agenda_list.STORY.presses,
        },
        submits={**_NUDGE.submits, **agenda_items.STORY.submits},
    )
)
