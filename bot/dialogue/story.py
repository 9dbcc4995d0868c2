"""What a story module offers to `decide`: a handler for each button and each dialog that it knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.content import Button, Buttons, Content, Paragraph, Press, Text
from bot.model.situation import Decision, Say, Situation

OnPress = Callable[[Situation, Press], Decision]
OnSubmit = Callable[[Situation, Press, Mapping[str, str]], Decision]
OnCommand = Callable[[Situation, str], Decision]


@dataclass(frozen=True, slots=True)
class Story:
    """The verbs of a story's buttons and dialogs, and the chat commands that it answers."""

    presses: Mapping[str, OnPress] = field(default_factory=dict)
    submits: Mapping[str, OnSubmit] = field(default_factory=dict)
    commands: Mapping[str, OnCommand] = field(default_factory=dict)


def content(summary: str, *paragraphs: Text, buttons: tuple[Button, ...] = ()) -> Content:
    """Return a message of paragraphs with one row of buttons below."""
    blocks = tuple(Paragraph(text) for text in paragraphs)
    return Content(blocks + ((Buttons(buttons),) if buttons else ()), summary)


def say(*paragraphs: Text, buttons: tuple[Button, ...] = (), summary: str | None = None) -> Say:
    """Return something to say. The summary is the first paragraph unless it holds typed words."""
    if summary is None:
        typed = any(span.typed for span in paragraphs[0].spans)
        summary = "Zetje" if typed else str(paragraphs[0])
    return Say(content(summary, *paragraphs, buttons=buttons))
