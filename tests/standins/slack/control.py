"""How tests play people and look around: POST /_standin/<verb> with JSON, on a port of its own."""

import json
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from tests.standins.slack import asking, dialogs, membership, pressing, seeing, setting_up, writing
from tests.standins.slack.playing import Impossible, Standin
from tests.standins.slack.state import Json

Verb: TypeAlias = Callable[[Standin, Json], Awaitable[Json]]

_MODULES: dict[str, tuple[Verb, ...]] = {
    "setting up": (
        setting_up.reset,
        setting_up.app,
        setting_up.workspace,
        setting_up.channel,
        setting_up.install,
        setting_up.limits,
        setting_up.fault,
        setting_up.clear,
        setting_up.duplicate,
        setting_up.clock,
        setting_up.disconnect,
        setting_up.overview,
    ),
    "acting": (
        writing.write,
        writing.edit,
        writing.expand_link,
        writing.take_away,
        pressing.press,
        pressing.press_in_window,
        pressing.press_at_home,
        dialogs.submit,
        dialogs.close,
        asking.slash,
        asking.shortcut,
        asking.message_shortcut,
        asking.open_home,
        membership.join,
        membership.leave,
        membership.archive,
        membership.change_user,
        membership.new_user,
        membership.uninstall,
        membership.revoke,
        membership.install_by_link,
    ),
    "seeing": (
        seeing.messages,
        seeing.window,
        seeing.home,
        seeing.notifications,
        seeing.troubles,
        seeing.requests,
        seeing.counters,
        seeing.connections,
        seeing.replay,
        seeing.forge,
        seeing.settle,
    ),
}
VERBS: dict[str, Verb] = {one.__name__: one for verbs in _MODULES.values() for one in verbs}


def control_app(standin: Standin, refuse: Callable[[bool], Awaitable[None]]) -> web.Application:
    """Return the application that tests talk to. `refuse` closes and opens the port of the Web API."""

    async def handle(request: web.Request) -> web.Response:
        name = request.match_info["verb"]
        about = json.loads(await request.read() or b"{}")
        if name == "refuse":
            await refuse(bool(about.get("on", True)))
            return web.json_response({})
        verb = VERBS.get(name)
        if verb is None:
            return web.json_response({"error": f"there is no verb {name!r}"}, status=404)
        try:
            return web.json_response(await verb(standin, about))
        except Impossible as impossible:
            return web.json_response({"error": str(impossible)}, status=409)
        except KeyError as missing:
            return web.json_response({"error": f"{name} needs {missing}"}, status=400)

    app = web.Application(client_max_size=10 * 1024 * 1024)
    app.router.add_post("/_standin/{verb}", handle)
    return app
