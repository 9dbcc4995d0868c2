"""A part that was not read yet never passes for an empty one, and sealed content is like any other."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.content import Content
from bot.model.unread import NotReadError, Unopened, Unread
from tests.factories import a_content, a_message

LOOKS: dict[str, Callable[[Any], Any]] = {
    "each of it": list,
    "as a tuple": tuple,
    "unpacked": lambda part: (*part,),
    "in order": sorted,
    "backwards": lambda part: list(reversed(part)),
    "how much": len,
    "whether any": bool,
    "not": lambda part: not part,
    "the first": lambda part: part[0],
    "some": lambda part: part[:2],
    "in": lambda part: 1 in part,
    "with more": lambda part: (*(1,), *part),
    "added": lambda part: (1,) + part,  # noqa: RUF005
    "added to": lambda part: part + (1,),  # noqa: RUF005
    "alike": lambda part: part == (),
    "not alike": lambda part: part != (),
    "less": lambda part: part < (1,),
    "hashed": hash,
    "any": any,
    "place": lambda part: part.index(1),
    "times": lambda part: part.count(1),
    "largest": lambda part: max(part, default=None),
    "next": lambda part: next(iter(part), None),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_however_one_looks_at_it_the_part_is_named(look: Callable[[Any], Any]) -> None:
    with pytest.raises(NotReadError, match=r"\Ahistory\Z") as missing:
        look(Unread("history"))
    assert missing.value.part == "history"


def test_it_can_be_named_without_looking() -> None:
    assert repr(Unread("history")) == "Unread('history')"


class Sealed:
    """Content that counts how often it was opened."""

    def __init__(self) -> None:
        self.content = a_content("Even rustig")
        self.opened = 0

    def open(self) -> Content:
        """Open it."""
        self.opened += 1
        return self.content


def test_content_is_opened_once_and_only_when_somebody_looks() -> None:
    sealed = Sealed()
    message = a_message(content=Unopened.of(sealed.open))
    moved = replace(message, answered_at=message.due_at)
    assert moved.content is not None
    assert sealed.opened == 0
    assert moved.content.as_text() == sealed.content.as_text()
    assert message.content is not None
    assert message.content.summary == sealed.content.summary
    assert sealed.opened == 1


def test_sealed_content_is_equal_to_what_it_holds() -> None:
    sealed = Sealed()
    other = replace(sealed.content, summary="Iets anders")
    assert sealed.content == Unopened.of(sealed.open)
    assert Unopened.of(sealed.open) == Unopened.of(sealed.open)
    assert Unopened.of(sealed.open) != other
    assert hash(Unopened.of(sealed.open)) == hash(sealed.content)
    assert replace(Unopened.of(sealed.open), summary="Iets anders") == other
    assert repr(Unopened.of(sealed.open)).endswith(repr(sealed.content).removeprefix("Content"))


def test_a_name_that_it_has_not_opens_nothing() -> None:
    sealed = Sealed()
    with pytest.raises(AttributeError, match="colour"):
        _ = Unopened.of(sealed.open).colour
    assert sealed.opened == 0
