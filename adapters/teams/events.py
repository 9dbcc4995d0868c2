"""What an activity of Teams means: an event of the bot, or nothing for it. Pure."""

from collections.abc import Mapping
from typing import Any

from adapters.teams.activity import Activity, Scope, has_file, members, typed_text
from adapters.teams.dialog_cards import Sent, fingerprint, sent
from bot.compose.verbs import Verb
from bot.content import Press
from bot.events import Deleted, Edited, Event, Left, Pressed, SentFile, Submitted, Wrote
from bot.model.ids import derive_id
from bot.model.people import Platform
from bot.signals import Signal

# The actions on a message that the app package offers, by their ids there.
SAVE_AS_DILEMMA, MAKE_ACTION = "bewaar-als-dilemma", "maak-actie"
_MESSAGE_ACTIONS: Mapping[str, Verb] = {
    SAVE_AS_DILEMMA: Verb.DILEMMA_FROM,
    MAKE_ACTION: Verb.COMMIT_FROM,
}


def event_of(activity: Activity) -> Event | None:
    """Return what a person did, for all that needs no answer of its own."""
    match activity.kind:
        case "message":
            return _message(activity)
        case "messageUpdate":
            return _changed(activity)
        case "messageDelete":
            return Deleted(activity.id)
        case "installationUpdate" if _action(activity) == "remove":
            # An upgrade removes too, for a moment; it says so and is nobody's wish.
            return Left() if activity.scope is Scope.PERSONAL else None
        case _:
            return None


def is_arrival(activity: Activity) -> bool:
    """Tell whether the app was installed, for a person, a team or a group chat."""
    if activity.kind == "installationUpdate":
        return _action(activity) in ("add", "add-upgrade")
    return activity.kind == "conversationUpdate" and activity.bot in members(
        activity, "membersAdded"
    )


def pressed(activity: Activity) -> Pressed | None:
    """Return the press of a card's button, None when it is no button of ours."""
    press = data_of(activity).get("press")
    return Pressed(Press.decode(press), activity.ref) if isinstance(press, str) else None


def data_of(activity: Activity) -> Mapping[str, Any]:
    """Return what our own button or window carries, wherever Teams puts it."""
    value = activity.value
    inside: object = value
    if activity.kind == "invoke":
        inside = value.get("action") if activity.name == "adaptiveCard/action" else value
        inside = inside.get("data") if isinstance(inside, Mapping) else None
    return inside if isinstance(inside, Mapping) else {}


def taken_action(activity: Activity) -> Pressed | None:
    """Return an action on a message as a press: with the link to that message, and nothing of its words."""
    verb = _MESSAGE_ACTIONS.get(str(activity.value.get("commandId", "")))
    payload = activity.value.get("messagePayload")
    link = payload.get("linkToMessage") if isinstance(payload, Mapping) else None
    return Pressed(Press(verb), link=link if isinstance(link, str) else None) if verb else None


def window_sent(activity: Activity) -> Sent:
    """Return the window that was sent."""
    return sent(data_of(activity))


def submitted(window: Sent) -> Submitted:
    """Return the window as an event."""
    return Submitted(window.press, window.values)


def signal_of(app: str, activity: Activity, event: Event, event_id: str = "") -> Signal:
    """Return the event with where it came from.

    What was done by way of a message extension happened in anybody's conversation: it is between
    the person and the bot, and so in no conversation that is known here.
    """
    is_elsewhere = activity.name.startswith("composeExtension/")
    return Signal(
        platform=Platform.TEAMS,
        app=app,
        workspace=activity.workspace,
        who=activity.who,
        conversation="" if is_elsewhere else activity.conversation,
        event_id=event_id or _event_id(activity, event),
        at=activity.at,
        event=event,
        shared=activity.is_shared and not is_elsewhere,
        thread=None if is_elsewhere else activity.thread,
    )


def window_event_id(window: Sent) -> str:
    """Return what makes sending this window one: the same words sent again under any id are the same."""
    return derive_id("window", window.once, fingerprint(window.values))


def _event_id(activity: Activity, event: Event) -> str:
    if isinstance(event, Edited | Deleted):
        # These carry the id of the message; the time tells one change from the next.
        return derive_id(activity.id, activity.channel_data.get("eventType", ""), _when(activity))
    return activity.id


def _when(activity: Activity) -> str:
    return str(activity.raw.get("timestamp", ""))


def _message(activity: Activity) -> Event | None:
    found = pressed(activity)
    if found is not None:
        return found
    text = typed_text(activity)
    if text:
        return Wrote(text, activity.id)
    return SentFile(activity.id) if has_file(activity) else None


def _changed(activity: Activity) -> Event | None:
    """An edit. A message that was put back is one too: nothing follows when its words are known."""
    text = typed_text(activity)
    return Edited(text, activity.id) if text else None


def _action(activity: Activity) -> str:
    return str(activity.raw.get("action", ""))
