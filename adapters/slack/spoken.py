"""The top-level text of a message: what a screen reader says and a lock screen shows. Pure.

It begins with the summary and holds the whole question with its choices. Names that somebody gave
to things are in it; what they wrote is not, because it would show on a lock screen.
"""

from collections.abc import Iterator

from adapters.slack.render import MAX_TEXT, cut
from bot.content import Buttons, Content, Facts, Paragraph, Span, Table, Text

WITHHELD = "…"
_LONGEST_NAME = 60
# What follows one of these is quoted.
_QUOTES = (":", "'", '"', "‘", "“", "„")
_MARKS = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def spoken(content: Content) -> str:
    """Return the text, escaped; to be sent with `mrkdwn` off."""
    lines = list(_lines(content))
    if content.summary and (not lines or not _same(lines[0], content.summary)):
        lines.insert(0, content.summary)
    elif content.summary:
        lines[0] = content.summary
    choices = " ".join(f"[{button.label}]" for button in content.buttons())
    whole = "\n".join([*lines, choices] if choices else lines)
    for mark, written in _MARKS:
        whole = whole.replace(mark, written)
    return cut(whole, MAX_TEXT)


def _lines(content: Content) -> Iterator[str]:
    for block in content.blocks:
        match block:
            case Paragraph(text):
                yield _told(text)
            case Facts(pairs):
                for label, value in pairs:
                    has_words = any(span.typed for span in value.spans)
                    yield f"{label}: {WITHHELD if has_words else value}"
            case Table(headings, rows):
                yield from (" | ".join(row) for row in (headings, *rows))
            case Buttons():
                continue


def _told(text: Text) -> str:
    """Return the paragraph with names in it, and without what somebody wrote."""
    if text.spans and all(span.typed and not span.strong for span in text.spans):
        return WITHHELD
    told = ""
    for span in text.spans:
        told += WITHHELD if span.typed and not _is_name(span, told) else span.text
    return told


def _is_name(span: Span, before: str) -> bool:
    if span.private:
        return False
    if span.strong:
        return True
    return len(span.text) <= _LONGEST_NAME and not before.rstrip().endswith(_QUOTES)


def _same(one: str, other: str) -> bool:
    """Tell whether both have the same words, whatever the marks between them."""
    return _bare(one) == _bare(other)


def _bare(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))
