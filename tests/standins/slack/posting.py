"""Messages that come, change and go, and what the app and the people notice of it."""

from typing import TYPE_CHECKING

from tests.standins.slack.state import (
    Conversation,
    Installation,
    Json,
    Message,
    Notification,
    Workspace,
    World,
)
from tests.standins.slack.windows import first_state

if TYPE_CHECKING:
    from tests.standins.slack.calls import Call


def new_message(world: World, installation: Installation, text: str, blocks: list[Json]) -> Message:
    """Return a message of the app's bot, not posted yet."""
    return Message(
        ts=world.new_ts(),
        user=installation.bot_user,
        text=text,
        blocks=blocks,
        bot_id=installation.bot_id,
        app_id=installation.app.id,
        team=installation.team,
        state=first_state(blocks),
    )


def post(call: "Call", conversation: Conversation, message: Message) -> None:
    """Put a message of the bot in a conversation: people are notified, and the app hears itself."""
    call.workspace.tally.posted += 1
    conversation.messages[message.ts] = message
    notify(call.workspace, conversation, message)
    call.happened.append(lambda: call.world.events.posted(call.installation, conversation, message))


def update(
    call: "Call", conversation: Conversation, message: Message, text: str, blocks: list[Json]
) -> None:
    """Change a message of the bot; nobody is notified."""
    before = shape(message)
    message.text = text
    if blocks or "blocks" in call.arguments:
        message.blocks, message.state = blocks, first_state(blocks)
    message.edited = {"user": message.user, "ts": call.world.new_ts()}
    events = call.world.events
    call.happened.append(lambda: events.changed(call.installation, conversation, message, before))


def take_away(call: "Call", conversation: Conversation, message: Message) -> None:
    """Remove a message of the bot."""
    del conversation.messages[message.ts]
    events = call.world.events
    call.happened.append(lambda: events.deleted(call.installation, conversation, message))


def notify(workspace: Workspace, conversation: Conversation, message: Message) -> None:
    """Show a message on the lock screens of those whom it reaches: in a DM, or when it names them."""
    for user in conversation.members:
        person = workspace.users.get(user)
        if person is None or person.is_bot or person.deleted or user == message.user:
            continue
        if conversation.kind == "im" or f"<@{user}>" in message.text:
            words = unescape(message.text)
            entry = Notification(user, conversation.id, message.ts, words)
            workspace.notifications.append(entry)


def shape(message: Message, with_metadata: bool = False) -> Json:
    """Return a message as Slack gives it to an app."""
    made: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": message.team,
    }
    if message.blocks:
        made["blocks"] = message.blocks
    if message.bot_id:
        made |= {"bot_id": message.bot_id, "app_id": message.app_id}
    else:
        made["client_msg_id"] = f"00000000-0000-4000-8000-{message.ts.replace('.', '')[-12:]}"
    if message.thread_ts:
        made["thread_ts"] = message.thread_ts
    if message.edited:
        made["edited"] = message.edited
    if message.metadata and with_metadata:
        made["metadata"] = message.metadata
    return made


def link(workspace: Workspace, conversation: Conversation, message: Message) -> str:
    """Return where a browser finds a message."""
    number = message.ts.replace(".", "")
    found = f"https://{workspace.domain}.slack.com/archives/{conversation.id}/p{number}"
    if message.thread_ts:
        found += f"?thread_ts={message.thread_ts}&cid={conversation.id}"
    return found


def escape(text: str) -> str:
    """Return what somebody typed as Slack hands it to an app."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Return the words that people see."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
