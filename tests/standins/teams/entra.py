"""Entra's token endpoint for apps, and Microsoft's server of signing keys."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qsl
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.standins.teams.errors import dropped, failed, unauthorized
from tests.standins.teams.faults import Area, Faults, Trouble
from tests.standins.teams.keys import ISSUER, Keys
from tests.standins.teams.world import App, World

SCOPE = "https://api.botframework.com/.default"


@dataclass
class Entra:
    """`lifetime` and `latency` are in seconds; `requests` counts by what was asked for."""

    world: World
    keys: Keys
    faults: Faults
    lifetime: int = 3599
    latency: float = 0.0
    requests: Counter[str] = field(default_factory=Counter)
    _issued: dict[str, tuple[str, float]] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        metadata = "/v1/.well-known/openidconfiguration"
        return [
            Route("/{tenant}/oauth2/v2.0/token", self.token, methods=["POST"]),
            Route(metadata, self.metadata),
            Route("/v1/.well-known/keys", self.jwks),
        ]

    def app_of(self, authorization: str) -> App:
        """Return whose token this is. Raises Refused for one that is not valid (any more)."""
        scheme, _, token = authorization.partition(" ")
        app_id, until = self._issued.get(token, ("", 0.0))
        if scheme != "Bearer" or until <= time.monotonic() or app_id not in self.world.apps:
            self.requests["unauthorized"] += 1
            raise unauthorized()
        return self.world.apps[app_id]

    def revoke(self) -> None:
        """Make every token that was handed out worthless."""
        self._issued.clear()

    async def token(self, request: Request) -> Response:
        self.requests["token"] += 1
        await asyncio.sleep(self.latency)
        trouble = await self._trouble(Area.TOKEN)
        if trouble is not None:
            return trouble
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        app_id = form.get("client_id", "")
        app = self.world.apps.get(app_id)
        if app is None or request.path_params["tenant"] != app.home_tenant:
            why = f"AADSTS700016: Application with identifier '{app_id}' was not found."
            return _error(400, "unauthorized_client", why)
        if form.get("client_secret") != app.secret:
            return _error(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
        if form.get("grant_type") != "client_credentials":
            return _error(400, "unsupported_grant_type", "AADSTS70003: not supported.")
        if form.get("scope") != SCOPE:
            return _error(400, "invalid_scope", "AADSTS70011: The scope is not valid.")
        token = f"standin.{uuid4().hex}"
        self._issued[token] = (app.id, time.monotonic() + self.lifetime)
        return JSONResponse(
            {
                "token_type": "Bearer",
                "expires_in": self.lifetime,
                "ext_expires_in": self.lifetime,
                "access_token": token,
            }
        )

    async def metadata(self, request: Request) -> Response:
        self.requests["metadata"] += 1
        trouble = await self._trouble(Area.KEYS)
        if trouble is not None:
            return trouble
        return JSONResponse(
            {
                "issuer": ISSUER,
                "authorization_endpoint": "https://invalid.botframework.com",
                "jwks_uri": str(request.base_url) + "v1/.well-known/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            }
        )

    async def jwks(self, request: Request) -> Response:
        self.requests["keys"] += 1
        trouble = await self._trouble(Area.KEYS)
        return trouble if trouble is not None else JSONResponse(self.keys.as_published())

    async def _trouble(self, area: Area) -> Response | None:
        fault = self.faults.take(area)
        if fault is None:
            return None
        await self.faults.linger(fault)
        if fault.trouble is Trouble.SLOW:
            return None
        if fault.trouble is Trouble.DROP:
            return dropped()
        error = failed(fault.status, fault.retry_after)
        return JSONResponse(error.body, error.status, error.headers)


def _error(status: int, code: str, why: str) -> Response:
    return JSONResponse({"error": code, "error_description": why}, status)
