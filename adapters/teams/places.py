"""Which app serves which organisation, and where its messages go: learned from what Teams sends."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic, time
from weakref import WeakValueDictionary

import structlog

from adapters.apps_file import TeamsApp
from adapters.teams.activity import Activity
from adapters.teams.connector import Place
from bot.errors import NotSent
from bot.model.ids import TenantId
from bot.model.installations import Installation
from bot.model.people import Platform
from bot.ports.stores import Stores
from bot.reception import Reception

log = structlog.get_logger()

_KEPT_FOR = 60.0
# Where Teams finds the region by itself, until an activity of the organisation names it.
_ANYWHERE = "https://smba.trafficmanager.net/teams/"


@dataclass(frozen=True, slots=True)
class _Kept:
    place: Place
    until: float


class Places:
    """The places of all organisations, read from the stores and kept for a minute."""

    def __init__(
        self,
        apps: Mapping[str, TeamsApp],
        stores: Stores,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._apps = apps
        self._stores = stores
        self._now = now
        self._finding: WeakValueDictionary[TenantId, asyncio.Lock] = WeakValueDictionary()
        self._kept: dict[TenantId, _Kept] = {}
        self._learned: dict[str, Place] = {}

    def app_of(self, tenant: TenantId) -> TeamsApp | None:
        """Return the app of this tenant as far as it is known without asking, else None."""
        kept = self._kept.get(tenant)
        if kept is not None:
            return self._apps.get(kept.place.app)
        own = [app for app in self._apps.values() if app.tenant == tenant]
        return own[0] if own else None

    async def of(self, tenant: TenantId) -> Place:
        """Return where this tenant's messages go. Raises NotSent when the app is nowhere there."""
        if self._fresh(tenant) is None:
            async with self._finding.setdefault(tenant, asyncio.Lock()):
                if self._fresh(tenant) is None:
                    place = await self._find(tenant)
                    self._kept[tenant] = _Kept(place, self._now() + _KEPT_FOR)
        return self._kept[tenant].place

    def _fresh(self, tenant: TenantId) -> Place | None:
        kept = self._kept.get(tenant)
        return kept.place if kept is not None and self._now() <= kept.until else None

    def serves(self, app: str, workspace: str) -> bool:
        """Tell whether this app may be used by this organisation; one with a bot of its own uses that."""
        of = self._apps[app]
        if of.tenant is not None:
            return _entra_tenant(of) in ("", workspace)
        own = (one for one in self._apps.values() if one.tenant is not None)
        return workspace not in map(_entra_tenant, own)

    async def learn(self, app: str, activity: Activity, reception: Reception) -> None:
        """Remember that the app is installed where this comes from, and where it wants to be called."""
        place = Place(app, activity.service_url, activity.workspace, activity.bot)
        if self._learned.get(activity.workspace) == place:
            return
        installed = await reception.installed(
            Installation(
                platform=Platform.TEAMS,
                workspace=activity.workspace,
                app=app,
                tenant=_tenant(self._apps[app]),
                bot=activity.bot,
                service_url=activity.service_url,
                installed_at=activity.at,
            )
        )
        self._learned[activity.workspace] = place
        if installed.tenant is not None:
            self._kept[installed.tenant] = _Kept(place, self._now() + _KEPT_FOR)

    async def bind(self, reception: Reception) -> None:
        """Make known the organisations that the apps file names, so that nobody needs a code there."""
        for installation in self._bound():
            try:
                await reception.installed(installation)
            except ValueError as error:
                log.error("app is not linked", app=installation.app, why=str(error))

    def _bound(self) -> Iterator[Installation]:
        for key, app in self._apps.items():
            if app.tenant is not None and _entra_tenant(app):
                yield Installation(
                    platform=Platform.TEAMS,
                    workspace=_entra_tenant(app),
                    app=key,
                    tenant=_tenant(app),
                    installed_at=datetime.fromtimestamp(time(), UTC),
                )

    async def _find(self, tenant: TenantId) -> Place:
        found = await self._stores.installations.of(Platform.TEAMS, tenant)
        if found is None:
            raise NotSent("teams: the app is not installed there", final=True)
        if found.app not in self._apps:
            # Another process may have it in its own.
            raise NotSent("teams: the app is not in the apps file of this process")
        service_url = found.service_url or _ANYWHERE
        return Place(found.app, service_url, found.workspace, found.bot)


def _tenant(app: TeamsApp) -> TenantId | None:
    return TenantId(app.tenant) if app.tenant is not None else None


def _entra_tenant(app: TeamsApp) -> str:
    return app.entra_tenant or app.home_tenant
