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

    async def large() -> None:
        await instant.wait()
        await everything.over()
        went.append("large")

    async def small() -> None:
        await instant.wait()
        with everything.goes():
            await asyncio.sleep(0.01)
            went.append("small")

    tasks = [asyncio.create_task(one()) for one in (large, small, large, small)]
    await asyncio.sleep(0)
    instant.set()
    await asyncio.gather(*tasks)
    assert went == ["small", "small", "large", "large"]


async def test_who_has_no_patience_does_not_wait() -> None:
    everything = Rush()
    async with asyncio.timeout(SOON):
        with everything.goes():
            await everything.over(0)
            await everything.over(0.01)
