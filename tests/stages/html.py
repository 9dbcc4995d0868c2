"""Reads a page as far as a person does: elements with their classes, words and fields."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"area", "base", "br", "hr", "img", "input", "link", "meta", "source", "wbr"})
_CLOSED_BY_SIBLING = frozenset({"option"})


@dataclass
class Element:
    """An element with what stands in it, in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def all(self, tag: str = "", **wanted: str) -> Iterator["Element"]:
        """Yield the elements below with this tag and these attributes (`css` names one class)."""
        for child in self.children:
            if isinstance(child, Element):
                if child.is_like(tag, wanted):
                    yield child
                yield from child.all(tag, **wanted)

    def one(self, tag: str = "", **wanted: str) -> "Element | None":
        """Return the first of `all`."""
        return next(self.all(tag, **wanted), None)

    def is_like(self, tag: str, wanted: dict[str, str]) -> bool:
        css = self.attributes.get("class", "").split()
        return (not tag or self.tag == tag) and all(
            value in css if name == "css" else self.attributes.get(name) == value
            for name, value in wanted.items()
        )

    def words(self) -> str:
        """Return the words as they are read: strong ones between `**`, white space folded."""
        # Two strong elements in a row read as one.
        return " ".join("".join(self._pieces()).replace("****", "").split())

    def text(self) -> str:
        """Return the words exactly as they stand, without marks."""
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)

    def _pieces(self) -> Iterator[str]:
        mark = "**" if self.tag == "strong" else ""
        yield mark
        for child in self.children:
            yield child if isinstance(child, str) else "".join(child._pieces())
        yield mark


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("page")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in _CLOSED_BY_SIBLING and self._open[-1].tag == tag:
            self._open.pop()
        element = Element(tag, {name: value or "" for name, value in attributes})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read_page(html: str) -> Element:
    """Return the page as elements."""
    reader = _Reader()
    reader.feed(html)
    return reader.root
