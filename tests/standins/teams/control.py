"""What tests drive the stand-in with: `POST /_standin/{command}` with its arguments as JSON.

An answer with status 409 says what cannot be done, and why.
"""

import inspect
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.standins.teams import eyes
from tests.standins.teams.activities import Activities
from tests.standins.teams.connector import Connector
from tests.standins.teams.deliveries import Courier, Deliveries
from tests.standins.teams.doors import Door
from tests.standins.teams.entra import Entra
from tests.standins.teams.extensions import Extensions
from tests.standins.teams.faults import Area, Fault, Faults, Trouble
from tests.standins.teams.keys import Keys
from tests.standins.teams.limits import Limits
from tests.standins.teams.people import People
from tests.standins.teams.posting import Posting
from tests.standins.teams.pressing import Pressing
from tests.standins.teams.world import App, Cannot, Json, World

Command = Callable[..., Awaitable[Json]]


class Teams:
    """The whole stand-in. Every public coroutine is a command."""

    def __init__(self) -> None:
        self.doors: dict[str, Door] = {}
        self._courier = Courier()
        self._begin()

    def _begin(self) -> None:
        self.world = World()
        self._keys = Keys()
        self._faults = Faults()
        self._limits = Limits()
        port = self.doors["connector"].port if self.doors else 0
        self.activities = Activities(self.world, f"http://127.0.0.1:{port}")
        self._deliveries = Deliveries(self._keys, self._courier)
        self.entra = Entra(self.world, self._keys, self._faults)
        self._posting = Posting(self.world, self.activities, self._limits)
        self.connector = Connector(self._posting, self.entra, self._faults)
        self._people = People(self.world, self.activities, self._deliveries)
        self._pressing = Pressing(self.world, self.activities, self._deliveries)
        self._extensions = Extensions(self.world, self.activities, self._deliveries, self._pressing)

    def command(self, name: str) -> Command | None:
        """Return what this command does, or None."""
        for part in (self, self._people, self._pressing, self._extensions):
            found = getattr(part, name, None)
            if not name.startswith("_") and inspect.iscoroutinefunction(found):
                doing: Command = found
                return doing
        return None

    async def reset(self) -> Json:
        """Begin anew: nobody and nothing is left, and no fault waits."""
        for door in self.doors.values():
            await door.open()
        self._begin()
        return {}

    async def app(self, id: str, name: str, secret: str, home: str, endpoint: str = "") -> Json:
        """Register an app with its home tenant, or move its endpoint."""
        home_id = self.world.tenant_id(home)
        made = App(id=id, name=name, secret=secret, home_tenant=home_id, endpoint=endpoint)
        self.world.apps[id] = made
        return {"id": id, "bot_id": made.bot_id, "home_tenant": home_id}

    async def user(
        self,
        name: str,
        tenant: str,
        locale: str = "nl-NL",
        timezone: str = "Europe/Amsterdam",
    ) -> Json:
        """Make a person. `ids` are the `29:` ids, and `chats` the chats with the bot, by app."""
        made = self.world.add_user(name, tenant, locale, timezone)
        apps = self.world.apps.values()
        return {
            "tenant": made.tenant,
            "object_id": made.object_id,
            "ids": {app.id: made.id_for(app) for app in apps},
            "chats": {app.id: self.world.personal(app, made).id for app in apps},
        }

    async def team(
        self, name: str, tenant: str, members: list[str], channels: list[str] | None = None
    ) -> Json:
        made = self.world.add_team(name, tenant, channels or [name], members)
        return {"id": made.id, "group_id": made.group_id, "channels": made.channels}

    async def chat(self, name: str, members: list[str]) -> Json:
        return {"id": self.world.add_chat(name, members).id}

    async def time(self, at: str | None) -> Json:
        """Let this instant stand on what happens from now on; None: the real time."""
        self.world.now = datetime.fromisoformat(at) if at else None
        return {}

    async def limits(self, enforced: bool) -> Json:
        """Refuse what is too much, or only count it."""
        self._limits.enforced = enforced
        return {}

    async def checks(self, on: bool) -> Json:
        """Look at every card that is sent, or at none: for measuring."""
        self._posting.checks = on
        return {}

    async def fault(self, trouble: str, area: str = Area.ANY, **about: object) -> Json:
        """Let something go wrong; see Fault for what else can be said."""
        made = Fault(trouble=Trouble(trouble), area=Area(area))
        for name, value in about.items():
            if not hasattr(made, name):
                raise Cannot(f"a fault has no {name!r}")
            setattr(made, name, value)
        self._faults.waiting.append(made)
        return {}

    async def clear(self) -> Json:
        """Nothing goes wrong any more."""
        self._faults.clear()
        for door in self.doors.values():
            await door.open()
        return {}

    async def outage(self, door: str = "connector") -> Json:
        """Refuse connections to the Connector, or to `login`, until `clear`."""
        await self.doors[door].shut()
        return {}

    async def rotate_keys(self, keep_old: bool = True) -> Json:
        self._keys.rotate(keep_old=keep_old)
        return {}

    async def tokens(
        self,
        kind: str = "good",
        lifetime: int = 3599,
        latency: float = 0.0,
        revoke: bool = False,
    ) -> Json:
        """Say which tokens activities get, how long those of a bot last, and what getting one takes."""
        self._deliveries.token = kind
        self.entra.lifetime, self.entra.latency = lifetime, latency
        if revoke:
            self.entra.revoke()
        return {}

    async def again(self, new_id: str = "", token: str = "", app: str = "") -> Json:
        """Deliver the newest activity once more."""
        answered = await self._deliveries.again(self.world.app(app), new_id=new_id, token=token)
        return {"answers": [answered.as_json()]}

    async def twin(self, id: str) -> Json:
        """Deliver the next activity twice at once, the second time with this id."""
        self._deliveries.twin = id
        return {}

    async def sends(self, activity: Json, token: str = "", app: str = "") -> Json:
        """Deliver an activity as it is given here, whatever it is."""
        answered = await self._deliveries.deliver(self.world.app(app), activity, token)
        return {"answers": [answered.as_json()]}

    async def sees(
        self, who: str = "", where: str = "", device: str = eyes.DESKTOP, app: str = ""
    ) -> Json:
        """Return the messages of a chat or channel (of one's own chat with the bot) as they are now."""
        if where:
            place = self.world.place(where)
        else:
            place = self.world.personal(self.world.app(app), self.world.user(who))
        return {
            "id": place.id,
            "messages": [eyes.message(one, who, device) for one in place.messages],
        }

    async def heard(self, app: str = "") -> Json:
        """Return what this app wrote to each person, all at once: activities, and when they came."""
        bot = self.world.app(app)
        chats = {name: self.world.personal(bot, user) for name, user in self.world.users.items()}
        return {
            name: [
                {"at": one.at.timestamp(), "activity": one.activity}
                for one in chat.messages
                if one.author == bot.bot_id
            ]
            for name, chat in chats.items()
        }

    async def window(self, who: str) -> Json:
        """Return the window that stands open for somebody, or null."""
        found = self._pressing.windows.get(who)
        return {"window": eyes.dialog(found) if found is not None else None}

    async def newest(self) -> Json:
        """Return the activity that was delivered last."""
        return {"activity": self._deliveries.answered[-1].activity}

    async def answers(self) -> Json:
        """Return everything the bot answered, in order."""
        return {"answers": [one.as_json() for one in self._deliveries.answered]}

    async def counts(self) -> Json:
        return {
            "connector": dict(self.connector.requests),
            "refused": self.connector.refused,
            "login": dict(self.entra.requests),
            "faults": self._faults.happened,
            "throttled": self._limits.throttled,
            "most_in_a_conversation": self._limits.most_in_a_conversation,
            "most_in_a_tenant": self._limits.most_in_a_tenant,
            "slowest": max((one.seconds for one in self._deliveries.answered), default=0.0),
        }


@dataclass
class Control:
    """The commands of a stand-in over HTTP."""

    teams: Teams

    def routes(self) -> list[Route]:
        return [Route("/_standin/{command}", self._do, methods=["POST"])]

    async def _do(self, request: Request) -> Response:
        name = request.path_params["command"]
        doing = self.teams.command(name)
        if doing is None:
            return JSONResponse({"why": f"there is no command {name!r}"}, 404)
        arguments = await request.json()
        try:
            inspect.signature(doing).bind(**arguments)
            return JSONResponse(await doing(**arguments))
        except Cannot as error:
            return JSONResponse({"why": f"{name}: {error}"}, 409)
        except Exception:  # a fault of the stand-in or of the call: the test has to see which
            return JSONResponse({"why": traceback.format_exc()}, 409)
