"""`@Zetje hier`: an admin says which group a channel belongs to.

What a group gets together (a question, its overview) then comes there.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, timedelta

from bot.compose.admin_verbs import AdminVerb
from bot.content import Button, Press, Text, plain
from bot.dialogue.series_log import logged
from bot.dialogue.story import say
from bot.dialogue.telling import tell
from bot.model.people import Group, Platform
from bot.model.situation import Awaits, Decision, ExpectedAnswer, Say, Situation
from bot.voice import Typed

_MOST_SHOWN = 8
_WAITS = timedelta(days=1)


def on_here(situation: Situation, what_i_do: Text) -> Decision:
    """Link the channel at once when one group has none, or ask the admin, in private, which group it is."""
    voice, here = situation.voice, group_here(situation)
    if here is not None:
        belongs = voice.t("Dit kanaal hoort bij **{group}**.", group=Typed(here.name))
        change = say(
            voice.t("Hoort het kanaal niet meer bij **{group}**?", group=Typed(here.name)),
            buttons=(voice.button("Ontkoppel", AdminVerb.UNLINK, here.id),),
        )
        said = (say(belongs + plain(" ") + what_i_do), replace(change, private=True))
        return Decision(says=said, keeps_expected=True)
    without = [group for group in situation.groups if group.conversation is None]
    if len(without) != 1:
        told = say(voice.t("Ik vraag je in je eigen gesprek met mij bij welke groep dit hoort."))
        return Decision(says=(told, _question(situation)), expected=_waiting(situation))
    line = voice.t("Dit kanaal hoort nu bij **{group}**.", group=Typed(without[0].name))
    told = say(line + plain(" ") + what_i_do)
    decision = linked(situation, without[0], situation.conversation)
    return replace(decision, says=(told,), keeps_expected=True)


def on_link(situation: Situation, press: Press) -> Decision:
    """Link the channel to the group that the admin chose."""
    voice, group = situation.voice, group_with(situation, press.subject)
    if group is None or not press.arg:
        return tell(
            voice.t("Die groep ken ik niet meer. Typ nog eens **@Zetje hier** in het kanaal.")
        )
    if press.arg != situation.linkable:
        return Decision(says=(ask_again(situation),), keeps_expected=True)
    line = voice.t(
        "Het kanaal hoort nu bij **{group}**. Wat de groep samen krijgt, komt daar.",
        group=Typed(group.name),
    )
    undo = voice.button("Ontkoppel", AdminVerb.UNLINK, group.id)
    told = tell(line, buttons=(undo,))
    return replace(linked(situation, group, press.arg), says=told.says, keeps_expected=True)


def ask_again(situation: Situation) -> Say:
    """Say that a channel is not linked by this press: which one it names may be old, or made up."""
    return say(
        situation.voice.t(
            "Het kanaal is niet gekoppeld: dat is te lang geleden. "
            "Typ nog eens **@Zetje hier** in het kanaal."
        )
    )


def on_unlink(situation: Situation, press: Press) -> Decision:
    """Take the channel from the group: nothing comes there any more."""
    voice, group = situation.voice, group_with(situation, press.subject)
    if group is None or group.conversation is None:
        return tell(voice.t("Die groep heeft geen kanaal."))
    line = voice.t("Goed, **{group}** heeft geen kanaal meer.", group=Typed(group.name))
    return replace(
        tell(line),
        groups=(replace(group, conversation=None, platform=None),),
        audit=(logged(situation, f"channel unlinked: {group.name}"),),
    )


def linked(situation: Situation, group: Group, conversation: str) -> Decision:
    """Return the decision that this conversation is the group's, and no other group's any more."""
    platform = situation.platform
    others = tuple(
        replace(other, conversation=None, platform=None)
        for other in situation.groups
        if other.id != group.id and _is_at(other, conversation, platform)
    )
    changed = replace(group, conversation=conversation, platform=platform)
    entry = logged(situation, f"channel linked: {group.name}")
    return Decision(groups=(*others, changed), audit=(entry,))


def group_here(situation: Situation) -> Group | None:
    """Return the group whose channel this is, or None."""
    found: Iterable[Group] = (
        group
        for group in situation.groups
        if _is_at(group, situation.conversation, situation.platform)
    )
    return next(iter(found), None)


def group_with(situation: Situation, group_id: str) -> Group | None:
    """Return the group with this id, or None."""
    return next((group for group in situation.groups if group.id == group_id), None)


def _waiting(situation: Situation) -> ExpectedAnswer:
    """Wait, in this channel, for which group it is: only this channel can be linked by a press then."""
    now = situation.now.astimezone(UTC)
    return ExpectedAnswer(awaits=Awaits.LINK, expires_at=now + _WAITS)


def _is_at(group: Group, conversation: str, platform: Platform | None) -> bool:
    return group.conversation == conversation and group.platform in (None, platform)


def _question(situation: Situation) -> Say:
    voice, conversation = situation.voice, situation.conversation
    # Those without a channel first: moving another one is the exception.
    choices = sorted(situation.groups, key=lambda group: group.conversation is not None)
    buttons = (
        *(
            Button(group.name, Press(AdminVerb.LINK, group.id, conversation))
            for group in choices[:_MOST_SHOWN]
        ),
        voice.button("Nieuwe groep", AdminVerb.GROUP, "", conversation),
    )
    asked = say(voice.t("Welke groep komt in dit kanaal samen?"), buttons=buttons)
    return replace(asked, private=True)
