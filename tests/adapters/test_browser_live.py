"""Live updates over a real connection, and a server that stops while pages listen."""

import json
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from adapters.browser.live import read_position
from bot.errors import NotSent
from bot.model.people import Language
from tests.adapters.browser_server import Served, served
from tests.adapters.browser_stub import HANNEKE, MT, StubHost, a_message, loose, small_win
from tests.adapters.browser_visitor import Visitor

DM = f"dm-{HANNEKE}"


@asynccontextmanager
async def listening(page: Served, query: str) -> AsyncIterator[AsyncIterator[Any]]:
    """Yield the events of a page, each as what its data says."""
    async with (
        httpx.AsyncClient(base_url=page.address, timeout=10) as client,
        client.stream("GET", f"/live?{query}") as answer,
    ):
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"

        async def events() -> AsyncIterator[Any]:
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

        yield events()


async def test_a_new_message_and_its_change_arrive_by_themselves() -> None:
    host = StubHost()
    since = f"since={host.platform.feed.epoch}.0"
    async with served(host) as page, listening(page, f"as={HANNEKE}&{since}") as events:
        assert (await anext(events))["entries"] == []

        ref = await host.say(DM, small_win())
        news = await anext(events)
        assert [entry["ref"] for entry in news["entries"]] == [ref]
        assert "Eén lastig formulier" in news["entries"][0]["html"]

        await host.say(DM, loose(), ref)
        news = await anext(events)
        assert [entry["ref"] for entry in news["entries"]] == [ref]
        assert "een dag uitvalt" in news["entries"][0]["html"]


async def test_what_happens_elsewhere_shows_as_unread_only() -> None:
    host = StubHost()
    async with served(host) as page:
        since = f"since={host.platform.feed.epoch}.0"
        async with listening(page, f"as={HANNEKE}&{since}") as events:
            await anext(events)
            await host.say(MT, small_win())
            news = await anext(events)

    assert news["entries"] == []
    assert news["unseen"][MT] == 1


async def test_a_page_hears_that_the_language_changed() -> None:
    host = StubHost()
    since = f"since={host.platform.feed.epoch}.0"
    async with served(host) as page, listening(page, f"as={HANNEKE}&{since}") as events:
        assert (await anext(events))["language"] == "nl"

        await host.set_language(HANNEKE, Language.EN)
        host.platform.feed.nudge()
        news = await anext(events)
        assert (news["language"], news["now"]) == ("en", "Monday 11 January 2027, 09:00")


async def test_nothing_is_missed_between_two_connections() -> None:
    host = StubHost()
    async with served(host) as page:
        since = f"since={host.platform.feed.epoch}.0"
        async with listening(page, f"as={HANNEKE}&{since}") as events:
            position = (await anext(events))["position"]
        ref = await host.say(DM, small_win())
        async with listening(page, f"as={HANNEKE}&since={position}") as events:
            news = await anext(events)

    assert [entry["ref"] for entry in news["entries"]] == [ref]


async def test_the_page_of_an_earlier_demo_is_told_to_load_anew() -> None:
    host = StubHost()
    async with (
        served(host) as page,
        httpx.AsyncClient(base_url=page.address) as client,
    ):
        answer = await client.get(f"/live?as={HANNEKE}&since=00000000.3")

    assert answer.text == "retry: 1000\n\nevent: reload\ndata: {}\n\n"


async def test_the_server_stops_while_a_page_listens() -> None:
    host = StubHost()
    since = f"since={host.platform.feed.epoch}.0"
    async with served(host) as page, listening(page, f"as={HANNEKE}&{since}") as events:
        await anext(events)
        page.stop()
        assert [event async for event in events] == []
        await page.ended
    assert not page.server.force_exit


@pytest.fixture
def signals() -> Iterator[None]:
    """Leave the signals of this process as they were."""
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_is_the_ordinary_end(number: signal.Signals) -> None:
    """What it was told once more changes nothing while it closes; Ctrl-C still ends it at once."""
    interrupted = signal.getsignal(signal.SIGINT)
    host = StubHost()
    async with served(host) as page:
        signal.raise_signal(number)
        await page.ended

    assert host.platform.feed.closed
    assert signal.getsignal(signal.SIGINT) is interrupted
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN


async def test_a_page_that_connects_while_the_server_stops_is_let_go() -> None:
    host = StubHost()
    visitor = Visitor(host)
    host.platform.close()

    answer = await visitor.get(f"/live?as={HANNEKE}&since={host.platform.feed.epoch}.0")

    assert answer.text.count("data: ") == 1


async def test_positions_of_a_feed() -> None:
    host = StubHost()
    feed = host.platform.feed
    await host.say(DM, small_win())
    table = {
        f"{feed.epoch}.0": 0,
        f"{feed.epoch}.1": 1,
        f"{feed.epoch}.999": 1,
        f"{feed.epoch}.-1": None,
        f"{feed.epoch}.²": None,
        f"{feed.epoch}.": None,
        "00000000.1": None,
        "": None,
    }

    assert {written: read_position(feed, written) for written in table} == table


async def test_the_platform_knows_what_arrived() -> None:
    host = StubHost()
    await host.say(DM, small_win())

    assert await host.platform.find(a_message(1), DM) is not None
    assert await host.platform.find(a_message(2), DM) is None


async def test_a_message_of_an_earlier_demo_cannot_change() -> None:
    host = StubHost()
    with pytest.raises(NotSent, match="b7") as problem:
        await host.say(DM, small_win(), "b7")
    assert problem.value.final
    assert await host.platform.find(a_message(1), DM) is None
