"""A file that somebody wrote, and what is wrong with it."""

from dataclasses import dataclass
from enum import StrEnum

FORMAT = "format"


class Severity(StrEnum):
    """With an error what was written does not count; a warning is advice for who wrote it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class TextFile:
    """The bytes of a file that somebody wrote. `name` is only used to say where a problem is."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: where (`line` counts from 1), what, and what to do about it.

    `field` is the path of the key, such as `prompts[3].texts.nl.title`; empty for the whole file.
    `rule` is the name of the rule in docs/library.md; `format` is the shape of the file itself.
    """

    file: str
    line: int
    field: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    rule: str = FORMAT

    def __str__(self) -> str:
        """Return the problem on one line, in the form that editors can jump from."""
        place = f"{self.file}:{self.line}: " + (f"{self.field}: " if self.field else "")
        mark = "warning: " if self.severity is Severity.WARNING else ""
        return f"{place}{mark}{self.message} — {self.remedy} [{self.rule}]"
