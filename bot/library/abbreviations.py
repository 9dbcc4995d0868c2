"""Abbreviations that a reader may not know."""

import re
from collections.abc import Iterator

# What everyone in a town hall knows.
KNOWN = frozenset(
    re.findall(
        r"\S+",
        """
MT OR FG AVG Woo CISO CIO I&A ICT IT AI HR VNG ALV VGS GIBIT BIO BIO2 DPIA ENSIA P&C EU GPS GDPR A3 A4 OK
""",
    )
)

_ABBREVIATION = re.compile(
    r"(?<![\w&{])[A-Z][A-Z0-9]*(?:&[A-Z0-9]+)?[A-Z0-9](?![\w}])|[A-Z]&[A-Z]\b"
)


def unexplained(text: str) -> Iterator[str]:
    """Give each abbreviation in `text` that is not known and not explained between brackets."""
    for word in dict.fromkeys(_ABBREVIATION.findall(text)):
        if word in KNOWN or word.isdigit():
            continue
        if f"({word})" not in text and f"{word} (" not in text:
            yield word
