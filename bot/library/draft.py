"""A prompt as it was written, and what a rule finds wrong with it.

Rules read the prompt as it was written, so that a wrong theme does not hide a title that is too
long. What is not even of the right type is left to `bot.library.format`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.files.problems import FORMAT, Severity
from bot.files.tree import Path, Plain
from bot.model.people import Language

OWN_SPACE = "zetje"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at `path`, counted from the prompt."""

    path: Path
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    rule: str = FORMAT


@dataclass(frozen=True, slots=True)
class Draft:
    """A prompt as it was written, with the names of what its library promises."""

    raw: Mapping[str, Plain]
    languages: tuple[str, ...]

    @property
    def is_ours(self) -> bool:
        """Whether it comes with Zetje, and so has every language; a library of others needs only nl."""
        return str(self.raw.get("id")).partition(":")[0] == OWN_SPACE

    @property
    def kind(self) -> str:
        """The kind, or nothing when it is not a text."""
        kind = self.raw.get("kind")
        return kind if isinstance(kind, str) else ""

    def texts(self, language: str) -> Mapping[str, str]:
        """The texts of a language that are texts and not empty, by key."""
        texts = self.raw.get("texts")
        words = texts.get(language) if isinstance(texts, dict) else None
        words = words if isinstance(words, dict) else {}
        return {key: text for key, text in words.items() if isinstance(text, str) and text.strip()}

    def all_texts(self) -> Iterator[tuple[Language, str, str]]:
        """Give (language, key, text) of every text."""
        for language in Language:
            for key, text in self.texts(language).items():
                yield language, key, text

    def moment(self) -> Plain:
        """The moment of its timing, if any."""
        timing = self.raw.get("timing")
        return timing.get("moment") if isinstance(timing, dict) else None

    def strings(self, key: str) -> tuple[str, ...]:
        """The texts in a list of the prompt, such as its roles."""
        values = self.raw.get(key)
        return (
            tuple(one for one in values if isinstance(one, str)) if isinstance(values, list) else ()
        )
