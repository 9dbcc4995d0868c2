"""Opens windows in time: what Slack allows within three seconds of a press."""

import asyncio
from collections.abc import Mapping
from typing import Any

from adapters.slack.access import Access
from adapters.slack.calls import Json, SlackCalls
from adapters.slack.filled_in import errors_in, with_day
from adapters.slack.modal import modal, notice
from adapters.slack.tasks import Tasks
from bot.compose.asides import a_moment, in_the_chat, not_done
from bot.model.situation import Answer
from bot.reception import Received
from bot.voice import Voice

# After this a window opens that asks for a moment, while the press can still open one.
SOON = 1.0
_NAME = "Zetje"


class Windows:
    """Shows the window that an answer asks for. `voice` speaks before it is known to whom."""

    def __init__(self, calls: SlackCalls, tasks: Tasks, voice: Voice) -> None:
        self._calls = calls
        self._tasks = tasks
        self._voice = voice

    async def after(
        self, access: Access, body: Mapping[str, Any], deciding: "asyncio.Task[Received | None]"
    ) -> Received | None:
        """Return what was decided, with its window open. Raises what deciding or opening raises.

        When deciding takes long this returns None at once: a window asks for a moment, and shows
        how it ended as soon as that is known.
        """
        await asyncio.wait({deciding}, timeout=SOON)
        if not deciding.done():
            opened = await self._open(access, body, notice(_NAME, a_moment(self._voice)))
            self._tasks.begin("show a late answer", self._fill(access, opened, deciding))
            return None
        received = deciding.result()
        if received is not None and received.answer.dialog is not None:
            await self._open(access, body, modal(received.answer.dialog))
        return received

    def write_day(self, access: Access, body: Mapping[str, Any]) -> None:
        """Write a day that was picked into its field. Without this it counts all the same."""
        view, actions = body.get("view") or {}, body.get("actions") or [{}]
        changed = with_day(view, actions[0])
        if changed is not None:
            arguments = {"view_id": view["id"], "hash": view["hash"], "view": changed}
            work = self._calls.call("views.update", access.token, arguments)
            self._tasks.begin("write a day", work)

    async def _open(self, access: Access, body: Mapping[str, Any], view: Json) -> Json:
        """Open a window, on the one in which the press happened if it did."""
        arguments = {"trigger_id": body["trigger_id"], "view": view}
        is_in_window = (body.get("view") or {}).get("type") == "modal"
        method = "views.push" if is_in_window else "views.open"
        answer = await self._calls.call(method, access.token, arguments)
        found: Json = answer["view"]
        return found

    async def _fill(
        self, access: Access, opened: Json, deciding: "asyncio.Task[Received | None]"
    ) -> None:
        view = notice(_NAME, not_done(self._voice))
        try:
            received = await deciding
            dialog = received.answer.dialog if received is not None else None
            view = modal(dialog) if dialog else notice(_NAME, in_the_chat(self._voice))
        finally:
            arguments = {"view_id": opened["id"], "hash": opened["hash"], "view": view}
            await self._calls.call("views.update", access.token, arguments)


def after_sending(view: Mapping[str, Any], answer: Answer) -> Json | None:
    """Return what becomes of a window that was sent: errors in it, the next window, or None to close it."""
    if answer.errors:
        return errors_in(view, answer.errors)
    if answer.dialog is not None:
        return {"response_action": "update", "view": modal(answer.dialog)}
    return None
