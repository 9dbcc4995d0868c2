"""What a bot does in Teams: begin conversations, post, change and take away its messages."""

from dataclasses import dataclass

from tests.standins.teams.activities import Activities
from tests.standins.teams.cards import CARD, fault_in
from tests.standins.teams.errors import (
    activity_not_found,
    bad_argument,
    bad_syntax,
    blocked_by_user,
    conversation_not_found,
    not_in_roster,
    not_installed,
    refused,
    throttled,
    writes_blocked,
)
from tests.standins.teams.limits import Limits
from tests.standins.teams.world import App, Conversation, Json, Kind, Posted, World

SENT_A_CARD = "Sent a card"


@dataclass(frozen=True)
class Place:
    """A conversation, and the thread in it when it is one of a channel."""

    conversation: Conversation
    thread: str = ""


def parts(activity: Json) -> list[Json]:
    """Return the messages that Teams makes of one: text apart, and every card apart but in a carousel."""
    attachments = activity.get("attachments") or []
    if activity.get("attachmentLayout") == "carousel" or not attachments:
        return [activity]
    made = [{**activity, "text": None, "attachments": [one]} for one in attachments]
    return [{**activity, "attachments": None}, *made] if activity.get("text") else made


@dataclass
class Posting:
    """With `checks` off, cards are not looked at: that is for measuring only."""

    world: World
    activities: Activities
    limits: Limits
    checks: bool = True

    def create(self, app: App, tenant: str, body: Json) -> Json:
        """Begin a chat with a person, or a thread in a channel."""
        data = body.get("channelData") or {}
        tenant_id = (data.get("tenant") or {}).get("id") or body.get("tenantId")
        if not tenant_id or tenant not in ("", tenant_id):
            raise bad_argument("The tenant is missing or is not that of the service URL.")
        if body.get("isGroup"):
            return self._new_thread(app, tenant_id, data, body.get("activity"))
        members = body.get("members") or []
        if len(members) != 1:
            raise bad_argument("A personal chat has one member.")
        user = self.world.find_user(app, tenant_id, str(members[0].get("id", "")))
        if user is None:
            raise bad_argument("Failed to decrypt pairwise id")
        chat = self.world.personal(app, user)
        if not self.world.is_installed(app, chat):
            raise not_installed()
        if (app.id, user.name) in self.world.blocked:
            raise blocked_by_user()
        if not body.get("activity"):
            self._count(Place(chat), f"create/{chat.id}")
            return {"id": chat.id}
        return {"id": chat.id, "activityId": self.send(app, Place(chat), body["activity"])}

    def find(self, app: App, tenant: str, ref: str) -> Place:
        """Return where this id points. Raises Refused when this bot cannot post there."""
        base, _, thread = ref.partition(";messageid=")
        conversation = self.world.conversations.get(base)
        if conversation is None or tenant not in ("", conversation.tenant):
            raise conversation_not_found()
        if conversation.kind is Kind.PERSONAL:
            self._check_chat(app, conversation)
        elif not self.world.is_installed(app, conversation):
            raise not_in_roster()
        if thread and not any(one.thread == thread for one in conversation.messages):
            raise conversation_not_found()
        return Place(conversation, thread)

    def send(self, app: App, place: Place, activity: Json, reply_to: str = "") -> str:
        """Post it and return its id: empty when Teams made two messages of it."""
        self._check(activity)
        conversation, thread = place.conversation, place.thread
        if reply_to:
            root = conversation.message(reply_to)
            if root is None:
                raise activity_not_found()
            thread = thread or root.thread
        self._count(place)
        if activity["type"] == "typing":
            return self.world.next_id()
        refs = [self._post(app, conversation, thread, part) for part in parts(activity)]
        return refs[0] if len(refs) == 1 else ""

    def update(self, app: App, place: Place, ref: str, activity: Json) -> None:
        posted = self._own(app, place, ref)
        self._check(activity)
        if len(parts(activity)) > 1:
            raise bad_syntax("Activity resulted into multiple skype activities")
        self._count(place)
        posted.activity = activity
        posted.updates += 1
        posted.own.clear()

    def delete(self, app: App, place: Place, ref: str) -> None:
        posted = self._own(app, place, ref)
        self._count(place)
        posted.deleted = True

    def members(self, app: App, tenant: str, ref: str) -> list[Json]:
        conversation = self.find(app, tenant, ref).conversation
        users = [self.world.user(name) for name in conversation.members]
        return [self.activities.account(app, user) for user in users]

    def member(self, app: App, tenant: str, ref: str, member: str) -> Json:
        for account in self.members(app, tenant, ref):
            if member in (account["id"], account["objectId"]):
                return account
        raise refused(
            404, "MemberNotFoundInConversation", "The user is not part of the conversation."
        )

    def _new_thread(self, app: App, tenant: str, data: Json, activity: Json | None) -> Json:
        channel = (data.get("channel") or {}).get("id", "")
        place = self.find(app, tenant, channel)
        if place.conversation.kind is not Kind.CHANNEL:
            raise bad_argument("Only a channel has threads.")
        if not activity:
            raise bad_syntax("The activity of a new thread is missing.")
        ref = self.send(app, Place(place.conversation), activity)
        return {"id": f"{channel};messageid={ref}", "activityId": ref}

    def _post(self, app: App, conversation: Conversation, thread: str, activity: Json) -> str:
        ref = self.world.next_id()
        if conversation.kind is Kind.CHANNEL:
            thread = thread or ref
        posted = Posted(
            id=ref,
            author=app.bot_id,
            activity=activity,
            at=self.world.tick(),
            app=app.id,
            thread=thread,
            notification=activity.get("summary") or activity.get("text") or SENT_A_CARD,
        )
        conversation.messages.append(posted)
        return ref

    def _own(self, app: App, place: Place, ref: str) -> Posted:
        posted = place.conversation.message(ref)
        if posted is None or posted.deleted or posted.author != app.bot_id:
            raise activity_not_found()
        return posted

    def _check_chat(self, app: App, chat: Conversation) -> None:
        if chat.app != app.id:
            raise conversation_not_found()
        gone = not self.world.is_installed(app, chat)
        if gone or (app.id, chat.name) in self.world.blocked:
            raise writes_blocked()

    def _check(self, activity: Json) -> None:
        if activity.get("type") not in ("message", "typing"):
            raise bad_argument("Unknown activity type")
        attachments = activity.get("attachments") or []
        if activity["type"] == "message" and not activity.get("text") and not attachments:
            raise bad_syntax(
                "Activity must include non empty 'text' field or at least 1 attachment"
            )
        for attachment in attachments if self.checks else ():
            if attachment.get("contentType") != CARD:
                raise bad_argument(f"Unknown attachment type {attachment.get('contentType')!r}")
            fault = fault_in(attachment.get("content"))
            if fault is not None:
                raise bad_syntax(f"The card cannot be shown: {fault}")

    def _count(self, place: Place, name: str = "") -> None:
        conversation = place.conversation
        wait = self.limits.wait_for(name or conversation.id, conversation.tenant)
        if wait is not None:
            raise throttled(wait)
