"""Answers only a browser on this machine that has the page itself open.

A name that some site lets point to 127.0.0.1 fails on Host; a form or script of another site fails on
Origin. Every answer carries the headers that keep the page to itself.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
SAFE_METHODS = frozenset({"GET", "HEAD"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# "no-referrer" would make browsers send the Origin of a plain form as "null".
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class LoopbackOnly:
    """Wraps an app so that only requests from its own page, on loopback, reach it.

    `port` is the one in the address bar; without it, the one that the server listens on.
    """

    def __init__(self, app: ASGIApp, port: int | None = None) -> None:
        self._app = app
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 421 (Host) or 403 (Origin) and a short text."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0].lower(), scope):
            return PlainTextResponse(
                "This page answers only to 127.0.0.1, localhost or [::1] with its own port.\n", 421
            )
        if not _comes_from_page(headers, scope["method"], hosts[0].lower()):
            return PlainTextResponse("This request does not come from the page itself.\n", 403)
        return None

    def _is_ours(self, host: str, scope: Scope) -> bool:
        name, _, port = host.rpartition(":")
        if not port.isdecimal():
            name, port = host, "80"
        server = scope.get("server")
        served = self._port or (server[1] if server else None)
        return name in LOOPBACK and port == str(served)


def _comes_from_page(headers: Headers, method: str, host: str) -> bool:
    origins = headers.getlist("origin")
    site = headers.get("sec-fetch-site")
    if any(origin.lower() != f"http://{host}" for origin in origins):
        return False
    if method in SAFE_METHODS:
        is_visit = headers.get("sec-fetch-mode") == "navigate"
        return is_visit or site in (None, "same-origin", "none")
    return len(origins) == 1 and site in (None, "same-origin")
