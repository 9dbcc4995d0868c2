"""What is taken for the answer of a platform: what came after it was asked, and no more than fits.

A platform, or a proxy before it, may be broken. Then one that goes on talking must not fill the memory, and
what it says unasked must not be taken for the answer to what somebody else is sent next.
"""

from typing import Any

import aiohttp
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

# Longer than any platform calls anything.
_LONGEST_NAME = 500


class AskedConnector(aiohttp.TCPConnector):
    """Uses no connection again on which anything came while nobody asked."""

    async def _get(self, key: ConnectionKey, traces: list[Trace]) -> Connection | None:
        while (found := await super()._get(key, traces)) is not None:
            if found.protocol is not None and not found.protocol.should_close:
                return found
            found.close()
        return None


async def read_all(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """Return the whole body; raise ClientPayloadError when it is larger than so many bytes."""
    told = answer.content_length
    if told is not None and told <= most and "Content-Encoding" not in answer.headers:
        return await answer.read()
    found = bytearray()
    try:
        async for part in answer.content.iter_any():
            found += part
            if len(found) > most:
                raise aiohttp.ClientPayloadError("the answer is too large")
    except BaseException:
        answer.close()
        raise
    return bytes(found)


def as_name(said: Any) -> str:
    """Return what a platform calls something, or "" for what cannot be a name and could not be stored."""
    is_name = isinstance(said, str) and len(said) <= _LONGEST_NAME and said.isprintable()
    return str(said) if is_name else ""
