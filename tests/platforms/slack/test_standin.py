"""The stand-in answers the Web API as Slack documents it; driven with Slack's own client."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.tiny_app import ASK, window
from tests.standins.slack.client import Json, SlackStandin

SCOPES = ["chat:write", "im:history", "im:write", "users:read", "channels:read"]


@pytest.fixture
async def token(slack: SlackStandin) -> str:
    await slack.do(
        "workspace",
        users={"Hanneke": {}, "Yusuf": {}},
        channels={"mt": ["Hanneke", "Yusuf"], "elders": ["Yusuf"]},
    )
    await slack.do("app", settings={"scopes": SCOPES})
    installed = await slack.do("install", channels=["mt"])
    return str(installed["token"])


@pytest.fixture
async def web(slack: SlackStandin, token: str) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            token=token, base_url=slack.api_url, session=session, retry_handlers=[]
        )


async def ids(slack: SlackStandin) -> tuple[dict[str, str], dict[str, str]]:
    known = await slack.do("overview")
    return known["users"], known["channels"]


async def code_of(web: AsyncWebClient, method: str, **arguments: object) -> str:
    with pytest.raises(SlackApiError) as refused:
        await web.api_call(method, json=arguments)
    return str(refused.value.response["error"])


async def test_it_says_who_the_bot_is(web: AsyncWebClient) -> None:
    who = await web.auth_test()
    assert who["user_id"].startswith("U")
    assert who["team_id"].startswith("T")
    assert who["bot_id"].startswith("B")


async def test_a_user_id_opens_the_dm_and_history_finds_the_message_by_its_metadata(
    web: AsyncWebClient, slack: SlackStandin
) -> None:
    users, _ = await ids(slack)
    metadata = {"event_type": "prompt_delivered", "event_payload": {"delivery_id": "7f3a"}}
    posted = await web.chat_postMessage(
        channel=users["Hanneke"], text="Eén stap?", blocks=ASK, metadata=metadata
    )
    assert posted["channel"].startswith("D")
    opened = await web.conversations_open(users=users["Hanneke"])
    assert opened["channel"]["id"] == posted["channel"]
    found = await web.conversations_history(
        channel=posted["channel"], include_all_metadata=True, oldest=str(float(posted["ts"]) - 5)
    )
    assert [one["metadata"] for one in found["messages"]] == [metadata]
    bare = await web.conversations_history(channel=posted["channel"])
    assert "metadata" not in bare["messages"][0]


async def test_a_form_is_as_good_as_json(web: AsyncWebClient, slack: SlackStandin) -> None:
    users, _ = await ids(slack)
    form = {"channel": users["Hanneke"], "text": "Hoi", "blocks": '[{"type": "divider"}]'}
    posted = await web.api_call("chat.postMessage", data=form)
    assert posted["message"]["blocks"][0]["type"] == "divider"


async def test_history_without_an_end_begins_at_the_oldest(
    web: AsyncWebClient, slack: SlackStandin
) -> None:
    users, _ = await ids(slack)
    posts = [await web.chat_postMessage(channel=users["Yusuf"], text=str(n)) for n in range(4)]
    where, first = posts[0]["channel"], posts[0]["ts"]
    newest = await web.conversations_history(channel=where, limit=2)
    assert [one["text"] for one in newest["messages"]] == ["3", "2"]
    oldest = await web.conversations_history(channel=where, oldest=first, limit=2)
    assert [one["text"] for one in oldest["messages"]] == ["2", "1"]
    both = await web.conversations_history(channel=where, oldest=first, inclusive=True)
    assert [one["text"] for one in both["messages"]] == ["3", "2", "1", "0"]


async def test_a_message_changes_and_goes(web: AsyncWebClient, slack: SlackStandin) -> None:
    users, _ = await ids(slack)
    hanneke = slack.person("Hanneke")
    posted = await web.chat_postMessage(channel=users["Hanneke"], text="Vast?", blocks=ASK)
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    await web.chat_update(**place, text="Vastgelegd.", blocks=[])
    (shown,) = await hanneke.messages()
    assert (shown["text"], "blocks" in shown) == ("Vastgelegd.", False)
    assert await hanneke.notifications() == ["Vast?"]
    await web.chat_delete(**place)
    assert await hanneke.messages() == []
    assert await code_of(web, "chat.update", **place, text="x") == "message_not_found"


async def test_in_a_thread_and_for_one_pair_of_eyes(
    web: AsyncWebClient, slack: SlackStandin
) -> None:
    users, channels = await ids(slack)
    root = await web.chat_postMessage(channel=channels["mt"], text="De vraag")
    await web.chat_postMessage(channel=channels["mt"], text="Een deel", thread_ts=root["ts"])
    await web.chat_postEphemeral(channel=channels["mt"], user=users["Yusuf"], text="Alleen jij")
    seen = await slack.person("Yusuf").messages("mt")
    assert [(m["text"], m["ephemeral"]) for m in seen] == [
        ("De vraag", False),
        ("Een deel", False),
        ("Alleen jij", True),
    ]
    assert seen[1]["thread_ts"] == root["ts"]
    assert len(await slack.person("Hanneke").messages("mt")) == 2
    link = await web.chat_getPermalink(channel=channels["mt"], message_ts=root["ts"])
    assert link["permalink"].startswith("https://gemeente-lindewaard.slack.com/archives/C")


async def test_refusals_have_slacks_own_names(
    web: AsyncWebClient, slack: SlackStandin, token: str
) -> None:
    users, channels = await ids(slack)
    me = (await web.auth_test())["user_id"]
    post = "chat.postMessage"
    mt, elders = channels["mt"], channels["elders"]
    assert await code_of(web, post, channel="C404", text="x") == "channel_not_found"
    assert await code_of(web, post, channel=me, text="x") == "cannot_dm_bot"
    assert await code_of(web, post, channel=elders, text="x") == "not_in_channel"
    assert await code_of(web, post, channel=mt) == "no_text"
    assert await code_of(web, post, channel=mt, blocks="{") == "invalid_blocks_format"
    bare = {"event_type": "x"}
    assert (
        await code_of(web, post, channel=mt, text="x", metadata=bare) == "invalid_metadata_schema"
    )
    assert await code_of(web, "users.info", user="U404") == "user_not_found"
    assert await code_of(web, "conversations.history", channel=mt) == "missing_scope"
    assert await code_of(web, "chat.nothing") == "unknown_method"
    await slack.do("archive", where="mt")
    assert await code_of(web, post, channel=mt, text="x") == "is_archived"
    await slack.do("change_user", user="Yusuf", to={"deleted": True})
    assert await code_of(web, "conversations.open", users=users["Yusuf"]) == "user_disabled"
    # Slack takes a message to somebody who left; nobody reads it.
    assert (await web.chat_postMessage(channel=users["Yusuf"], text="x"))["ok"]
    web.token = "xoxb-other"
    assert await code_of(web, post, channel=mt, text="x") == "invalid_auth"
    web.token = token
    await slack.do("uninstall", user="Hanneke")
    assert await code_of(web, post, channel=mt, text="x") == "account_inactive"


async def test_lengths(web: AsyncWebClient, slack: SlackStandin) -> None:
    users, _ = await ids(slack)
    posted = await web.chat_postMessage(channel=users["Hanneke"], text="x" * 41_000)
    assert len(posted["message"]["text"]) == 40_000
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    assert await code_of(web, "chat.update", **place, text="x" * 4_001) == "msg_too_long"
    long = {"type": "section", "text": {"type": "plain_text", "text": "x" * 3000}}
    many = {"channel": users["Hanneke"], "text": "x", "blocks": [long] * 5}
    assert await code_of(web, "chat.postMessage", **many) == "msg_blocks_too_long"


def button(**more: object) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": "Ja"}, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


BROKEN: dict[str, list[Json]] = {
    "unknown block": [{"type": "sectoin"}],
    "empty section": [{"type": "section"}],
    "empty text": [{"type": "section", "text": {"type": "plain_text", "text": ""}}],
    "text too long": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}],
    "header in mrkdwn": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "header too long": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
    "a property of ours": [{"type": "divider", "ours": 1}],
    "too many blocks": [{"type": "divider"}] * 51,
    "same block_id": [{"type": "divider", "block_id": "a"}] * 2,
    "too many buttons": [actions(*[button()] * 26)],
    "no buttons": [actions()],
    "same action_id": [actions(button(action_id="a"), button(action_id="a"))],
    "label too long": [actions(button(text={"type": "plain_text", "text": "x" * 76}))],
    "value too long": [actions(button(value="x" * 2001))],
    "style": [actions(button(style="plain"))],
    "input among actions": [actions({"type": "plain_text_input"})],
    "empty cell": [{"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}],
    "two tables": [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2,
    "empty run": [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}],
        }
    ],
}


@pytest.mark.parametrize("blocks", BROKEN.values(), ids=BROKEN)
async def test_a_broken_block_is_refused(
    web: AsyncWebClient, slack: SlackStandin, blocks: list[Json]
) -> None:
    users, _ = await ids(slack)
    message = {"channel": users["Hanneke"], "text": "x", "blocks": blocks}
    assert await code_of(web, "chat.postMessage", **message) == "invalid_blocks"
    assert await slack.person("Hanneke").messages() == []


BROKEN_VIEWS: dict[str, Json] = {
    "title too long": window(title="x" * 25),
    "no submit": {key: value for key, value in window().items() if key != "submit"},
    "no title": {key: value for key, value in window().items() if key != "title"},
    "metadata too long": {**window(), "private_metadata": "x" * 3001},
    "a table": window({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}),
    "a home": {"type": "home", "blocks": []},
    "no option": window(
        {
            "type": "input",
            "label": {"type": "plain_text", "text": "Keuze"},
            "element": {"type": "static_select", "options": []},
        }
    ),
}


@pytest.mark.parametrize("view", BROKEN_VIEWS.values(), ids=BROKEN_VIEWS)
async def test_a_broken_window_is_refused(
    web: AsyncWebClient, slack: SlackStandin, view: Json
) -> None:
    assert await code_of(web, "views.open", trigger_id="1.2.3", view=view) == "invalid_arguments"


async def test_home_keeps_to_its_hash(web: AsyncWebClient, slack: SlackStandin) -> None:
    users, _ = await ids(slack)
    hanneke = users["Hanneke"]
    first = await web.views_publish(user_id=hanneke, view={"type": "home", "blocks": ASK})
    old = first["view"]["hash"]
    await web.views_publish(user_id=hanneke, view={"type": "home", "blocks": []}, hash=old)
    again = {"user_id": hanneke, "view": {"type": "home", "blocks": []}, "hash": old}
    assert await code_of(web, "views.publish", **again) == "hash_conflict"
    large = {"user_id": hanneke, "view": {"type": "home", "x": "x" * 256_000, "blocks": []}}
    assert await code_of(web, "views.publish", **large) == "view_too_large"
