"""People use the slash command and shortcuts, and open the Home tab."""

import json

from tests.standins.slack.blocks import named, problems_of
from tests.standins.slack.courier import COMMAND, INTERACTIVE, Sent
from tests.standins.slack.playing import Actor, Impossible, Standin, report
from tests.standins.slack.posting import escape, new_message, notify, shape
from tests.standins.slack.state import Conversation, Json
from tests.standins.slack.windows import shape_of


async def slash(standin: Standin, about: Json) -> Json:
    """Type a slash command in the DM or a channel; what is answered at once is shown there."""
    actor = standin.actor(about)
    where = actor.conversation(about.get("where"))
    command = str(about["command"])
    if command not in actor.installation.app.commands:
        raise Impossible(f"{command} is not a valid command")
    name = actor.user.name.lower().replace(" ", ".")
    payload: Json = {
        "token": actor.installation.app.verification_token,
        "team_id": actor.workspace.id,
        "team_domain": actor.workspace.domain,
        "channel_id": where.id,
        "channel_name": "privategroup" if where.kind == "group" else where.name,
        "user_id": actor.user.id,
        "user_name": name,
        "command": command,
        "text": escape(str(about.get("text", ""))),
        "api_app_id": actor.installation.app.id,
        "is_enterprise_install": False,
        "response_url": actor.response_url(where, "", "commands"),
        "trigger_id": standin.world.new_trigger(actor.installation, actor.user.id),
    }
    sent = await actor.send(COMMAND, payload)
    _show_answer(actor, where, sent)
    return {"channel": where.id, **report([sent])}


async def shortcut(standin: Standin, about: Json) -> Json:
    """Use a global shortcut."""
    actor = standin.actor(about)
    payload = actor.payload(
        "shortcut", callback_id=about["callback_id"], action_ts=standin.world.new_ts()
    )
    return report([await actor.send(INTERACTIVE, payload)])


async def message_shortcut(standin: Standin, about: Json) -> Json:
    """Use a shortcut on a message: the one with `ts`."""
    actor = standin.actor(about)
    where = actor.conversation(about.get("where"))
    found = [one for one in actor.visible(where) if one.ts == about["ts"]]
    if not found:
        raise Impossible("there is no such message")
    payload = actor.payload(
        "message_action",
        callback_id=about["callback_id"],
        action_ts=standin.world.new_ts(),
        message_ts=found[0].ts,
        channel={"id": where.id, "name": where.name},
        message=shape(found[0]),
        response_url=actor.response_url(where, found[0].ts, "app"),
    )
    return report([await actor.send(INTERACTIVE, payload)])


async def open_home(standin: Standin, about: Json) -> Json:
    """Open the app, on the Home tab or (`tab`) on the messages."""
    actor = standin.actor(about)
    tab = str(about.get("tab", "home"))
    event: Json = {
        "type": "app_home_opened",
        "user": actor.user.id,
        "channel": actor.conversation("dm").id,
        "tab": tab,
        "event_ts": standin.world.new_ts(),
    }
    home = actor.installation.homes.get(actor.user.id)
    if home is not None and tab == "home":
        event["view"] = shape_of(actor.installation, home)
    return report(await standin.events.tell(actor.installation, "app_home_opened", event))


def _show_answer(actor: Actor, where: Conversation, sent: Sent) -> None:
    last = sent.attempts[-1]
    if not last.is_fine or not last.body.strip():
        return
    try:
        answer = json.loads(last.body)
    except ValueError:
        answer = {"text": last.body}
    respond(actor.standin, actor, where, answer)


def respond(standin: Standin, actor: Actor, where: Conversation, answer: Json) -> None:
    """Show what an app answers to a command, or through a response URL."""
    blocks = answer.get("blocks") or []
    if problems_of(blocks, "message") or not (blocks or answer.get("text")):
        actor.workspace.troubles.append(
            {"user": actor.user.id, "what": "response", "error": "invalid response"}
        )
        return
    names = iter(lambda: standin.world.new_id("b"), "")
    made = new_message(
        standin.world, actor.installation, str(answer.get("text", "")), named(blocks, names)
    )
    if answer.get("response_type", "ephemeral") == "ephemeral":
        made.seen_by = actor.user.id
    where.messages[made.ts] = made
    if not made.seen_by:
        notify(actor.workspace, where, made)
