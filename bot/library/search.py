"""Find a prompt by everyday words. The same words always give the same answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.library.themes import near_words, theme_name
from bot.library.words import likeness, stems, trigrams
from bot.model.ids import PromptId
from bot.model.people import Language
from bot.model.prompts import Fits, Kind, Library, Prompt, Theme

NEAREST = 3

# The least a word of a field counts for; the same word counts for one more than a part of it.
_SEARCH_WORD, _TITLE, _BODY = 5, 3, 1


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The prompts that match, best first; when none does, the themes nearest to the words."""

    found: tuple[Prompt, ...]
    nearest_themes: tuple[Theme, ...] = ()


def search(  # noqa: PLR0913 - what is asked, and three ways to narrow it down, all by name
    library: Library,
    text: str,
    *,
    language: Language,
    kind: Kind | None = None,
    fits: Fits | None = None,
    exclude: frozenset[PromptId] = frozenset(),
) -> SearchResult:
    """Return the prompts that the words in `text` find, best first.

    Only prompts of this kind, for this place, and not among `exclude` may be found.
    Case, accents, endings and compounds do not matter. A search word counts for more than a title
    or the name of a theme, and those for more than the rest of the words; among equals a question
    goes before an agenda item. When nothing is found the
    result holds the nearest themes, at most three, each with a prompt that may be found (or, when
    there is no such prompt at all, the nearest of all themes).
    """
    asked = stems(text)
    allowed = tuple(
        prompt
        for prompt in library.prompts
        if kind in (None, prompt.kind)
        and (fits is None or fits in prompt.fits)
        and prompt.id not in exclude
    )
    ranked = [
        (*_rank(prompt, asked, language), _is_question(prompt), -place, prompt)
        for place, prompt in enumerate(allowed)
    ]
    matching = [one for one in ranked if one[0]]
    matching.sort(key=lambda one: one[:4], reverse=True)
    found = tuple(one[4] for one in matching)
    return SearchResult(found, () if found else _nearest(allowed, asked))


def _rank(prompt: Prompt, asked: tuple[str, ...], language: Language) -> tuple[int, int]:
    """Return what the best of the words counts for, and what they count for together."""
    texts = prompt.text(language)
    fields = (
        (_SEARCH_WORD, stems(" ".join(prompt.search_words))),
        (_TITLE, stems(f"{texts.title} {theme_name(prompt.theme, language)}")),
        (_BODY, stems(" ".join((texts.body, texts.item or "", texts.follow_up or "")))),
    )
    scores = [max(_score(word, *field) for field in fields) for word in asked]
    return max(scores, default=0), sum(scores)


def _is_question(prompt: Prompt) -> bool:
    return prompt.kind is not Kind.AGENDA_NUDGE


def _score(asked: str, least: int, words: Iterable[str]) -> int:
    best = max((likeness(asked, word) for word in words), default=0)
    return least + best - 1 if best else 0


def _nearest(allowed: tuple[Prompt, ...], asked: tuple[str, ...]) -> tuple[Theme, ...]:
    words = {theme: list(stems(near_words(theme))) for theme in Theme}
    present = dict.fromkeys(prompt.theme for prompt in allowed)
    for prompt in allowed:
        words[prompt.theme].extend(stems(" ".join(prompt.search_words)))
    candidates = [theme for theme in Theme if theme in present] or list(Theme)
    candidates.sort(key=lambda theme: -_closeness(asked, words[theme]))
    return tuple(candidates[:NEAREST])


def _closeness(asked: tuple[str, ...], words: Iterable[str]) -> float:
    shapes = [trigrams(word) for word in words]
    wanted = [trigrams(word) for word in asked]
    pairs = ((one, other) for one in wanted for other in shapes)
    return max((2 * len(one & other) / (len(one) + len(other)) for one, other in pairs), default=0)
