"""`zetje simulate` of a year for 1,000 people. Baseline: the same command for one day.

The people, with a rhythm, a day and a time of their own, stand in a database that is made for it.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from adapters.clock.clocks import SystemClock
from adapters.demo.municipality import meetings, series, settle_in, tenant
from adapters.sql.migrate import migrate
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing, new_key
from benchmarks.measuring import figure, seconds
from bot.model.ids import PersonId
from bot.model.people import Address, Person, Platform, Rhythm, Role, Standing

PEOPLE = 1000
_DAYS = 365
_ROLES = (Role.SECRETARY, Role.DIRECTOR, Role.MT_MEMBER)
_RHYTHMS = tuple(Rhythm)
_NO_OWN_DAY = 5


def figures() -> Iterator[dict[str, Any]]:
    """Measure a day, then a year, each as a whole process."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        database, keys = f"sqlite:///{Path(folder) / 'town.db'}", new_key("bench")
        os.environ.update(ZETJE_DATABASE=database, ZETJE_KEYS=keys)
        try:
            migrate(database)
            asyncio.run(_fill(database, keys))
            today = SystemClock().now().date()
            out = str(Path(folder) / "out.json")
            command = ["-m", "adapters.cli", "simulate", "--json", "--out", out]
            command += ["--from", today.isoformat(), "--to"]
            baseline = seconds([*command, today.isoformat()])
            last_on = today + timedelta(days=_DAYS)
            subject = seconds([*command, last_on.isoformat()])
        finally:
            os.environ.clear()
            os.environ.update(before)
    name = f"zetje simulate, a year for {PEOPLE} people"
    yield figure(name, subject, "s", baseline, goal=30.0)


async def _fill(database: str, keys: str) -> None:
    stores = SqlStores(database, KeyRing(keys))
    now = datetime.now(UTC)
    await settle_in(stores, now)
    async with stores.of(tenant().id).write() as unit:
        for number in range(PEOPLE):
            person = _person(number, now)
            await unit.people.save(person)
            await unit.people.save_address(
                Address(
                    tenant=person.tenant,
                    person=person.id,
                    platform=Platform.BROWSER,
                    external_id=person.id,
                    conversation=f"dm-{person.id}",
                )
            )
        for one in series(now.date()):
            await unit.series.save(one)
        for meeting in meetings(now.date()):
            await unit.dates.save_meeting(replace(meeting, group=None))
    await stores.close()


def _person(number: int, now: datetime) -> Person:
    weekday = number % (_NO_OWN_DAY + 1)
    return Person(
        id=PersonId(f"p{number}"),
        tenant=tenant().id,
        name=f"Persoon {number}",
        roles=frozenset({_ROLES[number % len(_ROLES)]}),
        standing=Standing.ACTIVE,
        welcomed_at=now,
        started_at=now,
        weekday=weekday if weekday < _NO_OWN_DAY else None,
        wall_time=time(8 + number % 9, 15) if number % 4 else None,
        rhythm=_RHYTHMS[number % len(_RHYTHMS)],
    )
