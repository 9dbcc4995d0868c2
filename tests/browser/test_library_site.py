"""The pages of the library as they lie on a disk: by eye, keyboard, phone, without scripts, on paper."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from adapters.library_files import read_shelf, read_year
from adapters.library_site.site import Site, write_site
from tests.browser.person import Look
from tests.library.files import HEAD, NUDGE, SMALL_WIN
from tests.library.test_programmes import PROGRAMME, TALE

pytestmark = pytest.mark.browser

SIZES = {"desk": (1280, 800), "phone": (390, 844), "narrow": (320, 640)}
PAGES = (
    *("index.html", "index.u.html", "index.en.html", "programmes.u.html", "calendar.en.html"),
    "programme-proef-twee-stappen.html",
)


@pytest.fixture
def pages(tmp_path: Path) -> str:
    """The address of a small library."""
    source = tmp_path / "ours"
    (source / "programmes").mkdir(parents=True)
    for number, text in enumerate((SMALL_WIN, TALE, NUDGE)):
        (source / f"{number}.yaml").write_text(HEAD + text, encoding="utf-8")
    (source / "programmes" / "p.yaml").write_text(PROGRAMME, encoding="utf-8")
    shelf = read_shelf((source,))
    made = Site(shelf.loaded.library, shelf.programmes.programmes, read_year().moments, year=2027)
    write_site(made, tmp_path / "out")
    return (tmp_path / "out").as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
async def test_axe_finds_nothing_and_nothing_sticks_out(
    chromium: Browser, pages: str, violations: Look, size: str, scheme: str
) -> None:
    width, height = SIZES[size]
    context = await chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = await context.new_page()
    for name in PAGES:
        await page.goto(f"{pages}/{name}")
        assert await violations(page) == [], name
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, name


async def _open(chromium: Browser, pages: str) -> Page:
    page = await (await chromium.new_context()).new_page()
    await page.goto(f"{pages}/index.html")
    return page


async def test_search_and_filters_by_keyboard(chromium: Browser, pages: str) -> None:
    page = await _open(chromium, pages)
    status, cards = page.get_by_role("status"), page.get_by_role("article")
    await expect(status).to_have_text("3 gevonden.")

    await page.get_by_label("Zoek op woorden").focus()
    await page.keyboard.type("vacatures")
    await expect(status).to_have_text("1 gevonden.")
    await expect(cards).to_have_count(1)
    await expect(cards).to_contain_text("Loop even langs")

    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type("olifant")
    await expect(status).to_have_text("Niets gevonden. Probeer minder woorden of keuzes.")

    await page.get_by_role("button", name="Wis alle keuzes").press("Enter")
    await expect(status).to_have_text("3 gevonden.")


@pytest.mark.parametrize(
    ("label", "choice", "title"),
    [
        ("Thema", "leren en personeel", "Loop even langs"),
        ("Rol", "concerncontroller", "Op tijd"),
        ("Soort", "agendaduwtje", "Op tijd"),
        ("Tijd", "hoogstens 2 minuten", "Even stil"),
        ("Moment", "de input voor de kadernota", "Op tijd"),
    ],
)
async def test_each_filter(
    chromium: Browser, pages: str, label: str, choice: str, title: str
) -> None:
    page = await _open(chromium, pages)
    await page.get_by_label(label, exact=True).select_option(label=choice)
    await expect(page.get_by_role("status")).to_have_text("1 gevonden.")
    await expect(page.get_by_role("article")).to_contain_text(title)


@pytest.mark.parametrize("label", ["Past in een kleine gemeente", "Voor aan tafel"])
async def test_each_mark(chromium: Browser, pages: str, label: str) -> None:
    page = await _open(chromium, pages)
    await page.get_by_label(label).check()
    await expect(page.get_by_role("status")).to_contain_text("Niets gevonden.")


async def test_without_scripts_it_is_a_plain_list(chromium: Browser, pages: str) -> None:
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{pages}/index.html")
    await expect(page.get_by_role("article")).to_have_count(3)
    await expect(page.get_by_role("search")).to_have_count(0)
    await expect(page.get_by_text("Zonder staat hieronder alles")).to_be_visible()


async def test_on_paper_only_the_words_are_left(chromium: Browser, pages: str) -> None:
    page = await _open(chromium, pages)
    await page.emulate_media(media="print")
    await expect(page.get_by_role("article").first).to_be_visible()
    await expect(page.locator("form")).to_be_hidden()
    await expect(page.locator("nav")).to_be_hidden()


async def test_the_other_language_is_one_step_away(chromium: Browser, pages: str) -> None:
    page = await _open(chromium, pages)
    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_role("heading", name="All questions")).to_be_visible()
    await expect(page.get_by_role("article")).to_contain_text(["Quiet", "Drop by", "In time"])


@pytest.mark.parametrize(
    ("asked", "found"), [("vraag over vacaturetekst", 1), ("Vacatúre", 1), ("lig", 1), ("li", 0)]
)
async def test_words_are_found_as_the_bot_finds_them(
    chromium: Browser, pages: str, asked: str, found: int
) -> None:
    page = await _open(chromium, pages)
    await page.get_by_label("Zoek op woorden").fill(asked)
    await expect(page.get_by_role("article")).to_have_count(found)
