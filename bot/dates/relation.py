"""How a phrase stands to the day it names: *vóór*, *uiterlijk*, *tot*."""

from enum import StrEnum


class Relation(StrEnum):
    """The word in front of a day."""

    ON = "on"
    """*op vrijdag*: Friday itself, as without a word."""
    BEFORE = "before"
    """*vóór vrijdag*: Thursday is the last day."""
    UP_TO = "up to"
    """*uiterlijk vrijdag*, *tot en met vrijdag*: Friday is the last day."""
    UNTIL = "until"
    """*tot vrijdag*: whether Friday counts is not said, except where a pause ends."""
    UNTIL_AFTER = "until after"
    """*tot na vrijdag*."""
