"""The errors of the Connector as Teams words them."""

import json
from dataclasses import dataclass, field

from starlette.responses import Response

from tests.standins.teams.world import Json

# What stands on an answer that never arrives: the door breaks the connection instead.
BROKEN = (b"x-standin", b"dropped")


@dataclass
class Refused(Exception):
    """The Connector refuses a request."""

    status: int
    body: Json
    headers: dict[str, str] = field(default_factory=dict)


def refused(status: int, code: str, message: str) -> Refused:
    return Refused(status, {"error": {"code": code, "message": message}})


def unauthorized() -> Refused:
    return Refused(401, {"message": "Authorization has been denied for this request."})


def conversation_not_found() -> Refused:
    return refused(404, "ConversationNotFound", "Conversation not found.")


def activity_not_found() -> Refused:
    return refused(404, "ActivityNotFoundInConversation", "Message does not exist in the thread.")


def bad_syntax(message: str) -> Refused:
    return refused(400, "BadSyntax", message)


def bad_argument(message: str) -> Refused:
    return refused(400, "BadArgument", message)


def not_installed() -> Refused:
    return refused(
        403, "ForbiddenOperationException", "Bot is not installed in user's personal scope"
    )


def blocked_by_user() -> Refused:
    return refused(403, "ConversationBlockedByUser", "User blocked the conversation with the bot.")


def not_in_roster() -> Refused:
    return refused(
        403, "BotNotInConversationRoster", "The bot is not part of the conversation roster."
    )


def writes_blocked() -> Refused:
    """The person removed or blocked the bot; this one is worded by another layer of Teams."""
    inner = {
        "subCode": "MessageWritesBlocked",
        "details": "Thread is blocked from message writes.",
        "errorCode": None,
        "errorSubCode": None,
    }
    return Refused(403, {"errorCode": 209, "message": json.dumps(inner)})


def too_big() -> Refused:
    return refused(413, "MessageSizeTooBig", "Message size too large.")


def throttled(retry_after: int | None) -> Refused:
    error = refused(429, "Throttled", "Too many requests.")
    if retry_after is not None:
        error.headers["Retry-After"] = str(retry_after)
    return error


def failed(status: int, retry_after: int | None) -> Refused:
    """What a fault on command answers."""
    if status == 429:
        return throttled(retry_after)
    codes = {412: "PreconditionFailed", 503: "ServiceUnavailable", 504: "GatewayTimeout"}
    error = refused(status, codes.get(status, "ServiceError"), "Please try again.")
    if retry_after is not None:
        error.headers["Retry-After"] = str(retry_after)
    return error


def dropped() -> Response:
    """Return an answer that never arrives."""
    return Response(headers={BROKEN[0].decode(): BROKEN[1].decode()})
