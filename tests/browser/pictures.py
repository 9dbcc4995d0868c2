"""Makes the pictures of the README from the real demo: `python -m tests.browser.pictures docs/images`."""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Browser, Page

from tests.browser.demo_process import running_demo
from tests.browser.person import Visit
from tests.chromium import NONE, a_chromium


async def _unchecked(page: Page) -> list[str]:
    return []


async def _played(browser: Browser, address: str, folder: Path) -> Visit:
    """Play until a dilemma is kept and the bot asks how a small win went."""
    context = await browser.new_context(
        base_url=address,
        viewport={"width": 1280, "height": 1080},
        color_scheme="light",
        reduced_motion="reduce",
    )
    visit = Visit(await context.new_page(), _unchecked, folder)
    await visit.be("hanneke")
    for label in ("Doe mee", "Donderdag 12.15 uur", "Nee, tot donderdag"):
        await visit.press(label)
    await visit.waits_for("Leg vast")
    await visit.press("Leg vast")
    step = {"Met wie?": "teamleider Vergunningen", "Wanneer?": "morgen 11.00"}
    await visit.fill_in(step, "Bewaar")
    await visit.types("dilemma")
    await visit.press("Bewaar als dilemma")
    sides = {
        "Aan de ene kant": "we kunnen drukte spreiden",
        "Aan de andere kant": "mensen weten niet dat ze geteld worden",
        "Korte naam in de chat": "Tellen in het centrum",
        "Wanneer moet er gekozen zijn?": "vóór 1 maart",
    }
    await visit.fill_in(sides, "Bewaar")
    await visit.waits_for("Hoe staat het?")
    return visit


async def make(folder: Path) -> None:
    """Write demo.png (a desk) and phone.png into the folder."""
    async with running_demo() as address, a_chromium() as browser:
        if browser is None:
            sys.exit(NONE)
        visit = await _played(browser, address, folder)
        await visit.be("hanneke")
        await visit.page.screenshot(path=folder / "demo.png")
        await visit.page.set_viewport_size({"width": 390, "height": 844})
        await visit.be("hanneke")
        await visit.page.screenshot(path=folder / "phone.png")


if __name__ == "__main__":
    asyncio.run(make(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")))
