"""Sends to Teams: by the Connector, at Teams' pace, each message once."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from adapters.apps_file import TeamsApp
from adapters.before_sending import Deadline, nothing_went
from adapters.made_ahead import MadeAhead
from adapters.teams.activity import THREAD
from adapters.teams.cards import activities_of
from adapters.teams.connector import Connector, Place
from adapters.teams.languages import Languages
from adapters.teams.places import Places
from adapters.teams.render import TooLargeForTeamsError
from bot.content import Content
from bot.errors import CannotTell, FateUnknown, NotSent
from bot.model.ids import TenantId
from bot.model.messages import Message
from bot.model.people import Language, Platform
from bot.ports.outside import Arrived, Limit, Pace

# What Teams takes from one bot in one conversation.
_IN_A_CONVERSATION = (Limit(7, 1), Limit(8, 2), Limit(60, 30), Limit(1800, 3600))
_OBJECT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Way:
    """How one message goes: where to, and by what, which is done in time."""

    connector: Connector
    place: Place


class TeamsPlatform:
    """Sends the messages of all tenants on Teams."""

    platform = Platform.TEAMS

    def __init__(
        self,
        apps: Mapping[str, TeamsApp],
        places: Places,
        connector: Connector,
        languages: Languages,
    ) -> None:
        self._apps = apps
        self._places = places
        self._connector = connector
        self._languages = languages
        self._made: MadeAhead[Sequence[str]] = MadeAhead()

    def pace(self, tenant: TenantId) -> Pace:
        """Return how fast this tenant's Teams takes messages."""
        app = self._places.app_of(tenant)
        asked = app.per_second if app else min(one.per_second for one in self._apps.values())
        return Pace((Limit(asked, 1),), _IN_A_CONVERSATION) if asked else Pace()

    async def get_ready(self, tenant: TenantId, messages: Sequence[Message]) -> None:
        """Look up where the tenant's messages go, and render these."""
        # What fails now fails again when something is sent, and is told then.
        with suppress(Exception):
            await self._places.of(tenant)
            for message in messages:
                if message.content is not None:
                    made = _rendered(message.content, await self._languages.of(message))
                    self._made.keep(message, message.content, made)

    async def send(self, message: Message, conversation: str, content: Content) -> Arrived:
        """Send it and return what it is called and where it stands; see the port."""
        deadline = Deadline("teams")
        async with deadline.before_handing_over():
            place = await self._places.of(message.tenant)
            language = await self._languages.of(message)
        with nothing_went("teams", final=True):
            made = self._made.take(message, content)
            activity, *further = made or _rendered(content, language)
        way = _Way(self._connector.within(deadline), place)
        if message.platform_ref is None:
            arrived = await _post(way, conversation, message.thread, activity)
            if not further:
                return arrived
            return await _go_on(way, arrived, message.thread, further)
        if further:
            raise NotSent("teams: what it becomes is too large", final=True)
        ref = message.platform_ref
        where = _in_thread(conversation, message.thread or ref)
        await way.connector.update(place, where, ref, activity)
        return Arrived(ref, conversation)

    async def find(self, message: Message, conversation: str) -> Arrived | None:
        """Teams lets a bot read no history: nobody can tell."""
        raise CannotTell("Teams cannot be asked whether a message is there.")

    async def post(
        self, place: Place, conversation: str, thread: str | None, activity: str
    ) -> Arrived:
        """Post an activity (JSON) in a chat, in a channel (as a thread or in one), or to a person."""
        way = _Way(self._connector.within(Deadline("teams")), place)
        return await _post(way, conversation, thread, activity)


async def _post(way: _Way, conversation: str, thread: str | None, activity: str) -> Arrived:
    connector, place = way.connector, way.place
    if is_channel(conversation) and thread is None:
        ref = await connector.begin_thread(place, conversation, activity)
        return Arrived(ref, conversation)
    if _is_person(conversation):
        conversation = await connector.open_chat(place, conversation)
    where = _in_thread(conversation, thread)
    return Arrived(await connector.send(place, where, activity), conversation)


async def _go_on(
    way: _Way, arrived: Arrived, thread: str | None, further: Sequence[str]
) -> Arrived:
    """Post the rest of a long message; its name is that of its last part, or of the thread it began."""
    begun = arrived.ref if thread is None and is_channel(arrived.conversation) else None
    try:
        for one in further:
            arrived = await _post(way, arrived.conversation, thread or begun, one)
    except NotSent as error:
        # The beginning stands there: the whole of it again would be twice.
        raise FateUnknown(f"{error} (after a first part)") from None
    return replace(arrived, ref=begun or arrived.ref)


def _rendered(content: Content, language: Language) -> Sequence[str]:
    try:
        return activities_of(content, language)
    except TooLargeForTeamsError as error:
        raise NotSent(f"teams: {error}", final=True) from None


def is_channel(conversation: str) -> bool:
    """Tell whether it is a channel, which is made of threads; a group chat has none."""
    return conversation.endswith(("@thread.tacv2", "@thread.skype"))


def _in_thread(conversation: str, thread: str | None) -> str:
    return (
        f"{conversation}{THREAD}{thread}" if thread and is_channel(conversation) else conversation
    )


def _is_person(conversation: str) -> bool:
    """Tell whether it is a person: an Entra object id, or Teams' own id of one."""
    return conversation.startswith("29:") or _OBJECT_ID.fullmatch(conversation) is not None
