"""Every button and window that is shown has someone who answers to it."""

from collections.abc import Iterator
from dataclasses import replace

from bot.compose.compose import compose
from bot.content import Content, Press
from bot.dialogue import decide
from bot.events import Pressed, Submitted
from bot.model.messages import Message, Purpose
from bot.model.prompts import Becomes, Prompt, ReplyForm
from bot.model.situation import Situation
from tests.dialogue.marked import (
    AGENDA,
    ARGS,
    CARD,
    PRESSES,
    SITUATIONS,
    SUBJECTS,
    SUBMITS,
    shown,
)
from tests.dialogue.situations import (
    NUDGE,
    REFLECTION,
    SMALL_WIN,
    YUSUF,
    library,
    message,
    situation,
)


def composed() -> Iterator[Content]:
    """Yield every kind of prompt, reminder and follow-up."""
    prompts: tuple[Prompt, ...] = (
        SMALL_WIN,
        NUDGE,
        replace(REFLECTION, becomes=Becomes.COMMITMENT),
        replace(REFLECTION, reply_form=ReplyForm.RECOGNITION),
    )
    for prompt in prompts:
        for sent in (message(prompt, closes_at=None), message(prompt, person=None, closes_at=None)):
            yield _content(sent, situation(library=library(prompt)))
    for original in (CARD, replace(AGENDA, closes_at=None)):
        reminder = replace(original, purpose=Purpose.REMINDER, subject=original.id)
        yield _content(reminder, situation(original))
    for subject in ("commitment", "dilemma"):
        follow_up = replace(CARD, purpose=Purpose.FOLLOW_UP, subject=subject)
        yield _content(follow_up, SITUATIONS[0])


def _content(sent: Message, known: Situation) -> Content:
    content = compose(sent, known, ())
    assert isinstance(content, Content)
    return content


def said_everywhere() -> Iterator[Content]:
    """Yield all that these stories say, in every situation, on every subject and choice."""
    values = {
        "what": "iets",
        "short_name": "naam",
        "answer": "iets",
        "one_side": "a",
        "other_side": "b",
        "with_whom": YUSUF.id,
        "text": "iets",
        "shown": "reply",
    }
    for known in SITUATIONS:
        for subject in SUBJECTS:
            for arg in ARGS:
                for verb in PRESSES:
                    yield from shown(decide.decide(known, Pressed(Press(verb, subject, arg))))
            for verb in SUBMITS:
                for when in ("ooit", "morgen", "vóór 1 mei", ""):
                    filled = {**values, "when": when, "decide_by": ""}
                    sent = Submitted(Press(verb, subject, "event-1"), filled)
                    yield from shown(decide.decide(known, sent))


def test_every_button_has_a_handler() -> None:
    contents = [*composed(), *said_everywhere()]
    verbs = {button.press.verb for content in contents for button in content.buttons()}
    assert verbs
    assert verbs <= set(decide.PRESSES)


def test_every_window_has_a_handler() -> None:
    opened = {
        decision.dialog.press.verb
        for known in SITUATIONS
        for subject in SUBJECTS
        for arg in ARGS
        for verb in PRESSES
        if (decision := decide.decide(known, Pressed(Press(verb, subject, arg)))).dialog
    }
    assert opened
    assert opened <= set(decide.SUBMITS)


def test_every_label_fits_and_every_press_can_travel() -> None:
    for content in (*composed(), *said_everywhere()):
        for button in content.buttons():
            assert len(button.press.encode()) <= 255
            assert 1 <= len(button.label) <= 75


def test_no_two_stories_answer_to_the_same_button_or_word() -> None:
    for handlers in ("presses", "submits", "commands"):
        verbs = [verb for story in decide.STORIES for verb in getattr(story, handlers)]
        assert sorted(verbs) == sorted(set(verbs))
