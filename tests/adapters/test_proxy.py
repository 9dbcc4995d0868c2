"""Every request to the outside goes by the proxy that is set, and trusts the authority that is named."""

import asyncio
import json
import os
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from adapters import proxy
from adapters.apps_file import Apps
from adapters.clock.heartbeat import with_heartbeat
from adapters.proxy import by_proxy, proxies, proxy_for
from adapters.slack.calls import SlackCalls, new_session
from adapters.slack.sockets import Socket
from adapters.teams.connector import Connector, Place, open_session
from adapters.teams.keys import SigningKeys
from adapters.teams.tokens import Tokens
from bot.errors import NotSent
from tests.adapters.outgoing_proxy import Proxy, a_proxy

PROJECT = Path(__file__).parents[2]
APP = "22222222-2222-4222-8222-222222222222"
SLACK = "http://slack.example/api/"


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    proxy._address.cache_clear()


@pytest.fixture
async def through(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Proxy]:
    """Return a proxy that is set."""
    async with a_proxy() as made:
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, made.url.replace("//", "//zetje:w%40chtwoord@"))
        yield made
    proxy._address.cache_clear()


async def slack_call() -> None:
    async with new_session() as session:
        await SlackCalls(session, SLACK).call("chat.postMessage", "xoxb", {"text": "Dag"})


async def slack_response() -> None:
    async with new_session() as session:
        await SlackCalls(session, SLACK).respond(f"{SLACK}conversations", "Dag")


async def slack_socket() -> None:
    bolt = AsyncApp(signing_secret="s", token="xoxb")
    bolt.client.base_url = SLACK
    socket = Socket("own", bolt, "xapp-1")
    with pytest.raises(SlackApiError):
        await socket._handler.client.issue_new_wss_url()
    assert (socket._handler.client.proxy or "").endswith(proxies()["http"].removeprefix("http://"))
    await socket.close()


def teams() -> Apps:
    about = {
        "app_id": APP,
        "client_secret": "geheim",
        "home_tenant": "home",
        "login_url": "http://login.example/",
        "openid_url": "http://login.example/openid",
    }
    return Apps.model_validate({"teams": {"own": about}})


async def teams_token_and_message() -> None:
    async with open_session() as session:
        connector = Connector(session, Tokens(teams().teams, session))
        place = Place("own", "http://teams.example/emea/", "w")
        assert await connector.send(place, "a:1", '{"type": "message"}') == "r1"


async def teams_keys() -> None:
    async with open_session() as session:
        await SigningKeys("http://login.example/openid", session).fetch()


async def heartbeat() -> None:
    async def beat() -> None:
        pass

    await with_heartbeat(beat, "http://watch.example/beat")()


@pytest.mark.parametrize(
    ("does", "hosts"),
    [
        (slack_call, ["slack.example"]),
        (slack_response, ["slack.example"]),
        (slack_socket, ["slack.example"]),
        (teams_token_and_message, ["login.example", "teams.example"]),
        (teams_keys, ["login.example", "keys.example"]),
        (heartbeat, ["watch.example"]),
    ],
)
async def test_all_that_goes_out_goes_by_the_proxy(
    through: Proxy, does: Callable[[], Awaitable[None]], hosts: list[str]
) -> None:
    await does()
    assert through.hosts == hosts
    assert all(one.startswith("basic ") for one in through.credentials)


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_proxy_that_does_not_let_us_out_sent_nothing(through: Proxy, scheme: str) -> None:
    through.status = 503
    async with new_session() as session:
        calls = SlackCalls(session, f"{scheme}://slack.example/api/")
        with pytest.raises(NotSent if scheme == "https" else Exception, match="slack"):
            await calls.call("chat.postMessage", "xoxb", {"text": "Dag"})
    async with open_session() as session:
        connector = Connector(session, Tokens({"own": teams().teams["own"]}, session))
        with pytest.raises(NotSent):
            await connector.send(Place("own", f"{scheme}://teams.example/", "w"), "a:1", "{}")


@pytest.mark.parametrize(
    ("url", "goes_by"),
    [
        ("https://slack.com/api/", "http://proxy.example:3128"),
        ("wss://wss-primary.slack.com/link", "http://proxy.example:3128"),
        ("http://watch.example/beat", None),
        ("https://db.binnen.example/", None),
        ("https://smba.trafficmanager.net/emea/", "http://proxy.example:3128"),
        ("https://127.0.0.1:8080/", None),
        ("https://localhost/", None),
    ],
)
def test_what_goes_by_it_and_what_does_not(
    monkeypatch: pytest.MonkeyPatch, url: str, goes_by: str | None
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", ".binnen.example, 10.0.0.1")
    assert proxy_for(url) == goes_by
    assert by_proxy(url) == {"proxy": goes_by}


def test_no_password_of_a_proxy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://zetje:geheim@proxy.example:3128")
    assert proxies() == {"https": "http://proxy.example:3128"}


# An authority of one's own, as a firewall has that looks into TLS.

_CALL = """
import asyncio
from adapters.slack.calls import SlackCalls, new_session
async def main():
    async with new_session() as session:
        print(await SlackCalls(session, "https://slack.example/api/").call("chat.postMessage", "t", {}))
asyncio.run(main())
"""


def an_authority(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for slack.example that nobody but itself vouches for; return it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Gemeente Lindewaard")])
    now = datetime.now(UTC)
    names = [x509.DNSName("slack.example"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "ca.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, secret


async def slack_over_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    said = json.dumps({"ok": True})
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(said)}\r\n\r\n{said}".encode())
    await writer.drain()
    writer.close()


@pytest.mark.parametrize("is_known", [True, False])
async def test_an_own_authority_is_trusted_when_it_is_named(tmp_path: Path, is_known: bool) -> None:
    certificate, secret = an_authority(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, secret)
    server = await asyncio.start_server(slack_over_tls, "127.0.0.1", 0, ssl=context)
    async with a_proxy(server.sockets[0].getsockname()[1]) as made:
        environment = {**os.environ, "HTTPS_PROXY": made.url}
        if is_known:
            environment["SSL_CERT_FILE"] = str(certificate)
        command = [sys.executable, "-c", _CALL]
        done = await asyncio.to_thread(
            subprocess.run, command, cwd=PROJECT, env=environment, capture_output=True, text=True
        )
    server.close()
    assert made.hosts == ["slack.example:443"]
    assert ("{'ok': True}" in done.stdout) is is_known, done.stderr
    assert ("NotSent" in done.stderr) is not is_known
