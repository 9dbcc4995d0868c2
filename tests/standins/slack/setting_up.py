"""Tests set up apps, workspaces, limits, faults and the clock."""

import dataclasses

from tests.standins.slack import faults
from tests.standins.slack.events import SCOPES
from tests.standins.slack.limits import Windows
from tests.standins.slack.membership import app_of
from tests.standins.slack.methods import apps
from tests.standins.slack.playing import Impossible, Standin, find_user
from tests.standins.slack.state import App, Conversation, Json, User, Workspace

_SETTABLE = {one.name for one in dataclasses.fields(App)} - {"id"}


async def reset(standin: Standin, about: Json) -> Json:
    """Begin anew: no workspace, no app, nothing under way."""
    await standin.reset()
    return {}


async def app(standin: Standin, about: Json) -> Json:
    """Make an app, or change it, from its settings and from a manifest; returns all settings.

    Without `app` it is the only one, or the first.
    """
    world = standin.world
    name = str(about.get("app") or next(iter(world.apps), "") or world.new_id("A"))
    made = world.apps.get(name)
    if made is None:
        made = App(
            id=name,
            name="Zetje",
            client_id=f"{name}.client",
            client_secret=f"client-secret-of-{name}",
            signing_secret=f"signing-secret-of-{name}",
            verification_token=f"verification-of-{name}",
            app_token=f"xapp-1-{name}",
        )
        world.apps[name] = made
    if about.get("manifest"):
        _from_manifest(made, about["manifest"])
    for key, value in about.get("settings", {}).items():
        if key not in _SETTABLE:
            raise Impossible(f"an app has no setting {key!r}")
        setattr(made, key, value)
    return dataclasses.asdict(made)


async def workspace(standin: Standin, about: Json) -> Json:
    """Make a workspace with `users` (name: settings) and `channels` (name: members)."""
    world = standin.world
    team = str(about.get("team") or world.new_id("T"))
    name = str(about.get("name", "Gemeente Lindewaard"))
    made = Workspace(team, name, domain=name.lower().replace(" ", "-"))
    world.workspaces[team] = made
    for person, settings in about.get("users", {}).items():
        user = User(world.new_id("U"), person, team, **settings)
        made.users[user.id] = user
    for channel, members in about.get("channels", {}).items():
        _channel(standin, made, channel, members)
    return _overview(made)


async def channel(standin: Standin, about: Json) -> Json:
    """Make a channel with these members; a private one with `is_private`."""
    place = standin.workspace(about)
    kind = "group" if about.get("is_private") else "channel"
    made = _channel(standin, place, str(about["name"]), about.get("members", []), kind)
    return {"id": made.id}


async def install(standin: Standin, about: Json) -> Json:
    """Put the app in the workspace without OAuth, with its own scopes or these."""
    place, made = standin.workspace(about), app_of(standin, about)
    scopes = list(about.get("scopes") or made.scopes)
    done = apps.install(standin.world, made, place.id, scopes)
    for one in about.get("channels", []):
        where = next(c for c in place.conversations.values() if one in (c.id, c.name))
        where.members.add(done.bot_user)
    return {"token": done.token, "bot_user": done.bot_user, "bot_id": done.bot_id, "app": made.id}


async def limits(standin: Standin, about: Json) -> Json:
    """Set how many messages a second go per_conversation and per_workspace; None does not limit."""
    place = standin.workspace(about)
    place.windows = Windows(
        per_conversation=about.get("per_conversation"),
        per_workspace=about.get("per_workspace"),
        by_tier=bool(about.get("by_tier")),
    )
    return {}


async def fault(standin: Standin, about: Json) -> Json:
    """Let something go wrong in a workspace, after what was asked before (see faults.py)."""
    place = standin.workspace(about)
    known = {key: value for key, value in about.items() if key != "team"}
    try:
        place.faults.append(faults.read(known))
    except (TypeError, ValueError) as wrong:
        raise Impossible(str(wrong)) from wrong
    return {}


async def clear(standin: Standin, about: Json) -> Json:
    """Let nothing go wrong any more in a workspace."""
    place = standin.workspace(about)
    place.faults.clear()
    place.windows.closed.clear()
    place.duplicates = 0
    return {}


async def duplicate(standin: Standin, about: Json) -> Json:
    """Deliver the next `times` events twice: one after the other, or with `at_once` together."""
    place = standin.workspace(about)
    place.duplicates = int(about.get("times", 1))
    place.duplicates_at_once = bool(about.get("at_once"))
    return {}


async def clock(standin: Standin, about: Json) -> Json:
    """Set the time (seconds since 1970), how long a trigger works, and whether to sign by this clock."""
    if "now" in about:
        standin.world.set_clock(float(about["now"]))
    if "trigger_seconds" in about:
        standin.world.trigger_seconds = float(about["trigger_seconds"])
    if "signs_with_own_clock" in about:
        standin.world.signs_with_own_clock = bool(about["signs_with_own_clock"])
    return {"now": standin.world.now()}


async def disconnect(standin: Standin, about: Json) -> Json:
    """Ask the app to connect anew (`reason`), or break its sockets with the reason "broken"."""
    await standin.sockets.disconnect(app_of(standin, about), str(about.get("reason", "warning")))
    return {}


async def overview(standin: Standin, about: Json) -> Json:
    """Return the ids of who and what is in a workspace."""
    return _overview(standin.workspace(about))


def _overview(place: Workspace) -> Json:
    return {
        "team": place.id,
        "users": {one.name: one.id for one in place.users.values() if not one.is_bot},
        "channels": {c.name: c.id for c in place.conversations.values() if c.kind != "im"},
    }


def _channel(
    standin: Standin, place: Workspace, name: str, members: list[str], kind: str = "channel"
) -> Conversation:
    people = {find_user(place, one).id for one in members}
    made = Conversation(standin.world.new_id("C"), kind, name, people)
    place.conversations[made.id] = made
    return made


def _from_manifest(made: App, manifest: Json) -> None:
    """Configure an app as Slack does from its manifest."""
    settings, features = manifest.get("settings", {}), manifest.get("features", {})
    made.name = manifest["display_information"]["name"]
    bot = features.get("bot_user", {})
    made.name = bot.get("display_name", made.name)
    made.socket_mode = bool(settings.get("socket_mode_enabled"))
    subscriptions = settings.get("event_subscriptions", {})
    made.events_url = subscriptions.get("request_url", "")
    made.bot_events = list(subscriptions.get("bot_events", []))
    made.interactivity_url = settings.get("interactivity", {}).get("request_url", "")
    made.commands = {c["command"]: c.get("url", "") for c in features.get("slash_commands", [])}
    made.shortcuts = list(features.get("shortcuts", []))
    oauth = manifest.get("oauth_config", {})
    made.redirect_urls = list(oauth.get("redirect_urls", []))
    made.scopes = list(oauth.get("scopes", {}).get("bot", []))
    home = features.get("app_home", {})
    made.home_tab = bool(home.get("home_tab_enabled"))
    made.messages_tab = bool(home.get("messages_tab_enabled"))
    lacking = {one: SCOPES[one] for one in made.bot_events if not _may_hear(one, made.scopes)}
    if lacking:
        raise Impossible(f"Slack refuses the manifest: these events need a scope: {lacking}")
    if not made.socket_mode and not all((made.events_url, made.interactivity_url)):
        raise Impossible("Slack refuses the manifest: without Socket Mode it needs request URLs")


def _may_hear(event: str, scopes: list[str]) -> bool:
    return not SCOPES[event] or SCOPES[event] in scopes
