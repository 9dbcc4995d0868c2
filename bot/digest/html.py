"""A digest as one HTML file that asks for nothing from elsewhere: for a screen, a phone and paper."""

from collections.abc import Iterator
from html import escape

from bot.content import Text
from bot.digest.sheet import Entry, Section, Sheet

_STYLE = """\
:root { color-scheme: light dark; --ink: #1b1b1f; --soft: #55555f; --paper: #ffffff; --line: #c9c9d2; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f1f1f4; --soft: #b9b9c4; --paper: #17171b; --line: #4a4a55; }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 42rem; padding: 1.5rem 1.25rem 3rem;
  font: 1.0625rem/1.6 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  overflow-wrap: anywhere;
}
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.1875rem; line-height: 1.35; margin: 2rem 0 .5rem; }
ul { margin: 0; padding: 0; list-style: none; }
li { padding: .625rem 0; border-top: 1px solid var(--line); }
li > p { margin: 0; }
dl { margin: .375rem 0 0; }
dt { color: var(--soft); font-size: .9375rem; margin-top: .375rem; }
dd { margin: 0; padding-left: .875rem; border-left: 3px solid var(--line); }
bdi { white-space: pre-wrap; }
.note, footer { color: var(--soft); }
footer { margin-top: 2.5rem; font-size: .9375rem; }
@media print {
  :root { --ink: #000; --soft: #333; --paper: #fff; --line: #999; }
  body { max-width: none; padding: 0; font-size: 11pt; }
  h2 { break-after: avoid; }
  li { break-inside: avoid; }
}
"""


def html(sheet: Sheet) -> str:
    """Return the page as an HTML document. People's words are in it as text, whatever they wrote."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    language = sheet.language.partition("@")[0]
    yield "<!doctype html>"
    yield f'<html lang="{language}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="robots" content="noindex">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{_escaped(str(sheet.title))} · Zetje</title>"
    yield f"<style>\n{_STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield "<header>"
    yield f"<h1>{_written(sheet.title)}</h1>"
    yield f'<p class="note">{_written(sheet.note)}</p>'
    yield "</header>"
    yield "<main>"
    for text in sheet.lead:
        yield f"<p>{_written(text)}</p>"
    for number, section in enumerate(sheet.sections, start=1):
        yield from _section(section, number)
    yield "</main>"
    yield f"<footer><p>{_written(sheet.made)}</p></footer>"
    yield "</body>"
    yield "</html>"


def _section(section: Section, number: int) -> Iterator[str]:
    yield f'<section aria-labelledby="part-{number}">'
    yield f'<h2 id="part-{number}">{_escaped(section.heading)}</h2>'
    # Safari tells no screen reader that a list without bullets is one, unless the role says so.
    yield '<ul role="list">'
    for entry in section.entries:
        yield from _entry(entry)
    yield "</ul>"
    yield "</section>"


def _entry(entry: Entry) -> Iterator[str]:
    yield f"<li><p>{_written(entry.text)}</p>"
    if entry.facts:
        yield "<dl>"
        for label, text in entry.facts:
            yield f"<div><dt>{_escaped(label)}</dt><dd>{_written(text)}</dd></div>"
        yield "</dl>"
    yield "</li>"


def _written(text: Text) -> str:
    """Return a text; people's words stand apart, so that right-to-left marks in them end with them."""
    return "".join(
        f"<bdi>{_escaped(span.text)}</bdi>" if span.typed else _escaped(span.text)
        for span in text.spans
    )


def _escaped(words: str) -> str:
    # A bare carriage return is read as a line feed; written as a number it stays what it is.
    return escape(words).replace("\r", "&#13;")
