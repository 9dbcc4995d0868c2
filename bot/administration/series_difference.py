"""What differs between a series as it is and as it will be, in words for a log and for a command."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from bot.administration.programmes import difference_with
from bot.model.series import Audience, Cadence, PromptFilter, Series

# What planning notes for itself, what people chose for themselves, and what follows from other fields.
_NOT_SHOWN = frozenset(
    {
        "id",
        "tenant",
        "planned_through_at",
        "programme",
        "pauses",
        "steps_before",
        "own_pace",
        "joinings",
    }
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs, as people read it. A new series differs in everything it has."""

    series: str
    field: str
    old: str
    new: str

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.series}: {self.field}: {self.old or '-'} -> {self.new or '-'}"


def series_difference(old: Series | None, new: Series) -> tuple[Difference, ...]:
    """Return what differs; nothing when applying `new` would change nothing."""
    return tuple(_differences(old, new))


def as_details(found: Iterable[Difference]) -> str:
    """Return the differences of one series as an entry of the log holds them."""
    return "; ".join(f"{one.field}: {one.old or '-'} -> {one.new or '-'}" for one in found)


def _differences(old: Series | None, new: Series) -> Iterator[Difference]:
    for field in fields(Series):
        if field.name in _NOT_SHOWN:
            continue
        was = _shown(getattr(old, field.name)) if old else ""
        now = _shown(getattr(new, field.name))
        if was != now:
            yield Difference(new.id, field.name, was, now)
    if old is not None and old.programme and new.programme and old.programme != new.programme:
        for change in difference_with(old, new.programme):
            yield Difference(new.id, f"programme {change.field}", change.old, change.new)


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case Audience():
            return _listed(*value.roles, *value.groups, *value.people)
        case PromptFilter():
            return _listed(*value.kinds, *value.themes)
        case Cadence():
            return _cadence(value)
        case tuple() | frozenset():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _cadence(cadence: Cadence) -> str:
    before = cadence.workdays_before_meeting
    days = f"{before} working days before the meeting" if before is not None else cadence.rule
    skipped = f", not on {_listed(*cadence.except_on)}" if cadence.except_on else ""
    return f"{days} at {cadence.wall_time:%H:%M} {cadence.zone}{skipped}"


def _listed(*values: object) -> str:
    return ", ".join(sorted(map(str, values)))
