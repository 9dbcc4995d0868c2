"""*Later* and *Past niet*: ordinary answers to any prompt. No reminder follows, and nobody asks why."""

from dataclasses import replace
from datetime import datetime

from bot.compose.own_verbs import OwnVerb
from bot.compose.verbs import Verb
from bot.content import Button, Press
from bot.dialogue import on_demand
from bot.dialogue.asking import Asked, Place, code_of
from bot.dialogue.choosing import next_of, seen_by
from bot.dialogue.own_moment import (
    next_day,
    next_week,
    spoken,
    this_afternoon,
    utc_now,
    weekday_name,
)
from bot.dialogue.reaction import answered, heard, message_with
from bot.dialogue.story import Story, say
from bot.dialogue.telling import tell
from bot.model.ids import PromptId
from bot.model.messages import NOT_HANDED_OVER, Message, Purpose, State, message_id
from bot.model.prompts import Kind
from bot.model.situation import Decision, Situation

AFTERNOON, TOMORROW, NEXT_WEEK = "afternoon", "tomorrow", "next_week"


def on_later(situation: Situation, press: Press) -> Decision:
    """*Later*: ask when, or settle it when the button said so."""
    if situation.shared:
        return Decision(keeps_expected=True)
    message = _prompt(situation, press)
    if message is None:
        return _gone(situation)
    at = _instant(situation, press.arg)
    if at is None:
        question = tell(situation.voice.t("Wanneer?"), buttons=_choices(situation, message))
        return replace(question, messages=(answered(message, situation),), person=heard(situation))
    return put_off(situation, message, at)


def put_off(situation: Situation, message: Message, at: datetime) -> Decision:
    """Return the decision to send this prompt again at `at` (UTC), because the person asked for it."""
    if message.closes_at is not None and at >= message.closes_at:
        return tell(situation.voice.t("Dan is de agenda al dicht. Kies een moment ervoor."))
    text = situation.voice.t("Goed, {moment}.", moment=spoken(situation, at))
    return Decision(
        says=(say(text),),
        messages=(answered(message, situation), again(situation, message, at)),
        person=heard(situation),
        keeps_expected=True,
    )


def again(situation: Situation, message: Message, at: datetime) -> Message:
    """Return the prompt as it will be sent again at `at`; asked for twice, it still comes once."""
    waiting = [one for one in _turns(situation, message) if one.state in NOT_HANDED_OVER]
    turn = max(one.turn for one in _turns(situation, message)) + (0 if waiting else 1)
    return replace(
        message,
        id=message_id(message.tenant, Purpose.PROMPT, message.subject, message.recipient, turn),
        turn=turn,
        due_at=at,
        expires_at=message.closes_at,
        local_on=None,
        state=State.PLANNED,
        reason=None,
        content=None,
        asked=True,
        joined_to=None,
        replaces=None,
        platform_ref=None,
        conversation=None,
        lease=None,
        attempts=0,
        sent_at=None,
        answered_at=None,
        created_at=utc_now(situation),
    )


def on_not_fitting(situation: Situation, press: Press) -> Decision:
    """*Past niet*: the prompt is put away."""
    if situation.shared:
        return Decision(keeps_expected=True)
    message, voice = _prompt(situation, press), situation.voice
    if message is None:
        return _gone(situation)
    buttons = (
        voice.button("Ja", OwnVerb.ANOTHER, message.id),
        voice.button("Nee", OwnVerb.NO_OTHER, message.id),
    )
    question = tell(voice.t("Dank, dan leg ik hem weg. Zal ik een andere geven?"), buttons=buttons)
    return replace(question, messages=(answered(message, situation),), person=heard(situation))


def on_another(situation: Situation, press: Press) -> Decision:
    """*Ja* after *Past niet*: another prompt of the same kind, now."""
    message = message_with(situation, press.subject)
    prompt = situation.library.find(message.prompt) if message and message.prompt else None
    place = Place.SMALL if prompt and prompt.kind is Kind.SMALL_WIN else Place.SELF
    had: set[PromptId] = set(seen_by(situation)) | ({prompt.id} if prompt else set())
    asked = Asked(place=place, passed=tuple(code_of(one) for one in sorted(had)))
    other = next_of(situation, asked)
    if other is None:
        return tell(situation.voice.t("Een andere heb ik nu niet. Typ **vraag** voor een vraag."))
    return Decision(says=(on_demand.given(situation, other),), keeps_expected=True)


def on_no_other(situation: Situation, press: Press) -> Decision:
    """*Nee* after *Past niet*."""
    return tell(situation.voice.t("Goed."))


def _prompt(situation: Situation, press: Press) -> Message | None:
    """Return the prompt that the button is of; a reminder stands for the prompt that it repeats."""
    message = message_with(situation, press.subject)
    if message is not None and message.purpose is Purpose.REMINDER:
        message = message_with(situation, message.subject)
    return message if message is not None and message.purpose is Purpose.PROMPT else None


def _turns(situation: Situation, message: Message) -> tuple[Message, ...]:
    same = (one for one in situation.history if one.subject == message.subject)
    return (message, *(one for one in same if one.purpose is Purpose.PROMPT))


def _instant(situation: Situation, arg: str) -> datetime | None:
    match arg:
        case "afternoon":
            return this_afternoon(situation)
        case "tomorrow":
            return next_day(situation)
        case "next_week":
            return next_week(situation)
        case _:
            return None


def _choices(situation: Situation, message: Message) -> tuple[Button, ...]:
    voice = situation.voice
    tomorrow = next_day(situation)
    local = tomorrow.astimezone(situation.now.tzinfo).date()
    is_tomorrow = (local - situation.now.date()).days == 1
    name = voice.s("Morgen")
    if not is_tomorrow:
        name = weekday_name(local.weekday(), voice.language).capitalize()
    choices = (
        (this_afternoon(situation), voice.s("Vanmiddag"), AFTERNOON),
        (tomorrow, name, TOMORROW),
        (next_week(situation), voice.s("Volgende week"), NEXT_WEEK),
    )
    return tuple(
        Button(label, Press(Verb.LATER, message.id, arg))
        for at, label, arg in choices
        if at is not None and (message.closes_at is None or at < message.closes_at)
    )


def _gone(situation: Situation) -> Decision:
    return tell(situation.voice.t("Die vraag heb ik niet meer. Typ **vraag** voor een andere."))


STORY = Story(
    presses={
        Verb.LATER: on_later,
        Verb.NOT_FITTING: on_not_fitting,
        OwnVerb.ANOTHER: on_another,
        OwnVerb.NO_OTHER: on_no_other,
    }
)
