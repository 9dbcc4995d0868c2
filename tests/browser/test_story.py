"""The whole story in the real demo: a secretary, a director and an MT member, each as people do it.

Every state of the page that somebody meets is looked at by the accessibility checker. The pictures
are kept with `pytest tests/browser/test_story.py --screenshots DIR`.
"""

import pytest
from playwright.async_api import expect

from tests.browser.person import Visit

pytestmark = pytest.mark.browser

MT = "mt-sociaal"
WORDS = "Vraag 7 wordt door niemand begrepen. Ook niet door ons."
ANSWER = "De telpunten in het centrum. Handig bij drukte, maar niemand weet dat ze er hangen."
SHORT_NAME = "Tellen in het centrum"


async def test_the_whole_story(visit: Visit) -> None:
    await hanneke_is_welcomed(visit)
    await everybody_else_joins(visit)
    await hanneke_commits_to_a_small_win(visit)
    await yusuf_puts_something_on_an_agenda(visit)
    await bram_asks_for_questions(visit)
    await hanneke_keeps_a_dilemma(visit)
    await hanneke_reads_her_month(visit)
    await the_mt_reads_what_was_shared(visit)
    await hanneke_is_asked_about_the_dilemma(visit)
    await bram_answers_in_plain_text(visit)
    await bram_rests_and_changes_his_settings(visit)
    await it_also_works_on_a_phone(visit)


async def hanneke_is_welcomed(visit: Visit) -> None:
    await visit.be("hanneke")
    await visit.hears("Dag Hanneke. Ik ben Zetje.")
    await visit.sees_well("welcome")
    await visit.press("Eerst meer weten")
    await expect(visit.dialog).to_contain_text("Wie kan bij mijn woorden? Jij.")
    await visit.sees_well("more-about-it")
    await visit.page.keyboard.press("Escape")
    await visit.press("Doe mee")
    await visit.hears("Welk moment past je het best?")
    await visit.press("Donderdag 12.15 uur")
    await visit.hears("Wil je er nu een proberen?")
    await visit.press("Ja, geef maar")
    await visit.hears("Leg vast")
    await visit.press("Later")
    await visit.hears("Wanneer?")
    await visit.press("Morgen")
    await visit.hears("Goed, morgen om 12.15 uur.")


async def everybody_else_joins(visit: Visit) -> None:
    for person, moment in (("yusuf", "Dinsdag"), ("bram", "Zelf"), ("joke", "Donderdag")):
        await visit.be(person)
        await visit.press("Doe mee")
        if moment == "Zelf":
            await visit.press("Zelf kiezen")
            await expect(visit.dialog).to_be_visible()
            await visit.sees_well("own-moment")
            await visit.fill_in({"Dag": "dinsdag", "Tijd": "12.15"}, "Kies")
            await visit.press("Nee, tot dinsdag")
        else:
            label = {"Dinsdag": "Dinsdag 16.00 uur", "Donderdag": "Donderdag 12.15 uur"}[moment]
            await visit.press(label)


async def hanneke_commits_to_a_small_win(visit: Visit) -> None:
    await visit.be("hanneke")
    await visit.waits_for("Leg vast")
    await visit.sees_well("small-win")
    await visit.press("Leg vast")
    await expect(visit.dialog.get_by_label("Wat ga je doen?")).to_be_focused()
    await expect(visit.dialog.get_by_label("Korte naam in de chat")).not_to_have_value("")
    await visit.sees_well("commitment")
    await visit.fill_in({"Wanneer?": "1-1-2027"}, "Bewaar", closes=False)
    await expect(visit.dialog.get_by_role("alert").last).to_contain_text("Die dag is al geweest.")
    await visit.sees_well("commitment-wrong")
    values = {"Met wie?": "teamleider Vergunningen", "Wanneer?": "morgen 11.00"}
    await visit.fill_in(values, "Bewaar")
    await visit.hears("woensdag 13 januari om 11.00 uur. Ik vraag daarna hoe het ging.")
    await expect(visit.page.get_by_text("vastgelegd voor woensdag 13 januari")).to_be_visible()

    await visit.waits_for("stond voor woensdag. Hoe staat het?")
    await visit.press("Gedaan")
    await visit.hears("Genoteerd. Wat merkte je?")
    await visit.press("Schrijf antwoord")
    await visit.sees_well("answer")
    await visit.fill_in({"Je antwoord": WORDS}, "Bewaar")
    await visit.hears("Bewaard. Ik zet het in je maandoverzicht.")
    await expect(visit.page.get_by_text("Vraag 7")).to_have_count(0)
    await visit.sees_well("small-win-done")


async def yusuf_puts_something_on_an_agenda(visit: Visit) -> None:
    await visit.be("yusuf")
    await visit.waits_for("agenda van het college", waves=False)
    await visit.press("Zet op een agenda")
    await expect(visit.dialog.get_by_label("Minuten")).not_to_have_value("")
    await visit.sees_well("agenda-item")
    await visit.fill_in({"Wie licht toe?": "directeur Bedrijfsvoering"}, "Zet op de lijst")
    await visit.hears("Staat op de lijst voor dinsdag 19 januari.")

    await visit.be("joke")
    await visit.waits_for("voorgesteld door Yusuf")
    await visit.sees_well("agenda-list")
    await visit.press("Op de agenda")
    await visit.hears("staat op de agenda van dinsdag 19 januari. Yusuf hoort het.")

    await visit.be("yusuf")
    await visit.waits_for("staat op de agenda van dinsdag 19 januari.")


async def bram_asks_for_questions(visit: Visit) -> None:
    await visit.be("bram")
    await visit.types("vraag over zeppelins")
    await visit.hears("Over zeppelins heb ik niets. Dit komt in de buurt:")
    await visit.types("vraag over parkeren")
    await visit.hears("Om aan tafel te stellen:")
    first = await visit.newest.inner_text()
    await visit.press("Andere vraag")
    await expect(visit.newest).not_to_have_text(first)
    await visit.press("Toon als losse tekst")
    await expect(visit.newest.locator(".bare")).to_be_visible()
    await visit.types("vraag privacy")
    await visit.hears("Om aan tafel te stellen:")
    await visit.sees_well("question-on-demand")


async def hanneke_keeps_a_dilemma(visit: Visit) -> None:
    await visit.be("hanneke")
    await visit.waits_for("Schrijf antwoord")
    await visit.press("Schrijf antwoord")
    await visit.fill_in({"Je antwoord": ANSWER}, "Bewaar")
    await visit.hears("Bewaard, alleen jij ziet dit.")
    if not await visit.offers("Bewaar als dilemma"):
        # Not every question is one to be torn about.
        await visit.types("dilemma")
    await visit.press("Bewaar als dilemma")
    await expect(visit.dialog).to_contain_text("Het kan onder de Woo vallen.")
    await visit.sees_well("dilemma")
    values = {
        "Aan de ene kant": "we kunnen drukte spreiden",
        "Aan de andere kant": "mensen weten niet dat ze geteld worden",
        "Korte naam in de chat": SHORT_NAME,
        "Wat staat er op het spel?": "openheid",
        "Wie voelt het gevolg het meest?": "bezoekers",
        "Wanneer moet er gekozen zijn?": "vóór 1 maart",
    }
    await visit.fill_in(values, "Bewaar")
    await visit.hears(f"Bewaard als dilemma: {SHORT_NAME}.")
    await visit.hears("Kiezen kan tot en met zondag 28 februari.")
    await visit.sees_well("dilemma-kept")


async def hanneke_reads_her_month(visit: Visit) -> None:
    page = visit.page
    await visit.waits_for("Je januari")
    await visit.hears("Nieuw sinds vorige maand: één actie klaar, één dilemma erbij.")
    await visit.hears(f"{SHORT_NAME}, sinds")
    await visit.sees_well("digest")
    await page.get_by_role("link", name="Maandoverzicht").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("januari")
    await expect(page.get_by_text("we kunnen drukte spreiden")).to_be_visible()
    await visit.sees_well("digest-page")
    await page.get_by_role("link", name="Terug naar het gesprek").click()

    await visit.press("Kies wat je deelt")
    await expect(visit.dialog.get_by_role("checkbox", checked=True)).to_have_count(0)
    await visit.sees_well("choose-what-to-share")
    await visit.fill_in({"Wat gaat mee?": WORDS}, "Deel")
    await visit.hears("Dit gaat mee in het overzicht van MT Sociaal")


async def the_mt_reads_what_was_shared(visit: Visit) -> None:
    await visit.be("bram", MT)
    await expect(visit.page.get_by_text("Hier is nog niets gezegd.")).to_be_visible()
    await visit.sees_well("channel-empty")
    await visit.waits_for("MT Sociaal, januari")
    await visit.hears("Gedeeld door Hanneke:")
    await visit.hears("Vraag 7 wordt door niemand begrepen.")
    await expect(visit.page.get_by_text("mensen weten niet dat ze geteld")).to_have_count(0)
    await visit.sees_well("channel")


async def hanneke_is_asked_about_the_dilemma(visit: Visit) -> None:
    await visit.be("hanneke")
    await visit.waits_for(f"Is er iets veranderd bij {SHORT_NAME}?")
    await visit.sees_well("dilemma-follow-up")
    await visit.press("Nog open")
    await visit.hears("Goed, hij blijft staan.")


async def bram_answers_in_plain_text(visit: Visit) -> None:
    await visit.be("bram")
    await visit.types("vraag voor mezelf")
    await visit.asks_on_until("Schrijf antwoord")
    title = await visit.newest.locator("strong").first.inner_text()
    await visit.types("Stop de app voor <b>afvalmeldingen</b>")
    await visit.hears("Waar hoort dit bij?")
    await visit.press(title)
    await visit.hears(f"Bewaard als antwoord op {title}")
    await visit.sees_well("plain-text")
    await visit.press("Klopt")
    await visit.hears("Bewaard, alleen jij ziet dit.")


async def bram_rests_and_changes_his_settings(visit: Visit) -> None:
    await visit.types("pauze")
    await visit.hears("Tot wanneer?")
    await visit.press("Twee weken")
    await visit.press("Weer starten")
    await visit.hears("Welkom terug.")
    await visit.types("instellingen")
    await visit.hears("Aanspreken: je.")
    await visit.press("u in plaats van je")
    await expect(visit.page.get_by_role("heading", name="Wie bent u?")).to_be_visible()
    await visit.hears("Goed, ik zeg voortaan u.")
    await visit.page.get_by_role("button", name="English").click()
    await expect(visit.page.get_by_role("heading", name="Who are you?")).to_be_visible()
    await expect(visit.page.locator("html")).to_have_attribute("lang", "en")
    await visit.sees_well("english")


async def it_also_works_on_a_phone(visit: Visit) -> None:
    await visit.page.set_viewport_size({"width": 390, "height": 844})
    await visit.be("hanneke")
    await expect(visit.newest).to_be_in_viewport()
    await visit.sees_well("phone")
    await visit.press("Verander")
    await expect(visit.dialog).to_be_visible()
    await visit.sees_well("phone-window")
    await visit.page.keyboard.press("Escape")
    await visit.be("hanneke", MT)
    await visit.sees_well("phone-channel")
    await visit.page.goto("/overzicht?as=hanneke&month=2027-01")
    await visit.sees_well("phone-digest-page")
