"""`zetje series`: a file that can be applied again and again, and the same things as in the chat."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing
from bot.administration.file_format import series_schema
from bot.errors import ChangedMeanwhile, UnknownThing
from bot.model.ids import SeriesId
from bot.model.messages import Message, Purpose, State
from bot.model.records import AuditEntry
from bot.model.series import Series, SeriesState
from bot.ports.stores import Unit
from tests.commands.conftest import Call
from tests.factories import (
    BRAM,
    HANNEKE,
    JOKE,
    MT,
    WATERSTAD,
    a_group,
    a_meeting,
    a_person,
    an_address,
)

FILE = """\
series:
  - id: algoritmen
    programme: zetje:algoritmen-in-beeld
    for: {groups: [MT Sociaal]}
    when: {workdays_before_meeting: 1, wall_time: "16:00"}
    begins_on: 2090-01-23
  - id: duwtjes
    name: Agendaduwtjes
    draws: {kinds: [agenda_nudge]}
    for: {roles: [secretary]}
"""
Look = Callable[[], tuple[dict[str, Series], list[AuditEntry]]]


@pytest.fixture
def town(stores: SqlStores, database: str, keys: str) -> SqlStores:
    """Waterstad with a group that meets, and Joke."""

    async def fill() -> None:
        opened = SqlStores(database, KeyRing(keys))
        async with opened.of(WATERSTAD).write() as unit:
            await unit.people.save(a_person(BRAM))
            await unit.people.save(a_person(JOKE))
            await unit.people.save_address(an_address(JOKE))
            await unit.people.save_group(a_group(HANNEKE, BRAM, name="MT Sociaal"))
            await unit.dates.save_meeting(a_meeting(group=MT))
        await opened.close()

    asyncio.run(fill())
    return stores


@pytest.fixture
def look(town: SqlStores, database: str, keys: str) -> Look:
    """Return the series by id, and the log with the newest first."""

    def seen() -> tuple[dict[str, Series], list[AuditEntry]]:
        async def read() -> tuple[dict[str, Series], list[AuditEntry]]:
            stores = SqlStores(database, KeyRing(keys))
            try:
                async with stores.of(WATERSTAD).read() as unit:
                    found = {str(one.id): one for one in await unit.series.all()}
                    return found, list(await unit.audit.changes())
            finally:
                await stores.close()

        return asyncio.run(read())

    return seen


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "series.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_file_shows_what_it_changes_and_asks_first(
    town: SqlStores, zetje: Call, file: Path, look: Look
) -> None:
    result = zetje("series", "apply", str(file), stdin="n\n")
    assert "algoritmen: name: - -> Algoritmen in beeld" in result.stdout
    assert "algoritmen: cadence: - -> 1 working days before the meeting at 16:00" in result.stdout
    assert result.exit_code == 1
    assert look() == ({}, [])


def test_a_file_can_be_applied_again(town: SqlStores, zetje: Call, file: Path, look: Look) -> None:
    first = zetje("series", "apply", str(file), "--yes")
    assert first.exit_code == 0, first.output
    series, log = look()
    assert len(series["algoritmen"].steps) == 11
    assert series["algoritmen"].programme is not None
    assert series["algoritmen"].audience.groups == {MT}
    assert series["duwtjes"].cadence is None
    assert sorted(entry.what for entry in log) == [
        "series made: Agendaduwtjes",
        "series made: Algoritmen in beeld",
    ]

    again = zetje("series", "apply", str(file), "--yes")
    assert again.stdout == "Nothing to change.\n"
    assert look() == (series, log)


def test_only_what_was_shown_is_applied(
    town: SqlStores, zetje: Call, file: Path, look: Look
) -> None:
    from adapters.series_commands import apply_file

    shown = asyncio.run(apply_file(None, file)).differences
    zetje("series", "apply", str(file), "--yes")
    before = look()
    file.write_text(FILE.replace("16:00", "09:00"), encoding="utf-8")
    with pytest.raises(ChangedMeanwhile, match="not what was shown any more"):
        asyncio.run(apply_file(None, file, shown))
    assert look() == before


def test_what_there_is_comes_as_a_file_that_changes_nothing(
    town: SqlStores, zetje: Call, file: Path, look: Look, tmp_path: Path
) -> None:
    zetje("series", "apply", str(file), "--yes")
    before = look()
    out = tmp_path / "nu.yaml"
    assert zetje("series", "file", "--out", str(out)).stdout == f"Written to {out}.\n"
    assert "programme: zetje:algoritmen-in-beeld" in out.read_text(encoding="utf-8")
    assert zetje("series", "apply", str(out), "--yes").stdout == "Nothing to change.\n"
    assert look() == before
    only = zetje("series", "file", "duwtjes").stdout
    assert "duwtjes" in only
    assert "algoritmen" not in only
    with pytest.raises(UnknownThing, match="no series 'weg'"):
        raise zetje("series", "file", "weg").exception or AssertionError


def test_only_what_differs_changes_and_the_rest_stays(
    town: SqlStores, zetje: Call, file: Path, look: Look
) -> None:
    zetje("series", "apply", str(file), "--yes")
    before, _ = look()
    text = FILE.partition("  - id: duwtjes")[0].replace("16:00", "09:00")
    file.write_text(text + "    state: paused\n", encoding="utf-8")
    result = zetje("series", "apply", str(file), "--yes")
    assert "duwtjes: not in the file, stays as it is" in result.stdout
    assert "algoritmen: state: running -> paused" in result.stdout
    after, _ = look()
    assert after["duwtjes"] == before["duwtjes"]
    assert after["algoritmen"].state is SeriesState.PAUSED
    assert len(after["algoritmen"].pauses) == 1
    assert zetje("series", "apply", str(file), "--yes").stdout.endswith("Nothing to change.\n")


def test_what_changes_is_planned_again_from_that_moment_on(
    town: SqlStores, zetje: Call, file: Path, look: Look, database: str, keys: str
) -> None:
    zetje("series", "apply", str(file), "--yes")
    ahead_at = datetime.now(UTC) + timedelta(hours=24)

    async def plan() -> None:
        stores = SqlStores(database, KeyRing(keys))
        async with stores.of(WATERSTAD).write() as unit:
            for series in await unit.series.all():
                await unit.series.save(replace(series, planned_through_at=ahead_at))
        await stores.close()

    asyncio.run(plan())
    file.write_text(FILE.replace("Agendaduwtjes", "Duwtjes"), encoding="utf-8")
    assert zetje("series", "apply", str(file), "--yes").exit_code == 0
    zetje("series", "pause", "algoritmen")
    series, _ = look()
    for one in series.values():
        assert one.planned_through_at is not None
        assert one.planned_through_at < ahead_at - timedelta(hours=23)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("programme: zetje:algoritmen-in-beeld", "series.yaml:2: series[0]: it must be clear"),
        ("MT Sociaal", "series.yaml:4: series[0].for.groups[0]: there is no group 'MT Ruimte'"),
        ("zetje:algoritmen-in-beeld", "there is no programme 'zetje:algoritmen'"),
        ("workdays_before_meeting: 1", "it must be clear on which days it comes"),
        ('"16:00"', "is not a time of day"),
        ("[secretary]", "unknown role 'secretaris'"),
        ("id: duwtjes", "the id 'algoritmen' comes twice"),
        ("begins_on:", "unknown key 'begin_on'"),
        ("2090-01-23", "the end lies before the beginning"),
        ("kinds: [agenda_nudge]", "the key 'when' is missing"),
        ("    for: {roles: [secretary]}", "there is no person 'piet'"),
        ("    begins_on: 2090-01-23", "only groups have a channel"),
        ("    begins_on: 2090-01-23", "the group 'MT Sociaal' has no channel"),
        ("draws: {kinds: [agenda_nudge]}", "agenda nudges follow their own dates"),
        ("[agenda_nudge]", "agenda nudges follow their own dates"),
        ("name: Agendaduwtjes", "agenda nudges do not come in a channel"),
    ],
)
def test_every_problem_has_its_line_and_nothing_changes(
    town: SqlStores, zetje: Call, file: Path, look: Look, wrong: str, says: str
) -> None:
    instead = {
        "programme: zetje:algoritmen-in-beeld": "name: Zonder bron",
        "MT Sociaal": "MT Ruimte",
        "zetje:algoritmen-in-beeld": "zetje:algoritmen",
        "workdays_before_meeting: 1": "every_weeks: 2",
        '"16:00"': "vier uur",
        "[secretary]": "[secretaris]",
        "id: duwtjes": "id: algoritmen",
        "begins_on:": "begin_on:",
        "2090-01-23": "2090-01-23\n    ends_on: 2090-01-02",
        "kinds: [agenda_nudge]": "kinds: [reflection]",
        "    for: {roles: [secretary]}": "    for: {people: [piet]}",
        "draws: {kinds: [agenda_nudge]}": "draws: {kinds: [agenda_nudge]}\n"
        '    when: {weekday: tuesday, wall_time: "09:00"}',
        "[agenda_nudge]": "[agenda_nudge, reflection]",
        "name: Agendaduwtjes": "name: Agendaduwtjes\n    place: channel",
        "    begins_on: 2090-01-23": "    place: channel\n    ends_on: 2091-01-01",
    }
    text = FILE.replace(wrong, instead[wrong])
    if wrong.startswith("    begins_on"):
        text = text.replace("groups: [MT Sociaal]", "groups: [MT Sociaal], roles: [director]")
    file.write_text(text, encoding="utf-8")
    result = zetje("series", "apply", str(file), "--yes")
    assert result.exit_code == 1
    assert says in result.stderr
    assert "Nothing was changed." in result.stderr
    assert look() == ({}, [])


def test_the_schema_knows_the_example() -> None:
    schema = series_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    when = {"weekday": "tuesday", "wall_time": "16:00"}
    one = {"id": "a", "name": "A", "draws": {}, "for": {"roles": ["hr"]}, "when": when}
    jsonschema.validate({"series": [one]}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"series": [{**one, "place": "mars"}]}, schema)


def test_pause_resume_and_stop_are_in_the_log(
    town: SqlStores, zetje: Call, file: Path, look: Look
) -> None:
    zetje("series", "apply", str(file), "--yes")
    assert zetje("series", "pause", "algoritmen").stdout == "Algoritmen in beeld: paused.\n"
    assert zetje("series", "resume", "algoritmen").stdout == "Algoritmen in beeld: running.\n"
    assert zetje("series", "stop", "algoritmen", "--yes").stdout.endswith("stopped.\n")
    series, log = look()
    assert series["algoritmen"].state is SeriesState.STOPPED
    did = [entry.what.partition(":")[0] for entry in log]
    assert sorted(did[:3]) == ["series paused", "series resumed", "series stopped"]
    assert all(entry.by for entry in log)
    shown = json.loads(zetje("series", "log", "--json").stdout)
    assert {row["what"] for row in shown} == {entry.what for entry in log}
    assert "algoritmen" not in zetje("series", "list").stdout


def test_list_show_and_preview_tell_the_same_in_json(
    town: SqlStores, zetje: Call, file: Path
) -> None:
    zetje("series", "apply", str(file), "--yes")
    assert (
        "algoritmen  Algoritmen in beeld: running, step 0 of 10" in zetje("series", "list").stdout
    )
    listed = json.loads(zetje("series", "list", "--json").stdout)
    assert [one["id"] for one in listed] == ["algoritmen", "duwtjes"]
    shown = json.loads(zetje("series", "show", "duwtjes", "--json").stdout)
    assert shown == listed[1]
    assert shown["figures"] == [{"group": None, "band": "hidden"}]
    assert "all together: hidden" in zetje("series", "show", "duwtjes").stdout
    # Meetings are known for the time to come, not for 2090.
    assert json.loads(zetje("series", "preview", "algoritmen", "--json").stdout) == []


def test_dates_have_their_zone_and_what_they_fall_on(
    town: SqlStores, zetje: Call, file: Path
) -> None:
    file.write_text(
        FILE.partition("  - id: duwtjes")[0]
        .replace("workdays_before_meeting: 1", "weekday: tuesday")
        .replace("    begins_on: 2090-01-23\n", ""),
        encoding="utf-8",
    )
    assert zetje("series", "apply", str(file), "--yes").exit_code == 0
    dates = json.loads(zetje("series", "preview", "algoritmen", "--json").stdout)
    steps = [one["step"] for one in dates if one["step"]]
    assert steps == list(range(1, 11))
    assert all(one["at"][-6:] in ("+01:00", "+02:00") for one in dates)
    assert all(one["special"] for one in dates if not one["step"])


def test_a_test_waits_for_the_bot_to_send_it(
    town: SqlStores, zetje: Call, file: Path, database: str, keys: str
) -> None:
    zetje("series", "apply", str(file), "--yes")
    result = zetje("series", "test", "algoritmen", "--to", "joke", "--step", "2")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Waits to be sent to joke: Proef:")
    (waiting,) = asyncio.run(_planned(database, keys))
    assert (waiting.purpose, waiting.person) == (Purpose.ANSWER, JOKE)
    assert waiting.content is not None
    assert "Proef, telt niet mee." in waiting.content.as_text()
    assert list(waiting.content.buttons()) == []


async def _planned(database: str, keys: str) -> list[Message]:
    stores = SqlStores(database, KeyRing(keys))
    try:
        async with stores.of(WATERSTAD).write() as unit:
            return await _claimed(unit)
    finally:
        await stores.close()


async def _claimed(unit: Unit) -> list[Message]:
    from datetime import UTC, datetime

    late = datetime(2200, 1, 1, tzinfo=UTC)
    found = await unit.messages.of_person(JOKE)
    assert found == []
    addresses = await unit.people.addresses(JOKE)
    claimed = await unit.messages.claim(addresses[0].platform, late, 9)
    return [replace(one, state=State.PLANNED) for one in claimed]


def test_silence_holds_until_it_is_lifted(town: SqlStores, zetje: Call) -> None:
    assert "until `zetje series silence --lift`" in zetje("series", "silence").stdout
    assert zetje("series", "silence", "--lift").stdout == "Everything runs again.\n"
    assert zetje("series", "silence", "--lift").stdout == "Nothing was silent.\n"
    assert "until 2090-01-01" in zetje("series", "silence", "--until", "2090-01-01").stdout


def test_what_is_not_there_is_named(town: SqlStores, zetje: Call, file: Path) -> None:
    result = zetje("series", "pause", "x")
    assert isinstance(result.exception, UnknownThing)
    assert "tenant waterstad has no series 'x': there are none" in str(result.exception)
    zetje("series", "apply", str(file), "--yes")
    assert zetje("series", "difference", "algoritmen").stdout == "There is no difference.\n"
    refused = zetje("series", "accept", "algoritmen", "--version", "9")
    assert isinstance(refused.exception, UnknownThing)
    assert "nothing newer" in str(refused.exception)
    assert SeriesId("algoritmen") in {
        one["id"] for one in json.loads(zetje("series", "list", "--json").stdout)
    }
