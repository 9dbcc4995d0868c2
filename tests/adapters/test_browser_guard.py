"""Nothing but a page on loopback gets an answer."""

import httpx
import pytest

from adapters.browser.page import browser_app
from tests.adapters.browser_stub import StubHost
from tests.adapters.browser_visitor import HERE, Visitor


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(StubHost())


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8137", 200),
        ("localhost:8137", 200),
        ("LOCALHOST:8137", 200),
        ("[::1]:8137", 200),
        ("127.0.0.1", 421),
        ("127.0.0.1:80", 421),
        ("127.0.0.1:8138", 421),
        ("localhost.:8137", 421),
        ("127.0.0.2:8137", 421),
        ("0.0.0.0:8137", 421),
        ("rebound.example:8137", 421),
        ("localhost.rebound.example:8137", 421),
        ("127.0.0.1:8137.rebound.example", 421),
        ("user@127.0.0.1:8137", 421),
        ("", 421),
    ],
)
async def test_only_loopback_names_get_an_answer(visitor: Visitor, host: str, status: int) -> None:
    for path in ("/", "/static/chat.css", "/nowhere"):
        answer = await visitor.get(path, {"Host": host})
        expected = 404 if status == 200 and path == "/nowhere" else status
        assert answer.status_code == expected, path


async def test_two_hosts_are_none(visitor: Visitor) -> None:
    transport = httpx.ASGITransport(browser_app(visitor.host))
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        twice = [("Host", "127.0.0.1:8137"), ("Host", "rebound.example:8137")]
        assert (await client.get("/", headers=twice)).status_code == 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": HERE}, 303),
        ({"Origin": HERE, "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": HERE, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": HERE, "Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": HERE, "Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://localhost:8137"}, 403),
        ({"Origin": "https://127.0.0.1:8137"}, 403),
        ({"Origin": "http://127.0.0.1:8138"}, 403),
        ({"Origin": "http://127.0.0.1"}, 403),
        ({"Origin": "http://elsewhere.example"}, 403),
    ],
)
async def test_a_form_must_come_from_the_page(
    visitor: Visitor, headers: dict[str, str], status: int
) -> None:
    answer = await visitor.post("/write", {"text": "hallo"}, headers=headers)

    assert answer.status_code == status
    assert bool(visitor.host.incoming) is (status == 303)


@pytest.mark.parametrize(
    "path", ["/write", "/edit", "/delete", "/press", "/submit", "/move", "/language"]
)
async def test_no_action_without_an_origin(visitor: Visitor, path: str) -> None:
    transport = httpx.ASGITransport(browser_app(visitor.host))
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        answer = await client.post(path, data={"as": "hanneke", "event": "1", "text": "hallo"})

    assert answer.status_code == 403
    assert (visitor.host.incoming, visitor.host.moves) == ([], [])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Origin": "http://elsewhere.example"}, 403),
    ],
)
async def test_other_sites_read_nothing(
    visitor: Visitor, headers: dict[str, str], status: int
) -> None:
    assert (await visitor.get("/", headers)).status_code == status


async def test_the_port_in_the_address_bar_can_be_given() -> None:
    transport = httpx.ASGITransport(browser_app(StubHost(), port=9000))
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        assert (await client.get("/")).status_code == 421
        assert (await client.get("/", headers={"Host": "localhost:9000"})).status_code == 200


@pytest.mark.parametrize("path", ["/", "/static/chat.js", "/nowhere", "/overzicht?as=hanneke"])
async def test_every_answer_keeps_the_page_to_itself(visitor: Visitor, path: str) -> None:
    for host in ("127.0.0.1:8137", "rebound.example"):
        headers = (await visitor.get(path, {"Host": host})).headers
        assert headers["content-security-policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in headers
