"""What a story module offers to `decide`: a handler for each button and each dialog that it knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec

from bot.content import Button, Buttons, Content, Paragraph, Press, Text
from bot.model.situation import Decision, Say, Situation

OnPress = Callable[[Situation, Press], Decision]
OnSubmit = Callable[[Situation, Press, Mapping[str, str]], Decision]
OnCommand = Callable[[Situation, str], Decision]

_Given = ParamSpec("_Given")


@dataclass(frozen=True, slots=True)
class Story:
    """The verbs of a story's buttons and dialogs, and the chat commands that it answers."""

    presses: Mapping[str, OnPress] = field(default_factory=dict)
    submits: Mapping[str, OnSubmit] = field(default_factory=dict)
    commands: Mapping[str, OnCommand] = field(default_factory=dict)


def guarded(story: Story, refused: Callable[[Situation], Decision | None]) -> Story:
    """Return the story such that what `refused` decides, where it does, takes the place of all of it."""

    def behind(
        handler: Callable[Concatenate[Situation, _Given], Decision],
    ) -> Callable[Concatenate[Situation, _Given], Decision]:
        def asks_first(
            situation: Situation, /, *given: _Given.args, **by: _Given.kwargs
        ) -> Decision:
            return refused(situation) or handler(situation, *given, **by)

        return asks_first

    return Story(
        presses={verb: behind(handler) for verb, handler in story.presses.items()},
        submits={verb: behind(handler) for verb, handler in story.submits.items()},
        commands={word: behind(handler) for word, handler in story.commands.items()},
    )


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
