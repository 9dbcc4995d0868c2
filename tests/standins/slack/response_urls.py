"""The addresses at which an app answers an interaction later: five times within half an hour."""

import time

from aiohttp import web

from tests.standins.slack.asking import respond
from tests.standins.slack.playing import Actor, Standin
from tests.standins.slack.state import Conversation, Json, ResponseUrl


class ResponseUrls:
    """Takes what apps answer there."""

    def __init__(self, standin: Standin) -> None:
        self._standin = standin

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request."""
        known = self._standin.world.response_urls.get(request.match_info["name"])
        if known is None or known.installation.dead:
            return web.json_response({"ok": False, "error": "invalid_url"}, status=404)
        if time.monotonic() > known.until:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        if known.left <= 0:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        known.left -= 1
        self._answer(known, await request.json())
        return web.Response(text="ok")

    def _answer(self, known: ResponseUrl, answer: Json) -> None:
        workspace = self._standin.world.workspaces[known.installation.team]
        where = workspace.conversations[known.channel]
        actor = Actor(self._standin, workspace, workspace.users[known.user], known.installation)
        if answer.get("delete_original"):
            where.messages.pop(known.ts, None)
            return
        if answer.get("replace_original") and known.ts in where.messages:
            self._replace(where, known.ts, answer)
            return
        respond(self._standin, actor, where, answer)

    def _replace(self, where: Conversation, ts: str, answer: Json) -> None:
        message = where.messages[ts]
        message.text = str(answer.get("text", ""))
        message.blocks = list(answer.get("blocks") or [])
