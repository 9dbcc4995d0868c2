"""Series as a file says them: read with every problem at its line, and turned into series."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.administration.changes import paused, rescheduled, resumed
from bot.administration.coming import Town, asked_so_far, beginning
from bot.administration.file_format import (
    SERIES_SHAPES,
    SeriesEntry,
    SeriesFile,
    SeriesPlace,
    WantedState,
    WhenEntry,
)
from bot.administration.programmes import accepting, following, name_of
from bot.cadence import CadenceError, validate
from bot.library.problems import LibraryFile, Problem
from bot.library.reading import problem_at, read_file, shape_problems
from bot.library.tree import Path
from bot.local_time import monday_of
from bot.model.ids import GroupId, PersonId, PromptId, SeriesId
from bot.model.people import Language, Person
from bot.model.programmes import Programme
from bot.model.prompts import Kind, Library
from bot.model.series import Audience, Cadence, PromptFilter, Series, SeriesState

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STATES = {
    WantedState.RUNNING: SeriesState.RUNNING,
    WantedState.PAUSED: SeriesState.PAUSED,
    WantedState.STOPPED: SeriesState.STOPPED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What a file with series is read against: the tenant as it is, and the library."""

    town: Town
    people: tuple[Person, ...]
    library: Library
    programmes: tuple[Programme, ...]
    series: tuple[Series, ...]
    now: datetime

    def existing(self, series: str) -> Series | None:
        """Return the series with this id, or None."""
        return next((one for one in self.series if one.id == series), None)


def read_series(
    file: LibraryFile, office: Office
) -> tuple[tuple[Series, ...], tuple[Problem, ...]]:
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
        for path, message, remedy in _wrong(entry, office, entries[:place])
    ]
    if found:
        return (), tuple(sorted(found, key=lambda one: one.line))
    return tuple(_built(entry, office) for entry in entries), ()


Wrong = tuple[Path, str, str]


def _wrong(entry: SeriesEntry, office: Office, before: Sequence[SeriesEntry]) -> Iterator[Wrong]:
    if any(other.id == entry.id for other in before):
        yield ("id",), f"the id '{entry.id}' comes twice", "give each series an id of its own"
    yield from _wrong_source(entry, office)
    yield from _wrong_audience(entry, office)
    yield from _wrong_when(entry, office)
    if entry.begins_on and entry.ends_on and entry.ends_on < entry.begins_on:
        yield ("ends_on",), "the end lies before the beginning", "write a later day"
    if entry.place is SeriesPlace.CHANNEL and _channel(entry, office) is None:
        remedy = "name exactly one group that has a conversation, and no roles or people"
        yield ("place",), "a series in a channel is for one group", remedy


def _wrong_source(entry: SeriesEntry, office: Office) -> Iterator[Wrong]:
    sources = [entry.programme is not None, bool(entry.steps), entry.draws is not None]
    if sum(sources) != 1:
        remedy = "write one of programme, steps and draws"
        yield (), "it must be clear what the series asks", remedy
    if entry.programme is None:
        if entry.name is None:
            yield (), "the key 'name' is missing", "add `name:` here; only a programme has one"
        if entry.programme_version is not None:
            yield ("programme_version",), "there is no programme", "remove the key"
    else:
        yield from _wrong_programme(entry, office)
    for place, step in enumerate(entry.steps):
        if office.library.to_ask(PromptId(step)) is None:
            remedy = "name one that is in the library and was not withdrawn"
            yield ("steps", place), f"there is no prompt '{step}'", remedy


def _wrong_programme(entry: SeriesEntry, office: Office) -> Iterator[Wrong]:
    programme = _programme(entry, office)
    if programme is None:
        known = ", ".join(one.id for one in office.programmes) or "there are none"
        yield ("programme",), f"there is no programme '{entry.programme}'", f"choose from {known}"
    elif entry.programme_version not in (None, programme.version):
        message = f"version {entry.programme_version} is not in the library"
        remedy = f"the library has version {programme.version}; look at `zetje series difference`"
        yield ("programme_version",), message, remedy


def _wrong_audience(entry: SeriesEntry, office: Office) -> Iterator[Wrong]:
    audience = entry.audience
    if not (audience.roles or audience.groups or audience.people):
        yield ("for",), "nobody is asked", "name roles, groups or people"
    groups = {name for group in office.town.groups for name in (group.id, group.name)}
    for place, group in enumerate(audience.groups):
        if group not in groups:
            known = ", ".join(one.name for one in office.town.groups) or "there are none"
            yield ("for", "groups", place), f"there is no group '{group}'", f"choose from {known}"
    people = {person.id for person in office.people}
    for place, person in enumerate(audience.people):
        if person not in people:
            remedy = "name the id of somebody; `zetje people list` shows them"
            yield ("for", "people", place), f"there is no person '{person}'", remedy


def _wrong_when(entry: SeriesEntry, office: Office) -> Iterator[Wrong]:
    when = entry.when
    if when is None:
        only_nudges = entry.draws is not None and entry.draws.kinds == [Kind.AGENDA_NUDGE]
        if not only_nudges:
            remedy = "add `when:`; only a series of agenda nudges follows its own dates"
            yield (), "the key 'when' is missing", remedy
        return
    given = (when.weekday, when.workdays_before_meeting, when.rule)
    if sum(one is not None for one in given) != 1:
        remedy = "write one of weekday, workdays_before_meeting and rule"
        yield ("when",), "it must be clear on which days it comes", remedy
        return
    cadence = _cadence(when, entry, office, office.now.date())
    try:
        validate(cadence)
    except CadenceError as error:
        message, _, remedy = str(error).removesuffix(".").partition(". ")
        yield ("when",), message, remedy
    if when.workdays_before_meeting is not None:
        yield from _without_meeting(entry, office)


def _without_meeting(entry: SeriesEntry, office: Office) -> Iterator[Wrong]:
    meets = {meeting.group for meeting in office.town.calendar.meetings}
    for group in office.town.groups:
        if group.id in _groups(entry, office) and group.id not in meets:
            message = f"the group '{group.name}' has no meeting"
            yield ("when",), message, "give it one with `zetje dates`, or choose a weekday"
    if not entry.audience.groups:
        yield ("for",), "only groups have a meeting of their own", "name groups here"


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
        audience=_audience(entry, office),
        place=_channel(entry, office) if entry.place is SeriesPlace.CHANNEL else None,
        ends_on=entry.ends_on,
        falls_away=entry.falls_away,
        newcomers=entry.newcomers,
        reminder=entry.reminder,
    )
    series = _with_when(series, was, entry, office)
    if was is None:
        series = beginning(series, office.town, office.now)
    return _in_state(series, entry.state, office.now)


def _with_source(series: Series, was: Series | None, entry: SeriesEntry, office: Office) -> Series:
    programme = _programme(entry, office)
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
    begins_on = entry.begins_on or series.begins_on or office.now.date()
    wanted = _cadence(entry.when, entry, office, begins_on) if entry.when else None
    if was is None:
        return replace(series, cadence=wanted, begins_on=begins_on)
    today = office.now.date()
    has_begun = was.begins_on is not None and was.begins_on <= today
    is_past = has_begun and entry.begins_on is not None and entry.begins_on <= today
    if _same(was.cadence, wanted) and (is_past or entry.begins_on in (None, was.begins_on)):
        return series
    if not has_begun:
        return replace(series, cadence=wanted, begins_on=begins_on)
    from_on = max(begins_on, today)
    asked = asked_so_far(was, office.town, office.now)
    return rescheduled(series, wanted, from_on, asked)


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


def _cadence(when: WhenEntry, entry: SeriesEntry, office: Office, begins_on: date) -> Cadence:
    rule = when.rule or ""
    if when.weekday is not None:
        interval = f";INTERVAL={when.every_weeks}" if when.every_weeks > 1 else ""
        rule = f"FREQ=WEEKLY{interval};BYDAY={_DAYS[when.weekday.number]}"
    wall_time = when.wall_time
    assert wall_time is not None, "the shape has seen to that"
    return Cadence(
        rule=rule,
        starts_on=monday_of(begins_on) if when.weekday is not None else begins_on,
        wall_time=wall_time,
        zone=when.zone or office.town.tenant.zone,
        grace=timedelta(hours=when.grace_hours),
        except_on=tuple(sorted(when.except_on)),
        workdays_before_meeting=when.workdays_before_meeting,
    )


def _audience(entry: SeriesEntry, office: Office) -> Audience:
    return Audience(
        roles=frozenset(entry.audience.roles),
        groups=_groups(entry, office),
        people=frozenset(PersonId(person) for person in entry.audience.people),
    )


def _groups(entry: SeriesEntry, office: Office) -> frozenset[GroupId]:
    named = set(entry.audience.groups)
    return frozenset(one.id for one in office.town.groups if {one.id, one.name} & named)


def _channel(entry: SeriesEntry, office: Office) -> GroupId | None:
    groups = _groups(entry, office)
    if len(groups) != 1 or entry.audience.roles or entry.audience.people:
        return None
    found = (one for one in office.town.groups if one.id in groups and one.conversation)
    return next((one.id for one in found), None)


def _programme(entry: SeriesEntry, office: Office) -> Programme | None:
    return next((one for one in office.programmes if one.id == entry.programme), None)
