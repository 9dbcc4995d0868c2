"""What an admin does to a series, and to the silence: each gives the new record, never a message."""

from dataclasses import replace
from datetime import date, datetime

from bot.model.calendar import Silence
from bot.model.ids import PersonId, RecordId, TenantId, derive_id
from bot.model.records import AuditEntry, AuditKind
from bot.model.series import Cadence, Pause, Series, SeriesState


def started(series: Series) -> Series:
    """Return the draft as a running series; one that runs stays as it is."""
    return replace(series, state=SeriesState.RUNNING)


def paused(series: Series, now: datetime) -> Series:
    """Return the series without anything to send from now on; its steps wait."""
    if series.state is not SeriesState.RUNNING:
        return series
    return replace(series, state=SeriesState.PAUSED, pauses=(*series.pauses, Pause(now)))


def resumed(series: Series, now: datetime) -> Series:
    """Return the series running again, with the step that is next."""
    if series.state is not SeriesState.PAUSED:
        return series
    ended = tuple(
        replace(one, until_at=now) if one.until_at is None else one for one in series.pauses
    )
    return replace(series, state=SeriesState.RUNNING, pauses=ended)


def stopped(series: Series) -> Series:
    """Return the series as over for good."""
    return replace(series, state=SeriesState.STOPPED)


def skipping(series: Series, day: date) -> Series:
    """Return the series without an occurrence on this day; without a cadence it stays as it is."""
    cadence = series.cadence
    if cadence is None or day in cadence.except_on:
        return series
    days = tuple(sorted((*cadence.except_on, day)))
    return replace(series, cadence=replace(cadence, except_on=days))


def rescheduled(series: Series, cadence: Cadence | None, begins_on: date, asked: int) -> Series:
    """Return the series with another cadence from `begins_on` on, after the `asked` steps so far."""
    if series.cadence == cadence and series.begins_on == begins_on:
        return series
    return replace(series, cadence=cadence, begins_on=begins_on, steps_before=asked)


def lifted(silence: Silence, now: datetime) -> Silence:
    """Return the silence as over from now on."""
    return replace(silence, lifted_at=now)


def silence_at(silences: tuple[Silence, ...], now: datetime, today: date) -> Silence | None:
    """Return the silence that holds now, or None. `today` is the tenant's local day."""
    for silence in reversed(silences):
        has_ended = silence.until_on is not None and today >= silence.until_on
        if silence.since_at <= now and silence.lifted_at is None and not has_ended:
            return silence
    return None


def change_entry(
    tenant: TenantId, by: str, what: str, at: datetime, details: str = ""
) -> AuditEntry:
    """Return the entry of the log that says who changed what for everybody, and when (`at`, UTC)."""
    return AuditEntry(
        id=RecordId(derive_id(tenant, "changed", by, what, at.isoformat(), details)),
        tenant=tenant,
        person=PersonId(""),
        kind=AuditKind.CHANGED,
        by=by,
        what=what,
        reason=details,
        at=at,
    )
