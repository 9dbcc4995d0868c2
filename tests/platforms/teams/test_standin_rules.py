"""The stand-in for Teams refuses what Teams refuses, and breaks when it is told to."""

import asyncio

import httpx
import jwt
import pytest

from tests.platforms.teams.tiny_bot import TinyBot, execute, text, with_card
from tests.standins.teams.client import NotPossible, TeamsClient
from tests.standins.teams.limits import Limits
from tests.standins.teams.world import Json

HI: Json = {"type": "message", "text": "Hoi"}
SOON = 30


async def post(bot: TinyBot, activity: Json = HI) -> httpx.Response:
    return await bot.call("POST", f"{await bot.chat_url('Hanneke')}/activities", activity)


async def count(teams: TeamsClient) -> int:
    return len((await teams("sees", who="Hanneke"))["messages"])


def code(answer: httpx.Response) -> str:
    found: str = answer.json()["error"]["code"]
    return found


@pytest.mark.parametrize(
    ("other", "status", "error"),
    [
        ({}, 200, None),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 400, "unauthorized_client"),
        ({"tenant": "elsewhere"}, 400, "unauthorized_client"),
        ({"scope": "https://graph.microsoft.com/.default"}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
async def test_a_token_is_for_an_app_that_knows_its_secret_in_its_home_tenant(
    bot: TinyBot, other: dict[str, str], status: int, error: str | None
) -> None:
    answer = await bot.sign_in(**other)
    assert (answer.status_code, answer.json().get("error")) == (status, error)


@pytest.mark.parametrize("token", ["", "made-up"])
async def test_without_a_token_nothing_is_posted(
    bot: TinyBot, teams: TeamsClient, token: str
) -> None:
    bot.token = token
    assert (await post(bot)).status_code == 401
    assert await count(teams) == 0


async def test_tokens_end_and_can_be_revoked(bot: TinyBot, teams: TeamsClient) -> None:
    assert (await post(bot)).status_code == 201
    await teams("tokens", lifetime=0, revoke=True)
    assert (await post(bot)).status_code == 401
    assert (await bot.sign_in()).json()["expires_in"] == 0
    assert (await post(bot)).status_code == 401


@pytest.mark.parametrize(
    ("activity", "status", "error"),
    [
        ({"text": "zonder soort"}, 400, "BadArgument"),
        ({"type": "message"}, 400, "BadSyntax"),
        (with_card({"type": "TextBlock"}), 400, "BadSyntax"),
        (with_card({"type": "Onbekend", "text": "x"}), 400, "BadSyntax"),
        (with_card(text("goed")), 201, None),
        ({"type": "message", "text": "x" * 60_000}, 413, "MessageSizeTooBig"),
        ({"type": "typing"}, 201, None),
    ],
)
async def test_what_can_be_posted(
    bot: TinyBot, activity: Json, status: int, error: str | None
) -> None:
    answer = await post(bot, activity)
    assert answer.status_code == status, answer.text
    assert error is None or code(answer) == error


async def test_a_card_without_a_version_or_with_a_newer_one_is_refused(bot: TinyBot) -> None:
    for version in (None, "1.6"):
        card = with_card(text("x"))
        card["attachments"][0]["content"]["version"] = version
        assert (await post(bot, card)).status_code == 400


async def test_what_is_not_there_is_not_found(bot: TinyBot) -> None:
    url = await bot.chat_url("Hanneke")
    assert code(await bot.call("POST", f"{url}x/activities", HI)) == "ConversationNotFound"
    gone = await bot.call("PUT", f"{url}/activities/1", HI)
    assert (gone.status_code, code(gone)) == (404, "ActivityNotFoundInConversation")
    reply = await bot.call("POST", f"{url}/activities/1", HI)
    assert (reply.status_code, code(reply)) == (404, "ActivityNotFoundInConversation")


async def test_the_personal_chat_is_found_by_either_id_once_the_app_is_installed(
    bot: TinyBot, teams: TeamsClient
) -> None:
    yusuf = await teams("user", name="Yusuf", tenant="Lindewaard")
    ids = (yusuf["object_id"], *yusuf["ids"].values())
    url = f"{teams.connector}/teams/v3/conversations"
    tenant = {"tenant": {"id": yusuf["tenant"]}}
    for ref in ids:
        before = await bot.call("POST", url, {"members": [{"id": ref}], "channelData": tenant})
        assert (before.status_code, code(before)) == (403, "ForbiddenOperationException")
    await teams("installs", who="Yusuf")
    chats = [
        (await bot.call("POST", url, {"members": [{"id": ref}], "channelData": tenant})).json()
        for ref in ids
    ]
    assert chats[0] == chats[1]
    assert (await bot.call("POST", url, {"members": [{"id": ids[0]}]})).status_code == 400


@pytest.mark.parametrize("does", ["removes", "blocks"])
async def test_who_removed_or_blocked_the_bot_gets_nothing(
    bot: TinyBot, teams: TeamsClient, does: str
) -> None:
    await teams(does, who="Hanneke")
    answer = await post(bot)
    assert (answer.status_code, answer.json()["errorCode"]) == (403, 209)
    assert "MessageWritesBlocked" in answer.json()["message"]
    with pytest.raises(NotPossible):
        await teams("types", who="Hanneke", text="hoi")


async def test_limits_hold_when_they_are_on(bot: TinyBot, teams: TeamsClient) -> None:
    await teams("limits", enforced=True)
    answers = await asyncio.gather(*(post(bot) for _ in range(12)))
    refused = [one for one in answers if one.status_code == 429]
    told = await teams("counts")
    assert told["throttled"] == len(refused)
    assert told["most_in_a_conversation"] <= 7
    assert await count(teams) == 12 - len(refused)
    assert all(int(one.headers["Retry-After"]) >= 1 for one in refused)


def test_windows_roll_on() -> None:
    instant = 0.0
    limits = Limits(lambda: instant)
    limits.enforced = True
    assert [limits.wait_for("c", "t") for _ in range(8)] == [None] * 7 + [1]
    instant = 1.5
    assert limits.wait_for("c", "t") is None
    assert limits.wait_for("c", "t") == 1  # eight in two seconds is the most
    instant = 2.0
    assert [limits.wait_for(f"c{number}", "t") for number in range(51)] == [None] * 49 + [1, 1]
    assert (limits.throttled, limits.most_in_a_tenant, limits.most_in_a_conversation) == (4, 50, 7)


def test_off_they_only_count() -> None:
    limits = Limits(lambda: 0.0)
    assert {limits.wait_for("c", "t") for _ in range(60)} == {None}
    assert (limits.most_in_a_tenant, limits.throttled) == (60, 0)


async def test_a_dropped_request_may_have_been_written(bot: TinyBot, teams: TeamsClient) -> None:
    for written, arrived in ((False, 0), (True, 1)):
        await teams("fault", trouble="drop", area="send", written=written)
        with pytest.raises(httpx.TransportError):
            await post(bot)
        assert await count(teams) == arrived
    assert (await post(bot)).status_code == 201


@pytest.mark.parametrize(
    ("status", "retry_after", "written"),
    [(429, 3, False), (412, None, False), (502, None, True), (503, 2, False)],
)
async def test_errors_on_command(
    bot: TinyBot, teams: TeamsClient, status: int, retry_after: int | None, written: bool
) -> None:
    about = {"status": status, "retry_after": retry_after, "written": written}
    await teams("fault", trouble="error", area="send", after=1, **about)
    assert (await post(bot)).status_code == 201
    answer = await post(bot)
    assert answer.status_code == status
    expected = str(retry_after) if retry_after is not None else None
    assert answer.headers.get("Retry-After") == expected
    assert await count(teams) == (2 if written else 1)
    assert (await post(bot)).status_code == 201


async def test_an_outage_refuses_connections_until_it_is_cleared(
    bot: TinyBot, teams: TeamsClient
) -> None:
    await teams("outage")
    with pytest.raises(httpx.ConnectError):
        await post(bot)
    await teams("clear")
    assert (await post(bot)).status_code == 201


async def test_a_slow_answer_comes_all_the_same(bot: TinyBot, teams: TeamsClient) -> None:
    await teams("fault", trouble="slow", area="send", delay=30)
    slow = asyncio.create_task(post(bot, {"type": "message", "text": "Laat"}))
    async with asyncio.timeout(SOON):
        while not (await teams("counts"))["faults"]:
            pass  # it is on its way
    assert (await post(bot)).status_code == 201
    await teams("clear")
    assert (await slow).status_code == 201
    texts = [one["text"] for one in (await teams("sees", who="Hanneke"))["messages"]]
    assert texts == ["Hoi", "Laat"]


async def test_keys_rotate_and_can_be_out_of_reach(bot: TinyBot, teams: TeamsClient) -> None:
    await bot.claims()
    await teams("rotate_keys", keep_old=False)
    await teams("types", who="Hanneke", text="hoi")
    await bot.claims()
    told = (await teams("counts"))["login"]
    assert (told["metadata"], told["keys"]) == (2, 2)
    await teams("fault", trouble="drop", area="keys", times=None)
    with pytest.raises(httpx.TransportError):
        await bot.claims()
    await teams("clear")
    await bot.claims()


@pytest.mark.parametrize(
    ("token", "refusal"),
    [
        ("forged", jwt.InvalidSignatureError),
        ("altered", jwt.InvalidSignatureError),
        ("expired", jwt.ExpiredSignatureError),
        ("not_yet", jwt.ImmatureSignatureError),
        ("wrong_audience", jwt.InvalidAudienceError),
        ("wrong_issuer", jwt.InvalidIssuerError),
        ("alg_none", jwt.InvalidTokenError),
        ("unknown_key", StopIteration),
        ("not_endorsed", AssertionError),
        ("garbage", jwt.DecodeError),
    ],
)
async def test_bad_tokens_are_bad(
    bot: TinyBot, teams: TeamsClient, token: str, refusal: type[Exception]
) -> None:
    await teams("tokens", kind=token)
    await teams("types", who="Hanneke", text="hoi")
    expected = RuntimeError if refusal is StopIteration else refusal
    with pytest.raises(expected):
        await bot.claims()


@pytest.mark.parametrize(("token", "header"), [("basic", "Basic "), ("missing", ""), ("empty", "")])
async def test_other_headers(bot: TinyBot, teams: TeamsClient, token: str, header: str) -> None:
    await teams("types", who="Hanneke", text="hoi")
    await teams("again", token=token)
    assert bot.headers[-1].get("authorization", "").startswith(header)


async def test_a_wrong_service_url_is_signed_for_another(bot: TinyBot, teams: TeamsClient) -> None:
    await teams("tokens", kind="wrong_service_url")
    await teams("types", who="Hanneke", text="hoi")
    assert (await bot.claims())["serviceurl"] == "https://elsewhere.example/"


async def test_an_invoke_comes_twice_on_command(bot: TinyBot, teams: TeamsClient) -> None:
    await post(bot, with_card(actions=(execute("Later"),)))
    bot.answers["adaptiveCard/action"] = {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": "Goed.",
    }
    said = await teams("presses", who="Hanneke", title="Later")
    assert said["message"] == "Goed."
    first = bot.newest("invoke")
    await teams("again")
    assert bot.newest("invoke")["id"] == first["id"]
    await teams("again", new_id="f:other")
    assert bot.newest("invoke") == {**first, "id": "f:other"}
    answers = (await teams("answers"))["answers"]
    assert [one["status"] for one in answers[-3:]] == [200, 200, 200]
