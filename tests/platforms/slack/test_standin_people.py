"""The stand-in tells an app what people do, as Slack would: tried with an app on plain Bolt."""

from collections.abc import AsyncIterator

import pytest

from tests.platforms.slack.tiny_app import ASK, TinyApp, tiny_app, window
from tests.standins.slack.client import Json, Person, SlackStandin

PEOPLE = {"Hanneke": {}, "Yusuf": {"tz": "Europe/Istanbul", "locale": "tr-TR"}}


@pytest.fixture(params=["http", "socket mode"])
async def tiny(slack: SlackStandin, request: pytest.FixtureRequest) -> AsyncIterator[TinyApp]:
    await slack.do("workspace", users=PEOPLE, channels={"mt": ["Hanneke", "Yusuf"]})
    async with tiny_app(slack, socket_mode=request.param == "socket mode") as made:
        yield made


@pytest.fixture
def hanneke(slack: SlackStandin, tiny: TinyApp) -> Person:
    return slack.person("Hanneke")


def option(label: str) -> Json:
    return {"text": {"type": "plain_text", "text": label}, "value": label.lower()}


OPTIONS = [option("Een"), option("Twee")]
KINDS: dict[str, Json] = {
    "Dag": {"type": "datepicker"},
    "Tijd": {"type": "timepicker"},
    "Aantal": {"type": "number_input", "is_decimal_allowed": False},
    "Keuze": {"type": "static_select", "options": OPTIONS},
    "Rondje": {"type": "radio_buttons", "options": OPTIONS, "initial_option": OPTIONS[0]},
    "Vinkjes": {"type": "checkboxes", "options": OPTIONS},
    "Meer": {"type": "multi_static_select", "options": OPTIONS},
    "Wie": {"type": "users_select"},
}


async def ask(tiny: TinyApp, slack: SlackStandin) -> str:
    user = (await slack.do("overview"))["users"]["Hanneke"]
    posted = await tiny.client.chat_postMessage(
        channel=user, text="Waar begin je morgen mee? [Leg vast]", blocks=ASK
    )
    return str(posted["ts"])


def answered(told: Json) -> list[int]:
    return [attempt["status"] for sent in told["sent"] for attempt in sent["attempts"]]


async def test_what_is_typed_in_the_dm_arrives_escaped(tiny: TinyApp, hanneke: Person) -> None:
    told = await hanneke.types("Jan & <Piet>")
    assert answered(told) == [200]
    (event,) = tiny.events("message")
    assert event["text"] == "Jan &amp; &lt;Piet&gt;"
    assert (event["channel_type"], event["channel"][0]) == ("im", "D")
    assert event["ts"] == told["ts"]


async def test_a_change_and_a_deletion_name_the_message(tiny: TinyApp, hanneke: Person) -> None:
    typed = await hanneke.types("morgen")
    await hanneke.edits("overmorgen")
    await hanneke.takes_away("overmorgen")
    _, changed, deleted = tiny.events("message")
    assert changed["subtype"] == "message_changed"
    assert changed["message"]["text"] == "overmorgen"
    assert changed["message"]["edited"]
    assert changed["previous_message"]["text"] == "morgen"
    assert deleted["deleted_ts"] == changed["message"]["ts"] == typed["ts"]


async def test_a_preview_of_a_link_changes_no_words(tiny: TinyApp, hanneke: Person) -> None:
    await hanneke.types("zie https://example.nl")
    await hanneke.standin.do("expand_link", user="Hanneke")
    changed = tiny.events("message")[-1]
    assert changed["message"]["text"] == changed["previous_message"]["text"]
    assert "edited" not in changed["message"]


async def test_in_a_channel_only_a_mention_is_heard(tiny: TinyApp, hanneke: Person) -> None:
    await hanneke.types("goedemorgen", where="mt")
    told = await hanneke.types("@Tiny hier", where="mt")
    (event,) = tiny.events("app_mention")
    assert event["text"].startswith("<@U")
    assert event["channel"] == told["channel"]
    assert tiny.events("message") == []


async def test_a_press_opens_a_window_that_is_sent(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin
) -> None:
    ts = await ask(tiny, slack)
    assert await hanneke.notifications() == ["Waar begin je morgen mee? [Leg vast]"]
    await hanneke.presses("Leg vast")
    (press,) = tiny.payloads("block_actions")
    assert press["actions"][0]["value"] == "fix|1"
    assert press["message"]["ts"] == press["container"]["message_ts"] == ts
    assert press["response_url"].startswith("http://127.0.0.1")
    shown = await hanneke.window()
    assert shown is not None
    assert shown["title"]["text"] == "Leg vast"
    await hanneke.submits({"Wanneer?": "morgen 11.00"})
    (sent,) = tiny.payloads("view_submission")
    assert sent["view"]["private_metadata"] == "fix|1"
    values = sent["view"]["state"]["values"]
    assert values == {"when": {"line": {"type": "plain_text_input", "value": "morgen 11.00"}}}
    assert await hanneke.window() is None


async def test_a_field_that_must_be_filled_in_is_held_back(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin
) -> None:
    await ask(tiny, slack)
    await hanneke.presses("Leg vast")
    held = await hanneke.submits({})
    assert held["blocked"]
    assert tiny.payloads("view_submission") == []


async def test_errors_keep_the_window_with_what_was_typed(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin
) -> None:
    await ask(tiny, slack)
    await hanneke.presses("Leg vast")
    tiny.answers = {"response_action": "errors", "errors": {"when": "Die dag is geweest."}}
    sent = await hanneke.submits({"Wanneer?": "gisteren"})
    assert sent["errors"] == {"when": "Die dag is geweest."}
    shown = await hanneke.window()
    assert shown is not None
    assert shown["state"]["when"]["line"]["value"] == "gisteren"


async def test_errors_of_a_field_that_is_not_there_are_trouble(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin
) -> None:
    await ask(tiny, slack)
    await hanneke.presses("Leg vast")
    tiny.answers = {"response_action": "errors", "errors": {"where": "Nee."}}
    assert "trouble" in (await hanneke.submits({"Wanneer?": "morgen"}))["trouble"]


@pytest.mark.parametrize(("action", "depth"), [("update", 1), ("push", 2), ("clear", 0)])
async def test_a_window_makes_way_for_another(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin, action: str, depth: int
) -> None:
    await ask(tiny, slack)
    await hanneke.presses("Leg vast")
    tiny.answers = {"response_action": action}
    if action != "clear":
        tiny.answers["view"] = window(title="En dan?")
    await hanneke.submits({"Wanneer?": "morgen"})
    shown = await slack.do("window", user="Hanneke")
    assert shown["depth"] == depth
    assert depth == 0 or shown["view"]["title"]["text"] == "En dan?"


async def test_every_kind_of_field_has_its_own_shape(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin
) -> None:
    tiny.opens = window(
        *(
            {
                "type": "input",
                "block_id": label,
                "optional": True,
                "label": {"type": "plain_text", "text": label},
                "element": {**element, "action_id": "it"},
            }
            for label, element in KINDS.items()
        )
    )
    await ask(tiny, slack)
    await hanneke.presses("Leg vast")
    filled = {
        "Wanneer?": "nu",
        "Dag": "2027-01-15",
        "Aantal": "3",
        "Keuze": "Twee",
        "Vinkjes": ["Twee", "Een"],
    }
    await hanneke.submits(filled)
    values = tiny.payloads("view_submission")[0]["view"]["state"]["values"]
    kept = {label: values[label]["it"] for label in KINDS}
    assert kept["Dag"] == {"type": "datepicker", "selected_date": "2027-01-15"}
    assert kept["Tijd"] == {"type": "timepicker", "selected_time": None}
    assert kept["Aantal"] == {"type": "number_input", "value": "3"}
    assert kept["Keuze"] == {"type": "static_select", "selected_option": OPTIONS[1]}
    assert kept["Rondje"] == {"type": "radio_buttons", "selected_option": OPTIONS[0]}
    assert kept["Vinkjes"] == {"type": "checkboxes", "selected_options": OPTIONS}
    assert kept["Meer"] == {"type": "multi_static_select", "selected_options": []}
    assert kept["Wie"] == {"type": "users_select", "selected_user": None}


async def test_commands_and_shortcuts_arrive(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin
) -> None:
    ts = await ask(tiny, slack)
    await hanneke.asks("/tiny", "help")
    command = tiny.heard[-1]
    assert (command["command"], command["text"]) == ("/tiny", "help")
    assert command["channel_name"] == "directmessage"
    await hanneke.uses_shortcut("ask")
    assert tiny.payloads("shortcut")[0]["trigger_id"]
    await hanneke.uses_message_shortcut("keep", ts)
    (kept,) = tiny.payloads("message_action")
    assert kept["message_ts"] == ts
    assert await hanneke.window() is not None


async def test_home_is_what_was_published_last(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin
) -> None:
    await hanneke.opens_home()
    event = tiny.events("app_home_opened")[0]
    assert (event["tab"], "view" in event) == ("home", False)
    view = {"type": "home", "blocks": ASK}
    await tiny.client.views_publish(user_id=event["user"], view=view)
    await hanneke.opens_home()
    assert tiny.events("app_home_opened")[1]["view"]["type"] == "home"
    await hanneke.presses_at_home("Leg vast")
    assert tiny.payloads("block_actions")[0]["container"]["type"] == "view"


async def test_the_profile_of_somebody_changes(tiny: TinyApp, slack: SlackStandin) -> None:
    users = (await slack.do("overview"))["users"]
    about = await tiny.client.users_info(user=users["Yusuf"], include_locale=True)
    assert (about["user"]["tz"], about["user"]["locale"]) == ("Europe/Istanbul", "tr-TR")
    await slack.do("change_user", user="Yusuf", to={"deleted": True})
    assert tiny.events("user_change")[0]["user"]["deleted"]


async def test_an_app_that_was_removed_hears_so_and_can_do_nothing(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin
) -> None:
    await slack.do("uninstall", user="Hanneke")
    assert tiny.events("app_uninstalled")
    assert tiny.events("tokens_revoked")
    # Bolt calls itself whatever it likes; the token is what is asked here.
    assert (await slack.do("messages", user="Hanneke"))["messages"] == []
    tiny.heard.clear()
    await hanneke.types("ben je er nog?")
    assert tiny.heard == []


async def test_an_app_hears_its_own_messages_but_bolt_leaves_them_out(
    tiny: TinyApp, slack: SlackStandin
) -> None:
    await ask(tiny, slack)
    await slack.settle()
    sent = (await slack.do("requests"))["sent"]
    assert [one["what"] for one in sent] == ["message"]
    assert tiny.heard == []
