"""Runs the Playground on loopback, with the people and places of our own."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.standins.process import HOST

WHERE = "TEST_PLAYGROUND"
HOW = "npm install --global @microsoft/m365agentsplayground"
TENANT = "00000000-0000-4000-8000-0000000000aa"
HANNEKE = "00000000-0000-4000-8000-000000000020"
CHAT = "a:1playground-of-hanneke"
GROUP_CHAT = "19:playground-group@thread.v2"
CHANNEL = "19:playground-channel@thread.tacv2"

# It listens on all interfaces by itself.
_LOOPBACK_ONLY = """
const { Server } = require("net");
const listen = Server.prototype.listen;
Server.prototype.listen = function (first, ...rest) {
  const last = rest.filter((one) => typeof one === "function");
  const port = typeof first === "object" && first !== null ? first.port : first;
  return listen.call(this, { port, host: "127.0.0.1" }, ...last);
};
"""


@dataclass(frozen=True)
class Playground:
    """A Playground that runs. Every page that is opened on it begins anew."""

    url: str


def find_playground() -> Path | None:
    """Return its program: what TEST_PLAYGROUND names, or what is installed for everybody."""
    named = os.environ.get(WHERE) or shutil.which("agentsplayground")
    path = Path(named).resolve() if named else None
    return path if path is not None and path.exists() and shutil.which("node") else None


@contextmanager
def playground(program: Path, endpoint: str, folder: Path) -> Iterator[Playground]:
    """Run it for the bot at this address until the block ends. `folder` is for what it must read."""
    (folder / "loopback.cjs").write_text(_LOOPBACK_ONLY)
    # YAML takes JSON.
    (folder / ".m365agentsplayground.yml").write_text(json.dumps(_people_and_places()))
    port = _free_port()
    said = folder / "said.txt"
    with said.open("w") as to:
        child = subprocess.Popen(
            [
                *("node", "-r", "./loopback.cjs", str(program)),
                *("-e", endpoint, "-c", "msteams", "-p", str(port), "--disable-telemetry"),
            ],
            cwd=folder,
            env={**os.environ, "TZ": "Europe/Amsterdam", "LANG": "nl_NL.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=to,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://{HOST}:{port}"
        _wait_for(url, child, said)
        yield Playground(url)
    finally:
        child.terminate()
        child.wait(timeout=10)


def _wait_for(url: str, child: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert child.poll() is None, f"the Playground ended by itself: {said.read_text()}"
        if _answers(f"{url}/_debug/ping"):
            return
        time.sleep(0.1)
    raise AssertionError(f"the Playground did not answer within 30 seconds: {said.read_text()}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.read() == b"pong")
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        port: int = one.getsockname()[1]
        return port


def _people_and_places() -> dict[str, object]:
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": "28:zetje", "name": "Zetje"},
        "currentUser": _person("29:hanneke", "Hanneke", HANNEKE),
        # It wants five others.
        "users": [
            _person(f"29:{name.lower()}", name, f"00000000-0000-4000-8000-00000000002{number}")
            for number, name in enumerate(("Yusuf", "Fatma", "Bram", "Joke", "Noor"), start=1)
        ],
        "personalChat": {"id": CHAT},
        "groupChat": {"id": GROUP_CHAT, "name": "MT Ruimte"},
        "team": {
            "id": "19:playground-team@thread.tacv2",
            "name": "Gemeente Lindewaard",
            "aadGroupId": "00000000-0000-4000-8000-000000000031",
            "channels": [{"id": CHANNEL, "name": "MT Sociaal"}],
        },
    }


def _person(ref: str, name: str, object_id: str) -> dict[str, str]:
    address = f"{name.lower()}@example.nl"
    return {
        "id": ref,
        "name": name,
        "userPrincipleName": address,
        "aadObjectId": object_id,
        "givenName": name,
        "surname": "de Vries",
        "email": address,
    }
