"""What a whole library holds, and what `stats` says when something of it is short."""

from dataclasses import replace
from itertools import cycle

import pytest

from adapters.library_files import read_sources
from bot.library.coverage import WANTED_ROWS, Shortage, shortages
from bot.library.load import library_of
from bot.library.moments import MOMENTS
from bot.library.stats import library_stats
from bot.model.ids import PromptId
from bot.model.people import Language, Role
from bot.model.prompts import Fits, Kind, Prompt, PromptTexts, ReplyForm, Source, Theme, Timing

REGISTER = read_sources()
ROLES = frozenset(role for role in Role if role is not Role.ADMIN)


def _whole() -> list[Prompt]:
    """Return a library with just enough of everything but the sources, which stand in the first."""
    kinds = [Kind.REFLECTION] * 110 + [Kind.SMALL_WIN] * 110 + [Kind.AGENDA_NUDGE] * 80
    themes = cycle(Theme)
    prompts = [
        Prompt(
            id=PromptId(f"proef:p-{number}"),
            version=1,
            kind=kind,
            theme=next(themes),
            roles=ROLES,
            minutes=5 if number < 154 else 10,
            texts={Language.NL: PromptTexts("Titel", "Vraag")},
            reply_form=ReplyForm.OPEN,
            fits=frozenset({Fits.TABLE}) if number < 80 else frozenset({Fits.SELF}),
            fits_small=number < 60,
        )
        for number, kind in enumerate(kinds)
    ]
    # Rows of the calendar with one moment need five nudges of it.
    single = [keys[0] for keys in MOMENTS.values() if len(keys) == 1]
    needed = [one for one in single for _ in range(5)]
    needed += [one for keys in MOMENTS.values() if len(keys) > 1 for one in (*keys, *keys, keys[0])]
    for number, moment in enumerate(needed):
        prompts[220 + number] = replace(prompts[220 + number], timing=Timing(moment=moment))
    prompts[0] = replace(prompts[0], sources=_sources())
    return prompts


def _sources() -> tuple[Source, ...]:
    rows = tuple(row for row in REGISTER.rows if row[0] in WANTED_ROWS)
    first, *others = REGISTER.documents
    return (Source(first, "Rol", rows), *(Source(one, "Intro") for one in others))


def _short(prompts: list[Prompt]) -> tuple[Shortage, ...]:
    return shortages(library_of(prompts), REGISTER)


def test_nothing_is_short_of_a_whole_library() -> None:
    assert [str(one) for one in _short(_whole())] == []
    assert library_stats(library_of(_whole()), REGISTER).short == ()


@pytest.mark.parametrize(
    ("numbers", "change", "short"),
    [
        ((0,), {"kind": Kind.SMALL_WIN}, "kind reflection: 109, 1 short of 110"),
        (range(276), {"roles": frozenset({Role.SECRETARY})}, "role clerk: 24, 1 short of 25"),
        (range(181), {"roles": frozenset({Role.CLERK})}, "role secretary: 119, 1 short of 120"),
        ((79,), {"fits": frozenset({Fits.SELF})}, "fits table: 79, 1 short of 80"),
        ((110,), {"minutes": 6}, "small_win of five minutes at most: 43, 1 short of 44"),
        ((59,), {"fits_small": False}, "fits_small true: 59, 1 short of 60"),
        ((220,), {"timing": Timing()}, "calendar kadernota: 4, 1 short of 5"),
        ((0,), {"sources": ()}, "source_row F01: 0, 1 short of 1"),
        ((0,), {"sources": _sources()[:1]}, "document 001_3866fb5d2d195430: 0, 1 short of 1"),
    ],
)
def test_what_is_short_is_told(
    numbers: range | tuple[int, ...], change: dict[str, object], short: str
) -> None:
    prompts = _whole()
    for number in numbers:
        prompts[number] = replace(prompts[number], **change)  # type: ignore[arg-type]
    assert short in [str(one) for one in _short(prompts)]


def test_a_theme_that_is_short_is_told() -> None:
    prompts = [replace(one, theme=Theme.STAFF) for one in _whole()]
    assert "theme rol.secretaris: 0, 10 short of 10" in [str(one) for one in _short(prompts)]


def test_a_moment_of_which_there_is_one_is_told() -> None:
    prompts = _whole()
    ends = [n for n, one in enumerate(prompts) if one.timing.moment == "zomerreces_einde"]
    for number in ends[1:]:
        prompts[number] = replace(prompts[number], timing=Timing(moment="zomerreces_start"))
    told = [str(one) for one in _short(prompts)]
    assert told == ["moment zomerreces_einde: 1, 1 short of 2"]


def test_without_a_register_sources_are_not_asked_for() -> None:
    prompts = [replace(one, sources=()) for one in _whole()]
    assert shortages(library_of(prompts), None) == ()


def test_numbers_beside_the_counts() -> None:
    stats = library_stats(library_of(_whole()), REGISTER)
    assert (stats.fits_table, stats.fits_small, stats.quick_wins) == (80, 60, 44)
    assert set(stats.by_document.values()) == {1}
