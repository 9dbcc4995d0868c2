"""What an admin does with the news that somebody came into the channel of a group, or left it."""

from dataclasses import replace

from bot.content import Press, Text
from bot.dialogue.linking import group_with
from bot.dialogue.series_log import logged
from bot.dialogue.telling import tell
from bot.model.messages import Message
from bot.model.people import Group
from bot.model.situation import Decision, Membership, Situation
from bot.planner.checkup import is_of_roster
from bot.voice import Typed


def on_join(situation: Situation, press: Press) -> Decision:
    """*Zet in de groep*: they get the welcome first, as anybody."""
    voice, found = situation.voice, _asked(situation)
    if found is None:
        return tell(_gone(situation))
    _, group = found
    line = voice.t(
        "Goed, **{name}** zit in **{group}**. Eerst komt er een kennismaking.",
        name=Typed(press.arg),
        group=Typed(group.name),
    )
    return _changed(situation, press, found, (line, True))


def on_leave(situation: Situation, press: Press) -> Decision:
    """*Haal uit de groep*: what they put down stays theirs."""
    voice, found = situation.voice, _asked(situation)
    if found is None:
        return tell(_gone(situation))
    _, group = found
    line = voice.t(
        "Goed, **{name}** zit niet meer in **{group}**.",
        name=Typed(press.arg),
        group=Typed(group.name),
    )
    return _changed(situation, press, found, (line, False))


def _asked(situation: Situation) -> tuple[Message, Group] | None:
    message = situation.message
    if message is None or not is_of_roster(message.subject):
        return None
    group = group_with(situation, message.subject.split(":")[2])
    return (message, group) if group is not None and group.platform is not None else None


def _changed(
    situation: Situation, press: Press, found: tuple[Message, Group], what: tuple[Text, bool]
) -> Decision:
    (message, group), (line, joins) = found, what
    assert group.platform is not None
    membership = Membership(
        group=group.id,
        platform=group.platform,
        external_id=message.subject.split(":", 4)[4],
        name=press.arg,
        joins=joins,
    )
    entry = logged(situation, f"group saved: {group.name}")
    return replace(tell(line), memberships=(membership,), audit=(entry,))


def _gone(situation: Situation) -> Text:
    return situation.voice.t("Dit is al geregeld, of de groep is er niet meer.")
