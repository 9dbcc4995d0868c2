"""Prompts that say nearly the same, and prompts with the same title.

Two prompts are too alike when their telling words (stems of the Dutch body, and of a nudge also its
item, without the small words and what every prompt of its kind says) share at least two fifths of
what they have together (Jaccard). Two agenda nudges must share three fifths, because occasions
resemble each other; their items alone are compared too, and must stay under a half. Texts of fewer than four
telling words are not compared.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.library.runs import folded_words
from bot.library.words import stems
from bot.model.people import Language
from bot.model.prompts import Kind, Prompt

WHOLE_THRESHOLD = 0.4
NUDGE_THRESHOLD = 0.6
ITEM_THRESHOLD = 0.5
FEWEST_WORDS = 4

# What almost every prompt of its kind says: the step, the occasion, the people at the table.
_FIXED = frozenset(
    stems(
        """vraag kies neem noem noteer schrijf stuur zet leg vertel deel bel teamleider collega MT week
        dag volgende overleg vergadering agenda past agendapunt sluit werkdagen workdays meeting
        closing moment_day college directie voorstel stuk gemeente"""
    )
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two prompts that are too alike: their places in the sequence, the first first, and how much.

    A share of 0 means that only their titles are the same.
    """

    first: int
    second: int
    share: float


@dataclass(frozen=True, slots=True)
class _Words:
    nudge: bool
    whole: frozenset[str]
    item: frozenset[str]


def alike(prompts: Sequence[Prompt]) -> Iterator[Pair]:
    """Give the pairs of prompts that are too alike, each prompt with the first that it resembles."""
    words: list[_Words] = []
    titles: dict[tuple[str, ...], int] = {}
    for place, prompt in enumerate(prompts):
        own = _words(prompt)
        shares = ((other, _likeness(own, words[other])) for other in range(place))
        found = next(((other, share) for other, share in shares if share), None)
        first = titles.setdefault(folded_words(prompt.text(Language.NL).title), place)
        if found:
            yield Pair(found[0], place, found[1])
        elif first != place:
            yield Pair(first, place, 0)
        words.append(own)


def first_like(prompt: Prompt, others: Iterable[Prompt]) -> Prompt | None:
    """Return the first of `others` that says nearly the same as this prompt, or has its title."""
    own, title = _words(prompt), folded_words(prompt.text(Language.NL).title)
    for other in others:
        same_title = folded_words(other.text(Language.NL).title) == title
        if same_title or _likeness(own, _words(other)):
            return other
    return None


def _words(prompt: Prompt) -> _Words:
    texts = prompt.text(Language.NL)
    item = frozenset[str]()
    if prompt.kind is Kind.AGENDA_NUDGE:
        item = frozenset(stems(texts.item or "")) - _FIXED
    whole = (frozenset(stems(texts.body)) - _FIXED) | item
    return _Words(prompt.kind is Kind.AGENDA_NUDGE, whole, item)


def _likeness(one: _Words, other: _Words) -> float:
    if not (one.nudge and other.nudge):
        return _share(one.whole, other.whole, WHOLE_THRESHOLD)
    whole = _share(one.whole, other.whole, NUDGE_THRESHOLD)
    return whole or _share(one.item, other.item, ITEM_THRESHOLD)


def _share(one: frozenset[str], other: frozenset[str], threshold: float) -> float:
    """Return what two sets share, or 0 when it is below the threshold."""
    few, many = len(one), len(other)
    if few > many:
        few, many = many, few
    if few < FEWEST_WORDS or few < many * threshold:
        return 0
    common = len(one & other)
    share = common / (few + many - common)
    return share if share >= threshold else 0
