"""Series as a file says them: read with every problem at its line, and turned into series."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.administration.changes import paused, rescheduled, resumed
from bot.administration.coming import asked_so_far, beginning
from bot.administration.file_checks import wrong_in
from bot.administration.file_format import (
    SERIES_SHAPES,
    SeriesEntry,
    SeriesFile,
    WantedState,
)
from bot.administration.going_on import with_other_source
from bot.administration.office import Office, audience_of, cadence_of, programme_of
from bot.administration.programmes import accepting, following, name_of
from bot.files.problems import Problem, TextFile
from bot.files.tree import read_file
from bot.library.reading import problem_at, shape_problems
from bot.model.ids import PromptId, SeriesId
from bot.model.people import Language
from bot.model.series import Audience, Cadence, PromptFilter, Series, SeriesState

_STATES = {
    WantedState.RUNNING: SeriesState.RUNNING,
    WantedState.PAUSED: SeriesState.PAUSED,
    WantedState.STOPPED: SeriesState.STOPPED,
}


def read_series(file: TextFile, office: Office) -> tuple[tuple[Series, ...], tuple[Problem, ...]]:
    """Return the series as they will be, and every problem; with a problem nothing may be applied.

    Doing it again, on what was stored, gives the same series. Never raises, whatever the bytes.
    """
    tree, problems = read_file(file)
    if tree is None or problems:
        return (), problems
    problems = tuple(shape_problems(file.name, tree, SERIES_SHAPES))
    if problems:
        return (), problems
    entries = SeriesFile.model_validate(tree.data).series
    found = [
        problem_at(file.name, tree, ("series", place, *path), message, remedy)
        for place, entry in enumerate(entries)
        for path, message, remedy in wrong_in(entry, office, entries[:place])
    ]
    if found:
        return (), tuple(sorted(found, key=lambda one: one.line))
    return tuple(_built(entry, office) for entry in entries), ()


def _built(entry: SeriesEntry, office: Office) -> Series:
    was = office.existing(entry.id)
    begins_on = entry.begins_on or (was.begins_on if was else None) or office.now.date()
    series = was or Series(
        id=SeriesId(entry.id),
        tenant=office.town.tenant.id,
        name=entry.name or "",
        audience=Audience(),
        begins_on=begins_on,
    )
    series = _with_source(series, was, entry, office)
    series = replace(
        series,
        name=entry.name or series.name,
        audience=audience_of(entry, office),
        place=entry.place,
        ends_on=entry.ends_on,
        falls_away=entry.falls_away,
        newcomers=entry.newcomers,
        reminder=entry.reminder,
    )
    series = _with_when(series, was, entry, office)
    if was is None:
        series = beginning(series, office.town, office.now)
    else:
        series = with_other_source(was, series, office.town, office.now)
    return _in_state(series, entry.state, office.now)


def _with_source(series: Series, was: Series | None, entry: SeriesEntry, office: Office) -> Series:
    programme = programme_of(entry, office)
    if programme is not None:
        named = replace(series, name=entry.name or name_of(programme, Language.NL))
        if was is None or was.programme is None or was.programme.id != programme.id:
            return following(replace(named, draws_from=PromptFilter()), programme)
        if entry.programme_version is None or was.programme == programme:
            return replace(named, name=entry.name or was.name)
        return accepting(named, programme, asked_so_far(was, office.town, office.now))
    draws = entry.draws
    wanted = PromptFilter(
        frozenset(draws.kinds if draws else ()), frozenset(draws.themes if draws else ())
    )
    steps = tuple(PromptId(step) for step in entry.steps)
    return replace(series, programme=None, steps=steps, draws_from=wanted)


def _with_when(series: Series, was: Series | None, entry: SeriesEntry, office: Office) -> Series:
    today = office.now.date()
    begins_on = _begins_on(was, entry, today)
    wanted = cadence_of(entry.when, office, begins_on) if entry.when else None
    if was is None:
        return replace(series, cadence=wanted, begins_on=begins_on)
    if _same(was.cadence, wanted) and begins_on == was.begins_on:
        return series
    asked = asked_so_far(was, office.town, office.now)
    changed = rescheduled(series, wanted, max(begins_on, today), asked)
    return beginning(changed, office.town, office.now, was)


def _begins_on(was: Series | None, entry: SeriesEntry, today: date) -> date:
    """Return the first day; one that has passed changes nothing for a series that has begun.

    A series that goes on otherwise from tomorrow has begun too.
    """
    given, begun = entry.begins_on, was.begins_on if was else None
    if given is None or (begun and given <= today and begun <= today + timedelta(days=1)):
        return begun or today
    return given


def _same(was: Cadence | None, wanted: Cadence | None) -> bool:
    if was is None or wanted is None:
        return was is wanted
    return replace(wanted, starts_on=was.starts_on) == was


def _in_state(series: Series, wanted: WantedState, now: datetime) -> Series:
    if series.state is _STATES[wanted]:
        return series
    if wanted is WantedState.PAUSED:
        return paused(replace(series, state=SeriesState.RUNNING), now)
    if series.state is SeriesState.PAUSED and wanted is WantedState.RUNNING:
        return resumed(series, now)
    return replace(series, state=_STATES[wanted])
