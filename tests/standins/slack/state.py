"""What the stand-in remembers: workspaces, people, conversations, messages, windows, apps."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from tests.standins.slack.faults import Fault, Tally
from tests.standins.slack.limits import Windows

Json: TypeAlias = dict[str, Any]

SCOPES = ("chat:write", "commands", "im:history", "im:write", "users:read")
EVENTS = ("message.im", "app_home_opened", "app_uninstalled", "tokens_revoked", "user_change")


@dataclass
class User:
    """Somebody in a workspace, or a bot."""

    id: str
    name: str
    team: str
    tz: str = "Europe/Amsterdam"
    locale: str = "nl-NL"
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False


@dataclass
class Message:
    """A message as it is now. `seen_by` is set for one that only one person sees."""

    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    metadata: Json | None = None
    bot_id: str = ""
    app_id: str = ""
    team: str = ""
    edited: Json | None = None
    seen_by: str = ""
    state: dict[str, dict[str, Json]] = field(default_factory=dict)


@dataclass
class Conversation:
    """A DM between a person and a bot, or a channel. Messages stand in the order of their ts."""

    id: str
    kind: str  # im, channel or group, as in `channel_type`
    name: str
    members: set[str]
    messages: dict[str, Message] = field(default_factory=dict)
    is_archived: bool = False


@dataclass
class View:
    """A modal or a Home tab that somebody has in front of them."""

    id: str
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    state: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str = ""


@dataclass
class App:
    """An app as its maker configured it."""

    id: str
    name: str
    client_id: str
    client_secret: str
    signing_secret: str
    verification_token: str
    app_token: str
    events_url: str = ""
    interactivity_url: str = ""
    commands: dict[str, str] = field(default_factory=dict)
    shortcuts: list[Json] = field(default_factory=list)
    redirect_urls: list[str] = field(default_factory=list)
    bot_events: list[str] = field(default_factory=lambda: list(EVENTS))
    scopes: list[str] = field(default_factory=lambda: list(SCOPES))
    socket_mode: bool = False
    home_tab: bool = True
    messages_tab: bool = True
    command_answers_escaped: bool = True
    retry_after: list[float] = field(default_factory=lambda: [0.0, 60.0, 300.0])
    waits: float = 3.0
    hears_itself: bool = True


@dataclass
class Installation:
    """An app in a workspace, with its bot and its token."""

    app: App
    team: str
    token: str
    bot_id: str
    bot_user: str
    scopes: list[str]
    dead: str = ""  # the error code that its token gives since it was taken away
    homes: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[View]] = field(default_factory=dict)


@dataclass
class Notification:
    """What the lock screen of somebody showed."""

    user: str
    channel: str
    ts: str
    text: str


@dataclass
class Workspace:
    """A workspace with the people in it, its limits and what goes wrong there."""

    id: str
    name: str
    domain: str
    users: dict[str, User] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    installations: dict[str, Installation] = field(default_factory=dict)
    notifications: list[Notification] = field(default_factory=list)
    troubles: list[Json] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    duplicates: int = 0
    duplicates_at_once: bool = False
    windows: Windows = field(default_factory=Windows)
    tally: Tally = field(default_factory=Tally)


@dataclass
class Trigger:
    """Leave to open a window, for three seconds and once."""

    installation: Installation
    user: str
    until: float
    used: bool = False
    view_id: str = ""


@dataclass
class ResponseUrl:
    """A place to answer an interaction, five times within half an hour."""

    installation: Installation
    channel: str
    user: str
    ts: str
    until: float
    left: int = 5


@dataclass
class OAuthCode:
    """What an installer brings back; works once."""

    app: App
    team: str
    user: str
    redirect_uri: str
    scopes: list[str]


class Events(Protocol):
    """Tells apps what happens; returns at once."""

    def posted(self, by: Installation, where: Conversation, message: Message) -> None:
        """A bot posted."""
        ...

    def changed(
        self, by: Installation, where: Conversation, message: Message, before: Json
    ) -> None:
        """A bot changed a message."""
        ...

    def deleted(self, by: Installation, where: Conversation, message: Message) -> None:
        """A bot took a message away."""
        ...


class World:
    """Everything. One at a time; there is no lock because all of it happens in one event loop."""

    events: Events

    def __init__(self) -> None:
        self.workspaces: dict[str, Workspace] = {}
        self.apps: dict[str, App] = {}
        self.tokens: dict[str, Installation] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.codes: dict[str, OAuthCode] = {}
        self.views: dict[str, View] = {}
        self.trigger_seconds = 3.0
        self.signs_with_own_clock = False
        self._shift = 0.0
        self._numbers = itertools.count(1)
        self._last_ts = 0

    def now(self) -> float:
        """Return the time of the stand-in, in seconds; tests can shift it."""
        return time.time() + self._shift

    def set_clock(self, now: float) -> None:
        """Let it be this time from now on; time runs on from there."""
        self._shift = now - time.time()

    def new_ts(self) -> str:
        """Return the ts of a new message: later than every other."""
        self._last_ts = max(self._last_ts + 1, int(self.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """Return an id that nothing else has, such as U0000012."""
        return f"{prefix}{next(self._numbers):07X}"

    def new_trigger(self, installation: Installation, user: str, view_id: str = "") -> str:
        """Return a trigger id that works for `trigger_seconds`."""
        number = next(self._numbers)
        trigger = f"{number}.{int(self.now())}.{number:032x}"
        until = time.monotonic() + self.trigger_seconds
        self.triggers[trigger] = Trigger(installation, user, until, view_id=view_id)
        return trigger

    def all_installations(self) -> Iterator[Installation]:
        """Yield every app in every workspace."""
        for workspace in self.workspaces.values():
            yield from workspace.installations.values()

    def workspace_of(self, installation: Installation) -> Workspace:
        """Return where an app is installed."""
        return self.workspaces[installation.team]

    def dm(self, installation: Installation, user: str) -> Conversation:
        """Return the DM of this person with the app's bot; it is made when there is none yet."""
        workspace = self.workspace_of(installation)
        for one in workspace.conversations.values():
            if one.kind == "im" and one.members == {user, installation.bot_user}:
                return one
        made = Conversation(self.new_id("D"), "im", "directmessage", {user, installation.bot_user})
        workspace.conversations[made.id] = made
        return made
