"""An activity as Teams sends it, read by hand: the SDK's own model drops the tenant and the mentions."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from bot.model.installations import About
from bot.model.people import Language

Json: TypeAlias = Mapping[str, Any]

# A thread of a channel is named by its first message, behind the channel.
THREAD = ";messageid="

_BOT = "28:"
# A file from OneDrive, a file as it is, a picture.
_FILES = (
    "application/vnd.microsoft.teams.file",
    "application/octet-stream",
    "image/",
    "text/calendar",
)
_SUBSECONDS = re.compile(r"\.\d+")
_MENTION = re.compile(r"<at[^>]*>(.*?)</at>", re.DOTALL)
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#39|#160);")


class Scope(StrEnum):
    """What kind of conversation it is."""

    PERSONAL = "personal"
    GROUP_CHAT = "groupChat"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What happened, where and by whom.

    `workspace` is the Entra tenant, `who` the Entra object id of the person (or Teams' own id of
    them where Teams tells no other). `conversation` is a channel as a whole, with the `thread` in it.
    `ref` is the message that a press was on. `raw` is all of it.
    """

    kind: str
    name: str
    id: str
    at: datetime
    workspace: str
    who: str
    conversation: str
    thread: str | None
    scope: Scope
    ref: str | None
    service_url: str
    bot: str
    raw: Json

    @property
    def is_shared(self) -> bool:
        """Tell whether others read along."""
        return self.scope is not Scope.PERSONAL

    @property
    def host(self) -> str:
        """The Entra tenant that the conversation belongs to."""
        conversation = _dict(self.raw.get("conversation"))
        return _text(conversation.get("tenantId")) or self.workspace

    @property
    def value(self) -> Json:
        """What came with a press or an invoke."""
        return _dict(self.raw.get("value"))

    @property
    def channel_data(self) -> Json:
        """What only Teams sends."""
        return _dict(self.raw.get("channelData"))


class NotAnActivityError(ValueError):
    """A body that is JSON but no activity of Teams."""


def read_activity(raw: object, now: float) -> Activity:
    """Return the activity, with the seconds `now` where it tells no instant of its own.

    Raises NotAnActivityError when what no activity can do without is missing.
    """
    if not isinstance(raw, Mapping):
        raise NotAnActivityError("the body is no object")
    sender, conversation = _dict(raw.get("from")), _dict(raw.get("conversation"))
    tenant = _dict(_dict(raw.get("channelData")).get("tenant")).get("id")
    place, _, thread = _text(conversation.get("id")).partition(THREAD)
    found = Activity(
        kind=_text(raw.get("type")),
        name=_text(raw.get("name")),
        id=_text(raw.get("id")),
        at=_instant(raw.get("timestamp")) or datetime.fromtimestamp(now, UTC),
        workspace=_text(tenant) or _text(conversation.get("tenantId")),
        who=_text(sender.get("aadObjectId")) or _text(sender.get("id")),
        conversation=place,
        thread=thread or None,
        scope=_scope(conversation),
        ref=_text(raw.get("replyToId")) or None,
        service_url=_text(raw.get("serviceUrl")),
        bot=_text(_dict(raw.get("recipient")).get("id")),
        raw=raw,
    )
    if not (found.kind and found.conversation and found.who and found.workspace):
        raise NotAnActivityError("type, from, conversation or the tenant is missing")
    return found


def typed_text(activity: Activity) -> str:
    """Return what a person typed: without the mention of the bot, and with others' names as words."""
    text = _text(activity.raw.get("text"))
    for entity in _mentions(activity):
        if _dict(entity.get("mentioned")).get("id") == activity.bot:
            text = text.replace(_text(entity.get("text")), "", 1)
    text = _MENTION.sub(lambda found: found[1], text)
    text = _ESCAPED.sub(lambda found: html.unescape(found[0]), text)
    return text.replace("\xa0", " ").replace("\r\n", "\n").strip()


def has_file(activity: Activity) -> bool:
    """Tell whether a file or a picture came along: not the words of the message itself, and no card."""
    listed = activity.raw.get("attachments")
    kinds = (
        (_text(_dict(one).get("contentType")) for one in listed) if isinstance(listed, list) else ()
    )
    return any(kind.startswith(_FILES) for kind in kinds)


def about(activity: Activity) -> About:
    """Return what Teams tells about the person: name, time zone and language."""
    client = next(_entities(activity, "clientInfo"), {})
    zone = _text(activity.raw.get("localTimezone")) or _text(client.get("timezone"))
    locale = _text(activity.raw.get("locale")) or _text(client.get("locale"))
    name = _text(_dict(activity.raw.get("from")).get("name"))
    return About(name=name, zone=zone, language=Language.of_locale(locale))


def language_of(activity: Activity) -> Language:
    """Return the language of the person's Teams, Dutch unless it is English."""
    return about(activity).language or Language.NL


def members(activity: Activity, which: str) -> tuple[str, ...]:
    """Return the ids in `membersAdded` or `membersRemoved`."""
    listed = activity.raw.get(which)
    found = listed if isinstance(listed, list) else []
    return tuple(_text(_dict(one).get("id")) for one in found)


def accounts(activity: Activity, which: str) -> tuple[str, ...]:
    """Return the people in `membersAdded` or `membersRemoved`, by Entra object id; no bots."""
    listed = activity.raw.get(which)
    found = [_dict(one) for one in listed] if isinstance(listed, list) else []
    people = [one for one in found if not _text(one.get("id")).startswith(_BOT)]
    return tuple(
        name for one in people if (name := _text(one.get("aadObjectId")) or _text(one.get("id")))
    )


def _mentions(activity: Activity) -> Iterator[Json]:
    return (one for one in _entities(activity, "mention") if one.get("text"))


def _entities(activity: Activity, kind: str) -> Iterator[Json]:
    found = activity.raw.get("entities")
    for one in found if isinstance(found, list) else ():
        if isinstance(one, Mapping) and one.get("type") == kind:
            yield one


def _scope(conversation: Json) -> Scope:
    try:
        return Scope(_text(conversation.get("conversationType")))
    except ValueError:
        return Scope.GROUP_CHAT if conversation.get("isGroup") else Scope.PERSONAL


def _instant(value: object) -> datetime | None:
    try:
        # Teams writes seven digits of a second; Python 3.11 takes any number, but no offset-less time.
        read = datetime.fromisoformat(_SUBSECONDS.sub("", _text(value)))
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo is not None else None


def _dict(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
