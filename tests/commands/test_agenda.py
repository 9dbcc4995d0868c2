"""`zetje dates agenda`: what is proposed for a meeting, as a file for whoever prepares its agenda."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from adapters.sql.stores import SqlStores
from bot.errors import SettingsError, UnknownThing
from bot.model.ids import MeetingId, RecordId
from bot.model.records import AgendaItemState
from tests.commands.conftest import Call
from tests.commands.test_dates import NEW, WEDNESDAY, ics, kept
from tests.factories import HANNEKE, YUSUF, an_agenda_item

FIRST = "Wat doen we *als* dit [systeem](http://kwaad.nl) uitvalt?"
WHY = ("--reason", "de agenda van het MT")


@pytest.fixture
def town(stores: SqlStores, zetje: Call, tmp_path: Path, database: str, keys: str) -> Call:
    path = tmp_path / "mt.ics"
    path.write_text(ics(), encoding="utf-8")
    assert zetje("dates", "import", str(path), *NEW).exit_code == 0
    meant: dict[str, Any] = {"meeting": MeetingId("mt"), "meeting_on": WEDNESDAY}
    kept(
        database,
        keys,
        an_agenda_item(HANNEKE, id=RecordId("een"), text=FIRST, minutes=5, **meant),
        an_agenda_item(
            YUSUF, id=RecordId("twee"), text="De balie", state=AgendaItemState.PLACED, **meant
        ),
        an_agenda_item(
            YUSUF, id=RecordId("nee"), text="Toch niet", state=AgendaItemState.DECLINED, **meant
        ),
    )
    return zetje


def test_as_markdown_in_which_nothing_comes_alive(town: Call) -> None:
    told = town("dates", "agenda", "mt", *WHY)
    assert told.exit_code == 0, told.stderr
    assert f"# MT Sociaal, {WEDNESDAY}" in told.stdout
    assert "1. Wat doen we \\*als\\* dit \\[systeem\\](http://kwaad.nl) uitvalt?" in told.stdout
    assert "voorgesteld door Hanneke" in told.stdout
    assert "op de agenda" in told.stdout
    assert "Toch niet" not in told.stdout


def test_as_a_calendar_file(town: Call, tmp_path: Path) -> None:
    file = tmp_path / "mt-agenda.ics"
    assert town("dates", "agenda", "mt", "--format", "ics", "--out", str(file), *WHY).exit_code == 0
    calendar: Any = icalendar.Calendar.from_ical(file.read_bytes())
    (event,) = calendar.walk("VEVENT")
    assert event["SUMMARY"] == "MT Sociaal"
    assert event["DTSTART"].dt.date() == WEDNESDAY
    assert f"1. {FIRST} (5 min)" in str(event["DESCRIPTION"])


def test_as_json_with_its_closing(town: Call) -> None:
    data = json.loads(town("dates", "agenda", "mt", "--json", *WHY).stdout)
    assert [item["state"] for item in data["items"]] == ["proposed", "placed"]
    assert data["on"] == WEDNESDAY.isoformat()
    assert data["closes_at"] < data["starts_at"]


def test_who_proposed_something_sees_that_it_was_read(town: Call) -> None:
    town("dates", "agenda", "mt", *WHY)
    told = town("people", "export", HANNEKE, "--reason", "inzage")
    assert "de agenda van het MT" in told.stdout


def test_a_date_without_anything_proposed(town: Call) -> None:
    later = WEDNESDAY + timedelta(weeks=1)
    assert (
        "Er is niets voorgesteld." in town("dates", "agenda", "mt", "--on", f"{later}", *WHY).stdout
    )


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (("geen", *WHY), UnknownThing, "there is no meeting 'geen'; there are: mt"),
        (("mt", "--on", f"{WEDNESDAY + timedelta(days=1)}", *WHY), UnknownThing, "does not meet"),
        (("mt", "--reason", " "), SettingsError, "--reason is empty"),
    ],
)
def test_what_cannot_be_is_said(
    town: Call, call: tuple[str, ...], error: type[Exception], told: str
) -> None:
    result = town("dates", "agenda", *call)
    assert isinstance(result.exception, error)
    assert told in str(result.exception)
