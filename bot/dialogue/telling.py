"""How the stories about someone's own records answer: briefly, and never where others read along."""

from collections.abc import Mapping
from dataclasses import replace

from bot.content import Button, Press, Text
from bot.dialogue.reaction import heard
from bot.dialogue.story import OnPress, OnSubmit, Story, say
from bot.model.situation import Decision, Situation
from bot.voice import Voice


def tell(*paragraphs: Text, buttons: tuple[Button, ...] = ()) -> Decision:
    """Return the decision to say this and to go on waiting for what was waited for."""
    return Decision(says=(say(*paragraphs, buttons=buttons),), keeps_expected=True)


def until_start(voice: Voice) -> Text:
    """Return what somebody who stopped is told: nothing comes until *start*."""
    return voice.t("Ik stuur je niets meer. Wil je weer meedoen, typ dan **start**.")


def wrong(errors: Mapping[str, str]) -> Decision:
    """Return the decision to leave the window open with these errors in its fields."""
    return Decision(errors=errors, keeps_expected=True)


def discreet(story: Story) -> Story:
    """Return the story such that any press or window counts as a reaction, and stays private.

    In a conversation that others read nothing is said and no card changes: only windows open.
    """
    return Story(
        presses={verb: _discreet_press(handler) for verb, handler in story.presses.items()},
        submits={verb: _discreet_submit(handler) for verb, handler in story.submits.items()},
        commands=story.commands,
    )


def _discreet_press(handler: OnPress) -> OnPress:
    def on_press(situation: Situation, press: Press) -> Decision:
        return _kept_private(situation, handler(situation, press))

    return on_press


def _discreet_submit(handler: OnSubmit) -> OnSubmit:
    def on_submit(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
        return _kept_private(situation, handler(situation, press, values))

    return on_submit


def _kept_private(situation: Situation, decision: Decision) -> Decision:
    if decision.person is None:
        decision = replace(decision, person=heard(situation))
    if situation.shared:
        decision = replace(decision, says=(), updates=())
    return decision
