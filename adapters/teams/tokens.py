"""Tokens to call Teams with: one for each app, from its home tenant, fetched ahead of its end."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

import aiohttp
import structlog

from adapters.apps_file import TeamsApp
from adapters.proxy import by_proxy
from bot.errors import NotSent

log = structlog.get_logger()

SCOPE = "https://api.botframework.com/.default"
_AHEAD = 300.0
_PATIENCE = aiohttp.ClientTimeout(total=10, sock_connect=5)
_BREATH = 5.0


class NoTokenError(NotSent):
    """Entra gave no token, so nothing was sent. The message says why: an AADSTS code, never a secret."""


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    renew_at: float
    ends_at: float


class Tokens:
    """The tokens of all apps. Whoever needs one while it is fetched waits for that same one."""

    def __init__(
        self,
        apps: Mapping[str, TeamsApp],
        session: aiohttp.ClientSession,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._apps = apps
        self._session = session
        self._now = now
        self._tokens: dict[str, _Token] = {}
        self._locks = {key: asyncio.Lock() for key in apps}
        self._failed: dict[str, tuple[float, NoTokenError]] = {}

    async def of(self, key: str) -> str:
        """Return the token of this app, "" for one without an id. Raises NoTokenError."""
        if not self._apps[key].app_id:
            return ""
        if self._is_fresh(key):
            return self._tokens[key].value
        async with self._locks[key]:
            if not self._is_fresh(key):
                await self._renew(key)
            return self._tokens[key].value

    def refused(self, key: str, token: str) -> None:
        """Forget a token that Teams does not take; the next one is new."""
        if key in self._tokens and self._tokens[key].value == token:
            del self._tokens[key]

    async def fetch(self, key: str) -> float:
        """Fetch a new token and return for how many seconds it is good. Raises NoTokenError."""
        app = self._apps[key]
        form = {
            "grant_type": "client_credentials",
            "client_id": app.app_id,
            "client_secret": app.client_secret.get_secret_value() if app.client_secret else "",
            "scope": SCOPE,
        }
        url = f"{app.login_url.rstrip('/')}/{app.home_tenant}/oauth2/v2.0/token"
        try:
            async with self._session.post(
                url, data=form, timeout=_PATIENCE, **by_proxy(url)
            ) as answer:
                said = await answer.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise NoTokenError(f"entra: {type(error).__name__}") from error
        if not isinstance(said, dict) or "access_token" not in said:
            raise NoTokenError(f"entra: {_code(said)}")
        lasts = float(said.get("expires_in", 0))
        now = self._now()
        renew_at = now + lasts - min(_AHEAD, lasts / 2)
        self._tokens[key] = _Token(said["access_token"], renew_at, now + lasts)
        return lasts

    def _is_fresh(self, key: str) -> bool:
        token = self._tokens.get(key)
        if token is None:
            return False
        now = self._now()
        return now < token.renew_at or (now < token.ends_at and self._failure(key) is not None)

    def _failure(self, key: str) -> NoTokenError | None:
        """Return why there was no token a moment ago: asking again at once would not help."""
        until, error = self._failed.get(key, (0.0, None))
        return error if self._now() < until else None

    async def _renew(self, key: str) -> None:
        """Fetch a token; while the one at hand is good, failing is no trouble yet."""
        known = self._failure(key)
        if known is not None:
            raise NoTokenError(str(known))
        try:
            await self.fetch(key)
        except NoTokenError as error:
            self._failed[key] = (self._now() + _BREATH, error)
            token = self._tokens.get(key)
            if token is None or self._now() >= token.ends_at:
                raise
            log.warning("token is not renewed yet", app=key, why=str(error))


def _code(said: object) -> str:
    """Return Entra's own code ("AADSTS7000215"), or that of OAuth."""
    if not isinstance(said, dict):
        return "no answer that can be read"
    description = str(said.get("error_description", ""))
    code = description.partition(":")[0]
    return code if code.startswith("AADSTS") else str(said.get("error", "no token"))[:60]
