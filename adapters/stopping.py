"""A web server that stops when it is told to, and lets whoever started it finish in peace."""

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn


@contextmanager
def stop_at_signals() -> Iterator[asyncio.Event]:
    """Return what is set once this process is told to stop (SIGINT or SIGTERM)."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


class StoppableServer(uvicorn.Server):
    """Stops at SIGINT or SIGTERM; a second SIGINT stops it at once."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take Ctrl-C as the ordinary end, so that whoever serves can close what it opened.

        Uvicorn itself raises the signal once more afterwards, which cancels that closing halfway.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {
            number: signal.signal(number, self.handle_exit)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class QuietServer(uvicorn.Server):
    """Leaves signals to whoever runs it, and stops when `should_exit` is set."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield
