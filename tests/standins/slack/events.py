"""What happens in a workspace, as the Events API tells it to the apps that may hear it."""

from collections.abc import Iterable

from tests.standins.slack.courier import Courier, Sent
from tests.standins.slack.posting import shape
from tests.standins.slack.state import Conversation, Installation, Json, Message, User, World

# Which scope an app needs before Slack lets it hear of something; "" is none.
SCOPES = {
    "message.im": "im:history",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "app_mention": "app_mentions:read",
    "app_home_opened": "",
    "app_uninstalled": "",
    "tokens_revoked": "",
    "user_change": "users:read",
    "team_join": "users:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
}
_MESSAGES = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}


class WorldEvents:
    """Tells apps what happens."""

    def __init__(self, world: World, courier: Courier) -> None:
        self._world, self._courier = world, courier

    def posted(self, by: Installation, where: Conversation, message: Message) -> None:
        """A bot posted: it hears that itself too."""
        if by.app.hears_itself:
            event = message_event(where, message)
            self._courier.begin(self.tell(by, _MESSAGES[where.kind], event))

    def changed(
        self, by: Installation, where: Conversation, message: Message, before: Json
    ) -> None:
        """A bot changed a message."""
        if by.app.hears_itself:
            event = self.changed_event(where, message, before)
            self._courier.begin(self.tell(by, _MESSAGES[where.kind], event))

    def deleted(self, by: Installation, where: Conversation, message: Message) -> None:
        """A bot took a message away."""
        if by.app.hears_itself:
            event = self.deleted_event(where, message)
            self._courier.begin(self.tell(by, _MESSAGES[where.kind], event))

    async def written(self, where: Conversation, message: Message) -> list[Sent]:
        """A person typed: in a DM, or in a channel where the app is named or listens."""
        told: list[Sent] = []
        for one in self._in(where):
            told += await self.tell(one, _MESSAGES[where.kind], message_event(where, message))
            if where.kind != "im" and f"<@{one.bot_user}>" in message.text:
                event = message_event(where, message) | {"type": "app_mention"}
                event.pop("channel_type")
                told += await self.tell(one, "app_mention", event)
        return told

    async def edited(self, where: Conversation, message: Message, before: Json) -> list[Sent]:
        """A message became another, by a person or because Slack added a preview of a link."""
        event = self.changed_event(where, message, before)
        return [s for one in self._in(where) for s in await self.tell(one, _name(where), event)]

    async def removed(self, where: Conversation, message: Message) -> list[Sent]:
        """A person took a message away."""
        event = self.deleted_event(where, message)
        return [s for one in self._in(where) for s in await self.tell(one, _name(where), event)]

    async def tell(self, installation: Installation, subscription: str, event: Json) -> list[Sent]:
        """Deliver an event to one app, if it subscribed to it and may hear it."""
        if installation.dead or not _hears(installation, subscription):
            return []
        workspace = self._world.workspace_of(installation)
        payload = self._envelope(installation, event)
        if workspace.duplicates <= 0:
            return [await self._courier.event(installation.app, payload)]
        workspace.duplicates -= 1
        if workspace.duplicates_at_once:
            second = self._courier.begin(self._courier.again(installation.app, payload))
            return [await self._courier.event(installation.app, payload), await second]
        first = await self._courier.event(installation.app, payload)
        return [first, await self._courier.again(installation.app, payload)]

    def changed_event(self, where: Conversation, message: Message, before: Json) -> Json:
        """Return message_changed."""
        ts = self._world.new_ts()
        return {
            "type": "message",
            "subtype": "message_changed",
            "message": shape(message),
            "previous_message": before,
            "channel": where.id,
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
            "channel_type": where.kind,
        }

    def deleted_event(self, where: Conversation, message: Message) -> Json:
        """Return message_deleted."""
        ts = self._world.new_ts()
        return {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": shape(message),
            "deleted_ts": message.ts,
            "channel": where.id,
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
            "channel_type": where.kind,
        }

    def _in(self, where: Conversation) -> Iterable[Installation]:
        return [
            one
            for one in self._world.all_installations()
            if one.bot_user in where.members and not one.dead
        ]

    def _is_shared(self, installation: Installation, place: str) -> bool:
        """Tell whether somebody of another workspace is in the channel."""
        workspace = self._world.workspace_of(installation)
        where = workspace.conversations.get(place)
        members = where.members if where is not None else set()
        known = [workspace.users[one] for one in members if one in workspace.users]
        return any(one.team != workspace.id for one in known)

    def _envelope(self, installation: Installation, event: Json) -> Json:
        place = event.get("channel", "")
        return {
            "token": installation.app.verification_token,
            "team_id": installation.team,
            "context_team_id": installation.team,
            "api_app_id": installation.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self._world.new_id("Ev"),
            "event_time": int(self._world.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": installation.team,
                    "user_id": installation.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": self._is_shared(installation, str(place)),
            "event_context": f"4-{event['type']}-{place}",
        }


def message_event(where: Conversation, message: Message) -> Json:
    """Return the event of a message."""
    event = shape(message, with_metadata=True)
    return event | {"channel": where.id, "event_ts": message.ts, "channel_type": where.kind}


def joined_event(where: Conversation, person: User, ts: str) -> Json:
    """Return member_joined_channel."""
    return {
        "type": "member_joined_channel",
        "user": person.id,
        "channel": where.id,
        "channel_type": "C" if where.kind == "channel" else "G",
        "team": person.team,
        "event_ts": ts,
    }


def _name(where: Conversation) -> str:
    return _MESSAGES[where.kind]


def _hears(installation: Installation, subscription: str) -> bool:
    needed = SCOPES[subscription]
    has_scope = not needed or needed in installation.scopes
    return has_scope and subscription in installation.app.bot_events
