"""An id says what it is derived from, always in the same way: it stands in databases."""

from bot.model.ids import derive_id, derive_number
from bot.model.messages import Purpose

# Of an earlier version.
ID = "4jhyumirnaerykmx3kolrdiyjr"


def test_an_id_stays_what_it_is() -> None:
    assert derive_id("waterstad", "message", Purpose.PROMPT, "s1", "hanneke", 0) == ID
    assert derive_id("waterstad", "message", "prompt", "s1", "hanneke", "0") == ID


def test_parts_are_kept_apart() -> None:
    assert derive_id("a", "bc") != derive_id("ab", "c")


def test_a_number_is_that_of_the_first_letters() -> None:
    for parts in ((), ("s1", "hanneke"), ("reeks", 7)):
        assert derive_number(*parts) == int.from_bytes(derive_id(*parts)[:6].encode())
