"""Runs of eight words, as short hashes: what two texts share shows without keeping either text.

A hash has six bytes, so a text that shares nothing is taken for a copy once in 2**48 / n runs, n
being the number of hashes kept (about twelve thousand for the five sources: once in 23 thousand
million runs).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import blake2b

RUN_LENGTH = 8
HASH_BYTES = 6

_BROKEN_WORD = re.compile(r"(?<=\w)[-\u00ad]\s*\n\s*(?=[a-zà-ÿ])")
_INSIDE = re.compile(r"[*'’`\u00ad]|(?<=\w)[-–](?=\w)")
_WORD = re.compile(r"[^\W_]+")


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of `text` without case, accents, punctuation and hyphens, in order.

    A word that a line end breaks in two is one word.
    """
    plain = _BROKEN_WORD.sub("", text).casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(_WORD.findall(_INSIDE.sub("", plain)))


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Return each run of eight words in `text`, in order."""
    words = folded_words(text)
    return (words[start : start + RUN_LENGTH] for start in range(len(words) - RUN_LENGTH + 1))


def run_hash(run: tuple[str, ...]) -> bytes:
    """Return the hash of a run: the same for the same words, whatever the machine."""
    return blake2b(" ".join(run).encode(), digest_size=HASH_BYTES).digest()


def pack(texts: Iterable[str]) -> bytes:
    """Return the hashes of all runs in `texts`, each once, sorted, one behind the other."""
    return b"".join(sorted({run_hash(run) for text in texts for run in runs(text)}))


def unpack(content: bytes) -> frozenset[bytes]:
    """Return the hashes in `content`. Raises ValueError when it ends in the middle of one."""
    if len(content) % HASH_BYTES:
        raise ValueError(f"its {len(content)} bytes are not hashes of {HASH_BYTES} bytes each")
    places = range(0, len(content), HASH_BYTES)
    return frozenset(content[place : place + HASH_BYTES] for place in places)


def shared_run(text: str, hashes: frozenset[bytes]) -> str | None:
    """Return the first run of eight words in `text` that is among `hashes`, or None."""
    return next((" ".join(run) for run in runs(text) if run_hash(run) in hashes), None)
