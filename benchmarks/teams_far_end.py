"""Microsoft's side, as little of it as measuring needs: keys, tokens, and a Connector that takes all.

`python -m benchmarks.teams_far_end KEYS TOKEN_SECONDS` prints its port and ends with its standard input.
"""

import asyncio
import itertools
import sys
from pathlib import Path
from typing import Any

from aiohttp import web

_NUMBERS = itertools.count(1)


def far_end(keys: bytes, token_seconds: float) -> web.Application:
    """Return the app; a token takes `token_seconds`."""

    async def metadata(request: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": f"http://{request.host}/keys"})

    async def published(request: web.Request) -> web.Response:
        return web.Response(body=keys, content_type="application/json")

    async def token(request: web.Request) -> web.Response:
        await request.read()
        await asyncio.sleep(token_seconds)
        return web.json_response(
            {"access_token": "t", "expires_in": 3599, "token_type": "Bearer"},
        )

    async def taken(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"id": f"m{next(_NUMBERS)}"}, status=201)

    app = web.Application(client_max_size=2**20)
    app.router.add_get("/metadata", metadata)
    app.router.add_get("/keys", published)
    app.router.add_post("/{tenant}/oauth2/v2.0/token", token)
    app.router.add_route("*", "/v3/conversations{rest:.*}", taken)
    return app


async def _serve(keys: bytes, token_seconds: float) -> None:
    runner = web.AppRunner(far_end(keys, token_seconds), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    addresses: Any = runner.addresses
    sys.stdout.write(f"{addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]).read_bytes(), float(sys.argv[2])))
