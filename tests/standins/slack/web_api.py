"""The Web API over HTTP: token, faults and limits first, then the method."""

import asyncio
import base64
import binascii
import json
import time
from typing import Any

from aiohttp import web

from tests.standins.slack import faults
from tests.standins.slack.calls import Call, Method, Refused
from tests.standins.slack.faults import Fault
from tests.standins.slack.methods import apps, chat, people, views
from tests.standins.slack.state import Installation, Json, Workspace, World

METHODS: dict[str, Method] = {
    "auth.test": people.auth_test,
    "auth.revoke": apps.revoke,
    "chat.postMessage": chat.post_message,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.update": chat.update_message,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.permalink,
    "conversations.open": people.open_conversation,
    "conversations.info": people.info,
    "conversations.history": people.history,
    "conversations.replies": people.replies,
    "users.info": people.user_info,
    "views.open": views.open_view,
    "views.push": views.push,
    "views.update": views.update,
    "views.publish": views.publish,
}


class WebApi:
    """Answers calls as Slack does, out of the world."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of /api/<method>."""
        method = request.match_info["method"]
        arguments = await _arguments(request)
        if method == "oauth.v2.access":
            return _answered(self._exchange(request, arguments))
        installation, refusal = self._whose(_bearer(request, arguments))
        if installation is None:
            return _answered({"ok": False, "error": refusal})
        workspace = self._world.workspace_of(installation)
        workspace.tally.calls[method] += 1
        fault = faults.take(workspace.faults, method)
        if fault is not None:
            workspace.tally.faults[fault.kind] += 1
            return await self._with_fault(request, installation, (method, arguments), fault)
        return self._do(installation, method, arguments)

    def _whose(self, token: str) -> tuple[Installation | None, str]:
        if not token:
            return None, "not_authed"
        installation = self._world.tokens.get(token)
        if installation is None:
            return None, "invalid_auth"
        if installation.dead or installation.token != token:
            return None, installation.dead or "token_revoked"
        return installation, ""

    def _do(self, installation: Installation, method: str, arguments: Json) -> web.Response:
        workspace = self._world.workspace_of(installation)
        wait = _limited(workspace, method, arguments)
        if wait:
            return _too_many(workspace, wait)
        happened: list[Any] = []
        call = Call(self._world, installation, arguments, happened)
        try:
            known = METHODS.get(method)
            if known is None:
                raise Refused("unknown_method", req_method=method)
            answer = {"ok": True, **known(call)}
        except Refused as refused:
            answer = refused.answer
            workspace.tally.errors[answer["error"]] += 1
        for tell in happened:
            tell()
        return _answered(answer)

    async def _with_fault(
        self, request: web.Request, installation: Installation, call: tuple[str, Json], fault: Fault
    ) -> web.StreamResponse:
        method, arguments = call
        answer = self._do(installation, method, arguments) if fault.acts else None
        if fault.kind in ("hang_up", "drop"):
            assert request.transport is not None
            request.transport.abort()
            raise ConnectionResetError
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            assert answer is not None
            return answer
        if fault.kind == "rate_limited":
            workspace = self._world.workspace_of(installation)
            _close(workspace, method, arguments, fault.seconds, everywhere=True)
            return _too_many(workspace, int(fault.seconds))
        if fault.kind == "error":
            return _answered({"ok": False, "error": fault.code})
        if fault.kind == "garbage":
            return web.Response(text="<html>Slack is thinking</html>", content_type="text/html")
        headers = {"Retry-After": str(int(fault.seconds))} if fault.seconds else {}
        return web.Response(status=fault.status, text="Something went wrong", headers=headers)

    def _exchange(self, request: web.Request, arguments: Json) -> Json:
        client, secret = _basic(request)
        arguments = {"client_id": client, "client_secret": secret, **arguments}
        try:
            return apps.exchange(self._world, arguments)
        except Refused as refused:
            return refused.answer


def _limited(workspace: Workspace, method: str, arguments: Json) -> int:
    now, windows = time.monotonic(), workspace.windows
    place = str(arguments.get("channel"))
    until = max(windows.closed.get(method, 0.0), windows.closed.get(f"{method} {place}", 0.0))
    if until > now:
        workspace.tally.rate_limited_too_early += 1
        return max(1, round(until - now))
    wait = windows.post(place) if method == "chat.postMessage" else windows.call(method)
    if wait:
        _close(workspace, method, arguments, wait)
    return wait


def _close(
    workspace: Workspace, method: str, arguments: Json, seconds: float, *, everywhere: bool = False
) -> None:
    place = "" if everywhere else f" {arguments.get('channel')}"
    # A little less than was promised: an app that waits exactly that long is not too early.
    workspace.windows.closed[method + place] = time.monotonic() + seconds - 0.05


def _too_many(workspace: Workspace, wait: int) -> web.Response:
    workspace.tally.rate_limited += 1
    answer = {"ok": False, "error": "ratelimited"}
    return web.json_response(answer, status=429, headers={"Retry-After": str(wait)})


def _answered(answer: Json) -> web.Response:
    return web.json_response(answer)


async def _arguments(request: web.Request) -> Json:
    arguments: Json = dict(request.query)
    body = await request.read()
    if request.content_type == "application/json":
        try:
            given = json.loads(body or b"{}")
        except ValueError:
            given = {}
        return arguments | given if isinstance(given, dict) else arguments
    if body:
        arguments |= {key: str(value) for key, value in (await request.post()).items()}
    return arguments


def _bearer(request: web.Request, arguments: Json) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else str(arguments.get("token", ""))


def _basic(request: web.Request) -> tuple[str, str]:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        client, _, secret = base64.b64decode(given).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return client, secret
