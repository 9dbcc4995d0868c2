"""Where the people of a peak chat: a stand-in of Slack or Teams that counts, and the town in it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from bot.ports.stores import Stores
from tests.stages.slack import KEY as SLACK_KEY
from tests.stages.slack import SlackTown, slack_town
from tests.stages.teams import APP, KEY, NAME, SECRET, VENDOR, TeamsHomes, at_home, link, teams_apps
from tests.stages.town import Head, Homes
from tests.standins.slack.client import Json, SlackStandin
from tests.standins.teams.client import TeamsClient

# Slack gives up after these; the bot is away for less.
AGAIN_AFTER = [0.2, 0.5, 1, 2, 4, 8, 16, 32, 64]
# It never came to the bot: whoever typed it does so again.
_NEVER_GOT_IN = "ClientConnectorError"


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the bot: when it came, in seconds since 1970, and all of it as the platform keeps it."""

    at: float
    shown: str


class Chat(Protocol):
    """One of the two, from outside."""

    async def settles(self, head: Head) -> Homes:
        """Let the people of a town have it, with the app; return where they are."""
        ...

    async def joins(self, stores: Stores) -> None:
        """Let the bot know of which tenant the organisation is."""
        ...

    async def is_at(self, port: int) -> None:
        """Let what people do come to the bot at this port of loopback."""
        ...

    def apps(self, per_second: int) -> Json:
        """Return the apps file of a bot that has it on loopback."""
        ...

    async def count(self) -> int:
        """Return how many messages the bot sent there."""
        ...

    async def heard(self, names: Sequence[str]) -> Mapping[str, Sequence[Heard]]:
        """Return what the bot said to each of these, oldest first."""
        ...

    async def types(self, name: str, text: str) -> bool:
        """Let somebody type this; tell whether it is on its way to the bot, or was there."""
        ...

    async def acknowledged(self) -> set[str]:
        """Return of whom the bot said that it has what they typed."""
        ...

    async def is_slow(self, seconds: float) -> None:
        """Answer the next two hundred messages so much later."""
        ...


@dataclass
class SlackChat:
    """Slack, which delivers again what was not acknowledged, and can be asked."""

    slack: SlackStandin
    typed: dict[int, str] = field(default_factory=dict)
    _town: SlackTown | None = None

    async def settles(self, head: Head) -> Homes:
        self._town = await slack_town(self.slack, head)
        return self._town

    async def joins(self, stores: Stores) -> None:
        """Do nothing: the apps file names the tenant."""

    async def is_at(self, port: int) -> None:
        where = f"http://127.0.0.1:{port}/slack/{SLACK_KEY}/events"
        settings = {
            "events_url": where,
            "interactivity_url": where,
            "retry_after": AGAIN_AFTER,
            "hears_itself": False,
        }
        await self.slack.do("app", settings=settings)

    def apps(self, per_second: int) -> Json:
        assert self._town is not None
        apps = self._town.apps(self.slack, per_second=per_second)
        made = apps.model_dump(mode="json", exclude_none=True)["slack"][SLACK_KEY]
        secrets = {
            "signing_secret": self._town.app["signing_secret"],
            "bot_token": self._town.token,
        }
        return {"slack": {SLACK_KEY: made | secrets}}

    async def count(self) -> int:
        return int((await self.slack.counters())["stored"])

    async def heard(self, names: Sequence[str]) -> Mapping[str, Sequence[Heard]]:
        return {name: await self._heard(name) for name in names}

    async def _heard(self, name: str) -> Sequence[Heard]:
        found = await self.slack.person(name).from_bot()
        return [Heard(float(one["ts"]), json.dumps(one, ensure_ascii=False)) for one in found]

    async def types(self, name: str, text: str) -> bool:
        told = await self.slack.person(name).types(text)
        self.typed[told["sent"][0]["number"]] = name
        return True

    async def acknowledged(self) -> set[str]:
        sent = (await self.slack.do("requests"))["sent"]
        return {
            self.typed[one["number"]]
            for one in sent
            if one["number"] in self.typed
            and any(200 <= attempt["status"] < 300 for attempt in one["attempts"])
        }

    async def is_slow(self, seconds: float) -> None:
        posting = ["chat.postMessage"]
        await self.slack.do("fault", kind="slow", seconds=seconds, methods=posting, times=200)


@dataclass
class TeamsChat:
    """Teams, which delivers each activity once, and cannot be asked what arrived.

    Half of the people never wrote to the bot, so that it has to open their chat first.
    """

    teams: TeamsClient
    _homes: TeamsHomes = field(default_factory=TeamsHomes)
    _acknowledged: set[str] = field(default_factory=set)
    _home_tenant: str = ""

    async def settles(self, head: Head) -> Homes:
        await self.teams("reset")
        made = await self.teams("app", id=APP, name=NAME, secret=SECRET, home=VENDOR)
        self._home_tenant = made["home_tenant"]
        self._homes = await at_home(self.teams, head, in_chats=False)
        for number, name in enumerate(self._homes.people):
            await self.teams("installs", who=name, silently=True)
            if number % 2:
                self._homes.people[name] = (self._homes.people[name][0], "")
        return self._homes

    async def joins(self, stores: Stores) -> None:
        await link(stores, self.teams, self._homes, datetime.now(UTC))

    async def is_at(self, port: int) -> None:
        endpoint = f"http://127.0.0.1:{port}/api/messages"
        app = {"id": APP, "name": NAME, "secret": SECRET, "home": VENDOR}
        await self.teams("app", **app, endpoint=endpoint)
        await self.teams("limits", enforced=True)

    def apps(self, per_second: int) -> Json:
        apps = teams_apps(self.teams, self._home_tenant, per_second)
        made = apps.model_dump(mode="json", exclude_none=True)["teams"][KEY]
        return {"teams": {KEY: made | {"client_secret": SECRET}}}

    def conversation(self, name: str) -> str:
        """Return somebody's chat with the bot, "" where it was not opened yet."""
        return self._homes.people[name][1]

    async def count(self) -> int:
        return sum(map(len, (await self.teams("heard")).values()))

    async def heard(self, names: Sequence[str]) -> Mapping[str, Sequence[Heard]]:
        found = await self.teams("heard")
        return {name: [_heard(one) for one in found[name]] for name in names}

    async def types(self, name: str, text: str) -> bool:
        said = await self.teams("types", who=name, text=text)
        (answer,) = said["answers"]
        if answer["status"] == 0 and answer["body"] == _NEVER_GOT_IN:
            return False
        if 200 <= answer["status"] < 300:
            self._acknowledged.add(name)
        return True

    async def acknowledged(self) -> set[str]:
        return set(self._acknowledged)

    async def is_slow(self, seconds: float) -> None:
        await self.teams("fault", trouble="slow", area="send", delay=seconds, times=200)


def _heard(one: Json) -> Heard:
    return Heard(one["at"], json.dumps(one["activity"], ensure_ascii=False))
