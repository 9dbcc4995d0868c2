"""The name of the platform is not found, or nobody says anything about it: certainly nothing went."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from adapters.apps_file import TeamsApp
from adapters.slack import calls
from adapters.slack.calls import SlackCalls, new_session
from adapters.teams import connector
from adapters.teams.connector import Connector, Place, open_session
from adapters.teams.tokens import Tokens
from bot.errors import NotSent
from bot.model.messages import State
from tests.chaos.chats import Chat, SlackChat, TeamsChat
from tests.chaos.grace import stops_in_time
from tests.chaos.peak import PEOPLE, SOON, Peak, a_peak
from tests.chaos.process import let_names_be, shorter
from tests.databases import a_queue_database
from tests.standins.slack.client import SlackStandin
from tests.standins.teams.client import TeamsClient

pytestmark = pytest.mark.chaos

Send = Callable[[pytest.MonkeyPatch], Awaitable[None]]


@pytest.fixture(params=["slack", "teams"])
async def chat(
    request: pytest.FixtureRequest,
    slack_process: SlackStandin,
    teams: TeamsClient,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Chat]:
    """Return a platform that the bot finds by a name."""
    if request.param == "teams":
        monkeypatch.setattr(teams, "connector", _named(teams.connector))
        yield TeamsChat(teams)
        return
    async with slack_process.connected() as slack:
        monkeypatch.setattr(slack, "api_url", _named(slack.api_url))
        yield SlackChat(slack)


def _named(url: str) -> str:
    return url.replace("127.0.0.1", "platform.test")


@pytest.fixture
async def peak(chat: Chat, tmp_path: Path, in_earnest: bool) -> AsyncIterator[Peak]:
    with a_queue_database() as url:
        async with a_peak(chat, url, url, tmp_path, in_earnest=in_earnest) as made:
            yield made


@pytest.mark.parametrize("how", ["unknown", "silent"])
async def test_what_waits_for_the_name_goes_once_it_is_found(
    peak: Peak, how: str, tmp_path: Path, in_earnest: bool
) -> None:
    processes = [peak.start(what) for what in ("clock", "work")]
    await peak.has_told("clock", "worker")
    names = tmp_path / "names"
    names.write_text(how, encoding="utf-8")
    peak.let_it_be(SOON)
    await peak.has_told("not sent")
    await asyncio.sleep(60 if in_earnest else 12)

    states = await peak.states()
    # One may just be tried, to see whether the name is found again.
    assert states.keys() <= {State.PLANNED, State.CLAIMED, State.SENDING}
    assert states.total() == PEOPLE
    assert states[State.PLANNED] >= PEOPLE - 1
    assert await peak.chat.count() == 0
    assert {one["error"] for one in peak.log() if one.get("event") == "not sent"} == {"NotSent"}

    names.unlink()
    await peak.all_is_sent()
    assert await peak.heard() == Counter(dict.fromkeys(peak.people, 1))
    await stops_in_time(*processes)


async def on_slack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "_TIMEOUT", shorter(calls._TIMEOUT))
    async with new_session() as session:
        await SlackCalls(session, "http://platform.test/api").call("chat.postMessage", "token", {})


async def on_teams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector, "PATIENCE", shorter(connector.PATIENCE))
    place = Place("zetje", "http://platform.test/emea", "entra")
    async with open_session() as session:
        tokens = Tokens({"zetje": TeamsApp(app_id="", development=True)}, session)
        await Connector(session, tokens).send(place, "a:1", "{}")


@pytest.mark.parametrize("how", ["unknown", "silent"])
@pytest.mark.parametrize("send", [on_slack, on_teams])
async def test_without_an_address_a_message_certainly_did_not_go(
    send: Send, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", socket.getaddrinfo)
    (tmp_path / "names").write_text(how)
    let_names_be(tmp_path / "names")
    with pytest.raises(NotSent) as caught:
        await send(monkeypatch)
    assert not caught.value.final
