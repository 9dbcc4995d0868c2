"""oauth.v2.access, auth.revoke and what an installation is made of."""

from tests.standins.slack.calls import Call, Refused
from tests.standins.slack.state import App, Installation, Json, User, World


def install(world: World, app: App, team: str, scopes: list[str]) -> Installation:
    """Put an app in a workspace; an app that was there keeps its bot and gets a new token."""
    workspace = world.workspaces[team]
    known = workspace.installations.get(app.id)
    if known is not None:
        if known.dead:
            known.token, known.dead, known.scopes = _token(world), "", []
            world.tokens[known.token] = known
        known.scopes = list(dict.fromkeys([*known.scopes, *scopes]))
        return known
    bot = User(world.new_id("U"), app.name, team, is_bot=True)
    workspace.users[bot.id] = bot
    made = Installation(app, team, _token(world), world.new_id("B"), bot.id, list(scopes))
    workspace.installations[app.id] = made
    world.tokens[made.token] = made
    return made


def exchange(world: World, arguments: Json) -> Json:
    """oauth.v2.access; raises Refused."""
    client, secret = str(arguments.get("client_id")), arguments.get("client_secret")
    app = next((one for one in world.apps.values() if one.client_id == client), None)
    if app is None:
        raise Refused("invalid_client_id")
    if app.client_secret != secret:
        raise Refused("bad_client_secret")
    code = world.codes.pop(str(arguments.get("code")), None)
    if code is None or code.app is not app:
        raise Refused("invalid_code")
    if code.redirect_uri != (arguments.get("redirect_uri") or ""):
        raise Refused("bad_redirect_uri")
    made = install(world, app, code.team, code.scopes)
    return {
        "ok": True,
        "app_id": app.id,
        "authed_user": {"id": code.user},
        "scope": ",".join(made.scopes),
        "token_type": "bot",
        "access_token": made.token,
        "bot_user_id": made.bot_user,
        "team": {"id": code.team, "name": world.workspaces[code.team].name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def revoke(call: Call) -> Json:
    """auth.revoke."""
    call.installation.dead = "token_revoked"
    return {"revoked": True}


def _token(world: World) -> str:
    return f"xoxb-{world.new_id('1')}-standin"
