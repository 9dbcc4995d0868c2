"""The fields of the second window of a series, filled in with what it has or with what is usual."""

from collections.abc import Iterator
from datetime import time

from bot.administration.coming import Town
from bot.content import Field, FieldKind, Option
from bot.dates.write import write_day, write_time
from bot.dialogue.own_moment import weekday_name
from bot.dialogue.series_words import weekly
from bot.local_time import WEEK, monday_of
from bot.model.people import Group
from bot.model.prompts import Kind
from bot.model.series import FallsAway, Newcomers, Series, SeriesState
from bot.model.situation import Situation

ON, AT, EVERY, BEGINS, ENDS = "on", "at", "every", "begins", "ends"
PLACE, AWAY, NEWCOMERS, REMINDER = "place", "away", "newcomers", "reminder"
BEFORE_MEETING, SAME, OWN_CHAT, CHANNEL = "before_meeting", "same", "own", "channel"
YES, NO = "yes", "no"
USUAL = time(9)
_TUESDAY, _WORKDAYS, _MOST_WEEKS = 1, 5, 4


def when_fields(situation: Situation, series: Series) -> tuple[Field, ...]:
    """Return the fields; those about steps only where there are any."""
    fields: list[Field] = []
    if not is_dated(series):
        fields += _rhythm_fields(situation, series)
    fields += _span_fields(situation, series)
    if channel_of(situation, series) is not None:
        fields.append(_place_field(situation, series))
    if series.steps:
        fields += _step_fields(situation, series)
    fields.append(_reminder_field(situation, series))
    return tuple(fields)


def is_dated(series: Series) -> bool:
    """Tell whether the series follows the dates that its agenda nudges count back from."""
    only_nudges = series.draws_from.kinds == frozenset({Kind.AGENDA_NUDGE})
    return not series.steps and series.cadence is None and only_nudges


def channel_of(situation: Situation, series: Series) -> Group | None:
    """Return the one group whose conversation can get the series, or None."""
    audience = series.audience
    if audience.roles or audience.people or len(audience.groups) != 1:
        return None
    found = (group for group in situation.groups if group.id in audience.groups)
    return next((group for group in found if group.conversation is not None), None)


def town_of(situation: Situation) -> Town:
    """Return what looking ahead needs."""
    return Town(situation.tenant, situation.calendar, situation.groups)


def _rhythm_fields(situation: Situation, series: Series) -> Iterator[Field]:
    voice, cadence = situation.voice, series.cadence
    clock = cadence.wall_time if cadence else USUAL
    simple = weekly(cadence.rule) if cadence else None
    yield Field(
        name=ON,
        label=voice.s("Wanneer?"),
        kind=FieldKind.CHOICE,
        value=_on_value(situation, series),
        options=tuple(_on_options(situation, series)),
    )
    yield Field(
        name=AT,
        label=voice.s("Hoe laat?"),
        value=write_time(clock, voice.language).removesuffix(" uur"),
        max_length=20,
        hint=voice.s("Wie een eigen moment koos, krijgt het dan."),
    )
    yield Field(
        name=EVERY,
        label=voice.s("Hoe vaak?"),
        kind=FieldKind.CHOICE,
        value=str(simple[0]) if simple else "1",
        options=(
            Option("1", voice.s("elke week")),
            Option("2", voice.s("om de week")),
            Option("3", voice.s("eens in de drie weken")),
            Option("4", voice.s("eens in de vier weken")),
        ),
        hint=voice.s("Bij een eigen overleg: voor elk overleg."),
    )


def _on_options(situation: Situation, series: Series) -> Iterator[Option]:
    voice = situation.voice
    if _meets(situation, series):
        yield Option(BEFORE_MEETING, voice.s("de werkdag vóór hun eigen overleg"))
    for weekday in range(_WORKDAYS):
        day = weekday_name(weekday, voice.language)
        yield Option(str(weekday), voice.s("op {day}", day=day))
    if _on_value(situation, series) == SAME:
        yield Option(SAME, voice.s("zoals het nu is"))


def _on_value(situation: Situation, series: Series) -> str:
    cadence = series.cadence
    if cadence is None:
        return BEFORE_MEETING if _meets(situation, series) else str(_TUESDAY)
    if cadence.workdays_before_meeting is not None:
        return BEFORE_MEETING if cadence.workdays_before_meeting == 1 else SAME
    simple = weekly(cadence.rule)
    is_known = simple is not None and simple[0] <= _MOST_WEEKS and simple[1] < _WORKDAYS
    return str(simple[1]) if simple and is_known else SAME


def _meets(situation: Situation, series: Series) -> bool:
    """Tell whether everybody is asked in a group that has a meeting of its own."""
    audience = series.audience
    meets = {meeting.group for meeting in situation.calendar.meetings}
    only_groups = bool(audience.groups) and not audience.roles and not audience.people
    return only_groups and audience.groups <= meets


def _span_fields(situation: Situation, series: Series) -> Iterator[Field]:
    voice, today = situation.voice, situation.now.date()
    begins_on = series.begins_on
    if begins_on is None or begins_on < today:
        begins_on = monday_of(today) + WEEK
    if series.state in (SeriesState.RUNNING, SeriesState.PAUSED):
        label = voice.s("Vanaf wanneer geldt dit?")
    else:
        label = voice.s("Vanaf wanneer?")
    yield Field(
        name=BEGINS,
        label=label,
        kind=FieldKind.WHEN,
        value=write_day(begins_on, voice.language, today=today),
        max_length=80,
    )
    ends = series.ends_on
    yield Field(
        name=ENDS,
        label=voice.s("Tot en met wanneer?"),
        kind=FieldKind.WHEN,
        required=False,
        value=write_day(ends, voice.language, today=today) if ends and ends >= today else "",
        max_length=80,
        hint=voice.s("Leeg: tot de laatste stap, of tot je stopt.")
        if series.steps
        else voice.s("Leeg: tot je stopt."),
    )


def _place_field(situation: Situation, series: Series) -> Field:
    voice = situation.voice
    group = channel_of(situation, series)
    return Field(
        name=PLACE,
        label=voice.s("Waar?"),
        kind=FieldKind.CHOICE,
        value=CHANNEL if series.place else OWN_CHAT,
        options=(
            Option(OWN_CHAT, voice.s("ieder in de eigen chat")),
            Option(
                CHANNEL, voice.s("in het kanaal van {group}", group=group.name if group else "")
            ),
        ),
    )


def _step_fields(situation: Situation, series: Series) -> Iterator[Field]:
    voice = situation.voice
    yield Field(
        name=AWAY,
        label=voice.s("Valt een week weg (vakantie, feestdag)?"),
        kind=FieldKind.CHOICE,
        value=series.falls_away,
        options=(
            Option(FallsAway.MOVES_UP, voice.s("de stap schuift op")),
            Option(FallsAway.LAPSES, voice.s("de stap vervalt")),
        ),
    )
    yield Field(
        name=NEWCOMERS,
        label=voice.s("Wie later instapt?"),
        kind=FieldKind.CHOICE,
        value=series.newcomers,
        options=(
            Option(Newcomers.WITH_GROUP, voice.s("gaat mee met de groep")),
            Option(Newcomers.FIRST_STEP, voice.s("begint bij stap 1")),
        ),
    )


def _reminder_field(situation: Situation, series: Series) -> Field:
    voice = situation.voice
    return Field(
        name=REMINDER,
        label=voice.s("Eén herinnering, na twee dagen?"),
        kind=FieldKind.CHOICE,
        value=YES if series.reminder else NO,
        options=(Option(YES, voice.s("ja")), Option(NO, voice.s("nee"))),
        hint=voice.s("Alleen bij een kleine stap of een agendaduwtje."),
    )
