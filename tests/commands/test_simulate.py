"""`zetje simulate`: what would come, what not and why, for anyone but the person."""

import asyncio
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from adapters.settings import PROMPTS
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing
from adapters.wiring import read_knowledge
from bot.errors import SettingsError
from bot.model.calendar import MeetingKind
from bot.model.ids import GroupId, MeetingId
from bot.model.messages import Message
from bot.model.people import Period, Person, Role
from bot.model.prompts import Kind
from bot.model.series import Audience, Cadence, PromptFilter
from bot.planning import Planning
from bot.ports.stores import TenantStores, Unit
from tests.commands.conftest import Call
from tests.factories import (
    BRAM,
    FATMA,
    HANNEKE,
    WATERSTAD,
    YUSUF,
    a_group,
    a_meeting,
    a_moment,
    a_person,
    a_series,
    an_address,
)

TODAY = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
EVERYBODY = Audience(people=frozenset({HANNEKE, YUSUF, FATMA}))
LONG_AGO = datetime.now(UTC) - timedelta(days=60)
SPACE = GroupId("mt-ruimte")


def weekly(**changes: Any) -> Any:
    cadence = Cadence(
        rule="FREQ=WEEKLY;BYDAY=TU,TH", starts_on=TODAY - timedelta(days=30), wall_time=time(10)
    )
    return a_series(
        **{
            "audience": EVERYBODY,
            "cadence": cadence,
            "draws_from": PromptFilter(kinds=frozenset({Kind.SMALL_WIN})),
            **changes,
        }
    )


def someone(id: Any, **changes: Any) -> Person:
    return a_person(id, roles=frozenset({Role.SECRETARY}), started_at=LONG_AGO, **changes)


async def at_town(database: str, keys: str, act: Callable[[TenantStores], Awaitable[None]]) -> None:
    stores = SqlStores(database, KeyRing(keys))
    try:
        await act(stores.of(WATERSTAD))
    finally:
        await stores.close()


def within(database: str, keys: str, act: Callable[[Unit], Awaitable[None]]) -> None:
    async def in_a_unit(tenant: TenantStores) -> None:
        async with tenant.write() as unit:
            await act(unit)

    asyncio.run(at_town(database, keys, in_a_unit))


@pytest.fixture
def town(stores: SqlStores, database: str, keys: str) -> str:
    async def fill(unit: Unit) -> None:
        away = Period(TODAY, TODAY + timedelta(days=400))
        for person in (someone(HANNEKE), someone(YUSUF), someone(FATMA, absences=(away,))):
            await unit.people.save(person)
            await unit.people.save_address(an_address(person.id))
        await unit.series.save(weekly())

    within(database, keys, fill)
    return database


def simulated(zetje: Call, *arguments: str) -> dict[str, Any]:
    result = zetje("simulate", "--json", *arguments)
    assert result.exit_code == 0, result.stderr
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def prompts_of(data: dict[str, Any], person: str) -> list[dict[str, Any]]:
    return [
        one for one in data["messages"] if one["recipient"] == person and one["purpose"] == "prompt"
    ]


def test_what_comes_and_what_is_rest(town: str, zetje: Call) -> None:
    data = simulated(zetje, "--from", f"{TODAY}", "--to", f"{TODAY + timedelta(days=60)}")
    mine = prompts_of(data, "hanneke")
    assert any(one["state"] == "comes" and one["title"] for one in mine)
    away = prompts_of(data, "fatma")
    assert away
    assert {one["reason"] for one in away} <= {"rust", "no_ordinary_moment"}
    assert "absent" not in json.dumps(data)


def test_a_simulation_stores_nothing_and_is_the_same_again(
    town: str, zetje: Call, database: str, keys: str
) -> None:
    span = ("--from", f"{TODAY + timedelta(days=1)}", "--to", f"{TODAY + timedelta(days=40)}")
    assert simulated(zetje, *span) == simulated(zetje, *span)
    kept: list[Message] = []

    async def look(unit: Unit) -> None:
        kept.extend(await unit.messages.of_person(HANNEKE))

    within(database, keys, look)
    assert kept == []


def test_a_part_of_a_period_is_as_in_the_whole(town: str, zetje: Call) -> None:
    middle, end = TODAY + timedelta(days=30), TODAY + timedelta(days=50)
    whole = simulated(zetje, "--from", f"{TODAY}", "--to", f"{end}")
    part = simulated(zetje, "--from", f"{middle}", "--to", f"{end}")
    later = [one for one in whole["messages"] if one["at"] >= f"{middle}"]
    assert part["messages"] == later


def on_a_terminal(*words: str) -> tuple[str, str]:
    """Run `zetje` where errors go to a terminal; return what it prints, and what the terminal shows."""
    (ours, its), shown = pty.openpty(), b""
    command = [sys.executable, "-m", "adapters.cli", *words]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    with TemporaryFile("w+") as printed:
        process = subprocess.Popen(command, env=environment, stdout=printed, stderr=its)
        os.close(its)
        # The end of a terminal that nobody writes to any more is an error, on Linux.
        with suppress(OSError):
            while some := os.read(ours, 4096):
                shown += some
        os.close(ours)
        assert process.wait(timeout=60) == 0, shown
        printed.seek(0)
        return printed.read(), shown.decode()


def test_a_terminal_shows_how_far_it_is_and_a_pipe_gets_the_result_alone(
    town: str, zetje: Call
) -> None:
    words = ("simulate", "--from", f"{TODAY + timedelta(days=1)}", "--json")
    piped = zetje(*words)
    printed, shown = on_a_terminal(*words)

    assert (printed, piped.stderr) == (piped.stdout, "")
    # It ends with all of them, and is wiped out.
    assert re.search(r"people .*100%", shown)
    assert shown.rstrip().endswith("\x1b[2K")


def test_a_year_that_is_past_is_played_as_if_nothing_was_sent(town: str, zetje: Call) -> None:
    data = simulated(zetje, "--from", "2025-03-01", "--to", "2025-04-30")
    assert data["messages"] == []  # nobody took part then, and the series had not begun


def test_messages_that_wait_are_not_counted_twice(
    town: str, zetje: Call, database: str, keys: str
) -> None:
    before = simulated(zetje, "--to", f"{TODAY + timedelta(days=14)}")
    first = next(one for one in prompts_of(before, "hanneke") if one["state"] == "comes")

    until = datetime.fromisoformat(first["at"]) + timedelta(minutes=1)

    async def plan(tenant: TenantStores) -> None:
        planning = Planning(tenant, read_knowledge(PROMPTS), (datetime.now(UTC), until))
        assert not await planning.go_on(until)

    asyncio.run(at_town(database, keys, plan))
    after = simulated(zetje, "--to", f"{TODAY + timedelta(days=14)}")
    assert prompts_of(after, "hanneke") == prompts_of(before, "hanneke")


def test_it_warns(town: str, zetje: Call, database: str, keys: str) -> None:
    async def fill(unit: Unit) -> None:
        daily = replace(weekly().cadence, rule="FREQ=DAILY", wall_time=time(9), starts_on=TODAY)
        nudges = PromptFilter(kinds=frozenset({Kind.AGENDA_NUDGE}))
        counted = replace(weekly().cadence, rule="", workdays_before_meeting=1)
        await unit.series.save(weekly(id="veel", cadence=daily))
        await unit.series.save(weekly(id="leeg", audience=Audience()))
        await unit.series.save(weekly(id="duwtjes", cadence=None, draws_from=nudges))
        await unit.series.save(weekly(id="voor-het-mt", cadence=counted))
        await unit.dates.save_moment(a_moment(on=date(TODAY.year, 1, 15)))
        await unit.people.save_group(a_group(HANNEKE, id=SPACE))
        await unit.dates.save_meeting(
            a_meeting(
                id=MeetingId("mt-ruimte"),
                kind=MeetingKind.MT,
                group=SPACE,
                source="mt.ics",
                known_until_on=TODAY,
            )
        )
        no_address = someone(BRAM)
        await unit.people.save(no_address)
        await unit.series.save(weekly(id="bram", audience=Audience(people=frozenset({BRAM}))))

    within(database, keys, fill)
    data = simulated(zetje, "--to", f"{TODAY + timedelta(days=400)}")
    found = {(one["concern"], one["about"]) for one in data["warnings"]}
    assert ("too_much", "veel") in found
    assert ("nothing", "leeg") in found
    assert ("nothing", "people") in found
    assert ("no_meeting", "voor-het-mt") in found
    assert ("unreachable", "people") in found
    assert ("moments", str(TODAY.year + 1)) in found
    assert ("dates_end", "mt-ruimte") in found
    text = " ".join(one["text"] for one in data["warnings"])
    assert "fatma" in text
    assert "absent" not in text


def test_an_election_day_is_named_and_stays_a_working_day(
    town: str, zetje: Call, database: str, keys: str
) -> None:
    span = ("--to", f"{TODAY + timedelta(days=60)}")
    before = simulated(zetje, *span)
    comes = [one for one in prompts_of(before, "hanneke") if one["state"] == "comes"]
    on = date.fromisoformat(comes[-1]["at"][:10])

    async def fill(unit: Unit) -> None:
        moment = a_moment(key="provinciale_verkiezing", on=on)
        await unit.dates.save_moment(replace(moment, label="de verkiezing"))

    within(database, keys, fill)
    after = simulated(zetje, *span)
    assert after["messages"] == before["messages"]
    (found,) = [one for one in after["warnings"] if one["concern"] == "election"]
    assert found["about"] == on.isoformat()
    assert found["text"].startswith(f"de verkiezing on {on}: ")


def test_beyond_the_known_school_holidays_it_says_so(town: str, zetje: Call) -> None:
    near = simulated(zetje, "--to", f"{TODAY + timedelta(days=30)}")
    far = simulated(zetje, "--from", "2031-01-05", "--to", "2031-02-01")
    assert "holidays" not in {one["concern"] for one in near["warnings"]}
    assert "holidays" in {one["concern"] for one in far["warnings"]}


def test_as_rows_and_as_a_calendar_file(town: str, zetje: Call, tmp_path: Path) -> None:
    rows = zetje("simulate", "--to", f"{TODAY + timedelta(days=60)}").stdout
    assert "Zetje van de week" in rows
    assert "skipped: rust" in rows
    assert "messages would come" in rows
    out = tmp_path / "vooruit.ics"
    result = zetje("simulate", "--ics", "--to", f"{TODAY + timedelta(days=60)}", "--out", str(out))
    assert result.stdout == f"Written to {out}.\n"
    calendar = icalendar.Calendar.from_ical(out.read_bytes())
    events = calendar.walk("VEVENT")
    assert events
    assert all(not event.errors for event in events)
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert all(len(line) <= 75 for line in out.read_bytes().split(b"\r\n"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--from", "2027-02-01", "--to", "2027-01-01"), "lies before"),
        (("--from", "2027-02-01", "--to", "2037-01-01"), "more than two years"),
    ],
)
def test_what_cannot_be_played(
    town: str, zetje: Call, arguments: tuple[str, ...], told: str
) -> None:
    result = zetje("simulate", *arguments)
    assert isinstance(result.exception, SettingsError)
    assert told in str(result.exception)


def test_a_wrong_call(town: str, zetje: Call) -> None:
    assert zetje("simulate", "--json", "--ics").exit_code == 2
    assert zetje("simulate", "--from", "morgen").exit_code == 2
