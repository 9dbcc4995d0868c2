"""The manifest of a Slack app: what Slack takes, and no right more than is needed."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from adapters.slack.manifest import SHORTCUTS, Options, manifest, scopes
from bot.dialogue.decide import PRESSES
from bot.errors import SettingsError
from bot.model.people import Language

SCHEMA = Path(__file__).parents[1] / "schemas" / "slack-manifest-2.0.0.json"
URL = "https://zetje.waterstad.example"
OPTIONS = (
    Options(),
    Options(mentions=True),
    Options(by_oauth=True, command="/duwtje", name="Duwtje"),
)


def problems(made: dict[str, Any]) -> list[str]:
    """Return what Slack's own schema finds wrong."""
    validator = Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    return [f"{list(one.path)}: {one.message}" for one in validator.iter_errors(made)]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("socket_mode", [False, True])
@pytest.mark.parametrize("options", OPTIONS)
def test_slack_takes_every_manifest(
    language: Language, socket_mode: bool, options: Options
) -> None:
    made = manifest("eigen", language, URL, socket_mode, options)
    assert problems(made) == []
    assert json.loads(json.dumps(made)) == made


def test_the_schema_would_have_found_a_mistake() -> None:
    made = manifest("eigen", Language.NL, URL)
    made["display_information"]["name"] = "x" * 36
    assert problems(made)


def test_it_asks_for_exactly_what_is_needed() -> None:
    made = manifest("eigen", Language.NL, URL)
    expected = ["chat:write", "commands", "im:history", "im:write", "users:read"]
    assert made["oauth_config"]["scopes"]["bot"] == expected
    assert "user" not in made["oauth_config"]["scopes"]
    events = made["settings"]["event_subscriptions"]["bot_events"]
    assert "app_mention" not in events
    assert "message.im" in events


def test_to_be_mentioned_in_channels_takes_one_right_more() -> None:
    made = manifest("eigen", Language.NL, URL, options=Options(mentions=True))
    assert made["oauth_config"]["scopes"]["bot"] == list(scopes(mentions=True))
    assert made["oauth_config"]["scopes"]["bot"][-1] == "app_mentions:read"
    assert "app_mention" in made["settings"]["event_subscriptions"]["bot_events"]


def test_over_http_everything_goes_to_the_address_of_the_app() -> None:
    made = manifest("eigen", Language.EN, URL + "/")
    where = f"{URL}/slack/eigen/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == where
    assert made["settings"]["interactivity"] == {"is_enabled": True, "request_url": where}
    assert made["features"]["slash_commands"][0]["url"] == where
    assert made["settings"]["socket_mode_enabled"] is False


def test_over_a_socket_there_is_no_address_in_it() -> None:
    made = manifest("eigen", Language.NL, "", socket_mode=True)
    assert "https://" not in json.dumps(made)
    assert made["settings"]["socket_mode_enabled"] is True


def test_plain_text_can_be_typed_and_tokens_do_not_run_out() -> None:
    made = manifest("eigen", Language.NL, URL)
    assert made["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert made["settings"]["token_rotation_enabled"] is False


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:8080"])
def test_slack_calls_only_https(url: str) -> None:
    with pytest.raises(SettingsError, match="ZETJE_PUBLIC_URL"):
        manifest("eigen", Language.NL, url)
    with pytest.raises(SettingsError, match="https"):
        manifest("eigen", Language.NL, url, socket_mode=True, options=Options(by_oauth=True))


def test_every_shortcut_is_one_that_the_bot_knows() -> None:
    made = manifest("eigen", Language.NL, URL)
    named = {one["callback_id"] for one in made["features"]["shortcuts"]}
    assert named == set(SHORTCUTS)
    assert {press.verb for press in SHORTCUTS.values()} <= set(PRESSES)
