"""A land of municipalities to measure with: tenants on Slack and Teams, people, one series for all.

The bot's clock is set so that its Thursday 10:00 comes when a measurement wants it; leases, pace and
tokens keep the real time.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, make_url, text

from adapters.queue.schema import apply
from adapters.settings import PROMPTS
from adapters.sql.bulk import columns_of, insert_new
from adapters.sql.migrate import migrate
from adapters.sql.schema import addresses, people
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import new_key
from adapters.wiring import open_stores, read_knowledge
from benchmarks.teams_people import app_at
from bot.model.ids import PersonId, PromptId, SeriesId, TenantId, derive_id
from bot.model.installations import Installation
from bot.model.people import Person, Platform, Role, Standing, Tenant
from bot.model.series import Audience, Cadence, Series
from bot.planning import Planning
from bot.ticker import PLAN_AHEAD, PLAN_STANDS
from tests import postgres

DUE_AT = datetime(2027, 1, 28, 9, 0, tzinfo=UTC)
DUE_TIME = time(10, 0)
SIGNING_SECRET = "geheim"
SLACK, TEAMS = "gedeeld", "zetje"
STEP = PromptId("zetje:sw-009")

_ROLES = frozenset({Role.MT_MEMBER})
_LONG_AGO = DUE_AT - timedelta(days=90)
_PLANNED_BEFORE = timedelta(minutes=50)


@dataclass(frozen=True, slots=True)
class Town:
    """One municipality on one platform."""

    number: int
    platform: Platform
    people: int

    @property
    def id(self) -> TenantId:
        """Its tenant id; its workspace and its place at the far end are called the same."""
        return TenantId(f"t{self.number:05}")


@dataclass(frozen=True, slots=True)
class Store:
    """A migrated database, with the data folder of its server where it has one."""

    database: str
    keys: str
    server: Path | None = None


@contextmanager
def embedded(folder: str) -> Iterator[Store]:
    """Return an SQLite database, on the disk and durable."""
    database = f"sqlite:///{folder}/zetje.db"
    migrate(database)
    yield Store(database, new_key("bench"))


@contextmanager
def distributed(_: str) -> Iterator[Store]:
    """Run a PostgreSQL of its own (without fsync), with the queue's tables."""
    with TemporaryDirectory(prefix="zetje-pg-") as place:
        folder = Path(place) / "server"
        folder.mkdir()
        Path(place).chmod(0o755)
        try:
            address = make_url(postgres.start(folder))
            database = address.render_as_string(hide_password=False)
            migrate(database)
            apply(database)
            yield Store(database, new_key("bench"), folder / "data")
        finally:
            postgres.stop(folder)


STORES = {"SQLite": embedded, "PostgreSQL": distributed}


def apps_file(folder: str, port: int, slack_a_second: int, teams_a_second: int) -> Path:
    """Write the apps file: one app on each platform, for every organisation."""
    far_end = f"http://127.0.0.1:{port}"
    apps = {
        "slack": {
            SLACK: {
                "signing_secret": SIGNING_SECRET,
                "client_id": "1.2",
                "client_secret": "geheim",
                "per_second": slack_a_second,
                "api_url": f"{far_end}/api/",
            }
        },
        "teams": {TEAMS: app_at(far_end, teams_a_second)},
    }
    file = Path(folder) / "apps.yaml"
    # JSON is YAML, too.
    file.write_text(json.dumps(apps))
    return file


def settle(store: Store, towns: Sequence[Town], port: int, *, plan: bool = True) -> None:
    """Put these into the database, with everybody's prompt planned for DUE_AT."""
    asyncio.run(_settle(store, towns, port, plan=plan))


async def _settle(store: Store, towns: Sequence[Town], port: int, *, plan: bool) -> None:
    knowledge = read_knowledge(PROMPTS)
    async with open_stores(store.database, store.keys, durable=False) as stores:
        for town in towns:
            await stores.directory.save_tenant(Tenant(id=town.id, name=f"Gemeente {town.number}"))
            await stores.installations.save(_installation(town, port))
            await _people(stores, town, with_series=plan)
            if plan:
                now = DUE_AT - _PLANNED_BEFORE
                planning = Planning(stores.of(town.id), knowledge, (now, now + PLAN_AHEAD))
                while await planning.go_on(now + PLAN_STANDS):
                    pass
                await _must_have_planned(stores, town)
        await _count_rows(stores)


async def _count_rows(stores: SqlStores) -> None:
    """Let PostgreSQL count them, as it does by itself a minute after; the server of the tests does not."""
    if stores.engine.dialect.name == "postgresql":
        async with stores.begin_write() as connection:
            await connection.execute(text("ANALYZE"))


async def _must_have_planned(stores: SqlStores, town: Town) -> None:
    async with stores.of(town.id).read() as unit:
        count = len(await unit.messages.taken(DUE_AT.date(), DUE_AT.date()))
    if count != town.people:
        raise RuntimeError(f"{count} of {town.people} were planned")


async def _people(stores: SqlStores, town: Town, *, with_series: bool) -> None:
    await give_people(stores, town)
    if with_series:
        async with stores.of(town.id).write() as unit:
            await unit.series.save(_series(town))


async def give_people(stores: SqlStores, town: Town) -> None:
    """Let people live in this town, and say where they can be reached."""
    persons = [person(town, number) for number in range(town.people)]
    columns = columns_of(people, persons)
    columns["words"] = [
        stores.vault.seal((town.id, people.name, one.id, "words"), json.dumps({"name": one.name}))
        for one in persons
    ]
    rows = [
        {
            "tenant": town.id,
            "person": person_id(town, number),
            "platform": town.platform,
            "external_id": user(town, number),
            "conversation": dm(town, number),
            "preferred": True,
        }
        for number in range(town.people)
    ]
    async with stores.begin_write(town.id) as connection:
        await insert_new(connection, people, columns)
        await connection.execute(insert(addresses), rows)


def person(town: Town, number: int) -> Person:
    """Return somebody who takes part for months."""
    return Person(
        id=person_id(town, number),
        tenant=town.id,
        name=f"Persoon {number}",
        roles=_ROLES,
        standing=Standing.ACTIVE,
        welcomed_at=_LONG_AGO,
        started_at=_LONG_AGO,
        told_about_plain_text=True,
    )


def person_id(town: Town, number: int) -> PersonId:
    """Return the id of a person."""
    return PersonId(derive_id(town.id, "person", number))


def user(town: Town, number: int) -> str:
    """Return what the platform calls a person."""
    return f"U{town.number:05}X{number:05}"


def dm(town: Town, number: int) -> str:
    """Return where a person and the bot talk."""
    return f"D{town.number:05}X{number:05}"


def _series(town: Town) -> Series:
    return Series(
        id=SeriesId("kleine-stappen"),
        tenant=town.id,
        name="Kleine stappen",
        audience=Audience(roles=_ROLES),
        steps=(STEP,),
        cadence=Cadence(
            rule="FREQ=WEEKLY;BYDAY=TH", starts_on=date(2027, 1, 28), wall_time=DUE_TIME
        ),
        reminder=False,
    )


def _installation(town: Town, port: int) -> Installation:
    on_slack = town.platform is Platform.SLACK
    return Installation(
        platform=town.platform,
        workspace=town.id,
        app=SLACK if on_slack else TEAMS,
        tenant=town.id,
        bot="U0",
        service_url="" if on_slack else f"http://127.0.0.1:{port}/{town.id}",
        secret=f"xoxb-{town.id}" if on_slack else "",
        installed_at=_LONG_AGO,
    )


def environment(store: Store, apps: Path, **more: str) -> Mapping[str, str]:
    """Return the settings of the processes that are measured."""
    return {
        "ZETJE_DATABASE": store.database,
        "ZETJE_KEYS": store.keys,
        "ZETJE_APPS": str(apps),
        "ZETJE_LOG_LEVEL": "warning",
        **more,
    }
