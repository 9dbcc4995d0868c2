"""Brings activities to a bot, signed, and keeps what it answered and how long that took."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp

from tests.standins.teams.keys import Keys
from tests.standins.teams.world import App, Cannot, Json


@dataclass(kw_only=True)
class Answered:
    """What a bot answered; status 0 when there was no answer in time."""

    activity: Json
    status: int
    body: object
    seconds: float

    def as_json(self) -> Json:
        return {
            "type": self.activity["type"],
            "name": self.activity.get("name", ""),
            "id": self.activity["id"],
            "who": self.activity["from"].get("name", ""),
            "status": self.status,
            "body": self.body,
            "seconds": self.seconds,
        }


class Courier:
    """Posts, and never keeps a connection: another one may serve the bot in the next test."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def post(
        self, url: str, body: str, headers: Mapping[str, str], patience: float
    ) -> tuple[int, object]:
        """Return the status and the body; 0 and the kind of failure when there was no answer."""
        timeout = aiohttp.ClientTimeout(total=patience)
        if self._session is None:
            connector = aiohttp.TCPConnector(force_close=True, limit=0)
            self._session = aiohttp.ClientSession(connector=connector)
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=timeout
            ) as answer:
                return answer.status, _parsed(await answer.text())
        except (aiohttp.ClientError, TimeoutError) as error:
            return 0, type(error).__name__


@dataclass
class Deliveries:
    """Delivers one after the other, as it is told. `token` is the kind of token of the next ones.

    `twin` is the id of a copy that the next one gets, delivered at the same time.
    """

    keys: Keys
    courier: Courier
    token: str = "good"
    twin: str = ""
    patience: float = 15.0
    answered: list[Answered] = field(default_factory=list)

    async def deliver(self, app: App, activity: Json, token: str = "") -> Answered:
        """Send it and wait for the answer, at most as long as Teams does."""
        if not app.endpoint:
            raise Cannot(f"{app.name} has no endpoint yet")
        if not self.twin:
            return await self._one(app, activity, token)
        copy, self.twin = {**activity, "id": self.twin}, ""
        both = await asyncio.gather(self._one(app, activity, token), self._one(app, copy, token))
        return both[0]

    async def _one(self, app: App, activity: Json, token: str) -> Answered:
        header = self.keys.header(token or self.token, app.id, activity["serviceUrl"])
        body = json.dumps(activity)
        headers = {"Content-Type": "application/json; charset=utf-8", **header}
        began = time.perf_counter()
        status, answer = await self.courier.post(app.endpoint, body, headers, self.patience)
        seconds = time.perf_counter() - began
        answered = Answered(activity=activity, status=status, body=answer, seconds=seconds)
        self.answered.append(answered)
        return answered

    async def again(self, app: App, *, new_id: str = "", token: str = "") -> Answered:
        """Deliver the newest activity once more, with the same id or a new one."""
        if not self.answered:
            raise Cannot("nothing was delivered yet")
        activity = self.answered[-1].activity
        return await self.deliver(app, {**activity, "id": new_id or activity["id"]}, token)


def _parsed(text: str) -> object:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
