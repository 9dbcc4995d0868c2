"""conversations.*, users.*, auth.test."""

from tests.standins.slack.calls import Call, refuse
from tests.standins.slack.posting import shape
from tests.standins.slack.state import Conversation, Json, Message, User, Workspace

MOST_AT_ONCE = 999
AMSTERDAM = 3600


def auth_test(call: Call) -> Json:
    """auth.test."""
    bot = call.workspace.users[call.installation.bot_user]
    return {
        "url": f"https://{call.workspace.domain}.slack.com/",
        "team": call.workspace.name,
        "user": bot.name,
        "team_id": call.workspace.id,
        "user_id": bot.id,
        "bot_id": call.installation.bot_id,
        "is_enterprise_install": False,
    }


def open_conversation(call: Call) -> Json:
    """conversations.open, for a DM with one person."""
    call.scope("im:write")
    if call.text("channel"):
        conversation = call.conversation()
    else:
        names = [one for one in call.text("users").split(",") if one]
        if not names:
            refuse("users_list_not_supplied")
        if len(names) > 1:
            call.scope("mpim:write")
        person = call.workspace.users.get(names[0])
        if person is None:
            refuse("user_not_found")
        if person.deleted:
            refuse("user_disabled")
        if person.is_bot:
            refuse("cannot_dm_bot")
        conversation = call.world.dm(call.installation, person.id)
    return {"channel": _channel(call, conversation)}


def info(call: Call) -> Json:
    """conversations.info."""
    call.need("channel")
    conversation = call.conversation()
    call.scope(_SCOPES[conversation.kind] + ":read")
    return {"channel": _channel(call, conversation)}


def history(call: Call) -> Json:
    """conversations.history: newest first, without the replies in threads."""
    call.need("channel")
    conversation = call.conversation()
    call.scope(_SCOPES[conversation.kind] + ":history")
    if not call.is_member(conversation):
        refuse("not_in_channel")
    oldest, latest = _moment(call, "oldest"), _moment(call, "latest")
    inclusive = call.flag("inclusive")
    found = [
        message
        for message in conversation.messages.values()
        if _stands_in_the_open(message)
        and _is_after(float(message.ts), oldest, inclusive)
        and (latest == 0 or _is_after(latest, float(message.ts), inclusive))
    ]
    limit = min(int(call.text("limit") or 100), MOST_AT_ONCE)
    start = int(call.text("cursor") or 0)
    # With `oldest` alone Slack gives what is closest to it; each page is newest first all the same.
    is_forward = bool(oldest and not latest)
    near = found if is_forward else found[::-1]
    page = sorted(near[start : start + limit], key=lambda one: one.ts, reverse=True)
    more = start + limit < len(found)
    answer: Json = {
        "messages": [shape(one, call.flag("include_all_metadata")) for one in page],
        "has_more": more,
        "pin_count": 0,
    }
    if more:
        answer["response_metadata"] = {"next_cursor": str(start + limit)}
    return answer


def replies(call: Call) -> Json:
    """conversations.replies: a thread, oldest first."""
    call.need("channel", "ts")
    conversation = call.conversation()
    call.scope(_SCOPES[conversation.kind] + ":history")
    root = call.message(conversation)
    thread = [one for one in conversation.messages.values() if one.thread_ts == root.ts]
    shown = [shape(one, call.flag("include_all_metadata")) for one in (root, *thread)]
    return {"messages": shown, "has_more": False}


def user_info(call: Call) -> Json:
    """users.info."""
    call.scope("users:read")
    call.need("user")
    person = call.workspace.users.get(call.text("user"))
    if person is None:
        refuse("user_not_found")
    return {"user": profile(call.workspace, person, with_locale=call.flag("include_locale"))}


def profile(workspace: Workspace, person: User, *, with_locale: bool) -> Json:
    """Return a user as users.info and user_change show it."""
    made: Json = {
        "id": person.id,
        "team_id": person.team,
        "name": person.name.lower().replace(" ", "."),
        "deleted": person.deleted,
        "real_name": person.name,
        "profile": {"real_name": person.name, "display_name": person.name, "team": person.team},
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if not person.deleted:
        made |= {
            "tz": person.tz,
            "tz_label": person.tz,
            "tz_offset": AMSTERDAM,
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": person.is_restricted,
            "is_ultra_restricted": False,
        }
    if person.team != workspace.id:
        made["is_stranger"] = True
    if with_locale:
        made["locale"] = person.locale
    return made


_SCOPES = {"im": "im", "channel": "channels", "group": "groups"}


def _channel(call: Call, conversation: Conversation) -> Json:
    made: Json = {
        "id": conversation.id,
        "created": 1_700_000_000,
        "is_im": conversation.kind == "im",
        "is_archived": conversation.is_archived,
    }
    if conversation.kind == "im":
        return made | {
            "user": next(iter(conversation.members - {call.installation.bot_user})),
            "is_org_shared": False,
        }
    return made | {
        "name": conversation.name,
        "is_channel": conversation.kind == "channel",
        "is_group": conversation.kind == "group",
        "is_private": conversation.kind == "group",
        "is_member": call.is_member(conversation),
    }


def _stands_in_the_open(message: Message) -> bool:
    return not message.seen_by and message.thread_ts in ("", message.ts)


def _is_after(later: float, earlier: float, inclusive: bool) -> bool:
    return later >= earlier if inclusive else later > earlier


def _moment(call: Call, name: str) -> float:
    try:
        return float(call.text(name) or 0)
    except ValueError:
        refuse(f"invalid_ts_{name}")
