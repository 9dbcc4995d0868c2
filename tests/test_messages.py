"""What is kept of a message once it arrived."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.model.ids import PromptId
from bot.model.messages import Purpose, Reason, State, as_sent, changed
from tests.factories import a_content, a_message


@pytest.mark.parametrize(
    ("purpose", "is_kept"),
    [
        (Purpose.PROMPT, True),
        (Purpose.FOLLOW_UP, True),
        (Purpose.DIGEST, True),
        (Purpose.ANSWER, False),
        (Purpose.UPDATE, False),
        (Purpose.NOTICE, False),
    ],
)
@pytest.mark.parametrize("prompt", [None, PromptId("zetje:sw-009")])
def test_what_was_said_in_passing_loses_its_words(
    purpose: Purpose, is_kept: bool, prompt: PromptId | None
) -> None:
    message = a_message(purpose=purpose, prompt=prompt, content=a_content("Vraag 7"))
    sent = as_sent(message, "ref-1")
    assert (sent.state, sent.platform_ref) == (State.SENT, "ref-1")
    assert (sent.content is not None) is is_kept


def test_what_a_group_was_shown_loses_its_words() -> None:
    message = a_message(purpose=Purpose.DIGEST, prompt=None, person=None, content=a_content())
    assert as_sent(message, "ref-1").content is None


def test_a_changed_message_is_the_same_as_a_replaced_one() -> None:
    message = a_message(prompt=PromptId("p1"), local_on=date(2027, 1, 14))
    changes: dict[str, Any] = {"state": State.SKIPPED, "reason": Reason.LATE, "local_on": None}
    assert changed(message, **changes) == replace(message, **changes)
    assert changed(message) == message
    with pytest.raises(AttributeError):
        changed(message, nonsense=1)
