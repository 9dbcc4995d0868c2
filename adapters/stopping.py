"""A web server that stops when it is told to, and lets whoever started it finish in peace."""

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn


@contextmanager
def stop_at_signals() -> Iterator[asyncio.Event]:
    """Return what is set once this process is told to stop (SIGINT, SIGTERM, or SIGHUP unless ignored).

    Who tells it again while it closes what it opened changes nothing; only Ctrl-C then ends it at once.
    """
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in _stopping():
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in _stopping():
            loop.remove_signal_handler(number)
        if stop.is_set():
            _hear_no_more()


def _hear_no_more() -> None:
    """Let who tells it to stop once more change nothing; Ctrl-C still does."""
    for number in _stopping():
        if number is not signal.SIGINT:
            signal.signal(number, signal.SIG_IGN)


def _stopping() -> list[signal.Signals]:
    """Return the signals that end this process in peace; `nohup` means what it says."""
    is_kept = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([] if is_kept else [signal.SIGHUP])]


class StoppableServer(uvicorn.Server):
    """Stops at SIGINT, SIGTERM or SIGHUP; a second SIGINT stops it at once.

    The others are heard once: whoever serves closes what it opened in peace.
    """

    _is_told = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, because of this signal."""
        self._is_told = True
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take Ctrl-C as the ordinary end, so that whoever serves can close what it opened.

        Uvicorn itself raises the signal once more afterwards, which cancels that closing halfway.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _stopping()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            if self._is_told:
                _hear_no_more()


class QuietServer(uvicorn.Server):
    """Leaves signals to whoever runs it, and stops when `should_exit` is set."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield
