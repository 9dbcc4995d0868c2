"""What can be wrong with an entry of a file with series, beyond its shape."""

from collections.abc import Iterator, Sequence

from bot.administration.file_format import SeriesEntry
from bot.administration.office import Office, cadence_of, groups_of, programme_of
from bot.cadence import CadenceError, validate
from bot.files.tree import Path
from bot.model.ids import PromptId
from bot.model.prompts import Kind
from bot.model.series import SeriesPlace

Wrong = tuple[Path, str, str]


def wrong_in(entry: SeriesEntry, office: Office, before: Sequence[SeriesEntry]) -> Iterator[Wrong]:
    """Yield everything that is wrong with an entry: where, what, and what to do about it."""
    if any(other.id == entry.id for other in before):
        yield ("id",), f"the id '{entry.id}' comes twice", "give each series an id of its own"
    yield from _wrong_source(entry, office)
    yield from _wrong_audience(entry, office)
    yield from _wrong_when(entry, office)
    if entry.begins_on and entry.ends_on and entry.ends_on < entry.begins_on:
        yield ("ends_on",), "the end lies before the beginning", "write a later day"
    if entry.place is SeriesPlace.CHANNEL:
        yield from _wrong_channels(entry, office)


def _wrong_channels(entry: SeriesEntry, office: Office) -> Iterator[Wrong]:
    if entry.audience.roles or entry.audience.people or not entry.audience.groups:
        remedy = "name groups, and no roles or people"
        yield ("place",), "only groups have a channel", remedy
    asked = groups_of(entry, office)
    for group in office.town.groups:
        if group.id in asked and group.conversation is None:
            remedy = "type `@Zetje hier` in its channel, or take `place: own_chat`"
            yield ("place",), f"the group '{group.name}' has no channel", remedy
    if _only_nudges(entry):
        remedy = "take `place: own_chat`; who puts it on an agenda does so for themselves"
        yield ("place",), "agenda nudges do not come in a channel", remedy


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
    if entry.draws and Kind.AGENDA_NUDGE in entry.draws.kinds and not _only_nudges(entry):
        remedy = "make a series of `kinds: [agenda_nudge]` beside this one"
        yield ("draws", "kinds"), "agenda nudges follow their own dates", remedy
    for place, step in enumerate(entry.steps):
        if office.library.to_ask(PromptId(step)) is None:
            remedy = "name one that is in the library and was not withdrawn"
            yield ("steps", place), f"there is no prompt '{step}'", remedy


def _wrong_programme(entry: SeriesEntry, office: Office) -> Iterator[Wrong]:
    programme = programme_of(entry, office)
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
    if _only_nudges(entry):
        if when is not None:
            remedy = "remove the key; each nudge comes in time for its own date"
            yield ("when",), "agenda nudges follow their own dates", remedy
        return
    if when is None:
        if entry.draws is None or Kind.AGENDA_NUDGE not in entry.draws.kinds:
            remedy = "add `when:`; only a series of agenda nudges follows its own dates"
            yield (), "the key 'when' is missing", remedy
        return
    given = (when.weekday, when.workdays_before_meeting, when.rule)
    if sum(one is not None for one in given) != 1:
        remedy = "write one of weekday, workdays_before_meeting and rule"
        yield ("when",), "it must be clear on which days it comes", remedy
        return
    cadence = cadence_of(when, office, office.now.date())
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
        if group.id in groups_of(entry, office) and group.id not in meets:
            message = f"the group '{group.name}' has no meeting"
            yield ("when",), message, "give it one with `zetje dates`, or choose a weekday"
    if not entry.audience.groups:
        yield ("for",), "only groups have a meeting of their own", "name groups here"


def _only_nudges(entry: SeriesEntry) -> bool:
    return entry.draws is not None and set(entry.draws.kinds) == {Kind.AGENDA_NUDGE}
