"""The elements of Block Kit, with their limits."""

from typing import Any

from tests.standins.slack.checks import (
    Check,
    Json,
    Problems,
    Shape,
    Typed,
    anything,
    boolean,
    listed,
    one_of,
    string,
    text,
    whole,
    wrong,
)

IDENTIFIER = string(255)
PLACEHOLDER = text(150)

CONFIRM = Shape(
    {
        "title": text(100),
        "text": text(300, "plain_text", "mrkdwn"),
        "confirm": text(30),
        "deny": text(30),
        "style": one_of("primary", "danger"),
    },
    ("title", "text", "confirm", "deny"),
)


def _option(kinds: tuple[str, ...], extra: dict[str, Check] | None = None) -> Shape:
    fields: dict[str, Check] = {
        "text": text(75, *kinds),
        "value": string(150),
        "description": text(75, *kinds),
    }
    return Shape({**fields, **(extra or {})}, ("text", "value"))


PLAIN_OPTION = _option(("plain_text",))
MARKED_OPTION = _option(("plain_text", "mrkdwn"))
GROUP = Shape(
    {"label": text(75), "options": listed(PLAIN_OPTION, 100)},
    ("label", "options"),
)
ACTION: dict[str, Check] = {"type": anything, "action_id": IDENTIFIER}
FOCUS: dict[str, Check] = {"focus_on_load": boolean}
HOLDER: dict[str, Check] = {"placeholder": PLACEHOLDER}
CONFIRMED: dict[str, Check] = {"confirm": CONFIRM}
DISPATCH = Shape(
    {
        "trigger_actions_on": listed(one_of("on_enter_pressed", "on_character_entered"), 2),
    }
)
MENU = {**ACTION, **FOCUS, **HOLDER, **CONFIRMED}
TYPING: dict[str, Check] = {**ACTION, **FOCUS, **HOLDER, "dispatch_action_config": DISPATCH}
IDS = listed(string(50), 100)
MOST = {"max_selected_items": whole(1, 100)}


def _menu(single: str, many: str, check: Check) -> dict[str, Check]:
    return {
        f"{single}_select": Shape({**MENU, f"initial_{single.rstrip('s')}": check}, ("type",)),
        f"multi_{single}_select": Shape({**MENU, **MOST, f"initial_{many}": IDS}, ("type",)),
    }


def _with_choices(shape: Shape) -> Check:
    """Options or option groups, one of both; what is chosen at first is one of them."""

    def check(value: Any, where: str, problems: Problems) -> None:
        shape(value, where, problems)
        if ("options" in value) == ("option_groups" in value):
            wrong(problems, where, "provide either options or option_groups")
            return
        offered = choices(value)
        first = [*value.get("initial_options", [])]
        first += [value["initial_option"]] if value.get("initial_option") else []
        for one in first:
            if one not in offered:
                wrong(problems, where, "initial option does not match any of the options")

    return check


def choices(element: Json) -> list[Json]:
    """Return all options of an element, those in groups too."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(one for g in groups for one in g["options"])]


_STATIC: dict[str, Check] = {
    **MENU,
    "options": listed(PLAIN_OPTION, 100),
    "option_groups": listed(GROUP, 100),
}
_LENGTHS: dict[str, Check] = {"min_length": whole(0, 3000), "max_length": whole(1, 3000)}


def _button(value: Any, where: str, problems: Problems) -> None:
    Shape(
        {
            **ACTION,
            **CONFIRMED,
            "text": text(75),
            "value": string(2000),
            "url": string(3000),
            "style": one_of("primary", "danger"),
            "accessibility_label": string(75),
        },
        ("type", "text"),
    )(value, where, problems)


ELEMENTS: dict[str, Check] = {
    "button": _button,
    "overflow": Shape(
        {
            **ACTION,
            **CONFIRMED,
            "options": listed(_option(("plain_text",), {"url": string(3000)}), 5),
        },
        ("type", "options"),
    ),
    "static_select": _with_choices(Shape({**_STATIC, "initial_option": PLAIN_OPTION}, ("type",))),
    "multi_static_select": _with_choices(
        Shape({**_STATIC, **MOST, "initial_options": listed(PLAIN_OPTION, 100)}, ("type",))
    ),
    "checkboxes": _with_choices(
        Shape(
            {
                **ACTION,
                **FOCUS,
                **CONFIRMED,
                "options": listed(MARKED_OPTION, 10),
                "initial_options": listed(MARKED_OPTION, 10),
            },
            ("type", "options"),
        )
    ),
    "radio_buttons": _with_choices(
        Shape(
            {
                **ACTION,
                **FOCUS,
                **CONFIRMED,
                "options": listed(MARKED_OPTION, 10),
                "initial_option": MARKED_OPTION,
            },
            ("type", "options"),
        )
    ),
    "datepicker": Shape({**MENU, "initial_date": string(10, 10)}, ("type",)),
    "timepicker": Shape({**MENU, "initial_time": string(5, 5), "timezone": string(50)}, ("type",)),
    "datetimepicker": Shape(
        {**ACTION, **FOCUS, **CONFIRMED, "initial_date_time": whole(0, 9_999_999_999)}, ("type",)
    ),
    "plain_text_input": Shape(
        {**TYPING, **_LENGTHS, "initial_value": string(3000, 0), "multiline": boolean}, ("type",)
    ),
    "email_text_input": Shape({**TYPING, "initial_value": string(3000, 0)}, ("type",)),
    "url_text_input": Shape({**TYPING, "initial_value": string(3000, 0)}, ("type",)),
    "number_input": Shape(
        {
            **TYPING,
            "is_decimal_allowed": boolean,
            "initial_value": string(30),
            "min_value": string(30),
            "max_value": string(30),
        },
        ("type", "is_decimal_allowed"),
    ),
    "rich_text_input": Shape({**TYPING, "initial_value": anything}, ("type",)),
    **_menu("users", "users", string(50)),
    **_menu("channels", "channels", string(50)),
    **_menu("conversations", "conversations", string(50)),
}
IMAGE = Shape(
    {"type": anything, "image_url": string(3000), "slack_file": anything, "alt_text": string(2000)},
    ("type", "alt_text"),
)
IN_ACTIONS = Typed(
    {
        kind: check
        for kind, check in ELEMENTS.items()
        if not kind.endswith("_input") or kind == "rich_text_input"
    }
)
IN_INPUT = Typed(
    {kind: check for kind, check in ELEMENTS.items() if kind not in ("button", "overflow")}
)
IN_SECTION = Typed(
    {
        "image": IMAGE,
        **{kind: check for kind, check in ELEMENTS.items() if not kind.endswith("_input")},
    }
)
IN_CONTEXT = Typed(
    {
        "image": IMAGE,
        "plain_text": text(2000),
        "mrkdwn": text(2000, "mrkdwn"),
    }
)
