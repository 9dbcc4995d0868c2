"""What happened on a platform, in the platform's own names: before the bot knows whom it concerns."""

from dataclasses import dataclass
from datetime import datetime

from bot.events import Event
from bot.model.ids import TenantId
from bot.model.people import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """An event as a platform delivers it.

    `app` is the key of the app in the apps file, `workspace` the platform's id of the organisation,
    `who` its id of the person. `conversation` is where it happened; with `shared` others read there
    too. What was said elsewhere about one's own matters (a slash command in a channel) comes with
    the person's own conversation, or with "" when that is not known. `thread` is the platform's id of
    the message in whose thread it happened, where a channel is made of threads. `event_id` is the
    same when the platform delivers the event again. `meant_for` is the tenant that the app is for, when
    it is for one: the code of another does not link it.
    """

    platform: Platform
    app: str
    workspace: str
    who: str
    conversation: str
    event_id: str
    at: datetime
    event: Event
    shared: bool = False
    thread: str | None = None
    meant_for: TenantId | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a channel, as the platform names them."""

    external_id: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersChanged:
    """Who came into a channel and who left it.

    `places` are the conversations that it holds for: one channel, or all those of a team. People of
    another organisation, and bots, are in neither list.
    """

    platform: Platform
    app: str
    workspace: str
    places: frozenset[str]
    at: datetime
    joined: tuple[Member, ...] = ()
    left: tuple[str, ...] = ()
