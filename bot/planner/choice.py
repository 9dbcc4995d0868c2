"""Which prompt somebody gets: one that fits, that is new to them, on a theme that had its rest."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.model.ids import PersonId, PromptId, derive_number
from bot.model.people import Role
from bot.model.prompts import Kind, Library, Prompt, Theme
from bot.model.series import Occurrence, Series

_TWELVE_MONTHS = 365
# The dates of a yearly cycle shift by some weeks from one year to the next.
_CYCLE_SHIFTS = 31


class Seen:
    """What one person was asked and when. Prompts count under the id that they have now."""

    def __init__(self, library: Library, entries: Sequence[tuple[PromptId, datetime]]) -> None:
        self._library = library
        # Many are never asked anything about: sorted out once somebody looks.
        self._new = [*entries]
        self._old: list[tuple[PromptId, datetime]] = []
        self._last: dict[PromptId, list[datetime]] = {}
        self._by_theme: dict[Theme, list[datetime]] = {}
        self._nudged: list[datetime] = []

    def add(self, prompt: PromptId, at: datetime) -> None:
        """Note that this prompt is asked at `at`."""
        self._new.append((prompt, at))

    def copy(self) -> "Seen":
        """Return the same, to be changed on its own."""
        return Seen(self._library, [*self._old, *self._new])

    def _sort_out(self) -> None:
        if not self._new:
            return
        for prompt, at in self._new:
            known = self._library.find(prompt)
            self._last.setdefault(known.id if known else prompt, []).append(at)
            if known is None:
                continue
            self._by_theme.setdefault(known.theme, []).append(at)
            if known.kind is Kind.AGENDA_NUDGE:
                self._nudged.append(at)
        self._old += self._new
        self._new.clear()

    def within(self, prompt: Prompt, at: datetime, days: int) -> bool:
        """Tell whether it was asked less than `days` before `at`, or is to be asked after it."""
        if self._new:
            self._sort_out()
        asked = self._last.get(prompt.id)
        if asked is None:
            return False
        since = at - timedelta(days=days)
        return any(seen_at > since for seen_at in asked)

    def nudges(self, at: datetime, within: timedelta) -> int:
        """Return how many agenda nudges were asked in the time before `at`."""
        self._sort_out()
        since = at - within
        return sum(since < seen_at <= at for seen_at in self._nudged)

    def last_at(self, prompt: Prompt, before: datetime) -> datetime | None:
        """Return when this prompt was last asked before `before`."""
        self._sort_out()
        return max((at for at in self._last.get(prompt.id, ()) if at < before), default=None)

    def themes(self, before: datetime) -> dict[Theme, datetime]:
        """Return when each theme was last asked before `before`; what never was is absent."""
        self._sort_out()
        last: dict[Theme, datetime] = {}
        for theme, instants in self._by_theme.items():
            past = [at for at in instants if at < before]
            if past:
                last[theme] = max(past)
        return last


class Pool:
    """The prompts that a series with a cadence can draw from, kept in the order of the library."""

    def __init__(self, series: Series, library: Library) -> None:
        self._steps = series.steps
        self._by_roles: dict[frozenset[Role], tuple[Prompt, ...]] = {}
        self._library = library
        drawn = [
            prompt
            for prompt in library.prompts
            if prompt.kind is not Kind.AGENDA_NUDGE and in_filter(prompt, series)
        ]
        # What belongs to a named date only makes sense near it.
        self._prompts = tuple(prompt for prompt in drawn if prompt.timing.moment is None)
        self._dated = tuple(prompt for prompt in drawn if prompt.timing.moment is not None)

    def returning(self, roles: frozenset[Role], near: frozenset[str]) -> Sequence[Prompt]:
        """Return the questions that belong to one of these named dates, for these roles."""
        return [p for p in self._dated if p.timing.moment in near and suits(p, roles)]

    def first_new(self, seen: "Seen", at: datetime) -> Prompt | None:
        """Return the first step that somebody was not asked in twelve months, or None."""
        steps = (self._library.to_ask(step) for step in self._steps)
        new = (one for one in steps if one and not seen.within(one, at, _TWELVE_MONTHS))
        return next(new, None)

    def fitting(self, occurrence: Occurrence, roles: frozenset[Role]) -> Sequence[Prompt]:
        """Return what can be asked at this occurrence of somebody with these roles.

        A step is the same for everybody; else it is all prompts of the series for these roles.
        """
        if not self._steps:
            if roles not in self._by_roles:
                self._by_roles[roles] = tuple(p for p in self._prompts if suits(p, roles))
            return self._by_roles[roles]
        step = self._library.to_ask(occurrence.prompt) if occurrence.prompt else None
        return (step,) if step else ()


def in_filter(prompt: Prompt, series: Series) -> bool:
    """Tell whether the series draws from prompts like this one."""
    wanted = series.draws_from
    return (not wanted.kinds or prompt.kind in wanted.kinds) and (
        not wanted.themes or prompt.theme in wanted.themes
    )


def suits(prompt: Prompt, roles: frozenset[Role]) -> bool:
    """Tell whether the prompt is meant for somebody with these roles."""
    return not prompt.roles or not prompt.roles.isdisjoint(roles)


def is_avoided(prompt: Prompt, states: frozenset[str]) -> bool:
    """Tell whether the prompt is not sent in one of these states."""
    return not states.isdisjoint(prompt.timing.avoid)


def lightest(prompts: Sequence[Prompt]) -> Sequence[Prompt]:
    """Return those that take the least time."""
    least = min((prompt.minutes for prompt in prompts), default=0)
    return [prompt for prompt in prompts if prompt.minutes == least]


def choose(
    prompts: Sequence[Prompt], occurrence: Occurrence, person: PersonId, seen: Seen, at: datetime
) -> Prompt | None:
    """Return one that this person was not asked in twelve months, or None when there is none.

    It is on the theme that was asked longest ago, never first; the theme of last time only comes
    when nothing else is left. Among equals the series, occurrence and person decide.
    """
    if not prompts:
        return None
    themes = seen.themes(at)
    first = derive_number(occurrence.id, person) % len(prompts)
    chosen, chosen_at = None, None
    for place in range(first, first + len(prompts)):
        prompt = prompts[place % len(prompts)]
        theme_at = themes.get(prompt.theme)
        if chosen_at is not None and theme_at is not None and theme_at >= chosen_at:
            continue
        if seen.within(prompt, at, max(_TWELVE_MONTHS, prompt.timing.repeat_after_days)):
            continue
        if theme_at is None:
            # Nothing comes before a theme that was never asked.
            return prompt
        chosen, chosen_at = prompt, theme_at
    return chosen


def can_repeat(prompt: Prompt, seen: Seen, at: datetime) -> bool:
    """Tell whether enough time has passed for this nudge to come again."""
    return not seen.within(prompt, at, shortest_cycle(prompt))


def shortest_cycle(prompt: Prompt) -> int:
    """Return how many days at least lie between one time and the next that this nudge comes."""
    days = prompt.timing.repeat_after_days
    return days - _CYCLE_SHIFTS if days >= _TWELVE_MONTHS else days


def rotate(prompts: Iterable[Prompt], seen: Seen, at: datetime) -> Prompt | None:
    """Return the nudge that may come now and was sent longest ago, or None."""
    free = [prompt for prompt in prompts if can_repeat(prompt, seen, at)]
    never = datetime.min.replace(tzinfo=at.tzinfo)
    return min(free, key=lambda prompt: seen.last_at(prompt, at) or never, default=None)
