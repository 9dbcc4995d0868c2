"""What a check of an installation found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is fine, what it is, and what to do when it is not.

    Neither text ever holds a secret or words of people.
    """

    ok: bool
    what: str
    remedy: str = ""
