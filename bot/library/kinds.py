"""Which kind of file an author wrote."""

import re
from collections.abc import Mapping
from enum import StrEnum

from bot.files.problems import TextFile


class FileKind(StrEnum):
    """Prompts, a programme, or the moments of a year."""

    LIBRARY = "library"
    PROGRAMME = "programme"
    CALENDAR = "calendar"


_FIRST_KEY = re.compile(rb"^(library|prompts|programme|calendar|moments)[ \t]*:", re.MULTILINE)
_KINDS: Mapping[bytes, FileKind] = {
    b"programme": FileKind.PROGRAMME,
    b"calendar": FileKind.CALENDAR,
    b"moments": FileKind.CALENDAR,
}


def kind_of(file: TextFile) -> FileKind:
    """Tell the kind by the first key of the file that belongs to one; otherwise it holds prompts."""
    found = _FIRST_KEY.search(file.content)
    return _KINDS.get(found.group(1), FileKind.LIBRARY) if found else FileKind.LIBRARY
