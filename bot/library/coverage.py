"""What a whole library should hold, and what of it is short."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.library.moments import MOMENTS
from bot.library.register import Register
from bot.model.people import Role
from bot.model.prompts import Fits, Kind, Library, Prompt, Theme

KIND_GOALS: Mapping[str, int] = {
    Kind.REFLECTION: 110,
    Kind.SMALL_WIN: 110,
    Kind.AGENDA_NUDGE: 80,
}
THEME_GOAL = 10
ROLE_GOALS: Mapping[str, int] = {
    Role.SECRETARY: 120,
    Role.DIRECTOR: 90,
    Role.MT_MEMBER: 90,
    Role.CIO: 25,
    Role.HR: 25,
    Role.CONTROLLER: 25,
    Role.PRIVACY_OFFICER: 25,
    Role.CLERK: 25,
}
CALENDAR_ROW_GOAL = 5
MOMENT_GOAL = 2
TABLE_GOAL = 80
QUICK_MINUTES = 5
QUICK_PERCENT = 40
SMALL_PERCENT = 20

# The letters of the rows that each must be referred to at least once.
WANTED_ROWS = "DQFTASR"


@dataclass(frozen=True, slots=True)
class Shortage:
    """Something of which there is too little: of `what`, named `name`, there are `have` of `need`."""

    what: str
    name: str
    have: int
    need: int

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.what} {self.name}: {self.have}, {self.need - self.have} short of {self.need}"


def shortages(library: Library, register: Register | None) -> tuple[Shortage, ...]:
    """Return what the library has too little of, nothing when it covers everything.

    Rows and documents are not counted without a register. Percentages are of the library as it is.
    """
    prompts = library.prompts
    goals = [*_numbers(prompts), *_calendar(prompts), *_shares(prompts)]
    if register:
        goals += _sources(prompts, register)
    return tuple(one for one in goals if one.have < one.need)


def is_quick_win(prompt: Prompt) -> bool:
    """Tell whether a prompt is a small win that takes five minutes at most."""
    return prompt.kind is Kind.SMALL_WIN and prompt.minutes <= QUICK_MINUTES


def _numbers(prompts: tuple[Prompt, ...]) -> Iterator[Shortage]:
    kinds = Counter(prompt.kind.value for prompt in prompts)
    themes = Counter(prompt.theme.value for prompt in prompts)
    roles = Counter(role.value for prompt in prompts for role in prompt.roles)
    for kind, need in KIND_GOALS.items():
        yield Shortage("kind", str(kind), kinds[kind], need)
    for theme in Theme:
        yield Shortage("theme", theme.value, themes[theme.value], THEME_GOAL)
    for role, need in ROLE_GOALS.items():
        yield Shortage("role", str(role), roles[role], need)


def _calendar(prompts: tuple[Prompt, ...]) -> Iterator[Shortage]:
    nudges = (prompt for prompt in prompts if prompt.kind is Kind.AGENDA_NUDGE)
    count = Counter(prompt.timing.moment for prompt in nudges)
    for row, moments in MOMENTS.items():
        yield Shortage("calendar", row, sum(count[one] for one in moments), CALENDAR_ROW_GOAL)
        yield from (Shortage("moment", one, count[one], MOMENT_GOAL) for one in moments)


def _shares(prompts: tuple[Prompt, ...]) -> Iterator[Shortage]:
    wins = sum(prompt.kind is Kind.SMALL_WIN for prompt in prompts)
    table = sum(prompt.kind is Kind.REFLECTION and Fits.TABLE in prompt.fits for prompt in prompts)
    quick = sum(is_quick_win(prompt) for prompt in prompts)
    small = sum(prompt.fits_small for prompt in prompts)
    yield Shortage("fits", Fits.TABLE.value, table, TABLE_GOAL)
    yield Shortage("small_win", "of five minutes at most", quick, _part(wins, QUICK_PERCENT))
    yield Shortage("fits_small", "true", small, _part(len(prompts), SMALL_PERCENT))


def _part(whole: int, percent: int) -> int:
    return -(-whole * percent // 100)


def _sources(prompts: tuple[Prompt, ...], register: Register) -> Iterator[Shortage]:
    sources = [source for prompt in prompts for source in prompt.sources]
    used = {row for source in sources for row in source.rows}
    documents = {source.document for source in sources}
    yield from _each("document", register.documents, documents)
    wanted = (row for row in register.rows if row[0] in WANTED_ROWS)
    yield from _each("source_row", wanted, used)


def _each(what: str, wanted: Iterable[str], used: set[str]) -> Iterator[Shortage]:
    return (Shortage(what, name, int(name in used), 1) for name in wanted)
