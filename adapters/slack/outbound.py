"""Sends to Slack: a DM or a channel, a thread, a change of an earlier message; and asks what arrived."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from adapters.answers import as_name
from adapters.before_sending import Deadline, nothing_went
from adapters.made_ahead import MadeAhead
from adapters.slack import render
from adapters.slack.access import Access, Accesses
from adapters.slack.calls import Json, SlackCalls
from adapters.slack.render import TooLargeForSlackError
from adapters.slack.spoken import spoken
from adapters.slack.verdicts import APP_IS_OUT, Refused
from bot.content import Content
from bot.errors import CannotTell, FateUnknown, NotSent
from bot.model.ids import TenantId
from bot.model.messages import Message
from bot.model.people import Platform
from bot.ports.outside import Arrived, ChatPlatform, Limit, Pace

EVENT_TYPE = "zetje_message"
# Slack takes less text in a changed message than in a new one.
MOST_TEXT_IN_A_CHANGE = 4_000
_PAGE = 100
_MOST_PAGES = 5
# A message of unknown fate was handed over not long ago; clocks may differ.
_LOOK_BACK_SECONDS = 600.0


class SlackPlatform(ChatPlatform):
    """Slack, through all apps of this installation.

    Metadata, which everybody in a workspace may read, holds the id of the message and nothing else.
    """

    platform = Platform.SLACK

    def __init__(self, calls: Mapping[str, SlackCalls], accesses: Accesses) -> None:
        self._calls = calls
        self._accesses = accesses
        self._made: MadeAhead[Json] = MadeAhead()

    def pace(self, tenant: TenantId) -> Pace:
        """Return one message a second in a conversation, and what the apps file says for a workspace."""
        per_second = self._accesses.app_of(tenant).per_second
        if not per_second:
            return Pace()
        return Pace((Limit(per_second, 1.0),), (Limit(1, 1.0),))

    async def get_ready(self, tenant: TenantId, messages: Sequence[Message]) -> None:
        """Look up the token for this tenant's workspace, and render these."""
        # What fails now fails again when something is sent, and is told then.
        with suppress(Exception):
            await self._accesses.of_tenant(tenant)
            for message in messages:
                if message.content is not None:
                    made = _rendered(message, message.content)
                    self._made.keep(message, message.content, made)

    async def send(self, message: Message, conversation: str, content: Content) -> Arrived:
        """Post it, or change the message that `platform_ref` names; its ref is Slack's `ts`."""
        deadline = Deadline("slack")
        async with deadline.before_handing_over():
            access = await self._accesses.of_tenant(message.tenant)
        with nothing_went("slack", final=True):
            made = self._made.take(message, content) or _rendered(message, content)
            payload: Json = {"channel": conversation, **made}
        if message.platform_ref is not None:
            payload |= {"ts": message.platform_ref, "text": _short(payload["text"])}
            method = "chat.update"
        else:
            payload |= {"mrkdwn": False, "unfurl_links": False, "unfurl_media": False}
            if message.thread is not None:
                payload["thread_ts"] = message.thread
            method = "chat.postMessage"
        answer = await self._call(access, message, method, payload, deadline)
        return _arrived(message, conversation, answer)

    async def find(self, message: Message, conversation: str) -> Arrived | None:
        """Look for the message's id among the latest of the DM. Raises CannotTell for a channel."""
        if conversation[:1] not in ("D", "U", "W"):
            raise CannotTell("slack: the app may not read what stands in a channel")
        access = await self._accesses.of_tenant(message.tenant)
        if not conversation.startswith("D"):
            opened = await self._call(
                access, message, "conversations.open", {"users": conversation}
            )
            conversation = str(opened["channel"]["id"])
        async for one in self._latest(access, message, conversation):
            metadata = one.get("metadata") or {}
            if metadata.get("event_payload", {}).get("id") == message.id:
                return Arrived(str(one["ts"]), conversation)
        return None

    async def _latest(
        self, access: Access, message: Message, conversation: str
    ) -> AsyncIterator[Json]:
        """Yield what stands in the DM (or the thread there), the newest page first."""
        arguments: dict[str, Any] = {
            "channel": conversation,
            "limit": _PAGE,
            "include_all_metadata": "true",
        }
        method = "conversations.history"
        if message.thread is not None:
            arguments["ts"], method = message.thread, "conversations.replies"
        since = message.sent_at.timestamp() - _LOOK_BACK_SECONDS if message.sent_at else 0.0
        for _ in range(_MOST_PAGES):
            answer = await self._call(access, message, method, arguments)
            found = answer.get("messages", [])
            for one in found:
                yield one
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            is_past = bool(found) and float(found[-1].get("ts", 0)) < since
            if not cursor or is_past:
                return
            arguments["cursor"] = cursor

    async def _call(
        self,
        access: Access,
        message: Message,
        method: str,
        payload: Json,
        deadline: Deadline | None = None,
    ) -> Json:
        try:
            calls, within = self._calls[access.app], deadline.left() if deadline else None
            return await calls.call(method, access.token, payload, within)
        except Refused as error:
            if error.code in APP_IS_OUT:
                # It may have been installed anew meanwhile, with another token.
                self._accesses.forget_tenant(message.tenant)
            raise


def _rendered(message: Message, content: Content) -> Json:
    try:
        blocks = render.blocks(content)
    except TooLargeForSlackError:
        raise NotSent("slack: the message is too large", final=True) from None
    return {
        "text": spoken(content),
        "blocks": blocks,
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"id": message.id}},
    }


def _arrived(message: Message, conversation: str, answer: Json) -> Arrived:
    """Return where it stands. Raises FateUnknown for an answer that is about something else."""
    ref = as_name(answer.get("ts"))
    where = as_name(answer.get("channel")) or conversation
    told = (answer.get("message") or {}).get("metadata") or {}
    is_of_ours = told.get("event_payload", {}).get("id", message.id) == message.id
    is_there = where == conversation or not conversation.startswith("D")
    if not (ref and is_of_ours and is_there):
        raise FateUnknown("slack: the answer is not about this message")
    return Arrived(ref, where)


def _short(text: str) -> str:
    """Return the text as far as a change may hold it, and no half of an escaped mark."""
    if len(text) <= MOST_TEXT_IN_A_CHANGE:
        return text
    cut = text[: MOST_TEXT_IN_A_CHANGE - 1]
    start = cut.rfind("&", len(cut) - 5)
    return (cut[:start] if start >= 0 and ";" not in cut[start:] else cut) + "…"
