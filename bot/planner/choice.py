"""Which prompt somebody gets: one that fits, that is new to them, on a theme that had its rest."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.model.ids import PersonId, PromptId, derive_id
from bot.model.people import Role
from bot.model.prompts import Kind, Library, Prompt, Theme
from bot.model.series import Occurrence, Series

_TWELVE_MONTHS = 365
# The dates of a yearly cycle shift by some weeks from one year to the next.
_CYCLE_SHIFTS = 31


class Seen:
    """What one person was asked and when. Prompts count under the id that they have now."""

    def __init__(self, library: Library, entries: Iterable[tuple[PromptId, datetime]]) -> None:
        self._library = library
        self._last: dict[PromptId, list[datetime]] = {}
        for prompt, at in entries:
            self.add(prompt, at)

    def add(self, prompt: PromptId, at: datetime) -> None:
        """Note that this prompt is asked at `at`."""
        known = self._library.find(prompt)
        self._last.setdefault(known.id if known else prompt, []).append(at)

    def copy(self) -> "Seen":
        """Return the same, to be changed on its own."""
        return Seen(self._library, ((p, at) for p, all_at in self._last.items() for at in all_at))

    def within(self, prompt: Prompt, at: datetime, days: int) -> bool:
        """Tell whether it was asked less than `days` before `at`, or is to be asked after it."""
        since = at - timedelta(days=days)
        return any(seen_at > since for seen_at in self._last.get(prompt.id, ()))

    def nudges(self, at: datetime, within: timedelta) -> int:
        """Return how many agenda nudges were asked in the time before `at`."""
        return sum(
            at - within < seen_at <= at
            for prompt_id, instants in self._last.items()
            if (prompt := self._library.find(prompt_id)) and prompt.kind is Kind.AGENDA_NUDGE
            for seen_at in instants
        )

    def last_at(self, prompt: Prompt, before: datetime) -> datetime | None:
        """Return when this prompt was last asked before `before`."""
        return max((at for at in self._last.get(prompt.id, ()) if at < before), default=None)

    def themes(self, before: datetime) -> dict[Theme, datetime]:
        """Return when each theme was last asked before `before`; what never was is absent."""
        last: dict[Theme, datetime] = {}
        for prompt_id, instants in self._last.items():
            prompt = self._library.find(prompt_id)
            earlier = [at for at in instants if at < before]
            if prompt and earlier:
                last[prompt.theme] = max(max(earlier), last.get(prompt.theme, earlier[0]))
        return last


class Pool:
    """The prompts that a series with a cadence can draw from, kept in the order of the library."""

    def __init__(self, series: Series, library: Library) -> None:
        self._steps = series.steps
        self._by_roles: dict[frozenset[Role], tuple[Prompt, ...]] = {}
        self._library = library
        self._prompts = tuple(
            prompt
            for prompt in library.prompts
            # What belongs to a named date only makes sense near it, as a step or as a nudge.
            if prompt.kind is not Kind.AGENDA_NUDGE
            and prompt.timing.moment is None
            and in_filter(prompt, series)
        )

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


def choose(
    prompts: Sequence[Prompt], occurrence: Occurrence, person: PersonId, seen: Seen, at: datetime
) -> Prompt | None:
    """Return one that this person was not asked in twelve months, or None when there is none.

    It is on the theme that was asked longest ago, never first; the theme of last time only comes
    when nothing else is left. Among equals the series, occurrence and person decide.
    """
    new = [
        (place, prompt)
        for place, prompt in enumerate(prompts)
        if not seen.within(prompt, at, max(_TWELVE_MONTHS, prompt.timing.repeat_after_days))
    ]
    if not new:
        return None
    themes = seen.themes(at)
    turn = int.from_bytes(derive_id(occurrence.id, person)[:6].encode()) % len(prompts)
    never = datetime.min.replace(tzinfo=at.tzinfo)

    def order(option: tuple[int, Prompt]) -> tuple[datetime, int]:
        place, prompt = option
        return themes.get(prompt.theme, never), (place - turn) % len(prompts)

    return min(new, key=order)[1]


def can_repeat(prompt: Prompt, seen: Seen, at: datetime) -> bool:
    """Tell whether enough time has passed for this nudge to come again."""
    days = prompt.timing.repeat_after_days
    return not seen.within(prompt, at, days - _CYCLE_SHIFTS if days >= _TWELVE_MONTHS else days)


def rotate(prompts: Iterable[Prompt], seen: Seen, at: datetime) -> Prompt | None:
    """Return the nudge that may come now and was sent longest ago, or None."""
    free = [prompt for prompt in prompts if can_repeat(prompt, seen, at)]
    never = datetime.min.replace(tzinfo=at.tzinfo)
    return min(free, key=lambda prompt: seen.last_at(prompt, at) or never, default=None)
