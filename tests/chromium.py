"""A Chromium, for tests that look at pages, and where their pictures go."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.missing_programs import find_chromium

NONE = "no Chromium: apt-get install chromium"


@asynccontextmanager
async def a_chromium() -> AsyncIterator[Browser | None]:
    """Run a Chromium until the block ends; None where there is none on this machine."""
    path = find_chromium()
    if path is None:
        yield None
        return
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()


def folder_of_pictures(config: pytest.Config, otherwise: Path) -> Path:
    """Return the folder that `--screenshots` names, or else another one; it is there."""
    wanted = config.getoption("--screenshots", default=None)
    folder = Path(wanted) if wanted else otherwise
    folder.mkdir(parents=True, exist_ok=True)
    return folder
