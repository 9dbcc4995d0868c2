"""Words as people type them, folded so that `Camera's` finds camera and `parkeren` parkeerbeleid."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"(?<=\w)['’\-](?=\w)")
_DOUBLED = re.compile(r"([a-z])\1")
_ENDINGS = (("en", 3), ("s", 2), ("e", 3), ("t", 3))
_SHORTEST_IN_COMPOUND = 4
_SHORTEST_REST = 3
_SKIPPED_WORDS = """
aan al als bij daar dan dat de deze die dit door een en er geef graag heb hebben het hier hoe
iets ik in is je jij jou jouw kan kun kunnen maar me meer met mij mijn naar niet nog nu of om
onder ons onze ook op over te tot u uit uw van vanuit voor vraag waar wanneer wat we welk welke
wel wie wij wil worden wordt zal ze zelf zich zijn zo zou about an and any are for from give
how me my on our question some that the this to what when where which who will with you your
"""
SKIPPED = frozenset(re.findall(r"\w+", _SKIPPED_WORDS))


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words in `text` that say something, in order, each once."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = _WORD.findall(_JOINED.sub("", plain))
    return tuple(dict.fromkeys(_stem(word) for word in words if word not in SKIPPED))


def likeness(asked: str, word: str) -> int:
    """Compare two stems: 2 for the same, 1 when one begins or ends the other, 0 otherwise."""
    if asked == word:
        return 2
    short, long = sorted((asked, word), key=len)
    if len(short) < _SHORTEST_IN_COMPOUND or len(long) - len(short) < _SHORTEST_REST:
        return 0
    return int(long.startswith(short) or long.endswith(short))


def trigrams(stem: str) -> frozenset[str]:
    """Return the groups of three letters in a stem, its beginning and end marked."""
    padded = f"  {stem} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))


def _stem(word: str) -> str:
    while True:
        shorter = _without_ending(_DOUBLED.sub(r"\1", word))
        if shorter == word:
            return word
        word = shorter


def _without_ending(word: str) -> str:
    for ending, rest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= rest:
            word = word.removesuffix(ending)
            break
    # A word does not end in v or z: brieven, brief; huizen, huis.
    return word[:-1] + {"v": "f", "z": "s"}.get(word[-1], word[-1])
