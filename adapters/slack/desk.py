"""What one app does with what comes in: who is it, what does it mean, and what goes back at once."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import time
from typing import Any

import structlog

from adapters.apps_file import SlackApp
from adapters.slack import people, render
from adapters.slack.access import Access, Accesses
from adapters.slack.calls import Json, SlackCalls
from adapters.slack.home_tab import HomeTab
from adapters.slack.people import Stranger
from adapters.slack.spoken import spoken
from adapters.slack.tasks import Tasks
from adapters.slack.translate import Translator
from adapters.slack.verdicts import Refused
from adapters.slack.whom import is_kept_out, language_of
from adapters.slack.windows import Windows, after_sending
from bot.compose.elsewhere import in_our_conversation, invite_me
from bot.content import Content
from bot.model.ids import TenantId
from bot.model.installations import About, Installation
from bot.model.people import Language, Platform
from bot.ports.stores import Stores
from bot.reception import Received, Reception
from bot.signals import Signal
from bot.situations import Knowledge
from bot.voice import Voice

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Around:
    """What all apps have in common."""

    stores: Stores
    accesses: Accesses
    knowledge: Knowledge
    tasks: Tasks
    now: Callable[[], float] = time


class Desk:
    """The side of one app that hears. Whatever it raises means that nothing was stored."""

    def __init__(
        self, key: str, app: SlackApp, calls: SlackCalls, reception: Reception, around: Around
    ) -> None:
        self._key = key
        self._app = app
        self._calls = calls
        self._reception = reception
        self._stores = around.stores
        self._accesses = around.accesses
        self._voices = around.knowledge.voices
        self._tasks = around.tasks
        self._now = around.now
        self._windows = Windows(calls, around.tasks, self._voices[Language.NL])
        self._home = HomeTab(calls, around.tasks, reception.home)
        self._noted: set[str] = set()

    async def event(self, workspace: str, body: Mapping[str, Any]) -> None:
        """Take an event of the Events API."""
        match (body.get("event") or {}).get("type"):
            case "app_uninstalled":
                await self._taken_away(workspace)
            case "tokens_revoked":
                if (body["event"].get("tokens") or {}).get("bot"):
                    await self._taken_away(workspace)
            case "app_home_opened":
                await self._looked(workspace, body)
            case _:
                await self._happened(workspace, body)

    async def press(self, workspace: str, body: Mapping[str, Any]) -> None:
        """Take a press on a button; a window that it opens is open before this returns."""
        access = await self._access(workspace)
        signal = self._translator(access).press(body)
        if signal is None:
            self._windows.write_day(access, body)
        else:
            await self._windows.after(access, body, self._decide(access, signal))

    async def shortcut(self, workspace: str, body: Mapping[str, Any]) -> None:
        """Take a shortcut, on a message or from anywhere."""
        access = await self._access(workspace)
        signal = self._translator(access).shortcut(body)
        await self._windows.after(access, body, self._decide(access, signal))

    async def command(self, workspace: str, body: Mapping[str, Any]) -> str:
        """Take a slash command; return what to show at once where it was typed, to who typed it."""
        access = await self._access(workspace)
        signal = self._translator(access).command(body)
        url = str(body.get("response_url") or "") if signal.shared else ""
        deciding = self._decide(access, signal, url)
        received = await self._windows.after(access, body, deciding)
        if received is None:
            return ""
        if received.note is not None:
            return received.note.as_text()
        return self._where(signal, received, str(body.get("channel_id", "")))

    async def submission(self, workspace: str, body: Mapping[str, Any]) -> Json | None:
        """Take a window that was sent; return what becomes of it, None to close it."""
        access = await self._access(workspace)
        signal = self._translator(access).submission(body)
        received = await self._decide(access, signal)
        return after_sending(body["view"], received.answer) if received is not None else None

    async def look(self) -> None:
        """Learn from Slack in which workspace an organisation's own app stands. Raises what `call` raises."""
        if self._app.tenant is None or self._app.bot_token is None:
            return
        found = await self._calls.call("auth.test", self._app.bot_token.get_secret_value(), {})
        workspace, bot = str(found.get("team_id") or ""), str(found.get("user_id") or "")
        if not workspace:
            return
        installation = Installation(
            platform=Platform.SLACK,
            workspace=workspace,
            app=self._key,
            tenant=TenantId(self._app.tenant),
            bot=bot,
            installed_at=datetime.fromtimestamp(self._now(), UTC),
        )
        try:
            await self._reception.installed(installation)
        except ValueError:
            log.error("slack: the apps file names a tenant that is not there", app=self._key)
            return
        self._noted.add(workspace)
        self._accesses.forget(workspace)

    async def _find_itself(self, workspace: str) -> None:
        """See to it that an own app knows where it stands. What an event says of that is no proof.

        It may come late, after the app was removed, or from a channel that is shared with others.
        """
        if self._app.bot_token is None or self._noted:
            return
        known = await self._stores.installations.at(Platform.SLACK, workspace)
        if known is not None and known.app == self._key and known.removed_at is None:
            self._noted.add(workspace)
            return
        try:
            await self.look()
        except Refused as error:
            if not error.final:
                raise

    async def _happened(self, workspace: str, body: Mapping[str, Any]) -> None:
        access = await self._access(workspace)
        signal = self._translator(access).event(body)
        if signal is None:
            return
        received = await self._decide(access, signal)
        if received is not None and received.note is not None:
            place = signal.conversation or signal.who
            self._tasks.begin("say a note", self._say(access, place, received.note))

    async def _looked(self, workspace: str, body: Mapping[str, Any]) -> None:
        access = await self._access(workspace)
        signal = self._translator(access).looked(body)
        if signal is None:
            return
        try:
            await self._reception.meet(signal, lambda: self._about(access, signal))
        except Stranger:
            return
        if (body.get("event") or {}).get("tab", "home") == "home":
            self._home.show(access, signal)

    async def _taken_away(self, workspace: str) -> None:
        await self._reception.removed(Platform.SLACK, workspace, self._key)
        self._accesses.forget(workspace)
        self._noted.discard(workspace)

    def _decide(
        self, access: Access, signal: Signal, response_url: str = ""
    ) -> "asyncio.Task[Received | None]":
        """Begin to decide; once that is done, what was said is sent in the background."""

        def decided(done: "asyncio.Task[Received | None]") -> None:
            received = None if done.cancelled() or done.exception() else done.result()
            if received is not None:
                work = self._finish(access, signal, received, response_url)
                self._tasks.begin("send what was said", work)

        deciding = self._tasks.begin("decide", self._receive(access, signal))
        deciding.add_done_callback(decided)
        return deciding

    async def _receive(self, access: Access, signal: Signal) -> Received | None:
        """Return what followed; None for what a stranger does."""
        if self._app.tenant is not None:
            signal = replace(signal, meant_for=TenantId(self._app.tenant))
        try:
            return await self._reception.receive(signal, lambda: self._about(access, signal))
        except Stranger:
            return None

    async def _finish(
        self, access: Access, signal: Signal, received: Received, response_url: str
    ) -> None:
        await self._reception.finish(received)
        self._home.renew(access, signal)
        if response_url and await is_kept_out(self._stores, received):
            voice = self._voice(received)
            await self._calls.respond(response_url, invite_me(voice))

    def _where(self, signal: Signal, received: Received, typed_in: str) -> str:
        """Return where the answer stands, if that is not where the command was typed."""
        said = received.handled.said if received.handled is not None else ()
        if not said or signal.shared or said[0].conversation == typed_in:
            return ""
        return in_our_conversation(self._voice(received))

    def _voice(self, received: Received) -> Voice:
        return self._voices[language_of(received)]

    async def _say(self, access: Access, conversation: str, content: Content) -> None:
        payload = {
            "channel": conversation,
            "text": spoken(content),
            "blocks": render.blocks(content),
            "mrkdwn": False,
        }
        await self._calls.call("chat.postMessage", access.token, payload)

    async def _about(self, access: Access, signal: Signal) -> About:
        return await people.about(self._calls, access, signal.who)

    async def _access(self, workspace: str) -> Access:
        await self._find_itself(workspace)
        found = await self._accesses.at(self._key, workspace)
        return found or Access(self._key, "", workspace)

    def _translator(self, access: Access) -> Translator:
        return Translator(self._key, access.workspace, self._now, access.bot)
