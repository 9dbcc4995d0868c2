"""From what somebody wrote in YAML to plain data that remembers its lines.

YAML is read event by event, so nothing is ever built from a tag, an alias is never expanded, and
depth is bounded before anything recurses. Of the many spellings YAML 1.1 knows, only plain decimal
numbers, true, false and null are more than text: `12:15` and `no` stay what the author wrote.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, cast

import yaml

from bot.files.decoding import decode, shown
from bot.files.problems import Problem, TextFile

Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"
Path: TypeAlias = tuple[str | int, ...]

MAX_DEPTH = 8

_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_WORDS: Mapping[str, bool | None] = {
    "": None, "~": None, "null": None, "true": True, "false": False,
}  # fmt: skip
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Tree:
    """The data of a file. `lines` gives the line of each path; `refused` what was not read."""

    data: Plain
    lines: Mapping[Path, int]
    refused: frozenset[Path]

    def line_of(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest thing around it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def is_refused(self, path: Path) -> bool:
        """Tell whether `path` lies in something that was refused and therefore is not known."""
        return any(path[:length] in self.refused for length in range(len(path) + 1))


def field_name(path: Path) -> str:
    """Return a path as people read it: `prompts[3].texts.nl.title`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{shown(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def read_file(
    file: TextFile, *, holds_secrets: bool = False
) -> tuple[Tree | None, tuple[Problem, ...]]:
    """Return the data of a file, and what was wrong with its bytes and its YAML.

    None means that nothing of it can be checked. Never raises, whatever the bytes. Of a file that
    `holds_secrets` no problem repeats what could be one.
    """
    text, problems = decode(file)
    if text is None:
        return None, problems
    tree, more = read_tree(file.name, text, holds_secrets=holds_secrets)
    if tree is None:
        # Tabs and stray bytes were mended by guessing; that the rest then fails says nothing.
        return None, problems or more
    return tree, (*problems, *more)


def read_tree(
    name: str, text: str, *, holds_secrets: bool = False
) -> tuple[Tree | None, tuple[Problem, ...]]:
    """Read the one YAML document in `text`. None means that it cannot be checked further.

    Without a document the data is None and has no line.
    """
    reader = _Reader(name, holds_secrets)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reader.take(event)
    except _CannotGoOnError:
        return None, tuple(reader.problems)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reader.report(1 if mark is None else mark.line + 1, *_not_yaml(error.problem))
        return None, tuple(reader.problems)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        reader.report(1, *_not_yaml(str(error).splitlines()[0] if str(error) else None))
        return None, tuple(reader.problems)
    return Tree(reader.root, reader.lines, frozenset(reader.refused)), tuple(reader.problems)


def _not_yaml(problem: str | None) -> tuple[str, str]:
    remedy = (
        "look at this line and the one above: indentation in spaces, a space after each colon, "
        "every quote closed, quotes around a text that holds a colon"
    )
    return f"this is not valid YAML ({shown(problem or 'it cannot be read')})", remedy


class _CannotGoOnError(Exception):
    """The rest of the file cannot be checked."""


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being read; `detached` when its data will not be used."""

    into: list[Plain] | dict[str, Plain]
    path: Path
    detached: bool
    key: str | None = None
    taken: bool = False

    def child(self) -> Path:
        return (*self.path, len(self.into) if isinstance(self.into, list) else self.key or "")


@dataclass(slots=True)
class _Reader:
    name: str
    holds_secrets: bool
    problems: list[Problem] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    refused: set[Path] = field(default_factory=set)
    stack: list[_Frame] = field(default_factory=list)
    root: Plain = None
    documents: int = 0

    def report(self, line: int, message: str, remedy: str, path: Path = ()) -> None:
        self.problems.append(
            Problem(
                file=self.name, line=line, field=field_name(path), message=message, remedy=remedy
            )
        )

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._start_document(line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            if self._is_key():
                self._take_key(event, line)
            else:
                self._take_value(event, line)

    def _start_document(self, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            remedy = "put each document in a file of its own, without `---`"
            self.report(line, "a second document starts here", remedy)
            raise _CannotGoOnError

    def _is_key(self) -> bool:
        return (
            bool(self.stack)
            and self.stack[-1].key is None
            and (isinstance(self.stack[-1].into, dict))
        )

    def _take_key(self, event: yaml.NodeEvent, line: int) -> None:
        frame = self.stack[-1]
        if not isinstance(event, yaml.ScalarEvent):
            self.report(line, "a key must be a word", "write `key: value`", frame.path)
            raise _CannotGoOnError
        frame.key = event.value
        path = frame.child()
        self._refuse_marks(event, line, path)
        frame.taken = event.value in frame.into
        if frame.taken:
            first = self.lines.get(path, line)
            message = f"the key '{shown(event.value)}' stands here twice (first on line {first})"
            self.report(line, message, "keep one of the two", path)
        elif not frame.detached:
            self.lines[path] = line

    def _take_value(self, event: yaml.NodeEvent, line: int) -> None:
        path = self.stack[-1].child() if self.stack else ()
        detached = self._is_detached()
        if not detached:
            self.lines.setdefault(path, line)
        self._refuse_marks(event, line, path)
        if isinstance(event, yaml.CollectionStartEvent):
            self._open(event, line, path, detached)
        else:
            self._store(_scalar(event) if isinstance(event, yaml.ScalarEvent) else None)

    def _is_detached(self) -> bool:
        return bool(self.stack) and (self.stack[-1].detached or self.stack[-1].taken)

    def _refuse_marks(self, event: yaml.NodeEvent, line: int, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent):
            if not self._is_detached():
                self.refused.add(path)
            what = f"the alias {self._quoted('*', event.anchor)} is not allowed"
            self.report(line, what, "write the text out in full, in quotes", path)
        elif event.anchor is not None:
            what = f"the anchor {self._quoted('&', event.anchor)} is not allowed"
            self.report(line, what, "remove it, and write out what refers to it", path)
        tag = getattr(event, "tag", None)
        if tag is not None:
            what = f"the tag {self._quoted('', tag)} is not allowed"
            self.report(line, what, "remove it; quotes make any value a text", path)

    def _quoted(self, mark: str, name: str | None) -> str:
        # A secret that begins with such a mark is read as a name.
        return f"'{mark}…'" if self.holds_secrets else f"'{mark}{shown(name)}'"

    def _open(
        self, event: yaml.CollectionStartEvent, line: int, path: Path, detached: bool
    ) -> None:
        if len(self.stack) >= MAX_DEPTH:
            message = f"this is nested more than {MAX_DEPTH} levels deep"
            self.report(line, message, "look at the indentation: nothing goes that deep", path)
            raise _CannotGoOnError
        into: list[Plain] | dict[str, Plain]
        into = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._store(into)
        self.stack.append(_Frame(into, path, detached))

    def _store(self, value: Plain) -> None:
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        if isinstance(frame.into, list):
            frame.into.append(value)
            return
        if not frame.taken:
            frame.into[cast("str", frame.key)] = value
        frame.key, frame.taken = None, False


def _scalar(event: yaml.ScalarEvent) -> Plain:
    text = event.value
    if event.style is not None and event.style != "":
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else text
