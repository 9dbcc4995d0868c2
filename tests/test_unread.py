"""A part that was not read yet never passes for an empty one."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.model.unread import NotReadError, Unread

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
