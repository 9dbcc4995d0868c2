"""Which views Slack takes, and what it makes of them: the answer of views.* and of payloads."""

import json

from tests.standins.slack.blocks import elements_of, named, problems_of
from tests.standins.slack.checks import (
    Json,
    Problems,
    Shape,
    anything,
    boolean,
    string,
    text,
    wrong,
)
from tests.standins.slack.elements import choices
from tests.standins.slack.state import Installation, View, World

MOST_BYTES = 250 * 1024

_MODAL = Shape(
    {
        "type": anything,
        "title": text(24),
        "blocks": anything,
        "submit": text(24),
        "close": text(24),
        "private_metadata": string(3000, 0),
        "callback_id": string(255, 0),
        "external_id": string(255, 0),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
    ("type", "title", "blocks"),
)
_HOME = Shape(
    {
        "type": anything,
        "blocks": anything,
        "private_metadata": string(3000, 0),
        "callback_id": string(255, 0),
        "external_id": string(255, 0),
    },
    ("type", "blocks"),
)
# What a filled-in element is called in `state.values`, and what stands there when nothing is.
STATE_KEYS: dict[str, tuple[str, object]] = {
    "plain_text_input": ("value", None),
    "email_text_input": ("value", None),
    "url_text_input": ("value", None),
    "number_input": ("value", None),
    "rich_text_input": ("rich_text_value", None),
    "datepicker": ("selected_date", None),
    "timepicker": ("selected_time", None),
    "datetimepicker": ("selected_date_time", None),
    "static_select": ("selected_option", None),
    "radio_buttons": ("selected_option", None),
    "checkboxes": ("selected_options", []),
    "multi_static_select": ("selected_options", []),
    "users_select": ("selected_user", None),
    "multi_users_select": ("selected_users", []),
    "conversations_select": ("selected_conversation", None),
    "multi_conversations_select": ("selected_conversations", []),
    "channels_select": ("selected_channel", None),
    "multi_channels_select": ("selected_channels", []),
}
_FIRST = {
    "value": "initial_value",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "rich_text_value": "initial_value",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
}


def view_problems(view: object, surface: str) -> Problems:
    """Return what Slack finds wrong with a view for a modal or a Home tab."""
    found: Problems = []
    if not isinstance(view, dict) or view.get("type") != surface:
        wrong(found, "/view", f"the view must be an object of type {surface}")
        return found
    (_MODAL if surface == "modal" else _HOME)(view, "/view", found)
    blocks = view.get("blocks")
    if blocks is not None:
        found += problems_of(blocks, surface)
    if not found and surface == "modal" and not view.get("submit"):
        assert isinstance(blocks, list)
        if any(block["type"] == "input" for block in blocks):
            wrong(found, "/view/submit", "a view with an input block needs `submit`")
    return found


def is_too_large(view: object) -> bool:
    """Tell whether Slack answers view_too_large."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > MOST_BYTES


def first_state(blocks: list[Json]) -> dict[str, dict[str, Json]]:
    """Return what stands in the elements of these blocks at first."""
    state: dict[str, dict[str, Json]] = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in STATE_KEYS:
                own = state.setdefault(block["block_id"], {})
                own[element["action_id"]] = first_value(element)
    return state


def first_value(element: Json) -> Json:
    """Return what stands in an element at first, as `state.values` holds it."""
    key, empty = STATE_KEYS[element["type"]]
    return {"type": element["type"], key: element.get(_FIRST[key], empty)}


def chosen_value(element: Json, value: object) -> Json:
    """Return what `state.values` holds when somebody fills this in; options are named by label.

    Raises ValueError when the element does not offer it.
    """
    kind = element["type"]
    key, empty = STATE_KEYS[kind]
    if value in ("", None, []):
        return {"type": kind, key: empty}
    if key == "selected_option":
        return {"type": kind, key: _option(element, str(value))}
    if key == "selected_options":
        several = value if isinstance(value, list) else [value]
        picked = [_option(element, str(one)) for one in several]
        order = choices(element)
        return {"type": kind, key: sorted(picked, key=order.index)}
    return {"type": kind, key: value}


def _option(element: Json, label: str) -> Json:
    for one in choices(element):
        if one["text"]["text"] == label:
            return one
    offered = [one["text"]["text"] for one in choices(element)]
    raise ValueError(f"there is no option {label!r}, only {offered}")


def make(world: World, installation: Installation, user: str, content: Json) -> View:
    """Return a new view with its ids, not shown anywhere yet."""
    view_id = world.new_id("V")
    view = View(view_id, user, {}, "", view_id)
    replace(world, installation, view, content)
    world.views[view_id] = view
    return view


def replace(world: World, installation: Installation, view: View, content: Json) -> None:
    """Give a view other content; what was typed stays where block and element are the same."""
    names = iter(lambda: world.new_id("b"), "")
    view.content = {**content, "blocks": named(content["blocks"], names)}
    before, view.state = view.state, first_state(view.content["blocks"])
    for block, elements in view.state.items():
        for action, value in elements.items():
            old = before.get(block, {}).get(action)
            if old is not None and old["type"] == value["type"]:
                elements[action] = old
    view.hash = f"{int(world.now())}.{world.new_id('h')}"
    view.errors, view.trouble = {}, ""


def shape_of(installation: Installation, view: View) -> Json:
    """Return a view as Slack gives it to an app."""
    content = view.content
    made: Json = {
        "id": view.id,
        "team_id": installation.team,
        "type": content["type"],
        "blocks": content["blocks"],
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": content.get("callback_id", ""),
        "state": {"values": view.state},
        "hash": view.hash,
        "title": content.get("title")
        or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "close": content.get("close"),
        "submit": content.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": installation.app.id,
        "external_id": content.get("external_id", ""),
        "app_installed_team_id": installation.team,
        "bot_id": installation.bot_id,
    }
    return made
