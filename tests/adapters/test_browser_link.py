"""A window that is about a message in the chat: the link can be followed, and comes back as it was."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import httpx

from adapters.browser.outbound import BrowserPlatform
from adapters.browser.page import browser_app
from adapters.clock.clocks import DemoClock
from adapters.demo.host import Demo
from adapters.wiring import assemble
from bot.content import Press
from bot.model.ids import PersonId, RecordId
from bot.model.people import Tenant
from bot.model.records import Commitment
from tests.fakes.memory import MemoryStores
from tests.first_prompts import first_knowledge
from tests.stages.html import Element, read_page
from tests.stages.town import TENANT, build, instant

HERE = "http://127.0.0.1:8765"
LINK = "https://chat.example/archives/C1/p1?a=1&b=2"
ABOUT = Commitment(
    id=RecordId("c1"),
    tenant=TENANT,
    person=PersonId("hanneke"),
    what="Aan de balie zitten",
    short_name="De balie",
    link=LINK,
    created_at=datetime(2027, 1, 14, 9, 0, tzinfo=UTC),
)


class Page:
    """The page of Hanneke, who has a commitment about a message elsewhere."""

    def __init__(self, demo: Demo, stores: MemoryStores) -> None:
        self._app = browser_app(demo)
        self.stores = stores

    async def post(self, path: str, form: dict[str, str] | list[tuple[str, str]]) -> Element:
        pairs = list(form.items()) if isinstance(form, dict) else form
        headers = {"Origin": HERE, "Content-Type": "application/x-www-form-urlencoded"}
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
            answer = await client.post(path, content=urlencode(pairs), headers=headers)
        return read_page(answer.text)

    async def opens(self, event: str) -> Element:
        press = Press("commit", ABOUT.id).encode()
        form = {"as": "hanneke", "event": event, "press": press, "ref": ""}
        return await self.post("/press", form)

    async def sends(self, event: str, link: str) -> Element:
        fields = {"what": "Iets kleiners", "when": "morgen 11.00"}
        fields |= {"short_name": "De balie", "link": link}
        pairs = [("as", "hanneke"), ("event", event), ("ref", "")]
        pairs += [("press", Press("commit", ABOUT.id).encode())]
        for name, value in fields.items():
            pairs += [("field", name), (f"f.{name}", value)]
        return await self.post("/submit", pairs)

    async def kept(self) -> Commitment:
        async with self.stores.of(TENANT).read() as unit:
            (commitment,) = (await unit.records.of(PersonId("hanneke"))).commitments
        return commitment


async def a_page() -> Page:
    start = "2027-01-14 12:00"
    clock, stores = DemoClock(instant(start)), MemoryStores()
    await build(stores, {"start": start})
    async with stores.of(TENANT).write() as unit:
        await unit.records.save(ABOUT)
    knowledge = first_knowledge()
    platform = BrowserPlatform(clock)
    bot = assemble(stores, knowledge, [platform], clock)
    demo = Demo(bot, platform, clock, Tenant(id=TENANT, name="Gemeente Lindewaard"))
    return Page(demo, stores)


async def test_the_link_is_shown_can_be_followed_and_not_be_typed_in() -> None:
    window = await (await a_page()).opens("e1")
    field = window.one("input", id="f-link")
    assert field is not None
    assert field.attributes["value"] == LINK
    assert "readonly" in field.attributes
    anchor = window.one("a", href=LINK)
    assert anchor is not None
    assert anchor.attributes["rel"] == "noopener noreferrer"
    assert anchor.words() == "Open het bericht"


async def test_it_comes_back_as_it_was() -> None:
    page = await a_page()
    await page.opens("e1")
    await page.sends("e2", LINK)
    kept = await page.kept()
    assert (kept.what, kept.link) == ("Iets kleiners", LINK)


async def test_what_somebody_made_of_it_is_not_taken() -> None:
    page = await a_page()
    await page.opens("e1")
    await page.sends("e2", "javascript:alert(1)")
    assert (await page.kept()).link == LINK
