"""How a series goes on after a change: with the step that is next, or with the first of other steps."""

from dataclasses import replace
from datetime import date, datetime

from bot.administration.changes import rescheduled
from bot.administration.coming import Town, asked_so_far, beginning
from bot.model.series import Cadence, Series


def on_other_dates(
    series: Series, cadence: Cadence | None, begins_on: date, town: Town, now: datetime
) -> Series:
    """Return the series with this cadence from `begins_on` on; what was asked stays asked."""
    if series.cadence == cadence and series.begins_on == begins_on:
        return series
    asked = asked_so_far(series, town, now)
    return beginning(rescheduled(series, cadence, begins_on, asked), town, now, series)


def with_other_source(before: Series, after: Series, town: Town, now: datetime) -> Series:
    """Return `after` such that other steps than `before` had come from the first one on.

    Where what was asked so far stays the same, or own steps were only changed, it goes on.
    """
    if not after.steps or after.steps == before.steps:
        return after
    has_own = bool(before.steps) and before.programme is None and after.programme is None
    asked = asked_so_far(before, town, now)
    if has_own or (before.steps and after.steps[:asked] == before.steps[:asked]):
        return after
    return beginning(replace(after, steps_before=0), town, now)
