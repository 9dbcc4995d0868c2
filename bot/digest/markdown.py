"""A digest as Markdown that any reader shows as it was written: no one's words turn into markup."""

import re
from collections.abc import Iterator

from bot.digest.sheet import Entry, Section, Sheet

# Marks that can mean something anywhere in a line, and marks that only do so at the start of one.
_ANYWHERE = re.compile(r"[\\`*_\[\]<>&#|~$@{}]|(?<=www)\.|:(?=[/\w+-])", re.IGNORECASE)
_AT_START = re.compile(r"^(?:(?=[-+=:])|(\d{1,9})(?=[.)]))")
# Readers strip or fold these, so they are written as a number; so is a space at the edge of a line.
_ODD_SPACE = re.compile(r"[\t\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_EDGE = re.compile(r"^ | $")


def markdown(sheet: Sheet) -> str:
    """Return the page as CommonMark, ending in a newline."""
    return "\n".join(_lines(sheet)) + "\n"


def escaped(words: str, indent: str = "") -> str:
    """Return `words` so that they read the same once rendered, and nothing in them is markup.

    Lines stay lines; each but the first begins with `indent`, so that it stays in its list item.
    """
    kept = words.rstrip("\n")
    lines = [_line(line) for line in kept.split("\n")]
    return f"\\\n{indent}".join(lines) + "&#10;" * (len(words) - len(kept))


def _on_one_line(words: str) -> str:
    return "&#10;".join(_line(line) for line in words.split("\n"))


def _line(line: str) -> str:
    marked = _ANYWHERE.sub(r"\\\g<0>", line)
    marked = _AT_START.sub(lambda start: f"{start[1] or ''}\\", marked)
    marked = _ODD_SPACE.sub(lambda space: f"&#{ord(space[0])};", marked)
    return _EDGE.sub("&#32;", marked)


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"# {_on_one_line(str(sheet.title))}"
    for text in (sheet.note, *sheet.lead):
        yield ""
        yield escaped(str(text))
    for section in sheet.sections:
        yield from _section(section)
    yield ""
    yield "---"
    yield ""
    yield escaped(str(sheet.made))


def _section(section: Section) -> Iterator[str]:
    yield ""
    yield f"## {_on_one_line(section.heading)}"
    yield ""
    for entry in section.entries:
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    yield f"- {escaped(str(entry.text), '  ')}"
    for label, text in entry.facts:
        yield f"  - {_on_one_line(label)}: {escaped(str(text), '    ')}"
