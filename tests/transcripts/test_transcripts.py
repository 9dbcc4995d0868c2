"""Every transcript, on the bot itself; the same files run on every platform."""

from pathlib import Path

import pytest

from adapters.browser.outbound import BrowserPlatform
from adapters.clock.clocks import DemoClock
from adapters.demo.host import Demo
from adapters.wiring import assemble
from bot.model.people import Tenant
from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.fakes.platform import RecordingPlatform
from tests.first_prompts import first_knowledge
from tests.stages.browser import BrowserStage
from tests.stages.core import CoreStage
from tests.stages.town import TENANT, build, instant
from tests.transcripts.playing import play
from tests.transcripts.script import matches, read_transcript

FILES = sorted(Path(__file__).parent.glob("*.txt"))
# The page has no shortcuts on messages, and no channels but those of groups.
ON_THE_PAGE = [path for path in FILES if not read_transcript(path).needs]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return first_knowledge()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_the_conversation_goes_as_it_is_written(path: Path, knowledge: Knowledge) -> None:
    transcript = read_transcript(path)
    clock = DemoClock(instant(transcript.head["start"]))
    stores = MemoryStores()
    town = await build(stores, transcript.head)
    platform = RecordingPlatform()
    bot = assemble(stores, knowledge, [platform], clock)
    await play(transcript, CoreStage(bot, platform, clock, town))


@pytest.mark.parametrize("path", ON_THE_PAGE, ids=lambda path: path.stem)
async def test_it_goes_the_same_on_the_page(path: Path, knowledge: Knowledge) -> None:
    transcript = read_transcript(path)
    clock = DemoClock(instant(transcript.head["start"]))
    stores = MemoryStores()
    town = await build(stores, transcript.head)
    platform = BrowserPlatform(clock)
    bot = assemble(stores, knowledge, [platform], clock)
    demo = Demo(bot, platform, clock, Tenant(id=TENANT, name="Gemeente Lindewaard"))
    await play(transcript, BrowserStage(demo, town))


@pytest.mark.parametrize(
    ("expected", "shown", "fits"),
    [
        ("Goed.", "Goed.", True),
        ("Goed.", "Goed!", False),
        ("Goed, (...).", "Goed, morgen om 12.15 uur.", True),
        ("(stil) [x]", "(stil) [x]", True),
        ("", "x", False),
    ],
)
def test_a_line_matches_only_what_it_says(expected: str, shown: str, fits: bool) -> None:
    assert matches(expected, shown) is fits
