"""People come and go, join channels, and install and remove the app."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp

from tests.standins.slack.courier import Sent
from tests.standins.slack.events import joined_event
from tests.standins.slack.methods.people import profile
from tests.standins.slack.playing import Impossible, Standin, find_user, report
from tests.standins.slack.state import App, Conversation, Json, OAuthCode, User, Workspace

CHANGEABLE = ("name", "tz", "locale", "deleted", "is_restricted")


async def join(standin: Standin, about: Json) -> Json:
    """Let a person, or with `bot` the app's bot, join a channel."""
    workspace, where = _channel(standin, about)
    person = _who(standin, workspace, about)
    where.members.add(person.id)
    event = joined_event(where, person, standin.world.new_ts())
    return report(await _tell_all(standin, workspace, "member_joined_channel", event))


async def leave(standin: Standin, about: Json) -> Json:
    """Let a person, or with `bot` the app's bot, leave a channel."""
    workspace, where = _channel(standin, about)
    person = _who(standin, workspace, about)
    where.members.discard(person.id)
    event = joined_event(where, person, standin.world.new_ts()) | {"type": "member_left_channel"}
    return report(await _tell_all(standin, workspace, "member_left_channel", event))


async def archive(standin: Standin, about: Json) -> Json:
    """Archive a channel."""
    _, where = _channel(standin, about)
    where.is_archived = True
    return {}


async def change_user(standin: Standin, about: Json) -> Json:
    """Change the profile of somebody (name, tz, locale), or deactivate them with `deleted`."""
    workspace = standin.workspace(about)
    person = find_user(workspace, about["user"])
    for name in CHANGEABLE:
        if name in about.get("to", {}):
            setattr(person, name, about["to"][name])
    event = {
        "type": "user_change",
        "user": profile(workspace, person, with_locale=True),
        "cache_ts": int(standin.world.now()),
        "event_ts": standin.world.new_ts(),
    }
    return report(await _tell_all(standin, workspace, "user_change", event))


async def new_user(standin: Standin, about: Json) -> Json:
    """Somebody joins the workspace; or with `of` somebody of that other one is seen in a shared channel."""
    workspace = standin.workspace(about)
    person = User(
        standin.world.new_id("U"), str(about["name"]), str(about.get("of") or workspace.id)
    )
    workspace.users[person.id] = person
    if person.team != workspace.id:
        return {"id": person.id, **report([])}
    event = {
        "type": "team_join",
        "user": profile(workspace, person, with_locale=True),
        "event_ts": standin.world.new_ts(),
    }
    return {"id": person.id, **report(await _tell_all(standin, workspace, "team_join", event))}


async def uninstall(standin: Standin, about: Json) -> Json:
    """Somebody removes the app: its token dies, and it hears so."""
    actor = standin.actor(about)
    installation = actor.installation
    tokens = {"oauth": [], "bot": [installation.bot_user]}
    revoked = {"type": "tokens_revoked", "tokens": tokens, "event_ts": standin.world.new_ts()}
    sent = await standin.events.tell(installation, "tokens_revoked", revoked)
    gone = {"type": "app_uninstalled", "event_ts": standin.world.new_ts()}
    sent += await standin.events.tell(installation, "app_uninstalled", gone)
    installation.dead = "account_inactive"
    return report(sent)


async def revoke(standin: Standin, about: Json) -> Json:
    """Take the token away without a word, as when an event got lost."""
    standin.actor(about).installation.dead = str(about.get("code", "token_revoked"))
    return {}


async def install_by_link(standin: Standin, about: Json) -> Json:
    """Follow the app's install link (`url`), agree, and come back with a code.

    `deny` refuses; `state` comes back with another state; `leave_cookies` comes back without the
    cookies of the way out, as from another browser. Returns the page at the end.
    """
    workspace = standin.workspace(about)
    person = find_user(workspace, about["user"])
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(str(about["url"]), allow_redirects=False) as start:
            page = await start.text()
            target = start.headers.get("Location", "")
        if not target:
            return {"status": start.status, "page": page, "asked": {}}
        asked = {key: values[0] for key, values in parse_qs(urlsplit(target).query).items()}
        back = _agree(standin, workspace, person, asked, about)
        if about.get("leave_cookies"):
            browser.cookie_jar.clear()
        async with browser.get(back, allow_redirects=False) as end:
            page = await end.text()
            return {"status": end.status, "page": page, "asked": asked, "target": target}


def _agree(
    standin: Standin, workspace: Workspace, person: User, asked: Mapping[str, str], about: Json
) -> str:
    app = next(
        (a for a in standin.world.apps.values() if a.client_id == asked.get("client_id")), None
    )
    if app is None:
        raise Impossible("Slack shows: invalid client_id parameter")
    redirect = asked.get("redirect_uri", "")
    target = redirect or (app.redirect_urls[0] if app.redirect_urls else "")
    if not any(target.startswith(known) for known in app.redirect_urls):
        raise Impossible(f"Slack shows: redirect_uri did not match any configured URIs: {target}")
    scopes = [one for one in asked.get("scope", "").split(",") if one]
    if not scopes:
        raise Impossible("Slack shows: invalid scope requested")
    state = str(about.get("state", asked.get("state", "")))
    if about.get("deny"):
        return f"{target}?{urlencode({'error': 'access_denied', 'state': state})}"
    code = standin.world.new_id("code-")
    standin.world.codes[code] = OAuthCode(app, workspace.id, person.id, redirect, scopes)
    return f"{target}?{urlencode({'code': code, 'state': state})}"


def _channel(standin: Standin, about: Json) -> tuple[Workspace, Conversation]:
    workspace = standin.workspace(about)
    for one in workspace.conversations.values():
        if about["where"] in (one.id, one.name) and one.kind != "im":
            return workspace, one
    raise Impossible(f"there is no channel {about['where']!r}")


def _who(standin: Standin, workspace: Workspace, about: Json) -> User:
    if about.get("bot"):
        return workspace.users[standin.actor(about).installation.bot_user]
    return find_user(workspace, about["user"])


async def _tell_all(
    standin: Standin, workspace: Workspace, subscription: str, event: Json
) -> list[Sent]:
    told: list[Sent] = []
    for one in list(workspace.installations.values()):
        told += await standin.events.tell(one, subscription, event)
    return told


def app_of(standin: Standin, about: Json) -> App:
    """Return the app that a request names; the only one when it names none."""
    apps = standin.world.apps
    name = about.get("app") or (next(iter(apps)) if len(apps) == 1 else "")
    if name not in apps:
        raise Impossible(f"there is no app {name!r}, only {sorted(apps)}")
    return apps[name]
