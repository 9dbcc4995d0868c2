"""The digest of one person in a store with many replies, and of ten thousand people.

A hundred replies each, in tenants of a thousand people: 1,000,000 replies with `ZETJE_BENCH_FULL=1`,
else 100,000. Baseline, in the same run: a store in which only ten people have replies. Seconds are those
of the clock; on a busy machine the processor time of each says more.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert

from adapters.collecting import spare_what_stays
from adapters.settings import PROMPTS
from adapters.sql.record_rows import kind_name, row_of, words_of
from adapters.sql.schema import records
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing
from adapters.wiring import open_stores, read_knowledge
from benchmarks.measuring import figure
from benchmarks.scale_land import DUE_AT, STORES, Store, Town, dm, person_id
from benchmarks.scale_planning import IN_ONE
from benchmarks.scale_planning import settle as settle_people
from benchmarks.scale_watch import load
from bot.drain import BATCH
from bot.model.ids import RecordId, TenantId, derive_id
from bot.model.messages import Message, Priority, Purpose, State, message_id
from bot.model.people import Platform
from bot.model.records import Reply
from bot.preparing import Preparing
from bot.situations import Knowledge
from tests import postgres

TENANTS = 10 if os.environ.get("ZETJE_BENCH_FULL") else 1
REPLIES_OF_EACH = 100
MONTH = "2027-01"
ALONE = 20
GOAL_FOR_ONE, GOAL_FOR_ALL = 50.0, 60.0
_ALL = 10_000
_TEXT = "De teamleider laat volgende week zien waar het formulier vastloopt, en wij kijken mee. "


def figures() -> Iterator[dict[str, Any]]:
    """Measure both on each store."""
    for name in STORES:
        if name == "PostgreSQL" and postgres.why_not() is not None:
            sys.stderr.write(f"left out: {postgres.why_not()}\n")
            continue
        with TemporaryDirectory() as folder, STORES[name](folder) as store:
            small = asyncio.run(_measured(store, 1, 10))
        with TemporaryDirectory() as folder, STORES[name](folder) as store:
            large = asyncio.run(_measured(store, TENANTS, IN_ONE))
        replies = TENANTS * IN_ONE * REPLIES_OF_EACH
        what = f"digest on {name}, {replies} replies"
        yield figure(f"{what}: of one person", large[0], "ms", small[0], GOAL_FOR_ONE)
        everybody = TENANTS * IN_ONE
        goal = GOAL_FOR_ALL * everybody / _ALL
        as_many = small[1] / 10 * everybody
        yield figure(f"{what}: of {everybody} people", large[1], "s", as_many, goal)
        yield figure(f"{what}: CPU of each, together", large[2], "ms", small[2], None)
        yield figure(f"{what}: CPU of each, alone", large[3], "ms", small[3], None)
        sys.stderr.write(f"{what}: load {load():.1f}\n")


async def _measured(store: Store, tenants: int, people: int) -> tuple[float, float, float, float]:
    """Return the median milliseconds of one digest, the seconds of everybody's, and milliseconds of CPU.

    The last are those of each digest: of many together, and of one alone.
    """
    await settle_people(store, tenants)
    knowledge = read_knowledge(PROMPTS)
    spare_what_stays()
    towns = [Town(number, Platform.TEAMS, people) for number in range(tenants)]
    async with open_stores(store.database, store.keys, durable=False) as stores:
        for town in towns:
            await _reply(stores, KeyRing(store.keys), town)
        used = time.process_time()
        one = [
            await _timed(stores, knowledge, towns[0].id, [_digest(towns[0], n % people)])
            for n in range(ALONE)
        ]
        alone = time.process_time() - used
        begun, used = time.perf_counter(), time.process_time()
        for town in towns:
            for start in range(0, people, BATCH):
                some = [_digest(town, n) for n in range(start, min(start + BATCH, people))]
                await _timed(stores, knowledge, town.id, some)
        seconds, together = time.perf_counter() - begun, time.process_time() - used
        each = together / (tenants * people)
        return median(one) * 1000, seconds, each * 1000, alone / ALONE * 1000


async def _timed(
    stores: SqlStores, knowledge: Knowledge, tenant: TenantId, digests: Sequence[Message]
) -> float:
    """Return the seconds it takes to make these as they are made when they go out."""
    begun = time.perf_counter()
    async with stores.of(tenant).read() as unit:
        preparing = await Preparing.of(unit, knowledge, digests, DUE_AT)
        for digest in digests:
            made = await preparing.prepare(digest)
            if made.content is None:
                raise RuntimeError(f"no digest was made: {made.state} {made.reason}")
    return time.perf_counter() - begun


def _digest(town: Town, number: int) -> Message:
    who = person_id(town, number)
    return Message(
        id=message_id(town.id, Purpose.DIGEST, MONTH, who),
        tenant=town.id,
        purpose=Purpose.DIGEST,
        subject=MONTH,
        recipient=who,
        person=who,
        platform=town.platform,
        conversation=dm(town, number),
        priority=Priority.DIGEST,
        due_at=DUE_AT,
        state=State.CLAIMED,
        created_at=DUE_AT,
    )


async def _reply(stores: SqlStores, vault: KeyRing, town: Town) -> None:
    for start in range(0, town.people, 100):
        rows = [
            _row(vault, town, number, each)
            for number in range(start, min(start + 100, town.people))
            for each in range(REPLIES_OF_EACH)
        ]
        async with stores.begin_write(town.id) as connection:
            await connection.execute(insert(records), rows)


def _row(vault: KeyRing, town: Town, number: int, each: int) -> dict[str, Any]:
    who = person_id(town, number)
    reply = Reply(
        id=RecordId(derive_id(who, "reply", each)),
        tenant=town.id,
        person=who,
        text=_TEXT,
        short_name=f"Antwoord {each}",
        # A year of answers, some of them in the month of the digest.
        at=DUE_AT - timedelta(days=3 * each + 1),
    )
    place = (town.id, records.name, kind_name(reply), reply.id, "words")
    sealed = vault.seal(place, json.dumps(words_of(reply)))
    return {**row_of(reply), "words": sealed}
