"""The style guide, as far as a machine can hold it: what every prompt is checked against.

Each finding names its rule; docs/library.md explains every rule with an example.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from bot.files.decoding import shown
from bot.files.problems import Severity
from bot.files.tree import Path
from bot.library.draft import Draft, Finding
from bot.library.explain import nearest
from bot.library.formal import INFORMAL, POLITE, wrong_verb
from bot.library.lint_sources import lint_sources
from bot.library.lint_texts import YEAR, Text, remarks
from bot.library.moments import STATES, known_moments
from bot.library.register import Register
from bot.library.sentences import count_words, last_questions, sentences, without_quotes
from bot.model.people import Language, Role
from bot.model.prompts import Kind, ReplyForm

RULES = (
    *("length", "sentence", "average", "one-question", "open-question", "who-what-when", "wording"),
    *("jargon", "hidden-answer", "why-person", "safety", "name", "abbreviation", "review", "year"),
    *("formal", "english", "announcement", "small", "search-words", "moment", "source", "copied"),
    "near-duplicate",
    "step",
)
AVERAGE_WORDS: Mapping[str, int] = {"nl": 12, "en": 14}
SEARCH_WORDS = 4

_ASKS = {
    "nl": re.compile(r"\b(?:wat|welke?|hoe\w*|wie|wiens|waar\w*|wanneer)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:what|which|how|who|whom|whose|where|when|why)\b", re.IGNORECASE),
}
_WHO = {
    "nl": re.compile(r"\bwie\b|\bwelke? (?:\w+ )?(?:collega|teamleider|wethouder|directeur)", re.I),
    "en": re.compile(r"\b(?:who|whom|whose)\b|\bwhich (?:\w+ )?(?:colleague|team leader)", re.I),
}
_WHEN = {
    "nl": re.compile(
        r"\bwanneer\b|\bhoe laat\b|\bwelke? (?:\w+ )?(?:\w*(?:dag|week|overleg|vergadering|agenda|datum"
        r"|moment|bijeenkomst|maand)|MT|ochtend|middag|college)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\bwhen\b|\b(?:which|what) (?:\w+ )?(?:day|week|meeting|agenda|date|moment|time|month|session"
        r"|morning|afternoon|management team)\b",
        re.IGNORECASE,
    ),
}
_LAW = re.compile(
    r"\b(?:[\w-]*[Ww]et|[Ww]etten|[Ww]ettelijke?|[Ww]etgeving|[Ww]etsvoorstel(?:len)?"
    r"|[\w-]*[Vv]erordening(?:en)?|BIO2?|AVG|Woo|NIS2|WOR|Wmebv|Cbw|Wdo|eIDAS2?|[Ll]aws?|[Ll]egal(?:ly)?"
    r"|[Ll]egislation|[Rr]egulations?|GDPR|Act|[Ss]tatut\w+)\b"
)
_ANNOUNCED = re.compile(r"\bagendapunt\b|\bagenda item\b", re.IGNORECASE)
_OFFICERS = re.compile(
    r"\b(?:CIO|CISO|FG|privacy officer|concerncontroller|corporate controller|chief \w+ officer)\b"
)
_OFFICER_ROLES = frozenset({Role.CIO, Role.PRIVACY_OFFICER})


def lint_prompt(draft: Draft, register: Register | None) -> Iterator[Finding]:
    """Give everything in one prompt that the style guide is against.

    Sources and copying are looked at only with a register.
    """
    yield from lint_words(draft)
    for rule in _RULES:
        yield from rule(draft)
    if register:
        yield from lint_sources(draft, register)


def lint_words(draft: Draft) -> Iterator[Finding]:
    """Give what any words that Zetje says may break, of a prompt or a programme."""
    for language, key, words in draft.all_texts():
        for one in remarks(Text(language, key, words.replace("’", "'"))):
            path = ("texts", language.value, key)
            yield Finding(path, one.message, one.remedy, one.severity, one.rule)
    for rule in (_averages, _review, _formal):
        yield from rule(draft)


def _averages(draft: Draft) -> Iterator[Finding]:
    for language in Language:
        texts = draft.texts(language)
        if texts and language is Language.NL_FORMAL:
            texts = {**draft.texts(Language.NL), **texts}
        parts = [one for key, text in texts.items() if key != "title" for one in sentences(text)]
        most = AVERAGE_WORDS["en" if language is Language.EN else "nl"]
        words = sum(map(count_words, parts))
        if parts and words > most * len(parts):
            message = (
                f"the sentences have {words / len(parts):.1f} words on average, more than {most}"
            )
            remedy = "cut one in two, or leave words out"
            first = next(key for key in texts if key != "title")
            path = ("texts", language.value, first)
            yield Finding(path, message, remedy, Severity.WARNING, "average")


def _one_question(draft: Draft) -> Iterator[Finding]:
    if draft.kind != Kind.REFLECTION:
        return
    for language in Language:
        body = draft.texts(language).get("body")
        if body is not None and body.count("?") != 1:
            message = f"the body of a reflection asks {body.count('?')} questions"
            remedy = "ask exactly one; a second may be the follow_up or a prompt of its own"
            yield _at(language, "body", "one-question", (message, remedy))


def _open_question(draft: Draft) -> Iterator[Finding]:
    if draft.kind != Kind.REFLECTION or draft.raw.get("reply_form") == ReplyForm.RECOGNITION:
        return
    for language in Language:
        asked = [one for one in sentences(draft.texts(language).get("body", "")) if "?" in one]
        tongue = "en" if language is Language.EN else "nl"
        if asked and not any(_ASKS[tongue].search(one) for one in asked):
            message = "the question can be answered with yes or no"
            remedy = (
                "ask what, which, how, who, where or when: 'Welk overleg liep anders dan gedacht?'"
            )
            yield _at(language, "body", "open-question", (message, remedy))


def _who_what_when(draft: Draft) -> Iterator[Finding]:
    if draft.kind != Kind.SMALL_WIN:
        return
    for language in Language:
        body = draft.texts(language).get("body", "")
        asked = last_questions(body)
        if not asked:
            continue  # that it does not end in a question is said already
        tongue = "en" if language is Language.EN else "nl"
        better = {"nl": "'Wie vraag je, en wanneer?'", "en": "'Whom will you ask, and when?'"}
        for what, pattern in (("who", _WHO[tongue]), ("when", _WHEN[tongue])):
            if not pattern.search(asked):
                message = f"the last question of the small win does not ask {what}"
                remedy = f"ask who, what and when: {better[tongue]}"
                yield _at(language, "body", "who-what-when", (message, remedy))


def _review(draft: Draft) -> Iterator[Finding]:
    if draft.raw.get("review_after_on") is not None:
        return
    for language, key, text in draft.all_texts():
        found = _LAW.search(text) or YEAR.search(text)
        if found:
            message = f"the text speaks of '{found.group()}', which changes or ages"
            remedy = (
                "say when to look again, such as `review_after_on: 2027-06-01`, or leave it out"
            )
            yield _at(language, key, "review", (message, remedy))


def _formal(draft: Draft) -> Iterator[Finding]:
    informal = draft.texts(Language.NL)
    for key, dutch in informal.items():
        polite = POLITE.search(without_quotes(dutch))
        if polite:
            message = f"nl says '{polite.group()}', but addresses people with je"
            remedy = "write je or jouw here, and u or uw under nl@formal"
            yield _at(Language.NL, key, "formal", (message, remedy))
    for key, formal in draft.texts(Language.NL_FORMAL).items():
        dutch = informal.get(key, "")
        said = INFORMAL.search(without_quotes(dutch))
        if said and not POLITE.search(formal):
            message = f"nl says '{said.group()}', and the formal text says neither u nor uw"
            remedy = "address the person with u: 'Wie vraagt u, en wanneer?'"
            yield _at(Language.NL_FORMAL, key, "formal", (message, remedy))
        verb = wrong_verb(formal, dutch)
        if verb:
            message, remedy = f"'{verb[0]}' has the verb of je", f"write '{verb[1]}' beside u"
            yield _at(Language.NL_FORMAL, key, "formal", (message, remedy))
        if formal.split() == dutch.split() and not INFORMAL.search(dutch):
            message = "the formal text is the same as nl"
            yield _at(Language.NL_FORMAL, key, "formal", (message, "remove it; nl is used instead"))


def _announcement(draft: Draft) -> Iterator[Finding]:
    if draft.kind != Kind.AGENDA_NUDGE:
        return
    for language in Language:
        found = _ANNOUNCED.search(draft.texts(language).get("body", ""))
        if found:
            message = f"the body announces its item itself ('{found.group()}')"
            remedy = "end with the occasion: 'Dit past op de agenda van het MT.'"
            yield _at(language, "body", "announcement", (message, remedy))


def _small(draft: Draft) -> Iterator[Finding]:
    if draft.raw.get("fits_small") is not True:
        return
    if _OFFICER_ROLES.issuperset(draft.strings("roles")):
        message = "it fits a small municipality, but is only for roles that many of those lack"
        remedy = "add a role such as secretary, or remove `fits_small`"
        yield Finding(("roles",), message, remedy, rule="small")
    for language, key, text in draft.all_texts():
        found = _OFFICERS.search(text)
        if found:
            message = f"it fits a small municipality, but leans on '{found.group()}'"
            remedy = "say 'wie erover gaat', or remove `fits_small`"
            yield _at(language, key, "small", (message, remedy))


def _search_words(draft: Draft) -> Iterator[Finding]:
    words = draft.strings("search_words")
    if len(words) < SEARCH_WORDS:
        message = f"{len(words)} search words, fewer than {SEARCH_WORDS}"
        remedy = "add everyday words, Dutch and English: [parkeren, camera, parking]"
        yield Finding(("search_words",), message, remedy, Severity.WARNING, "search-words")


def _moments(draft: Draft) -> Iterator[Finding]:
    timing = draft.raw.get("timing")
    if not isinstance(timing, dict):
        return
    moment, avoid = timing.get("moment"), timing.get("avoid")
    if isinstance(moment, str):
        yield from _unknown(("timing", "moment"), moment, known_moments())
    for place, state in enumerate(avoid if isinstance(avoid, list) else []):
        if isinstance(state, str):
            yield from _unknown(("timing", "avoid", place), state, STATES)


def _unknown(path: Path, word: str, known: tuple[str, ...]) -> Iterator[Finding]:
    if word in known:
        return
    meant = nearest(word, known)
    remedy = f"did you mean '{meant}'?" if meant else "a tenant must have it; see docs/library.md"
    yield Finding(
        path, f"'{shown(word)}' is not among the usual ones", remedy, Severity.WARNING, "moment"
    )


def _at(language: Language, key: str, rule: str, said: tuple[str, str]) -> Finding:
    return Finding(("texts", language.value, key), *said, rule=rule)


_RULES: tuple[Callable[[Draft], Iterator[Finding]], ...] = (
    _one_question,
    _open_question,
    _who_what_when,
    _announcement,
    _small,
    _search_words,
    _moments,
)
