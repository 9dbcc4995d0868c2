"""The rules of style that one text can break, whatever the rest of its prompt says."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.files.decoding import shown
from bot.files.problems import Severity
from bot.library.abbreviations import unexplained
from bot.library.names import inner_capitals, known_name
from bot.library.phrases import PHRASES
from bot.library.sentences import count_words, sentences
from bot.model.people import Language

SENTENCE_WORDS: Mapping[str, int] = {"nl": 20, "en": 24}

_SAYS: Mapping[str, str] = {
    "wording": "blames, hurries, praises or lectures",
    "hidden-answer": "holds the answer already",
    "why-person": "asks a person to justify",
    "safety": "asks for what does not belong in a chat",
    "jargon": "is jargon",
}
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3\U0001f000-\U0001faff]")
_FIGURE = re.compile(
    r"\d(?:[\d.,]*\d)? ?(?:%|procent\b|percent\b|per cent\b)"
    r"|\b\d[\d.,]* (?:miljoen|miljard|million|billion)\b"
    r"|\b\d[\d.]* (?:\w+ )?(?:gemeenten|municipalities)\b"
    r"|\b(?:helft|derde|kwart|half|third|quarter) (?:van|of) (?:alle |de |all |the )?"
    r"(?:\w+ )?(?:gemeenten|municipalities|inwoners|residents|mensen|people)\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_VAGUE_TIME = re.compile(
    r"\b(?:onlangs|recent(?:e|elijk)?|sinds kort|tegenwoordig|dit jaar verscheen|recently|nowadays"
    r"|lately|these days|this year's figures)\b",
    re.IGNORECASE,
)
_BMC = re.compile(r"\bBMC\b")
_BMC_YEAR = "2022"
_FIFTY = re.compile(
    r"(?<!ruim )(?<!over )\b(?:50|vijftig|fifty) (?:gemeenten|municipalities)\b", re.I
)
_DUTCH = re.compile(
    r"\b(?:het|een|niet|welke?|wanneer|wij|jij|jouw|zijn|hebben|heeft|voor|naar|met|aan|ook|maar|wordt"
    r"|geen|nog|bij|dit|dat|deze|waar|wat|hoe|gemeenten?|wethouders?|inwoners?|raad|griffiers?|kadernota"
    r"|begroting|secretaris|overleg|vraag|agendapunt|gemeentesecretaris|voorstel|burger|onze|jullie)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a prompt: `words` with plain apostrophes."""

    language: Language
    key: str
    words: str

    @property
    def tongue(self) -> str:
        """The language without the form of address."""
        return "en" if self.language is Language.EN else "nl"


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule has against a text."""

    rule: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR


def remarks(text: Text) -> Iterator[Remark]:
    """Give everything that one text says wrong."""
    for rule in _RULES:
        yield from rule(text)


def _phrases(text: Text) -> Iterator[Remark]:
    for rule, by_language in PHRASES.items():
        found = by_language[text.tongue].find(text.words)
        if found:
            severity = Severity.WARNING if rule == "jargon" else Severity.ERROR
            said, better = found
            yield Remark(rule, f"'{shown(said)}' {_SAYS[rule]}", better, severity)


def _signs(text: Text) -> Iterator[Remark]:
    if "!" in text.words:
        yield Remark("wording", "there is an exclamation mark", "end with a full stop: 'Doe mee.'")
    emoji = _EMOJI.search(text.words)
    if emoji:
        remedy = "let the words say it: 'Fijn dat het lukte.'"
        yield Remark("wording", f"there is an emoji ({emoji.group()})", remedy)


def _sentence_length(text: Text) -> Iterator[Remark]:
    most = SENTENCE_WORDS[text.tongue]
    for sentence in sentences(text.words):
        count = count_words(sentence)
        if count > most:
            message = f"a sentence has {count} words, {count - most} more than {most}: '{shown(sentence)}'"
            yield Remark("sentence", message, "make two of it: 'Kies één stuk. Lees het hardop.'")


def _names(text: Text) -> Iterator[Remark]:
    name = known_name(text.words)
    better = "write 'een gemeente', 'een leverancier', 'een collega'"
    # The one source that may be named, with its year: the year rule sees to that.
    if name:
        yield Remark("name", f"the name '{name}' does not belong in a prompt", better)
        return
    for word, is_name in inner_capitals(text.words):
        severity = Severity.ERROR if is_name else Severity.WARNING
        message = f"'{word}' has a capital inside a sentence, like a name"
        yield Remark("name", message, f"{better}; or use a small letter", severity)


def _abbreviations(text: Text) -> Iterator[Remark]:
    for word in unexplained(text.words):
        if word == "BMC":
            continue
        remedy = f"write it in full, or explain it once: '{word} (…)'"
        yield Remark("abbreviation", f"'{word}' is not explained", remedy, Severity.WARNING)


def _years(text: Text) -> Iterator[Remark]:
    figure = _FIGURE.search(text.words)
    if figure and not YEAR.search(text.words):
        remedy = "say of which year, such as 'in 2022', or leave the figure out"
        yield Remark("year", f"the figure '{figure.group()}' has no year", remedy)
    vague = _VAGUE_TIME.search(text.words)
    if vague:
        remedy = "say the year, such as 'in 2026', or leave it out"
        yield Remark("year", f"'{vague.group()}' is soon no longer true", remedy)
    yield from _own_figures(text)


def _own_figures(text: Text) -> Iterator[Remark]:
    if _BMC.search(text.words) and _BMC_YEAR not in text.words:
        remedy = "write 'BMC 2022, ruim 50 gemeenten', or leave it out"
        yield Remark("year", "the inquiry is named without its year", remedy)
    if _FIFTY.search(text.words):
        remedy = "write 'ruim 50 gemeenten': the groups of that inquiry add up to more"
        yield Remark("year", "the number of municipalities in the source is not exact", remedy)


def _english(text: Text) -> Iterator[Remark]:
    if text.language is not Language.EN:
        return
    found = _DUTCH.search(text.words)
    if found:
        remedy = "write it in English: municipality, council, alderman, resident"
        yield Remark("english", f"the English text says '{found.group()}'", remedy)


_RULES: tuple[Callable[[Text], Iterator[Remark]], ...] = (
    _phrases,
    _signs,
    _sentence_length,
    _names,
    _abbreviations,
    _years,
    _english,
)
