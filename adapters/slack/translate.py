"""From Slack's payloads to signals. Pure: what to make of a payload, and None for what says nothing."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

from adapters.slack.filled_in import press_of, values_of
from adapters.slack.manifest import SHORTCUTS
from adapters.slack.typed import as_typed
from bot.content import Press
from bot.events import Deleted, Edited, Event, Left, Pressed, SentFile, Submitted, Wrote
from bot.model.ids import derive_id
from bot.model.people import Platform
from bot.signals import Signal

Payload: TypeAlias = Mapping[str, Any]

# A message of one of these kinds is one that a person typed.
_TYPED = frozenset({None, "file_share", "thread_broadcast", "me_message"})
HELP = "help"
_NOTHING = Pressed(Press(""))
_HERE = frozenset({"hier", "here"})


class Translator:
    """Knows in which app and workspace all this happened; `bot` is the app's own user id there."""

    def __init__(self, app: str, workspace: str, now: Callable[[], float], bot: str = "") -> None:
        self._app = app
        self._workspace = workspace
        self._now = now
        self._bot = bot

    def event(self, body: Payload) -> Signal | None:
        """Return what an event of the Events API is."""
        event = body.get("event") or {}
        if event.get("bot_id") or event.get("user") == self._bot != "":
            return None
        match event.get("type"):
            case "message" if event.get("channel_type") == "im":
                found = self._message(event)
            case "app_mention":
                found = self._mention(event)
            case "user_change" | "user_profile_changed":
                found = self._changed_person(event)
            case _:
                return None
        if found is None:
            return None
        who, conversation, what, is_shared = found
        # A message is known by its own id: what happens to it later names that one.
        own_id = what.ref if isinstance(what, Wrote | SentFile) else ""
        event_id = own_id or str(body.get("event_id", ""))
        signal = self._signal(who, conversation, event_id, what, body.get("event_time"))
        thread = event.get("thread_ts") if is_shared else None
        return replace(signal, shared=is_shared, thread=str(thread) if thread else None)

    def looked(self, body: Payload) -> Signal | None:
        """Return a signal of who opened the app, with their own conversation; its event says nothing."""
        event = body.get("event") or {}
        who, place = event.get("user"), str(event.get("channel") or "")
        if not who:
            return None
        event_id = str(body.get("event_id", ""))
        return self._signal(who, place if place.startswith("D") else "", event_id, _NOTHING)

    def command(self, body: Payload) -> Signal:
        """Return what a slash command is: words to the bot, in the person's own conversation.

        *hier* is about the channel in which it is typed.
        """
        words = as_typed(str(body.get("text", "")), self._bot).strip() or HELP
        trigger = str(body["trigger_id"])
        place = str(body.get("channel_id", ""))
        is_here = words.casefold() in _HERE and place[:1] in ("C", "G")
        wrote = Wrote(words, f"command-{trigger}")
        signal = self._signal(str(body["user_id"]), place if is_here else "", trigger, wrote)
        return replace(signal, shared=is_here)

    def press(self, body: Payload) -> Signal | None:
        """Return what a press on a button is; None for a choice that waits for its window to be sent."""
        actions = body.get("actions") or [{}]
        value = actions[0].get("value")
        if actions[0].get("type") != "button" or not isinstance(value, str):
            return None
        container = body.get("container") or {}
        place = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
        pressed = Pressed(Press.decode(value), container.get("message_ts"))
        who, trigger = str(body["user"]["id"]), str(body["trigger_id"])
        signal = self._signal(who, place, trigger, pressed, actions[0].get("action_ts"))
        return replace(signal, shared=place != "" and not place.startswith("D"))

    def shortcut(self, body: Payload) -> Signal:
        """Return what a shortcut is: a press, with the link to the message that it was used on."""
        press = SHORTCUTS.get(str(body.get("callback_id", "")), Press(""))
        link = _link(body) if body.get("type") == "message_action" else None
        who, trigger = str(body["user"]["id"]), str(body["trigger_id"])
        return self._signal(who, "", trigger, Pressed(press, link=link), body.get("action_ts"))

    def submission(self, body: Payload) -> Signal:
        """Return what sending a window is. The same window with the same words is the same event."""
        view = body["view"]
        values = values_of(view)
        parts = [part for name in sorted(values) for part in (name, values[name])]
        event_id = derive_id(str(view["id"]), str(view.get("hash", "")), *parts)
        return self._signal(
            str(body["user"]["id"]), "", event_id, Submitted(press_of(view), values)
        )

    def _message(self, event: Payload) -> tuple[str, str, Event, bool] | None:
        place, subtype = str(event.get("channel", "")), event.get("subtype")
        if subtype == "message_changed":
            return self._change(event, place)
        if subtype == "message_deleted":
            gone = event.get("previous_message") or {}
            if gone.get("bot_id") or not gone.get("user") or gone.get("user") == self._bot:
                return None
            ref = str(event.get("deleted_ts") or gone.get("ts", ""))
            return str(gone["user"]), place, Deleted(ref), False
        words = as_typed(str(event.get("text") or ""))
        if subtype not in _TYPED or not event.get("user"):
            return None
        if not words.strip():
            # The app has no right to read files; whoever sends one hears what to do instead.
            is_file = subtype == "file_share" or bool(event.get("files"))
            file = SentFile(str(event["ts"]))
            return (str(event["user"]), place, file, False) if is_file else None
        return str(event["user"]), place, Wrote(words, str(event["ts"])), False

    def _change(self, event: Payload, place: str) -> tuple[str, str, Event, bool] | None:
        """Return what a change of a message is: other words, or all of them away."""
        now, before = event.get("message") or {}, event.get("previous_message") or {}
        who, ref = str(now.get("user") or before.get("user") or ""), str(now.get("ts", ""))
        if not who or who == self._bot or now.get("bot_id") or before.get("bot_id"):
            return None
        if now.get("subtype") == "tombstone":
            return str(before.get("user") or who), place, Deleted(ref), False
        if now.get("text") == before.get("text"):
            return None  # Slack only added the preview of a link
        return who, place, Edited(as_typed(str(now.get("text") or "")), ref), False

    def _mention(self, event: Payload) -> tuple[str, str, Event, bool] | None:
        words = as_typed(str(event.get("text") or ""), self._bot).strip() or HELP
        place, ref = str(event.get("channel", "")), str(event.get("ts", ""))
        if not event.get("user") or event.get("edited"):
            return None
        return str(event["user"]), place, Wrote(words, ref), not place.startswith("D")

    def _changed_person(self, event: Payload) -> tuple[str, str, Event, bool] | None:
        person = event.get("user") or {}
        if not isinstance(person, Mapping) or not person.get("deleted") or not person.get("id"):
            return None
        return str(person["id"]), "", Left(), False

    def _signal(
        self, who: str, conversation: str, event_id: str, event: Event, at: object = None
    ) -> Signal:
        return Signal(
            platform=Platform.SLACK,
            app=self._app,
            workspace=self._workspace,
            who=who,
            conversation=conversation,
            event_id=event_id,
            at=self._instant(at),
            event=event,
        )

    def _instant(self, at: object) -> datetime:
        try:
            seconds = float(str(at))
        except ValueError:
            seconds = self._now()
        return datetime.fromtimestamp(seconds, UTC)


def _link(body: Payload) -> str | None:
    """Return the https address of a message; nothing of what stands in it."""
    domain = str((body.get("team") or {}).get("domain") or "")
    place = str((body.get("channel") or {}).get("id") or "")
    message = body.get("message") or {}
    ref = str(body.get("message_ts") or message.get("ts") or "")
    if not domain.replace("-", "").isalnum() or not place.isalnum() or "." not in ref:
        return None
    link = f"https://{domain}.slack.com/archives/{place}/p{ref.replace('.', '')}"
    thread = str(message.get("thread_ts") or ref)
    return link if thread == ref else f"{link}?thread_ts={thread}&cid={place}"
