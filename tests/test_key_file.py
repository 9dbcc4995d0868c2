"""The key ring in a file: read, and refused where one backup would hold both it and the database."""

from pathlib import Path

import pytest

from adapters.settings import read_settings
from bot.errors import SettingsError


@pytest.mark.parametrize("text", ["new:a,old:b", "new:a\nold:b\n", "new:a,\nold:b,\n"])
def test_a_file_holds_the_same_as_the_variable(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys"
    file.write_text(text)
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
