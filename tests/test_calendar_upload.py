"""An admin sends a calendar file on the page of the demo, and the bot knows the meeting."""

import re
from html import unescape
from pathlib import Path

import httpx
import pytest

from adapters.browser.outbound import BrowserPlatform
from adapters.browser.page import browser_app
from adapters.clock.clocks import DemoClock
from adapters.demo.host import Demo
from adapters.wiring import assemble
from bot.model.people import Tenant
from tests.fakes.memory import MemoryStores
from tests.first_prompts import first_knowledge
from tests.stages.town import TENANT, build, instant

FILE = Path(__file__).parent / "adapters" / "ics" / "exchange_eigen_zone.ics"
HERE = "http://127.0.0.1:8137"
HEAD = {
    "start": "2027-01-12 10:00",
    "people": {"Joke": {"roles": ["admin"]}, "Hanneke": {"roles": ["secretary"]}},
}


@pytest.fixture
async def demo() -> Demo:
    clock, stores = DemoClock(instant(str(HEAD["start"]))), MemoryStores()
    await build(stores, HEAD)
    platform = BrowserPlatform(clock)
    knowledge = first_knowledge()
    bot = assemble(stores, knowledge, [platform], clock)
    return Demo(bot, platform, clock, Tenant(id=TENANT, name="Gemeente Lindewaard"))


async def test_from_a_file_to_the_dates_of_a_meeting(demo: Demo) -> None:
    joke = next(one for one in await demo.personas() if one.name == "Joke")
    about = {"as": joke.id, "in": joke.conversation}

    async def post(path: str, event: str, files: object = None, **fields: object) -> httpx.Response:
        transport = httpx.ASGITransport(browser_app(demo))
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
            sent = {**about, "event": event, **fields}
            headers = {"Origin": HERE}
            return await client.post(path, data=sent, files=files, headers=headers)  # type: ignore[arg-type]  # one file, in a test

    answer = await post("/file", "e-1", {"file": ("college.ics", FILE.read_bytes())})
    assert answer.status_code == 303
    asked = demo.platform.feed.entries(joke.conversation)[-1]
    assert asked.content is not None
    assert "In college.ics staan 50 data." in asked.content.as_text()
    (new,) = (one for one in asked.content.buttons() if one.label == "Nieuw overleg")
    window = await post("/press", "e-2", press=new.press.encode(), ref=asked.ref)
    assert "Welke afspraken horen bij dit overleg?" in window.text
    press = re.search(r'name="press" value="(admin_dates_file[^"]*)"', window.text)
    assert press is not None
    names = ("series", "name", "kind", "closes", "closes_at")
    filled = {
        "f.series": "0",
        "f.name": "College",
        "f.kind": "college",
        "f.closes": "day:3",
        "f.closes_at": "12.00",
    }
    sent = await post(
        "/submit", "e-3", press=unescape(press[1]), field=names, ref=asked.ref, **filled
    )
    assert sent.status_code == 303
    async with demo.bot.stores.of(TENANT).read() as unit:
        (meeting,) = await unit.dates.meetings()
        (change,) = await unit.audit.changes()
    assert (meeting.name, meeting.source, len(meeting.held)) == ("College", "college.ics", 50)
    assert (change.what, change.by) == ("meeting read in: College", joke.id)
