"""The chat page in front of a canned bot: by mouse, by keyboard, on a phone, without scripts."""

import pytest
from playwright.async_api import Browser, Page, expect

from adapters.browser.host import Step
from bot.events import Edited, Pressed, Submitted, Wrote
from tests.adapters.browser_server import Served
from tests.adapters.browser_stub import HANNEKE, MT, StubHost, loose, small_win
from tests.browser.person import Look

pytestmark = pytest.mark.browser

DM = f"dm-{HANNEKE}"
SIZES = {"desk": (1280, 800), "phone": (390, 844), "zoomed": (640, 400), "narrow": (320, 640)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
async def test_axe_finds_nothing_and_nothing_sticks_out(
    chromium: Browser, site: Served, violations: Look, size: str, scheme: str
) -> None:
    width, height = SIZES[size]
    context = await chromium.new_context(
        base_url=site.address,
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = await context.new_page()
    for path in ("/?as=hanneke", f"/?as=hanneke&in={MT}", "/?as=fatma", "/overzicht?as=fatma"):
        await page.goto(path)
        assert await violations(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, path

    await page.goto("/?as=hanneke")
    await page.get_by_role("button", name="Leg vast").last.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("dialog").get_by_role("button", name="Leg vast").click()
    await expect(page.get_by_role("dialog").get_by_role("alert").last).to_be_visible()
    assert await violations(page) == []


async def test_targets_are_large_enough_for_a_finger(chromium: Browser, site: Served) -> None:
    context = await chromium.new_context(
        base_url=site.address, viewport={"width": 390, "height": 844}
    )
    page = await context.new_page()
    await page.goto("/?as=hanneke")

    small = await page.evaluate(
        """[...document.querySelectorAll("a:not(.skip), button, summary, textarea")]
        .filter((one) => one.checkVisibility() && one.getClientRects().length)
        .filter((one) => one.offsetHeight < 44 || one.offsetWidth < 44)
        .map((one) => one.outerHTML)"""
    )
    assert small == []


async def test_a_whole_answer_by_keyboard(page: Page, host: StubHost) -> None:
    await page.get_by_role("button", name="Leg vast").last.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Wat ga je doen?")
    await expect(dialog.get_by_label("Wat ga je doen?")).to_be_focused()

    await page.keyboard.press("Tab")
    await page.keyboard.type("teamleider Vergunningen")
    await page.keyboard.press("Enter")
    await expect(page.locator("#summary")).to_be_focused()
    await expect(dialog.get_by_label("Met wie?")).to_have_value("teamleider Vergunningen")
    await expect(dialog.get_by_label("Wanneer?")).to_have_attribute("aria-invalid", "true")

    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_label("Wanneer?")).to_be_focused()
    await page.keyboard.type("morgen 11.00")
    await dialog.get_by_label("MT Sociaal, woensdag").focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")

    await expect(dialog).to_be_hidden()
    await expect(page.get_by_role("button", name="Leg vast").last).to_be_focused()
    submitted = host.incoming[-1].event
    assert isinstance(submitted, Submitted)
    assert submitted.values["who"] == "teamleider Vergunningen"
    assert submitted.values["stakes"] == "trust"
    await expect(page.get_by_role("article").last).to_contain_text("Genoteerd")


async def test_escape_closes_the_window_and_returns_to_the_button(page: Page) -> None:
    button = page.get_by_role("button", name="Eerst meer weten")
    await button.click()
    await expect(page.get_by_role("heading", name="Eerst meer weten")).to_be_focused()
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(button).to_be_focused()


async def test_what_was_typed_stays_when_saving_fails(page: Page, host: StubHost) -> None:
    await page.get_by_role("button", name="Leg vast").last.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Met wie?").fill("de balie")
    await dialog.get_by_label("Wanneer?").fill("morgen")
    await dialog.get_by_label("College, dinsdag").check()
    host.fails = True
    await dialog.get_by_role("button", name="Leg vast").click()
    await expect(dialog.get_by_role("alert")).to_have_text(
        "Het opslaan lukte niet. Je tekst staat nog in het venster. Probeer het zo nog eens."
    )
    await expect(dialog.get_by_label("Met wie?")).to_have_value("de balie")

    host.fails = False
    await dialog.get_by_role("button", name="Leg vast").click()
    await expect(dialog).to_be_hidden()
    tries = [one.event_id for one in host.incoming if isinstance(one.event, Submitted)]
    assert len(tries) == 2
    assert len(set(tries)) == 1


async def test_without_a_connection_nothing_typed_is_lost(page: Page, host: StubHost) -> None:
    await page.context.set_offline(True)
    await page.get_by_label("Je bericht").last.fill("hallo")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Je tekst staat nog in het tekstvak")
    await expect(page.locator("#text")).to_have_value("hallo")

    await page.context.set_offline(False)
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_have_value("")
    assert [one.event for one in host.incoming] == [Wrote("hallo", "b9")]


async def test_enter_sends_and_shift_enter_starts_a_line(page: Page, host: StubHost) -> None:
    await page.locator("#text").focus()
    await page.keyboard.type("een")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("twee <b>")
    await page.keyboard.press("Enter")

    await expect(page.locator(".own .typed").last).to_have_text("een\ntwee <b>")
    assert isinstance(host.incoming[0].event, Wrote)
    assert host.incoming[0].event.text == "een\ntwee <b>"


async def test_two_quick_presses_are_one(page: Page, host: StubHost) -> None:
    await page.get_by_role("button", name="Start de reeks").dblclick()
    await expect(page.get_by_role("button", name="Start de reeks")).to_have_count(0)

    assert [type(one.event) for one in host.incoming] == [Pressed]


async def test_messages_and_changes_arrive_by_themselves(page: Page, host: StubHost) -> None:
    # The first answer of the live connection: from here on everything comes through it.
    ref = await host.say(DM, small_win())
    card = page.locator(f"#{ref}")
    await expect(card).to_contain_text("Eén lastig formulier")
    await card.get_by_role("button", name="Later").focus()
    await host.say(DM, loose(), ref)
    await expect(card).to_contain_text("Wat doen we voor inwoners")
    await expect(card.get_by_role("article")).to_be_focused()

    await host.say("dm-fatma", small_win())
    await expect(page.get_by_role("link", name="Fatma")).to_contain_text("(1 nieuw bericht)")


@pytest.mark.parametrize(
    ("label", "step"),
    [("Volgend bericht", "next"), ("Een dag verder", "day"), ("Einde van de maand", "month")],
)
async def test_time_moves_on(page: Page, host: StubHost, label: str, step: Step) -> None:
    await page.get_by_role("button", name=label).click()

    await expect(page.get_by_role("status")).to_have_text(
        "Het is nu vrijdag 15 januari 2027, 16.34 uur. Er kwamen 2 nieuwe berichten, voor "
        "Hanneke de Wit, Yusuf El Amrani."
    )
    await expect(page.locator("#now")).to_have_text("vrijdag 15 januari 2027, 16.34 uur")
    await expect(page.locator("#day-2027-01-15")).to_have_text("vrijdag 15 januari")
    assert host.moves == [step]


@pytest.mark.parametrize("size", ["desk", "phone"])
async def test_the_newest_message_is_in_sight_until_one_scrolls_back(
    page: Page, host: StubHost, size: str
) -> None:
    width, height = SIZES[size]
    await page.set_viewport_size({"width": width, "height": height})
    newest = page.get_by_role("article").last.get_by_role("button").last
    for _ in range(3):
        await page.get_by_role("button", name="Volgend bericht").click()
        await expect(page.get_by_role("status")).to_contain_text("2 nieuwe berichten")
        await expect(newest).to_be_in_viewport()

    welcome = page.get_by_role("button", name="Doe mee")
    await welcome.scroll_into_view_if_needed()
    await page.wait_for_function("() => new Promise(requestAnimationFrame)")
    ref = await host.say(DM, loose())
    await expect(page.locator(f"#{ref}")).to_be_attached()
    await expect(welcome).to_be_in_viewport()


async def test_own_words_are_changed_and_taken_away(page: Page, host: StubHost) -> None:
    await page.get_by_text("Wijzig").last.click()
    await page.locator(".edit textarea").fill("overmorgen 9.00")
    await page.get_by_role("button", name="Bewaar").click()
    await expect(page.locator(".own")).to_contain_text("(gewijzigd)")
    assert host.incoming[0].event == Edited("overmorgen 9.00", "b3")

    await page.get_by_role("button", name="Verwijder").click()
    await expect(page.locator(".own .card")).to_have_text("Bericht verwijderd")


async def test_language_and_form_of_address(page: Page) -> None:
    await page.get_by_role("button", name="Nederlands, u").click()
    await expect(page.get_by_role("heading", name="Wie bent u?")).to_be_visible()
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("button", name="Next message")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("#now")).to_have_text("Thursday 14 January 2027, 12:19")


async def test_everything_works_without_scripts(
    chromium: Browser, site: Served, host: StubHost
) -> None:
    context = await chromium.new_context(base_url=site.address, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/?as=hanneke")
    await page.locator("#text").fill("hallo")
    await page.get_by_role("button", name="Verstuur").click()
    await expect(page.locator(".own .typed").last).to_have_text("hallo")

    await page.get_by_role("button", name="Leg vast").last.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Wat ga je doen?")
    await page.get_by_label("Met wie?").fill("de balie")
    await page.get_by_role("button", name="Leg vast").click()
    await expect(page.get_by_label("Met wie?")).to_have_value("de balie")
    await page.get_by_label("Wanneer?").fill("morgen")
    await page.get_by_label("MT Sociaal, woensdag").check()
    await page.get_by_role("button", name="Leg vast").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Hanneke de Wit")
    assert isinstance(host.incoming[-1].event, Submitted)
    await page.get_by_role("button", name="Een dag verder").click()
    await expect(page.locator("#now")).to_have_text("vrijdag 15 januari 2027, 16.34 uur")
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def test_the_skip_links_are_the_first_stops(page: Page) -> None:
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Naar het nieuwste bericht")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Naar het tekstvak")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_be_focused()
