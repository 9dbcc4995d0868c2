"""The bot, a Playground that talks to it, and Hanneke at her screen."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.apps_file import Apps
from adapters.clock.clocks import DemoClock
from adapters.demo.mover import Mover
from adapters.web import web_app
from adapters.wiring import Bot, connect_platforms
from bot.situations import Knowledge
from tests.chromium import NONE, a_chromium, folder_of_pictures
from tests.fakes.memory import MemoryStores
from tests.platforms.teams.playground import program
from tests.platforms.teams.playground.screen import Screen
from tests.stages.teams import TeamsHomes
from tests.stages.town import TENANT, build, instant
from tests.standins.serving import serving

HEAD = {
    "start": "2027-01-14 12:00",
    "people": {
        "Hanneke": {"roles": ["secretary"], "own": ["thursday", "12.15"]},
    },
    "groups": {"MT Sociaal": ["Hanneke"]},
    "series": [
        {"steps": ["zetje:rf-016"], "weekly": "2027-01-14 12:15", "for": ["Hanneke"]},
        {"steps": ["zetje:rf-001"], "weekly": "2027-01-14 12:30", "in": "MT Sociaal"},
    ],
}


@dataclass
class Played:
    """What a test has in hand: the screen, and the bot with its time."""

    screen: Screen
    bot: Bot
    clock: DemoClock

    async def move_to(self, local: str) -> None:
        """Let it become this local time, with all that happens on the way."""
        await Mover(self.bot.ticker, self.clock, "Europe/Amsterdam").move_to(instant(local))


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder for pictures."""
    return folder_of_pictures(request.config, tmp_path)


@pytest.fixture
async def played(knowledge: Knowledge, tmp_path: Path, pictures: Path) -> AsyncIterator[Played]:
    found = program.find_playground()
    if found is None:
        pytest.skip(f"no Microsoft 365 Agents Playground: {program.HOW}")
    stores, clock = MemoryStores(), DemoClock(instant(HEAD["start"]))
    people = {"Hanneke": (program.HANNEKE, program.CHAT)}
    await build(stores, HEAD, TeamsHomes(people, {"MT Sociaal": program.CHANNEL}))
    async with connect_platforms(_apps(), stores, knowledge, clock) as connected:
        web = web_app(stores.directory.last_tick_at, clock.now, connected.routes)
        async with serving(web) as at, a_chromium() as browser:
            if browser is None:
                pytest.skip(NONE)
            with program.playground(found, f"{at.url}/api/messages", tmp_path) as running:
                page = await browser.new_page(viewport={"width": 1280, "height": 900})
                screen = Screen(page, pictures)
                await screen.opens(running.url)
                yield Played(screen, connected.bot, clock)


def _apps() -> Apps:
    """Return the apps file of somebody who develops: no app is registered anywhere."""
    about = {
        "app_id": "",
        "development": True,
        "tenant": TENANT,
        "entra_tenant": program.TENANT,
        "per_second": 0,
    }
    return Apps.model_validate({"teams": {"zetje": about}})
