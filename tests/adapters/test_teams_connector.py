"""Talking to the Connector of Teams itself: a chat, a message in it, changed and taken away."""

from collections.abc import AsyncIterator, Iterator
from json import dumps
from typing import Any

import pytest

from adapters.apps_file import TeamsApp
from adapters.teams.connector import Connector, Place, open_session
from adapters.teams.tokens import Tokens
from bot.errors import FateUnknown, Gone, NotSent
from tests.standins.serving import served
from tests.standins.teams.client import TeamsClient, teams_process

APP = "77777777-7777-4777-8777-777777777777"
SECRET = "een geheim van de test"


def text(words: str) -> str:
    return dumps({"type": "message", "summary": words, "textFormat": "plain", "text": words})


class Desk:
    """A connector with a place to talk to: Hanneke has the app, and so has a team."""

    def __init__(self, teams: TeamsClient, connector: Connector, place: Place, who: str) -> None:
        self.teams, self.connector, self.place, self.who = teams, connector, place, who

    async def sees(self, **where: str) -> list[tuple[str, bool]]:
        messages = (await self.teams("sees", **where))["messages"]
        return [(one["text"], one["deleted"]) for one in messages]


async def _nobody(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture(scope="module")
def far_end() -> Iterator[TeamsClient]:
    with teams_process() as teams:
        yield teams


@pytest.fixture
async def desk(far_end: TeamsClient) -> AsyncIterator[Desk]:
    await far_end("reset")
    async with served(_nobody) as url, open_session() as session:
        about = {"id": APP, "name": "Zetje", "secret": SECRET, "home": "Leverancier"}
        home = (await far_end("app", **about, endpoint=url))["home_tenant"]
        hanneke = await far_end("user", name="Hanneke", tenant="Lindewaard")
        await far_end("team", name="MT Sociaal", tenant="Lindewaard", members=["Hanneke"])
        await far_end("installs", who="Hanneke")
        await far_end("installs", who="Hanneke", where="MT Sociaal")
        app = TeamsApp.model_validate(
            {
                "app_id": APP,
                "client_secret": SECRET,
                "home_tenant": home,
                "login_url": f"{far_end.login}/",
                "openid_url": far_end.metadata,
            }
        )
        connector = Connector(session, Tokens({"zetje": app}, session))
        tenant = hanneke["tenant"]
        place = Place("zetje", f"{far_end.connector}/emea/{tenant}/", tenant, f"28:{APP}")
        yield Desk(far_end, connector, place, hanneke["object_id"])


async def test_a_message_in_a_chat_is_sent_changed_and_taken_away(desk: Desk) -> None:
    chat = await desk.connector.open_chat(desk.place, desk.who)
    assert chat == await desk.connector.open_chat(desk.place, desk.who)
    ref = await desk.connector.send(desk.place, chat, text("Hoi"))
    assert await desk.sees(who="Hanneke") == [("Hoi", False)]
    await desk.connector.update(desk.place, chat, ref, text("Hallo"))
    assert await desk.sees(who="Hanneke") == [("Hallo", False)]
    await desk.connector.delete(desk.place, chat, ref)
    assert await desk.sees(who="Hanneke") == [("", True)]


async def test_a_thread_in_a_channel_begins_and_goes_on(desk: Desk) -> None:
    team = await desk.teams("sees", where="MT Sociaal")
    assert team["messages"] == []
    channel = (await desk.teams("newest"))["activity"]["conversation"]["id"]
    ref = await desk.connector.begin_thread(desk.place, channel, text("Een vraag"))
    await desk.connector.send(desk.place, f"{channel};messageid={ref}", text("Nog iets"))
    messages = (await desk.teams("sees", where="MT Sociaal"))["messages"]
    assert [(one["text"], one["thread"]) for one in messages] == [
        ("Een vraag", ref),
        ("Nog iets", ref),
    ]


async def test_who_blocked_the_bot_is_gone(desk: Desk) -> None:
    chat = await desk.connector.open_chat(desk.place, desk.who)
    await desk.teams("blocks", who="Hanneke")
    with pytest.raises(Gone):
        await desk.connector.send(desk.place, chat, text("Hoi"))
    with pytest.raises(Gone):
        await desk.connector.open_chat(desk.place, desk.who)


async def test_only_what_may_be_done_twice_is_said_not_to_have_happened(desk: Desk) -> None:
    chat = await desk.connector.open_chat(desk.place, desk.who)
    ref = await desk.connector.send(desk.place, chat, text("Hoi"))
    await desk.teams("fault", trouble="drop", area="send", written=True)
    with pytest.raises(FateUnknown):
        await desk.connector.send(desk.place, chat, text("Hoi weer"))
    await desk.teams("fault", trouble="drop", area="update", written=True, times=2)
    with pytest.raises(NotSent):
        await desk.connector.update(desk.place, chat, ref, text("Hallo"))


async def test_a_token_that_was_taken_back_is_replaced(desk: Desk) -> None:
    chat = await desk.connector.open_chat(desk.place, desk.who)
    await desk.teams("tokens", revoke=True)
    with pytest.raises(NotSent) as caught:
        await desk.connector.send(desk.place, chat, text("Hoi"))
    assert not caught.value.final
    assert await desk.connector.send(desk.place, chat, text("Hoi"))
