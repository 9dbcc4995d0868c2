"""What there is in Teams: apps, tenants, people, teams, chats, and what was said in them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeAlias
from uuid import NAMESPACE_DNS, uuid4, uuid5

Json: TypeAlias = dict[str, Any]


class Cannot(Exception):
    """A person cannot do this: what is named is not there, or Teams does not allow it."""


class Kind(StrEnum):
    PERSONAL = "personal"
    GROUP_CHAT = "groupChat"
    CHANNEL = "channel"


@dataclass(kw_only=True)
class App:
    """A bot as it is registered. `endpoint` is where its activities go."""

    id: str
    name: str
    secret: str
    home_tenant: str
    endpoint: str = ""

    @property
    def bot_id(self) -> str:
        return f"28:{self.id}"


@dataclass(frozen=True, kw_only=True)
class User:
    """A person. Each bot knows them by another `29:` id; the Entra object id is the same for all."""

    name: str
    tenant: str
    object_id: str
    locale: str
    timezone: str

    def id_for(self, app: App) -> str:
        return "29:1" + sha256(f"{app.id}/{self.object_id}".encode()).hexdigest()[:44]


@dataclass(kw_only=True)
class Team:
    name: str
    tenant: str
    id: str
    group_id: str
    channels: dict[str, str]


@dataclass(kw_only=True)
class Posted:
    """A message in a conversation. `author` is a person's name, or the id of a bot.

    `app` is whose card it is, also when a person put it there. `own` holds the cards, by their number,
    that an answer to a press showed on one device of one person only.
    """

    id: str
    author: str
    activity: Json
    at: datetime
    app: str = ""
    thread: str = ""
    notification: str = ""
    updates: int = 0
    deleted: bool = False
    own: dict[tuple[str, str], dict[int, Json]] = field(default_factory=dict)


@dataclass(kw_only=True)
class Conversation:
    """A chat with one bot, a group chat or a channel. Threads of a channel are in it."""

    id: str
    kind: Kind
    tenant: str
    name: str
    members: list[str]
    app: str = ""
    team: str = ""
    messages: list[Posted] = field(default_factory=list)

    def message(self, ref: str) -> Posted | None:
        return next((one for one in self.messages if one.id == ref), None)


class World:
    """All of it. People, teams and group chats are named by their names, which are unique here."""

    def __init__(self) -> None:
        self.apps: dict[str, App] = {}
        self.tenants: dict[str, str] = {}
        self.users: dict[str, User] = {}
        self.teams: dict[str, Team] = {}
        self.conversations: dict[str, Conversation] = {}
        self.installed: set[tuple[str, str]] = set()
        self.met: set[tuple[str, str]] = set()
        self.blocked: set[tuple[str, str]] = set()
        self.now: datetime | None = None
        self._last_id = 0

    def tick(self) -> datetime:
        """Return the instant that stands on what happens now."""
        return self.now or datetime.now(UTC)

    def next_id(self) -> str:
        """Return the id of a message: milliseconds, and never the same twice."""
        self._last_id = max(self._last_id + 1, int(self.tick().timestamp() * 1000))
        return str(self._last_id)

    def app(self, app_id: str = "") -> App:
        if not app_id and len(self.apps) == 1:
            return next(iter(self.apps.values()))
        if app_id not in self.apps:
            raise Cannot(f"there is no app {app_id!r}; there are {sorted(self.apps)}")
        return self.apps[app_id]

    def tenant_id(self, name: str) -> str:
        """Return the id of a tenant by its name (or its id); makes it when it is new."""
        if name in self.tenants.values():
            return name
        return self.tenants.setdefault(name, str(uuid5(NAMESPACE_DNS, name)))

    def user(self, name: str) -> User:
        if name not in self.users:
            raise Cannot(f"there is nobody named {name!r}; there are {sorted(self.users)}")
        return self.users[name]

    def find_user(self, app: App, tenant: str, ref: str) -> User | None:
        """Return who this id means to this app: a `29:` id or an Entra object id."""
        for user in self.users.values():
            if user.tenant == tenant and ref in (user.id_for(app), user.object_id):
                return user
        return None

    def add_user(self, name: str, tenant: str, locale: str, timezone: str) -> User:
        tenant_id = self.tenant_id(tenant)
        object_id = str(uuid5(NAMESPACE_DNS, f"{tenant_id}/{name}"))
        user = User(
            name=name, tenant=tenant_id, object_id=object_id, locale=locale, timezone=timezone
        )
        self.users[name] = user
        return user

    def add_team(self, name: str, tenant: str, channels: list[str], members: list[str]) -> Team:
        tenant_id = self.tenant_id(tenant)
        ids = {channel: f"19:{uuid4().hex}@thread.tacv2" for channel in channels}
        team = Team(
            name=name,
            tenant=tenant_id,
            id=next(iter(ids.values())),
            group_id=str(uuid4()),
            channels=ids,
        )
        self.teams[name] = team
        for channel, ref in ids.items():
            self.conversations[ref] = Conversation(
                id=ref,
                kind=Kind.CHANNEL,
                tenant=tenant_id,
                name=channel,
                members=list(members),
                team=name,
            )
        return team

    def add_chat(self, name: str, members: list[str]) -> Conversation:
        tenant = self.user(members[0]).tenant
        chat = Conversation(
            id=f"19:{uuid4().hex}@thread.v2",
            kind=Kind.GROUP_CHAT,
            tenant=tenant,
            name=name,
            members=list(members),
        )
        self.conversations[chat.id] = chat
        return chat

    def personal(self, app: App, user: User) -> Conversation:
        """Return the chat of this person with this bot; there is always exactly one."""
        seed = sha256(f"{app.id}:{user.object_id}".encode()).hexdigest()
        ref = f"a:1{seed}"
        if ref not in self.conversations:
            self.conversations[ref] = Conversation(
                id=ref,
                kind=Kind.PERSONAL,
                tenant=user.tenant,
                name=user.name,
                members=[user.name],
                app=app.id,
            )
        return self.conversations[ref]

    def place(self, name: str) -> Conversation:
        """Return a group chat or a channel by its name or id."""
        found = [c for c in self.conversations.values() if name in (c.name, c.id)]
        found = [c for c in found if c.kind is not Kind.PERSONAL or c.id == name]
        if len(found) != 1:
            raise Cannot(f"{name!r} is the name of {len(found)} chats and channels")
        return found[0]

    def scope(self, conversation: Conversation) -> str:
        """Return where an app is installed to take part in it: a person, a team or a chat."""
        return conversation.team or conversation.name

    def is_installed(self, app: App, conversation: Conversation) -> bool:
        return (app.id, self.scope(conversation)) in self.installed
