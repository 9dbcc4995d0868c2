"""What was made for messages that go soon is used once, and not kept for those that never go."""

from dataclasses import replace

import pytest

from adapters import made_ahead
from adapters.made_ahead import MadeAhead
from bot.model.ids import MessageId
from tests.factories import a_content, a_message

CONTENT = a_content()
MESSAGE = a_message(content=CONTENT)


def test_it_is_used_once() -> None:
    made: MadeAhead[str] = MadeAhead()
    made.keep(MESSAGE, CONTENT, "card")
    assert made.take(MESSAGE, CONTENT) == "card"
    assert made.take(MESSAGE, CONTENT) is None


def test_what_says_something_else_by_now_is_not_used() -> None:
    made: MadeAhead[str] = MadeAhead()
    made.keep(MESSAGE, CONTENT, "card")
    assert made.take(MESSAGE, a_content("Iets anders")) is None


@pytest.mark.parametrize(("name", "limit"), [("_MOST_KEPT", 1), ("_LONGEST_SECONDS", 0.0)])
def test_the_oldest_is_forgotten(name: str, limit: float, monkeypatch: pytest.MonkeyPatch) -> None:
    made: MadeAhead[str] = MadeAhead()
    made.keep(MESSAGE, CONTENT, "card")
    monkeypatch.setattr(made_ahead, name, limit)
    made.keep(replace(MESSAGE, id=MessageId("another")), CONTENT, "card")
    assert made.take(MESSAGE, CONTENT) is None
