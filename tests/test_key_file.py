"""The key ring in a file: read, and refused where one backup would hold both it and the database."""

from pathlib import Path

import pytest

from adapters.apps_file import Apps
from adapters.key_file import require_copy
from adapters.secrets_kept import copy
from adapters.settings import mark_of, read_settings, refuse_without_copy
from bot.errors import SettingsError


@pytest.mark.parametrize(
    "text",
    ["new:a,old:b", "new:a\nold:b\n", "new:a,\nold:b,\n", "\ufeffnew:a\r\nold:b\r\n"],
)
def test_a_file_holds_the_same_as_the_variable(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys"
    file.write_text(text, encoding="utf-8")
    settings = read_settings(
        {"ZETJE_KEYS_FILE": str(file), "ZETJE_DATABASE": "postgresql://db.example.nl/zetje"}
    )
    assert settings.keys == "new:a,old:b"


@pytest.mark.parametrize("place", ["keys", "deeper/keys", "../data/keys"])
def test_it_may_not_lie_with_the_database(tmp_path: Path, place: str) -> None:
    folder = tmp_path / "data"
    (folder / "deeper").mkdir(parents=True)
    file = folder / place
    file.write_text("a:b")
    with pytest.raises(SettingsError, match="folder of its own"):
        read_settings(
            {"ZETJE_KEYS_FILE": str(file), "ZETJE_DATABASE": f"sqlite:///{folder}/zetje.db"}
        )


@pytest.mark.parametrize("database", ["sqlite+aiosqlite:///zetje.db", "sqlite://"])
def test_nor_when_the_address_is_written_otherwise(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "keys").write_text("a:b")
    with pytest.raises(SettingsError, match="folder of its own"):
        read_settings({"ZETJE_KEYS_FILE": "keys", "ZETJE_DATABASE": database})


def test_apart_from_the_database_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    file = tmp_path / "keys"
    file.write_text("a:b")
    settings = read_settings(
        {"ZETJE_KEYS_FILE": str(file), "ZETJE_DATABASE": f"sqlite:///{tmp_path}/data/zetje.db"}
    )
    assert settings.keys == "a:b"


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_a_file_without_keys_is_refused(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "keys"
    if text is not None:
        file.write_text(text)
    with pytest.raises(SettingsError, match="ZETJE_KEYS_FILE"):
        read_settings({"ZETJE_KEYS_FILE": str(file), "ZETJE_DATABASE": "sqlite:////srv/zetje.db"})


def test_both_at_once_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="one of them"):
        read_settings({"ZETJE_KEYS": "a:b", "ZETJE_KEYS_FILE": str(tmp_path / "keys")})


# A copy apart: without one nothing starts in earnest.

RING = "new:bmlldXc=,old:b3Vk"


def test_a_copy_is_told_by_its_mark_and_the_mark_tells_no_key(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.write_text("new:bmlldXc=\nold:b3Vk\n")
    marks = mark_of(copy, {})
    assert [entry.partition(":")[0] for entry in marks.split(",")] == ["new", "old"]
    assert "bmlldXc" not in marks
    require_copy(RING, marks)


@pytest.mark.parametrize(
    ("copied", "lacks"),
    [("", "new"), ("old:b3Vk", "new"), ("new:bmlldXc=", "old"), ("new:anders,old:b3Vk", "new")],
)
def test_each_key_needs_one(tmp_path: Path, copied: str, lacks: str) -> None:
    copy = tmp_path / "copy"
    copy.write_text(copied)
    marks = mark_of(copy, {}) if copied else ""
    with pytest.raises(
        SettingsError, match=rf"of the key {lacks} no copy is known.*--copy FILE"
    ) as told:
        require_copy(RING, marks)
    assert ("tells of another" in str(told.value)) == bool(copied)


@pytest.mark.parametrize(
    "text", ["slack:\n  own:\n    bot_token: xoxb-1\n", "zomaar wat", f"{RING} xoxb-1", "new:"]
)
def test_another_file_is_no_copy_and_nothing_of_it_is_told(tmp_path: Path, text: str) -> None:
    copy = tmp_path / "apps.yaml"
    copy.write_text(text)
    with pytest.raises(SettingsError, match="holds no key ring") as told:
        mark_of(copy, {})
    assert "xoxb" not in str(told.value)


def test_a_copy_that_is_not_there_has_to_be_made_first(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"is not there\. Copy the key ring to it first"):
        mark_of(tmp_path / "keys", {})


def test_the_key_ring_itself_is_no_copy_and_neither_is_one_beside_the_database(
    tmp_path: Path,
) -> None:
    file = tmp_path / "keys"
    file.write_text(RING)
    with pytest.raises(SettingsError, match="is the key ring itself"):
        mark_of(file, {"ZETJE_KEYS_FILE": str(file)})
    with pytest.raises(SettingsError, match="folder of its own"):
        mark_of(file, {"ZETJE_DATABASE": f"sqlite:///{tmp_path}/zetje.db"})


FAR = {"slack": {"own": {"tenant": "t", "bot_token": "xoxb", "signing_secret": "s"}}}
NEAR = {"slack": {"own": {**FAR["slack"]["own"], "api_url": "http://127.0.0.1:1/api/"}}}
TRIED = {"teams": {"own": {"app_id": "", "development": True}}}


@pytest.mark.parametrize(("apps", "refused"), [(FAR, True), (NEAR, False), (TRIED, False)])
def test_in_earnest_a_start_without_a_copy_is_refused(
    apps: dict[str, object], refused: bool
) -> None:
    settings = read_settings({"ZETJE_KEYS": RING})
    if not refused:
        refuse_without_copy(settings, Apps.model_validate(apps))
        return
    with pytest.raises(SettingsError, match="ZETJE_KEYS_COPIED"):
        refuse_without_copy(settings, Apps.model_validate(apps))


@pytest.mark.parametrize(("copied", "found"), [("", []), ("onzin", [False]), (None, [True])])
def test_the_doctor_takes_no_mark_on_trust_also_not_where_none_is_needed(
    tmp_path: Path, copied: str | None, found: list[bool]
) -> None:
    file = tmp_path / "copy"
    file.write_text(RING)
    marks = mark_of(file, {}) if copied is None else copied
    settings = read_settings({"ZETJE_KEYS": RING, "ZETJE_KEYS_COPIED": marks})
    assert [finding.ok for finding in copy(settings, Apps.model_validate(NEAR))] == found
