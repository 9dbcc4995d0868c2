"""The rules for the words of a programme: those of prompts, as far as they say something about it."""

from collections.abc import Callable, Iterator, Mapping

from bot.files.problems import Severity
from bot.library.draft import Draft, Finding
from bot.library.formal import INFORMAL
from bot.library.lint import lint_words
from bot.library.lint_sources import lint_copying
from bot.library.register import Register
from bot.library.rules import control_characters
from bot.library.sentences import count_words, last_questions
from bot.model.people import Language

# Most words of each text.
LENGTHS: Mapping[str, int] = {"title": 6, "about": 25, "opening": 70, "closing": 45}
_KEYS = tuple(LENGTHS)


def check_programme(draft: Draft) -> Iterator[Finding]:
    """Give what is wrong with the words of a programme, so that it could not be said."""
    for rule in _RULES:
        yield from rule(draft)


def lint_programme(draft: Draft, register: Register | None) -> Iterator[Finding]:
    """Give the same, and what the style guide is against; copying only with a register."""
    yield from check_programme(draft)
    yield from lint_words(draft)
    if register:
        yield from lint_copying(draft, register)


def _languages(draft: Draft) -> Iterator[Finding]:
    texts = draft.raw.get("texts")
    written = texts if isinstance(texts, dict) else {}
    severity = Severity.ERROR if draft.is_ours else Severity.WARNING
    for language in draft.languages:
        if language in (Language.NL, Language.NL_FORMAL) or language in written:
            continue
        remedy = "write " + ", ".join(_KEYS) + " in it"
        yield Finding(
            ("texts", language), f"the language '{language}' is missing", remedy, severity
        )
    formal = draft.texts(Language.NL_FORMAL)
    for key, text in draft.texts(Language.NL).items():
        found = INFORMAL.search(text)
        if found and key not in formal:
            message = f"the formal text is missing, and nl says '{found.group()}'"
            path = ("texts", Language.NL_FORMAL.value, key)
            yield Finding(path, message, "write it with u and uw", severity, "formal")


def _lengths(draft: Draft) -> Iterator[Finding]:
    for language, key, text in draft.all_texts():
        most, words = LENGTHS.get(key), count_words(text)
        if most is not None and words > most:
            message = f"the {key} has {words} words, {words - most} more than {most}"
            path = ("texts", language.value, key)
            yield Finding(path, message, "say it shorter", rule="length")


def _closing(draft: Draft) -> Iterator[Finding]:
    for language in Language:
        closing = draft.texts(language).get("closing")
        if closing is not None and (closing.count("?") != 1 or not last_questions(closing)):
            message = "the closing does not end in exactly one question"
            remedy = "end with one that looks back: 'Wat doe je nu anders dan tien weken geleden?'"
            yield Finding(
                ("texts", language.value, "closing"), message, remedy, rule="one-question"
            )


_RULES: tuple[Callable[[Draft], Iterator[Finding]], ...] = (
    _languages,
    _lengths,
    _closing,
    control_characters,
)
