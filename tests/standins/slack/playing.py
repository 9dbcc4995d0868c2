"""Who does something: a person in a workspace, in front of an app."""

import time
from dataclasses import dataclass
from typing import Any

from tests.standins.slack.courier import Courier, Sent
from tests.standins.slack.events import WorldEvents
from tests.standins.slack.sockets import Sockets
from tests.standins.slack.state import (
    Conversation,
    Installation,
    Json,
    Message,
    ResponseUrl,
    User,
    View,
    Workspace,
    World,
)

HALF_AN_HOUR = 1800.0


class Impossible(Exception):
    """A person cannot do this: there is no such button, window or message."""


class Standin:
    """All of it together."""

    def __init__(self) -> None:
        self.world = World()
        self.sockets = Sockets(self.world)
        self.courier = Courier(self.world, self.sockets)
        self.events = WorldEvents(self.world, self.courier)
        self.world.events = self.events
        self.url = ""

    async def reset(self) -> None:
        """Begin anew: no workspace, no app, nothing under way."""
        self.courier.forget()
        await self.sockets.close()
        self.world.__init__()  # type: ignore[misc]

    def workspace(self, about: Json) -> Workspace:
        """Return the workspace that a request names; the only one when it names none."""
        found: Workspace = _only(self.world.workspaces, about.get("team"), "workspace")
        return found

    def actor(self, about: Json) -> "Actor":
        """Return the person who acts, with the app in front of them."""
        workspace = self.workspace(about)
        installation = _only(workspace.installations, about.get("app"), "installed app")
        return Actor(self, workspace, find_user(workspace, about["user"]), installation)


@dataclass
class Actor:
    """A person with an app."""

    standin: Standin
    workspace: Workspace
    user: User
    installation: Installation

    def conversation(self, name: str | None) -> Conversation:
        """Return a channel by name or id; the DM with the app for "" or "dm"."""
        if name in (None, "", "dm"):
            return self.standin.world.dm(self.installation, self.user.id)
        for one in self.workspace.conversations.values():
            if name in (one.id, one.name) and self.user.id in one.members:
                return one
        raise Impossible(f"{self.user.name} takes part in no conversation {name!r}")

    def visible(self, where: Conversation) -> list[Message]:
        """Return the messages there that this person sees, oldest first."""
        return [m for m in where.messages.values() if m.seen_by in ("", self.user.id)]

    def stack(self) -> list[View]:
        """Return the open windows, the one on top last."""
        return self.installation.stacks.get(self.user.id, [])

    def payload(self, kind: str, view_id: str = "", **more: Any) -> Json:
        """Return an interaction payload of this person, with a fresh trigger id."""
        world, installation = self.standin.world, self.installation
        name = self.user.name.lower().replace(" ", ".")
        return {
            "type": kind,
            "user": {
                "id": self.user.id,
                "username": name,
                "name": name,
                "team_id": self.workspace.id,
            },
            "api_app_id": installation.app.id,
            "token": installation.app.verification_token,
            "team": {"id": self.workspace.id, "domain": self.workspace.domain},
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": world.new_trigger(installation, self.user.id, view_id),
            **more,
        }

    def response_url(self, where: Conversation, ts: str, kind: str = "actions") -> str:
        """Return a place where the app can answer five times."""
        world = self.standin.world
        until = time.monotonic() + HALF_AN_HOUR
        name = world.new_id("r")
        world.response_urls[name] = ResponseUrl(
            self.installation, where.id, self.user.id, ts, until
        )
        return f"{self.standin.url}/{kind}/{self.workspace.id}/{name}"

    async def send(self, kind: str, payload: Json) -> Sent:
        """Deliver an interaction; what goes wrong is shown to the person."""
        if self.installation.dead:
            raise Impossible("the app is not in this workspace any more")
        sent = await self.standin.courier.interaction(self.installation.app, kind, payload)
        last = sent.attempts[-1]
        if not last.is_fine:
            error = "operation_timeout" if last.error.endswith("timeout") else "dispatch_failed"
            trouble = {"user": self.user.id, "what": sent.what, "error": error}
            self.workspace.troubles.append(trouble)
        return sent


def find_user(workspace: Workspace, name: str) -> User:
    """Return somebody by id or name."""
    for one in workspace.users.values():
        if name in (one.id, one.name):
            return one
    raise Impossible(f"nobody in {workspace.name} is called {name!r}")


def report(sent: list[Sent]) -> Json:
    """Return how the app answered, for the test that made it happen."""
    return {
        "sent": [
            {
                "number": one.number,
                "kind": one.kind,
                "what": one.what,
                "attempts": [
                    {
                        "status": a.status,
                        "seconds": a.seconds,
                        "body": a.body,
                        "error": a.error,
                        "retry_num": a.retry_num,
                        "retry_reason": a.retry_reason,
                    }
                    for a in one.attempts
                ],
            }
            for one in sent
        ]
    }


def _only(things: dict[str, Any], name: str | None, what: str) -> Any:
    if name:
        if name not in things:
            raise Impossible(f"there is no {what} {name!r}, only {sorted(things)}")
        return things[name]
    if len(things) != 1:
        raise Impossible(f"name the {what}: there are {len(things)}")
    return next(iter(things.values()))
