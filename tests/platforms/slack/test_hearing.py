"""What people do in Slack has its effect once, whatever happens on the way to the bot."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.sql.stores import SqlStores
from bot.model.ids import PersonId
from bot.model.people import Platform, Standing
from bot.ports.stores import Stores
from bot.situations import Knowledge
from tests.databases import a_database
from tests.fakes.vault import a_vault
from tests.platforms.slack.stores_in_trouble import Troubled, troubled_stores
from tests.stages.slack import KEY, SlackStage, slack_stage
from tests.stages.town import TENANT
from tests.standins.slack.client import Person, SlackStandin

HANNEKE = PersonId("hanneke")
HEAD: dict[str, Any] = {
    "start": "2027-01-12 10:00",
    "people": {
        "Hanneke": {"roles": ["secretary"], "own": ["thursday", "12.15"]},
        "Yusuf": {"roles": ["director"], "own": ["thursday", "12.15"]},
    },
    "groups": {"MT Sociaal": ["Hanneke", "Yusuf"]},
    "series": [{"steps": ["zetje:sw-009"], "weekly": "2027-01-14 12:15", "for": ["Hanneke"]}],
}


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    made = SqlStores(a_database(tmp_path), a_vault())
    yield made
    await made.close()


@pytest.fixture(params=[False, True], ids=["http", "socket mode"])
async def stage(
    request: pytest.FixtureRequest, slack: SlackStandin, stores: Stores, knowledge: Knowledge
) -> AsyncIterator[SlackStage]:
    async with slack_stage(slack, stores, knowledge, HEAD, socket_mode=request.param) as made:
        yield made


@pytest.fixture
async def by_http(
    slack: SlackStandin, stores: Stores, knowledge: Knowledge
) -> AsyncIterator[SlackStage]:
    async with slack_stage(slack, stores, knowledge, HEAD, socket_mode=False) as made:
        yield made


@pytest.fixture
def hanneke(slack: SlackStandin) -> Person:
    return slack.person("Hanneke")


async def standing(stores: Stores) -> Standing:
    async with stores.of(TENANT).read() as unit:
        person = await unit.people.get(HANNEKE)
    assert person is not None
    return person.standing


@pytest.mark.parametrize("at_once", [False, True])
async def test_an_event_that_comes_twice_is_answered_once(
    stage: SlackStage, slack: SlackStandin, hanneke: Person, at_once: bool
) -> None:
    await slack.do("duplicate", times=1, at_once=at_once)
    await stage.type("Hanneke", "mijn")
    sent = (await slack.do("requests"))["sent"]
    statuses = [a["status"] for one in sent for a in one["attempts"] if one["what"] == "message"]
    assert statuses[:2] == [200, 200]
    assert len(await hanneke.from_bot()) == 1


async def test_a_replayed_request_has_no_effect(
    by_http: SlackStage, slack: SlackStandin, hanneke: Person
) -> None:
    told = await hanneke.types("mijn")
    await slack.settle()
    again = await slack.do("replay", number=told["sent"][0]["number"])
    assert again["status"] == 200
    await by_http.type("Hanneke", "help")
    assert len(await hanneke.from_bot()) == 2


@pytest.mark.parametrize(
    ("about", "status"),
    [
        ({}, 200),
        ({"secret": "guessed"}, 401),
        ({"timestamp": "1700000000"}, 401),
        ({"timestamp": "soon"}, 401),
        ({"timestamp": "NaN"}, 401),
        ({"timestamp": "١٢٣"}, 401),
        ({"without": ["X-Slack-Signature"]}, 401),
        ({"without": ["X-Slack-Request-Timestamp"]}, 401),
        ({"headers": {"X-Slack-Signature": "v0=0"}}, 401),
        ({"body": "{"}, 400),
        ({"body": "x" * 300_000}, 413),
    ],
)
async def test_only_what_slack_signed_just_now_comes_in(
    by_http: SlackStage, slack: SlackStandin, about: dict[str, Any], status: int
) -> None:
    body = {"body": json.dumps({"type": "url_verification", "challenge": "c"}), **about}
    answer = await slack.do("forge", **body)
    assert answer["status"] == status


async def test_slack_can_check_the_address(by_http: SlackStage, slack: SlackStandin) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"})
    answer = await slack.do("forge", body=body)
    assert "3eZbrw1a" in answer["body"]
    url = (await slack.do("app"))["events_url"].replace(f"/{KEY}/", "/another/")
    assert (await slack.do("forge", body=body, url=url))["status"] == 404


async def test_an_event_of_no_use_is_acknowledged(by_http: SlackStage, slack: SlackStandin) -> None:
    known = await slack.do("overview")
    event = {"type": "team_join", "user": {"id": "U1"}}
    body = {"type": "event_callback", "team_id": known["team"], "event_id": "Ev1", "event": event}
    assert (await slack.do("forge", body=json.dumps(body)))["status"] == 200


async def test_an_event_that_was_not_stored_comes_again(
    slack: SlackStandin, knowledge: Knowledge, hanneke: Person
) -> None:
    stores, trouble = troubled_stores()
    async with slack_stage(slack, stores, knowledge, HEAD, socket_mode=False) as stage:
        trouble.fails = 1
        told = await hanneke.types("mijn")
        attempts = told["sent"][0]["attempts"]
        assert [one["status"] for one in attempts] == [500, 200]
        await stage.type("Hanneke", "help")
        assert len(await hanneke.from_bot()) == 2


async def a_prompt(stage: SlackStage, trouble: Troubled | None = None) -> None:
    await stage.move_to(stage.clock.now().replace(day=14, hour=11, minute=15))
    assert await stage.unread("Hanneke") is not None
    if trouble is not None:
        trouble.fails = 1


async def test_a_press_that_was_not_stored_says_so_and_works_the_next_time(
    slack: SlackStandin, knowledge: Knowledge, hanneke: Person
) -> None:
    stores, trouble = troubled_stores()
    async with slack_stage(slack, stores, knowledge, HEAD, socket_mode=False) as stage:
        await a_prompt(stage, trouble)
        told = await hanneke.presses("Later")
        assert told["sent"][0]["attempts"][0]["status"] == 500
        assert len((await slack.do("troubles"))["troubles"]) == 1
        await stage.press("Hanneke", "Later")
        assert len(await hanneke.from_bot()) == 2


async def test_a_window_that_was_not_stored_keeps_what_was_typed(
    slack: SlackStandin, knowledge: Knowledge, hanneke: Person
) -> None:
    stores, trouble = troubled_stores()
    async with slack_stage(slack, stores, knowledge, HEAD, socket_mode=False) as stage:
        await a_prompt(stage)
        await stage.press("Hanneke", "Leg vast")
        shown = await stage.dialog("Hanneke")
        assert shown is not None
        first = next(iter(shown.values))
        trouble.fails = 1
        told = await hanneke.submits({first: "Teamleider vragen", "Wanneer?": "morgen 11.00"})
        assert told["trouble"]
        still = await stage.dialog("Hanneke")
        assert still is not None
        assert still.values[first] == "Teamleider vragen"
        await stage.submit("Hanneke", {})
        assert await stage.dialog("Hanneke") is None


async def test_a_press_that_takes_long_opens_a_window_in_time(
    slack: SlackStandin, knowledge: Knowledge, hanneke: Person
) -> None:
    stores, trouble = troubled_stores()
    async with slack_stage(slack, stores, knowledge, HEAD, socket_mode=False) as stage:
        await a_prompt(stage)
        trouble.seconds = 1.5
        began = time.monotonic()
        told = await hanneke.presses("Leg vast")
        assert told["sent"][0]["attempts"][0]["status"] == 200
        assert time.monotonic() - began < 3
        waiting = await hanneke.window()
        assert waiting is not None
        assert waiting["title"]["text"] == "Zetje"
        trouble.seconds = 0.0
        await stage.settled()
        shown = await stage.dialog("Hanneke")
        assert shown is not None
        assert "Wanneer?" in shown.values


async def test_a_preview_of_a_link_is_no_change(
    stage: SlackStage, slack: SlackStandin, hanneke: Person
) -> None:
    await stage.type("Hanneke", "mijn")
    await slack.do("expand_link", user="Hanneke")
    await stage.settled()
    assert len(await hanneke.from_bot()) == 1


async def test_who_left_the_organisation_is_left_alone(
    stage: SlackStage, slack: SlackStandin, stores: Stores, hanneke: Person
) -> None:
    await slack.do("change_user", user="Hanneke", to={"deleted": True})
    await stage.settled()
    assert await standing(stores) is Standing.STOPPED
    await stage.move_to(stage.clock.now().replace(day=16))
    assert await hanneke.from_bot() == []


async def test_another_name_in_the_profile_stops_nobody(
    stage: SlackStage, slack: SlackStandin, stores: Stores
) -> None:
    await slack.do("change_user", user="Hanneke", to={"locale": "en-GB"})
    await stage.settled()
    assert await standing(stores) is Standing.ACTIVE


async def test_an_app_that_was_removed_sends_nothing_and_nobody_is_stopped(
    stage: SlackStage, slack: SlackStandin, stores: Stores
) -> None:
    await slack.do("uninstall", user="Yusuf")
    await stage.settled()
    (installed,) = await stores.installations.all()
    assert installed.removed_at is not None
    await stage.move_to(stage.clock.now().replace(day=16))
    assert (await slack.counters())["posted"] == 0
    assert await standing(stores) is Standing.ACTIVE
    async with stores.of(TENANT).read() as unit:
        assert not await unit.messages.unsettled(Platform.SLACK)


async def test_in_a_channel_a_command_is_answered_in_ones_own_conversation(
    stage: SlackStage, slack: SlackStandin, hanneke: Person
) -> None:
    await hanneke.asks("/zetje", "mijn", where="mt-sociaal")
    await stage.settled()
    (aside,) = await hanneke.messages("mt-sociaal")
    assert aside["ephemeral"]
    assert len(await hanneke.from_bot()) == 1
    assert await slack.person("Yusuf").messages("mt-sociaal") == []


@pytest.mark.parametrize(
    "command", ["vraag", "actie", "dilemma", "mijn", "overzicht", "pauze", "help", "", "a < b"]
)
async def test_a_command_says_what_the_same_words_say(
    by_http: SlackStage, hanneke: Person, command: str
) -> None:
    await by_http.type("Hanneke", "hallo")
    await by_http.unread("Hanneke")
    await hanneke.asks("/zetje", command)
    await by_http.settled()
    by_command = await by_http.unread("Hanneke")
    await by_http.type("Hanneke", command or "help")
    assert by_command is not None
    assert await by_http.unread("Hanneke") == by_command
    assert [one for one in await hanneke.messages() if one["ephemeral"]] == []


async def test_home_is_there_for_who_opens_it_and_keeps_up(
    stage: SlackStage, hanneke: Person
) -> None:
    await hanneke.opens_home()
    await stage.settled()
    before = await hanneke.home()
    assert before is not None
    await stage.type("Hanneke", "pauze")
    await stage.press("Hanneke", "Twee weken")
    after = await hanneke.home()
    assert after is not None
    assert after["blocks"] != before["blocks"]


async def test_a_socket_that_broke_is_opened_anew(
    slack: SlackStandin, stores: Stores, knowledge: Knowledge, hanneke: Person
) -> None:
    async with slack_stage(slack, stores, knowledge, HEAD, socket_mode=True) as stage:
        await slack.do("disconnect", reason="refresh_requested")
        await stage.connected_again()
        await stage.type("Hanneke", "mijn")
        assert len(await hanneke.from_bot()) == 1
