"""The keys that Microsoft signs with: fetched off the event loop's back, in time, and never in a flood."""

import asyncio
from collections.abc import Callable, Mapping
from json import dumps
from time import monotonic
from typing import Any

import aiohttp
import structlog
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor, _OpenIdConfig
from jwt.algorithms import RSAAlgorithm

from adapters.proxy import by_proxy

log = structlog.get_logger()

_A_DAY = 86_400.0
_PATIENCE = aiohttp.ClientTimeout(total=5)
# Keys that nobody knows may be asked after this often at once, and then once in so many seconds.
_AT_ONCE = 3
_SECONDS_EACH = 60.0
_AFTER_A_FAILURE = 2.0


class KeysUnavailableError(Exception):
    """The keys could not be fetched, so nobody can tell whether a token is good."""


class UnknownKeyError(Exception):
    """No published key has this id."""


class SigningKeys:
    """The published keys, in place of the SDK's own way of getting them.

    That one waits on the event loop without a time-out, raises IndexError for a key it does not
    know, and looks for a new one once an hour at most.
    """

    def __init__(
        self, url: str, session: aiohttp.ClientSession, now: Callable[[], float] = monotonic
    ) -> None:
        self.url = url
        self._session = session
        self._now = now
        self._lock = asyncio.Lock()
        self._known: dict[str, _OpenIdConfig] = {}
        self._fetched_at: float | None = None
        self._failed_at: float | None = None
        self._turns, self._turns_at = float(_AT_ONCE), now()

    def take_the_place_of_the_sdks(self) -> None:
        """Let the SDK look up its keys here from now on."""
        JwtTokenExtractor.metadataCache[self.url] = self

    async def get(self, key_id: str | None) -> _OpenIdConfig:
        """Return the key with this id.

        Raises UnknownKeyError when there is none, KeysUnavailableError when nobody can say.
        """
        if self._should_fetch(key_id):
            async with self._lock:
                if self._should_fetch(key_id):
                    await self._fetch()
        found = self._known.get(key_id or "")
        if found is not None:
            return found
        if self._fetched_at is None or self._failed_at is not None:
            raise KeysUnavailableError("the signing keys cannot be fetched")
        raise UnknownKeyError("no published key has this id")

    async def fetch(self) -> None:
        """Fetch the keys now. Raises KeysUnavailableError with the cause."""
        try:
            about = await self._read(self.url)
            published = (await self._read(about["jwks_uri"]))["keys"]
            self._known = {key["kid"]: _config(key) for key in published if key.get("kid")}
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError, TypeError) as e:
            raise KeysUnavailableError(f"{type(e).__name__} at {self.url}") from e

    def _should_fetch(self, key_id: str | None) -> bool:
        now = self._now()
        if self._failed_at is not None and now < self._failed_at + _AFTER_A_FAILURE:
            return False
        if self._fetched_at is None:
            return True
        is_old = now > self._fetched_at + _A_DAY
        return (
            is_old
            or self._failed_at is not None
            or (key_id not in self._known and self._turns_left(now) >= 1)
        )

    def _turns_left(self, now: float) -> float:
        return min(_AT_ONCE, self._turns + (now - self._turns_at) / _SECONDS_EACH)

    async def _fetch(self) -> None:
        now = self._now()
        self._turns, self._turns_at = max(0.0, self._turns_left(now) - 1), now
        try:
            await self.fetch()
        except KeysUnavailableError as error:
            self._failed_at = self._now()
            log.warning("signing keys cannot be fetched", why=str(error))
            return
        self._fetched_at, self._failed_at = self._now(), None

    async def _read(self, url: str) -> Mapping[str, Any]:
        async with self._session.get(url, timeout=_PATIENCE, **by_proxy(url)) as answer:
            answer.raise_for_status()
            found: Mapping[str, Any] = await answer.json(content_type=None)
            return found


def _config(key: Mapping[str, Any]) -> _OpenIdConfig:
    # A key without endorsements would be taken for any channel; one that is for none is for none.
    return _OpenIdConfig(RSAAlgorithm.from_jwk(dumps(key)), key.get("endorsements") or ["none"])
