"""Somebody in front of the Playground: what they do there, and what they see."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect


@dataclass
class Screen:
    """The page of the Playground. Pictures of it go to `pictures`."""

    page: Page
    pictures: Path

    async def opens(self, url: str) -> None:
        await self.page.goto(url)
        await expect(self._composer()).to_be_visible()

    async def goes_to(self, place: str) -> None:
        """Choose a chat or a channel at the left."""
        await self.page.get_by_text(place, exact=True).first.click()

    async def types(self, text: str) -> None:
        """Type and send a message; `@Zetje` at the beginning becomes a mention."""
        await self._writes(text)
        await self._composer().press("Enter")

    async def posts(self, text: str) -> None:
        """Begin a thread in a channel."""
        await self._writes(text)
        await self.page.get_by_role("button", name="Post").click()

    async def presses(self, label: str) -> None:
        """Press the newest button with this label."""
        await self.page.get_by_role("button", name=label, exact=True).last.click()

    async def acts(self, command: str) -> None:
        """Take an action of the app on the newest message of one's own."""
        await self.page.get_by_role("button", name="Show more information").last.click()
        await self.page.get_by_role("menuitem", name="Action Command").click()
        await self.page.get_by_placeholder(re.compile("command id")).fill(command)
        await self.page.get_by_role("button", name="Create").click()

    async def searches(self, text: str) -> None:
        """Search with the app's message extension."""
        await self.page.get_by_role("button", name="Trigger Message Extension App").click()
        await self.page.get_by_role("menuitem", name="Search Command").click()
        term = self.page.get_by_placeholder("Enter a search term")
        await term.fill(text)
        await term.press("Enter")

    async def sees(self, *texts: str) -> None:
        """Check that all of this is to be seen."""
        for text in texts:
            await expect(self.page.get_by_text(text).last).to_be_visible()

    async def does_not_see(self, text: str) -> None:
        await expect(self.page.get_by_text(text)).to_have_count(0)

    async def fills(self, label: str, text: str) -> None:
        """Fill in a field of the open window."""
        await self.dialog.get_by_role("textbox", name=label).fill(text)

    async def closes(self) -> None:
        """Close the window in which the bot says that it is done."""
        await expect(self.dialog.get_by_role("textbox")).to_have_count(0)
        await self.dialog.get_by_role("button").first.click()
        await expect(self.dialog).to_have_count(0)

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    async def picture(self, name: str) -> None:
        await self.page.screenshot(path=self.pictures / f"playground-{name}.png")

    async def _writes(self, text: str) -> None:
        composer = self._composer()
        await composer.click()
        rest = text.removeprefix("@Zetje")
        if rest != text:
            await composer.press_sequentially("@")
            await self.page.get_by_role("menuitem", name="Zetje").click()
        await composer.press_sequentially(rest)

    def _composer(self) -> Locator:
        return self.page.locator('[data-lexical-editor="true"]').first
