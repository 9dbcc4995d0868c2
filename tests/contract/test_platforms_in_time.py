"""One message is done with in less than the time that a right to send must still last, whatever is slow.

What was cut off before it was handed over did certainly not arrive; of the rest nobody knows.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters import before_sending
from adapters.apps_file import SlackApp, TeamsApp
from adapters.browser.outbound import BrowserPlatform
from adapters.clock.clocks import SystemClock
from adapters.slack.access import Accesses
from adapters.slack.calls import CONNECT_SECONDS, SlackCalls, new_session
from adapters.slack.outbound import SlackPlatform
from adapters.teams.connector import PATIENCE, Connector, open_session
from adapters.teams.languages import Languages
from adapters.teams.outbound import TeamsPlatform
from adapters.teams.places import Places
from adapters.teams.tokens import Tokens
from bot.errors import FateUnknown, NotSent
from bot.model.ids import TenantId
from bot.model.installations import Installation
from bot.model.people import Platform
from bot.ports.outside import ChatPlatform
from bot.sender import REQUEST_TIME
from tests.factories import NOW, WATERSTAD, a_content, a_message, a_tenant
from tests.fakes.memory import MemoryStores
from tests.fakes.memory_installations import MemoryInstallations
from tests.standins.serving import served

PERSON = {Platform.SLACK: "U1", Platform.TEAMS: "29:hanneke", Platform.BROWSER: "dm-hanneke"}
MODULES = {
    Platform.SLACK: SlackPlatform.__module__,
    Platform.TEAMS: TeamsPlatform.__module__,
}
STAGES = {
    Platform.SLACK: ("store", "message"),
    Platform.TEAMS: ("store", "token", "chat", "message"),
    Platform.BROWSER: (),
}
WHOLE, HANDING_OVER = 0.6, 0.2
# What each part may take by itself is longer.
LONG_ENOUGH = 8.0


class FarEnd:
    """Slack, Microsoft and the bot's own store, of which one says nothing."""

    def __init__(self) -> None:
        self.silent: str | None = None
        self.messages: list[str] = []
        self.bodies: list[str] = []
        self.speaks = asyncio.Event()

    async def passes(self, stage: str) -> None:
        """Return, unless this stage is the one that says nothing."""
        if stage == self.silent:
            await self.speaks.wait()

    async def token(self, request: Request) -> Response:
        await self.passes("token")
        return JSONResponse({"access_token": "t", "expires_in": 3600})

    async def chat(self, request: Request) -> Response:
        await self.passes("chat")
        return JSONResponse({"id": "a:1"})

    async def message(self, request: Request) -> Response:
        self.messages.append(request.url.path)
        self.bodies.append((await request.body()).decode())
        await self.passes("message")
        return JSONResponse({"ok": True, "ts": "17.1", "channel": "D1", "id": "m1"})

    def app(self) -> Starlette:
        """Return all that is called over HTTP."""
        posts = {
            "/{home}/oauth2/v2.0/token": self.token,
            "/v3/conversations": self.chat,
            "/v3/conversations/{chat}/activities": self.message,
            "/api/chat.postMessage": self.message,
        }
        return Starlette(routes=[Route(path, at, methods=["POST"]) for path, at in posts.items()])


class SlowInstallations(MemoryInstallations):
    """Installations in a store that may say nothing."""

    def __init__(self, far_end: FarEnd) -> None:
        super().__init__(lambda _: True)
        self._far_end = far_end

    async def of(self, platform: Platform, tenant: TenantId) -> Installation | None:
        await self._far_end.passes("store")
        return await super().of(platform, tenant)


async def stores_at(far_end: FarEnd, url: str) -> MemoryStores:
    """Return stores of a tenant that has the app on both platforms."""
    stores = MemoryStores()
    await stores.directory.save_tenant(a_tenant())
    stores.installations = SlowInstallations(far_end)
    for platform in (Platform.SLACK, Platform.TEAMS):
        there = Installation(
            platform=platform,
            workspace="w1",
            app="own",
            tenant=WATERSTAD,
            secret="xoxb",
            service_url=f"{url}/",
            installed_at=NOW,
        )
        await stores.installations.save(there)
    return stores


def a_platform(
    platform: Platform, url: str, stores: MemoryStores, session: aiohttp.ClientSession
) -> ChatPlatform:
    if platform is Platform.BROWSER:
        return BrowserPlatform(SystemClock())
    if platform is Platform.SLACK:
        about = {"signing_secret": "s", "client_id": "c", "client_secret": "c"}
        slack = {"own": SlackApp.model_validate({**about, "api_url": f"{url}/api/"})}
        return SlackPlatform({"own": SlackCalls(session, f"{url}/api/")}, Accesses(slack, stores))
    about = {"app_id": "77777777-7777-4777-8777-777777777777", "client_secret": "s"}
    own = {**about, "home_tenant": "home", "login_url": url}
    teams = {"own": TeamsApp.model_validate(own)}
    connector = Connector(session, Tokens(teams, session))
    return TeamsPlatform(teams, Places(teams, stores), connector, Languages(stores))


@asynccontextmanager
async def at(platform: Platform, far_end: FarEnd) -> AsyncIterator[ChatPlatform]:
    """Return the platform with this far end."""
    opened = open_session() if platform is Platform.TEAMS else new_session()
    async with served(far_end.app()) as url, opened as session:
        yield a_platform(platform, url, await stores_at(far_end, url), session)
        far_end.speaks.set()


@pytest.mark.parametrize("platform", list(Platform))
async def test_a_message_arrives(platform: Platform) -> None:
    far_end = FarEnd()
    async with at(platform, far_end) as chat:
        assert (await chat.send(a_message(), PERSON[platform], a_content())).ref


@pytest.mark.parametrize("platform", [Platform.SLACK, Platform.TEAMS])
async def test_what_was_made_ready_arrives_as_it_would_otherwise(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, far_end = sys.modules[MODULES[platform]], FarEnd()
    renders = [0]
    render = vars(module)["_rendered"]

    def counted(*about: object) -> object:
        renders[0] += 1
        return render(*about)

    monkeypatch.setattr(module, "_rendered", counted)
    async with at(platform, far_end) as chat:
        content = a_content("Vraag het één collega.")
        message = a_message(content=content)
        await chat.send(message, PERSON[platform], content)
        await chat.get_ready(message.tenant, [message])
        assert renders == [2]
        await chat.send(message, PERSON[platform], content)
        assert renders == [2]
    assert far_end.bodies[0] == far_end.bodies[1]


@pytest.mark.parametrize("platform", [Platform.SLACK, Platform.TEAMS])
async def test_what_says_something_else_by_now_arrives_as_it_is_now(platform: Platform) -> None:
    far_end = FarEnd()
    async with at(platform, far_end) as chat:
        message = a_message(content=a_content("Zo was het."))
        await chat.get_ready(message.tenant, [message])
        await chat.send(message, PERSON[platform], a_content("Zo is het."))
    (body,) = far_end.bodies
    assert "Zo is het." in body
    assert "Zo was het." not in body


@pytest.mark.parametrize(
    ("platform", "stage"),
    [(platform, stage) for platform, stages in STAGES.items() for stage in stages],
)
async def test_whatever_says_nothing_is_not_waited_for_beyond_the_right_to_send(
    platform: Platform, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(before_sending, "LONGEST_SEND_SECONDS", WHOLE)
    monkeypatch.setattr(before_sending, "HANDING_OVER_SECONDS", HANDING_OVER)
    far_end = FarEnd()
    far_end.silent = stage
    was_handed_over = stage == "message"
    async with at(platform, far_end) as chat:
        async with asyncio.timeout(LONG_ENOUGH):
            with pytest.raises(FateUnknown if was_handed_over else NotSent):
                await chat.send(a_message(), PERSON[platform], a_content())
    assert len(far_end.messages) == was_handed_over


def test_a_send_ends_before_the_right_that_it_began_under() -> None:
    assert REQUEST_TIME.total_seconds() > before_sending.LONGEST_SEND_SECONDS
    # Who cannot connect at all is still told so.
    assert PATIENCE.sock_connect is not None
    assert max(CONNECT_SECONDS, PATIENCE.sock_connect) < before_sending.HANDING_OVER_SECONDS
