"""The activities that Teams sends to a bot, field by field as its documentation shows them."""

import html
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from tests.standins.teams.world import App, Conversation, Json, Kind, Posted, User, World


class Activities:
    """Makes them. `service_url` is where the Connector is, without the tenant."""

    def __init__(self, world: World, service_url: str) -> None:
        self._world = world
        self.service_url = service_url

    def url(self, tenant: str) -> str:
        """Return the service URL as it stands in the activities of a tenant."""
        return f"{self.service_url}/emea/{tenant}/"

    def message(self, app: App, conversation: Conversation, posted: Posted) -> Json:
        """A person said something, with the mentions that stand in it."""
        user = self._world.user(posted.author)
        activity = self._activity("message", app, conversation, user, posted.thread)
        activity |= {"id": posted.id, "textFormat": "plain", "text": posted.activity["text"]}
        activity["attachments"] = posted.activity.get("attachments", [])
        activity["entities"] = [*posted.activity.get("entities", []), *activity["entities"]]
        return activity

    def changed(self, app: App, conversation: Conversation, posted: Posted, event: str) -> Json:
        """A person changed a message, took it away or put it back; it keeps its id."""
        activity = self.message(app, conversation, posted)
        activity["channelData"]["eventType"] = event
        if event == "softDeleteMessage":
            activity["type"] = "messageDelete"
            for name in ("text", "textFormat", "attachments"):
                del activity[name]
        else:
            activity["type"] = "messageUpdate"
        return activity

    def value(self, app: App, conversation: Conversation, user: User, of: Posted) -> Json:
        """A person pressed an `Action.Submit`: a message with a value and without text."""
        activity = self._activity("message", app, conversation, user, of.thread)
        activity |= {"id": self._world.next_id(), "replyToId": of.id}
        activity["channelData"]["source"] = {"name": "message"}
        return activity

    def invoke(
        self, name: str, app: App, conversation: Conversation, user: User, of: Posted | None = None
    ) -> Json:
        """A person waits for an answer; `of` is the message with the card."""
        thread = of.thread if of is not None else ""
        activity = self._activity("invoke", app, conversation, user, thread)
        activity |= {"name": name, "id": f"f:{uuid4()}"}
        source = "message" if name in ("adaptiveCard/action", "task/fetch") else "compose"
        activity["channelData"]["source"] = {"name": source}
        if of is not None:
            activity["replyToId"] = of.id
        return activity

    def reaction(
        self, app: App, conversation: Conversation, user: User, of: Posted, kind: str
    ) -> Json:
        activity = self._activity("messageReaction", app, conversation, user, of.thread)
        return activity | {
            "id": f"f:{uuid4()}",
            "replyToId": of.id,
            "reactionsAdded": [{"type": kind}],
        }

    def installation(self, app: App, conversation: Conversation, user: User, action: str) -> Json:
        activity = self._activity("installationUpdate", app, conversation, user, "")
        activity |= {"id": f"f:{uuid4()}", "action": action}
        activity["entities"] = [{"type": "clientInfo", "locale": user.locale}]
        data = activity["channelData"]
        data["source"] = {"name": "message"}
        data["settings"] = {"selectedChannel": {"id": conversation.id}}
        del activity["from"]["name"]
        return activity

    def members(
        self, app: App, conversation: Conversation, user: User, changed: list[Json], *, added: bool
    ) -> Json:
        """Somebody (the bot too) came or went."""
        activity = self._activity("conversationUpdate", app, conversation, user, "")
        activity["id"] = f"f:{uuid4()}"
        activity["membersAdded" if added else "membersRemoved"] = changed
        del activity["entities"], activity["locale"]
        if conversation.kind is Kind.CHANNEL:
            event = "teamMemberAdded" if added else "teamMemberRemoved"
            activity["channelData"]["eventType"] = event
        return activity

    def account(self, app: App, user: User) -> Json:
        """A person as the list of members shows them."""
        given, _, surname = user.name.partition(" ")
        principal = f"{user.name.lower().replace(' ', '.')}@example.nl"
        return {
            "id": user.id_for(app),
            "objectId": user.object_id,
            "aadObjectId": user.object_id,
            "name": user.name,
            "givenName": given,
            "surname": surname,
            "email": principal,
            "userPrincipalName": principal,
            "tenantId": user.tenant,
            "userRole": "user",
        }

    def _activity(
        self, kind: str, app: App, conversation: Conversation, user: User, thread: str
    ) -> Json:
        now = self._world.tick()
        client = {
            "type": "clientInfo",
            "locale": user.locale,
            "country": user.locale.partition("-")[2] or "NL",
            "platform": "Windows",
            "timezone": user.timezone,
        }
        return {
            "type": kind,
            "timestamp": _utc(now),
            "localTimestamp": now.astimezone(ZoneInfo(user.timezone)).isoformat(),
            "localTimezone": user.timezone,
            "locale": user.locale,
            "channelId": "msteams",
            "serviceUrl": self.url(conversation.tenant),
            "from": {
                "id": user.id_for(app),
                "name": user.name,
                "aadObjectId": user.object_id,
            },
            "recipient": {"id": app.bot_id, "name": app.name},
            "conversation": self._conversation(conversation, thread),
            "channelData": self._channel_data(conversation),
            "entities": [client],
        }

    def _conversation(self, conversation: Conversation, thread: str) -> Json:
        about: Json = {
            "conversationType": str(conversation.kind),
            "tenantId": conversation.tenant,
            "id": f"{conversation.id};messageid={thread}" if thread else conversation.id,
        }
        if conversation.kind is not Kind.PERSONAL:
            about |= {"isGroup": True, "name": conversation.name}
        return about

    def _channel_data(self, conversation: Conversation) -> Json:
        data: Json = {"tenant": {"id": conversation.tenant}}
        if conversation.kind is Kind.CHANNEL:
            team = self._world.teams[conversation.team]
            data |= {
                "teamsChannelId": conversation.id,
                "teamsTeamId": team.id,
                "channel": {"id": conversation.id},
                "team": {"id": team.id, "name": team.name, "aadGroupId": team.group_id},
            }
        return data


def mentioning(text: str, apps: list[App]) -> Json:
    """Return what was typed as Teams sends it: `@Name` of an app is a mention of that app."""
    mentions: list[Json] = []
    markup = html.escape(text, quote=False)
    for app in apps:
        if f"@{app.name}" in text:
            written = f"<at>{app.name}</at>"
            text = text.replace(f"@{app.name}", written)
            kind = "http://schema.skype.com/Mention"
            span = (
                f'<span itemscope="" itemtype="{kind}" itemid="{len(mentions)}">{app.name}</span>'
            )
            markup = markup.replace(f"@{app.name}", span)
            mentioned = {"id": app.bot_id, "name": app.name}
            mentions.append({"type": "mention", "text": written, "mentioned": mentioned})
    attachment = {"contentType": "text/html", "content": f"<div><div>{markup}</div>\n</div>"}
    return {
        "text": f"{text}\n" if mentions else text,
        "entities": mentions,
        "attachments": [attachment] if mentions else [],
    }


def _utc(instant: datetime) -> str:
    return instant.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
