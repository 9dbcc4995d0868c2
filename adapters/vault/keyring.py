"""A ring of AES-256-GCM keys: the first one seals, every one opens.

Sealed bytes are: one byte for the version of this form, the length and the letters of the key's
id, a random nonce of twelve bytes, and the encrypted words with their tag. The place (tenant, kind
of row, row id, field) and everything before the nonce are authenticated with it, so that sealed
words open in their own place only.
"""

import os
import re
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from functools import cache, lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import SealError, SettingsError

_VERSION = 1
_KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,20}")
_HOW = "Write `id:key` pairs with commas between them, the one that seals first."


def new_key(key_id: str) -> str:
    """Return a fresh entry `id:key` for a key ring.

    Raises SettingsError when `key_id` is not 1-20 letters, digits, `-` or `_`.
    """
    if not _KEY_ID.fullmatch(key_id):
        raise SettingsError("A key id is 1 to 20 letters, digits, hyphens or underscores.")
    return f"{key_id}:{urlsafe_b64encode(os.urandom(_KEY_BYTES)).decode()}"


class KeyRing:
    """Seals words with the first key of the ring and opens them with whichever key sealed them."""

    def __init__(self, ring: str) -> None:
        """Read a ring such as `2026a:<base64>,2025b:<base64>`.

        Raises SettingsError, which tells the number of the wrong entry and never shows any of it.
        """
        self._keys: Mapping[str, AESGCM] = _read_ring(ring)
        self._sealing_id = next(iter(self._keys))

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self._keys)})"

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The ids of the keys in the ring, the one that seals first."""
        return tuple(self._keys)

    @property
    def marks(self) -> Mapping[str, bytes]:
        """What everything begins with that a key of the ring sealed, by its id; the one that seals first."""
        return {key_id: _header(key_id) for key_id in self._keys}

    def seal(self, place: tuple[str, ...], words: str) -> bytes:
        """Return `words` sealed for `place`; any text will do, also an empty one."""
        header = _header(self._sealing_id)
        nonce = os.urandom(_NONCE_BYTES)
        key = self._keys[self._sealing_id]
        sealed = key.encrypt(nonce, words.encode("utf-8", "surrogatepass"), _bound(header, place))
        return header + nonce + sealed

    def open(self, place: tuple[str, ...], sealed: bytes) -> str:
        """Return the words. Raises SealError for another place, a missing key or changed bytes."""
        key_id, nonce, body = _take_apart(bytes(sealed))
        key = self._keys.get(key_id)
        if key is None:
            raise SealError(
                f"Words were sealed with the key `{key_id}`, which is not in the key ring: "
                "put it back, behind the key that seals now."
            )
        try:
            opened = key.decrypt(nonce, body, _bound(_header(key_id), place))
        except InvalidTag:
            raise SealError(
                f"Sealed words do not open at {'/'.join(place[:2])}: they were changed or moved, "
                f"or the key `{key_id}` is not the one that sealed them."
            ) from None
        return opened.decode("utf-8", "surrogatepass")


@cache
def _header(key_id: str) -> bytes:
    letters = key_id.encode("ascii")
    return bytes((_VERSION, len(letters))) + letters


def _bound(header: bytes, place: tuple[str, ...]) -> bytes:
    """Return what is authenticated; each part has its length before it, so no two places are alike."""
    return b"".join((_measured(header), *map(_part, place)))


def _measured(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part


@lru_cache(maxsize=1024)
def _part(name: str) -> bytes:
    return _measured(name.encode("utf-8", "surrogatepass"))


def _take_apart(sealed: bytes) -> tuple[str, bytes, bytes]:
    if not sealed or sealed[0] != _VERSION:
        raise SealError("These are not sealed words, or a newer version sealed them.")
    id_ends = 2 + (sealed[1] if len(sealed) > 1 else 0)
    nonce_ends = id_ends + _NONCE_BYTES
    if len(sealed) < nonce_ends + _TAG_BYTES:
        raise SealError("Sealed words were cut off.")
    key_id = sealed[2:id_ends].decode("ascii", "replace")
    if not _KEY_ID.fullmatch(key_id):
        raise SealError("Sealed words name no readable key: they were changed.")
    return key_id, sealed[id_ends:nonce_ends], sealed[nonce_ends:]


def _read_ring(ring: str) -> dict[str, AESGCM]:
    keys: dict[str, AESGCM] = {}
    for number, entry in enumerate(ring.split(","), start=1):
        key_id, colon, encoded = entry.strip().partition(":")
        if not entry.strip():
            raise SettingsError(f"Entry {number} of the key ring is empty. {_HOW}")
        if not colon:
            raise SettingsError(f"Entry {number} of the key ring has no colon. {_HOW}")
        if not _KEY_ID.fullmatch(key_id):
            raise SettingsError(
                f"Entry {number} of the key ring has no proper id before its colon: "
                "use 1 to 20 letters, digits, hyphens or underscores."
            )
        if key_id in keys:
            raise SettingsError(f"Entry {number} of the key ring has an id that came before.")
        keys[key_id] = AESGCM(_read_key(number, encoded))
    return keys


def _read_key(number: int, encoded: str) -> bytes:
    try:
        key = b64decode(encoded.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (NotBase64, ValueError):
        raise SettingsError(f"The key of entry {number} of the key ring is not base64.") from None
    if len(key) != _KEY_BYTES:
        raise SettingsError(
            f"The key of entry {number} of the key ring has {len(key)} bytes; "
            f"it must have {_KEY_BYTES}."
        )
    return key
