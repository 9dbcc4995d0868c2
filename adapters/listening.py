"""Takes the address that is served on, so that one in use is said in a sentence, not in a log."""

import socket

from bot.errors import SettingsError

# As many as uvicorn lets wait.
_WAITING = 2048


def listen_on(host: str, port: int, remedy: str) -> socket.socket:
    """Return a socket that listens on this address; whoever gets it closes it.

    Who calls before it is served waits.

    Raises SettingsError, which ends with `remedy`, when the address is taken or is none.
    """
    listener: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        # Two may be bound to one address; only one can listen there.
        listener.listen(_WAITING)
    except UnicodeError:
        raise SettingsError(f"{host[:60]!r} is no address to listen on. {remedy}") from None
    except OSError as problem:
        if listener is not None:
            listener.close()
        why = problem.strerror or "it cannot be used"
        raise SettingsError(f"{host}, port {port}: {why}. {remedy}") from problem
    return listener
