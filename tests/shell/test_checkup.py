"""The bot says when it is silent: each admin hears it once, and nobody else does."""

from datetime import timedelta
from typing import Any

import pytest

from bot.administration.changes import paused
from bot.model.messages import Purpose, State
from bot.ports.stores import Stores
from bot.series_anew import plan_anew
from bot.situations import Knowledge
from tests.fakes.platform import RecordingPlatform
from tests.shell.town import HEAD, Town
from tests.stages.town import TENANT

WITH_ADMINS: dict[str, Any] = {
    **HEAD,
    "people": {
        "Hanneke": {"roles": ["secretary"], "own": ["thursday", "12.15"]},
        "Joke": {"roles": ["admin"]},
        "Bram": {"roles": ["admin", "mt_member"]},
    },
}


@pytest.fixture
async def town(stores: Stores, knowledge: Knowledge) -> Town:
    made = Town(stores, knowledge, RecordingPlatform())
    await made.settle(WITH_ADMINS)
    await made.ticker.tick()
    return made


async def test_after_an_outage_each_admin_is_told_once_with_the_cause(town: Town) -> None:
    town.sleep_until("2027-01-15 09:00")  # past the grace of Thursday's prompt
    await town.ticker.tick()
    town.sleep_until("2027-01-15 10:30")
    await town.ticker.tick()
    await town.ticker.tick()
    for admin in ("joke", "bram"):
        (told,) = town.heard(admin)
        assert "had donderdag 14 januari moeten versturen" in told
        assert "Oorzaak: ik draaide niet" in told
    assert town.heard("hanneke") == []

    await town.move_to("2027-01-16 18:00")
    assert len(town.heard("joke")) == 1


async def test_while_the_platform_is_gone_it_says_that_it_still_tries(town: Town) -> None:
    town.platform.refuse(times=100)
    for moment in ("2027-01-14 12:16", "2027-01-14 13:10", "2027-01-14 14:20"):
        town.sleep_until(moment)
        await town.try_again_after(timedelta(minutes=1))
    notices = [m for m in await town.messages_of("joke") if m.purpose is Purpose.NOTICE]
    assert [(m.subject, m.detail) for m in notices] == [
        ("trouble:silent:series-0:2027-01-14", "waiting")
    ]
    assert notices[0].state is not State.SENT


async def test_what_went_wrong_is_told_also_when_all_series_are_paused_since(town: Town) -> None:
    town.platform.refuse(final=True)
    town.sleep_until("2027-01-14 12:15")
    await town.ticker.tick()
    async with town.stores.of(TENANT).write() as unit:
        (series,) = await unit.series.all()
        await plan_anew(unit, paused(series, town.clock.now()), town.clock.now())
    for moment in ("2027-01-14 12:20", "2027-01-14 13:30", "2027-01-14 14:40"):
        town.sleep_until(moment)
        await town.ticker.tick()
    (told,) = town.heard("joke")
    assert "had donderdag 14 januari moeten versturen" in told


async def test_a_day_on_which_all_went_well_gives_nothing(town: Town) -> None:
    await town.move_to("2027-01-15 18:00")
    assert town.heard("joke") == []
    assert len(town.heard("hanneke")) == 1
