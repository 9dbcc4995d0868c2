"""What is ready goes first; bookkeeping lets it pass, but not for long."""

import asyncio

import pytest

from bot import rush
from bot.rush import Rush

SOON = 5


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody give up by themselves before a test does."""
    monkeypatch.setattr(rush, "LONGEST_SECONDS", 10 * SOON)


async def test_where_nothing_goes_nobody_waits() -> None:
    async with asyncio.timeout(SOON):
        await Rush().over()


async def test_others_wait_until_the_last_went() -> None:
    everything = Rush()
    with everything.goes():
        with everything.goes():
            waiting = asyncio.create_task(everything.over())
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not waiting.done()
    await waiting


async def test_what_breaks_on_its_way_keeps_nobody_waiting() -> None:
    everything = Rush()
    with pytest.raises(RuntimeError), everything.goes():
        raise RuntimeError
    async with asyncio.timeout(SOON):
        await everything.over()


async def test_nobody_waits_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rush, "LONGEST_SECONDS", 0.01)
    everything = Rush()
    async with asyncio.timeout(SOON):
        with everything.goes():
            await everything.over()


async def test_who_is_woken_together_with_others_lets_them_pass() -> None:
    everything, instant, went = Rush(), asyncio.Event(), list[str]()

    async def later() -> None:
        await instant.wait()
        await everything.over()
        went.append("later")

    async def now() -> None:
        await instant.wait()
        with everything.goes():
            await asyncio.sleep(0.01)
            went.append("now")

    tasks = [asyncio.create_task(one()) for one in (later, now, later, now)]
    await asyncio.sleep(0)
    instant.set()
    await asyncio.gather(*tasks)
    assert went == ["now", "now", "later", "later"]


class Store:
    """A place where each has a turn until they are told to leave."""

    def __init__(self) -> None:
        self.rush = Rush()
        self.came: list[str] = []
        self._leaves: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def asks(self, *names: str, spare: float = 0.0) -> None:
        """Let each of these ask for a turn, one after the other."""
        for name in names:
            self._leaves[name] = asyncio.Event()
            self._tasks[name] = asyncio.create_task(self._has_a_turn(name, spare))
            await settled()

    async def leaves(self, *names: str) -> None:
        """Let these have done."""
        for name in names:
            self._leaves[name].set()
            await settled()

    async def stops_waiting(self, name: str) -> None:
        """Let this one be cancelled."""
        self._tasks[name].cancel()
        await settled()

    async def _has_a_turn(self, name: str, spare: float) -> None:
        async with self.rush.turn(spare):
            self.came.append(name)
            await self._leaves[name].wait()


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
async def full(monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store at which two have a turn, which is all that fit."""
    monkeypatch.setattr(rush, "AT_ONCE", 2)
    monkeypatch.setattr(rush, "LONGEST_TURN_SECONDS", 10 * SOON)
    store = Store()
    await store.asks("Hanneke", "Yusuf")
    assert store.came == ["Hanneke", "Yusuf"]
    return store


async def test_who_asked_first_is_next(full: Store) -> None:
    assert full.rush.is_crowded
    await full.asks("Fatma", "Bram", "Joke")
    assert full.came[2:] == []
    await full.leaves("Yusuf")
    assert full.came[2:] == ["Fatma"]
    await full.leaves("Fatma", "Hanneke")
    assert full.came[2:] == ["Fatma", "Bram", "Joke"]
    await full.leaves("Joke")
    assert not full.rush.is_crowded


async def test_who_has_time_to_spare_lets_others_pass_but_not_for_ever(
    full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter((100.0, 101.0, 103.0))
    monkeypatch.setattr(rush, "monotonic", lambda: next(moments))
    await full.asks("Fatma", spare=2.0)
    await full.asks("Bram", "Joke")
    await full.leaves("Yusuf", "Bram", "Fatma")
    assert full.came[2:] == ["Bram", "Fatma", "Joke"]


async def test_who_stops_waiting_takes_nobodys_turn(full: Store) -> None:
    await full.asks("Fatma", "Bram")
    await full.stops_waiting("Fatma")
    await full.leaves("Yusuf")
    assert full.came[2:] == ["Bram"]


async def test_a_turn_that_comes_as_somebody_stops_waiting_goes_to_the_next(full: Store) -> None:
    await full.leaves("Yusuf")
    async with full.rush.turn(0.0):
        await full.asks("Fatma", "Bram")
    # She was given it just now, and does not know yet.
    await full.stops_waiting("Fatma")
    assert full.came[2:] == ["Bram"]


async def test_what_breaks_at_the_store_leaves_room(full: Store) -> None:
    await full.asks("Fatma")
    await full.stops_waiting("Hanneke")
    assert full.came[2:] == ["Fatma"]


async def test_who_takes_long_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves no more room than there is once it is done."""
    monkeypatch.setattr(rush, "AT_ONCE", 1)
    monkeypatch.setattr(rush, "LONGEST_TURN_SECONDS", 0.01)
    store = Store()
    await store.asks("Hanneke")
    async with asyncio.timeout(SOON):
        async with store.rush.turn(0.0):
            monkeypatch.setattr(rush, "LONGEST_TURN_SECONDS", 10 * SOON)
            await store.asks("Fatma", "Bram")
            await store.leaves("Hanneke")
            assert store.came == ["Hanneke"]
    await settled()
    assert store.came == ["Hanneke", "Fatma"]
