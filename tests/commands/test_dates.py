"""`zetje dates`: meetings out of calendar files and by rule, days of rest, states, named dates."""

import asyncio
import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.calendar_import import ImportRefused
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing
from bot.dates_file import DatesFileError
from bot.errors import UnknownThing
from bot.model.calendar import Meeting, MovedDate, Recess, TenantMoment, TenantState
from bot.model.ids import MeetingId
from bot.model.records import AgendaItem, AgendaItemState
from bot.ports.stores import Unit
from tests.commands.conftest import Call
from tests.factories import HANNEKE, WATERSTAD, an_agenda_item

TODAY = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
# The command lives by the real clock: the files of the tests begin next month.
FIRST = (TODAY.replace(day=1) + timedelta(days=40)).replace(day=1)
WEDNESDAY = FIRST + timedelta(days=(2 - FIRST.weekday()) % 7)
NEW = ("--meeting", "mt", "--name", "MT Sociaal", "--what", "mt", "--closes", "-3 werkdagen 12:00")


def ics(*lines: str) -> str:
    start = f"{WEDNESDAY:%Y%m%d}T130000"
    body = lines or (f"DTSTART:{start}", "RRULE:FREQ=WEEKLY;COUNT=6")
    return "\r\n".join(
        ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:mt", *body, "END:VEVENT", "END:VCALENDAR", "")
    )


def moved_to(day: date) -> str:
    """Return the same file, with its second date on another day."""
    second = WEDNESDAY + timedelta(weeks=1)
    return ics().replace(
        "END:VCALENDAR",
        "\r\n".join(
            (
                "BEGIN:VEVENT",
                "UID:mt",
                f"RECURRENCE-ID:{second:%Y%m%d}T130000",
                f"DTSTART:{day:%Y%m%d}T090000",
                "END:VEVENT",
                "END:VCALENDAR",
            )
        ),
    )


class Kept:
    """What the database holds after a command."""

    meetings: list[Meeting]
    recesses: list[Recess]
    states: list[TenantState]
    moments: list[TenantMoment]
    items: list[AgendaItem]


def kept(database: str, keys: str, *items: AgendaItem) -> Kept:
    """Store these items, and return what there is."""

    async def look(unit: Unit) -> Kept:
        found = Kept()
        found.meetings = list(await unit.dates.meetings())
        found.recesses = list(await unit.dates.recesses())
        found.states = list(await unit.dates.states())
        found.moments = list(await unit.dates.moments())
        found.items = list(await unit.records.agenda(TODAY, TODAY + timedelta(days=200)))
        return found

    async def run() -> Kept:
        stores = SqlStores(database, KeyRing(keys))
        try:
            async with stores.of(WATERSTAD).write() as unit:
                for item in items:
                    await unit.records.save(item)
                return await look(unit)
        finally:
            await stores.close()

    return asyncio.run(run())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mt.ics"
    path.write_text(ics(), encoding="utf-8")
    return path


def test_a_new_meeting_out_of_a_file(
    stores: SqlStores, zetje: Call, file: Path, database: str, keys: str
) -> None:
    result = zetje("dates", "import", str(file), *NEW)
    assert result.exit_code == 0, result.stderr
    assert "MT Sociaal: 6 dates" in result.stdout
    (meeting,) = kept(database, keys).meetings
    assert meeting.source == "mt.ics"
    assert meeting.closes_workdays_before == 3
    assert meeting.known_until_on == WEDNESDAY + timedelta(weeks=5)
    assert [held.on for held in meeting.held][:2] == [WEDNESDAY, WEDNESDAY + timedelta(weeks=1)]


def test_importing_again_changes_nothing(stores: SqlStores, zetje: Call, file: Path) -> None:
    zetje("dates", "import", str(file), *NEW)
    result = zetje("dates", "import", str(file), "--meeting", "mt", "--json")
    data = json.loads(result.stdout)
    assert (data["new"], data["gone"], data["agenda_items_moved"]) == ([], [], 0)


def test_an_item_goes_along_when_its_meeting_moves_or_is_cancelled(
    stores: SqlStores, zetje: Call, file: Path, database: str, keys: str
) -> None:
    zetje("dates", "import", str(file), *NEW)
    second, third = WEDNESDAY + timedelta(weeks=1), WEDNESDAY + timedelta(weeks=2)
    item: dict[str, Any] = {"meeting": MeetingId("mt"), "state": AgendaItemState.PLACED}
    kept(database, keys, an_agenda_item(HANNEKE, meeting_on=second, **item))
    friday = second + timedelta(days=2)
    file.write_text(moved_to(friday), encoding="utf-8")
    assert "went along: 1" in zetje("dates", "import", str(file), "--meeting", "mt").stdout
    (moved,) = kept(database, keys).items
    assert (moved.meeting_on, moved.state) == (friday, AgendaItemState.PLACED)

    gone = moved_to(friday).replace("T090000", "T090000\r\nSTATUS:CANCELLED")
    file.write_text(gone, encoding="utf-8")
    assert "went along: 1" in zetje("dates", "import", str(file), "--meeting", "mt").stdout
    (on,) = kept(database, keys).items
    assert (on.meeting_on, on.state) == (third, AgendaItemState.MOVED)


def test_a_file_that_cannot_be_read_changes_nothing_and_says_its_line(
    stores: SqlStores, zetje: Call, file: Path, database: str, keys: str
) -> None:
    zetje("dates", "import", str(file), *NEW)
    before = kept(database, keys).meetings
    file.write_text(ics("DTSTART:vandaag"), encoding="utf-8")
    result = zetje("dates", "import", str(file), "--meeting", "mt")
    assert isinstance(result.exception, ImportRefused)
    assert "line 4: DTSTART" in str(result.exception)
    assert "Nothing was changed" in str(result.exception)
    assert kept(database, keys).meetings == before


def test_an_address_on_the_web_is_no_file(stores: SqlStores, zetje: Call) -> None:
    result = zetje("dates", "import", "https://example.org/mt.ics", *NEW)
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("extra", "wrong"),
    [
        (("--meeting", "mt"), "give --name, --what and --closes"),
        ((*NEW, "--group", "mt-ruimte"), "no group 'mt-ruimte'"),
        ((*NEW, "--prepared-by", "niemand"), "no person 'niemand'"),
        ((*NEW, "--tenant", "elders"), "waterstad"),
    ],
)
def test_what_is_not_known_is_named(
    stores: SqlStores, zetje: Call, file: Path, extra: tuple[str, ...], wrong: str
) -> None:
    result = zetje("dates", "import", str(file), *extra)
    assert isinstance(result.exception, UnknownThing)
    assert wrong in str(result.exception)


YAML = """
meetings:
  - id: college
    what: college
    name: College
    rule: FREQ=WEEKLY;BYDAY=TU
    at: "09:30"
    starts_on: 2027-01-05
    closes: -3 werkdagen 12:00
    prepared_by: hanneke
    cancelled: [2027-04-27]
    moved: [{from_on: 2027-03-16, to_on: 2027-03-18, at: "13:00"}]
rest:
  - {name: brugdag, first_on: 2027-05-07}
  - {name: zomerreces, first_on: 2027-07-10, last_on: 2027-08-29}
states:
  - {key: formatie, first_on: 2027-03-18}
moments:
  - {key: kadernota_sluiting, on: 2027-03-12, label: de input voor de kadernota}
"""


@pytest.fixture
def yaml(tmp_path: Path) -> Path:
    path = tmp_path / "data.yaml"
    path.write_text(YAML, encoding="utf-8")
    return path


def test_dates_become_what_the_file_says_and_again_nothing_differs(
    stores: SqlStores, zetje: Call, yaml: Path, database: str, keys: str
) -> None:
    dry = zetje("dates", "apply", str(yaml), "--dry-run")
    assert dry.exit_code == 0, dry.stderr
    assert kept(database, keys).meetings == []
    result = zetje("dates", "apply", str(yaml))
    assert result.stdout == dry.stdout
    assert result.stdout.splitlines() == [
        "+ meeting college",
        "+ rest brugdag 2027-05-07",
        "+ rest zomerreces 2027-07-10 up to 2027-08-29",
        "+ state formatie 2027-03-18 until further notice",
        "+ moment kadernota_sluiting 2027-03-12",
    ]
    found = kept(database, keys)
    (college,) = found.meetings
    assert college.moved == (MovedDate(date(2027, 3, 16), date(2027, 3, 18), time(13)),)
    assert found.states[0].last_on is None
    assert zetje("dates", "apply", str(yaml)).stdout == "Nothing differs.\n"


def test_what_a_file_leaves_out_of_a_kind_goes(
    stores: SqlStores, zetje: Call, yaml: Path, database: str, keys: str
) -> None:
    zetje("dates", "apply", str(yaml))
    yaml.write_text("states: []\nrest: [{name: brugdag, first_on: 2027-05-07}]\n", "utf-8")
    result = zetje("dates", "apply", str(yaml), "--json")
    assert json.loads(result.stdout)["changes"] == [
        "- rest zomerreces 2027-07-10 up to 2027-08-29",
        "- state formatie 2027-03-18 until further notice",
    ]
    found = kept(database, keys)
    assert (len(found.recesses), len(found.states)) == (1, 0)
    assert (len(found.meetings), len(found.moments)) == (1, 1)


@pytest.mark.parametrize(
    ("line", "wrong", "told"),
    [
        (
            "closes: -3 werkdagen 12:00",
            "closes: ooit",
            "9: meetings[0].closes: 'ooit' is no closing",
        ),
        ("what: college", "what: raad", "choose from mt, college, council, other"),
        ("FREQ=WEEKLY;BYDAY=TU", "elke dinsdag", "is no rule of dates"),
        ("FREQ=WEEKLY;BYDAY=TU", "FREQ=HOURLY", "is no rule of dates"),
        ('at: "09:30"', "at: 9u", "is not a time of day"),
        ("2027-01-05", "2027-02-30", "is not a date"),
        ("name: brugdag", "naam: brugdag", "did you mean 'name'?"),
        ("first_on: 2027-07-10", "first_on: 2027-09-10", "before it begins"),
        ("key: formatie", "key: De formatie", "'De formatie' is not written as it should"),
        ("  - id: college", "  - id: [", "data.yaml:"),
    ],
)
def test_a_file_that_is_wrong_changes_nothing_and_says_where(
    stores: SqlStores, zetje: Call, yaml: Path, line: str, wrong: str, told: str
) -> None:
    yaml.write_text(YAML.replace(line, wrong), encoding="utf-8")
    result = zetje("dates", "apply", str(yaml))
    assert isinstance(result.exception, DatesFileError)
    assert told in str(result.exception)


def test_a_year_is_filled_out_of_the_calendar_and_an_own_file(
    stores: SqlStores, zetje: Call, tmp_path: Path, database: str, keys: str
) -> None:
    own = tmp_path / "ons.yaml"
    own.write_text(
        "calendar: {id: dorp, title: Ons jaar, licence: CC-BY-4.0, owner: Secretariaat}\n"
        "moments:\n  - {key: kadernota_sluiting, dates: [2028-02-25]}\n",
        encoding="utf-8",
    )
    zetje("dates", "year", "2028")
    result = zetje("dates", "year", "2028", str(own))
    assert result.exit_code == 0, result.stderr
    assert "2028-02-25 kadernota_sluiting: de input voor de kadernota" in result.stdout
    moments = kept(database, keys).moments
    assert [one.on for one in moments if one.key == "kadernota_sluiting"] == [date(2028, 2, 25)]
    assert {one.on.year for one in moments} == {2028}


def test_a_meeting_can_be_removed(
    stores: SqlStores, zetje: Call, yaml: Path, database: str, keys: str
) -> None:
    zetje("dates", "apply", str(yaml))
    assert zetje("dates", "remove", "college").stdout == "College is removed.\n"
    assert kept(database, keys).meetings == []
    again = zetje("dates", "remove", "college", "--json")
    assert isinstance(again.exception, UnknownThing)
    assert "there are: none" in str(again.exception)


def test_everything_is_listed(stores: SqlStores, zetje: Call, yaml: Path, file: Path) -> None:
    zetje("dates", "apply", str(yaml))
    zetje("dates", "import", str(file), *NEW)
    text = zetje("dates", "list").stdout
    assert "college (College): FREQ=WEEKLY;BYDAY=TU; closes -3 werkdagen 12:00" in text
    assert "mt (MT Sociaal): mt.ics; closes -3 werkdagen 12:00" in text
    assert "formatie: 2027-03-18 up to further notice" in text
    data = json.loads(zetje("dates", "list", "--json").stdout)
    assert [one["id"] for one in data["meetings"]] == ["college", "mt"]
    first = data["meetings"][1]["next"][0]
    assert first["starts_at"].startswith(f"{WEDNESDAY}T13:00:00")
