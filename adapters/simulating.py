"""What `zetje simulate` shows: a period played ahead, as rows, JSON or a calendar file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adapters.calendar.ics_writing import Entry, written
from adapters.opening import opened
from bot.errors import SettingsError
from bot.local_time import at_wall_time, day_in
from bot.model.ids import PromptId, derive_id
from bot.model.people import Language
from bot.model.prompts import Library
from bot.planner.rehearsal import Line, by_month
from bot.simulation import Progress, Simulation, simulate

_USUAL = timedelta(days=28)
_LONGEST = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Played:
    """A simulation, with what is needed to show it."""

    tenant: str
    simulation: Simulation
    library: Library
    names: dict[str, str]
    made_at: datetime


async def play(
    named: str | None, first_on: date | None, last_on: date | None, progress: Progress
) -> Played:
    """Play the days from `first_on` (today) up to and including `last_on` (four weeks later)."""
    async with opened(named) as (bot, tenant):
        now = bot.clock.now()
        first_on = first_on or day_in(now, tenant.zone)
        last_on = last_on or first_on + _USUAL
        if last_on < first_on:
            raise SettingsError(f"--to {last_on} lies before --from {first_on}")
        if last_on - first_on > _LONGEST:
            raise SettingsError(f"from {first_on} up to {last_on} is more than two years")
        begins_at = at_wall_time(first_on, time.min, tenant.zone)
        if first_on == day_in(now, tenant.zone):
            begins_at = now
        ends_at = at_wall_time(last_on + timedelta(days=1), time.min, tenant.zone)
        span = begins_at, ends_at - timedelta(microseconds=1)
        async with bot.stores.of(tenant.id).read() as unit:
            found = await simulate(unit, bot.knowledge, now, span, progress)
            names = {str(series.id): series.name for series in await unit.series.all()}
        return Played(tenant.id, found, bot.knowledge.library, names, now)


def as_rows(played: Played) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield moment, recipient, what, prompt and reason of each message, local to the tenant."""
    zone = ZoneInfo(played.simulation.zone)
    for line in played.simulation.lines:
        yield (
            f"{line.at.astimezone(zone):%a %Y-%m-%d %H:%M}",
            line.recipient,
            _what(line, played),
            _title(line.prompt, played.library),
            f"skipped: {line.reason}" if line.reason else "",
        )


def as_json(played: Played) -> dict[str, Any]:
    """Return the simulation as plain data."""
    simulation = played.simulation
    zone = ZoneInfo(simulation.zone)
    return {
        "tenant": played.tenant,
        "from": simulation.begins_at.astimezone(zone).isoformat(),
        "to": simulation.ends_at.astimezone(zone).isoformat(),
        "messages": [_plain(line, zone, played.library) for line in simulation.lines],
        "months": {
            f"{month:%Y-%m}": {"comes": comes, "skipped": skipped}
            for month, (comes, skipped) in by_month(simulation.lines, simulation.zone).items()
        },
        "warnings": [
            {"concern": one.concern.value, "about": one.about, "text": one.text}
            for one in simulation.cautions
        ],
    }


def as_ics(played: Played) -> Iterator[str]:
    """Yield the lines of a calendar file with what comes; not what is skipped."""
    entries = (
        Entry(
            uid=derive_id(played.tenant, line.recipient, line.purpose, line.at.isoformat()),
            at=line.at,
            summary=f"{_what(line, played)} → {line.recipient}",
            description=_title(line.prompt, played.library),
        )
        for line in played.simulation.lines
        if line.reason is None
    )
    return written(entries, f"Zetje {played.tenant}", played.made_at)


def _plain(line: Line, zone: ZoneInfo, library: Library) -> dict[str, Any]:
    return {
        "at": line.at.astimezone(zone).isoformat(),
        "recipient": line.recipient,
        "purpose": line.purpose.value,
        "series": line.series,
        "prompt": line.prompt,
        "title": _title(line.prompt, library),
        "state": "skipped" if line.reason else "comes",
        "reason": line.reason,
    }


def _what(line: Line, played: Played) -> str:
    return played.names.get(line.series or "", line.purpose.value)


def _title(prompt: PromptId | None, library: Library) -> str:
    found = library.find(prompt) if prompt else None
    return found.text(Language.NL).title if found else ""
