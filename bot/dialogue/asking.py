"""What someone asks a question for: where it is meant for, about what, and which ones went by already."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.library.themes import near_words
from bot.library.words import stems
from bot.model.ids import PromptId, derive_id
from bot.model.prompts import Library, Theme

_CODE = 4
_MOST_PASSED, _MOST_COMING = 30, 8
_LONGEST_TOPIC = 3


class Place(StrEnum):
    """Where a question is meant for."""

    TABLE = "table"
    SELF = "self"
    SMALL = "small"


_PLACES = {
    Place.SELF: r"voor (?:mezelf|mijzelf|mij)|for (?:myself|me)",
    Place.TABLE: r"(?:voor )?aan tafel|voor (?:het overleg|de tafel)|for the (?:table|meeting)",
    Place.SMALL: r"(?:een )?kleine stap(?: van (?:5|vijf) minuten)?|(?:a )?small (?:step|win)",
}
_BEFORE_TOPIC = re.compile(r"(?:over|about|rond|on)\s+")


@dataclass(frozen=True, slots=True)
class Request:
    """What `vraag …` asked for. The topic is in the person's own words."""

    place: Place | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it travels in a button: without words of people, prompts as short codes.

    `passed` went by already, the last one is shown now; `coming` are next on the same topic.
    """

    place: Place | None = None
    theme: Theme | None = None
    passed: tuple[str, ...] = ()
    coming: tuple[str, ...] = ()

    def encode(self) -> str:
        """Return it as the arg of a press; at most 215 characters, the oldest passed ones drop out."""
        passed = "".join(self.passed[-_MOST_PASSED:])
        coming = "".join(self.coming[:_MOST_COMING])
        return ":".join((self.place or "", self.theme or "", passed, coming))

    @classmethod
    def decode(cls, arg: str) -> "Asked":
        """Read what `encode` wrote; a part that is nonsense is left out."""
        place, theme, passed, coming, *_ = (*arg.split(":"), "", "", "", "")
        return cls(
            place=Place(place) if place in set(Place) else None,
            theme=Theme(theme) if theme in set(Theme) else None,
            passed=_codes(passed),
            coming=_codes(coming),
        )

    def showing(self, prompt: PromptId) -> "Asked":
        """Return it with this prompt as the one that is shown."""
        code = code_of(prompt)
        coming = tuple(other for other in self.coming if other != code)
        return replace(self, passed=(*self.passed, code), coming=coming)


def code_of(prompt: PromptId) -> str:
    """Return the short code of a prompt."""
    return derive_id(prompt)[:_CODE]


def read_request(rest: str) -> Request:
    """Read what stands behind `vraag`: *over parkeren*, *privacy voor mezelf*, or nothing."""
    place = None
    for candidate, pattern in _PLACES.items():
        rest, found = re.subn(rf"(?<!\w)(?:{pattern})(?!\w)", " ", rest)
        place = candidate if found and place is None else place
    topic = " ".join(rest.split())
    before = _BEFORE_TOPIC.match(topic)
    return Request(place, topic[before.end() :] if before else topic)


def is_known(rest: str, library: Library) -> bool:
    """Tell whether all that stands behind `vraag` is something the bot knows, so that it is no sentence."""
    topic = read_request(rest).topic
    if not topic:
        return True
    if rest.startswith(("over ", "about ")) and len(topic.split()) <= _LONGEST_TOPIC - 1:
        return True
    if len(topic.split()) > _LONGEST_TOPIC:
        return False
    words = " ".join((*map(near_words, Theme), *_search_words(library)))
    return set(stems(topic)) <= set(stems(words)) and bool(stems(topic))


def _search_words(library: Library) -> tuple[str, ...]:
    return tuple(word for prompt in library.prompts for word in prompt.search_words)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text[start : start + _CODE] for start in range(0, len(text), _CODE))
