"""A right to send that took long to get: it lasts from when it was asked for, as the database counts."""

from datetime import timedelta

import pytest

from bot import leases
from bot.leases import LEASE_SECONDS, Leases
from bot.model.people import Platform
from tests.shell.town import Town, until
from tests.stages.town import TENANT

SLOW_SECONDS = 15.0


@pytest.mark.parametrize("is_renewed", [False, True])
async def test_it_is_over_here_before_another_process_can_have_it(
    town: Town, monkeypatch: pytest.MonkeyPatch, is_renewed: bool
) -> None:
    moment, taken = 0.0, 0
    take = town.stores.directory.take_lease

    async def slowly(*asked: object) -> object:
        nonlocal moment, taken
        right = await take(*asked)  # type: ignore[arg-type]
        moment, taken = moment + SLOW_SECONDS, taken + 1
        return right

    async def is_so() -> bool:
        return taken > is_renewed

    monkeypatch.setattr(leases, "monotonic", lambda: moment)
    monkeypatch.setattr(leases, "_RENEWED_EVERY", 0.01 if is_renewed else 60.0)
    monkeypatch.setattr(town.stores.directory, "take_lease", slowly)
    holds = Leases(town.stores.directory, town.wall, "one").hold(Platform.BROWSER, TENANT)
    async with holds as lease:
        await until(is_so)
        # Nothing renews it any more.
        monkeypatch.setattr(leases, "_RENEWED_EVERY", 60.0)
        assert lease is not None
        assert not lease.holds(timedelta(seconds=LEASE_SECONDS - SLOW_SECONDS))
