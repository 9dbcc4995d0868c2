"""Takes the address that is served on, so that one in use is said in a sentence, not in a log."""

import socket

from bot.errors import SettingsError


def listen_on(host: str, port: int, remedy: str) -> socket.socket:
    """Return a socket that is bound to this address; whoever gets it closes it.

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
    except OSError as problem:
        if listener is not None:
            listener.close()
        why = problem.strerror or "it cannot be used"
        raise SettingsError(f"{host}, port {port}: {why}. {remedy}") from problem
    return listener
