"""Who may come in: only what Microsoft signed for one of our apps. The SDK checks, with its gaps closed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
import structlog
from botbuilder.core import CloudAdapterBase
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AuthenticationConfiguration,
    AuthenticationConstants,
    BotFrameworkAuthenticationFactory,
    PasswordServiceClientCredentialFactory,
)

from adapters.apps_file import TeamsApp
from adapters.teams.keys import KeysUnavailableError
from adapters.teams.passes import Passes

log = structlog.get_logger()

_CHANNEL = "msteams"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
# What has no place in a service URL, and may be read in one way here and in another where it is called.
_STRANGE = re.compile(r"[^!-~]|[\\?#%@]")


class NotAllowedError(Exception):
    """The request is of nobody whom we let in; `why` holds no words of people."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """An activity that may come in, of the app with this key."""

    app: str
    activity: Mapping[str, Any]


class Door:
    """Checks every request for all apps, by the app that its token is meant for."""

    def __init__(self, apps: Mapping[str, TeamsApp]) -> None:
        self._apps = apps
        self._by_id = {app.app_id.lower(): key for key, app in apps.items() if app.app_id}
        self._locks = {key: _Lock(app) for key, app in apps.items() if app.app_id}
        self._passes = Passes()
        self._open = [key for key, app in apps.items() if app.development and not app.app_id]

    async def admit(
        self, activity: Mapping[str, Any], header: str | None, only: str | None = None
    ) -> Admitted:
        """Return the activity with its app; `only` names the app in the address, if one is named.

        Raises NotAllowedError, or KeysUnavailableError when nobody can tell.
        """
        called = activity.get("serviceUrl")
        service_url = called if isinstance(called, str) else ""
        passed = self._passes.app_of(header, service_url)
        key = passed or self._app_of(header, only)
        if only not in (None, key):
            raise NotAllowedError("the token is for another app")
        if key in self._locks:
            if activity.get("channelId") != _CHANNEL or not service_url:
                raise NotAllowedError("not an activity of Teams")
            if passed is None:
                claims = await self._locks[key].check(service_url, header or "")
                self._passes.keep(header or "", service_url, key, claims)
        if not may_call(self._apps[key], service_url):
            raise NotAllowedError("the service URL is not on the list of hosts")
        return Admitted(key, activity)

    def _app_of(self, header: str | None, only: str | None) -> str:
        if not header:
            open_ones = [key for key in self._open if only in (None, key)]
            if open_ones:
                return open_ones[0]
            raise NotAllowedError("no token")
        key = self._by_id.get(_audience(header).lower())
        if key is None:
            raise NotAllowedError("the token is for no app of ours")
        return key


class _Lock(CloudAdapterBase):  # type: ignore[misc]  # the SDK has no types
    """The check for one app, as the SDK does it: signature, issuer, audience, expiry, service URL, key."""

    def __init__(self, app: TeamsApp) -> None:
        secret = app.client_secret.get_secret_value() if app.client_secret else ""
        super().__init__(
            BotFrameworkAuthenticationFactory.create(
                to_channel_from_bot_login_url=app.login_url + app.home_tenant,
                to_channel_from_bot_oauth_scope=AuthenticationConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE,
                to_bot_from_channel_token_issuer=AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER,
                oauth_url=AuthenticationConstants.OAUTH_URL,
                to_bot_from_channel_open_id_metadata_url=app.openid_url,
                to_bot_from_emulator_open_id_metadata_url=app.openid_url,
                caller_id="urn:botframework:azure",
                credential_factory=PasswordServiceClientCredentialFactory(
                    app.app_id, secret, app.home_tenant
                ),
                auth_configuration=AuthenticationConfiguration(required_endorsements=[_CHANNEL]),
            )
        )

    async def check(self, service_url: str, header: str) -> Mapping[str, Any]:
        """Return what the token says; NotAllowedError unless it is of Teams for this app and service URL."""
        activity = Activity(channel_id=_CHANNEL, service_url=service_url)
        try:
            _refuse_other_issuers(header)
            checked = await self.bot_framework_authentication.authenticate_request(activity, header)
        except KeysUnavailableError:
            raise
        except Exception as error:
            # The SDK raises whatever comes up: PermissionError, jwt's errors, bare Exceptions.
            raise NotAllowedError(type(error).__name__) from error
        claims: Mapping[str, Any] = checked.claims_identity.claims
        return claims


def may_call(app: TeamsApp, service_url: object) -> bool:
    """Tell whether the app may send to this service URL: a host on its list, over TLS.

    A loopback address needs no TLS, when it is listed or the app is for development.
    """
    written = service_url if isinstance(service_url, str) else ""
    try:
        parts = urlsplit(written)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if _STRANGE.search(written) or parts.username is not None:
        return False
    is_listed = any(host == one or host.endswith(f".{one}") for one in app.hosts)
    if host in _LOOPBACK:
        return parts.scheme in ("http", "https") and (is_listed or app.development)
    return parts.scheme == "https" and is_listed and port in (None, 443)


def _refuse_other_issuers(header: str) -> None:
    """The SDK takes tokens of its Emulator and of skills too, without looking at the service URL."""
    claims = jwt.decode(header.split(" ")[1], options={"verify_signature": False})
    if claims.get("iss") != AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER:
        raise NotAllowedError("another issuer")


def _audience(header: str) -> str:
    """Return whom the token says it is for, unchecked; "" for what is no token."""
    scheme, _, token = header.partition(" ")
    if scheme != "Bearer":
        return ""
    try:
        return str(jwt.decode(token, options={"verify_signature": False}).get("aud", ""))
    except (jwt.PyJWTError, ValueError):
        return ""
