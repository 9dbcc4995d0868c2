"""What must hold between the keys of one prompt: the demands of its kind, its languages, its length.

Without these a prompt cannot be asked well; how it reads is for `bot.library.lint`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import cast

from bot.files.decoding import control_character
from bot.files.problems import Severity
from bot.files.tree import Path, Plain
from bot.library.draft import Draft, Finding
from bot.library.formal import INFORMAL
from bot.library.sentences import count_words, without_quotes
from bot.model.people import Language
from bot.model.prompts import Fits, Kind, ReplyForm

PLACEHOLDERS = ("closing", "meeting", "workdays", "moment_day")
TITLE_WORDS = 6
BODY_WORDS: Mapping[str, int] = {Kind.REFLECTION: 45, Kind.SMALL_WIN: 60, Kind.AGENDA_NUDGE: 60}
FOLLOW_UP_WORDS = 25
ITEM_WORDS = 20
ENGLISH_ITEM_WORDS = 24

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_ANSWERED_BY: Mapping[str, tuple[str, ...]] = {
    Kind.SMALL_WIN: (ReplyForm.COMMITMENT, ReplyForm.OPEN),
    Kind.REFLECTION: (ReplyForm.OPEN, ReplyForm.COMMITMENT, ReplyForm.RECOGNITION),
    Kind.AGENDA_NUDGE: (ReplyForm.AGENDA_ITEM,),
}


def check_prompt(draft: Draft) -> tuple[Finding, ...]:
    """Return everything that is wrong with one prompt beyond the types of its keys."""
    return tuple(finding for rule in _RULES for finding in rule(draft))


def _lengths(draft: Draft) -> Iterator[Finding]:
    for language in Language:
        texts = draft.texts(language)
        for key, most in _limits(draft.kind, language, texts):
            words = count_words(texts[key])
            if words > most:
                yield Finding(
                    ("texts", language.value, key),
                    f"the {key} has {words} words, {words - most} more than {most}",
                    "say it shorter, or make two prompts of it",
                    rule="length",
                )


def _limits(kind: str, language: Language, texts: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    item = ENGLISH_ITEM_WORDS if language is Language.EN else ITEM_WORDS
    limits = {"title": TITLE_WORDS, "follow_up": FOLLOW_UP_WORDS, "item": item}
    if kind in BODY_WORDS:
        # The bot puts the item of a nudge behind its body: together they are one text.
        behind = count_words(texts.get("item", "")) if kind == Kind.AGENDA_NUDGE else 0
        limits["body"] = max(0, BODY_WORDS[kind] - behind)
    yield from ((key, most) for key, most in limits.items() if key in texts)


def _languages(draft: Draft) -> Iterator[Finding]:
    dutch = draft.texts(Language.NL)
    texts = draft.raw.get("texts")
    written = texts if isinstance(texts, dict) else {}
    for language in draft.languages:
        if language == Language.NL_FORMAL:
            continue
        if language not in written and language != Language.NL:
            message = f"the language '{language}' is missing"
            severity = Severity.ERROR if draft.is_ours else Severity.WARNING
            yield Finding(("texts", language), message, "write title and body in it", severity)
            continue
        for key in ("follow_up", "item"):
            if key in dutch and key not in draft.texts(language):
                message = f"the text '{key}' is missing"
                remedy = f"write it in the language '{language}', as in nl"
                yield Finding(("texts", language, key), message, remedy)


def _formal(draft: Draft) -> Iterator[Finding]:
    formal = draft.texts(Language.NL_FORMAL)
    for key, text in draft.texts(Language.NL).items():
        found = INFORMAL.search(text)
        if found and key not in formal:
            yield Finding(
                ("texts", Language.NL_FORMAL.value, key),
                f"the formal text is missing, and nl says '{found.group()}'",
                "write it with u and uw",
                Severity.ERROR if draft.is_ours else Severity.WARNING,
                rule="formal",
            )
    for key, text in formal.items():
        found = INFORMAL.search(without_quotes(text))
        if found:
            message = f"the formal text says '{found.group()}'"
            path = ("texts", Language.NL_FORMAL.value, key)
            yield Finding(path, message, "say it with u or uw", rule="formal")


def _kind(draft: Draft) -> Iterator[Finding]:
    if draft.kind == Kind.AGENDA_NUDGE:
        yield from _nudge(draft)
    elif "agenda_minutes" in draft.raw:
        remedy = "remove the key, or make it an agenda_nudge"
        yield Finding(("agenda_minutes",), "only an agenda_nudge takes agenda time", remedy)
    if draft.kind == Kind.SMALL_WIN:
        yield from _small_win(draft)
    if draft.raw.get("becomes") is not None and draft.kind in (Kind.SMALL_WIN, Kind.AGENDA_NUDGE):
        remedy = "remove the key, or make it a reflection"
        yield Finding(("becomes",), "only a reflection becomes something else", remedy)
    form = draft.raw.get("reply_form")
    allowed = _ANSWERED_BY.get(draft.kind, ())
    if allowed and form in list(ReplyForm) and form not in allowed:
        message = f"a {draft.kind} is not answered by '{form}'"
        yield Finding(("reply_form",), message, "choose from " + ", ".join(allowed))


def _nudge(draft: Draft) -> Iterator[Finding]:
    if "item" not in draft.texts(Language.NL):
        message = "an agenda_nudge has an agenda item"
        yield Finding(("texts", "nl", "item"), message, "write the item as `item:`")
    if not draft.moment():
        message = "an agenda_nudge has a moment to be in time for"
        remedy = "add one, such as kadernota_sluiting or closing:mt"
        yield Finding(("timing", "moment"), message, remedy)
    if draft.raw.get("agenda_minutes") is None:
        message = "an agenda_nudge says how long its item takes"
        yield Finding(("agenda_minutes",), message, "add the minutes, such as 5")


def _small_win(draft: Draft) -> Iterator[Finding]:
    for language in Language:
        body = draft.texts(language).get("body")
        if body is not None and not body.rstrip().endswith("?"):
            yield Finding(
                ("texts", language.value, "body"),
                "the body of a small_win does not end in a question",
                "end with who, what and when, such as 'Wie vraag je, en wanneer?'",
                rule="who-what-when",
            )


def _withdrawn(draft: Draft) -> Iterator[Finding]:
    why = draft.raw.get("withdrawn_why")
    if draft.raw.get("withdrawn") is True and why is None:
        message = "it is withdrawn, and nothing says why"
        remedy = "say why and when, for whoever meets it: `withdrawn_why: ...`"
        yield Finding(("withdrawn_why",), message, remedy, Severity.WARNING)
    elif why is not None and draft.raw.get("withdrawn") is not True:
        message = "it says why it is withdrawn, and is not withdrawn"
        yield Finding(("withdrawn_why",), message, "add `withdrawn: true`, or remove it")


def _table(draft: Draft) -> Iterator[Finding]:
    fits = draft.raw.get("fits")
    if isinstance(fits, list) and Fits.TABLE in fits and "item" not in draft.texts(Language.NL):
        message = "a prompt for the table has a question to ask there"
        yield Finding(("texts", "nl", "item"), message, "write the question as `item:`")


def _placeholders(draft: Draft) -> Iterator[Finding]:
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for language in Language:
        for key, text in draft.texts(language).items():
            allowed = draft.kind == Kind.AGENDA_NUDGE and key == "body"
            for found in _BRACES.finditer(text):
                if allowed and found.group(1) in PLACEHOLDERS:
                    continue
                remedy = f"the body of an agenda_nudge knows {known}"
                if not allowed:
                    remedy = "remove the braces; only " + remedy
                path = ("texts", language.value, key)
                yield Finding(path, f"unknown placeholder '{found.group()}'", remedy)


def control_characters(draft: Draft) -> Iterator[Finding]:
    """Give every text with a character in it that no text may hold."""
    for path, text in _all_texts(cast("Plain", draft.raw), ()):
        code = control_character(text) or ("U+0009 (a tab)" if "\t" in text else None)
        if code:
            message = f"the text holds the control character {code}"
            yield Finding(path, message, "remove it, and use spaces between words")


def _all_texts(value: Plain, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _all_texts(one, (*path, place))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _all_texts(one, (*path, key))


_RULES: tuple[Callable[[Draft], Iterator[Finding]], ...] = (
    _lengths,
    _languages,
    _formal,
    _kind,
    _table,
    _withdrawn,
    _placeholders,
    control_characters,
)
