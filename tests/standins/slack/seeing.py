"""What people see, and what a test may know besides: how the app answered and how often."""

from dataclasses import asdict

from tests.standins.slack.membership import app_of
from tests.standins.slack.playing import Actor, Impossible, Standin, report
from tests.standins.slack.posting import shape
from tests.standins.slack.state import Json, Message, View


async def messages(standin: Standin, about: Json) -> Json:
    """Return what a person sees in a conversation, oldest first; `ephemeral` marks what is for them."""
    actor = standin.actor(about)
    where = actor.conversation(about.get("where"))
    shown = [_shown(actor, one) for one in actor.visible(where)]
    return {"channel": where.id, "messages": shown}


async def window(standin: Standin, about: Json) -> Json:
    """Return the window on top with its errors, and how many are open; None when none is."""
    actor = standin.actor(about)
    stack = actor.stack()
    return {"view": _window(stack[-1]) if stack else None, "depth": len(stack)}


async def home(standin: Standin, about: Json) -> Json:
    """Return the Home tab, or None when the app never published one."""
    actor = standin.actor(about)
    found = actor.installation.homes.get(actor.user.id)
    return {"view": _window(found) if found else None}


async def notifications(standin: Standin, about: Json) -> Json:
    """Return what the lock screen of a person showed, oldest first."""
    actor = standin.actor(about)
    own = [one for one in actor.workspace.notifications if one.user == actor.user.id]
    return {"notifications": [asdict(one) for one in own]}


async def troubles(standin: Standin, about: Json) -> Json:
    """Return the errors that Slack showed to people because the app did not answer well."""
    return {"troubles": standin.workspace(about).troubles}


async def requests(standin: Standin, about: Json) -> Json:
    """Return what was carried to the app and how it answered, from number `since` on."""
    since = int(about.get("since", 0))
    return report(standin.courier.log[since:])


async def counters(standin: Standin, about: Json) -> Json:
    """Return how often what happened in a workspace, and the most messages in any second."""
    workspace = standin.workspace(about)
    tally, windows = workspace.tally, workspace.windows
    most = [one.most for one in windows.conversations.values()]
    stored = [m for c in workspace.conversations.values() for m in c.messages.values() if m.bot_id]
    return {
        "calls": dict(tally.calls),
        "errors": dict(tally.errors),
        "faults": dict(tally.faults),
        "rate_limited": tally.rate_limited,
        "rate_limited_too_early": tally.rate_limited_too_early,
        "posted": tally.posted,
        "stored": len(stored),
        "most_in_a_second": windows.posts.most,
        "most_in_a_second_in_one_conversation": max(most, default=0),
    }


async def connections(standin: Standin, about: Json) -> Json:
    """Return how many sockets the app has open."""
    return {"connections": standin.sockets.count(app_of(standin, about))}


async def replay(standin: Standin, about: Json) -> Json:
    """Send request `number` once more exactly as it was, signature and all."""
    log = standin.courier.log
    number = int(about["number"])
    if number >= len(log) or not log[number].raw:
        raise Impossible(f"request {number} did not go over HTTP")
    raw = log[number].raw
    headers = {**raw["headers"], **about.get("headers", {})}
    attempt = await standin.courier.raw(raw["url"], headers, raw["body"])
    return {"status": attempt.status, "body": attempt.body, "error": attempt.error}


async def forge(standin: Standin, about: Json) -> Json:
    """Send a body to the app's event URL with a signature of `secret` at `timestamp`."""
    app = app_of(standin, about)
    body = str(about.get("body", "{}"))
    kind = str(about.get("content_type", "application/json"))
    genuine = app.signing_secret
    try:
        app.signing_secret = str(about.get("secret", genuine))
        stamp = str(about.get("timestamp", ""))
        headers = standin.courier.signed(app, body.encode(), kind, stamp)
    finally:
        app.signing_secret = genuine
    headers |= about.get("headers", {})
    for name in about.get("without", []):
        headers.pop(name, None)
    attempt = await standin.courier.raw(str(about.get("url", app.events_url)), headers, body)
    return {"status": attempt.status, "body": attempt.body, "error": attempt.error}


async def settle(standin: Standin, about: Json) -> Json:
    """Wait until nothing is under way to any app."""
    await standin.courier.settle()
    return {}


def _shown(actor: Actor, message: Message) -> Json:
    by = actor.workspace.users[message.user]
    return {
        **shape(message, with_metadata=True),
        "from": by.name,
        "is_bot": bool(message.bot_id),
        "ephemeral": bool(message.seen_by),
        "state": message.state,
    }


def _window(view: View) -> Json:
    return {
        "id": view.id,
        **view.content,
        "state": view.state,
        "errors": view.errors,
        "trouble": view.trouble,
        "hash": view.hash,
    }
