"""Looks whether a Slack app is set up well: its tokens, its rights, and whether Slack can reach the bot."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import new as hmac_of
from time import time

import aiohttp

from adapters.apps_file import SlackApp
from adapters.asking import a_few_at_a_time
from adapters.findings import Finding
from adapters.proxy import by_proxy
from adapters.slack.calls import SlackCalls, new_session
from adapters.slack.manifest import scopes
from adapters.slack.verdicts import Refused, reason_of
from bot.errors import ZetjeError
from bot.model.installations import Installation

_CHALLENGE = "zetje-doctor"
# So many workspaces are asked about at a time.
_AT_A_TIME = 10
_COPY_AGAIN = (
    "Copy the token again from OAuth & Permissions, or Basic Information, into the apps file."
)


@dataclass(frozen=True, slots=True)
class _Token:
    """A token of a bot: how its findings begin, and what to do about one that does not work."""

    about: str
    secret: str
    remedy: str = _COPY_AGAIN


async def check(
    key: str, app: SlackApp, public_url: str, installations: Sequence[Installation] = ()
) -> Sequence[Finding]:
    """Return what is well and what is not with the app under this key in the apps file.

    `installations` are those of this app by OAuth. Slack itself and the own public address are
    called; nothing is sent to anybody. Raises nothing for what is wrong.
    """
    async with new_session() as session:
        calls = SlackCalls(session, app.api_url)
        found = [*await _tokens(key, app, calls, installations)]
        if app.app_token is not None:
            found.append(await _socket(key, app, calls))
        if app.signing_secret is not None and app.app_token is None:
            found.append(await _address(key, app, public_url, session))
        if app.client_id is not None:
            found.append(_redirect(key, public_url))
    return found


async def _tokens(
    key: str, app: SlackApp, calls: SlackCalls, installations: Sequence[Installation]
) -> Sequence[Finding]:
    if app.bot_token is not None:
        token = _Token(f"slack {key}", app.bot_token.get_secret_value())
        return [one async for one in _token(token, app, calls)]
    standing = [one for one in installations if one.removed_at is None]
    if not standing:
        remedy = f"Open /slack/{key}/install at the public address, and install it in a workspace."
        return [Finding(False, f"slack {key}: installed nowhere yet", remedy)]

    async def found_in(installation: Installation) -> Sequence[Finding]:
        return [one async for one in _workspace(key, app, calls, installation)]

    found = await a_few_at_a_time(found_in, standing, _AT_A_TIME)
    return [one for each in found for one in each]


async def _workspace(
    key: str, app: SlackApp, calls: SlackCalls, installation: Installation
) -> AsyncIterator[Finding]:
    about = f"slack {key}, workspace {installation.workspace}"
    if installation.tenant is None:
        remedy = "Type `beheer` with the code of `zetje tenant add` to the bot in that workspace."
        yield Finding(False, f"{about}: it has no tenant", remedy)
    again = f"Open /slack/{key}/install at the public address, and install it there again."
    async for one in _token(_Token(about, installation.secret, again), app, calls):
        yield one


async def _token(token: _Token, app: SlackApp, calls: SlackCalls) -> AsyncIterator[Finding]:
    about = token.about
    try:
        answer, headers = await calls.call_with_headers("auth.test", token.secret, {})
    except ZetjeError as error:
        yield _failed(f"{about}: the token does not work", error, token.remedy)
        return
    where = f"{answer.get('team', '?')} ({answer.get('team_id', '?')})"
    yield Finding(True, f"{about}: the token works in {where}")
    granted = {one.strip() for one in headers.get("x-oauth-scopes", "").split(",") if one.strip()}
    needed = scopes(mentions=app.mentions)
    missing = [one for one in needed if one not in granted]
    if not granted:
        yield Finding(True, f"{about}: Slack did not tell which scopes there are")
    elif missing:
        remedy = "Add them under OAuth & Permissions (or paste the manifest again) and reinstall."
        yield Finding(False, f"{about}: scopes are missing: {', '.join(missing)}", remedy)
    else:
        yield Finding(True, f"{about}: all scopes are there")
    more = sorted(granted - set(needed))
    if more:
        remedy = "The app works; take away what it does not need."
        yield Finding(True, f"{about}: more scopes than needed: {', '.join(more)}", remedy)


async def _socket(key: str, app: SlackApp, calls: SlackCalls) -> Finding:
    assert app.app_token is not None
    token = app.app_token.get_secret_value()
    if not token.startswith("xapp-"):
        remedy = (
            "Make an app-level token with the scope connections:write, under Basic Information."
        )
        return Finding(False, f"slack {key}: app_token is not an app-level token (xapp-…)", remedy)
    try:
        await calls.call("apps.connections.open", token, {})
    except ZetjeError as error:
        return _failed(f"slack {key}: Socket Mode does not work", error)
    return Finding(True, f"slack {key}: Socket Mode works")


async def _address(
    key: str, app: SlackApp, public_url: str, session: aiohttp.ClientSession
) -> Finding:
    """Ask the own public address what Slack asks when somebody saves it: signed, with a challenge."""
    url = f"{public_url}/slack/{key}/events"
    what = f"slack {key}: {url}"
    if not public_url:
        remedy = "Set ZETJE_PUBLIC_URL, or give the app an app_token (Socket Mode)."
        return Finding(False, f"slack {key}: Slack has no address to call", remedy)
    assert app.signing_secret is not None
    body = json.dumps({"type": "url_verification", "challenge": _CHALLENGE, "token": ""})
    headers = _signed(app.signing_secret.get_secret_value(), body)
    try:
        way = by_proxy(url)
        async with session.post(
            url, data=body, headers=headers, allow_redirects=False, **way
        ) as answer:
            words = await answer.text()
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        remedy = "Is `zetje serve` running, and does the proxy in front of it know this address?"
        return Finding(False, f"{what} cannot be reached ({type(error).__name__})", remedy)
    if status == 200 and _CHALLENGE in words:
        return Finding(True, f"{what} answers")
    remedy = {
        401: "The bot has another signing secret than this apps file, or its clock is off.",
        404: "The bot that runs there does not know this app: restart it with this apps file.",
    }.get(status, "Something else than the bot answers there.")
    return Finding(False, f"{what} answers with HTTP {status}", remedy)


def _signed(secret: str, body: str) -> dict[str, str]:
    stamp = str(int(time()))
    digest = hmac_of(secret.encode(), f"v0:{stamp}:{body}".encode(), sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }


def _redirect(key: str, public_url: str) -> Finding:
    if not public_url:
        remedy = "Set ZETJE_PUBLIC_URL: people come back there after they installed the app."
        return Finding(False, f"slack {key}: OAuth has no address to return to", remedy)
    return Finding(True, f"slack {key}: install it at {public_url}/slack/{key}/install")


def _failed(what: str, error: ZetjeError, remedy: str = _COPY_AGAIN) -> Finding:
    why = (
        reason_of(error.code) if isinstance(error, Refused) else str(error).removeprefix("slack: ")
    )
    if not isinstance(error, Refused):
        remedy = "Can this machine reach the Slack API? Look at the network, a proxy, and api_url."
    return Finding(False, f"{what}: {why}", remedy)
