"""Where Slack calls: one address per app for events, presses, windows and commands."""

from collections.abc import Mapping, Sequence

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

BODY_LIMIT = 256 * 1024
# What Bolt stumbles over before it looks at the signature: not UTF-8, no JSON, or JSON of another shape.
_NO_PAYLOAD = (ValueError, TypeError, AttributeError, KeyError, RecursionError)


class _TooLarge(Exception):
    pass


def event_routes(apps: Mapping[str, AsyncApp]) -> Sequence[BaseRoute]:
    """Return the route of these apps, `/slack/{app}/events`; each has its own signing secret."""

    async def events(request: Request) -> Response:
        app = apps.get(request.path_params["app"])
        if app is None:
            return Response(status_code=404)
        if request.method == "GET":
            is_check = request.query_params.get("ssl_check") == "1"
            return Response(status_code=200 if is_check else 404)
        # Bolt reads this as a number before it looks at the signature, which it compares as ASCII.
        is_signature = request.headers.get("x-slack-signature", "").isascii()
        if not is_signature or not _is_number(request.headers.get("x-slack-request-timestamp", "")):
            return Response(status_code=401)
        try:
            body = await _body(request)
            asked = to_async_bolt_request(request, body)
        except _TooLarge:
            return Response(status_code=413)
        except _NO_PAYLOAD:
            return Response(status_code=400)
        return to_starlette_response(await app.async_dispatch(asked))

    return [Route("/slack/{app}/events", events, methods=["GET", "POST"])]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 12


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise _TooLarge
    return bytes(body)
