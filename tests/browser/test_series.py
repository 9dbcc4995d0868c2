"""Joke has read nothing. She makes a series of ten weeks in the real demo, in a handful of presses.

The pictures are kept with `pytest tests/browser/test_series.py --screenshots DIR`.
"""

from collections.abc import Mapping

import pytest
from playwright.async_api import expect

from tests.browser.person import Visit

pytestmark = pytest.mark.browser

MOST_INTERACTIONS = 10
PROGRAMME = "Algoritmen in beeld"


class Counted:
    """A visit that counts what Joke does. She presses and chooses; she types nothing by hand."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.interactions = 0

    async def press(self, label: str) -> None:
        self.interactions += 1
        await self.visit.press(label)

    async def fill_in(self, values: Mapping[str, str], send: str) -> None:
        self.interactions += 1
        await self.visit.fill_in(values, send)


async def test_joke_makes_a_series_of_ten_weeks(visit: Visit) -> None:
    joke = Counted(visit)
    await visit.be("joke")
    await visit.hears("Jij kunt hier reeksen maken voor anderen")
    await visit.sees_well("series-welcome")
    await joke.press("Reeksen")
    await visit.hears("Nieuwe reeks")
    await visit.sees_well("series-list")

    await joke.press("Nieuwe reeks")
    await expect(visit.dialog.get_by_label("Wat?")).to_be_visible()
    await visit.sees_well("series-what")
    values = {"Wat?": f"{PROGRAMME} (10 stappen)", "Voor welke groepen?": "MT Sociaal"}
    await joke.fill_in(values, "Verder")
    await visit.hears(f"{PROGRAMME}, voor MT Sociaal. Wanneer en waar?")

    await joke.press("Wanneer en waar")
    await expect(visit.dialog.get_by_label("Hoe laat?")).not_to_have_value("")
    await visit.sees_well("series-when")
    await joke.fill_in({}, "Laat zien hoe het loopt")
    await visit.hears("Zo gaat het lopen, tijden voor Amsterdam:")
    await expect(visit.newest.get_by_role("row")).not_to_have_count(0)
    await visit.sees_well("series-ahead")

    await joke.press("Stuur mij stap 1 als proef")
    await visit.hears("Proef, telt niet mee.")
    await visit.sees_well("series-test")
    await joke.press("Start de reeks")
    await visit.hears("De reeks start op")
    assert joke.interactions <= MOST_INTERACTIONS

    await visit.types("reeksen")
    await visit.hears(f"{PROGRAMME}, nog niet begonnen.")
    await visit.sees_well("series-running")
    await visit.press("Logboek")
    await visit.hears(f"Joke startte de reeks {PROGRAMME}")
    await visit.types("stilte")
    await visit.hears("Alle reeksen staan stil voor iedereen.")
    await visit.sees_well("series-silence")
    await visit.press("Weer starten")


async def test_it_also_works_on_a_phone_and_an_own_question_is_looked_at(visit: Visit) -> None:
    await visit.page.set_viewport_size({"width": 390, "height": 844})
    await visit.be("joke")
    await visit.press("Reeksen")
    await visit.sees_well("series-phone")
    await visit.press("Eigen vraag")
    values = {
        "Korte titel": "Wie hoort het laatst?",
        "De vraag of de stap": "Vind je ook niet dat wij te laat zijn?",
        "Thema": "dienstverlening",
    }
    await visit.fill_in(values, "Bewaar", closes=False)
    await expect(visit.dialog.get_by_role("alert").last).not_to_be_empty()
    await visit.sees_well("own-question-wrong")
    body = {"De vraag of de stap": "Welke inwoner hoort bij ons als laatste wat er verandert?"}
    await visit.fill_in(body, "Bewaar")
    await visit.hears("Bewaard: Wie hoort het laatst?")
    await visit.sees_well("own-question")


async def test_joke_changes_a_series_and_sees_the_difference_first(visit: Visit) -> None:
    joke = Counted(visit)
    await visit.be("joke")
    await joke.press("Reeksen")
    await visit.hears("Kleine stappen")
    await joke.press("Verander")
    await visit.hears("Wat wil je veranderen aan")
    await joke.press("Wanneer en waar")
    await expect(visit.dialog.get_by_label("Hoe laat?")).not_to_have_value("")
    values = {"Hoe laat?": "9.00", "Waar?": "ieder in de eigen chat"}
    if not await visit.dialog.get_by_label("Waar?").count():
        del values["Waar?"]
    await visit.fill_in(values, "Laat het verschil zien", closes=False)
    await expect(visit.dialog).to_contain_text("Dit verandert er aan")
    await expect(visit.dialog.get_by_label("Hoe laat?")).to_have_value("9.00")
    await visit.sees_well("series-difference")
    await joke.fill_in({}, "Verander dit")
    await visit.hears("Genoteerd.")
    await visit.types("reeksen")
    await visit.press("Logboek")
    await visit.hears("Joke veranderde de reeks")
    await visit.sees_well("series-changed-log")


async def test_joke_chooses_the_steps_of_a_series_herself(visit: Visit) -> None:
    await visit.be("joke")
    await visit.press("Reeksen")
    await visit.press("Nieuwe reeks")
    values = {
        "Wat?": "eigen stappen, hieronder genoemd",
        "Welke stappen?": "Eén lastig formulier\nEen titel die er niet is",
        "Voor welke groepen?": "MT Sociaal",
    }
    await visit.fill_in(values, "Verder", closes=False)
    await expect(visit.dialog.get_by_role("alert").last).to_contain_text("ken ik niet")
    await visit.sees_well("series-steps-wrong")
    await visit.fill_in({"Welke stappen?": "Eén lastig formulier"}, "Verder")
    await visit.hears("Eigen stappen, voor MT Sociaal. Wanneer en waar?")


async def test_others_hear_kindly_that_it_is_not_for_them(visit: Visit) -> None:
    await visit.be("hanneke")
    await visit.types("reeksen")
    await visit.hears("Reeksen maken doet het secretariaat.")
