"""Count what a library holds, to see where it is thin."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.library.coverage import Shortage, is_quick_win, shortages
from bot.library.register import Register
from bot.model.prompts import Fits, Kind, Library


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Numbers of prompts. Every mapping names only what occurs.

    `fits_table` counts reflections, `quick_wins` small wins of five minutes at most, `fits_small`
    all prompts. `short` says what a whole library has more of.
    """

    total: int
    by_kind: Mapping[str, int]
    by_theme: Mapping[str, int]
    by_role: Mapping[str, int]
    by_language: Mapping[str, int]
    by_moment: Mapping[str, int]
    by_document: Mapping[str, int]
    by_source_row: Mapping[str, int]
    fits_table: int
    fits_small: int
    quick_wins: int
    short: tuple[Shortage, ...]


def library_stats(library: Library, register: Register | None = None) -> Stats:
    """Return how many prompts there are of each kind, theme, role, language, moment and source.

    What is short of sources is told only with a register of them.
    """
    prompts = library.prompts
    reflections = [prompt for prompt in prompts if prompt.kind is Kind.REFLECTION]
    return Stats(
        total=len(prompts),
        by_kind=_count(prompt.kind for prompt in prompts),
        by_theme=_count(prompt.theme for prompt in prompts),
        by_role=_count(role for prompt in prompts for role in prompt.roles),
        by_language=_count(language for prompt in prompts for language in prompt.texts),
        by_moment=_count(p.timing.moment for p in prompts if p.timing.moment),
        by_document=_count(
            name for prompt in prompts for name in {source.document for source in prompt.sources}
        ),
        by_source_row=_count(
            row
            for prompt in prompts
            for row in {row for source in prompt.sources for row in source.rows}
        ),
        fits_table=sum(Fits.TABLE in prompt.fits for prompt in reflections),
        fits_small=sum(prompt.fits_small for prompt in prompts),
        quick_wins=sum(map(is_quick_win, prompts)),
        short=shortages(library, register),
    )


def _count(names: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(str(name) for name in names).items()))
