"""The line between the bot and its PostgreSQL: it can be cut, and it can lose the answer to a COMMIT.

It lies in a thread of its own: what a test waits for does not hold it up.
"""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import make_url

_COMMIT = b"COMMIT\0"
_AT_ONCE = 65_536


class Line:
    """Carries what goes to the server and what comes back. `lost` counts the answers that it lost."""

    def __init__(self, url: str) -> None:
        self._address = make_url(url)
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._is_cut = False
        self._every = 0
        self._commits = 0
        self.lost = 0
        self.url = ""

    def cut(self) -> None:
        """Break what is open, and let nobody through until `mend`."""
        self._is_cut = True
        self.break_connections()

    def mend(self) -> None:
        """Let everybody through again."""
        self._is_cut = False

    def break_connections(self) -> None:
        """Break what is open."""
        self._loop.call_soon_threadsafe(self._break)

    def _break(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    def lose_answers(self, every: int) -> None:
        """From now on carry each `every`th COMMIT, and break before its answer is back; 0: none."""
        self._every = every

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until either side ends it."""
        if self._is_cut:
            writer.transport.abort()
            return
        far_reader, far_writer = await self._far_end()
        both = {writer, far_writer}
        self._open |= both
        losing = asyncio.Event()
        try:
            going = self._there(reader, far_writer, losing)
            coming = self._back(far_reader, writer, losing)
            parts = [asyncio.ensure_future(one) for one in (going, coming)]
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
        finally:
            self._open -= both
            for one in both:
                one.transport.abort()

    async def _there(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        while data := await reader.read(_AT_ONCE):
            if _COMMIT in data and self._is_chosen():
                losing.set()
            writer.write(data)
            await writer.drain()

    async def _back(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        while data := await reader.read(_AT_ONCE):
            if losing.is_set():
                # The server says that it did; nobody hears that.
                self.lost += _COMMIT in data
                return
            writer.write(data)
            await writer.drain()

    def _is_chosen(self) -> bool:
        self._commits += 1
        return bool(self._every) and self._commits % self._every == 0

    async def _far_end(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        place = self._address.host or self._address.query.get("host")
        if isinstance(place, str) and place.startswith("/"):
            return await asyncio.open_unix_connection(Path(place) / ".s.PGSQL.5432")
        return await asyncio.open_connection(self._address.host, self._address.port or 5432)

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection of the bot."""
        # The server may be away too.
        with suppress(OSError):
            await self.carry(reader, writer)
        writer.transport.abort()

    @contextmanager
    def lies(self) -> Iterator[None]:
        """Let it lie there meanwhile; the bot finds it at `url`."""
        thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        thread.start()
        opening = asyncio.start_server(self.accept, "127.0.0.1", 0)
        server = asyncio.run_coroutine_threadsafe(opening, self._loop).result()
        port = server.sockets[0].getsockname()[1]
        near = self._address.set(host="127.0.0.1", port=port, query={"sslmode": "disable"})
        self.url = near.render_as_string(hide_password=False)
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(self._end(server), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()

    async def _end(self, server: asyncio.Server) -> None:
        self._is_cut = True
        server.close()
        self._break()
        carrying = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*carrying, return_exceptions=True)


@contextmanager
def a_line(url: str) -> Iterator[Line]:
    """Open a line to the server of this database."""
    line = Line(url)
    with line.lies():
        yield line


def a_port() -> int:
    """Return a port of loopback that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
