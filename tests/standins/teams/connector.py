"""The Bot Connector's REST API, version 3, as Teams answers it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from tests.standins.teams.entra import Entra
from tests.standins.teams.errors import Refused, bad_argument, dropped, failed, too_big
from tests.standins.teams.faults import Area, Fault, Faults, Trouble
from tests.standins.teams.posting import Posting
from tests.standins.teams.world import App, Json

MOST_BYTES = 100 * 1024


@dataclass(frozen=True)
class Asked:
    """A request of a bot, with all that stands in its path."""

    app: App
    tenant: str
    conversation: str
    activity: str
    member: str
    body: Json


Doing = Callable[[Asked], object]


@dataclass
class Connector:
    """`requests` counts by area, and by area and status; `refused` keeps what was refused and why."""

    posting: Posting
    entra: Entra
    faults: Faults
    requests: Counter[str] = field(default_factory=Counter)
    refused: list[Json] = field(default_factory=list)

    def routes(self) -> list[Route | Mount]:
        """Return the routes: under a region and a tenant, and under the global service URL."""
        conversations = "/v3/conversations"
        one = conversations + "/{conversation}"
        activity = one + "/activities/{activity}"
        routes = [
            self._route(conversations, "POST", Area.CREATE, self._create),
            self._route(one + "/activities", "POST", Area.SEND, self._send),
            self._route(activity, "POST", Area.SEND, self._send),
            self._route(activity, "PUT", Area.UPDATE, self._update),
            self._route(activity, "DELETE", Area.DELETE, self._delete),
            self._route(one + "/members", "GET", Area.MEMBERS, self._members),
            self._route(one + "/pagedmembers", "GET", Area.MEMBERS, self._paged),
            self._route(one + "/members/{member}", "GET", Area.MEMBERS, self._member),
            self._route(
                "/v3/teams/{conversation}/conversations", "GET", Area.MEMBERS, self._channels
            ),
        ]
        return [Mount("/emea/{tenant}", routes=routes), Mount("/teams", routes=routes)]

    def _route(self, path: str, method: str, area: Area, doing: Doing) -> Route:
        async def answer(request: Request) -> Response:
            try:
                response = await self._answer(request, area, doing)
            except Refused as error:
                response = JSONResponse(error.body, error.status, error.headers)
                self.refused.append({"area": area, "status": error.status, "body": error.body})
            self.requests[area] += 1
            self.requests[f"{area} {response.status_code}"] += 1
            return response

        return Route(path, answer, methods=[method])

    async def _answer(self, request: Request, area: Area, doing: Doing) -> Response:
        asked = await self._asked(request)
        fault = self.faults.take(area, asked.conversation)
        if fault is not None:
            return await self._with_trouble(fault, asked, doing)
        return JSONResponse(doing(asked), 201 if request.method == "POST" else 200)

    async def _with_trouble(self, fault: Fault, asked: Asked, doing: Doing) -> Response:
        if fault.trouble is Trouble.SLOW:
            await self.faults.linger(fault)
            return JSONResponse(doing(asked), 201)
        if fault.written:
            doing(asked)
        await self.faults.linger(fault)
        if fault.trouble is Trouble.DROP:
            return dropped()
        if fault.trouble is Trouble.PAGE:
            return HTMLResponse("<title>Even geduld</title>")
        raise failed(fault.status, fault.retry_after)

    async def _asked(self, request: Request) -> Asked:
        app = self.entra.app_of(request.headers.get("authorization", ""))
        raw = await request.body()
        if len(raw.decode("utf-8", "replace").encode("utf-16-le")) > MOST_BYTES:
            raise too_big()
        body: object = {}
        if raw:
            try:
                body = await request.json()
            except ValueError as error:
                raise bad_argument("The body is not JSON.") from error
        if not isinstance(body, dict):
            raise bad_argument("The body is not an object.")
        path = request.path_params
        return Asked(
            app,
            path.get("tenant", ""),
            path.get("conversation", ""),
            path.get("activity", ""),
            path.get("member", ""),
            body,
        )

    def _create(self, asked: Asked) -> Json:
        return self.posting.create(asked.app, asked.tenant, asked.body)

    def _send(self, asked: Asked) -> Json:
        found = self.posting.find(asked.app, asked.tenant, asked.conversation)
        ref = self.posting.send(asked.app, found, asked.body, asked.activity)
        return {"id": ref} if ref else {}

    def _update(self, asked: Asked) -> Json:
        found = self.posting.find(asked.app, asked.tenant, asked.conversation)
        self.posting.update(asked.app, found, asked.activity, asked.body)
        return {"id": asked.activity}

    def _delete(self, asked: Asked) -> Json:
        found = self.posting.find(asked.app, asked.tenant, asked.conversation)
        self.posting.delete(asked.app, found, asked.activity)
        return {}

    def _members(self, asked: Asked) -> list[Json]:
        return self.posting.members(asked.app, asked.tenant, asked.conversation)

    def _channels(self, asked: Asked) -> Json:
        """Return the channels of a team, which is named as its first channel is."""
        found = self.posting.find(asked.app, asked.tenant, asked.conversation)
        team = self.posting.world.teams[found.conversation.team]
        return {"conversations": [{"id": ref, "name": n} for n, ref in team.channels.items()]}

    def _paged(self, asked: Asked) -> Json:
        return {"members": self._members(asked)}

    def _member(self, asked: Asked) -> Json:
        return self.posting.member(asked.app, asked.tenant, asked.conversation, asked.member)
