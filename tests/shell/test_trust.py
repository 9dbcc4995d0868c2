"""After a pause one goes ahead, and the others wait a moment for how that went."""

import asyncio

import pytest

from bot import trust
from bot.trust import Trust

MANY = 20


async def test_one_goes_ahead_and_the_others_follow_when_it_went_well() -> None:
    platform = Trust()
    assert await platform.go() is False
    others = [asyncio.create_task(platform.go()) for _ in range(MANY)]
    await asyncio.sleep(0)
    assert not any(other.done() for other in others)

    platform.note(went_well=True)
    assert await asyncio.gather(*others) == [True] * MANY
    assert await platform.go() is True


async def test_when_it_went_wrong_each_goes_carefully() -> None:
    platform = Trust()
    assert await platform.go() is False
    others = [asyncio.create_task(platform.go()) for _ in range(MANY)]
    await asyncio.sleep(0)

    platform.note(went_well=False)
    assert await asyncio.gather(*others) == [False] * MANY
    assert not platform.holds()


async def test_who_goes_ahead_and_says_nothing_keeps_nobody_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trust, "LONGEST_SECONDS", 0.05)
    platform = Trust()
    assert await platform.go() is False
    assert await platform.go() is False
    assert await platform.go() is False


async def test_what_was_long_ago_counts_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "TRUSTED_SECONDS", 0.0)
    platform = Trust()
    platform.note(went_well=True)
    assert not platform.holds()
    assert await platform.go() is False


async def test_when_it_goes_wrong_nobody_trusts_what_was_a_moment_ago() -> None:
    platform = Trust()
    platform.note(went_well=True)
    assert platform.holds()
    platform.note(went_well=False)
    assert not platform.holds()


async def test_after_each_pause_the_others_wait_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 0.0
    monkeypatch.setattr(trust, "monotonic", lambda: moment)
    platform = Trust()
    for pause in (1, 2):
        moment = 100.0 * pause
        assert await platform.go() is False
        other = asyncio.create_task(platform.go())
        for _ in range(20):
            await asyncio.sleep(0)
        assert not other.done()
        platform.note(went_well=True)
        assert await other is True
