"""Who comes into a series that runs: with the group, or from step 1; they or an admin may choose."""

from collections.abc import Iterator
from dataclasses import replace

from bot.administration.coming import coming
from bot.compose.joining import is_asked
from bot.compose.own_verbs import OwnVerb
from bot.compose.series_verbs import SeriesVerb
from bot.content import Block, Buttons, Paragraph, Press
from bot.dialogue.own_moment import utc_now
from bot.dialogue.series_log import noted
from bot.dialogue.series_when_fields import town_of
from bot.dialogue.series_words import listed, series_with
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet, tell
from bot.model.ids import PersonId
from bot.model.people import Group
from bot.model.series import Newcomers, Series, SeriesState
from bot.model.situation import Decision, Situation

_GOES_ON = (SeriesState.RUNNING, SeriesState.PAUSED)
_MOST_IN_PRESS = 180


def on_from_first(situation: Situation, press: Press) -> Decision:
    """*Liever vanaf stap 1*: the steps come to this person one by one, on the days of the group."""
    voice, series = situation.voice, _own(situation, press)
    if series is None:
        return tell(voice.t("Deze reeks loopt niet meer."))
    told = tell(
        voice.t(
            "Goed, **{name}** komt bij jou vanaf stap 1, op dezelfde dagen. "
            "Wat je al kreeg, komt niet nog eens.",
            name=series.name,
        ),
        buttons=(voice.button("Toch met de groep mee", OwnVerb.WITH_GROUP, series.id),),
    )
    own_pace = series.own_pace | {situation.person.id}
    return replace(told, series=(replace(series, own_pace=own_pace),))


def on_with_group(situation: Situation, press: Press) -> Decision:
    """*Toch met de groep mee*."""
    voice, series = situation.voice, _own(situation, press)
    if series is None:
        return tell(voice.t("Deze reeks loopt niet meer."))
    told = tell(voice.t("Goed, met **{name}** ga je mee met de groep.", name=series.name))
    own_pace = series.own_pace - {situation.person.id}
    return replace(told, series=(replace(series, own_pace=own_pace),))


def on_newcomers_first(situation: Situation, press: Press) -> Decision:
    """*Liever vanaf stap 1*, pressed by an admin: for those who were just put in a group."""
    voice, series = situation.voice, series_with(situation, press.subject)
    if series is None or series.state not in _GOES_ON:
        return tell(voice.t("Deze reeks loopt niet meer."))
    known = {one.id for one in (situation.person, *situation.colleagues)}
    people = frozenset(PersonId(one) for one in press.arg.split(",")) & known
    told = tell(voice.t("Goed, zij beginnen bij stap 1 van **{name}**.", name=series.name))
    changed = replace(series, own_pace=series.own_pace | people)
    entry = noted(situation, series, "newcomers begin at step 1")
    return replace(told, series=(changed,), audit=(entry,))


def joined_lines(situation: Situation, before: Group | None, group: Group) -> Iterator[Block]:
    """Yield for each series that runs where those begin who were just put in the group."""
    joined = group.members - (before.members if before else frozenset())
    for series in situation.series if joined else ():
        number = _next_number(situation, series, group)
        if number > 1:
            yield from _told(situation, series, group, (joined, number))


def _told(
    situation: Situation, series: Series, group: Group, who: tuple[frozenset[PersonId], int]
) -> Iterator[Block]:
    voice, (joined, number) = situation.voice, who
    people = (situation.person, *situation.colleagues)
    names = sorted(one.first_name for one in people if one.id in joined)
    line = voice.n(
        "{names} begint bij stap {number} van **{name}**, samen met de groep.",
        "{names} beginnen bij stap {number} van **{name}**, samen met de groep.",
        len(joined),
        names=listed(names, voice),
        number=number,
        name=series.name,
    )
    yield Paragraph(line)
    ids = ",".join(sorted(joined))
    if len(ids) <= _MOST_IN_PRESS:
        first = voice.button("Liever vanaf stap 1", SeriesVerb.NEWCOMERS_FIRST, series.id, ids)
        yield Buttons((first,))


def _next_number(situation: Situation, series: Series, group: Group) -> int:
    """Return the number of the step that comes next in this group; 0 when newcomers do not go along."""
    goes_along = series.newcomers is Newcomers.WITH_GROUP and not series.is_in_channel
    runs = series.state in _GOES_ON and bool(series.steps)
    if not goes_along or not runs or group.id not in series.audience.groups:
        return 0
    dates = coming(series, town_of(situation), utc_now(situation), most=1)
    own = [one for one in dates if one.group is None or one.group.id == group.id]
    return next((one.sent[0].number for one in own if one.sent), 0)


def _own(situation: Situation, press: Press) -> Series | None:
    series = series_with(situation, press.subject)
    is_theirs = series is not None and is_asked(series.audience, situation)
    return series if series and is_theirs and series.state in _GOES_ON else None


STORY = discreet(
    Story(presses={OwnVerb.FROM_FIRST: on_from_first, OwnVerb.WITH_GROUP: on_with_group})
)
