"""The stand-in for Teams keeps to what Teams does: conversations, people, cards and windows."""

from tests.platforms.teams.tiny_bot import (
    APP,
    TinyBot,
    attached,
    execute,
    seen,
    sent,
    text,
    with_card,
)
from tests.standins.teams.client import TeamsClient


async def test_installing_tells_the_bot_where_it_is_and_who_installed_it(bot: TinyBot) -> None:
    joined, installed = bot.got
    assert joined["type"] == "conversationUpdate"
    assert joined["membersAdded"] == [{"id": f"28:{APP}"}]
    assert (installed["type"], installed["action"]) == ("installationUpdate", "add")
    assert installed["conversation"]["conversationType"] == "personal"
    assert installed["conversation"]["id"].startswith("a:")
    assert installed["from"]["id"].startswith("29:")
    tenant = installed["channelData"]["tenant"]["id"]
    assert installed["serviceUrl"] == f"{bot.teams.connector}/emea/{tenant}/"


async def test_a_second_installation_is_told_as_an_installation_only(
    bot: TinyBot, teams: TeamsClient
) -> None:
    await teams("removes", who="Hanneke")
    await teams("installs", who="Hanneke")
    kinds = [(one["type"], one.get("action")) for one in bot.got[2:]]
    assert kinds == [("installationUpdate", "remove"), ("installationUpdate", "add")]


async def test_what_a_person_types_arrives_signed(bot: TinyBot, teams: TeamsClient) -> None:
    said = await teams("types", who="Hanneke", text="hoi <b>daar</b>")
    got = bot.newest("message")
    assert (got["text"], got["textFormat"], got["id"]) == ("hoi <b>daar</b>", "plain", said["id"])
    assert got["entities"][-1]["timezone"] == "Europe/Amsterdam"
    assert (await bot.claims())["serviceurl"] == got["serviceUrl"]


async def test_a_message_of_the_bot_is_read_on_the_lock_screen_by_its_summary(
    bot: TinyBot, teams: TeamsClient
) -> None:
    await sent(bot, with_card(text("**Kies** \\*een\\* stap"), summary="Kies een stap"))
    await sent(bot, {"type": "message", "text": "Goed.\nTot morgen."})
    card, words = await seen(teams, who="Hanneke")
    assert (card["lines"], card["notification"]) == (["**Kies** *een* stap"], "Kies een stap")
    assert (words["lines"], words["notification"]) == (
        ["Goed.", "Tot morgen."],
        "Goed.\nTot morgen.",
    )


async def test_text_and_a_card_in_one_message_become_two_without_an_id(
    bot: TinyBot, teams: TeamsClient
) -> None:
    url = f"{await bot.chat_url('Hanneke')}/activities"
    answer = await bot.call("POST", url, with_card(text("Kaart"), text="Tekst"))
    assert (answer.status_code, answer.json()) == (201, {})
    assert len(await seen(teams, who="Hanneke")) == 2


async def test_cards_in_one_message_become_messages_each_but_in_a_carousel(
    bot: TinyBot, teams: TeamsClient
) -> None:
    two = with_card(text("Een"))
    two["attachments"].append(with_card(text("Twee"))["attachments"][0])
    url = f"{await bot.chat_url('Hanneke')}/activities"
    assert (await bot.call("POST", url, two)).json() == {}
    ref = await sent(bot, {**two, "attachmentLayout": "carousel"})
    lines = [one["lines"] for one in await seen(teams, who="Hanneke")]
    assert lines == [["Een"], ["Twee"], ["Een", "Twee"]]
    assert (await bot.call("PUT", f"{url}/{ref}", two)).json()["error"]["code"] == "BadSyntax"


async def test_changing_and_taking_away_a_message(bot: TinyBot, teams: TeamsClient) -> None:
    ref = await sent(bot, with_card(text("Vraag")))
    url = f"{await bot.chat_url('Hanneke')}/activities/{ref}"
    assert (await bot.call("PUT", url, with_card(text("Klaar")))).json() == {"id": ref}
    assert (await seen(teams, who="Hanneke"))[0]["lines"] == ["Klaar"]
    assert (await bot.call("DELETE", url)).status_code == 200
    assert (await seen(teams, who="Hanneke"))[0]["deleted"] is True
    assert (await bot.call("PUT", url, with_card(text("Weer")))).status_code == 404


async def test_a_person_changes_and_takes_away_what_they_typed(
    bot: TinyBot, teams: TeamsClient
) -> None:
    said = await teams("types", who="Hanneke", text="morgen")
    await teams("edits", who="Hanneke", text="vrijdag")
    changed = bot.newest("messageUpdate")
    assert (changed["id"], changed["text"]) == (said["id"], "vrijdag")
    assert changed["channelData"]["eventType"] == "editMessage"
    await teams("deletes", who="Hanneke")
    gone = bot.newest("messageDelete")
    assert (gone["id"], "text" in gone) == (said["id"], False)
    assert gone["channelData"]["eventType"] == "softDeleteMessage"
    await teams("undeletes", who="Hanneke", ref=said["id"])
    assert bot.newest("messageUpdate")["channelData"]["eventType"] == "undeleteMessage"


async def test_a_press_is_an_invoke_and_its_card_is_seen_by_that_person_on_that_device(
    bot: TinyBot, teams: TeamsClient
) -> None:
    ref = await sent(bot, with_card(text("Vraag"), actions=(execute("Later", press="later"),)))
    card = attached(text("Later dan"))["content"]
    bot.answers["adaptiveCard/action"] = {
        "statusCode": 200,
        "type": "application/vnd.microsoft.card.adaptive",
        "value": card,
    }
    await teams("presses", who="Hanneke", title="Later")
    invoke = bot.newest("invoke")
    assert (invoke["name"], invoke["replyToId"]) == ("adaptiveCard/action", ref)
    action = {
        "type": "Action.Execute",
        "title": "Later",
        "verb": "press",
        "data": {"press": "later"},
    }
    assert invoke["value"] == {"action": action, "trigger": "manual"}
    assert (await seen(teams, who="Hanneke"))[0]["lines"] == ["Later dan"]
    assert (await seen(teams, who="Hanneke", device="phone"))[0]["lines"] == ["Vraag"]
    url = f"{await bot.chat_url('Hanneke')}/activities/{ref}"
    await bot.call("PUT", url, with_card(text("Voor iedereen")))
    assert (await seen(teams, who="Hanneke"))[0]["lines"] == ["Voor iedereen"]


async def test_a_client_that_does_not_know_execute_sends_the_fallback(
    bot: TinyBot, teams: TeamsClient
) -> None:
    ref = await sent(bot, with_card(actions=(execute("Later", press="later"),)))
    await teams("presses", who="Hanneke", title="Later", device="old")
    got = bot.newest("message")
    assert (got["value"], got["replyToId"]) == ({"press": "later"}, ref)
    assert "text" not in got


async def test_a_press_that_fails_says_so_and_changes_nothing(
    bot: TinyBot, teams: TeamsClient
) -> None:
    await sent(bot, with_card(text("Vraag"), actions=(execute("Later"),)))
    bot.statuses["adaptiveCard/action"] = 500
    said = await teams("presses", who="Hanneke", title="Later")
    assert said["failed"] == "Something went wrong. Please try again."
    assert (await seen(teams, who="Hanneke"))[0]["lines"] == ["Vraag"]


async def test_in_a_group_a_bot_hears_only_what_mentions_it(
    bot: TinyBot, teams: TeamsClient
) -> None:
    await teams("chat", name="MT", members=["Hanneke", "Yusuf"])
    await teams("installs", who="Hanneke", where="MT")
    before = len(bot.got)
    await teams("types", who="Yusuf", text="gaat het?", where="MT")
    assert len(bot.got) == before
    await teams("types", who="Yusuf", text="@Zetje vraag", where="MT")
    got = bot.newest("message")
    assert got["text"] == "<at>Zetje</at> vraag\n"
    assert got["entities"][0]["mentioned"] == {"id": f"28:{APP}", "name": "Zetje"}
    assert got["conversation"]["conversationType"] == "groupChat"


async def test_a_channel_has_threads(bot: TinyBot, teams: TeamsClient) -> None:
    team = await teams("team", name="MT Sociaal", tenant="Lindewaard", members=["Hanneke"])
    await teams("installs", who="Hanneke", where="MT Sociaal")
    installed = bot.newest("installationUpdate")
    assert installed["channelData"]["team"]["id"] == team["id"]
    await teams("types", who="Hanneke", text="@Zetje hier", where="MT Sociaal")
    got = bot.newest("message")
    thread = got["conversation"]["id"]
    assert thread == f"{team['id']};messageid={got['id']}"
    url = f"{got['serviceUrl']}v3/conversations"
    await bot.call("POST", f"{url}/{thread}/activities", {"type": "message", "text": "In de draad"})
    begun = await bot.call(
        "POST",
        url,
        {
            "isGroup": True,
            "channelData": {
                "channel": {"id": team["id"]},
                "tenant": got["channelData"]["tenant"],
            },
            "activity": {"type": "message", "text": "Een nieuwe draad"},
        },
    )
    own, answer, new = await seen(teams, where="MT Sociaal")
    assert (own["thread"], answer["thread"]) == (got["id"], got["id"])
    assert new["thread"] == new["id"] == begun.json()["activityId"]
    assert begun.json()["id"] == f"{team['id']};messageid={new['id']}"


async def test_members_are_told_by_either_id(bot: TinyBot) -> None:
    url = await bot.chat_url("Hanneke")
    members = (await bot.call("GET", f"{url}/members")).json()
    assert [one["name"] for one in members] == ["Hanneke"]
    by_object_id = await bot.call("GET", f"{url}/members/{members[0]['objectId']}")
    assert by_object_id.json()["id"] == members[0]["id"]
    stranger = await bot.call("GET", f"{url}/members/29:nobody")
    assert stranger.json()["error"]["code"] == "MemberNotFoundInConversation"
    paged = (await bot.call("GET", f"{url}/pagedmembers")).json()
    assert paged == {"members": members}
