"""Looks whether an installation is in order: what is well, what is not, and what to do about that."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from adapters.apps_file import Apps, SlackApp, TeamsApp, refuse_open_doors
from adapters.asking import a_few_at_a_time
from adapters.clock.clocks import SystemClock
from adapters.doctor_database import database, unusable
from adapters.findings import Finding
from adapters.opening import named_tenants
from adapters.proxy import proxies
from adapters.secrets_kept import closed, copy, secrets
from adapters.settings import Settings, apps_of, misspelt, read_settings
from adapters.vault.keyring import KeyRing
from adapters.wiring import open_stores, read_knowledge
from bot.errors import SealError, SettingsError, ZetjeError
from bot.model.installations import Installation
from bot.model.people import Platform, Tenant
from bot.model.series import SeriesState
from bot.planner.checkup import can_be_told
from bot.ports.stores import Stores

_OPENED_OF_EACH = 3
# So many apps are asked about at a time.
_AT_A_TIME = 10
_LATELY = timedelta(days=7)
_QUIET_AFTER = timedelta(minutes=2)
_NEW_RING = (
    "Put the key ring back from its copy. Only for a new database: make one with `zetje key`."
)


async def examine(*, offline: bool = False) -> Sequence[Finding]:
    """Return what was found, in the order in which it is worth looking at.

    With `offline` nobody is called. Sends nothing to anybody, and raises nothing for what is wrong.
    """
    try:
        settings = await asyncio.to_thread(read_settings)
    except SettingsError as error:
        return [Finding(False, f"settings: {error}", "docs/settings.md explains each of them.")]
    found = [Finding(True, "settings: all can be read")]
    for name, meant in misspelt().items():
        found.append(Finding(False, f"settings: nothing reads {name}", f"Call it {meant}."))
    found += [*_keys(settings), *_library(settings)]
    apps, of_apps = _apps(settings)
    found += [*of_apps, *secrets(settings), *copy(settings, apps)]
    can_open = all(one.ok for one in found if one.what.startswith("keys"))
    is_usable, of_database = await asyncio.to_thread(database, settings)
    found += of_database
    if can_open and is_usable:
        found += [one async for one in _inside(settings, apps, offline=offline)]
    return [*found, *outbound(apps, settings.heartbeat_url)]


def outbound(apps: Apps, heartbeat: str | None = None) -> Iterator[Finding]:
    """Yield where the bot must be able to go out to, for the firewall."""
    hosts: set[str] = set()
    if heartbeat is not None:
        hosts.add(f"{_host_of(heartbeat)} (from the clock, for ZETJE_HEARTBEAT_URL)")
    for app in apps.slack.values():
        hosts.add(_host_of(app.api_url))
        if app.app_token is not None:
            hosts.add(
                "wss-primary.slack.com:443 (and other names under slack.com, for Socket Mode)"
            )
    for bot in apps.teams.values():
        hosts |= {_host_of(bot.login_url), _host_of(bot.openid_url)}
        hosts |= {f"{host}:443" for host in bot.hosts}
    for host in sorted(hosts):
        yield Finding(True, f"outbound: {host}")
    for scheme, proxy in sorted(proxies().items()):
        yield Finding(True, f"outbound: {scheme} goes by the proxy {proxy}, except for NO_PROXY")


def _host_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def _keys(settings: Settings) -> Iterator[Finding]:
    try:
        ring = KeyRing(settings.keys)
    except SettingsError as error:
        yield Finding(False, f"keys: {error}", _NEW_RING)
        return
    yield Finding(True, f"keys: {len(ring.key_ids)}, of which {ring.key_ids[0]} seals")


def _library(settings: Settings) -> Iterator[Finding]:
    try:
        knowledge = read_knowledge(settings.prompts)
    except (SettingsError, OSError) as error:
        yield Finding(False, f"library: {error}", "Mend the file, or take ZETJE_PROMPTS away.")
        return
    yield Finding(True, f"library: {len(knowledge.library.prompts)} prompts")


def _apps(settings: Settings) -> tuple[Apps, list[Finding]]:
    try:
        apps = apps_of(settings)
        refuse_open_doors(apps, settings.host)
    except SettingsError as error:
        return Apps(), [Finding(False, f"apps: {error}", "docs/apps.md explains each key.")]
    if settings.apps is None:
        remedy = "Set ZETJE_APPS to an apps file; docs/apps.md shows one."
        return apps, [Finding(False, "apps: no chat platform is set up", remedy)]
    found = [Finding(True, f"apps: {len(apps.slack)} on Slack, {len(apps.teams)} on Teams")]
    return apps, [*found, *closed(settings.apps, "apps")]


async def _inside(settings: Settings, apps: Apps, *, offline: bool) -> AsyncIterator[Finding]:
    """Look at what is stored, and ask the platforms. The database may be gone, or full, by now."""
    try:
        async with open_stores(settings.database, settings.keys) as stores:
            async for one in _stored(stores, apps):
                yield one
            if not offline:
                for one in await _platforms(apps, settings, stores):
                    yield one
    except SettingsError as error:
        yield unusable(error)


async def _stored(stores: Stores, apps: Apps) -> AsyncIterator[Finding]:
    try:
        installations = await stores.installations.all()
        tenants = await stores.directory.tenants()
        for tenant in tenants:
            await _open_some(stores, tenant)
    except SealError as error:
        remedy = f"{error} The whole ring stands in its copy (docs/running.md, Backup and restore)."
        yield Finding(False, "keys: what is stored does not open with them", remedy)
        return
    if tenants:
        yield Finding(True, f"tenants: {named_tenants([tenant.id for tenant in tenants])}")
    else:
        remedy = 'Make one with `zetje tenant add ID "NAME"`.'
        yield Finding(False, "tenants: there are none yet", remedy)
    for finding in _linked(apps, tenants, installations):
        yield finding
    for tenant in tenants:
        async for finding in _admins(stores, tenant):
            yield finding
    yield _clock(await stores.directory.last_tick_at(), SystemClock().now())


async def _open_some(stores: Stores, tenant: Tenant) -> None:
    """Open what a few people put down: a key that is missing shows at once."""
    async with stores.of(tenant.id).read() as unit:
        for person in (await unit.people.all())[:_OPENED_OF_EACH]:
            await unit.records.of(person.id)


async def _admins(stores: Stores, tenant: Tenant) -> AsyncIterator[Finding]:
    """Say what the admins of a tenant would be told, when there is nobody to tell it to."""
    async with stores.of(tenant.id).read() as unit:
        people, series = await unit.people.all(), await unit.series.all()
        since = SystemClock().now() - _LATELY
        troubled = await unit.messages.in_trouble(since)
    is_running = any(one.state is SeriesState.RUNNING for one in series)
    if not is_running or any(can_be_told(person) for person in people):
        return
    remedy = (
        f"Make a code with `zetje tenant add {tenant.id}`, and let an admin type it to the bot. "
        "`zetje messages list` shows what did not arrive."
    )
    told = f"admins of {tenant.id}: series run, and nobody hears it when one falls silent"
    count = f" (messages in trouble now: {len(troubled)})" if troubled else ""
    yield Finding(False, told + count, remedy)


def _linked(
    apps: Apps, tenants: Sequence[Tenant], installations: Sequence[Installation]
) -> Iterator[Finding]:
    known = {tenant.id for tenant in tenants}
    named = [("slack", key, one.tenant) for key, one in apps.slack.items()]
    named += [("teams", key, one.tenant) for key, one in apps.teams.items()]
    for platform, key, tenant in named:
        if tenant is not None and tenant not in known:
            remedy = f'Make it with `zetje tenant add {tenant} "NAME"`, or mend the apps file.'
            yield Finding(False, f"{platform} {key}: there is no tenant {tenant}", remedy)
    for there in installations:
        keys = apps.slack if there.platform is Platform.SLACK else apps.teams
        if there.removed_at is None and there.app not in keys:
            remedy = "Put the app back into the apps file, or remove it from that organisation."
            what = f"{there.platform} {there.app}: installed in {there.workspace}"
            yield Finding(False, f"{what}, and not in the apps file", remedy)


def _clock(ticked_at: datetime | None, now: datetime) -> Finding:
    if ticked_at is None:
        remedy = "Start `zetje serve` (on PostgreSQL: `zetje clock`)."
        return Finding(False, "clock: it never ticked", remedy)
    if now - ticked_at > _QUIET_AFTER:
        remedy = "Is `zetje serve` running (on PostgreSQL: `zetje clock`)? Nothing goes out now."
        return Finding(False, f"clock: no tick since {ticked_at:%Y-%m-%d %H:%M} UTC", remedy)
    return Finding(True, "clock: it ticks")


async def _platforms(apps: Apps, settings: Settings, stores: Stores) -> list[Finding]:
    """Ask each platform; each check is imported only where it is used: vendors' libraries are large."""
    found: list[Finding] = []
    installations = await stores.installations.all()
    try:
        if apps.slack:
            found += await _slack(apps, settings.public_url, installations)
        if apps.teams:
            today = SystemClock().now().date()
            found += await _teams(apps, settings.public_url, installations, today)
    except ZetjeError as error:
        found.append(Finding(False, f"platforms: {error}", "Look at the network and the settings."))
    return found


async def _slack(
    apps: Apps, public_url: str, installations: Sequence[Installation]
) -> list[Finding]:
    from adapters.slack.checks import check

    async def found_of(named: tuple[str, SlackApp]) -> Sequence[Finding]:
        return await check(*named, public_url, _of_app(installations, Platform.SLACK, named[0]))

    found = await a_few_at_a_time(found_of, apps.slack.items(), _AT_A_TIME)
    return [one for each in found for one in each]


async def _teams(
    apps: Apps, public_url: str, installations: Sequence[Installation], today: date
) -> list[Finding]:
    from adapters.teams.checks import check

    async def found_of(named: tuple[str, TeamsApp]) -> Sequence[Finding]:
        own = _of_app(installations, Platform.TEAMS, named[0])
        return await check(*named, public_url, own, today)

    found = await a_few_at_a_time(found_of, apps.teams.items(), _AT_A_TIME)
    return [one for each in found for one in each]


def _of_app(
    installations: Sequence[Installation], platform: Platform, key: str
) -> tuple[Installation, ...]:
    return tuple(one for one in installations if (one.platform, one.app) == (platform, key))
