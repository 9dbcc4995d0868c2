"""What somebody reads who comes into a series that runs: at which step, and that they may choose."""

from dataclasses import replace

from bot.compose.own_verbs import OwnVerb
from bot.content import Buttons, Content, Paragraph
from bot.model.messages import Message
from bot.model.series import Audience, Joining, Series
from bot.model.situation import Situation


def with_joining(
    content: Content, message: Message, series: Series, situation: Situation
) -> Content:
    """Return a step with a line above it when with it somebody comes into the series, and not at step 1.

    Its button lets them begin at step 1 instead. Nobody else is told what they choose.
    """
    number = _joins_at(message, series)
    if number is None:
        return content
    voice = situation.voice
    line = voice.t(
        "Je stapt in bij stap {number} van **{name}**, samen met de groep.",
        number=number,
        name=series.name,
    )
    choose = voice.button("Liever vanaf stap 1", OwnVerb.FROM_FIRST, series.id)
    return replace(content, blocks=(Paragraph(line), Buttons((choose,)), *content.blocks))


def is_asked(audience: Audience, situation: Situation) -> bool:
    """Tell whether this person is asked themselves, and not for somebody whom they replace."""
    person = situation.person
    theirs = {group.id for group in situation.groups if person.id in group.members}
    return (
        person.id in audience.people
        or not person.roles.isdisjoint(audience.roles)
        or not theirs.isdisjoint(audience.groups)
    )


def _joins_at(message: Message, series: Series) -> int | None:
    step = message.prompt
    if message.person is None or step is None or message.person in series.own_pace:
        return None
    is_noted = Joining(message.person, step) in series.joinings
    return series.steps.index(step) + 1 if is_noted and step in series.steps else None
