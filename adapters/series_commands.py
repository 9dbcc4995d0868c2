"""What `zetje series` does: the same decisions as in the chat, with whoever runs it in the log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml

from adapters.admin_desk import CommandDesk, reading, writing
from bot.administration.changes import (
    lifted,
    paused,
    resumed,
    silence_at,
    stopped,
)
from bot.administration.coming import Coming, asked_so_far, coming
from bot.administration.figures import Figure, figures
from bot.administration.file import read_series
from bot.administration.file_writing import entry_of
from bot.administration.office import Office
from bot.administration.programmes import accepting, difference_with, newer
from bot.administration.series_difference import Difference, as_details, series_difference
from bot.administration.troubles import Troubled, troubles
from bot.dialogue.series_ahead import step_to_try, tried
from bot.errors import ChangedMeanwhile, UnknownThing
from bot.files.decoding import MAX_BYTES
from bot.files.problems import Problem, TextFile
from bot.library.difference import Change
from bot.local_time import day_in
from bot.model.calendar import Silence
from bot.model.ids import PersonId, derive_id
from bot.model.messages import Message, Priority, Purpose, message_id
from bot.model.people import Person
from bot.model.records import AuditEntry
from bot.model.series import Series, SeriesState
from bot.situations import (
    Setting,
    library_of,
    situation_of,
)

_LOOKED_BACK = timedelta(days=90)
_GOES_ON = (SeriesState.RUNNING, SeriesState.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A series with what is to be seen of it; `asked` are the steps so far."""

    series: Series
    asked: int
    dates: tuple[Coming, ...]
    figures: tuple[Figure, ...]
    troubles: tuple[Troubled, ...]
    newer_version: int | None


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a file comes to: problems (then nothing is applied), or what differs."""

    problems: tuple[Problem, ...]
    differences: tuple[Difference, ...]
    series: tuple[Series, ...] = ()
    untouched: tuple[str, ...] = ()


async def all_series(tenant: str | None) -> Sequence[Shown]:
    """Return all series that are not over."""
    async with reading(tenant) as desk:
        found = [
            one for one in await desk.unit.series.all() if one.state is not SeriesState.STOPPED
        ]
        return [await _shown(desk, one) for one in found]


async def one_series(tenant: str | None, series: str) -> Shown:
    """Return one series. Raises UnknownThing."""
    async with reading(tenant) as desk:
        return await _shown(desk, await desk.series(series))


async def pause_series(tenant: str | None, series: str) -> Series:
    """Pause it; its steps wait."""
    return await _change(tenant, series, "series paused", paused)


async def resume_series(tenant: str | None, series: str) -> Series:
    """Let it run again."""
    return await _change(tenant, series, "series resumed", resumed)


async def stop_series(tenant: str | None, series: str) -> Series:
    """Stop it for good."""
    return await _change(tenant, series, "series stopped", lambda one, now: stopped(one))


async def try_series(tenant: str | None, series: str, to: str, step: int) -> Message:
    """Plan a step as a test, to be sent at once to this person by whatever sends. Raises UnknownThing."""
    async with writing(tenant) as desk:
        wanted, person = await desk.series(series), await _person(desk, to)
        setting = Setting(desk.now, "", f"test:{series}:{step}:{desk.now.isoformat()}")
        situation = await situation_of(desk.unit, desk.bot.knowledge, person, setting)
        prompt = step_to_try(situation, wanted, step)
        if prompt is None:
            raise UnknownThing(f"series {series} has no step {step} that can be asked")
        message = await _as_message(desk, person, setting.key)
        message = replace(message, content=tried(situation, wanted, prompt))
        await desk.unit.messages.add(message)
        return message


async def difference_of(tenant: str | None, series: str) -> tuple[Change, ...]:
    """Return what the programme in the library has other than the series; nothing when it is the same."""
    async with reading(tenant) as desk:
        found = await desk.series(series)
        programme = newer(found, desk.bot.knowledge.programmes)
        return difference_with(found, programme) if programme else ()


async def accept_version(tenant: str | None, series: str, version: int) -> Series:
    """Take over the version of the library, which must be this one. Raises UnknownThing."""
    async with writing(tenant) as desk:
        found = await desk.series(series)
        programme = newer(found, desk.bot.knowledge.programmes)
        if programme is None or programme.version != version:
            there = f"version {programme.version}" if programme else "nothing newer"
            raise UnknownThing(f"the library has {there} of what series {series} follows")
        changed = accepting(found, programme, asked_so_far(found, desk.town, desk.now))
        await desk.save(changed, "version accepted", str(version))
        return changed


async def apply_file(
    tenant: str | None, path: Path, agreed: Sequence[Difference] | None = None
) -> Applied:
    """Return what a file with series changes; it is changed when that is what was `agreed` on.

    Raises ChangedMeanwhile when by now it would change something else.
    """
    with path.open("rb") as stream:
        file = TextFile(str(path), stream.read(MAX_BYTES + 1))
    async with writing(tenant) as desk:
        office = await _office(desk)
        wanted, problems = read_series(file, office)
        if problems:
            return Applied(problems, ())
        found = {one.id: series_difference(office.existing(one.id), one) for one in wanted}
        differences = tuple(each for one in found.values() for each in one)
        if agreed is not None and differences != tuple(agreed):
            raise ChangedMeanwhile(
                f"what {path} changes is not what was shown any more: somebody changed a series "
                "meanwhile. Nothing was changed; run this again"
            )
        for series in wanted if agreed is not None else ():
            was = office.existing(series.id)
            if found[series.id] or series != was:
                what = "series changed" if was else "series made"
                await desk.save(series, what, as_details(found[series.id]))
        named = {one.id for one in wanted}
        others = tuple(
            one.id for one in office.series if one.id not in named and one.state in _GOES_ON
        )
        return Applied((), differences, wanted, others)


async def as_file(tenant: str | None, named: Sequence[str]) -> str:
    """Return the series as a file that `apply_file` takes: these, or all that run or are paused.

    Applying it changes nothing. Raises UnknownThing, also for a draft: a file would start it.
    """
    async with reading(tenant) as desk:
        if named:
            found = [await desk.series(one) for one in named]
        else:
            found = [one for one in await desk.unit.series.all() if one.state in _GOES_ON]
        town = desk.town
        draft = next((one for one in found if one.state is SeriesState.DRAFT), None)
        if draft is not None:
            raise UnknownThing(
                f"series {draft.id} was not started yet; start or drop it in the chat"
            )
        if not found:
            raise UnknownThing(f"tenant {town.tenant.id} has no series that run or are paused")
        entries = [entry_of(one, town.tenant, town.groups) for one in found]
    return yaml.safe_dump({"series": entries}, sort_keys=False, allow_unicode=True, width=100)


async def changes_log(tenant: str | None, limit: int) -> Sequence[AuditEntry]:
    """Return who changed what, newest first."""
    async with reading(tenant) as desk:
        return await desk.unit.audit.changes(limit)


async def silence_all(tenant: str | None, until: date | None) -> Silence:
    """Silence everything, until a day or until it is lifted."""
    async with writing(tenant) as desk:
        holds = _holding(desk)
        silence = Silence(tenant=desk.town.tenant.id, since_at=desk.now, until_on=until)
        silence = replace(holds, until_on=until) if holds else silence
        await desk.unit.series.save_silence(silence)
        await desk.note("everything silenced", until.isoformat() if until else "")
        return silence


async def lift_silence(tenant: str | None) -> bool:
    """Let everything run again; say whether anything was silent."""
    async with writing(tenant) as desk:
        holds = _holding(desk)
        if holds is None:
            return False
        await desk.unit.series.save_silence(lifted(holds, desk.now))
        await desk.note("silence lifted")
        return True


async def _change(
    tenant: str | None, series: str, what: str, change: Callable[[Series, datetime], Series]
) -> Series:
    async with writing(tenant) as desk:
        found = await desk.series(series)
        changed = change(found, desk.now)
        if changed != found:
            await desk.save(changed, what)
        return changed


async def _shown(desk: CommandDesk, series: Series) -> Shown:
    outcomes = await desk.unit.messages.outcomes(desk.now - _LOOKED_BACK)
    programme = newer(series, desk.bot.knowledge.programmes)
    return Shown(
        series=series,
        asked=asked_so_far(series, desk.town, desk.now),
        dates=coming(series, desk.town, desk.now, most=10),
        figures=figures(series, desk.town.groups, outcomes),
        troubles=troubles(series, outcomes),
        newer_version=programme.version if programme else None,
    )


async def _person(desk: CommandDesk, person: str) -> Person:
    found = await desk.unit.people.get(PersonId(person))
    if found is None:
        raise UnknownThing(f"tenant {desk.town.tenant.id} has no person {person!r}")
    return found


async def _as_message(desk: CommandDesk, person: Person, key: str) -> Message:
    addresses = await desk.unit.people.addresses(person.id)
    if not addresses:
        raise UnknownThing(f"person {person.id} has no address on a chat platform")
    subject = derive_id(key)
    return Message(
        id=message_id(person.tenant, Purpose.ANSWER, subject, person.id),
        tenant=person.tenant,
        purpose=Purpose.ANSWER,
        subject=subject,
        recipient=person.id,
        person=person.id,
        platform=addresses[0].platform,
        conversation=addresses[0].conversation or addresses[0].external_id,
        priority=Priority.ANSWER,
        due_at=desk.now,
        created_at=desk.now,
        asked=True,
    )


def _holding(desk: CommandDesk) -> Silence | None:
    tenant = desk.town.tenant
    return silence_at(desk.town.calendar.silences, desk.now, day_in(desk.now, tenant.zone))


async def _office(desk: CommandDesk) -> Office:
    return Office(
        town=desk.town,
        people=tuple(await desk.unit.people.all()),
        library=await library_of(desk.unit, desk.bot.knowledge),
        programmes=desk.bot.knowledge.programmes,
        series=tuple(await desk.unit.series.all()),
        now=desk.now,
    )
