"""Reads chat commands, in Dutch and English: the word itself, or the word with something that goes with it.

Never raises, and never changes a letter of what is not a command.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Word(StrEnum):
    """What a command asks for; stories answer to these."""

    START = "start"
    STOP = "stop"
    NOT_NOW = "nu even niet"
    PAUSE = "pauze"
    SETTINGS = "instellingen"
    MY_DATA = "mijn gegevens"
    MINE = "mijn"
    OVERVIEW = "overzicht"
    AHEAD = "vooruitblik"
    ACTION = "actie"
    DILEMMA = "dilemma"
    ERASE = "wis"
    HELP = "help"
    ASK = "vraag"
    PRIVACY = "privacy"
    LANGUAGE = "taal"
    FORMAL = "u"
    INFORMAL = "je"
    HERE = "hier"
    QUIETER = "rustig"
    AS_USUAL = "gewoon"
    BRISK = "stevig"
    DAYS_OFF = "vrije dagen"
    ABSENT = "afwezig"
    SERIES = "reeksen"
    SILENCE = "stilte"
    ADMIN = "beheer"
    DATES = "overleggen"


@dataclass(frozen=True, slots=True)
class Command:
    """A command and what stood behind it, in small letters."""

    word: Word
    rest: str = ""


_PHRASES: dict[str, Word] = {
    "start": Word.START,
    "doe mee": Word.START,
    "take part": Word.START,
    "weer starten": Word.START,
    "start again": Word.START,
    "stop": Word.STOP,
    "stoppen": Word.STOP,
    "afmelden": Word.STOP,
    "unsubscribe": Word.STOP,
    "nu even niet": Word.NOT_NOW,
    "even niet": Word.NOT_NOW,
    "not now": Word.NOT_NOW,
    "pauze": Word.PAUSE,
    "pauzeer": Word.PAUSE,
    "pause": Word.PAUSE,
    "instellingen": Word.SETTINGS,
    "instelling": Word.SETTINGS,
    "settings": Word.SETTINGS,
    "mijn gegevens": Word.MY_DATA,
    "my data": Word.MY_DATA,
    "mijn": Word.MINE,
    "mine": Word.MINE,
    "mijn lijst": Word.MINE,
    "my list": Word.MINE,
    "overzicht": Word.OVERVIEW,
    "overview": Word.OVERVIEW,
    "vooruitblik": Word.AHEAD,
    "wat komt er": Word.AHEAD,
    "wat komt er aan": Word.AHEAD,
    "what is coming": Word.AHEAD,
    "what's coming": Word.AHEAD,
    "coming up": Word.AHEAD,
    "actie": Word.ACTION,
    "action": Word.ACTION,
    "dilemma": Word.DILEMMA,
    "wis": Word.ERASE,
    "wissen": Word.ERASE,
    "erase": Word.ERASE,
    "help": Word.HELP,
    "vraag": Word.ASK,
    "een vraag": Word.ASK,
    "question": Word.ASK,
    "a question": Word.ASK,
    "ask": Word.ASK,
    "privacy": Word.PRIVACY,
    "taal": Word.LANGUAGE,
    "language": Word.LANGUAGE,
    "u": Word.FORMAL,
    "u in plaats van je": Word.FORMAL,
    "je": Word.INFORMAL,
    "je in plaats van u": Word.INFORMAL,
    "rustig": Word.QUIETER,
    "quiet": Word.QUIETER,
    "gewoon": Word.AS_USUAL,
    "as usual": Word.AS_USUAL,
    "stevig": Word.BRISK,
    "brisk": Word.BRISK,
    "vrije dagen": Word.DAYS_OFF,
    "parttime": Word.DAYS_OFF,
    "days off": Word.DAYS_OFF,
    "afwezig": Word.ABSENT,
    "absent": Word.ABSENT,
    "reeksen": Word.SERIES,
    "reeks": Word.SERIES,
    "series": Word.SERIES,
    "stilte": Word.SILENCE,
    "alles stil": Word.SILENCE,
    "silence": Word.SILENCE,
    "overleggen": Word.DATES,
    "overleggen en data": Word.DATES,
    "meetings": Word.DATES,
    "meetings and dates": Word.DATES,
    "beheer": Word.ADMIN,
    "admin": Word.ADMIN,
    "hier": Word.HERE,
    "here": Word.HERE,
}
_LONGEST_FIRST = sorted(_PHRASES, key=len, reverse=True)
# A mention as each platform writes it: <at>Zetje</at>, <@U123|zetje>, @Zetje.
_MENTION = re.compile(r"(?:<at[^<>]{0,80}>[^<>]{0,80}</at>|<@[^<>\s]{1,80}>|@\w{1,40})[\s,:;-]*")
_POLITE = re.compile(r"(?:\s|,)+(?:alsjeblieft|alstublieft|aub|graag|maar|please|zetje)$")
_LONGEST_COMMAND = 200


def without_mention(text: str) -> str:
    """Return the text without the mention of the bot that it begins with."""
    stripped = text.strip()
    mention = _MENTION.match(stripped)
    return stripped[mention.end() :].strip() if mention else stripped


def parse(text: str) -> Command | None:
    """Return the command that the text begins with, or None.

    Whether the rest goes with the word is for the caller to judge: *stop de app* begins with one.
    """
    line = _normal(text)
    if len(line) > _LONGEST_COMMAND:
        return None
    for phrase in _LONGEST_FIRST:
        if line == phrase:
            return Command(_PHRASES[phrase])
        if line.startswith((f"{phrase} ", f"{phrase}: ")):
            return Command(_PHRASES[phrase], line[len(phrase) :].lstrip(" :"))
    return None


def _normal(text: str) -> str:
    line = " ".join(without_mention(text).replace("’", "'").casefold().split())
    line = line.lstrip("/`'\"").rstrip(" .,!?:;…`'\"")
    polite = _POLITE.search(line)
    return line[: polite.start()] if polite else line
