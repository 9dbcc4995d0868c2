"""A series as a file says it: what `read_series` reads back as the same series."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from bot.administration.file_format import WantedState
from bot.administration.office import DAYS, weekly_of
from bot.dates.weekdays import ENGLISH
from bot.model.people import Group, Tenant
from bot.model.series import (
    Audience,
    Cadence,
    FallsAway,
    Newcomers,
    Series,
    SeriesPlace,
    SeriesState,
)

_HOUR = timedelta(hours=1)
_USUAL_HOURS = 8
_STATES = {
    SeriesState.PAUSED: WantedState.PAUSED,
    SeriesState.STOPPED: WantedState.STOPPED,
}


def entry_of(series: Series, tenant: Tenant, groups: Sequence[Group]) -> dict[str, Any]:
    """Return the entry of a series as plain data, without what is usual.

    The version of its programme is left out: a series keeps the one that was accepted.
    """
    return {
        "id": str(series.id),
        "name": series.name,
        **dict(_source(series)),
        "for": dict(_audience(series.audience, groups)),
        **({"when": dict(_when(series.cadence, tenant))} if series.cadence else {}),
        **dict(_rest(series)),
    }


def _source(series: Series) -> Iterator[tuple[str, Any]]:
    if series.programme is not None:
        yield "programme", series.programme.id
    elif series.steps:
        yield "steps", [str(step) for step in series.steps]
    else:
        drawn = series.draws_from
        kinds = [kind.value for kind in sorted(drawn.kinds)]
        themes = [theme.value for theme in sorted(drawn.themes)]
        lists = (("kinds", kinds), ("themes", themes))
        yield "draws", {name: values for name, values in lists if values}


def _audience(audience: Audience, groups: Sequence[Group]) -> Iterator[tuple[str, list[str]]]:
    if audience.roles:
        yield "roles", [role.value for role in sorted(audience.roles)]
    if audience.groups:
        names = [group.name for group in groups]
        # A name that two groups have stands for both.
        known = {one.id: one.name if names.count(one.name) == 1 else one.id for one in groups}
        yield "groups", sorted(str(known.get(group, group)) for group in audience.groups)
    if audience.people:
        yield "people", sorted(map(str, audience.people))


def _when(cadence: Cadence, tenant: Tenant) -> Iterator[tuple[str, Any]]:
    simple = weekly_of(cadence.rule)
    if cadence.workdays_before_meeting is not None:
        yield "workdays_before_meeting", cadence.workdays_before_meeting
    elif simple is not None:
        every, day = simple
        yield "weekday", ENGLISH[DAYS.index(day)]
        if every > 1:
            yield "every_weeks", every
    else:
        yield "rule", cadence.rule
    yield "wall_time", f"{cadence.wall_time:%H:%M}"
    if cadence.zone != tenant.zone:
        yield "zone", cadence.zone
    hours = max(1, cadence.grace // _HOUR)
    if hours != _USUAL_HOURS:
        yield "grace_hours", hours
    if cadence.except_on:
        yield "except_on", list(cadence.except_on)


def _rest(series: Series) -> Iterator[tuple[str, Any]]:
    if series.place is not SeriesPlace.OWN_CHAT:
        yield "place", series.place.value
    if series.begins_on:
        yield "begins_on", series.begins_on
    if series.ends_on:
        yield "ends_on", series.ends_on
    if series.falls_away is not FallsAway.MOVES_UP:
        yield "falls_away", series.falls_away.value
    if series.newcomers is not Newcomers.WITH_GROUP:
        yield "newcomers", series.newcomers.value
    if not series.reminder:
        yield "reminder", False
    state = _STATES.get(series.state)
    if state is not None:
        yield "state", state.value
