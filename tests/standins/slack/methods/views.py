"""views.*: modals and the Home tab."""

import time

from tests.standins.slack.calls import Call, Refused, refuse
from tests.standins.slack.state import Json, Trigger, View
from tests.standins.slack.windows import is_too_large, make, replace, shape_of, view_problems

MOST_ON_A_STACK = 3


def open_view(call: Call) -> Json:
    """views.open."""
    content = _content(call, "modal")
    trigger = _trigger(call)
    view = make(call.world, call.installation, trigger.user, content)
    _close(call, trigger.user)
    call.installation.stacks[trigger.user] = [view]
    return {"view": shape_of(call.installation, view)}


def push(call: Call) -> Json:
    """views.push: onto the modal in which the trigger arose."""
    content = _content(call, "modal")
    trigger = _trigger(call)
    stack = call.installation.stacks.get(trigger.user) or []
    if not stack or trigger.view_id not in {view.id for view in stack}:
        refuse("not_found")
    if len(stack) >= MOST_ON_A_STACK:
        refuse("push_limit_reached")
    view = make(call.world, call.installation, trigger.user, content)
    put_on_top(stack, view)
    return {"view": shape_of(call.installation, view)}


def update(call: Call) -> Json:
    """views.update."""
    view = _existing(call)
    content = _content(call, view.content["type"], but=view)
    _same_hash(call, view)
    replace(call.world, call.installation, view, content)
    return {"view": shape_of(call.installation, view)}


def publish(call: Call) -> Json:
    """views.publish."""
    call.need("user_id", "view")
    if not call.installation.app.home_tab:
        refuse("not_enabled")
    user = call.text("user_id")
    person = call.workspace.users.get(user)
    if person is None or person.is_bot:
        raise Refused("invalid_arguments", ["[ERROR] invalid `user_id`"])
    home = call.installation.homes.get(user)
    content = _content(call, "home", but=home)
    if home is None:
        home = make(call.world, call.installation, user, content)
        call.installation.homes[user] = home
    else:
        _same_hash(call, home)
        replace(call.world, call.installation, home, content)
    return {"view": shape_of(call.installation, home)}


def put_on_top(stack: list[View], view: View) -> None:
    """Show a view over the one that is on top."""
    view.previous_id, view.root_id = stack[-1].id, stack[0].id
    stack.append(view)


def _content(call: Call, surface: str, but: View | None = None) -> Json:
    call.need("view")
    view = call.structure("view", "invalid_arguments")
    if is_too_large(view):
        refuse("view_too_large")
    problems = view_problems(view, surface)
    if problems:
        raise Refused("invalid_arguments", problems)
    assert isinstance(view, dict)
    name = view.get("external_id")
    if name and any(
        one is not but and one.content.get("external_id") == name
        for one in call.world.views.values()
    ):
        refuse("duplicate_external_id")
    return view


def _trigger(call: Call) -> Trigger:
    given = call.text("trigger_id")
    if not given:
        raise Refused("invalid_arguments", ["[ERROR] missing required field: trigger_id"])
    trigger = call.world.triggers.get(given)
    if trigger is None or trigger.installation is not call.installation:
        refuse("invalid_trigger_id")
    if trigger.used:
        refuse("exchanged_trigger_id")
    if time.monotonic() > trigger.until:
        refuse("expired_trigger_id")
    trigger.used = True
    return trigger


def _existing(call: Call) -> View:
    name, external = call.text("view_id"), call.text("external_id")
    for view in _open_views(call):
        if view.id == name or (external and view.content.get("external_id") == external):
            return view
    raise Refused("not_found")


def _open_views(call: Call) -> list[View]:
    stacks = [view for stack in call.installation.stacks.values() for view in stack]
    return [*stacks, *call.installation.homes.values()]


def _same_hash(call: Call, view: View) -> None:
    if call.text("hash") and call.text("hash") != view.hash:
        refuse("hash_conflict")


def _close(call: Call, user: str) -> None:
    for view in call.installation.stacks.pop(user, []):
        call.world.views.pop(view.id, None)
