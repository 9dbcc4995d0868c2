"""A shortcut on any message in the chat: *Bewaar als dilemma* and *Maak er een actie van*.

The window opens empty, with the link to that message: a colleague's words are never copied.
"""

from bot.compose.verbs import Verb
from bot.content import Press
from bot.dialogue import dilemmas, small_wins, welcome
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet
from bot.model.people import Standing
from bot.model.situation import Decision, Situation


def on_commit_from(situation: Situation, _: Press) -> Decision:
    """Open the window for a commitment about the message with the link."""
    if situation.person.standing is Standing.NOT_STARTED:
        return welcome.welcomed(situation)
    return small_wins.on_commit(situation, Press(Verb.COMMIT, situation.key))


def on_dilemma_from(situation: Situation, _: Press) -> Decision:
    """Open the window for a dilemma about the message with the link."""
    if situation.person.standing is Standing.NOT_STARTED:
        return welcome.welcomed(situation)
    return dilemmas.on_keep(situation, Press(Verb.DILEMMA_KEEP, situation.key))


STORY = discreet(
    Story(presses={Verb.COMMIT_FROM: on_commit_from, Verb.DILEMMA_FROM: on_dilemma_from})
)
