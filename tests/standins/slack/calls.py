"""A call of the Web API, with what a method needs to answer it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

from tests.standins.slack.state import Conversation, Installation, Json, Message, Workspace, World


class Refused(Exception):
    """Slack answers `ok: false` with this code."""

    def __init__(self, code: str, messages: list[str] | None = None, **more: Any) -> None:
        super().__init__(code)
        self.answer: Json = {"ok": False, "error": code, **more}
        if messages:
            self.answer["response_metadata"] = {"messages": messages}


@dataclass
class Call:
    """Who calls, and with which arguments."""

    world: World
    installation: Installation
    arguments: Json
    happened: "list[Callable[[], None]]"

    @property
    def workspace(self) -> Workspace:
        """Return the workspace that the token belongs to."""
        return self.world.workspaces[self.installation.team]

    def text(self, name: str, otherwise: str = "") -> str:
        """Return an argument as text."""
        value = self.arguments.get(name)
        return otherwise if value is None else str(value)

    def flag(self, name: str, otherwise: bool = False) -> bool:
        """Return an argument as a boolean; form bodies hold words."""
        value = self.arguments.get(name, otherwise)
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def structure(self, name: str, refusal: str) -> Any:
        """Return an argument that is JSON, be it as text or as itself; None when it is absent."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise Refused(refusal) from None

    def need(self, *names: str) -> None:
        """Refuse the call when one of these arguments is missing."""
        for name in names:
            if self.arguments.get(name) in (None, ""):
                missing = f"[ERROR] missing required field: {name}"
                raise Refused("invalid_arguments", [missing])

    def scope(self, needed: str) -> None:
        """Refuse the call when the app lacks this scope."""
        if needed not in self.installation.scopes:
            provided = ",".join(self.installation.scopes)
            raise Refused("missing_scope", needed=needed, provided=provided)

    def conversation(self) -> Conversation:
        """Return the conversation that `channel` names, as far as the bot can see it."""
        found = self.workspace.conversations.get(self.text("channel"))
        if found is None or (found.kind != "channel" and not self.is_member(found)):
            raise Refused("channel_not_found")
        return found

    def is_member(self, conversation: Conversation) -> bool:
        """Tell whether the bot takes part."""
        return self.installation.bot_user in conversation.members

    def message(self, conversation: Conversation, name: str = "ts") -> Message:
        """Return the message that an argument names."""
        found = conversation.messages.get(self.text(name))
        if found is None or found.seen_by:
            raise Refused("message_not_found")
        return found


Method: TypeAlias = Callable[[Call], Json]


def refuse(code: str) -> NoReturn:
    """Answer `ok: false`."""
    raise Refused(code)
