"""A Chromium, and a person in front of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from tests.adapters.browser_server import Served, served
from tests.adapters.browser_stub import StubHost, fill
from tests.browser.demo_process import running_demo
from tests.browser.person import Look, Visit
from tests.chromium import NONE, a_chromium, folder_of_pictures
from tests.missing_programs import axe_script


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="DIR", help="Keep the pictures of the story here.")


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder for pictures."""
    return folder_of_pictures(request.config, tmp_path)


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with a_chromium() as browser:
        if browser is None:
            pytest.skip(NONE)
        yield browser


@asynccontextmanager
async def _page(
    browser: Browser, address: str, viewport: ViewportSize | None = None
) -> AsyncIterator[Page]:
    """A page of this site. An error of its script, or something that its policy forbids, fails the test."""
    context = await browser.new_context(
        base_url=address, viewport=viewport, reduced_motion="reduce"
    )
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield page
    await context.close()
    assert wrong == []


@pytest.fixture
def host() -> StubHost:
    return StubHost()


@pytest.fixture
async def site(host: StubHost) -> AsyncIterator[Served]:
    await fill(host)
    async with served(host) as page:
        yield page


@pytest.fixture
async def page(chromium: Browser, site: Served) -> AsyncIterator[Page]:
    """Hanneke's page."""
    async with _page(chromium, site.address) as opened:
        await opened.goto("/?as=hanneke")
        yield opened


@pytest.fixture
async def visit(chromium: Browser, violations: Look, pictures: Path) -> AsyncIterator[Visit]:
    """Somebody at the page of a real demo that has just begun."""
    async with (
        running_demo() as address,
        _page(chromium, address, {"width": 1280, "height": 900}) as opened,
    ):
        yield Visit(opened, violations, pictures)


@pytest.fixture
def violations() -> Look:
    """Return what axe finds wrong with a page, each as a rule and the element."""
    script = axe_script()
    if script is None:
        pytest.skip("no axe-core: npm ci --prefix tests/browser")
    source = script.read_text()

    async def look(page: Page) -> list[str]:
        await page.evaluate(source)
        found = await page.evaluate("axe.run()")
        return [
            f"{violation['id']}: {node['html']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return look
