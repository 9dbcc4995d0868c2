"""`zetje doctor` on the database, its key ring and the files with secrets."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import structlog

from adapters import doctor, doctor_database
from adapters.findings import Finding
from adapters.settings import Settings
from adapters.vault.keyring import new_key
from tests.commands.conftest import SLACK, Clinic


def test_a_key_that_is_missing_shows(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    for ring, wrong in (
        (new_key("other"), ["keys: what is stored does not open with them"]),
        (f"{new_key('other')},{clinic.keys}", []),
    ):
        clinic.keys = ring
        monkeypatch.setenv("ZETJE_KEYS", ring)
        monkeypatch.setenv("ZETJE_KEYS_COPIED", clinic.copied())
        assert clinic.wrong() == wrong
        told = clinic.zetje("doctor", "--offline").stdout
        assert ("sealed with the key `test`, which is not in the key ring" in told) == bool(wrong)


def test_a_key_ring_that_is_none(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZETJE_KEYS", "not-a-ring")
    assert clinic.wrong()[0].startswith("keys: ")


def test_a_database_that_is_not_there_is_not_made(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = clinic.folder / "elsewhere.db"
    monkeypatch.setenv("ZETJE_DATABASE", f"sqlite:///{elsewhere}")
    (wrong,) = clinic.wrong()
    assert "elsewhere.db is not there yet" in wrong
    assert not elsewhere.exists()


def test_a_database_that_cannot_even_be_looked_for(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZETJE_DATABASE", f"sqlite:///{clinic.folder}/{'z' * 300}.db")
    (wrong,) = clinic.wrong()
    assert wrong.startswith("database: ")
    assert wrong.endswith("File name too long")


def test_others_may_not_open_the_database_the_apps_file_or_their_folder(clinic: Clinic) -> None:
    (clinic.folder / "zetje.db").chmod(0o644)
    clinic.apps.chmod(0o640)
    clinic.folder.chmod(0o777)
    wrong = clinic.wrong()
    assert len(wrong) == 3
    assert wrong[0].startswith("apps: others on this machine may open")
    assert wrong[1].startswith("database: others on this machine may open")
    assert wrong[2].startswith("database: others may change what is in the folder")
    # What is stored is looked at all the same.
    assert "clock: it ticks" in clinic.zetje("doctor", "--offline").stdout


def test_without_a_copy_of_the_key_ring_nothing_starts(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZETJE_KEYS_COPIED")
    (wrong,) = clinic.wrong()
    assert wrong.startswith("copy: of the key test no copy is known (ZETJE_KEYS_COPIED)")
    serve = clinic.zetje("serve")
    assert serve.exit_code == 1
    assert "ZETJE_KEYS_COPIED" in str(serve.exception)


def test_files_with_secrets_are_listed_and_may_not_be_open(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TemporaryDirectory() as elsewhere:
        ring, token, password = (Path(elsewhere) / name for name in ("keys", "token", "pgpass"))
        for path, text in ((ring, clinic.keys), (token, "xoxb-geheim"), (password, "*:*:*:*:p")):
            path.write_text(text, encoding="utf-8")
            path.chmod(0o600)
        monkeypatch.delenv("ZETJE_KEYS")
        monkeypatch.setenv("ZETJE_KEYS_FILE", str(ring))
        monkeypatch.setenv("PGPASSFILE", str(password))
        named = SLACK.replace("bot_token: xoxb-geheim", f"bot_token: {{file: {token}}}")
        clinic.apps.write_text(named, encoding="utf-8")
        _, found = clinic.looks()
        listed = [str(one["what"]) for one in found if str(one["what"]).startswith("secrets: ")]
        assert [what.rpartition(" ")[2] for what in listed] == [
            str(ring),
            str(password),
            str(token),
        ]
        token.chmod(0o644)
        assert clinic.wrong() == [
            f"secrets: of the apps file: others on this machine may open {token}"
        ]
        password.unlink()
        assert len(clinic.wrong()) == 2


def test_a_database_of_a_newer_version_is_not_migrated_by_this_one(clinic: Clinic) -> None:
    with closing(sqlite3.connect(clinic.folder / "zetje.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    (wrong,) = [one for one in clinic.looks()[1] if not one["ok"]]
    assert "9999, which this version does not know" in str(wrong["what"])
    assert "zetje migrate" not in str(wrong)
    with closing(sqlite3.connect(clinic.folder / "zetje.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
    (wrong,) = [one for one in clinic.looks()[1] if not one["ok"]]
    assert wrong["remedy"] == "Run `zetje migrate`."


def test_when_the_database_would_be_gone_at_once(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZETJE_DATABASE", "sqlite:///:memory:")
    code, found = clinic.looks()
    (wrong,) = [one for one in found if not one["ok"]]
    assert code == 1
    assert "names no file" in str(wrong["what"])
    assert wrong["remedy"] == "Mend ZETJE_DATABASE."


def test_what_is_logged_meanwhile_does_not_stand_in_the_json(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def telling(settings: Settings) -> tuple[bool, Sequence[Finding]]:
        structlog.get_logger().warning("the database gives no connection")
        return doctor_database.database(settings)

    monkeypatch.setattr(doctor, "database", telling)
    assert clinic.wrong() == []
