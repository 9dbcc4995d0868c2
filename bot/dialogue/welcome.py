"""Getting to know each other: nothing but this before a yes, and the moment of the week that fits."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta

from bot.compose.own_verbs import OwnVerb
from bot.compose.welcome import more_dialog, welcome_content
from bot.content import Button, Dialog, Field, FieldKind, Option, Press, Style, Text, plain
from bot.dates.write import write_day, write_time, write_weekday
from bot.dialogue import on_demand
from bot.dialogue.choosing import seen_by, suits
from bot.dialogue.commands import Word
from bot.dialogue.own_moment import (
    EARLIEST,
    first_message_on,
    latest_on,
    may_be_own,
    moment_words,
    short_moment,
    utc_now,
    weekday_name,
)
from bot.dialogue.reaction import answered, place_name
from bot.dialogue.story import Story, say
from bot.dialogue.telling import discreet, tell, until_start, wrong
from bot.model.ids import PromptId
from bot.model.messages import Message, Purpose
from bot.model.people import Person, Standing
from bot.model.prompts import Kind, Prompt
from bot.model.situation import Awaits, Decision, ExpectedAnswer, Say, Situation

_TUESDAY, _THURSDAY = 1, 3
_SHORT_MINUTES = 5
_MOMENT = re.compile(r"([0-6])-(\d{1,2})\.(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?(?: ?(?:uur|u|h))?", re.ASCII)
OWN = "own"
_WAITS = timedelta(hours=1)


def welcomed(situation: Situation) -> Decision:
    """Return the welcome as an answer, to someone who has not said yes yet."""
    now = utc_now(situation)
    person = replace(situation.person, welcomed_at=situation.person.welcomed_at or now)
    return Decision(says=(Say(welcome_content(situation)),), person=person)


def started(situation: Situation) -> Decision:
    """Return what `start` does: begin, begin again, or say that it already runs."""
    person = situation.person
    if person.standing is Standing.NOT_STARTED and person.welcomed_at is None:
        return welcomed(situation)
    if person.weekday is None or person.wall_time is None:
        return joined(situation)
    is_resting = person.standing is not Standing.ACTIVE or person.paused_until_on is not None
    voice = situation.voice
    begins = voice.t("Welkom terug.") if is_resting else voice.t("Je doet al mee.")
    return Decision(
        says=(say(begins + plain(" ") + _until(situation, _active(situation))),),
        person=_active(situation),
        messages=_welcome_answered(situation),
        keeps_expected=True,
    )


def joined(situation: Situation) -> Decision:
    """Return what a yes does: the person takes part, and is asked which moment fits."""
    voice = situation.voice
    return Decision(
        says=(
            say(
                voice.t("Fijn. Welk moment past je het best?"),
                buttons=(
                    _moment_button(situation, _TUESDAY, time(16, 0)),
                    _moment_button(situation, _THURSDAY, time(12, 15)),
                    voice.button("Zelf kiezen", OwnVerb.MOMENT, arg=OWN),
                ),
            ),
        ),
        person=_active(situation),
        messages=_welcome_answered(situation),
        expected=ExpectedAnswer(
            awaits=Awaits.OWN_MOMENT,
            verb=OwnVerb.MOMENT,
            expires_at=utc_now(situation) + _WAITS,
        ),
    )


def on_join(situation: Situation, press: Press) -> Decision:
    """*Doe mee*."""
    return joined(situation)


def on_decline(situation: Situation, press: Press) -> Decision:
    """*Nu niet*: nothing more comes, also when the person had said yes before."""
    person, now = situation.person, utc_now(situation)
    if person.standing is Standing.ACTIVE:
        person = replace(person, standing=Standing.STOPPED, stopped_at=now)
    text = situation.voice.t("Goed. Ik stuur je niets meer. Wil je later toch, typ dan **start**.")
    return Decision(says=(say(text),), person=person, messages=_welcome_answered(situation))


def on_learn_more(situation: Situation, press: Press) -> Decision:
    """*Eerst meer weten*: a window to read, nothing changes."""
    return Decision(dialog=more_dialog(situation.voice, place_name(situation)), keeps_expected=True)


def on_moment(situation: Situation, press: Press) -> Decision:
    """A moment from the buttons, or a window to choose another one."""
    found = _MOMENT.fullmatch(press.arg)
    if found is None:
        return Decision(dialog=moment_dialog(situation), keeps_expected=True)
    weekday, wall_time = int(found[1]), _time_of(f"{found[2]}.{found[3]}")
    if wall_time is None or not may_be_own(situation.tenant, weekday, wall_time):
        return Decision(dialog=moment_dialog(situation), keeps_expected=True)
    return moment_chosen(situation, weekday, wall_time)


def on_own_moment(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """A moment from the window."""
    voice, tenant = situation.voice, situation.tenant
    weekday = values.get("weekday", "")
    if weekday not in {"0", "1", "2", "3", "4"}:
        return wrong({"weekday": voice.s("Kies een dag.")})
    wall_time = _time_of(values.get("time", ""))
    if wall_time is None:
        return wrong({"time": voice.s("Schrijf de tijd zo: 12.15.")})
    if not may_be_own(tenant, int(weekday), wall_time):
        error = voice.s(
            "Kies een tijd tussen {opens} en {closes}.",
            opens=write_time(EARLIEST, voice.language),
            closes=write_time(latest_on(tenant, int(weekday)), voice.language),
        )
        return wrong({"time": error})
    return moment_chosen(situation, int(weekday), wall_time)


def moment_dialog(situation: Situation) -> Dialog:
    """Return the window in which a person chooses their own day and time."""
    voice, person = situation.voice, situation.person
    days = tuple(Option(str(day), weekday_name(day, voice.language)) for day in range(5))
    wall_time = person.wall_time or time(9, 0)
    return Dialog(
        press=Press(OwnVerb.MOMENT),
        title=voice.s("Welk moment past je?"),
        fields=(
            Field(
                name="weekday",
                label=voice.s("Dag"),
                kind=FieldKind.CHOICE,
                value=str(person.weekday or 0),
                options=days,
            ),
            Field(
                name="time",
                label=voice.s("Tijd"),
                value=write_time(wall_time, voice.language).removesuffix(" uur"),
                max_length=12,
                hint=voice.s("bijvoorbeeld 12.15"),
            ),
        ),
        submit_label=voice.s("Kies"),
    )


def moment_chosen(situation: Situation, weekday: int, wall_time: time) -> Decision:
    """Return what choosing a moment does; the first time the person may try one at once."""
    voice = situation.voice
    is_first = situation.person.wall_time is None
    person = replace(situation.person, weekday=weekday, wall_time=wall_time)
    noted = voice.t(
        "Genoteerd: {moment}, niet in vakanties en reces. Veranderen kan met **instellingen**.",
        moment=moment_words(person, weekday, wall_time),
    )
    prompt = _to_try(situation) if is_first else None
    if person.standing is Standing.STOPPED:
        noted, prompt = noted + plain(" ") + until_start(voice), None
    says: tuple[Say, ...] = (say(noted, summary=voice.s("Je moment is genoteerd.")),)
    if prompt is not None:
        says += (_try_one(situation, person, prompt),)
    expected = situation.expected
    keeps = expected is not None and expected.awaits is not Awaits.OWN_MOMENT
    return Decision(says=says, person=person, keeps_expected=keeps)


def on_try_now(situation: Situation, press: Press) -> Decision:
    """*Ja, geef maar*."""
    prompt = situation.library.to_ask(PromptId(press.arg)) or _to_try(situation)
    if prompt is None:
        return on_try_not(situation, press)
    return Decision(says=(on_demand.given(situation, prompt),), keeps_expected=True)


def on_try_not(situation: Situation, press: Press) -> Decision:
    """*Nee, tot donderdag*; nothing is promised to somebody who stopped."""
    stopped = situation.person.standing is Standing.STOPPED
    return tell(until_start(situation.voice) if stopped else _until(situation, situation.person))


def _moment_button(situation: Situation, weekday: int, wall_time: time) -> Button:
    words = short_moment(situation.person, weekday, wall_time)
    arg = f"{weekday}-{wall_time.hour}.{wall_time.minute:02}"
    return Button(words[:1].upper() + words[1:], Press(OwnVerb.MOMENT, "", arg))


def _try_one(situation: Situation, person: Person, prompt: Prompt) -> Say:
    voice = situation.voice
    day = write_weekday(first_message_on(situation, person), voice.language)
    if prompt.minutes == _SHORT_MINUTES:
        question = voice.t("Wil je er nu een proberen? Deze kost vijf minuten.")
    else:
        question = voice.n(
            "Wil je er nu een proberen? Deze kost een minuut.",
            "Wil je er nu een proberen? Deze kost {count} minuten.",
            prompt.minutes,
        )
    no = Button(voice.s("Nee, tot {weekday}", weekday=day), Press(OwnVerb.TRY_NOT))
    yes = voice.button("Ja, geef maar", OwnVerb.TRY_NOW, arg=prompt.id, style=Style.PRIMARY)
    return say(question, buttons=(yes, no))


def _to_try(situation: Situation) -> Prompt | None:
    """Return a small win of at most five minutes that suits the person, the longest first."""
    seen = seen_by(situation)
    fitting = [
        prompt
        for prompt in situation.library.prompts
        if prompt.kind is Kind.SMALL_WIN
        and prompt.minutes <= _SHORT_MINUTES
        and suits(prompt, situation.person)
        and prompt.id not in seen
    ]
    return max(fitting, key=lambda prompt: prompt.minutes, default=None)


def _active(situation: Situation) -> Person:
    person, now = situation.person, utc_now(situation)
    return replace(
        person,
        standing=Standing.ACTIVE,
        welcomed_at=person.welcomed_at or now,
        started_at=person.started_at if person.standing is Standing.ACTIVE else now,
        stopped_at=None,
        paused_until_on=None,
        unanswered=0,
    )


def _welcome_answered(situation: Situation) -> tuple[Message, ...]:
    message = situation.message
    if message is None or message.purpose is not Purpose.WELCOME:
        return ()
    return (answered(message, situation),)


def _until(situation: Situation, person: Person) -> Text:
    day = first_message_on(situation, person)
    today = situation.now.date()
    return situation.voice.t(
        "Tot {day}.", day=write_day(day, situation.voice.language, today=today)
    )


def _time_of(text: str) -> time | None:
    found = _TIME.fullmatch(text.strip().casefold())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _privacy(situation: Situation, rest: str) -> Decision:
    voice = situation.voice
    text = voice.t(
        "Meedoen is vrij. Wat je schrijft, zie alleen jij, tot je het zelf deelt. "
        "Het kan wel onder de Woo vallen. Ik werk zonder AI en geef geen advies."
    )
    more = voice.button("Eerst meer weten", OwnVerb.LEARN_MORE)
    return Decision(says=(say(text, buttons=(more,)),), keeps_expected=True)


STORY = discreet(
    Story(
        presses={
            OwnVerb.JOIN: on_join,
            OwnVerb.DECLINE: on_decline,
            OwnVerb.LEARN_MORE: on_learn_more,
            OwnVerb.MOMENT: on_moment,
            OwnVerb.TRY_NOW: on_try_now,
            OwnVerb.TRY_NOT: on_try_not,
        },
        submits={OwnVerb.MOMENT: on_own_moment},
        commands={
            Word.START: lambda situation, rest: started(situation),
            Word.PRIVACY: _privacy,
        },
    )
)
