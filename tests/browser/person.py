"""Somebody at the demo's page: reads, presses, types and fills in, and waits until it was handled."""

import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from playwright.async_api import Locator, Page, expect

Look = Callable[[Page], Awaitable[list[str]]]

MOST_MOVES = 15


class Visit:
    """One page on which one acts as anybody. `look` checks each state that `sees_well` is called in."""

    def __init__(self, page: Page, look: Look, pictures: Path) -> None:
        self.page = page
        self.dialog = page.get_by_role("dialog")
        self._look = look
        self._pictures = pictures
        self._number = 0

    async def be(self, person: str, place: str = "") -> None:
        """Open this person's conversation, or a channel as this person."""
        query = f"/?as={person}" + (f"&in={place}" if place else "")
        await self.page.goto(query)
        await expect(self.page.locator("#text")).to_be_visible()

    async def press(self, label: str) -> None:
        """Press the newest button with this label."""
        button = self.page.locator("#entries").get_by_role("button", name=label, exact=True).last
        await self._acting(button)

    async def fill_in(self, values: Mapping[str, str], send: str, *, closes: bool = True) -> None:
        """Fill in the open window and send it. It closes, unless something in it is wrong."""
        await expect(self.dialog).to_be_visible()
        for label, value in values.items():
            await self._fill(label, value)
        await self._acting(self.dialog.get_by_role("button", name=send, exact=True))
        if closes:
            await expect(self.dialog).to_be_hidden()

    async def types(self, text: str) -> None:
        """Type a message."""
        await self.page.locator("#text").fill(text)
        await self._acting(self.page.get_by_role("button", name="Verstuur"))
        await expect(self.page.locator(".own .typed").last).to_have_text(text)

    async def moves(self, label: str = "Volgend bericht") -> None:
        """Move the time on."""
        before = await self.page.locator("#now").text_content()
        await self._acting(self.page.get_by_role("button", name=label))
        await expect(self.page.locator("#now")).not_to_have_text(before or "")

    async def waits_for(self, words: str, *, waves: bool = True) -> None:
        """Move on from message to message until this is the newest; `waves` other nudges away."""
        for _ in range(MOST_MOVES):
            await self.moves()
            if words in "".join((await self.page.get_by_role("article").all_inner_texts())[-1:]):
                return
            if waves and await self.offers("Niet deze keer"):
                await self.press("Niet deze keer")
        raise AssertionError(f"after {MOST_MOVES} messages none says {words!r}")

    async def asks_on_until(self, label: str) -> None:
        """Ask for another question until one has this button."""
        for _ in range(MOST_MOVES):
            if await self.offers(label):
                return
            await self.press("Andere vraag")
        raise AssertionError(f"no question has a button {label!r}")

    async def offers(self, label: str) -> bool:
        """Tell whether the newest message has this button."""
        return await self.newest.get_by_role("button", name=label, exact=True).count() > 0

    async def hears(self, words: str) -> None:
        """See these words in the newest message."""
        await expect(self.newest).to_contain_text(words)

    @property
    def newest(self) -> Locator:
        """The newest message."""
        return self.page.get_by_role("article").last

    async def sees_well(self, name: str) -> None:
        """Take a picture; nothing sticks out, and the accessibility checker finds nothing."""
        self._number += 1
        path = self._pictures / f"{self._number:02}-{name}.png"
        await self.page.screenshot(path=path)
        assert await self._look(self.page) == [], name
        width = await self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= await self.page.evaluate("innerWidth"), f"{name} sticks out"

    async def _fill(self, label: str, value: str) -> None:
        group = self.dialog.locator("fieldset").filter(has=self.page.get_by_text(label))
        if await group.count():
            await group.get_by_label(value, exact=True).check()
            return
        field = self.dialog.get_by_label(re.compile(rf"^\s*{re.escape(label)}"))
        if await field.evaluate("one => one.type") == "select-one":
            await field.select_option(label=value)
        else:
            await field.fill(value)

    async def _acting(self, button: Locator) -> None:
        await button.click()
        await expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
