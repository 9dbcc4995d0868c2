"""Installing by OAuth, for one app in several workspaces: a state that is checked, a token that is sealed."""

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.apps_file import SlackApp
from adapters.slack.calls import Json, SlackCalls
from adapters.slack.desk import Around
from adapters.slack.manifest import scopes
from adapters.slack.oauth_pages import Page, page
from adapters.slack.tasks import told
from bot.errors import ZetjeError
from bot.model.installations import Installation
from bot.model.people import Platform
from bot.reception import Reception

log = structlog.get_logger()

STATE_LASTS = 600.0
COOKIE = "zetje-slack-install"


class OAuth:
    """The two addresses of an installation, for the apps that have a client id and secret."""

    def __init__(
        self,
        apps: Mapping[str, SlackApp],
        calls: Mapping[str, SlackCalls],
        around: Around,
        reception: Reception,
        public_url: str,
    ) -> None:
        self._apps = apps
        self._calls = calls
        self._around = around
        self._reception = reception
        self._public_url = public_url.rstrip("/")

    def routes(self) -> Sequence[BaseRoute]:
        """Return `/slack/{app}/install`, which a person visits, and `/slack/{app}/oauth`, where they return."""
        return [
            Route("/slack/{app}/install", self._install, methods=["GET"]),
            Route("/slack/{app}/oauth", self._return, methods=["GET"]),
        ]

    async def _install(self, request: Request) -> Response:
        key = request.path_params["app"]
        app = self._apps.get(key)
        if app is None or not self._public_url:
            return page(request, Page.NOT_HERE)
        nonce = secrets.token_urlsafe(16)
        asked = {
            "client_id": app.client_id,
            "scope": ",".join(scopes(mentions=app.mentions)),
            "redirect_uri": self._redirect_uri(key),
            "state": new_state(_secret(app), key, nonce, self._around.now()),
        }
        answer = RedirectResponse(f"{_authorize_url(app)}?{urlencode(asked)}", 302)
        is_https = self._public_url.startswith("https://")
        answer.set_cookie(
            COOKIE,
            nonce,
            max_age=int(STATE_LASTS),
            path=f"/slack/{key}/oauth",
            secure=is_https,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def _return(self, request: Request) -> Response:
        key = request.path_params["app"]
        app = self._apps.get(key)
        if app is None or not self._public_url:
            return page(request, Page.NOT_HERE)
        given = request.query_params
        nonce = request.cookies.get(COOKIE, "")
        if not is_good_state(given.get("state", ""), _secret(app), key, nonce, self._around.now()):
            return page(request, Page.TOO_LATE)
        if given.get("error") or not given.get("code"):
            return page(request, Page.NOT_INSTALLED)
        shown = await self._exchange(key, app, given["code"])
        answer = page(request, shown)
        answer.delete_cookie(COOKIE, path=f"/slack/{key}/oauth")
        return answer

    async def _exchange(self, key: str, app: SlackApp, code: str) -> Page:
        assert app.client_id is not None
        arguments = {
            "client_id": app.client_id,
            "client_secret": _secret(app),
            "code": code,
            "redirect_uri": self._redirect_uri(key),
        }
        try:
            found = await self._calls[key].call("oauth.v2.access", "", arguments)
        except ZetjeError as error:
            log.warning("slack: not installed", app=key, error=told(error))
            return Page.NOT_INSTALLED
        return await self._store(key, app, found)

    async def _store(self, key: str, app: SlackApp, found: Json) -> Page:
        workspace = (found.get("team") or {}).get("id")
        if not workspace or found.get("is_enterprise_install"):
            return Page.WHOLE_ORGANISATION
        if found.get("refresh_token"):
            return Page.ROTATION
        if app.tenant is not None and not await self._is_theirs(app.tenant, str(workspace)):
            log.error("slack: the tenant of this app has another workspace", app=key)
            return Page.ELSEWHERE
        installation = Installation(
            platform=Platform.SLACK,
            workspace=str(workspace),
            app=key,
            # Whoever installs it proves nothing about a tenant: a code does, and is asked for.
            tenant=None,
            bot=str(found.get("bot_user_id", "")),
            secret=str(found.get("access_token", "")),
            installed_at=datetime.fromtimestamp(self._around.now(), UTC),
        )
        try:
            await self._reception.installed(installation)
        except ValueError:
            log.error("slack: the workspace belongs to another tenant", app=key)
            return Page.ELSEWHERE
        self._around.accesses.forget(str(workspace))
        return Page.INSTALLED

    async def _is_theirs(self, tenant: str, workspace: str) -> bool:
        """Tell whether a tenant never had another workspace, nor the workspace another tenant."""
        known = await self._around.stores.installations.all()
        here = [one for one in known if one.platform is Platform.SLACK and one.tenant is not None]
        return all((one.tenant == tenant) == (one.workspace == workspace) for one in here)

    def _redirect_uri(self, key: str) -> str:
        return f"{self._public_url}/slack/{key}/oauth"


def new_state(secret: str, app: str, nonce: str, now: float) -> str:
    """Return a state that `is_good_state` takes from the same browser, for ten minutes."""
    body = json.dumps([app, int(now + STATE_LASTS)]).encode()
    return f"{urlsafe_b64encode(body).decode()}.{_signature(secret, body, nonce)}"


def is_good_state(state: str, secret: str, app: str, nonce: str, now: float) -> bool:
    """Tell whether this state was made here for this app and this browser, and did not run out."""
    written, _, signature = state.partition(".")
    try:
        body = urlsafe_b64decode(written.encode("ascii"))
        named, until = json.loads(body)
    except (ValueError, TypeError):
        return False
    is_ours = hmac.compare_digest(signature.encode(), _signature(secret, body, nonce).encode())
    return is_ours and bool(nonce) and named == app and isinstance(until, int) and now < until


def _signature(secret: str, body: bytes, nonce: str) -> str:
    key = sha256(b"zetje slack state\x1f" + secret.encode()).digest()
    return hmac.new(key, body + b"\x1f" + nonce.encode(), sha256).hexdigest()


def _secret(app: SlackApp) -> str:
    return app.client_secret.get_secret_value() if app.client_secret is not None else ""


def _authorize_url(app: SlackApp) -> str:
    """Return where a person agrees, on the host that serves the API."""
    parts = urlsplit(app.api_url)
    return f"{parts.scheme}://{parts.netloc}/oauth/v2/authorize"
