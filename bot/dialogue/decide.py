"""Where every event comes in: find the story that handles it.

Never raises: an event that nobody knows (an old button, nonsense from outside) is answered kindly.
"""

from dataclasses import replace

from bot.compose.admin_verbs import ADMIN_PREFIX, AdminVerb
from bot.compose.series_verbs import PREFIX, SeriesVerb
from bot.dialogue import (
    administering,
    agenda,
    ahead,
    answers,
    commitments,
    dilemmas,
    my_data,
    on_demand,
    overview,
    own_days,
    plain_text,
    read_back,
    reflections,
    rest,
    sent_files,
    series_admin,
    series_joining,
    settings,
    sharing,
    shortcuts,
    small_wins,
    thread_shares,
    welcome,
)
from bot.dialogue.commands import parse
from bot.dialogue.forms import https_link
from bot.events import Deleted, Edited, Event, Left, Pressed, SentFile, Submitted, Wrote
from bot.model.people import Person, Role
from bot.model.situation import Decision, Situation

STORIES = (
    welcome.STORY,
    small_wins.STORY,
    shortcuts.STORY,
    commitments.STORY,
    reflections.STORY,
    dilemmas.STORY,
    read_back.STORY,
    agenda.STORY,
    on_demand.STORY,
    overview.STORY,
    ahead.STORY,
    rest.STORY,
    settings.STORY,
    own_days.STORY,
    series_admin.STORY,
    series_joining.STORY,
    administering.STORY,
    sharing.STORY,
    thread_shares.STORY,
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
        case SentFile():
            return sent_files.on_file(situation, event)
        case Pressed(press, _, link):
            situation = replace(situation, link=https_link(link or ""))
            on_press = PRESSES.get(press.verb)
            return on_press(situation, press) if on_press else plain_text.at_a_loss(situation)
        case Submitted(press, values):
            on_submit = SUBMITS.get(press.verb)
            return (
                on_submit(situation, press, values)
                if on_submit
                else plain_text.at_a_loss(situation)
            )


def shows_how_it_goes(event: Event) -> bool:
    """Tell whether this asks for series with how they go."""
    match event:
        case Wrote():
            return True
        case Pressed(press=press):
            return press.verb in (SeriesVerb.LIST, SeriesVerb.SHOW)
        case _:
            return False


def channel_named(event: Event) -> str:
    """Return the channel that a press or a window is to link with a group, or ""."""
    match event:
        case Pressed(press=press) | Submitted(press=press):
            return press.arg if press.verb in (AdminVerb.LINK, AdminVerb.GROUP) else ""
        case _:
            return ""


def is_for_desk(person: Person, event: Event) -> bool:
    """Tell whether this is an admin at work on series: only then is the desk loaded."""
    if Role.ADMIN not in person.roles:
        return False
    match event:
        case Wrote(text, _):
            command = parse(text)
            return command is not None and command.word in plain_text.FOR_ADMINS
        case Pressed(press=press) | Submitted(press=press):
            return press.verb.startswith((PREFIX, ADMIN_PREFIX))
        case _:
            return False
