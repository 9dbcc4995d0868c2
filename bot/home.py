"""The home page of one person in a chat app: what is open, what comes, their settings, their data.

The same blocks and buttons as the chat commands give, in one place that they can return to.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.compose.own_verbs import OwnVerb
from bot.compose.welcome import welcome_content
from bot.content import Block, Button, Buttons, Content, Paragraph, Style, Text, plain
from bot.dates.write import write_day
from bot.dialogue.my_data import on_mine, on_my_data
from bot.dialogue.own_moment import first_message_on, spoken
from bot.dialogue.settings import shown
from bot.model.ids import PersonId
from bot.model.messages import NOT_HANDED_OVER, Message, Purpose
from bot.model.people import Standing
from bot.model.situation import Decision, Situation
from bot.ports.stores import Unit
from bot.situations import Knowledge, Setting, situation_of

_AHEAD = timedelta(days=14)
_COMING = (Purpose.PROMPT, Purpose.FOLLOW_UP, Purpose.DIGEST)
_MOST_COMING = 3


async def home_of(
    unit: Unit, knowledge: Knowledge, person: PersonId, now: datetime
) -> Content | None:
    """Return the home page as it is now; None for somebody who is not known (any more)."""
    found = await unit.people.get(person)
    if found is None:
        return None
    setting = Setting(now, "", "home", with_colleagues=False)
    return home(await situation_of(unit, knowledge, found, setting))


def home(situation: Situation) -> Content:
    """Return the home page: before a yes the welcome, and after that everything of this person."""
    voice = situation.voice
    if situation.person.standing is Standing.NOT_STARTED:
        welcome = welcome_content(situation)
        return Content((*welcome.blocks, *_data(situation)), voice.s("Zetje"))
    parts = (_open(situation), _next(situation), _settings(situation), _data(situation))
    return Content(tuple(block for part in parts for block in part), voice.s("Zetje"))


def _open(situation: Situation) -> Iterator[Block]:
    yield _heading(situation.voice.s("Wat er openstaat"))
    for block in _blocks(on_mine(situation)):
        # To ask for a question stands under what comes.
        if not (isinstance(block, Buttons) and block.buttons[0].press.verb == OwnVerb.ASK):
            yield block


def _next(situation: Situation) -> Iterator[Block]:
    """Yield what comes and when, and the buttons to have it otherwise."""
    voice, person = situation.voice, situation.person
    yield _heading(voice.s("Wat er komt"))
    if person.standing is Standing.STOPPED:
        yield Paragraph(voice.t("Ik stuur je niets: je bent gestopt."))
        yield Buttons((voice.button("Weer starten", OwnVerb.RESUME, style=Style.PRIMARY),))
        return
    yield from (Paragraph(line) for line in _coming(situation))
    ask = voice.button("Geef me een vraag", OwnVerb.ASK, style=Style.PRIMARY)
    stop = voice.button("Stop", OwnVerb.STOP)
    yield Buttons((ask, *_pause(situation), stop))


def _coming(situation: Situation) -> Iterator[Text]:
    voice, person = situation.voice, situation.person
    today = situation.now.date()
    until = person.paused_until_on
    if until is not None and until > today:
        day = write_day(until, voice.language, today=today)
        yield voice.t("Pauze: vanaf {day} mag ik weer.", day=day)
    planned = _planned(situation)
    for message in planned:
        yield _announced(situation, message)
    if not planned and person.weekday is not None:
        first_on = first_message_on(situation, person)
        day = write_day(first_on, voice.language, today=today)
        yield voice.t("Je volgende eigen moment is {day}.", day=day)
    elif not planned:
        yield voice.t("Er staat nog niets klaar.")


def _planned(situation: Situation) -> tuple[Message, ...]:
    """Return what is planned for the coming two weeks, soonest first."""
    now = situation.now.astimezone(UTC)
    found = [
        message
        for message in situation.history
        if message.state in NOT_HANDED_OVER
        and message.purpose in _COMING
        and now <= message.due_at <= now + _AHEAD
    ]
    return tuple(sorted(found, key=lambda message: (message.due_at, message.id))[:_MOST_COMING])


def _announced(situation: Situation, message: Message) -> Text:
    voice, when = situation.voice, spoken(situation, message.due_at)
    when = when[:1].upper() + when[1:]
    match message.purpose:
        case Purpose.FOLLOW_UP:
            return voice.t("{when}: ik vraag hoe het ging.", when=when)
        case Purpose.DIGEST:
            return voice.t("{when}: je maandoverzicht.", when=when)
        case _:
            return voice.t("{when}: een vraag of een kleine stap.", when=when)


def _pause(situation: Situation) -> tuple[Button, ...]:
    voice, until = situation.voice, situation.person.paused_until_on
    if until is not None and until > situation.now.date():
        return (voice.button("Weer starten", OwnVerb.RESUME),)
    return (voice.button("Pauze", OwnVerb.PAUSE_UNTIL),)


def _settings(situation: Situation) -> Iterator[Block]:
    yield _heading(situation.voice.s("Instellingen"))
    yield from _blocks(shown(situation, situation.person))


def _data(situation: Situation) -> Iterator[Block]:
    voice = situation.voice
    yield _heading(voice.s("Wat ik van je bewaar"))
    yield Paragraph(
        voice.t(
            "Wat je schrijft, zie alleen jij, tot je het zelf deelt. Het kan onder de Woo vallen."
        )
    )
    yield from _blocks(on_my_data(situation))


def _heading(words: str) -> Paragraph:
    return Paragraph(plain(words, strong=True))


def _blocks(decision: Decision) -> tuple[Block, ...]:
    return tuple(block for say in decision.says for block in say.content.blocks)
