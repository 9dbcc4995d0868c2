"""A Chromium, and a person in front of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.adapters.browser_server import Served, served
from tests.adapters.browser_stub import StubHost, fill
from tests.browser.person import Look
from tests.missing_programs import axe_script, find_chromium


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="DIR", help="Keep the pictures of the story here.")


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder for pictures."""
    wanted = request.config.getoption("--screenshots", default=None)
    folder = Path(wanted) if wanted else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with _chromium() as browser:
        yield browser


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
    """Hanneke's page. An error of its script, or something that its policy forbids, fails the test."""
    context = await chromium.new_context(base_url=site.address, reduced_motion="reduce")
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None,
    )
    await page.goto("/?as=hanneke")
    yield page
    assert wrong == []


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
