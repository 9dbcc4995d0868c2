"""Settings: the rhythm, the moment, the language, and *je* or *u*."""

from dataclasses import replace

from bot.compose.own_verbs import OwnVerb
from bot.content import Button, Press, Text, plain
from bot.dialogue.commands import Word
from bot.dialogue.own_days import days_off_lines
from bot.dialogue.own_moment import short_moment
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet, tell
from bot.model.people import Language, Person, Rhythm
from bot.model.situation import Decision, Situation
from bot.voice import Voice

# From so many prompts in a row without a reaction the planner keeps two weeks between prompts.
STEPPED_BACK_AFTER = 4
_LANGUAGES = {
    "nederlands": Language.NL,
    "dutch": Language.NL,
    "nl": Language.NL,
    "engels": Language.EN,
    "english": Language.EN,
    "en": Language.EN,
}


def language_named(text: str) -> Language | None:
    """Return the language with this name, in Dutch or English; *nl* and *en* are names too."""
    return _LANGUAGES.get(text.strip().casefold())


def shown(situation: Situation, person: Person) -> Decision:
    """Return the settings of `person` as they are (about to be), each with a button to change it."""
    voice = situation.voice
    lines = [voice.t("Je ritme: {rhythm}.", rhythm=_rhythm(voice, person))]
    if person.weekday is not None and person.wall_time is not None:
        moment = short_moment(person, person.weekday, person.wall_time)
        lines.append(voice.t("Moment: {moment}.", moment=moment))
    else:
        lines.append(voice.t("Moment: nog niet gekozen."))
    if person.language is Language.EN:
        lines.append(voice.t("Taal: Engels."))
    else:
        form = "u" if person.language is Language.NL_FORMAL else "je"
        lines.append(voice.t("Aanspreken: {form}.", form=form))
    lines += days_off_lines(voice, person)
    first, *others = lines
    text = first
    for line in others:
        text = text + plain(" ") + line
    return tell(text, buttons=_buttons(situation, person))


def on_settings(situation: Situation, rest: str) -> Decision:
    """*instellingen*."""
    return shown(situation, situation.person)


def on_rhythm(situation: Situation, press: Press) -> Decision:
    """Another rhythm; choosing one also ends a step back that the bot took by itself."""
    if press.arg not in set(Rhythm):
        return shown(situation, situation.person)
    return in_rhythm(situation, Rhythm(press.arg))


def in_rhythm(situation: Situation, rhythm: Rhythm) -> Decision:
    """Return the change to this rhythm: *rustig*, *gewoon* or *stevig*."""
    voice = situation.voice
    person = replace(situation.person, rhythm=rhythm, unanswered=0)
    text = voice.t("Genoteerd. Je ritme: {rhythm}.", rhythm=_rhythm(voice, person))
    return replace(tell(text), person=person)


def on_language(situation: Situation, press: Press) -> Decision:
    """Another language or form, confirmed in the new one; or the choice between languages."""
    if press.arg in set(Language):
        return spoken_to_in(situation, Language(press.arg))
    return _which_language(situation)


def on_language_command(situation: Situation, rest: str) -> Decision:
    """*taal*, or *taal engels*."""
    language = language_named(rest)
    return spoken_to_in(situation, language) if language else _which_language(situation)


def spoken_to_in(situation: Situation, language: Language) -> Decision:
    """Return the change to this language or form, said in it."""
    voice = situation.voices.get(language) or Voice(language, situation.voice.catalog)
    person = replace(situation.person, language=language)
    return replace(tell(_now_in(voice, language, situation.person.language)), person=person)


def _now_in(voice: Voice, language: Language, before: Language) -> Text:
    if language is Language.EN:
        return voice.t("Goed, ik spreek voortaan Engels.")
    if before is Language.EN:
        return voice.t("Goed, ik spreek voortaan Nederlands.")
    if language is Language.NL_FORMAL:
        return voice.t("Goed, ik zeg voortaan **u**.")
    return voice.t("Goed, ik zeg voortaan **je**.")


def _rhythm(voice: Voice, person: Person) -> str:
    if person.rhythm is Rhythm.MONTHLY:
        return voice.s("één keer per maand")
    if person.rhythm is not Rhythm.QUIET and person.unanswered >= STEPPED_BACK_AFTER:
        return voice.s("om de week (ik ging zelf een stap terug, omdat het stil was)")
    match person.rhythm:
        case Rhythm.QUIET:
            return voice.s("om de week")
        case Rhythm.BRISK:
            return voice.s("hoogstens drie keer per week")
        case _:
            return voice.s("één of twee keer per week")


def _buttons(situation: Situation, person: Person) -> tuple[Button, ...]:
    voice = situation.voice
    stepped_back = person.unanswered >= STEPPED_BACK_AFTER
    buttons: list[Button] = []
    if stepped_back or person.rhythm is not Rhythm.NORMAL:
        buttons.append(voice.button("Zet terug op wekelijks", OwnVerb.RHYTHM, arg=Rhythm.NORMAL))
    if person.rhythm not in (Rhythm.QUIET, Rhythm.MONTHLY):
        buttons.append(voice.button("Rustig", OwnVerb.RHYTHM, arg=Rhythm.QUIET))
    buttons.append(voice.button("Verander moment", OwnVerb.MOMENT, arg="own"))
    if person.language is Language.NL:
        other = voice.button("u in plaats van je", OwnVerb.LANGUAGE, arg=Language.NL_FORMAL)
        buttons.append(other)
    elif person.language is Language.NL_FORMAL:
        buttons.append(voice.button("je in plaats van u", OwnVerb.LANGUAGE, arg=Language.NL))
    buttons.append(voice.button("Taal", OwnVerb.LANGUAGE))
    buttons.append(voice.button("Meer", OwnVerb.MORE))
    return tuple(buttons)


def _which_language(situation: Situation) -> Decision:
    voice = situation.voice
    buttons = (
        Button("Nederlands", Press(OwnVerb.LANGUAGE, "", Language.NL)),
        Button("English", Press(OwnVerb.LANGUAGE, "", Language.EN)),
    )
    return tell(voice.t("Welke taal spreek je het liefst?"), buttons=buttons)


STORY = discreet(
    Story(
        presses={OwnVerb.RHYTHM: on_rhythm, OwnVerb.LANGUAGE: on_language},
        commands={
            Word.SETTINGS: on_settings,
            Word.LANGUAGE: on_language_command,
            Word.FORMAL: lambda situation, rest: spoken_to_in(situation, Language.NL_FORMAL),
            Word.INFORMAL: lambda situation, rest: spoken_to_in(situation, Language.NL),
            Word.QUIETER: lambda situation, rest: in_rhythm(situation, Rhythm.QUIET),
            Word.AS_USUAL: lambda situation, rest: in_rhythm(situation, Rhythm.NORMAL),
            Word.BRISK: lambda situation, rest: in_rhythm(situation, Rhythm.BRISK),
        },
    )
)
