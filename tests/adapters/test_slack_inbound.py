"""What Slack calls: who may come in, what is acknowledged, and that it happens once."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from adapters.slack.doors import BODY_LIMIT
from bot.errors import UnknownThing
from bot.model.installations import Code, hash_of_code
from bot.model.people import Language, Platform, Role, Standing
from bot.model.situation import Answer
from bot.reception import AskAbout, Received, Reception
from bot.signals import Signal
from tests.adapters.slack_api import Json, fine, refused
from tests.adapters.slack_office import FORM, HANNEKE, Office, an_office, signed, typed
from tests.factories import NOW, WATERSTAD


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Return a bot that nobody talked to yet."""
    async with an_office() as made:
        yield made


async def finished(office: Office) -> None:
    """Wait until nothing of this test is still being done in the background."""
    mine = {asyncio.current_task()}
    while busy := {one for one in asyncio.all_tasks() - mine if _is_work(one)}:
        await asyncio.wait(busy)


def _is_work(task: "asyncio.Task[Any]") -> bool:
    code = getattr(task.get_coro(), "cr_code", None)
    return code is not None and "adapters/slack" in code.co_filename


def as_person(method: str, arguments: Json) -> Response:
    """Answer as Slack does about Hanneke, who lives in London and speaks English there."""
    if method != "users.info":
        return fine(method, arguments)
    about: Json = {"id": HANNEKE, "team_id": "T1", "profile": {"real_name": "Hanneke de Wit"}}
    about |= {"tz": "Europe/London", "locale": "en-GB"}
    return JSONResponse({"ok": True, "user": about})


async def test_slack_verifies_the_address_with_a_challenge(office: Office) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"})
    answer = await office.post(body, "application/json")
    assert (answer.status_code, answer.json()) == (200, {"challenge": "abc"})


async def test_slack_checks_the_certificate(office: Office) -> None:
    path = "/slack/eigen/events"
    assert (await office.client.get(path, params={"ssl_check": "1"})).status_code == 200
    assert (await office.client.get(path)).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Slack_Request_Timestamp": "gisteren"},
        {"X_Slack_Request_Timestamp": ""},
        {"X_Slack_Request_Timestamp": "-1"},
        {"X_Slack_Request_Timestamp": "١٢٣٤٥٦٧٨٩٠"},
        {"X_Slack_Signature": "v0=0000"},
        {"X_Slack_Signature": ""},
    ],
)
async def test_who_does_not_sign_well_does_not_come_in(
    office: Office, headers: dict[str, str]
) -> None:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps({"type": "event_callback", "event": typed("hallo")}).encode()
    given = {**signed(body, "application/json"), **names}
    raw = [(name.encode(), value.encode()) for name, value in given.items()]
    answer = await office.client.post("/slack/eigen/events", content=body, headers=raw)
    assert answer.status_code == 401
    assert office.api.called("chat.postMessage") == []


@pytest.mark.parametrize(("age", "status"), [(0, 200), (290, 200), (310, 401), (-310, 401)])
async def test_a_signature_is_good_for_five_minutes(office: Office, age: int, status: int) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    headers = signed(body, "application/json", age=age)
    answer = await office.client.post("/slack/eigen/events", content=body, headers=headers)
    assert answer.status_code == status


async def test_each_app_has_its_own_secret(office: Office) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"})
    answer = await office.post(body, "application/json", secret="van een andere app")
    assert answer.status_code == 401
    office.key = "elders"
    assert (await office.post(body, "application/json")).status_code == 404


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x" * (BODY_LIMIT + 1), "application/json", 413),
        (b"\xff\xfe", "application/json", 400),
        (b"payload=%7B", FORM, 400),
    ],
)
async def test_a_body_that_cannot_be_read(
    office: Office, body: bytes, kind: str, status: int
) -> None:
    assert (await office.post(body, kind)).status_code == status


@pytest.mark.parametrize(
    "about",
    [
        {"type": "reaction_added", "user": HANNEKE},
        {"type": "team_join", "user": {"id": "U0NOOR"}},
        {"type": "something_new"},
        typed("hoi", bot_id="B1"),
        typed("in een kanaal", channel="C1", channel_type="channel"),
    ],
)
async def test_what_the_bot_has_no_use_for_is_acknowledged(
    office: Office, about: dict[str, Any]
) -> None:
    answer = await office.event(about)
    assert (answer.status_code, answer.text) == (200, "")
    async with office.stores.of(WATERSTAD).read() as unit:
        assert await unit.people.all() == []


async def test_who_types_for_the_first_time_becomes_known_by_their_profile(office: Office) -> None:
    office.api.answer = as_person
    assert (await office.types("help")).status_code == 200
    await finished(office)
    async with office.stores.of(WATERSTAD).read() as unit:
        person = await unit.people.at(Platform.SLACK, HANNEKE)
        assert person is not None
        (address,) = await unit.people.addresses(person.id)
    assert (person.name, person.zone, person.language) == (
        "Hanneke de Wit",
        "Europe/London",
        Language.EN,
    )
    assert address.conversation == "D1"
    (sent,) = office.api.called("chat.postMessage")
    assert sent["channel"] == "D1"
    (asked,) = office.api.called("users.info")
    assert asked == {"user": HANNEKE, "include_locale": "true"}


@pytest.mark.parametrize(
    "user",
    [
        {"id": HANNEKE, "team_id": "T1", "is_bot": True},
        {"id": HANNEKE, "team_id": "T2"},
        {"id": HANNEKE, "team_id": "T2", "is_stranger": True},
    ],
)
async def test_a_bot_and_a_guest_from_elsewhere_are_nobody_here(
    office: Office, user: dict[str, Any]
) -> None:
    office.api.answer = lambda method, arguments: JSONResponse({"ok": True, "user": user})
    assert (await office.types("help")).status_code == 200
    await finished(office)
    async with office.stores.of(WATERSTAD).read() as unit:
        assert await unit.people.all() == []


async def test_without_the_right_to_look_somebody_has_no_name_yet(office: Office) -> None:
    office.api.answer = lambda method, arguments: (
        refused("missing_scope") if method == "users.info" else fine
    )(method, arguments)
    assert (await office.types("help")).status_code == 200
    async with office.stores.of(WATERSTAD).read() as unit:
        (person,) = await unit.people.all()
    assert person.name == ""


async def test_an_event_that_fails_is_not_acknowledged_so_that_slack_tries_again(
    office: Office,
) -> None:
    office.api.answer = refused("internal_error")
    ts = "17.000200"
    assert (await office.types("help", ts=ts)).status_code == 500
    async with office.stores.of(WATERSTAD).read() as unit:
        assert await unit.people.all() == []
    office.api.answer = as_person
    assert (await office.types("help", ts=ts)).status_code == 200


async def test_an_event_that_comes_three_times_happens_once(office: Office) -> None:
    about, again = typed("help", ts="17.000300"), {"event_id": "Ev77"}
    answers = [await office.event(about, **again) for _ in range(2)]
    answers += await asyncio.gather(*(office.event(about, **again) for _ in range(3)))
    await finished(office)
    assert {one.status_code for one in answers} == {200}
    assert len(office.api.called("chat.postMessage")) == 1


async def test_a_log_holds_none_of_the_words(
    office: Office, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(0)
    office.api.answer = refused("internal_error")
    await office.types("mijn geheime dilemma")
    office.api.answer = refused("invalid_blocks")
    await office.types("mijn geheime dilemma")
    await office.post(json.dumps({"text": "mijn geheime dilemma"}), "application/json", "fout")
    await finished(office)
    shown = capsys.readouterr()
    assert "geheime" not in caplog.text + shown.out + shown.err


async def test_opening_the_app_makes_known_and_shows_the_home_tab(office: Office) -> None:
    opened = {"type": "app_home_opened", "user": HANNEKE, "channel": "D1", "tab": "home"}
    assert (await office.event(opened)).status_code == 200
    await finished(office)
    (shown,) = office.api.called("views.publish")
    assert shown["user_id"] == HANNEKE
    assert shown["view"]["type"] == "home"
    # Whatever they do next, it is shown anew.
    await office.types("u")
    await finished(office)
    assert len(office.api.called("views.publish")) == 2


async def test_looking_at_the_messages_shows_no_home_tab(office: Office) -> None:
    opened = {"type": "app_home_opened", "user": HANNEKE, "channel": "D1", "tab": "messages"}
    await office.event(opened)
    await finished(office)
    assert office.api.called("views.publish") == []
    async with office.stores.of(WATERSTAD).read() as unit:
        assert len(await unit.people.all()) == 1


async def test_whose_account_is_closed_gets_nothing_more(office: Office) -> None:
    await office.types("help")
    gone = {"type": "user_change", "user": {"id": HANNEKE, "deleted": True}}
    assert (await office.event(gone)).status_code == 200
    async with office.stores.of(WATERSTAD).read() as unit:
        person = await unit.people.at(Platform.SLACK, HANNEKE)
    assert person is not None
    assert person.standing is Standing.STOPPED


@pytest.mark.parametrize(
    "about",
    [
        {"type": "app_uninstalled"},
        {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}},
    ],
)
async def test_an_app_that_is_taken_away_is_noted(office: Office, about: dict[str, Any]) -> None:
    await office.types("help")
    assert (await office.event(about)).status_code == 200
    found = await office.stores.installations.at(Platform.SLACK, "T1")
    assert found is not None
    assert found.removed_at == NOW


async def test_only_somebodys_own_token_is_not_the_app(office: Office) -> None:
    await office.types("help")
    await office.event({"type": "tokens_revoked", "tokens": {"oauth": [HANNEKE], "bot": []}})
    found = await office.stores.installations.at(Platform.SLACK, "T1")
    assert found is not None
    assert found.removed_at is None


def button(value: str) -> dict[str, Any]:
    """Return what a press on a message in the DM adds to a payload."""
    return {
        "container": {"type": "message", "message_ts": "17.1", "channel_id": "D1"},
        "channel": {"id": "D1"},
        "actions": [{"type": "button", "action_id": "press-0", "value": value}],
    }


async def test_a_window_is_open_before_the_press_is_acknowledged(office: Office) -> None:
    answer = await office.interaction("block_actions", **button("pause_until||"))
    assert (answer.status_code, answer.text) == (200, "")
    (opened,) = office.api.called("views.open")
    assert opened["view"]["title"]["text"] == "Pauze"
    assert opened["trigger_id"].startswith("t.")


async def test_a_window_that_does_not_open_is_an_error_to_who_pressed(office: Office) -> None:
    office.api.answer = lambda method, arguments: (
        refused("expired_trigger_id") if method == "views.open" else fine
    )(method, arguments)
    answer = await office.interaction("block_actions", **button("pause_until||"))
    assert answer.status_code == 500


class SlowReception(Reception):
    """Takes its time to decide."""

    waits = 0.0
    fails = False

    async def receive(self, signal: Signal, about: AskAbout) -> Received:
        await asyncio.sleep(self.waits)
        if self.fails:
            raise UnknownThing("de database is weg")
        return await super().receive(signal, about)


@pytest.mark.parametrize(
    ("value", "fails", "shown"),
    [
        ("pause_until||", False, "Pauze"),
        ("mine||", False, "Kijk in de chat."),
        ("pause_until||", True, "niets bewaard"),
    ],
)
async def test_what_takes_long_is_shown_in_a_window_that_asked_for_a_moment(
    monkeypatch: pytest.MonkeyPatch, value: str, fails: bool, shown: str
) -> None:
    monkeypatch.setattr("adapters.slack.windows.SOON", 0.0)
    monkeypatch.setattr("adapters.wiring.Reception", SlowReception)
    monkeypatch.setattr(SlowReception, "waits", 0.1)
    monkeypatch.setattr(SlowReception, "fails", fails)
    async with an_office() as office:
        answer = await office.interaction("block_actions", **button(value))
        assert answer.status_code == 200
        (opened,) = office.api.called("views.open")
        assert "Dit duurt even" in json.dumps(opened)
        await finished(office)
        (filled,) = office.api.called("views.update")
        assert (filled["view_id"], filled["hash"]) == ("V1", "1.a")
        assert shown in json.dumps(filled, ensure_ascii=False)


def window(press: str, **values: str) -> dict[str, Any]:
    """Return a window with these fields as it is sent."""
    return {
        "id": "V1",
        "hash": "1.a",
        "type": "modal",
        "callback_id": "dialog",
        "title": {"type": "plain_text", "text": "Pauze"},
        "private_metadata": json.dumps({"press": press}),
        "blocks": [
            {
                "type": "input",
                "block_id": f"{name}|x",
                "element": {"type": "plain_text_input", "action_id": name},
            }
            for name in values
        ],
        "state": {"values": {f"{k}|x": {k: {"value": v}} for k, v in values.items()}},
    }


async def test_a_window_shows_what_is_wrong_and_closes_when_it_is_right(office: Office) -> None:
    wrong = await office.interaction("view_submission", view=window("pause_until||", until="ooit"))
    assert wrong.status_code == 200
    assert wrong.json()["response_action"] == "errors"
    assert "until|x" in wrong.json()["errors"]
    right = await office.interaction("view_submission", view=window("pause_until||", until="1 mei"))
    assert (right.status_code, right.text) == (200, "")
    await finished(office)
    (said,) = office.api.called("chat.postMessage")
    assert "1 mei" in said["text"]


async def test_a_window_that_is_sent_again_does_nothing_more(office: Office) -> None:
    sent = window("pause_until||", until="1 mei")
    for _ in range(2):
        assert (await office.interaction("view_submission", view=sent)).status_code == 200
    await finished(office)
    assert len(office.api.called("chat.postMessage")) == 1


async def test_closing_a_window_says_nothing(office: Office) -> None:
    closed = await office.interaction("view_closed", view=window("pause_until||"), is_cleared=False)
    assert (closed.status_code, closed.text) == (200, "")


async def test_a_command_elsewhere_is_answered_in_the_own_conversation(office: Office) -> None:
    await office.types("help")
    await finished(office)
    answer = await office.command("instellingen", channel="C1")
    assert answer.text == "Het antwoord staat in je eigen gesprek met mij."
    await finished(office)
    assert [one["channel"] for one in office.api.called("chat.postMessage")] == ["D1", "D1"]
    assert (await office.command("instellingen", channel="D1")).text == ""


async def test_who_names_a_channel_without_the_app_hears_to_invite_it(office: Office) -> None:
    await office.types("help")
    async with office.stores.of(WATERSTAD).write() as unit:
        (person,) = await unit.people.all()
        await unit.people.save(replace(person, standing=Standing.ACTIVE, started_at=NOW))
    await finished(office)
    office.api.answer = lambda method, arguments: (
        refused("not_in_channel") if method == "chat.postMessage" else fine
    )(method, arguments)
    assert (await office.command("hier", channel="C1")).text == ""
    await finished(office)
    (told,) = office.api.called("respond")
    assert told["response_type"] == "ephemeral"
    assert "Nodig mij eerst uit" in told["text"]


async def test_the_app_learns_where_it_stands_and_who_it_is_there() -> None:
    async with an_office() as office:
        office.api.answer = lambda method, arguments: JSONResponse(
            {"ok": True, "team_id": "T1", "user_id": "U0BOT"}
        )
        await finished(office)
        assert [method for method, _, _ in office.api.calls] == ["auth.test"]
        found = await office.stores.installations.at(Platform.SLACK, "T1")
        assert found is not None
        assert (found.bot, found.tenant) == ("U0BOT", WATERSTAD)


async def test_where_no_tenant_is_a_code_makes_the_first_admin() -> None:
    oauth: dict[str, Any] = {
        "tenant": None,
        "bot_token": None,
        "client_id": "1.2",
        "client_secret": "x",
    }
    async with an_office(**oauth) as office:
        from bot.model.installations import Installation

        await office.stores.installations.save(
            Installation(
                platform=Platform.SLACK,
                workspace="T1",
                app="eigen",
                secret="xoxb-1",
                installed_at=NOW,
            )
        )
        code = Code(
            hash=hash_of_code("KQ7M-4T2P-9XWD"), tenant=WATERSTAD, expires_at=NOW.replace(year=2099)
        )
        await office.stores.installations.add_code(code)
        await office.types("hallo")
        await finished(office)
        assert "nog niet gekoppeld" in office.api.called("chat.postMessage")[0]["text"]
        assert "nog niet gekoppeld" in (await office.command("mijn")).text
        await office.types("beheer kq7m-4t2p-9xwd")
        await finished(office)
        async with office.stores.of(WATERSTAD).read() as unit:
            (person,) = await unit.people.all()
        assert Role.ADMIN in person.roles


async def test_the_apps_file_may_name_a_tenant_that_is_not_there() -> None:
    async with an_office(tenant="elders") as office:
        answer = await office.types("help")
        assert answer.status_code == 200
        assert await office.stores.installations.at(Platform.SLACK, "T1") is None


async def test_what_was_said_is_sent_before_the_process_ends() -> None:
    async with an_office() as office:
        await office.types("help")
    assert len(office.api.called("chat.postMessage")) == 1


def test_an_answer_without_anything_closes_the_window() -> None:
    from adapters.slack.windows import after_sending

    assert after_sending({}, Answer()) is None
