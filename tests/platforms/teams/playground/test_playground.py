"""What Teams users do, in a client for Teams that is not ours."""

import pytest

from tests.platforms.teams.playground.conftest import Played

pytestmark = pytest.mark.playground


async def test_a_message_is_answered_with_a_card(played: Played) -> None:
    await played.screen.types("help")
    await played.screen.sees("Ik kan dit:")
    await played.screen.picture("message")


async def test_a_scheduled_prompt_comes_and_turns_when_it_is_answered(played: Played) -> None:
    screen = played.screen
    await screen.types("help")
    await screen.sees("Ik kan dit:")
    await played.move_to("2027-01-14 12:15")
    await screen.sees("De meeschrijvende chatbot", "Een beetje")
    await screen.picture("prompt")
    await screen.presses("Nee")
    await screen.sees("Zal ik een andere geven?", "weggelegd")
    await screen.does_not_see("Een beetje")
    await screen.picture("turned")
    await screen.presses("Nee")
    await screen.sees("Goed.")


async def test_an_action_on_a_message_opens_a_window_that_is_kept(played: Played) -> None:
    screen = played.screen
    await screen.types("help")
    await screen.sees("Ik kan dit:")
    await screen.acts("bewaar-als-dilemma")
    await screen.picture("window")
    await screen.fills("Aan de ene kant", "snel beginnen")
    await screen.fills("Aan de andere kant", "eerst vragen")
    await screen.fills("Korte naam in de chat", "Beginnen of vragen")
    await screen.dialog.get_by_role("button", name="Bewaar").click()
    await screen.closes()
    await screen.sees("Bewaard als dilemma:")
    await screen.does_not_see("snel beginnen")
    await screen.picture("kept")


async def test_in_a_group_chat_a_mention_is_answered(played: Played) -> None:
    await played.screen.goes_to("MT Ruimte")
    await played.screen.types("@Zetje vraag begroting")
    await played.screen.sees("Welk bedrag in dit stuk merkt een inwoner als eerste?")
    await played.screen.picture("group-chat")


async def test_in_a_channel_the_answer_stands_in_the_thread(played: Played) -> None:
    await played.screen.goes_to("MT Sociaal")
    await played.screen.posts("@Zetje vraag begroting")
    await played.screen.sees("Welk bedrag in dit stuk merkt een inwoner als eerste?")
    await played.screen.picture("channel")


async def test_a_scheduled_prompt_comes_in_a_channel_as_a_thread(played: Played) -> None:
    screen = played.screen
    await screen.goes_to("MT Sociaal")
    await played.move_to("2027-01-14 12:30")
    await screen.sees("Tot hier", "Schrijf antwoord")
    await screen.picture("channel-prompt")


async def test_a_question_is_found_and_put_in_a_chat(played: Played) -> None:
    screen = played.screen
    await screen.goes_to("MT Ruimte")
    await screen.searches("begroting")
    await screen.sees("Which amount in this paper will a resident notice first?")
    await screen.picture("search")
    await screen.page.get_by_text("Which amount in this paper").first.click()
    await screen.picture("inserted")
    await screen.page.get_by_role("button", name="Send Message").click()
    await screen.picture("shared")


async def test_the_digest_comes_on_its_day_with_what_was_kept(played: Played) -> None:
    screen = played.screen
    await screen.types("help")
    await screen.sees("Ik kan dit:")
    await screen.acts("maak-actie")
    await screen.fills("Wat ga je doen?", "een ochtend aan de balie zitten")
    await screen.fills("Wanneer?", "vrijdag 12 februari")
    await screen.fills("Korte naam in de chat", "Aan de balie")
    await screen.dialog.get_by_role("button", name="Bewaar").click()
    await screen.closes()
    await screen.sees("Genoteerd:")
    await played.move_to("2027-02-04 12:30")
    await screen.sees("Aan de balie")
    await screen.picture("digest")
    await screen.does_not_see("een ochtend aan de balie zitten")
