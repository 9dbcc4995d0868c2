"""What a message says, the same on every platform; each platform renders it in its own way.

Text is made of spans, so that what a person typed stays plain text: no platform's markup, link or
mention in it comes alive.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text. `typed` marks a person's own words; `private` those for no lock screen."""

    text: str
    strong: bool = False
    typed: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or more, made of spans."""

    spans: tuple[Span, ...]

    def __str__(self) -> str:
        """Return the text without any emphasis."""
        return "".join([span.text for span in self.spans])

    def __add__(self, other: "Text") -> "Text":
        """Return both, one after the other."""
        return Text(self.spans + other.spans)


def plain(text: str, *, strong: bool = False, typed: bool = False) -> Text:
    """Return `text` as it stands; nothing in it is read as markup."""
    return Text((Span(text, strong, typed),))


@dataclass(frozen=True, slots=True)
class Press:
    """What a button or a dialog stands for. Never holds words of people: it travels in the open."""

    verb: str
    subject: str = ""
    arg: str = ""

    def encode(self) -> str:
        """Return it as one string that `decode` reads back; at most 255 characters."""
        return "|".join((self.verb, self.subject, self.arg))

    @classmethod
    def decode(cls, value: str) -> "Press":
        """Read what `encode` wrote. Anything else gives a press that no one handles; never raises."""
        verb, _, rest = value.partition("|")
        subject, _, arg = rest.partition("|")
        return cls(verb, subject, arg)


class Style(StrEnum):
    """How a button looks: the first choice, an ordinary one, or one that takes something away."""

    PRIMARY = "primary"
    PLAIN = "plain"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button; the label says what happens."""

    label: str
    press: Press
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    text: Text


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a label and what belongs to it."""

    pairs: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A small table with a row of headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons in a row, belonging to what stands above them."""

    buttons: tuple[Button, ...]


Block = Paragraph | Facts | Table | Buttons


@dataclass(frozen=True, slots=True)
class Content:
    """The whole of a message.

    `summary` is what a lock screen shows: a question, a title or a short name, never typed words.
    `bare` asks for the text alone, without greeting or markup, so that it can be copied.
    """

    blocks: tuple[Block, ...]
    summary: str
    bare: bool = False

    def buttons(self) -> Iterator[Button]:
        """Yield every button in reading order."""
        for block in self.blocks:
            if isinstance(block, Buttons):
                yield from block.buttons

    def as_text(self) -> str:
        """Return all the words, a line per paragraph, fact and row; without the buttons."""
        lines: list[str] = []
        for block in self.blocks:
            match block:
                case Paragraph(text):
                    lines.append(str(text))
                case Facts(pairs):
                    lines.extend(f"{label}: {text}" for label, text in pairs)
                case Table(headings, rows):
                    lines.extend(" | ".join(row) for row in (headings, *rows))
                case Buttons():
                    continue
        return "\n".join(lines)


class FieldKind(StrEnum):
    """What a field of a dialog takes. WHEN takes a date phrase as people type it ("morgen 11.00").

    LINK takes nothing: its value, an https address, is shown as a link that can be followed, and comes
    back unchanged with what was filled in.
    """

    LINE = "line"
    TEXT = "text"
    WHEN = "when"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things to choose from."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One input of a dialog. `value` is what stands in it at first; CHOICES holds several values."""

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    required: bool = True
    value: str = ""
    values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    max_length: int = 3000
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """A window with inputs, or to read only (`submit_label` is None). What is typed stays out of the chat.

    `press` is what sending it stands for.
    """

    press: Press
    title: str
    intro: tuple[Text, ...] = ()
    fields: tuple[Field, ...] = ()
    submit_label: str | None = None
