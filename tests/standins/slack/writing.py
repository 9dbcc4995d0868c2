"""People type, change and take away messages."""

from tests.standins.slack.playing import Actor, Impossible, Standin, report
from tests.standins.slack.posting import escape, notify, shape
from tests.standins.slack.state import Conversation, Json, Message, Workspace


async def write(standin: Standin, about: Json) -> Json:
    """Type a message in the DM, in a channel, or in a thread of either."""
    actor = standin.actor(about)
    where = actor.conversation(about.get("where"))
    if where.is_archived:
        raise Impossible(f"{where.name} is archived")
    text = _as_slack_keeps_it(actor.workspace, str(about["text"]))
    message = Message(
        ts=standin.world.new_ts(),
        user=actor.user.id,
        text=text,
        blocks=_typed_blocks(standin, str(about["text"])),
        team=actor.user.team,
        thread_ts=str(about.get("thread_ts", "")),
    )
    where.messages[message.ts] = message
    notify(actor.workspace, where, message)
    sent = await standin.events.written(where, message)
    return {"ts": message.ts, "channel": where.id, **report(sent)}


async def edit(standin: Standin, about: Json) -> Json:
    """Change one's own message: the one with `ts`, else the newest."""
    actor = standin.actor(about)
    where = actor.conversation(about.get("where"))
    message = _own(actor, where, about)
    before = shape(message)
    message.text = _as_slack_keeps_it(actor.workspace, str(about["text"]))
    message.blocks = _typed_blocks(standin, str(about["text"]))
    message.edited = {"user": actor.user.id, "ts": f"{int(standin.world.now())}.000000"}
    sent = await standin.events.edited(where, message, before)
    return {"ts": message.ts, "channel": where.id, **report(sent)}


async def expand_link(standin: Standin, about: Json) -> Json:
    """Let Slack add a preview to somebody's message: it changes, but nobody changed its words."""
    actor = standin.actor(about)
    where = actor.conversation(about.get("where"))
    message = _own(actor, where, about)
    sent = await standin.events.edited(where, message, shape(message))
    return {"ts": message.ts, "channel": where.id, **report(sent)}


async def take_away(standin: Standin, about: Json) -> Json:
    """Delete one's own message: the one with `ts` or with this `text`, else the newest."""
    actor = standin.actor(about)
    where = actor.conversation(about.get("where"))
    message = _own(actor, where, about)
    del where.messages[message.ts]
    sent = await standin.events.removed(where, message)
    return {"ts": message.ts, "channel": where.id, **report(sent)}


def _own(actor: Actor, where: Conversation, about: Json) -> Message:
    own = [one for one in actor.visible(where) if one.user == actor.user.id]
    if about.get("ts"):
        own = [one for one in own if one.ts == about["ts"]]
    elif about.get("typed"):
        words = _as_slack_keeps_it(actor.workspace, str(about["typed"]))
        own = [one for one in own if one.text == words]
    if not own:
        raise Impossible(f"{actor.user.name} typed no such message")
    return own[-1]


def _as_slack_keeps_it(workspace: Workspace, text: str) -> str:
    """Return the text with its marks escaped and `@Name` as a mention."""
    kept = escape(text)
    for user in sorted(workspace.users.values(), key=lambda one: -len(one.name)):
        kept = kept.replace(f"@{user.name}", f"<@{user.id}>")
    return kept


def _typed_blocks(standin: Standin, text: str) -> list[Json]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    name = standin.world.new_id("b")
    return [{"type": "rich_text", "block_id": name, "elements": [section]}]
