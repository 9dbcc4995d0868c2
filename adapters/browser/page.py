"""The routes of the page. Every form works without scripts (answer: a page or a redirect) and with them
(answer: JSON with what changed); the page's script asks for JSON.
"""

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from adapters.browser.actions import Actions, Outcome
from adapters.browser.files import read_upload
from adapters.browser.guard import POLICY, LoopbackOnly
from adapters.browser.host import DemoHost
from adapters.browser.inbound import Form, Viewer, read_form, viewer_of
from adapters.browser.live import around_of, changes, frame_of, stream, write_position
from adapters.browser.render import (
    page_html,
    way_back_html,
    window_html,
    window_page_html,
    words_page_html,
)
from bot.model.people import Language

_STATIC = Path(__file__).parent / "static"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z")
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)

Act = Callable[[Viewer, Form], Awaitable[Outcome]]


def browser_app(host: DemoHost, port: int | None = None) -> ASGIApp:
    """Return the whole page as an app of its own, closed to everything but loopback.

    It expects to stand at the root of its address. `port` is the one that people type, when it is
    not the one that the server listens on.
    """
    page = Page(host)
    app = Starlette(routes=page.routes(), exception_handlers={HTTPException: _refused})
    return LoopbackOnly(app, port)


async def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    if _wants_json(request):
        return JSONResponse({"error": problem.detail}, problem.status_code)
    return PlainTextResponse(f"{problem.detail}\n", problem.status_code, problem.headers)


def _wants_json(request: Request) -> bool:
    return request.headers.get("accept", "") == "application/json"


class Page:
    """Answers the requests of the page."""

    def __init__(self, host: DemoHost) -> None:
        self._host = host
        self._actions = Actions(host)

    def routes(self) -> list[BaseRoute]:
        """Return all addresses of the page."""
        actions = self._actions
        return [
            Route("/", self.show),
            Route("/live", self.live),
            Route("/overzicht", self.digest),
            Route("/language", self.language, methods=["POST"]),
            Route("/write", self._answering(actions.write), methods=["POST"]),
            Route("/file", self.file, methods=["POST"]),
            Route("/edit", self._answering(actions.edit), methods=["POST"]),
            Route("/delete", self._answering(actions.delete), methods=["POST"]),
            Route("/press", self._answering(actions.press), methods=["POST"]),
            Route("/submit", self._answering(actions.submit), methods=["POST"]),
            Route("/move", self._answering(actions.move), methods=["POST"]),
            Route("/favicon.ico", self.icon),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ]

    async def show(self, request: Request) -> Response:
        """Show a conversation: the persona of `as`, or the channel `in` as this persona."""
        viewer = await self._viewer(request)
        feed = self._host.platform.feed
        feed.see(viewer.persona.id, viewer.conversation)
        # Taken first: what comes while the page is made is then sent to it once more.
        position = write_position(feed)
        return HTMLResponse(
            page_html(
                await frame_of(self._host, viewer),
                feed.entries(viewer.conversation),
                await around_of(self._host, viewer),
                place=self._host.place,
                personas=await self._host.personas(),
                channels=await self._host.channels(),
                position=position,
            )
        )

    async def file(self, request: Request) -> Response:
        """Take a calendar file, and show the conversation with what the bot says of it."""
        upload = await read_upload(request)
        viewer = await viewer_of(self._host, upload.form.one("as"), upload.form.one("in"))
        outcome = await self._actions.give(viewer, upload)
        return await self._as_page(viewer, upload.form, outcome)

    async def icon(self, request: Request) -> Response:
        """Answer a browser that asks for an icon on a page without one."""
        return FileResponse(_STATIC / "zetje.svg")

    async def live(self, request: Request) -> Response:
        """Stream what changes in a conversation from `since` on, or from the last event received."""
        viewer = await self._viewer(request)
        since = request.headers.get("last-event-id") or request.query_params.get("since", "")
        return StreamingResponse(
            stream(self._host, viewer, since), media_type="text/event-stream; charset=utf-8"
        )

    async def digest(self, request: Request) -> Response:
        """Show a person's own overview of a month."""
        viewer = await self._viewer(request)
        month = request.query_params.get("month")
        if month is not None and not _MONTH.match(month):
            raise HTTPException(404, "Write the month as 2027-01.")
        html = await self._host.digest_page(viewer.persona.id, month)
        if html is None:
            words = viewer.words.no_digest
            return HTMLResponse(words_page_html(words, viewer, self._host.place.name), 404)
        html = html.replace("<body>", f"<body>\n{way_back_html(viewer)}", 1)
        return HTMLResponse(html, headers={"Content-Security-Policy": _policy_with_styles(html)})

    async def language(self, request: Request) -> Response:
        """Address the persona in another language, and show the page anew."""
        form = await read_form(request)
        viewer = await viewer_of(self._host, form.one("as"), form.one("in"))
        if form.one("language") not in tuple(Language):
            raise HTTPException(400, f"Choose a language: {', '.join(Language)}.")
        await self._host.set_language(viewer.persona.id, Language(form.one("language")))
        self._host.platform.feed.nudge()
        return _back(viewer)

    async def _viewer(self, request: Request) -> Viewer:
        asked = request.query_params
        return await viewer_of(self._host, asked.get("as", ""), asked.get("in", ""))

    def _answering(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            form = await read_form(request)
            viewer = await viewer_of(self._host, form.one("as"), form.one("in"))
            outcome = await act(viewer, form)
            respond = self._as_json if _wants_json(request) else self._as_page
            return await respond(viewer, form, outcome)

        return answer

    async def _as_json(self, viewer: Viewer, form: Form, outcome: Outcome) -> Response:
        body: dict[str, object] = dict(await changes(self._host, viewer, form.one("since")))
        if outcome.window is not None:
            body["window"] = window_html(outcome.window, await frame_of(self._host, viewer))
        if outcome.status is not None:
            body["status"] = outcome.status
        if outcome.failure is not None:
            body["error"] = outcome.failure
        return JSONResponse(body, 503 if outcome.failure is not None else 200)

    async def _as_page(self, viewer: Viewer, form: Form, outcome: Outcome) -> Response:
        place = self._host.place.name
        status = 503 if outcome.failure is not None else 200
        if outcome.window is not None:
            frame = await frame_of(self._host, viewer)
            return HTMLResponse(window_page_html(outcome.window, frame, place), status)
        if outcome.failure is not None:
            return HTMLResponse(words_page_html(outcome.failure, viewer, place), status)
        return _back(viewer)


def _back(viewer: Viewer) -> Response:
    query = {"as": str(viewer.persona.id)}
    if viewer.channel is not None:
        query["in"] = viewer.conversation
    return RedirectResponse(f"/?{urlencode(query)}#end", 303)


def _policy_with_styles(html: str) -> str:
    """Allow the style sheet that is part of the page itself, and no script at all."""
    hashes = (b64encode(sha256(css.encode()).digest()).decode() for css in _STYLE.findall(html))
    styles = " ".join(("style-src 'self'", *(f"'sha256-{value}'" for value in hashes)))
    return POLICY.replace("style-src 'self'", styles).replace("script-src 'self'; ", "")
