"""A process that is killed, anywhere, has lost nothing and doubles nothing when it is back."""

import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from adapters.demo.municipality import settle_in
from adapters.sql.stores import SqlStores
from bot.model.messages import Purpose
from tests.chaos.morning import START
from tests.databases import a_database
from tests.fakes.vault import a_vault
from tests.stages.town import ZONE, instant

PROJECT = Path(__file__).parents[2]
HALVES = 2
# So many of each kind of point, spread over the morning.
OF_EACH, OF_COMMITS = 1, 2
# Two deaths: the second while the first is being settled.
TWICE = ([3, 5], [60, 12], [150, 20])

# What each part of the bot's work passes; a part that passes something else has to be named here.
STEPS = {
    "planning": {"messages.add_all", "series.add_occurrences", "series.save"},
    "claiming": {"directory.take_lease", "messages.claim"},
    "sending": {"messages.hand_over", "platform"},
    "recording": {"messages.note_arrived", "people.note_prompted", "directory.release_lease"},
    "inbound": {"inbox.remember", "inbox.expect", "records.save", "messages.add", "people.save"},
    "settling": {"messages.save", "platform"},
    "ticking": {"directory.ticked"},
    "each of them": {"transaction"},
}
ARRIVED, ASKED = "platform: after a message arrived", "platform: before it is asked"

Run = dict[str, Any]


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """Return a folder with a database in which the demo's municipality has settled."""
    stores = SqlStores(a_database(tmp_path), a_vault())
    await settle_in(stores, instant(START).astimezone(ZONE))
    await stores.close()
    return tmp_path


def runs(folder: Path, *arguments: str) -> list[Run]:
    """Run the morning in real processes and return how each ended."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.host", str(folder), *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def sample(points: Sequence[str]) -> list[int]:
    """Return numbers of points (from 1): some of each kind, and more around commits and sending."""
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(points, start=1):
        by_name[name].append(number)
    chosen: set[int] = set()
    for place, name in enumerate(sorted(by_name)):
        numbers = by_name[name]
        wanted = OF_COMMITS if name.startswith(("transaction", "platform")) else OF_EACH
        for part in range(wanted):
            # Each kind is hit in another part of the morning.
            share = (part + (place * 0.618) % 1) / wanted
            chosen.add(numbers[int(share * len(numbers)) % len(numbers)])
    return sorted(chosen)


def while_it_settles(folder: Path, points: Sequence[str]) -> list[str]:
    """Return where to die twice: when a message has just arrived, and wherever only settling that leads."""
    first = points.index(ARRIVED) + 1
    (run,) = runs(folder, "kill", str(first))
    only: dict[str, int] = {}
    for number, name in enumerate(run["points"], start=1):
        if name not in points:
            only.setdefault(name, number)
    assert ASKED in only
    return [f"{first}:{number}" for number in only.values()]


@pytest.mark.chaos
@pytest.mark.parametrize("half", range(HALVES))
def test_a_process_that_is_killed_loses_and_doubles_nothing(
    folder: Path, half: int, request: pytest.FixtureRequest
) -> None:
    (undisturbed,) = runs(folder, "count")
    points = undisturbed["points"]
    everywhere = bool(request.config.getoption("--all-points", default=False))
    numbers = [*range(1, len(points) + 1)] if everywhere else sample(points)
    assert {points[number - 1] for number in numbers} == set(points)
    assert {name.partition(":")[0] for name in points} >= set().union(*STEPS.values())
    wanted = [str(number) for number in numbers] + [":".join(map(str, two)) for two in TWICE]
    wanted += while_it_settles(folder, points)
    ended = runs(folder, "kill", *wanted[half::HALVES])

    assert len(ended) == len(wanted[half::HALVES])
    assert len(undisturbed["records"]) >= 2
    for run in ended:
        where = f"killed at {run['kills']}: {run['at']}"
        assert len(run["at"]) == len(run["kills"]), where
        assert run["killed"] == [True] * len(run["kills"]) + [False], where
        assert run["records"] == undisturbed["records"], where
        assert run["people"] == undisturbed["people"], where
        assert_sent_once(run, undisturbed, where)
        assert_nothing_is_left(run, undisturbed, where)


def assert_sent_once(run: Run, undisturbed: Run, where: str) -> None:
    counts = Counter(message for message, _ in run["sent"])
    assert set(counts.values()) == {1}, where
    assert talk(run) == talk(undisturbed), where
    # A card whose id on the platform died with the process is not changed afterwards.
    assert set(map(tuple, run["sent"])) <= set(map(tuple, undisturbed["sent"])), where


def talk(run: Run) -> set[str]:
    return {message for message, purpose in run["sent"] if purpose != Purpose.UPDATE}


def assert_nothing_is_left(run: Run, undisturbed: Run, where: str) -> None:
    assert run["unsettled"] == [], where
    assert run["messages"] == undisturbed["messages"], where
    for purpose, state, reason in run["messages"].values():
        assert state == "sent" or (state == "skipped" and reason), f"{where}: {purpose} is {state}"
