"""Windows in the stand-in for Teams: from a button, from an action on a message, and a search."""

import pytest

from tests.platforms.teams.tiny_bot import TinyBot, attached, seen, sent, text, with_card
from tests.standins.teams.client import NotPossible, TeamsClient
from tests.standins.teams.world import Json

ASK: Json = {
    "type": "Action.Submit",
    "title": "Leg vast",
    "data": {"press": "log", "msteams": {"type": "task/fetch"}},
}
WHAT: Json = {
    "type": "Input.Text",
    "id": "what",
    "label": "Wat ga je doen?",
    "isRequired": True,
    "errorMessage": "Vul dit in.",
    "maxLength": 20,
}
WHO: Json = {
    "type": "Input.ChoiceSet",
    "id": "who",
    "label": "Met wie?",
    "isMultiSelect": True,
    "choices": [{"title": "Yusuf", "value": "y"}, {"title": "Fatma", "value": "f"}],
}
SEND: Json = {"type": "Action.Submit", "title": "Bewaar", "data": {"press": "saved"}}


def opening(*body: Json, title: str = "Leg vast") -> Json:
    value = {"title": title, "card": attached(*body, actions=(SEND,))}
    return {"task": {"type": "continue", "value": value}}


async def test_a_window_opens_is_checked_by_teams_and_sent(
    bot: TinyBot, teams: TeamsClient
) -> None:
    await sent(bot, with_card(text("Vraag"), actions=(ASK,)))
    bot.answers["task/fetch"] = opening(text("Kies zelf"), WHAT, WHO)
    await teams("presses", who="Hanneke", title="Leg vast")
    assert bot.newest("invoke")["value"]["data"] == ASK["data"]
    window = (await teams("window", who="Hanneke"))["window"]
    assert (window["title"], window["buttons"]) == ("Leg vast", ["Bewaar"])
    assert [one.get("label", one.get("text")) for one in window["seen"]] == [
        "Kies zelf",
        "Wat ga je doen?",
        "Met wie?",
    ]
    too_little = await teams("submits", who="Hanneke", fills={})
    assert too_little["errors"] == {"Wat ga je doen?": "Vul dit in."}
    too_much = await teams("submits", who="Hanneke", fills={"Wat ga je doen?": "x" * 21})
    assert too_much["errors"] == {"Wat ga je doen?": "Vul dit in."}
    fills = {"Wat ga je doen?": "Bellen", "Met wie?": "Yusuf\nFatma"}
    await teams("submits", who="Hanneke", fills=fills)
    submitted = bot.newest("invoke")
    assert submitted["name"] == "task/submit"
    assert submitted["value"]["data"] == {"press": "saved", "what": "Bellen", "who": "y,f"}
    assert (await teams("window", who="Hanneke"))["window"] is None


async def test_a_window_stays_open_when_sending_it_fails(bot: TinyBot, teams: TeamsClient) -> None:
    await sent(bot, with_card(actions=(ASK,)))
    bot.answers["task/fetch"] = opening(WHAT)
    await teams("presses", who="Hanneke", title="Leg vast")
    bot.statuses["task/submit"] = 500
    await teams("submits", who="Hanneke", fills={"Wat ga je doen?": "Bellen"})
    window = (await teams("window", who="Hanneke"))["window"]
    assert window["seen"][0]["value"] == "Bellen"
    assert window["errors"] == {"": "Something went wrong. Please try again."}
    await teams("closes", who="Hanneke")
    assert (await teams("window", who="Hanneke"))["window"] is None


async def test_an_answer_with_a_card_that_teams_cannot_show_is_told(
    bot: TinyBot, teams: TeamsClient
) -> None:
    await sent(bot, with_card(actions=(ASK,)))
    bot.answers["task/fetch"] = opening({"type": "Input.Text", "label": "Zonder id"})
    with pytest.raises(NotPossible, match="cannot show the card"):
        await teams("presses", who="Hanneke", title="Leg vast")


async def test_an_action_on_a_message_opens_a_window(bot: TinyBot, teams: TeamsClient) -> None:
    await teams("chat", name="MT", members=["Hanneke", "Yusuf"])
    said = await teams("types", who="Yusuf", text="Bouwen of wachten?", where="MT")
    bot.answers["composeExtension/fetchTask"] = opening(WHAT, title="Bewaar als dilemma")
    await teams("acts", who="Hanneke", command="dilemma", where="MT")
    value = bot.newest("invoke")["value"]
    assert (value["commandId"], value["commandContext"]) == ("dilemma", "message")
    payload = value["messagePayload"]
    assert payload["id"] == said["id"]
    assert payload["from"]["user"]["displayName"] == "Yusuf"
    assert "Bouwen of wachten?" in payload["body"]["content"]
    await teams("submits", who="Hanneke", fills={"Wat ga je doen?": "Bouwen"})
    submitted = bot.newest("invoke")
    assert submitted["name"] == "composeExtension/submitAction"
    assert submitted["value"]["commandId"] == "dilemma"
    assert submitted["value"]["data"]["what"] == "Bouwen"


async def test_a_search_gives_results_and_one_is_put_in_the_chat(
    bot: TinyBot, teams: TeamsClient
) -> None:
    await teams("chat", name="MT", members=["Hanneke", "Yusuf"])
    preview = {"contentType": "application/vnd.microsoft.card.thumbnail"}
    found = {
        **attached(text("Wie voelt dit?")),
        "preview": {**preview, "content": {"title": "Wie voelt dit?"}},
    }
    bot.answers["composeExtension/query"] = {
        "composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": [found]}
    }
    said = await teams("searches", who="Hanneke", command="vraag", text="geld", where="MT")
    assert said["results"] == [{"title": "Wie voelt dit?", "text": ""}]
    asked = bot.newest("invoke")["value"]
    assert asked["parameters"] == [{"name": "search", "value": "geld"}]
    await teams("inserts", who="Hanneke", number=0, where="MT")
    message = (await seen(teams, where="MT"))[-1]
    assert (message["author"], message["lines"]) == ("Hanneke", ["Wie voelt dit?"])
    await teams("searches", who="Hanneke", command="vraag", text="", where="MT")
    first = bot.newest("invoke")["value"]["parameters"]
    assert first == [{"name": "initialRun", "value": "true"}]
