"""What people do with the app outside its own messages: act on any message, search and insert."""

from dataclasses import dataclass, field
from uuid import uuid4

from tests.standins.teams import eyes
from tests.standins.teams.activities import Activities
from tests.standins.teams.cards import CARD
from tests.standins.teams.deliveries import Deliveries
from tests.standins.teams.forms import Dialog
from tests.standins.teams.pressing import CONTEXT, Pressing, as_dict, must_show
from tests.standins.teams.world import App, Cannot, Conversation, Json, Kind, Posted, World


@dataclass
class Extensions:
    """`results` is what each person found last."""

    world: World
    activities: Activities
    deliveries: Deliveries
    pressing: Pressing
    results: dict[str, tuple[App, list[Json]]] = field(default_factory=dict)

    async def acts(
        self, who: str, command: str, where: str = "", ref: str = "", app: str = ""
    ) -> Json:
        """Take an action on a message (the newest one, or the one with this id)."""
        bot, user = self.world.app(app), self.world.user(who)
        place = self.pressing.place(who, where, app)
        newest = place.messages[-1].id if place.messages else ""
        posted = place.message(ref or newest)
        if posted is None:
            raise Cannot(f"there is no message {ref} to act on")
        invoke = self.activities.invoke("composeExtension/fetchTask", bot, place, user)
        about: Json = {
            "commandId": command,
            "commandContext": "message",
            "requestId": uuid4().hex,
            "messagePayload": self._payload(bot, place, posted),
        }
        invoke["value"] = {**about, "context": CONTEXT}
        answered = await self.deliveries.deliver(bot, invoke)
        window = Dialog(
            app=bot.id,
            conversation=place.id,
            title="",
            card={},
            sends="composeExtension/submitAction",
            about=about,
        )
        return self.pressing.after_window(who, window, answered)

    async def searches(
        self,
        who: str,
        command: str,
        text: str,
        where: str = "",
        parameter: str = "search",
        app: str = "",
    ) -> Json:
        """Search with the app's message extension; with no text as when it is opened."""
        bot, user = self.world.app(app), self.world.user(who)
        place = self.pressing.place(who, where, app)
        asked = {"name": parameter, "value": text}
        invoke = self.activities.invoke("composeExtension/query", bot, place, user)
        invoke["value"] = {
            "commandId": command,
            "parameters": [asked if text else {"name": "initialRun", "value": "true"}],
            "queryOptions": {"skip": 0, "count": 25},
            "context": CONTEXT,
        }
        answered = await self.deliveries.deliver(bot, invoke)
        found = as_dict(as_dict(answered.body).get("composeExtension"))
        attachments = found.get("attachments") or []
        self.results[who] = (bot, attachments)
        shown = [_preview(one) for one in attachments]
        message = found.get("text", "") if found.get("type") == "message" else ""
        return {"answers": [answered.as_json()], "results": shown, "message": message}

    async def inserts(self, who: str, number: int, where: str = "", app: str = "") -> Json:
        """Put a result of one's search in a conversation, as a message of one's own."""
        bot, attachments = self.results.get(who, (self.world.app(app), []))
        if not 0 <= number < len(attachments):
            raise Cannot(f"{who} found {len(attachments)} things")
        attachment = attachments[number]
        if attachment.get("contentType") == CARD:
            must_show(attachment.get("content"))
        place = self.pressing.place(who, where, app)
        ref = self.world.next_id()
        bare = {name: value for name, value in attachment.items() if name != "preview"}
        posted = Posted(
            id=ref,
            author=who,
            activity={"type": "message", "text": "", "attachments": [bare]},
            at=self.world.tick(),
            app=bot.id,
            thread=ref if place.kind is Kind.CHANNEL else "",
        )
        place.messages.append(posted)
        return {"id": ref}

    def _payload(self, app: App, place: Conversation, posted: Posted) -> Json:
        """Return a message as an action on it gets it, with the words of whoever wrote it."""
        author = self.world.users.get(posted.author)
        text = "\n".join(eyes.message(posted)["lines"])
        person = None
        if author is not None:
            person = {
                "userIdentityType": "aadUser",
                "id": author.object_id,
                "displayName": author.name,
            }
        bot = None if person else {"applicationIdentityType": "bot", "id": app.id}
        return {
            "linkToMessage": f"https://teams.microsoft.com/l/message/{place.id}/{posted.id}",
            "id": posted.id,
            "replyToId": posted.thread if posted.thread not in ("", posted.id) else None,
            "createdDateTime": posted.at.isoformat(),
            "lastModifiedDateTime": None,
            "deleted": posted.deleted,
            "summary": None,
            "importance": "normal",
            "locale": "nl-nl",
            "body": {"contentType": "html", "content": f"<div>{text}</div>"},
            "from": {"device": None, "conversation": None, "user": person, "application": bot},
            "reactions": [],
            "mentions": [],
        }


def _preview(attachment: Json) -> Json:
    shown = as_dict(as_dict(attachment.get("preview", attachment)).get("content"))
    return {"title": shown.get("title", ""), "text": shown.get("text", "")}
