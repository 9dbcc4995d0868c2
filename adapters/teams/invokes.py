"""Answers what a person waits for: a press, a window, an action on a message, a search."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from adapters.teams.activity import Activity, language_of
from adapters.teams.cards import attachment
from adapters.teams.dialog_cards import Sent, Window, page_cards, window_card
from adapters.teams.events import (
    pressed,
    signal_of,
    submitted,
    taken_action,
    window_event_id,
    window_sent,
)
from adapters.teams.outsiders import Roster
from adapters.teams.render import card
from adapters.teams.searching import searched
from bot.compose.asides import a_moment, for_our_people, in_the_chat, not_known_here
from bot.content import Dialog, Press
from bot.events import Event
from bot.model.installations import About
from bot.reception import Received, Reception
from bot.situations import Knowledge
from bot.voice import Voice

Json: TypeAlias = dict[str, Any]

_CARD = "application/vnd.microsoft.card.adaptive"
_WORDS = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True, slots=True)
class Replied:
    """What Teams gets back: a status, and a body unless there is nothing to show.

    `received` is what it came to, `opens` a window that could not be opened from there.
    """

    status: int = 200
    body: Json | None = None
    received: Received | None = None
    opens: Press | None = None


class Invokes:
    """Handles every kind of invoke that the app asks for.

    What was said is passed on to `send` as soon as it is stored, before there is an answer.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        roster: Roster,
        reception: Reception,
        send: Callable[[Received], object],
    ) -> None:
        self._knowledge = knowledge
        self._roster = roster
        self._reception = reception
        self._send = send
        self._known: Mapping[str, Callable[[str, Activity], Awaitable[Replied]]] = {
            "adaptiveCard/action": self._card_pressed,
            "task/fetch": self._window_asked,
            "task/submit": self._window_sent,
            "composeExtension/fetchTask": self._action_taken,
            "composeExtension/submitAction": self._window_sent,
            "composeExtension/query": self._searched,
        }

    async def reply(self, app: str, activity: Activity) -> Replied:
        """Return the answer; 501 for an invoke that nobody here knows. An error means nothing was stored."""
        known = self._known.get(activity.name)
        return await known(app, activity) if known else Replied(501)

    def in_time(self, activity: Activity) -> Replied:
        """Return what is answered when the real answer takes too long; it is still being worked on."""
        return _only(activity, a_moment(self.voice_of(activity)))

    def refused(self, activity: Activity) -> Replied:
        """Return what is answered to somebody of another organisation; only they see it."""
        return _only(activity, for_our_people(self.voice_of(activity)))

    async def _card_pressed(self, app: str, activity: Activity) -> Replied:
        event = pressed(activity)
        if event is None:
            return Replied(400)
        received = await self._receive(app, activity, event)
        if received.handled is None:
            return Replied(body=_told(not_known_here(self.voice_of(activity))), received=received)
        voice = self._voice(activity, received)
        opens = event.press if received.answer.dialog is not None else None
        turned = _turned(activity, received, voice)
        body = turned or _told(_said(received, voice))
        return Replied(body=body, received=received, opens=opens)

    async def _window_asked(self, app: str, activity: Activity) -> Replied:
        event = pressed(activity)
        if event is None:
            return Replied(400)
        return await self._opened(app, activity, event, 0)

    async def _action_taken(self, app: str, activity: Activity) -> Replied:
        event = taken_action(activity)
        if event is None:
            return Replied(501)
        return await self._opened(app, activity, event, 0)

    async def _opened(self, app: str, activity: Activity, event: Event, page: int) -> Replied:
        """Show the window that a press opens, or say where its answer stands."""
        received = await self._receive(app, activity, event)
        if received.handled is None:
            words = not_known_here(self.voice_of(activity))
            return Replied(body=_task_told(words), received=received)
        voice = self._voice(activity, received)
        dialog = received.answer.dialog
        if dialog is None:
            return Replied(body=_task_told(_said(received, voice)), received=received)
        return Replied(body=_shown(dialog, activity.id, voice, page), received=received)

    async def _window_sent(self, app: str, activity: Activity) -> Replied:
        window = window_sent(activity)
        if window.page:
            event = pressed(activity)
            assert event is not None
            return await self._opened(app, activity, event, window.page)
        received = await self._receive(app, activity, submitted(window), window_event_id(window))
        voice = self._voice(activity, received)
        answer = received.answer
        if answer.errors:
            return Replied(body=self._again(window, received, voice), received=received)
        if answer.dialog is not None:
            return Replied(body=_shown(answer.dialog, activity.id, voice, 0), received=received)
        is_elsewhere = activity.is_shared or activity.name.startswith("composeExtension/")
        body = _task_told(in_the_chat(voice)) if is_elsewhere and answer.messages else None
        return Replied(body=body, received=received)

    def _again(self, window: Sent, received: Received, voice: Voice) -> Json:
        """Show the window again with what is wrong and with everything that was typed."""
        dialog, errors = received.answer.dialog or window.dialog, received.answer.errors
        if dialog is None:
            return _task_told(" ".join(errors.values()))
        shown = Window(dialog=dialog, once=window.once, typed=window.values, errors=errors)
        return _task_shown(dialog, window_card(shown, voice))

    async def _searched(self, app: str, activity: Activity) -> Replied:
        language = language_of(activity)
        return Replied(body=searched(activity.value, self._knowledge, language))

    async def _receive(
        self, app: str, activity: Activity, event: Event, event_id: str = ""
    ) -> Received:
        async def told() -> About:
            return await self._roster.about(app, activity)

        signal = signal_of(app, activity, event, event_id)
        received = await self._reception.receive(signal, told)
        self._send(received)
        return received

    def voice_of(self, activity: Activity) -> Voice:
        """Return the voice of the language that the person's Teams is in."""
        return self._knowledge.voices[language_of(activity)]

    def _voice(self, activity: Activity, received: Received) -> Voice:
        """Return the voice of whoever did this; that of their Teams when they are not known."""
        if received.handled is None:
            return self.voice_of(activity)
        return self._knowledge.voices[received.handled.language]


def _turned(activity: Activity, received: Received, voice: Voice) -> Json | None:
    """Return the pressed card as it has become, if it changed."""
    for message in received.handled.said if received.handled else ():
        if message.replaces and message.platform_ref == activity.ref and message.content:
            made = card(message.content, voice.language)
            return {"statusCode": 200, "type": _CARD, "value": made}
    return None


def _said(received: Received, voice: Voice) -> str:
    errors = received.answer.errors
    return " ".join(errors.values()) or in_the_chat(voice)


def _only(activity: Activity, words: str) -> Replied:
    is_card = activity.name == "adaptiveCard/action"
    return Replied(body=_told(words) if is_card else _task_told(words))


def _told(words: str) -> Json:
    return {"statusCode": 200, "type": _WORDS, "value": words}


def _task_told(words: str) -> Json:
    return {"task": {"type": "message", "value": words}}


def _shown(dialog: Dialog, once: str, voice: Voice, page: int) -> Json:
    if dialog.submit_label is None:
        pages = page_cards(dialog, voice)
        return _task_shown(dialog, pages[min(page, len(pages) - 1)])
    return _task_shown(dialog, window_card(Window(dialog=dialog, once=once), voice))


def _task_shown(dialog: Dialog, made: Json) -> Json:
    height = "large" if dialog.submit_label is None or len(dialog.fields) > 3 else "medium"
    value = {"title": dialog.title, "height": height, "width": "medium", "card": attachment(made)}
    return {"task": {"type": "continue", "value": value}}
