"""The line between the bot and its PostgreSQL, or a chat platform, which a test can break.

It can be cut; it can fall silent, and then takes all and carries nothing; it can lose the answer to a
COMMIT. It lies in a thread of its own: what a test waits for does not hold it up.
"""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import URL, make_url

_COMMIT = b"COMMIT\0"
_AT_ONCE = 65_536
_LOOPBACK = "127.0.0.1"

Ends: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Line:
    """Carries what goes to the server and what comes back.

    `lost` counts the answers that it lost, `asked_for` the connections that were wanted of it.
    It is found at `port` of loopback, and goes on to what `far_end` opens.
    """

    def __init__(self, far_end: Callable[[], Awaitable[Ends]]) -> None:
        self._far_end = far_end
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._is_cut = False
        self.is_silent = False
        self._is_over = asyncio.Event()
        self.port = 0
        self._every = 0
        self._commits = 0
        self.lost = 0
        self.asked_for = 0

    def cut(self) -> None:
        """Break what is open, and let nobody through until `mend`."""
        self._is_cut = True
        self.break_connections()

    def mend(self) -> None:
        """Let everybody through again."""
        self._is_cut = False

    def fall_silent(self) -> None:
        """Take all that comes from now on and carry nothing, without a word, until `speak`."""
        self.is_silent = True

    def speak(self) -> None:
        """Carry again; a connection of which anything was swallowed stays silent for good."""
        self.is_silent = False

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
        if self._is_cut:
            # That was done meanwhile, and knew nothing of this one.
            writer.transport.abort()
            far_writer.transport.abort()
            return
        both = {writer, far_writer}
        self._open |= both
        losing, silent = asyncio.Event(), asyncio.Event()
        try:
            going = self._there(self._heard(reader, silent), far_writer, losing)
            coming = self._back(self._heard(far_reader, silent), writer, losing)
            parts = [asyncio.ensure_future(one) for one in (going, coming)]
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
        finally:
            self._open -= both
            for one in both:
                one.transport.abort()

    async def _heard(
        self, reader: asyncio.StreamReader, silent: asyncio.Event
    ) -> AsyncIterator[bytes]:
        """Yield what there is to carry."""
        while data := await reader.read(_AT_ONCE):
            if self.is_silent:
                silent.set()
            if not silent.is_set():
                yield data
        if silent.is_set():
            # Also that one end is gone is not told.
            await self._is_over.wait()

    async def _there(
        self, heard: AsyncIterator[bytes], writer: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        async for data in heard:
            if _COMMIT in data and self._is_chosen():
                losing.set()
            writer.write(data)
            await writer.drain()

    async def _back(
        self, heard: AsyncIterator[bytes], writer: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        async for data in heard:
            if losing.is_set():
                # The server says that it did; nobody hears that.
                self.lost += _COMMIT in data
                return
            writer.write(data)
            await writer.drain()

    def _is_chosen(self) -> bool:
        self._commits += 1
        return bool(self._every) and self._commits % self._every == 0

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection of the bot."""
        self.asked_for += 1
        # The server may be away too.
        with suppress(OSError):
            await self.carry(reader, writer)
        writer.transport.abort()

    @contextmanager
    def lies(self) -> Iterator[None]:
        """Let it lie there meanwhile."""
        thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        thread.start()
        opening = asyncio.start_server(self.accept, _LOOPBACK, 0)
        server = asyncio.run_coroutine_threadsafe(opening, self._loop).result()
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(self._end(server), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()

    async def _end(self, server: asyncio.Server) -> None:
        self._is_cut = True
        self._is_over.set()
        server.close()
        self._break()
        carrying = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*carrying, return_exceptions=True)


class DatabaseLine(Line):
    """A line to the server of a database, which the bot finds at `url`."""

    def __init__(self, url: str) -> None:
        self._address = make_url(url)
        super().__init__(lambda: server_of(self._address))

    @property
    def url(self) -> str:
        """The address of the database by way of this line."""
        near = self._address.set(host=_LOOPBACK, port=self.port, query={"sslmode": "disable"})
        return near.render_as_string(hide_password=False)


async def server_of(address: URL) -> Ends:
    place = address.host or address.query.get("host")
    if isinstance(place, str) and place.startswith("/"):
        return await asyncio.open_unix_connection(Path(place) / ".s.PGSQL.5432")
    return await asyncio.open_connection(address.host, address.port or 5432)


@contextmanager
def a_line(url: str) -> Iterator[DatabaseLine]:
    """Open a line to the server of this database."""
    line = DatabaseLine(url)
    with line.lies():
        yield line


@contextmanager
def a_line_to(port: int) -> Iterator[Line]:
    """Open a line to whoever listens at this port of loopback."""
    line = Line(lambda: asyncio.open_connection(_LOOPBACK, port))
    with line.lies():
        yield line


def a_port() -> int:
    """Return a port of loopback that nobody has."""
    with socket.socket() as free:
        free.bind((_LOOPBACK, 0))
        port: int = free.getsockname()[1]
    return port
