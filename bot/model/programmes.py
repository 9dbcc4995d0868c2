"""Programmes: prompts in a fixed order, with an opening and a question that looks back."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model.ids import PromptId
from bot.model.people import Language, Role


@dataclass(frozen=True, slots=True)
class Words:
    """What a programme says in one language. `about` is for whoever chooses between programmes."""

    title: str
    about: str
    opening: str
    closing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Prompts in the order in which they are asked. Immutable; (id, version) never changes."""

    id: str
    version: int
    owner: str
    licence: str
    roles: frozenset[Role]
    steps: tuple[PromptId, ...]
    texts: Mapping[Language, Words]
    fits_small: bool = False

    def text(self, language: Language) -> Words:
        """Return the words in `language`; a language that is absent falls back to `nl`."""
        return self.texts.get(language) or self.texts[Language.NL]
