"""Every card and window that the bot can come up with, in any language and as long as they get."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from adapters.catalogs import read_catalogs
from bot.content import Content, Dialog, Field, FieldKind, Press
from bot.dialogue.decide import COMMANDS, PRESSES, decide
from bot.events import Event, Pressed, Wrote
from bot.model.people import Language
from bot.model.records import Records
from bot.model.situation import Awaits, Decision, Situation
from bot.voice import Voice
from tests.dialogue.situations import BRAM, JOKE, situation
from tests.dialogue.test_any_event import ARGS, FULL, LIST, SUBJECTS, waiting

NASTY = "**vet** _x_ [klik](http://kwaad.nl) `code` <at>Bram</at> # kop\n- punt & co. "
LONG_NAME = (NASTY * 3)[:60]
LONG_TEXT = (NASTY * 200)[:8000]
LINK = "https://teams.microsoft.com/l/message/19%3Ax@thread.tacv2/1?tenantId=t&(x)=[y]"
_GIVEN = (
    FULL,
    replace(FULL, person=JOKE),
    replace(FULL, message=LIST, person=JOKE),
    situation(),
    situation(person=BRAM),
    waiting(Awaits.HELD_BACK),
    waiting(Awaits.DRAFT, "commit"),
)


@cache
def voices() -> dict[Language, Voice]:
    catalogs = read_catalogs()
    return {language: Voice(language, catalogs.get(language, {})) for language in Language}


def speaking(given: Situation, language: Language) -> Situation:
    """Return the situation of somebody who is spoken to in this language."""
    person = replace(given.person, language=language)
    by_name = {str(name): voice for name, voice in voices().items()}
    return replace(given, person=person, voice=voices()[language], voices=by_name)


def at_length(given: Situation) -> Situation:
    """Return the situation with everything that was ever typed as long, and as nasty, as it may be."""
    records = given.records
    full = Records(
        replies=tuple(
            replace(one, text=LONG_TEXT, short_name=LONG_NAME) for one in records.replies
        ),
        commitments=tuple(
            replace(one, what=LONG_TEXT[:500], short_name=LONG_NAME) for one in records.commitments
        ),
        dilemmas=tuple(
            replace(
                one,
                one_side=LONG_TEXT[:3000],
                other_side=LONG_TEXT[:3000],
                short_name=LONG_NAME,
            )
            for one in records.dilemmas
        ),
        agenda_items=tuple(
            replace(one, text=LONG_TEXT[:3000], short_name=LONG_NAME)
            for one in records.agenda_items
        ),
        shares=records.shares,
    )
    return replace(given, records=full)


@cache
def messages(language: Language, *, long: bool = False) -> frozenset[Content]:
    """Return all that is said after any button and any command, in situations of all kinds."""
    made = _decisions(language, long=long)
    return frozenset(content for decision in made for content in contents(decision))


@cache
def windows(language: Language, *, long: bool = False) -> tuple[Dialog, ...]:
    """Return all windows that any button opens, in situations of all kinds."""
    found = (decision.dialog for decision in _decisions(language, long=long))
    return tuple({str(one): one for one in found if one is not None}.values())


@cache
def _decisions(language: Language, *, long: bool) -> tuple[Decision, ...]:
    spoken = (speaking(one, language) for one in _GIVEN)
    sized = [at_length(one) if long else one for one in spoken]
    return tuple(decide(one, event) for one in sized for event in _events())


def _events() -> Iterator[Event]:
    for verb in PRESSES:
        for subject in SUBJECTS:
            yield Pressed(Press(verb, subject))
        for arg in ARGS:
            yield Pressed(Press(verb, SUBJECTS[1], arg))
        yield Pressed(Press(verb), link=LINK)
    for word in COMMANDS:
        yield Wrote(str(word), "m9")


def contents(decision: Decision) -> Iterator[Content]:
    yield from (say.content for say in decision.says)
    yield from (update.content for update in decision.updates)


def filled(dialog: Dialog) -> Dialog:
    """Return the window with every field as full as it gets."""
    return replace(dialog, fields=tuple(_filled(one) for one in dialog.fields))


def _filled(one: Field) -> Field:
    match one.kind:
        case FieldKind.CHOICES:
            return replace(one, values=tuple(option.value for option in one.options))
        case FieldKind.LINE | FieldKind.TEXT | FieldKind.WHEN:
            return replace(one, value=LONG_TEXT[: one.max_length])
        case _:
            return one
