"""The Bolt app of one Slack app: it verifies, acknowledges, and hands what comes in to the desk."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.apps_file import SlackApp
from adapters.proxy import proxy_for
from adapters.slack.access import Accesses
from adapters.slack.calls import TOTAL_SECONDS
from adapters.slack.desk import Desk
from adapters.slack.tasks import told

log = structlog.get_logger()

_ANY = re.compile(r"[\s\S]*")
# Below this Bolt writes what came in, word for word.
_QUIET = logging.CRITICAL


def bolt_app(
    key: str, app: SlackApp, accesses: Accesses, desk: Desk, session: aiohttp.ClientSession
) -> AsyncApp:
    """Return a Bolt app that answers only when all that follows is stored, and 500 when it is not."""
    client = AsyncWebClient(
        base_url=app.api_url, session=session, retry_handlers=[], timeout=int(TOTAL_SECONDS)
    )
    # By itself it would take any proxy that is set, whatever NO_PROXY says.
    client.proxy = proxy_for(app.api_url)
    secret = app.signing_secret.get_secret_value() if app.signing_secret is not None else ""
    made = AsyncApp(
        name=f"zetje-{key}",
        logger=_quiet_logger(),
        # Socket Mode needs none; an app without a secret takes nothing over HTTP.
        signing_secret=secret,
        authorize=_authorize(key, accesses),
        client=client,
        process_before_response=True,
        user_facing_authorize_error_message="Zetje is hier niet geïnstalleerd.",
    )
    made.error(_on_error)
    _listen(made, desk)
    return made


def _listen(made: AsyncApp, desk: Desk) -> None:
    async def event(body: dict[str, Any], context: AsyncBoltContext) -> None:
        await desk.event(_workspace(context), body)

    async def action(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await desk.press(_workspace(context), body)
        await ack()

    async def shortcut(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await desk.shortcut(_workspace(context), body)
        await ack()

    async def command(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack(await desk.command(_workspace(context), body))

    async def submission(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        answer = await desk.submission(_workspace(context), body)
        await ack(answer if answer is not None else "")

    async def closed(ack: AsyncAck) -> None:
        await ack()

    made.event(_ANY)(event)
    made.block_action(_ANY)(action)
    made.shortcut(_ANY)(shortcut)
    made.command(_ANY)(command)
    made.view_submission(_ANY)(submission)
    made.view_closed(_ANY)(closed)


def _workspace(context: AsyncBoltContext) -> str:
    return context.team_id or context.enterprise_id or ""


async def _on_error(error: Exception) -> BoltResponse:
    # What went wrong may hold words; what kind of error it is does not.
    log.error("slack: not stored", error=told(error))
    return BoltResponse(status=500, body="")


def _authorize(key: str, accesses: Accesses) -> Callable[..., Awaitable[Any]]:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        access = await accesses.at(key, team_id or enterprise_id or "")
        if access is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=access.token,
            bot_user_id=access.bot or None,
        )

    return authorize


def _quiet_logger() -> logging.Logger:
    logger = logging.getLogger("slack_bolt")
    logger.setLevel(_QUIET)
    return logger
