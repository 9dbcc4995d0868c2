"""People press buttons and choose in messages, in windows and on the Home tab."""

from collections.abc import Iterable, Iterator

from tests.standins.slack.blocks import elements_of
from tests.standins.slack.courier import INTERACTIVE
from tests.standins.slack.elements import choices
from tests.standins.slack.playing import Actor, Impossible, Standin, report
from tests.standins.slack.posting import shape
from tests.standins.slack.state import Conversation, Json, Message, View
from tests.standins.slack.windows import STATE_KEYS, chosen_value, shape_of


async def press(standin: Standin, about: Json) -> Json:
    """Press the newest button with this `label` (or `action_id`) in a conversation.

    With `ts` only on that message; with `value` something is chosen instead of pressed.
    """
    actor = standin.actor(about)
    where = actor.conversation(about.get("where"))
    for message in reversed(actor.visible(where)):
        if about.get("ts") not in (None, "", message.ts):
            continue
        for block, element in _offered(message.blocks):
            if _fits(element, about):
                return await _in_message(actor, where, message, (block, element), about)
    raise Impossible(f"{actor.user.name} sees no {_wanted(about)} there")


async def press_in_window(standin: Standin, about: Json) -> Json:
    """Press a button in the window on top, or choose there when the app listens to that."""
    actor = standin.actor(about)
    if not actor.stack():
        raise Impossible(f"no window is open for {actor.user.name}")
    return await _in_view(actor, actor.stack()[-1], about)


async def press_at_home(standin: Standin, about: Json) -> Json:
    """Press a button or choose on the Home tab."""
    actor = standin.actor(about)
    home = actor.installation.homes.get(actor.user.id)
    if home is None:
        raise Impossible(f"the Home tab of {actor.user.name} is empty")
    return await _in_view(actor, home, about)


async def _in_message(
    actor: Actor, where: Conversation, message: Message, found: tuple[Json, Json], about: Json
) -> Json:
    block, element = found
    action = _action(actor, block, element, about)
    _remember(message.state, block, element, action)
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": where.id,
        "is_ephemeral": bool(message.seen_by),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = actor.payload(
        "block_actions",
        container=container,
        channel={"id": where.id, "name": where.name},
        message=shape(message),
        state={"values": message.state},
        response_url=actor.response_url(where, message.ts),
        actions=[action],
    )
    if message.seen_by:
        del payload["message"]
    sent = await actor.send(INTERACTIVE, payload)
    return {"ts": message.ts, "channel": where.id, **report([sent])}


async def _in_view(actor: Actor, view: View, about: Json) -> Json:
    for block, element in _offered(view.content["blocks"]):
        if not _fits(element, about) and not _is_labelled(block, about):
            continue
        action = _action(actor, block, element, about)
        _remember(view.state, block, element, action)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return report([])
        payload = actor.payload(
            "block_actions",
            view_id=view.id,
            container={"type": "view", "view_id": view.id},
            view=shape_of(actor.installation, view),
            actions=[action],
        )
        return report([await actor.send(INTERACTIVE, payload)])
    raise Impossible(f"{actor.user.name} sees no {_wanted(about)} there")


def _offered(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    for block in blocks:
        for element in elements_of(block):
            yield block, element


def _fits(element: Json, about: Json) -> bool:
    if about.get("action_id"):
        return bool(element.get("action_id") == about["action_id"])
    return bool(element["type"] == "button" and element["text"]["text"] == about.get("label"))


def _is_labelled(block: Json, about: Json) -> bool:
    label = block.get("label", {}).get("text")
    return bool(label and label == about.get("label"))


def _wanted(about: Json) -> str:
    return f"[{about.get('label') or about.get('action_id')}]"


def _action(actor: Actor, block: Json, element: Json, about: Json) -> Json:
    kind = element["type"]
    action: Json = {
        "type": kind,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": actor.standin.world.new_ts(),
    }
    if kind == "button":
        for name in ("text", "value", "style", "url"):
            if name in element:
                action[name] = element[name]
    elif kind == "overflow":
        picked = [one for one in choices(element) if one["text"]["text"] == about.get("value")]
        if not picked:
            raise Impossible(f"the menu does not offer {about.get('value')!r}")
        action["selected_option"] = picked[0]
    else:
        try:
            action |= chosen_value(element, about.get("value"))
        except ValueError as wrong:
            raise Impossible(str(wrong)) from wrong
    return action


def _remember(state: dict[str, dict[str, Json]], block: Json, element: Json, action: Json) -> None:
    kind = element["type"]
    if kind in STATE_KEYS:
        key, _ = STATE_KEYS[kind]
        own = state.setdefault(block["block_id"], {})
        own[element["action_id"]] = {"type": kind, key: action[key]}
