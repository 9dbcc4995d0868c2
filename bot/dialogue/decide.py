"""Where every event comes in: find the story that handles it.

Never raises: an event that nobody knows (an old button, nonsense from outside) is answered kindly.
"""

from bot.dialogue import (
    agenda,
    answers,
    commitments,
    dilemmas,
    my_data,
    on_demand,
    overview,
    plain_text,
    read_back,
    reflections,
    rest,
    settings,
    sharing,
    small_wins,
    welcome,
)
from bot.events import Deleted, Edited, Event, Left, Pressed, Submitted, Wrote
from bot.model.situation import Decision, Situation

STORIES = (
    welcome.STORY,
    small_wins.STORY,
    commitments.STORY,
    reflections.STORY,
    dilemmas.STORY,
    read_back.STORY,
    agenda.STORY,
    on_demand.STORY,
    overview.STORY,
    rest.STORY,
    settings.STORY,
    sharing.STORY,
    my_data.STORY,
    answers.STORY,
)
PRESSES = {verb: handler for story in STORIES for verb, handler in story.presses.items()}
SUBMITS = {verb: handler for story in STORIES for verb, handler in story.submits.items()}
COMMANDS = {word: handler for story in STORIES for word, handler in story.commands.items()}


def decide(situation: Situation, event: Event) -> Decision:
    """Return what follows from this event. Never raises; `situation` is not changed."""
    match event:
        case Wrote(text, ref):
            return plain_text.on_text(situation, text, ref, COMMANDS)
        case Edited(text, ref):
            return answers.on_edit(situation, text, ref)
        case Deleted(ref):
            return answers.on_delete(situation, ref)
        case Left():
            return rest.on_left(situation)
        case Pressed(press, _):
            on_press = PRESSES.get(press.verb)
            return on_press(situation, press) if on_press else plain_text.at_a_loss(situation)
        case Submitted(press, values):
            on_submit = SUBMITS.get(press.verb)
            return (
                on_submit(situation, press, values)
                if on_submit
                else plain_text.at_a_loss(situation)
            )
