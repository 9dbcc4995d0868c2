"""From bytes to text: size, encoding, tabs and control characters, each with its line."""

import re
from collections.abc import Iterator

from bot.files.problems import Problem, TextFile

MAX_BYTES = 1_048_576

_SHOWN_LENGTH = 60

_FOREIGN_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"
_TAB_INDENT = re.compile(r"^ *\t[ \t]*")
# Besides the control characters: line separators that editors do not show as a new line, marks that
# reverse the reading direction, and halves of surrogate pairs.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\uffff]"
)
_REPLACED = re.compile(_CONTROL.pattern.replace("\ud800-\udfff", "") + "|\ufffe")


def control_character(text: str) -> str | None:
    """Return the code point of the first character that no text may hold (as U+0007), or None."""
    found = _CONTROL.search(text)
    return f"U+{ord(found.group()):04X}" if found else None


def shown(text: object) -> str:
    """Return what an author wrote, short and harmless enough to stand in a message."""
    safe = _CONTROL.sub("\ufffd", str(text)).replace("\n", " ").replace("\t", " ")
    return safe if len(safe) <= _SHOWN_LENGTH else safe[: _SHOWN_LENGTH - 1] + "…"


def decode(file: TextFile) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the text of a file with `\\n` as its only line end, and what was wrong with its bytes.

    What can be mended (tabs, control characters, stray bytes) is mended in the text, so that the
    rest of the file can be checked too. None means that nothing can be read from it.
    """
    refusal = _refusal(file)
    if refusal:
        return None, (refusal,)
    content = file.content.removeprefix(_UTF8_MARK)
    text = content.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    found = [*_stray_bytes(file.name, content), *_tabs_and_controls(file.name, text)]
    lines = [_REPLACED.sub(" ", _TAB_INDENT.sub(_spaces, line)) for line in text.split("\n")]
    return "\n".join(lines), tuple(found)


def _refusal(file: TextFile) -> Problem | None:
    if len(file.content) > MAX_BYTES:
        message = f"the file is larger than 1 MiB ({MAX_BYTES} bytes)"
        return _problem(file.name, 1, message, "split it into several files")
    if file.content.startswith(_FOREIGN_MARKS) or b"\x00" in file.content:
        message = "the file is not UTF-8 text (it looks like UTF-16 or a binary file)"
        return _problem(file.name, 1, message, "save it as UTF-8")
    return None


def _stray_bytes(name: str, content: bytes) -> Iterator[Problem]:
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    wrong = [number for number, line in enumerate(lines, 1) if not _is_utf8(line)]
    if not wrong:
        return
    others = f" (and {len(wrong) - 1} more lines)" if len(wrong) > 1 else ""
    message = f"the file is not UTF-8: line {wrong[0]} holds other bytes{others}"
    yield _problem(name, wrong[0], message, "save it as UTF-8")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _tabs_and_controls(name: str, text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        if _TAB_INDENT.match(line):
            remedy = "indent with spaces (two for each level)"
            yield _problem(name, number, "the line is indented with a tab", remedy)
        code = control_character(line)
        if code:
            remedy = "remove it, and type the text again if it was pasted"
            yield _problem(name, number, f"the line holds the control character {code}", remedy)


def _spaces(indent: re.Match[str]) -> str:
    return indent.group().replace("\t", "  ")


def _problem(name: str, line: int, message: str, remedy: str) -> Problem:
    return Problem(file=name, line=line, field="", message=message, remedy=remedy)
