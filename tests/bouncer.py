"""A bouncer before a PostgreSQL, as small as can be: all who connect share one session, by transaction.

It passes on nothing of what a connection asks for when it begins, as many bouncers are set up.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from struct import pack, unpack

from sqlalchemy import make_url

from tests.chaos.line import Ends, server_of

_READY, _QUERY, _SYNC, _END = b"Z", b"Q", b"S", b"X"
_IDLE = b"I"


class Bouncer:
    """One session of a server, for whoever comes."""

    def __init__(self, server: Ends, greeting: bytes) -> None:
        self._reader, self._writer = server
        self._greeting = greeting
        self._session = asyncio.Lock()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Be its server, until it goes."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readexactly(unpack("!i", await reader.readexactly(4))[0] - 4)
            writer.write(self._greeting)
            while asked := await _until(reader, (_QUERY, _SYNC, _END)):
                if asked[-1][0] == _END:
                    break
                async with self._session:
                    await self._transaction(asked, reader, writer)
        writer.close()

    async def _transaction(
        self,
        asked: list[tuple[bytes, bytes]],
        reader: asyncio.StreamReader,
        to: asyncio.StreamWriter,
    ) -> None:
        while True:
            self._writer.write(b"".join(map(_message, asked)))
            said = await _until(self._reader, (_READY,))
            to.write(b"".join(map(_message, said)))
            if said[-1][1] == _IDLE:
                return
            asked = await _until(reader, (_QUERY, _SYNC, _END))


async def _until(
    reader: asyncio.StreamReader, kinds: tuple[bytes, ...]
) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = []
    while not found or found[-1][0] not in kinds:
        kind = await reader.readexactly(1)
        (length,) = unpack("!i", await reader.readexactly(4))
        found.append((kind, await reader.readexactly(length - 4)))
    return found


def _message(one: tuple[bytes, bytes]) -> bytes:
    kind, body = one
    return kind + pack("!i", len(body) + 4) + body


@asynccontextmanager
async def a_bouncer(url: str) -> AsyncIterator[str]:
    """Let it stand before the server at this address; returns the address by way of it."""
    address = make_url(url)
    reader, writer = await server_of(address)
    asks = f"user\0{address.username}\0database\0{address.database}\0\0".encode()
    writer.write(pack("!ii", len(asks) + 8, 196608) + asks)
    greeting = b"".join(map(_message, await _until(reader, (_READY,))))
    server = await asyncio.start_server(Bouncer((reader, writer), greeting).serve, "127.0.0.1", 0)
    near = address.set(
        host="127.0.0.1",
        port=server.sockets[0].getsockname()[1],
        query={"sslmode": "disable", "gssencmode": "disable"},
    )
    async with server:
        yield near.render_as_string(hide_password=False)
    writer.close()
