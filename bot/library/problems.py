"""What goes into loading a library and what comes out: files, problems, and the prompts that hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.model.ids import PromptId
from bot.model.prompts import Library

FORMAT = "format"


class Severity(StrEnum):
    """An error keeps a prompt out of the library; a warning is advice for its editor."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """The bytes of one library file. `name` is only used to say where a problem is."""

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


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a prompt stands: its file, the line of its id, and its path there (`prompts[3]`)."""

    file: str
    line: int
    path: str


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The prompts without errors and where each stands, and every problem in the order of the files."""

    library: Library
    problems: tuple[Problem, ...]
    origins: Mapping[PromptId, Origin] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep something out of the library."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)
