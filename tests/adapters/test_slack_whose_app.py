"""An app of Slack speaks for its own organisation only, whatever an event says; and strangers are nobody."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.responses import JSONResponse

from adapters.slack.doors import BODY_LIMIT
from bot.model.ids import TenantId
from bot.model.installations import Installation
from bot.model.people import Platform, Tenant
from tests.adapters.slack_api import fine, refused
from tests.adapters.slack_office import FORM, Office, an_office, signed, typed
from tests.factories import NOW, WATERSTAD, a_tenant

OTHER = TenantId("lindewaard")


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Return the bot of Waterstad, whose own app stands in T1."""
    async with an_office() as made:
        await made.types("help")
        yield made


async def neighbours(office: Office) -> Tenant:
    """Let another organisation, in T2, be served by another app of the same bot."""
    other = a_tenant(id=OTHER, name="Gemeente Lindewaard")
    await office.stores.directory.save_tenant(other)
    await office.stores.installations.save(
        Installation(
            platform=Platform.SLACK,
            workspace="T2",
            app="buren",
            tenant=OTHER,
            secret="xoxb-buren",
            installed_at=NOW,
        )
    )
    return other


async def people_of(office: Office, tenant: TenantId) -> list[str]:
    async with office.stores.of(tenant).read() as unit:
        return [person.id for person in await unit.people.all()]


async def test_an_app_cannot_speak_in_the_name_of_another_apps_organisation(
    office: Office,
) -> None:
    await neighbours(office)
    before = len(office.api.called("users.info"))
    answer = await office.event(typed("start", ts="17.7"), team_id="T2")
    assert answer.status_code == 200
    button = {"type": "button", "action_id": "press-0", "value": "mine||"}
    pressed = {"team": {"id": "T2"}, "actions": [button]}
    assert (await office.interaction("block_actions", **pressed)).status_code == 200
    assert await people_of(office, OTHER) == []
    assert len(office.api.called("users.info")) == before


async def test_an_app_cannot_take_another_app_away(office: Office) -> None:
    await neighbours(office)
    await office.event({"type": "app_uninstalled"}, team_id="T2")
    found = await office.stores.installations.at(Platform.SLACK, "T2")
    assert found is not None
    assert (found.removed_at, found.secret, found.tenant) == (None, "xoxb-buren", OTHER)


async def test_the_first_event_does_not_tell_where_an_app_stands() -> None:
    async with an_office() as office:
        # In a channel that is shared, somebody of another organisation is the first to press.
        await office.event(typed("help", ts="17.7"), team_id="T2")
        assert await office.stores.installations.at(Platform.SLACK, "T2") is None
        await office.types("help")
        found = await office.stores.installations.of(Platform.SLACK, WATERSTAD)
        assert found is not None
        assert found.workspace == "T1"


async def test_what_comes_late_does_not_bring_back_an_app_that_was_removed(office: Office) -> None:
    late = typed("mijn", ts="17.000900")
    await office.event({"type": "app_uninstalled"})
    office.api.answer = refused("account_inactive")
    assert (await office.event(late)).status_code == 200
    found = await office.stores.installations.at(Platform.SLACK, "T1")
    assert found is not None
    assert found.removed_at == NOW
    # Installed anew with the same token: now Slack itself says that it is there.
    office.api.answer = fine
    await office.types("mijn")
    found = await office.stores.installations.at(Platform.SLACK, "T1")
    assert found is not None
    assert found.removed_at is None


async def test_an_event_waits_while_slack_cannot_say_where_the_app_stands() -> None:
    async with an_office() as office:
        office.api.answer = refused("internal_error")
        assert (await office.types("help", ts="17.000950")).status_code == 500


@pytest.mark.parametrize(
    ("user", "is_known"),
    [
        # Somebody of another organisation's Enterprise Grid, in a channel shared with ours.
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E2", "teams": ["T2"]}}, False),
        (
            {"team_id": "T3", "enterprise_user": {"enterprise_id": "E1", "teams": ["T1", "T3"]}},
            True,
        ),
        ({"team_id": "T1", "enterprise_user": {"enterprise_id": "E1", "teams": []}}, True),
        ({"team_id": "T1", "is_restricted": True}, True),
    ],
)
async def test_who_is_of_this_workspace(
    office: Office, user: dict[str, Any], is_known: bool
) -> None:
    noor = {"id": "U0NOOR", **user}
    office.api.answer = lambda method, arguments: (
        JSONResponse({"ok": True, "user": noor})
        if method == "users.info"
        else fine(method, arguments)
    )
    await office.event(typed("help", user="U0NOOR", channel="D2", ts="17.8"))
    assert len(await people_of(office, WATERSTAD)) == (2 if is_known else 1)


@pytest.mark.parametrize("code", ["user_not_found", "user_not_visible"])
async def test_whom_slack_does_not_show_is_nobody_here(office: Office, code: str) -> None:
    office.api.answer = lambda method, arguments: (
        refused(code) if method == "users.info" else fine
    )(method, arguments)
    answer = await office.event(typed("help", user="U0NOOR", channel="D2", ts="17.8"))
    assert answer.status_code == 200
    assert len(await people_of(office, WATERSTAD)) == 1


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"[]", "application/json", 400),
        (b'"hallo"', "application/json", 400),
        (b"null", "application/json", 400),
        (b'{"team": 3, "authorizations": [4], "event": "x"}', "application/json", 400),
        (b"payload=[]", FORM, 400),
        (b"payload=3", FORM, 400),
        (b"[" * (BODY_LIMIT - 1), "application/json", 400),
    ],
)
async def test_what_is_no_payload_is_refused_and_breaks_nothing(
    office: Office, body: bytes, kind: str, status: int
) -> None:
    assert (await office.post(body, kind)).status_code == status


async def test_a_signature_of_strange_letters_is_no_signature(office: Office) -> None:
    body = json.dumps({"type": "event_callback", "event": typed("hallo")}).encode()
    given = {**signed(body, "application/json"), "X-Slack-Signature": "v0=é"}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in given.items()]
    answer = await office.client.post("/slack/eigen/events", content=body, headers=raw)
    assert answer.status_code == 401
