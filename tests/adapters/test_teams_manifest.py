"""The app package: valid, in two languages, with icons that are real, and always the same."""

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from adapters.apps_file import TeamsApp
from adapters.teams.app_words import DUTCH, ENGLISH
from adapters.teams.manifest import package, zipped
from bot.dialogue.commands import parse
from bot.errors import SettingsError
from bot.model.people import Language

SCHEMAS = Path(__file__).parents[1] / "schemas"
URL = "https://zetje.example.nl"
APP = TeamsApp.model_validate(
    {
        "app_id": "22222222-2222-4222-8222-222222222222",
        "client_secret": "heel geheim",
        "home_tenant": "44444444-4444-4444-8444-444444444444",
    }
)


def problems(name: str, made: dict[str, Any]) -> list[str]:
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    found = Draft4Validator(schema).iter_errors(made)
    return [f"{one.json_path}: {one.message}"[:200] for one in found]


@pytest.mark.parametrize("language", Language)
def test_the_package_is_what_teams_takes(language: Language) -> None:
    files = package(APP, URL, language)
    other = "nl.json" if language is Language.EN else "en.json"
    assert set(files) == {"manifest.json", other, "color.png", "outline.png"}
    manifest = json.loads(files["manifest.json"])
    assert problems("teams-manifest.json", manifest) == []
    assert problems("teams-localization.json", json.loads(files[other])) == []
    assert manifest["manifestVersion"] == "1.29"
    assert manifest["validDomains"] == ["zetje.example.nl"]
    assert manifest["bots"][0]["botId"] == APP.app_id


def test_every_word_has_its_other_language() -> None:
    files = package(APP, URL)
    manifest, english = json.loads(files["manifest.json"]), json.loads(files["en.json"])
    commands = [
        f"bots[0].commandLists[{number}].commands[{place}]"
        for number, listed in enumerate(manifest["bots"][0]["commandLists"])
        for place in range(len(listed["commands"]))
    ]
    extension = manifest["composeExtensions"][0]["commands"]
    commands += [f"composeExtensions[0].commands[{place}]" for place in range(len(extension))]
    for command in commands:
        assert english[f"{command}.title"]
        assert english[f"{command}.description"]
    assert manifest["localizationInfo"]["additionalLanguages"] == [
        {"languageTag": "en", "file": "en.json"}
    ]


@pytest.mark.parametrize("words", [DUTCH, ENGLISH], ids=["nl", "en"])
def test_every_command_that_is_offered_is_understood(words: Any) -> None:
    for title, _ in (*words.own, *words.shared):
        assert parse(title) is not None, title


def test_commands_for_a_channel_come_up_behind_a_slash_too() -> None:
    manifest = json.loads(package(APP, URL)["manifest.json"])
    own, shared = manifest["bots"][0]["commandLists"]
    assert own["scopes"] == ["personal"]
    assert shared["triggers"] == ["mention", "slash"]
    assert manifest["bots"][0]["supportsTargetedMessages"]


def test_the_icons_are_pictures_of_the_right_size() -> None:
    files = package(APP, URL)
    colour, outline = pixels(files["color.png"], 192), pixels(files["outline.png"], 32)
    assert {one[3] for one in colour} == {255}
    assert (20, 66, 77, 255) in colour
    assert (255, 255, 255, 255) in colour
    assert {one[:3] for one in outline} == {(255, 255, 255)}
    assert {0, 255} <= {one[3] for one in outline}


def pixels(data: bytes, size: int) -> set[tuple[int, ...]]:
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert (width, height, depth, kind) == (size, size, 8, 6)
    start = data.index(b"IDAT") + 4
    length = struct.unpack(">I", data[start - 8 : start - 4])[0]
    rows = zlib.decompress(data[start : start + length])
    row = 1 + 4 * size
    assert len(rows) == row * size
    return {
        tuple(rows[at : at + 4])
        for line in range(size)
        for at in range(line * row + 1, (line + 1) * row, 4)
    }


def test_the_same_app_gives_the_same_bytes() -> None:
    packed = zipped(package(APP, URL))
    assert packed == zipped(package(APP, URL))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert "manifest.json" in archive.namelist()
    assert b"heel geheim" not in b"".join(package(APP, URL).values())


def test_a_newer_package_has_a_higher_version_and_a_name_of_its_own() -> None:
    made = json.loads(package(APP, URL, name="Duwtje", version="1.2.0")["manifest.json"])
    assert (made["version"], made["name"]["short"]) == ("1.2.0", "Duwtje")


@pytest.mark.parametrize("url", ["", "http://zetje.example.nl", "zetje.example.nl", "https://"])
def test_teams_needs_an_https_address(url: str) -> None:
    with pytest.raises(SettingsError, match="ZETJE_PUBLIC_URL"):
        package(APP, url)


def test_an_app_without_id_has_no_package() -> None:
    app = TeamsApp.model_validate({"app_id": "", "development": True})
    with pytest.raises(SettingsError, match="app_id"):
        package(app, URL)
