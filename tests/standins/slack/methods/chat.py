"""chat.*: messages."""

from tests.standins.slack.blocks import MOST_TEXT, named, problems_of, size
from tests.standins.slack.calls import Call, Refused, refuse
from tests.standins.slack.posting import link, new_message, post, shape, take_away, update
from tests.standins.slack.state import Conversation, Json

MOST_IN_A_POST = 40_000
MOST_IN_AN_UPDATE = 4_000


def post_message(call: Call) -> Json:
    """chat.postMessage."""
    call.scope("chat:write")
    call.need("channel")
    conversation = _place(call)
    text, blocks = _words(call), _blocks(call)
    thread = call.text("thread_ts")
    message = new_message(call.world, call.installation, text[:MOST_IN_A_POST], blocks)
    message.thread_ts = thread if thread in conversation.messages else ""
    message.metadata = _metadata(call)
    post(call, conversation, message)
    return {"channel": conversation.id, "ts": message.ts, "message": shape(message)}


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral."""
    call.scope("chat:write")
    call.need("channel", "user")
    conversation = call.conversation()
    if not call.is_member(conversation):
        refuse("not_in_channel" if conversation.kind == "channel" else "channel_not_found")
    if conversation.is_archived:
        refuse("is_archived")
    if call.text("user") not in conversation.members:
        refuse("user_not_in_channel")
    message = new_message(call.world, call.installation, _words(call), _blocks(call))
    message.seen_by = call.text("user")
    conversation.messages[message.ts] = message
    return {"message_ts": message.ts}


def update_message(call: Call) -> Json:
    """chat.update."""
    call.scope("chat:write")
    call.need("channel", "ts")
    conversation = call.conversation()
    message = call.message(conversation)
    if message.bot_id != call.installation.bot_id:
        refuse("cant_update_message")
    if conversation.is_archived:
        refuse("is_inactive")
    text, blocks = _words(call), _blocks(call)
    if len(text) > MOST_IN_AN_UPDATE:
        refuse("msg_too_long")
    update(call, conversation, message, text, blocks)
    if "metadata" in call.arguments:
        message.metadata = _metadata(call)
    return {
        "channel": conversation.id,
        "ts": message.ts,
        "text": message.text,
        "message": shape(message),
    }


def delete(call: Call) -> Json:
    """chat.delete."""
    call.scope("chat:write")
    call.need("channel", "ts")
    conversation = call.conversation()
    message = call.message(conversation)
    if message.bot_id != call.installation.bot_id:
        refuse("cant_delete_message")
    take_away(call, conversation, message)
    return {"channel": conversation.id, "ts": message.ts}


def permalink(call: Call) -> Json:
    """chat.getPermalink."""
    call.need("channel", "message_ts")
    conversation = call.conversation()
    message = call.message(conversation, "message_ts")
    where = link(call.workspace, conversation, message)
    return {"channel": conversation.id, "permalink": where}


def _place(call: Call) -> Conversation:
    where = call.text("channel")
    if where in call.workspace.users:
        if call.workspace.users[where].is_bot:
            refuse("cannot_dm_bot")
        conversation = call.world.dm(call.installation, where)
    else:
        conversation = call.conversation()
    if conversation.kind == "im" and not call.installation.app.messages_tab:
        refuse("messages_tab_disabled")
    if conversation.is_archived:
        refuse("is_archived")
    if not call.is_member(conversation) and "chat:write.public" not in call.installation.scopes:
        refuse("not_in_channel")
    return conversation


def _words(call: Call) -> str:
    text = call.text("text")
    if call.text("markdown_text") and (text or call.arguments.get("blocks")):
        refuse("markdown_text_conflict")
    text = text or call.text("markdown_text")
    if not text and not call.arguments.get("blocks"):
        refuse("no_text")
    return text


def _blocks(call: Call) -> list[Json]:
    given = call.structure("blocks", "invalid_blocks_format")
    if given is None:
        return []
    if not isinstance(given, list):
        refuse("invalid_blocks_format")
    problems = problems_of(given, "message")
    if problems:
        raise Refused("invalid_blocks", problems, errors=problems)
    if size(given) > MOST_TEXT:
        refuse("msg_blocks_too_long")
    return named(given, iter(lambda: call.world.new_id("b"), ""))


def _metadata(call: Call) -> Json | None:
    given = call.structure("metadata", "invalid_metadata_format")
    if given is None:
        return None
    if not isinstance(given, dict) or set(given) - {"event_type", "event_payload", "entities"}:
        refuse("invalid_metadata_format")
    if not isinstance(given.get("event_type"), str) or not isinstance(
        given.get("event_payload"), dict
    ):
        refuse("invalid_metadata_schema")
    return dict(given)
