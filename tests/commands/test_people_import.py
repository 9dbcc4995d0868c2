"""`zetje people import`: all of a list, or nothing; again and again."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing
from bot.errors import SettingsError
from bot.model.people import Address, Group, Language, Person, Platform, Role, Standing
from tests.commands.conftest import Call
from tests.factories import HANNEKE, WATERSTAD

TEAMS = "0b7f4c1e-6d1c-4c36-9f59-0a1b2c3d4e5f"
FILE = f"""\
name,id,roles,groups,language,zone,slack_id,teams_id,deputy,days_off,email
Hanneke de Wit,hanneke,secretary,MT Sociaal,,,,{TEAMS},,,h@example.nl
Yusuf Demir,,director|mt_member,MT Sociaal|MT Ruimte,nl@formal,,U024BE7LH,,hanneke,vrijdag,
"Aydin, Fatma",,mt_member,MT Ruimte,en,Europe/Brussels,,,Yusuf Demir,,
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


Look = Callable[[], tuple[dict[str, Person], list[Group], list[Address]]]


@pytest.fixture
def look(stores: SqlStores, database: str, keys: str) -> Look:
    def seen() -> tuple[dict[str, Person], list[Group], list[Address]]:
        async def read() -> tuple[dict[str, Person], list[Group], list[Address]]:
            opened = SqlStores(database, KeyRing(keys))
            try:
                async with opened.of(WATERSTAD).read() as unit:
                    people = {str(one.id): one for one in await unit.people.all()}
                    addresses = [
                        a for p in people.values() for a in await unit.people.addresses(p.id)
                    ]
                    return people, list(await unit.people.groups()), addresses
            finally:
                await opened.close()

        return asyncio.run(read())

    return seen


def test_a_list_makes_people_groups_and_addresses(zetje: Call, file: Path, look: Look) -> None:
    result = zetje("people", "import", str(file), "--yes")
    assert result.exit_code == 0, result.output
    assert "new: yusuf-demir  Yusuf Demir" in result.stdout
    people, groups, addresses = look()
    yusuf, fatma = people["yusuf-demir"], people["aydin-fatma"]
    assert yusuf.roles == {Role.DIRECTOR, Role.MT_MEMBER}
    assert (yusuf.language, yusuf.standing) == (Language.NL_FORMAL, Standing.NOT_STARTED)
    assert (yusuf.deputy, yusuf.days_off) == (HANNEKE, frozenset({4}))
    assert (fatma.zone, fatma.deputy, fatma.name) == ("Europe/Brussels", yusuf.id, "Aydin, Fatma")
    assert {group.name: set(group.members) for group in groups} == {
        "MT Sociaal": {HANNEKE, yusuf.id},
        "MT Ruimte": {yusuf.id, fatma.id},
    }
    assert {(one.person, one.platform, one.external_id) for one in addresses} == {
        (HANNEKE, Platform.TEAMS, TEAMS),
        (yusuf.id, Platform.SLACK, "U024BE7LH"),
    }
    assert "example.nl" not in str(people)


def test_doing_it_again_changes_nothing(zetje: Call, file: Path, look: Look) -> None:
    zetje("people", "import", str(file), "--yes")
    before = look()
    again = zetje("people", "import", str(file), "--yes")
    assert again.stdout == "Nothing to change.\n"
    assert look() == before


def test_a_semicolon_list_with_a_mark_is_read_too(zetje: Call, file: Path, look: Look) -> None:
    file.write_text("name;roles\r\nBram Visser;mt_member\r\n", encoding="utf-8-sig")
    assert zetje("people", "import", str(file), "--yes").exit_code == 0
    assert "bram-visser" in look()[0]


def test_who_chose_a_language_keeps_it(zetje: Call, file: Path, look: Look) -> None:
    file.write_text("id,name,language\nhanneke,Hanneke de Boer,en\n", encoding="utf-8")
    zetje("people", "import", str(file), "--yes")
    hanneke = look()[0]["hanneke"]
    assert (hanneke.name, hanneke.language) == ("Hanneke de Boer", Language.NL)
    assert hanneke.roles


def test_who_is_not_in_it_stays_unless_that_is_asked(zetje: Call, file: Path, look: Look) -> None:
    file.write_text("name\nBram Visser\n", encoding="utf-8")
    result = zetje("people", "import", str(file), "--yes")
    assert "hanneke: not in the file, stays as it is" in result.stdout
    assert look()[0]["hanneke"].standing is Standing.ACTIVE
    zetje("people", "import", str(file), "--yes", "--stop-missing")
    assert look()[0]["hanneke"].standing is Standing.STOPPED


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            "Jan,,sekretary,,,,,,,",
            ":5: roles: unknown role 'sekretary' — did you mean 'secretary'?",
        ),
        (",,mt_member,,,,,,,", ":5: name: the name is empty"),
        ("Jan,Jan,,,,,,,,", ":5: id: 'Jan' is not such an id"),
        ("Jan,,,,fy,,,,,", ":5: language: unknown language 'fy'"),
        ("Jan,,,,,Mars,,,,", ":5: zone: 'Mars' is not a time zone"),
        ("Jan,,,,,,@jan,,,", ":5: slack_id: '@jan' is not such an id"),
        ("Jan,,,,,,,jan@x.nl,,", ":5: teams_id: 'jan@x.nl' is not such an id"),
        (f"Jan,,,,,,,{TEAMS},,", f":5: teams_id: '{TEAMS}' stands in line 2 already"),
        ("Jan,hanneke,,,,,,,,", ":5: id: 'hanneke' stands in line 2 already"),
        ("Jan,,,,,,,,piet,", ":5: deputy: 'piet' is nobody"),
        ("Jan,jan,,,,,,,jan,", ":5: deputy: somebody cannot replace themselves"),
        ("Jan,,,,,,,,,feest", ":5: days_off: this is not a day of the week"),
        ("Hanneke de Wit,,,,,,,,,", ":5: name: this is 'hanneke', like line 2"),
        ("Jan,,,,,,,,,,,,x", ":5: the row has 13 cells, 11 fit"),
    ],
)
def test_every_bad_row_is_named_and_nothing_changes(
    zetje: Call, file: Path, look: Look, row: str, says: str
) -> None:
    before = look()
    file.write_text(f"{FILE}{row}\nBram Visser,,director,,,,,,,\n", encoding="utf-8")
    result = zetje("people", "import", str(file), "--yes")
    assert result.exit_code == 1
    assert says in result.stderr
    assert result.stderr.endswith("Nothing was changed.\n")
    assert look() == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ":1: the file is empty"),
        ("naam,rollen\nJan,hr\n", "unknown column 'rollen' — did you mean 'roles'?"),
        ("roles\nhr\n", "the column 'name' is missing"),
        ("name,name\nJan,Piet\n", "the column comes twice"),
    ],
)
def test_columns_are_looked_at_first(
    zetje: Call, file: Path, look: Look, text: str, says: str
) -> None:
    file.write_text(text, encoding="utf-8")
    result = zetje("people", "import", str(file), "--yes")
    assert says in result.stderr
    assert list(look()[0]) == ["hanneke"]


def test_a_group_gets_its_channel_and_everybody_is_listed(
    zetje: Call, file: Path, look: Look
) -> None:
    zetje("people", "import", str(file), "--yes")
    linked = zetje(
        "people", "group", "MT Sociaal", "--conversation", "C024BE91L", "--platform", "slack"
    )
    assert linked.stdout == "mt-sociaal  MT Sociaal: 2 members in C024BE91L (slack)\n"
    assert zetje("people", "group", "X", "--conversation", "C1").exit_code == 1
    rows = json.loads(zetje("people", "list", "--json").stdout)
    assert [row["id"] for row in rows] == ["aydin-fatma", "hanneke", "yusuf-demir"]
    assert rows[2]["groups"] == ["MT Ruimte", "MT Sociaal"]
    assert "standing" not in rows[0]
    assert "hanneke  Hanneke de Wit  secretary  MT Sociaal" in zetje("people", "list").stdout
    log = zetje("series", "log").stdout
    assert "people imported" in log
    assert "group changed: MT Sociaal" in log


def test_the_name_of_a_group_has_an_end(zetje: Call, file: Path, look: Look) -> None:
    file.write_text(f"name,groups\nBram Visser,MT Ruimte|{'m' * 101}\n", encoding="utf-8")
    result = zetje("people", "import", str(file), "--yes")
    assert result.exit_code == 1
    assert "the name of a group is too long" in result.stderr
    assert "up to 100 characters" in result.stderr
    assert "bram-visser" not in look()[0]


@pytest.mark.parametrize("name", ["", "m" * 201])
def test_a_group_is_made_with_a_name_that_can_be_shown(zetje: Call, look: Look, name: str) -> None:
    result = zetje("people", "group", name)
    assert isinstance(result.exception, SettingsError)
    assert f"1 to 200 characters; this has {len(name)}" in str(result.exception)
    assert look()[1] == []
