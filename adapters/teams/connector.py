"""The Connector's REST API, as much of it as the bot needs. A message is posted once, never repeated.

A change or a removal may go twice (aiohttp repeats those on a connection that was closed under it):
that makes no difference.
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from json import loads
from typing import Any, TypeAlias
from urllib.parse import quote

import aiohttp
from yarl import URL

from adapters.answers import AskedConnector, as_name, read_all
from adapters.before_sending import Deadline
from adapters.proxy import by_proxy
from adapters.teams.failures import broken, failure, read_refusal
from adapters.teams.render import with_key, written
from adapters.teams.tokens import Tokens
from bot.errors import FateUnknown, NotSent

Json: TypeAlias = dict[str, Any]

# Until a connection stands (it waits for a free one, for the name and for the other end) nothing went.
PATIENCE = aiohttp.ClientTimeout(total=12, connect=5, sock_connect=5)
_MOST_CONNECTIONS = 100
_MOST_BYTES = 4_000_000
_TEAMS = "/v3/teams"
# Of service URLs: there is one for each region.
_MOST_ADDRESSES = 100


def open_session() -> aiohttp.ClientSession:
    """Return the one session for all that goes to Microsoft; the caller closes it."""
    # A connection that idles long is closed at the other end just when it is used again, and nobody
    # could say then whether a message arrived.
    connector = AskedConnector(limit=_MOST_CONNECTIONS, keepalive_timeout=15)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


@dataclass(frozen=True, slots=True)
class Place:
    """Where one organisation's messages go: by which app, to which address, in which Entra tenant."""

    app: str
    service_url: str
    workspace: str
    bot: str = ""


class Connector:
    """Calls the Connector for all apps.

    Every method raises NotSent when the request certainly had no effect, Gone when a person removed
    or blocked the app, FateUnknown when nobody can say.
    """

    def __init__(
        self, session: aiohttp.ClientSession, tokens: Tokens, deadline: Deadline | None = None
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._deadline = deadline

    def within(self, deadline: Deadline) -> "Connector":
        """Return one that is done with all that it is asked for by then."""
        return Connector(self._session, self._tokens, deadline)

    async def open_chat(self, place: Place, person: str) -> str:
        """Open the chat with a person, by Entra object id or Teams' own id; return the conversation."""
        body: Json = {
            "isGroup": False,
            "members": [{"id": person}],
            "tenantId": place.workspace,
            "channelData": {"tenant": {"id": place.workspace}},
        }
        if place.bot:
            body["bot"] = {"id": place.bot}
        async with self._before_handing_over():
            answer = await self._repeatable(place, "POST", "", written(body), personal=True)
        chat = as_name(answer.get("id"))
        if not chat:
            raise NotSent("teams: no conversation in the answer")
        return chat

    async def begin_thread(self, place: Place, channel: str, activity: str) -> str:
        """Post an activity (JSON) in a channel, as the beginning of a thread; return the message."""
        body: Json = {
            "isGroup": True,
            "tenantId": place.workspace,
            "channelData": {"channel": {"id": channel}, "tenant": {"id": place.workspace}},
        }
        begun = with_key(written(body), "activity", activity)
        answer = await self._call(place, "POST", "", begun, personal=False)
        named = as_name(answer.get("id")).partition(";messageid=")[2]
        return as_name(answer.get("activityId")) or named

    async def send(self, place: Place, conversation: str, activity: str) -> str:
        """Post an activity (JSON) in a chat or in a thread; return the message."""
        path = f"/{_quoted(conversation)}/activities"
        personal = is_personal(conversation)
        answer = await self._call(place, "POST", path, activity, personal=personal)
        return as_name(answer.get("id"))

    async def update(self, place: Place, conversation: str, ref: str, activity: str) -> None:
        """Change a message of the bot to this activity (JSON)."""
        path = f"/{_quoted(conversation)}/activities/{_quoted(ref)}"
        body = with_key(activity, "id", written(ref))
        await self._repeatable(place, "PUT", path, body, personal=is_personal(conversation))

    async def delete(self, place: Place, conversation: str, ref: str) -> None:
        """Take a message of the bot away."""
        path = f"/{_quoted(conversation)}/activities/{_quoted(ref)}"
        await self._repeatable(place, "DELETE", path, None, personal=is_personal(conversation))

    async def member(self, place: Place, conversation: str, person: str) -> Mapping[str, Any]:
        """Return what Teams tells of a member of a conversation; NotSent is final for who is none."""
        path = f"/{_quoted(conversation)}/members/{_quoted(person)}"
        return await self._repeatable(place, "GET", path, None, personal=is_personal(conversation))

    async def channels(self, place: Place, team: str) -> tuple[str, ...]:
        """Return the channels of a team."""
        path = f"{_TEAMS}/{_quoted(team)}/conversations"
        answer = await self._repeatable(place, "GET", path, None, personal=False)
        listed = answer.get("conversations")
        found = listed if isinstance(listed, list) else []
        return tuple(str(one["id"]) for one in found if isinstance(one, dict) and one.get("id"))

    async def _repeatable(
        self, place: Place, method: str, path: str, body: str | None, *, personal: bool
    ) -> Mapping[str, Any]:
        """Call for something that may be done twice: then nobody needs to know whether it was."""
        try:
            return await self._call(place, method, path, body, personal=personal)
        except FateUnknown as error:
            raise NotSent(str(error)) from None

    async def _call(
        self, place: Place, method: str, path: str, body: str | None, *, personal: bool
    ) -> Mapping[str, Any]:
        async with self._before_handing_over():
            token = await self._tokens.of(place.app)
        root = _root(place.service_url)
        below = path if path.startswith(_TEAMS) else f"/v3/conversations{path}"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
            data = body.encode()
        try:
            answer = await self._session.request(
                method,
                root.with_path(f"{root.raw_path.rstrip('/')}{below}", encoded=True),
                data=data,
                headers=headers,
                timeout=self._patience(),
                allow_redirects=False,
                **by_proxy(place.service_url),
            )
            # Reads to the end, or closes the connection.
            said = await read_all(answer, _MOST_BYTES)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise broken(error) from None
        if answer.status >= 300:
            refusal = read_refusal(answer.status, answer.headers, said)
            if answer.status == 401:
                self._tokens.refused(place.app, token)
            raise failure(refusal, personal=personal)
        return _read(said)

    def _before_handing_over(self) -> AbstractAsyncContextManager[None]:
        return self._deadline.before_handing_over() if self._deadline else nullcontext()

    def _patience(self) -> aiohttp.ClientTimeout:
        left = self._deadline.left() if self._deadline else None
        if left is None or PATIENCE.total is None or left >= PATIENCE.total:
            return PATIENCE
        return aiohttp.ClientTimeout(
            total=left, connect=PATIENCE.connect, sock_connect=PATIENCE.sock_connect
        )


def is_personal(conversation: str) -> bool:
    """Tell whether a conversation is one person's with the bot, and not a channel or a group chat."""
    return not conversation.startswith("19:")


@lru_cache(maxsize=_MOST_ADDRESSES)
def _root(service_url: str) -> URL:
    return URL(service_url, encoded=True)


def _quoted(part: str) -> str:
    return quote(part, safe="")


def _read(said: bytes) -> Mapping[str, Any]:
    """Return what was answered. Raises FateUnknown for what Teams does not say: a page of some proxy."""
    try:
        found = loads(said) if said else {}
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise FateUnknown("teams: the answer is no JSON object")
    return found
