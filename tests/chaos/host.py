"""Runs the morning in processes of its own, and kills them where it is told to.

    python -m tests.chaos.host FOLDER count           names every point of an undisturbed run
    python -m tests.chaos.host FOLDER kill 12 97:5    kills at point 12; at 97, and at 5 of the next process

Each run begins on a copy of FOLDER/zetje.db and prints one line of JSON: what was there at the end.
One process imports everything; each run is a fork of it, made before any thread or event loop is.
"""

import asyncio
import json
import os
import shutil
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters.demo.municipality import TENANT
from adapters.logging_setup import log_to_stderr
from adapters.settings import PROMPTS
from adapters.sql.stores import SqlStores
from adapters.wiring import assemble, read_knowledge
from bot.model.people import Platform
from bot.situations import Knowledge
from tests.chaos.killing import Killer, WatchedStores
from tests.chaos.morning import START, Morning
from tests.chaos.world import World, WorldClock, WorldPlatform
from tests.fakes.vault import a_vault
from tests.stages.town import instant


def in_a_fork(folder: Path, knowledge: Knowledge, kill_at: int) -> bool:
    """Run the morning in a process of its own; say whether it was killed on the way."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(live(folder, knowledge, kill_at))
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status):
        raise SystemExit(f"the run in {folder} failed")
    return False


async def live(folder: Path, knowledge: Knowledge, kill_at: int) -> None:
    """Live through the morning, from wherever it was."""
    world = World(folder / "world.jsonl")
    killer = Killer(kill_at, lambda name: world.write("killed", name=name))
    clock = WorldClock(world, instant(START))
    stores = SqlStores(f"sqlite:///{folder / 'zetje.db'}", a_vault())
    watched = WatchedStores(stores, killer)
    bot = assemble(watched, knowledge, [WorldPlatform(world, killer.point)], clock)
    await Morning(bot, world, clock).run()
    found = await what_is_there(stores, clock.now())
    await stores.close()
    (folder / "end.json").write_text(json.dumps({**found, "points": killer.names}))


async def what_is_there(stores: SqlStores, now: datetime) -> dict[str, Any]:
    """Return the messages that are due and the records that are stored."""
    async with stores.of(TENANT).read() as unit:
        people = await unit.people.all()
        messages = {m.id: m for p in people for m in await unit.messages.of_person(p.id)}
        unsettled = await unit.messages.unsettled(Platform.BROWSER)
        records = [await unit.records.of(person.id) for person in people]
    return {
        "messages": {
            m.id: [m.purpose, m.state, m.reason] for m in messages.values() if m.due_at <= now
        },
        "unsettled": [m.id for m in unsettled],
        "people": {p.id: [p.standing, p.unanswered, p.welcomed_at is not None] for p in people},
        "records": sorted(
            [
                *(
                    f"commitment {c.id} {c.what} {c.state} {c.turn}"
                    for r in records
                    for c in r.commitments
                ),
                *(f"reply {one.id} {one.text}" for r in records for one in r.replies),
                *(f"item {i.id} {i.text} {i.state}" for r in records for i in r.agenda_items),
            ]
        ),
    }


def run(folder: Path, knowledge: Knowledge, kills: list[int]) -> dict[str, Any]:
    """Run the morning on a fresh copy, killing one process after another; return how it ended."""
    place = folder / "-".join(["run", *map(str, kills)])
    place.mkdir()
    shutil.copy(folder / "zetje.db", place / "zetje.db")
    killed = [in_a_fork(place, knowledge, kill_at) for kill_at in (*kills, 0)]
    world = World(place / "world.jsonl")
    end: dict[str, Any] = json.loads((place / "end.json").read_text())
    shutil.rmtree(place)
    return {
        **end,
        "kills": kills,
        "killed": killed,
        "at": [line["name"] for line in world.all("killed")],
        "sent": [[line["id"], line["purpose"]] for line in world.all("sent")],
    }


def main(arguments: list[str]) -> None:
    folder, what, *points = arguments
    log_to_stderr("info")
    knowledge = read_knowledge(PROMPTS)
    knowledge.holidays.public(2027)  # read once, for all runs
    runs = [[]] if what == "count" else [[int(n) for n in point.split(":")] for point in points]
    for kills in runs:
        sys.stdout.write(json.dumps(run(Path(folder), knowledge, kills)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
