"""The smallest bot there can be: it keeps what it gets, and answers what a test tells it to."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.standins.serving import served
from tests.standins.teams.client import TeamsClient
from tests.standins.teams.world import Json

APP = "11111111-1111-4111-8111-111111111111"
SECRET = "a secret of the test"
HOME = "Leverancier"
TOWN = "Lindewaard"


@dataclass
class TinyBot:
    """`answers` are what it answers to invokes, by their name."""

    teams: TeamsClient
    home_tenant: str = ""
    got: list[Json] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    answers: dict[str, object] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    token: str = ""

    async def on_activity(self, request: Request) -> Response:
        activity = await request.json()
        self.got.append(activity)
        self.headers.append(dict(request.headers))
        if activity["type"] != "invoke":
            return Response(status_code=200)
        name = activity["name"]
        return JSONResponse(self.answers.get(name), self.statuses.get(name, 200))

    def newest(self, kind: str) -> Json:
        return [one for one in self.got if one["type"] == kind][-1]

    async def sign_in(self, tenant: str = "", **other: str) -> httpx.Response:
        """Get a token as Entra hands it out."""
        form = {
            "grant_type": "client_credentials",
            "client_id": APP,
            "client_secret": SECRET,
            "scope": "https://api.botframework.com/.default",
            **other,
        }
        url = f"{self.teams.login}/{tenant or self.home_tenant}/oauth2/v2.0/token"
        async with httpx.AsyncClient(verify=False) as client:
            answer = await client.post(url, data=form)
        self.token = answer.json().get("access_token", self.token)
        return answer

    async def call(self, method: str, url: str, body: object = None) -> httpx.Response:
        """Ask the Connector something."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with httpx.AsyncClient(headers=headers, verify=False) as client:
            return await client.request(method, url, json=body)

    async def chat_url(self, who: str) -> str:
        """Return where messages for somebody's own chat go; they installed the app."""
        activity = next(one for one in self.got if one["from"].get("name", who) == who)
        return f"{activity['serviceUrl']}v3/conversations/{activity['conversation']['id']}"

    async def claims(self) -> Json:
        """Check the newest token as a bot does, with the published keys, and return what it says."""
        token = self.headers[-1]["authorization"].removeprefix("Bearer ")
        async with httpx.AsyncClient(verify=False) as client:
            metadata = (await client.get(self.teams.metadata)).json()
            keys = (await client.get(metadata["jwks_uri"])).json()
        kid = jwt.get_unverified_header(token)["kid"]
        key = next(one for one in keys["keys"] if one["kid"] == kid)
        assert "msteams" in key["endorsements"]
        claims: Json = jwt.decode(
            token,
            jwt.PyJWK(key).key,
            algorithms=["RS256"],
            audience=APP,
            issuer="https://api.botframework.com",
        )
        return claims


@asynccontextmanager
async def tiny_bot(teams: TeamsClient) -> AsyncIterator[TinyBot]:
    """Serve one that is registered, in a tenant with Hanneke and Yusuf, and signed in."""
    bot = TinyBot(teams)
    app = Starlette(routes=[Route("/api/messages", bot.on_activity, methods=["POST"])])
    async with served(app) as address:
        made = await teams(
            "app",
            id=APP,
            name="Zetje",
            secret=SECRET,
            home=HOME,
            endpoint=f"{address}/api/messages",
        )
        bot.home_tenant = made["home_tenant"]
        for name in ("Hanneke", "Yusuf"):
            await teams("user", name=name, tenant=TOWN)
        await bot.sign_in()
        yield bot


async def seen(teams: TeamsClient, **where: str) -> list[Json]:
    """Return the messages that somebody sees."""
    messages: list[Json] = (await teams("sees", **where))["messages"]
    return messages


async def sent(bot: TinyBot, activity: Json, who: str = "Hanneke") -> str:
    """Let the bot send this to somebody; return what the Connector calls it."""
    answer = await bot.call("POST", f"{await bot.chat_url(who)}/activities", activity)
    assert answer.status_code == 201, answer.text
    ref: str = answer.json()["id"]
    return ref


def with_card(*body: Json, actions: tuple[Json, ...] = (), **about: object) -> Json:
    """Return a message with this card."""
    return {"type": "message", "attachments": [attached(*body, actions=actions)], **about}


def attached(*body: Json, actions: tuple[Json, ...] = ()) -> Json:
    """Return an attachment with a card."""
    card = {"type": "AdaptiveCard", "version": "1.5", "body": list(body), "actions": list(actions)}
    return {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}


def text(words: str, **about: object) -> Json:
    return {"type": "TextBlock", "text": words, "wrap": True, **about}


def execute(title: str, **data: object) -> Json:
    fallback = {"type": "Action.Submit", "title": title, "data": data}
    return {
        "type": "Action.Execute",
        "title": title,
        "verb": "press",
        "data": data,
        "fallback": fallback,
    }
