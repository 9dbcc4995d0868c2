"""Which token goes with which tenant or workspace: from the apps file, or as it was installed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

from adapters.apps_file import SlackApp
from bot.errors import NotSent
from bot.model.ids import TenantId
from bot.model.installations import Installation
from bot.model.people import Platform
from bot.ports.stores import Stores

# So long it takes at most until another process's new installation is seen here.
_KEPT_SECONDS = 60.0
_MOST_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Access:
    """How one app speaks in one workspace. `bot` is its user id there, "" where that is not known."""

    app: str
    token: str
    workspace: str = ""
    bot: str = ""

    def __repr__(self) -> str:
        """Tell which app it is, never its token."""
        return f"Access({self.app!r}, {self.workspace!r})"


class Accesses:
    """Finds the token, and remembers it for a minute."""

    def __init__(
        self,
        apps: Mapping[str, SlackApp],
        stores: Stores,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._apps = apps
        self._stores = stores
        self._now = now
        self._own = {app.tenant: key for key, app in apps.items() if app.tenant and app.bot_token}
        self._known: dict[tuple[str, str], tuple[float, Access | None]] = {}

    def app_of(self, tenant: TenantId) -> SlackApp:
        """Return the app that this tenant is likely to use: its own, or the one it was found with."""
        own = self._own.get(tenant)
        if own is not None:
            return self._apps[own]
        _, access = self._known.get(("", tenant), (0.0, None))
        if access is not None:
            return self._apps[access.app]
        shared = [app for app in self._apps.values() if app.bot_token is None]
        return min(shared or self._apps.values(), key=lambda app: app.per_second)

    async def of_tenant(self, tenant: TenantId) -> Access:
        """Return how to speak to this tenant.

        Raises NotSent: for good when the app was removed, and for now when it is only no app of this
        process; another one may have it in its apps file.
        """
        own = self._own.get(tenant)
        if own is not None:
            return Access(own, self._token_of(own))
        found = self._remembered("", tenant)
        if found is not None:
            return found
        installation = await self._stores.installations.of(Platform.SLACK, tenant)
        found = self._remember("", tenant, self._access(installation))
        if found is not None:
            return found
        if installation is None and await self._was_removed(tenant):
            raise NotSent("slack: the app is not installed", final=True)
        raise NotSent("slack: not installed, or not in the apps file of this process")

    async def _was_removed(self, tenant: TenantId) -> bool:
        everywhere = await self._stores.installations.all()
        return any(one.platform is Platform.SLACK and one.tenant == tenant for one in everywhere)

    async def at(self, app: str, workspace: str) -> Access | None:
        """Return how this app speaks in this workspace; None where it was not installed."""
        found = self._remembered(app, workspace)
        if found is not None:
            return found
        installation = await self._stores.installations.at(Platform.SLACK, workspace)
        if installation is not None and installation.app not in ("", app):
            installation = None
        access = self._access(installation)
        if access is None and self._apps[app].bot_token is not None:
            access = Access(app, self._token_of(app), workspace)
        return self._remember(app, workspace, access)

    def forget(self, workspace: str) -> None:
        """Look again the next time: the app was installed anew, or taken away."""
        gone = [
            key
            for key, (_, access) in self._known.items()
            if key[1] == workspace or (access is not None and access.workspace == workspace)
        ]
        for key in gone:
            del self._known[key]

    def forget_tenant(self, tenant: TenantId) -> None:
        """Look again the next time: the token of this tenant did not work."""
        self._known.pop(("", tenant), None)

    def _access(self, installation: Installation | None) -> Access | None:
        if installation is None or installation.app not in self._apps:
            return None
        token = self._token_of(installation.app) or installation.secret
        if installation.removed_at is not None and not self._token_of(installation.app):
            return None
        if not token:
            return None
        return Access(installation.app, token, installation.workspace, installation.bot)

    def _token_of(self, app: str) -> str:
        secret = self._apps[app].bot_token
        return secret.get_secret_value() if secret is not None else ""

    def _remembered(self, app: str, name: str) -> Access | None:
        until, access = self._known.get((app, name), (0.0, None))
        return access if until > self._now() else None

    def _remember(self, app: str, name: str, access: Access | None) -> Access | None:
        if access is not None:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known[app, name] = (self._now() + _KEPT_SECONDS, access)
        return access
