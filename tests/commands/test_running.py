"""`zetje serve`, `migrate` and `demo`, as processes where that matters."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
import structlog
from sqlalchemy.exc import OperationalError

from adapters.apps_file import Apps
from adapters.cli.main import main
from adapters.clock.clocks import SystemClock
from adapters.listening import listen_on
from adapters.serving import serve_embedded
from adapters.settings import PROMPTS, Settings
from adapters.wiring import connect_to_send, read_knowledge
from bot.errors import SettingsError
from bot.model.people import Platform
from bot.ticker import Ticker
from tests.commands.conftest import Call
from tests.factories import WATERSTAD
from tests.fakes.memory import MemoryStores

ZETJE = [sys.executable, "-m", "adapters.cli"]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `zetje` as a process of its own, with only these settings."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("ZETJE_")}
    return subprocess.run(
        [*ZETJE, *arguments], capture_output=True, text=True, env=bare | environment, timeout=120
    )


def test_serve_without_a_key_says_how_to_make_one() -> None:
    done = run("serve")
    assert done.returncode == 1
    assert "ZETJE_KEYS" in done.stderr
    assert "zetje key" in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_on_an_empty_database_says_what_to_do(tmp_path: Path, keys: str) -> None:
    done = run("serve", ZETJE_DATABASE=f"sqlite:///{tmp_path / 'new.db'}", ZETJE_KEYS=keys)
    assert done.returncode == 1
    assert "zetje migrate" in done.stderr


def test_migrate_can_be_repeated(tmp_path: Path, keys: str) -> None:
    environment = {"ZETJE_DATABASE": f"sqlite:///{tmp_path / 'new.db'}", "ZETJE_KEYS": keys}
    for _ in range(2):
        done = run("migrate", **environment)
        assert done.returncode == 0, done.stderr


def test_serve_runs_where_nobody_gave_it_standard_streams(tmp_path: Path, keys: str) -> None:
    with listen_on("127.0.0.1", 0, "") as free:
        port = str(free.getsockname()[1])
    environment = {
        "ZETJE_DATABASE": f"sqlite:///{tmp_path / 'new.db'}",
        "ZETJE_KEYS": keys,
        "ZETJE_PORT": port,
    }
    assert run("migrate", **environment).returncode == 0
    without = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *ZETJE, "serve"]
    process = subprocess.Popen(without, env=os.environ | environment)
    try:
        until = time.monotonic() + 120
        while process.poll() is None and not _is_served(port):
            assert time.monotonic() < until, "it is not served"
            time.sleep(0.1)
        process.terminate()
        assert process.wait(timeout=120) == 0
    finally:
        process.kill()


def _is_served(port: str) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("demo", "--from", "yesterday"), "2027-01-11"),
        (("demo", "--from", "9999-12-30"), "the year"),
        (("demo", "--json"), "--play"),
        (("demo", "--port", "a"), "--port"),
        (("nonsense",), "nonsense"),
        (("digest",), "--person"),
    ],
)
def test_a_wrong_call_is_refused_with_code_2(
    zetje: Call, arguments: tuple[str, ...], says: str
) -> None:
    result = zetje(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_demo_does_not_touch_a_database_that_is_there(tmp_path: Path, zetje: Call) -> None:
    (tmp_path / "zetje.db").write_bytes(b"somebody's")
    result = zetje("demo", "--play", "--data", str(tmp_path))
    assert isinstance(result.exception, SettingsError)
    assert (tmp_path / "zetje.db").read_bytes() == b"somebody's"


def test_an_error_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ZETJE_KEYS", raising=False)
    monkeypatch.setattr(sys, "argv", ["zetje", "migrate"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert capsys.readouterr().err.startswith("zetje: ZETJE_KEYS is not set")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, keys: str) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Beste Hanneke,\n" * 50, "utf-8")
    done = run("migrate", ZETJE_DATABASE=f"sqlite:///{other}", ZETJE_KEYS=keys)
    assert done.returncode == 1
    assert f"{other} cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("demo", "--play", "--data", str(tmp_path / "file" / "demo"))
    assert done.returncode == 1
    assert done.stderr.startswith(f"zetje: {tmp_path / 'file'}")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("command", "variable"), [("serve", "ZETJE_PORT"), ("demo", "--port")])
def test_an_address_in_use_is_said_in_a_sentence(
    database: str, keys: str, command: str, variable: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        arguments = ("--port", port) if command == "demo" else ()
        done = run(command, *arguments, ZETJE_DATABASE=database, ZETJE_KEYS=keys, ZETJE_PORT=port)
    assert done.returncode == 1
    assert f"port {port}: Address already in use" in done.stderr
    assert variable in done.stderr


def test_the_port_of_the_figures_is_another_than_that_of_the_bot(
    database: str, keys: str, unused_tcp_port: int
) -> None:
    port = str(unused_tcp_port)
    ports = {"ZETJE_PORT": port, "ZETJE_METRICS_PORT": port}
    done = run("serve", ZETJE_DATABASE=database, ZETJE_KEYS=keys, **ports)
    assert done.returncode == 1
    assert f"port {port}: Address already in use. Give another port with ZETJE_METRICS_PORT" in (
        done.stderr
    )
    assert "Traceback" not in done.stderr


async def test_a_process_without_a_chat_app_says_that_nothing_will_come() -> None:
    with structlog.testing.capture_logs() as told:
        async with connect_to_send(
            Apps(), MemoryStores(), read_knowledge(PROMPTS), SystemClock()
        ) as bot:
            assert await bot.sender.drain(Platform.SLACK, WATERSTAD) == 0
    assert [(line["event"], line["remedy"]) for line in told] == [
        ("no chat app", "ZETJE_APPS, docs/apps.md")
    ]


def test_only_one_listens_on_an_address(unused_tcp_port: int) -> None:
    with (
        listen_on("127.0.0.1", unused_tcp_port, "Give another"),
        pytest.raises(SettingsError, match=f"port {unused_tcp_port}: Address already in use"),
    ):
        listen_on("127.0.0.1", unused_tcp_port, "Give another")


@pytest.mark.parametrize("host", ["a" * 300, "\udcff"])
def test_a_host_that_is_none_is_said_in_a_sentence(host: str) -> None:
    with pytest.raises(SettingsError, match="is no address to listen on"):
        listen_on(host, 8080, "Give another")


def test_an_argument_that_is_no_text_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["zetje", "tenant", "add", "x", "\udcff\udcfe"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert capsys.readouterr().err.startswith("zetje: argument 4 (??) is not UTF-8: type it anew")


def test_a_database_in_memory_is_refused_by_migrate_itself(keys: str) -> None:
    done = run("migrate", ZETJE_DATABASE="sqlite:///:memory:", ZETJE_KEYS=keys)
    assert done.returncode == 1
    assert "names no file, so nothing would stay" in done.stderr


async def test_a_start_on_a_full_disk_is_said_in_a_sentence(
    database: str, keys: str, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_full(_: Ticker) -> None:
        problem = sqlite3.OperationalError("database or disk is full")
        problem.sqlite_errorname = "SQLITE_FULL"
        raise OperationalError("UPDATE", {}, problem)

    monkeypatch.setattr(Ticker, "start", is_full)
    settings = Settings(database=database, keys=keys, port=unused_tcp_port)
    with pytest.raises(
        SettingsError, match=r"zetje\.db cannot be used: .*full.* the disk has room"
    ):
        await serve_embedded(settings)


def test_a_month_is_played(tmp_path: Path) -> None:
    """One month, kept in a folder: everything of it can be asked for afterwards."""
    home = tmp_path / "demo"
    done = run("demo", "--play", "--json", "--from", "2027-01-11", "--data", str(home))
    assert done.returncode == 0, done.stderr
    month = json.loads(done.stdout)
    assert set(month) == {
        "messages",
        "replies",
        "commitments",
        "dilemmas",
        "agenda_items",
        "digests",
    }
    assert all(month.values()), {kind: len(found) for kind, found in month.items()}
    assert {digest["kind"] for digest in month["digests"]} == {"personal", "group"}
    ids = [message["id"] for message in month["messages"]]
    assert len(ids) == len(set(ids))
    skipped = [m for m in month["messages"] if m["state"] == "skipped"]
    assert all(message["reason"] for message in skipped)
    days = [(m["person"], m["local_on"]) for m in month["messages"] if m["local_on"]]
    assert len(days) == len(set(days)), "nobody hears more than once a day unasked"

    environment = {
        "ZETJE_DATABASE": f"sqlite:///{home / 'zetje.db'}",
        "ZETJE_KEYS": (home / "zetje.keys").read_text("utf-8").strip(),
    }
    call = ("digest", "--person", "hanneke", "--month", "2027-01", "--reason", "kijken")
    digest = run(*call, **environment)
    assert digest.returncode == 0, digest.stderr
    assert "januari" in digest.stdout


def test_the_play_reads_like_a_conversation() -> None:
    done = run("demo", "--play", "--from", "2027-01-11")
    assert done.returncode == 0, done.stderr
    assert "Zetje → Hanneke" in done.stdout
    assert "[Doe mee]" in done.stdout
    assert "Played:" in done.stdout
