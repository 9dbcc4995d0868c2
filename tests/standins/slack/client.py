"""Tests play people through this: each call is a request to the stand-in's own port."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import httpx

from tests.standins.process import Running, running

Json: TypeAlias = dict[str, Any]


class NotPossible(AssertionError):
    """A person cannot do this: there is no such button, window or message."""


class SlackStandin:
    """The stand-in, from outside. A workspace or an app need only be named when there are several."""

    def __init__(self, ports: Running) -> None:
        self.pid = ports.pid
        self.api_url = ports.url("api") + "/api/"
        self._control = ports.url()
        self._client: httpx.AsyncClient | None = None

    @asynccontextmanager
    async def connected(self) -> AsyncIterator["SlackStandin"]:
        """Begin anew, with connections that are closed at the end."""
        # Certificates take long to load, and loopback has none.
        async with httpx.AsyncClient(
            base_url=self._control, timeout=60, trust_env=False, verify=False
        ) as client:
            self._client = client
            await self.do("reset")
            try:
                yield self
                await self.do("refuse", on=False)
                await self.do("reset")
            finally:
                self._client = None

    async def do(self, verb: str, **about: Any) -> Json:
        """Let something happen; raises NotPossible when a person could not do it."""
        assert self._client is not None, "use it within `connected()`"
        answer = await self._client.post(f"/_standin/{verb}", json=about)
        if answer.status_code != 200:
            raise NotPossible(f"{verb}: {answer.text}")
        found: Json = answer.json()
        return found

    def person(self, name: str, **place: str) -> "Person":
        """Return somebody by name; `team` and `app` say where when there are several."""
        return Person(self, name, place)

    async def counters(self, **place: str) -> Json:
        """Return how often what happened in a workspace."""
        return await self.do("counters", **place)

    async def settle(self) -> None:
        """Wait until nothing is under way to any app."""
        await self.do("settle")


@dataclass(frozen=True)
class Person:
    """Somebody in a workspace. `where` is a channel by name; "" is the own DM with the app."""

    standin: SlackStandin
    name: str
    place: Mapping[str, str]

    async def types(self, text: str, where: str = "", thread_ts: str = "") -> Json:
        """Type a message."""
        return await self._do("write", text=text, where=where, thread_ts=thread_ts)

    async def edits(self, text: str, where: str = "", ts: str = "") -> Json:
        """Change the own message with this ts, else the newest."""
        return await self._do("edit", text=text, where=where, ts=ts)

    async def takes_away(self, typed: str = "", where: str = "", ts: str = "") -> Json:
        """Delete the own message with this ts or text, else the newest."""
        return await self._do("take_away", typed=typed, where=where, ts=ts)

    async def presses(self, label: str, where: str = "", ts: str = "") -> Json:
        """Press the newest button with this label in a conversation."""
        return await self._do("press", label=label, where=where, ts=ts)

    async def presses_in_window(self, label: str, value: object = None) -> Json:
        """Press a button in the window on top, or choose in the field with this label."""
        return await self._do("press_in_window", label=label, value=value)

    async def presses_at_home(self, label: str, value: object = None) -> Json:
        """Press a button on the Home tab, or choose in the field with this label."""
        return await self._do("press_at_home", label=label, value=value)

    async def submits(self, values: Mapping[str, object] | None = None) -> Json:
        """Fill in fields by label and send the window on top."""
        return await self._do("submit", values=dict(values or {}))

    async def closes(self) -> Json:
        """Close the window on top."""
        return await self._do("close")

    async def asks(self, command: str, text: str = "", where: str = "") -> Json:
        """Use a slash command."""
        return await self._do("slash", command=command, text=text, where=where)

    async def uses_shortcut(self, callback_id: str) -> Json:
        """Use a global shortcut."""
        return await self._do("shortcut", callback_id=callback_id)

    async def uses_message_shortcut(self, callback_id: str, ts: str, where: str = "") -> Json:
        """Use a shortcut on the message with this ts."""
        return await self._do("message_shortcut", callback_id=callback_id, ts=ts, where=where)

    async def opens_home(self, tab: str = "home") -> Json:
        """Open the app."""
        return await self._do("open_home", tab=tab)

    async def messages(self, where: str = "") -> list[Json]:
        """Return all messages there as this person sees them, oldest first."""
        found: list[Json] = (await self._do("messages", where=where))["messages"]
        return found

    async def from_bot(self, where: str = "") -> list[Json]:
        """Return the messages of the app's bot that this person sees, oldest first."""
        return [one for one in await self.messages(where) if one["is_bot"]]

    async def window(self) -> Json | None:
        """Return the window on top, or None."""
        found: Json | None = (await self._do("window"))["view"]
        return found

    async def home(self) -> Json | None:
        """Return the Home tab, or None."""
        found: Json | None = (await self._do("home"))["view"]
        return found

    async def notifications(self) -> list[str]:
        """Return what the lock screen showed, oldest first."""
        found = await self._do("notifications")
        return [one["text"] for one in found["notifications"]]

    async def _do(self, verb: str, **about: Any) -> Json:
        return await self.standin.do(verb, user=self.name, **self.place, **about)


@contextmanager
def slack_standin() -> Iterator[SlackStandin]:
    """Run a stand-in until the block ends."""
    with running("tests.standins.slack") as ports:
        yield SlackStandin(ports)
