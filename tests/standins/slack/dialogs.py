"""People fill in windows, send them and close them."""

import json
import re

from tests.standins.slack.courier import INTERACTIVE, Sent
from tests.standins.slack.methods.views import MOST_ON_A_STACK, put_on_top
from tests.standins.slack.playing import Actor, Impossible, Standin, report
from tests.standins.slack.state import Json, View
from tests.standins.slack.windows import (
    STATE_KEYS,
    chosen_value,
    make,
    replace,
    shape_of,
    view_problems,
)

REQUIRED = "Please complete this required field."
TROUBLE = "We had some trouble connecting. Try again?"
_NUMBER = re.compile(r"-?\d+([.]\d+)?")


async def submit(standin: Standin, about: Json) -> Json:
    """Fill in fields by label and press the button that sends the window on top.

    What Slack itself does not let through stands in `errors` and is not sent.
    """
    actor = standin.actor(about)
    view = _on_top(actor)
    if not view.content.get("submit"):
        raise Impossible("this window has no button to send it")
    _fill(view, dict(about.get("values") or {}))
    view.errors, view.trouble = _missing(view), ""
    if view.errors:
        return {"errors": view.errors, "blocked": True, **report([])}
    payload = actor.payload(
        "view_submission",
        view_id=view.id,
        view=shape_of(actor.installation, view),
        response_urls=[],
    )
    sent = await actor.send(INTERACTIVE, payload)
    _answered(actor, view, sent)
    return {"errors": view.errors, "trouble": view.trouble, "blocked": False, **report([sent])}


async def close(standin: Standin, about: Json) -> Json:
    """Close the window on top (or, with `all`, every one) without sending it."""
    actor = standin.actor(about)
    view = _on_top(actor)
    is_cleared = bool(about.get("all")) or bool(view.content.get("clear_on_close"))
    stack = actor.stack()
    gone = list(stack) if is_cleared else [view]
    for one in gone:
        stack.remove(one)
    _forget_empty(actor)
    sent: list[Sent] = []
    for one in gone:
        if one.content.get("notify_on_close"):
            payload = actor.payload(
                "view_closed", view=shape_of(actor.installation, one), is_cleared=is_cleared
            )
            payload.pop("trigger_id")
            sent.append(await actor.send(INTERACTIVE, payload))
    return report(sent)


def _on_top(actor: Actor) -> View:
    if not actor.stack():
        raise Impossible(f"no window is open for {actor.user.name}")
    return actor.stack()[-1]


def _inputs(view: View) -> list[tuple[Json, Json]]:
    blocks = view.content["blocks"]
    return [(one, one["element"]) for one in blocks if one["type"] == "input"]


def _fill(view: View, values: Json) -> None:
    left = dict(values)
    for block, element in _inputs(view):
        label = block["label"]["text"]
        if label in left:
            try:
                value = chosen_value(element, left.pop(label))
            except ValueError as wrong:
                raise Impossible(f"{label!r}: {wrong}") from wrong
            view.state[block["block_id"]][element["action_id"]] = value
    if left:
        labels = [block["label"]["text"] for block, _ in _inputs(view)]
        raise Impossible(f"the window has no field {sorted(left)}, only {labels}")


def _missing(view: View) -> dict[str, str]:
    """Return what Slack's own client says of fields, without asking the app."""
    errors: dict[str, str] = {}
    for block, element in _inputs(view):
        key, _ = STATE_KEYS[element["type"]]
        value = view.state[block["block_id"]][element["action_id"]].get(key)
        problem = _problem(block, element, value)
        if problem:
            errors[block["block_id"]] = problem
    return errors


def _problem(block: Json, element: Json, value: object) -> str:
    if not value:
        return "" if block.get("optional") else REQUIRED
    words = str(value)
    if element["type"] == "number_input" and not _NUMBER.fullmatch(words):
        return "Please enter a number."
    if element["type"] == "plain_text_input":
        if len(words) > element.get("max_length", 3000):
            return f"Please use no more than {element['max_length']} characters."
        if len(words) < element.get("min_length", 0):
            return f"Please use at least {element['min_length']} characters."
    return ""


def _answered(actor: Actor, view: View, sent: Sent) -> None:
    last = sent.attempts[-1]
    if not last.is_fine:
        view.trouble = TROUBLE
        return
    try:
        answer = json.loads(last.body) if last.body.strip() else {}
        _react(actor, view, answer)
    except (ValueError, KeyError, TypeError) as wrong:
        view.trouble = f"{TROUBLE} ({wrong})"


def _react(actor: Actor, view: View, answer: Json) -> None:
    reaction = answer.get("response_action")
    stack = actor.stack()
    if reaction is None:
        if view in stack:  # the app may have closed or replaced it meanwhile
            stack.remove(view)
        _forget_empty(actor)
    elif reaction == "clear":
        actor.installation.stacks.pop(actor.user.id, None)
    elif reaction == "errors":
        known = {block["block_id"] for block, _ in _inputs(view)}
        unknown = set(answer["errors"]) - known
        if unknown or not answer["errors"]:
            raise ValueError(f"errors for blocks that are no inputs: {sorted(unknown)}")
        view.errors = dict(answer["errors"])
    elif reaction in ("update", "push"):
        _show(actor, view, reaction, answer["view"])
    else:
        raise ValueError(f"unknown response_action {reaction!r}")


def _show(actor: Actor, view: View, reaction: str, content: Json) -> None:
    problems = view_problems(content, "modal")
    if problems:
        raise ValueError("; ".join(problems))
    world, installation = actor.standin.world, actor.installation
    if reaction == "update":
        replace(world, installation, view, content)
        return
    if len(actor.stack()) >= MOST_ON_A_STACK:
        raise ValueError("push_limit_reached")
    put_on_top(actor.stack(), make(world, installation, actor.user.id, content))


def _forget_empty(actor: Actor) -> None:
    if not actor.stack():
        actor.installation.stacks.pop(actor.user.id, None)
