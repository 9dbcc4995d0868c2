"""What sending costs when nothing is read or stored: the words, the card, the seal and the request.

`python -m benchmarks.scale_floor PORT DATABASE KEYS TENANTS PEOPLE` sends so many messages to a stand-in, a
hundred at a time, made of those that are planned in one tenant of that database. No way of storing makes
the sender faster than this.
"""

import asyncio
import json
import sys
from collections.abc import Sequence

import aiohttp

from adapters.settings import PROMPTS
from adapters.sql.stores import SqlStores
from adapters.teams.cards import activities_of
from adapters.wiring import open_stores, read_knowledge
from benchmarks.scale_land import DUE_AT
from bot.content_json import content_to_json
from bot.model.messages import Message
from bot.model.people import Language, Platform
from bot.preparing import Preparing

AT_ONCE = 100


async def _send(port: int, database: str, keys: str, tenants: int, people: int) -> None:
    async with open_stores(database, keys, durable=False) as stores:
        tenant = (await stores.directory.tenants())[0].id
        async with stores.of(tenant).write() as unit:
            claimed = await unit.messages.claim(Platform.TEAMS, DUE_AT, people)
            preparing = await Preparing.of(unit, read_knowledge(PROMPTS), claimed, DUE_AT)
            await _post_all(port, stores, preparing, [*claimed] * tenants)


async def _post_all(
    port: int, stores: SqlStores, preparing: Preparing, messages: Sequence[Message]
) -> None:
    headers = {"Authorization": "Bearer t", "Content-Type": "application/json"}
    turns = asyncio.Semaphore(AT_ONCE)

    async with aiohttp.ClientSession(headers=headers) as session:

        async def post(number: int, message: Message) -> None:
            url = f"http://127.0.0.1:{port}/t{number}/v3/conversations/{number}/activities"
            async with turns:
                content = (await preparing.prepare(message)).content
                assert content is not None
                place = (message.tenant, "messages", message.id, "words")
                stores.vault.seal(place, json.dumps(content_to_json(content)))
                for card in activities_of(content, Language.NL):
                    async with session.post(url, data=card.encode()) as answer:
                        await answer.read()

        await asyncio.gather(*(post(number, one) for number, one in enumerate(messages)))


def main(port: str, database: str, keys: str, tenants: str, people: str) -> None:
    """Send; stay until ended, so that it can be asked what it used."""
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    asyncio.run(_send(int(port), database, keys, int(tenants), int(people)))
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
