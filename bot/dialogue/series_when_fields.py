"""The fields of the second window of a series, filled in with what it has or with what is usual."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

from bot.administration.coming import Town, coming
from bot.content import Field, FieldKind, Option
from bot.dates.write import write_day, write_time
from bot.dialogue.own_moment import utc_now, weekday_name
from bot.dialogue.series_whom import is_of_channels
from bot.dialogue.series_words import place_words, weekly
from bot.local_time import WEEK, monday_of
from bot.model.prompts import Kind
from bot.model.series import (
    FallsAway,
    Newcomers,
    Series,
    SeriesPlace,
    SeriesState,
)
from bot.model.situation import Situation

ON, AT, EVERY, BEGINS, ENDS = "on", "at", "every", "begins", "ends"
PLACE, AWAY, NEWCOMERS, REMINDER = "place", "away", "newcomers", "reminder"
BEFORE_MEETING, SAME = "before_meeting", "same"
YES, NO = "yes", "no"
USUAL = time(9)
_TUESDAY, _WORKDAYS, _MOST_WEEKS = 1, 5, 26
_MOST_BEFORE = 10


def when_fields(situation: Situation, series: Series) -> tuple[Field, ...]:
    """Return the fields; those about steps only where there are any."""
    fields: list[Field] = []
    if not is_dated(series):
        fields += _rhythm_fields(situation, series)
    fields += _span_fields(situation, series)
    if not is_dated(series) and _may_be_in_channels(situation, series):
        fields.append(_place_field(situation, series))
    if series.steps:
        fields += _step_fields(situation, series)
    fields.append(_reminder_field(situation, series))
    return tuple(fields)


def is_dated(series: Series) -> bool:
    """Tell whether the series follows the dates that its agenda nudges count back from."""
    only_nudges = series.draws_from.kinds == frozenset({Kind.AGENDA_NUDGE})
    return not series.steps and series.cadence is None and only_nudges


def shown_begin(situation: Situation, series: Series) -> date:
    """Return the day from which a change holds unless the admin says otherwise: what the window shows.

    Nothing comes between today and that day: with something still to come this week it is today.
    """
    today, begins_on = situation.now.date(), series.begins_on
    if begins_on is not None and begins_on >= today:
        return begins_on
    next_week = monday_of(today) + WEEK
    if series.state is SeriesState.DRAFT:
        return next_week
    dates = coming(series, town_of(situation), utc_now(situation), most=1)
    is_still_to_come = any(one.on < next_week for each in dates for one in each.sent)
    return today if is_still_to_come or series.cadence is None else next_week


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
        value=str(simple[0]) if simple and simple[0] <= _MOST_WEEKS else "1",
        options=(
            Option("1", voice.s("elke week")),
            Option("2", voice.s("om de week")),
            *(
                Option(str(weeks), voice.s("eens in de {count} weken", count=weeks))
                for weeks in range(3, _MOST_WEEKS + 1)
            ),
        ),
        hint=voice.s("Bij een eigen overleg: voor elk overleg."),
    )


def _on_options(situation: Situation, series: Series) -> Iterator[Option]:
    voice = situation.voice
    meets = _meets(situation, series)
    if meets:
        yield Option(BEFORE_MEETING, voice.s("de werkdag vóór hun eigen overleg"))
    for weekday in range(_WORKDAYS):
        day = weekday_name(weekday, voice.language)
        yield Option(str(weekday), voice.s("op {day}", day=day))
    for days in range(2, _MOST_BEFORE + 1) if meets else ():
        label = voice.s("{count} werkdagen vóór hun eigen overleg", count=days)
        yield Option(f"{BEFORE_MEETING}:{days}", label)
    if _on_value(situation, series) == SAME:
        yield Option(SAME, voice.s("zoals het nu is"))


def _on_value(situation: Situation, series: Series) -> str:
    cadence = series.cadence
    if cadence is None:
        return BEFORE_MEETING if _meets(situation, series) else str(_TUESDAY)
    if cadence.workdays_before_meeting is not None:
        return _before_value(cadence.workdays_before_meeting) if _meets(situation, series) else SAME
    simple = weekly(cadence.rule)
    is_known = simple is not None and simple[0] <= _MOST_WEEKS and simple[1] < _WORKDAYS
    return str(simple[1]) if simple and is_known else SAME


def workdays_before(on: str) -> int | None:
    """Return how many working days before the meeting was chosen; None for another choice."""
    if not on.startswith(BEFORE_MEETING):
        return None
    return int(on.partition(":")[2] or 1)


def _before_value(days: int) -> str:
    return BEFORE_MEETING if days == 1 else f"{BEFORE_MEETING}:{days}"


def _meets(situation: Situation, series: Series) -> bool:
    """Tell whether everybody is asked in a group that has a meeting of its own."""
    audience = series.audience
    meets = {meeting.group for meeting in situation.calendar.meetings}
    only_groups = bool(audience.groups) and not audience.roles and not audience.people
    return only_groups and audience.groups <= meets


def _span_fields(situation: Situation, series: Series) -> Iterator[Field]:
    voice, today = situation.voice, situation.now.date()
    begins_on = shown_begin(situation, series)
    is_new = series.state is SeriesState.DRAFT
    label = voice.s("Vanaf wanneer?") if is_new else voice.s("Vanaf wanneer geldt dit?")
    yield Field(
        name=BEGINS,
        label=label,
        kind=FieldKind.WHEN,
        value=write_day(begins_on, voice.language, today=today),
        max_length=80,
        hint="" if is_new else voice.s("Tot die dag komt er niets van deze reeks."),
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


def _may_be_in_channels(situation: Situation, series: Series) -> bool:
    """Tell whether only groups are asked of which at least one has a channel."""
    asked = [group for group in situation.groups if group.id in series.audience.groups]
    has_channel = any(group.conversation is not None for group in asked)
    return series.is_in_channel or (is_of_channels(series.audience) and has_channel)


def _place_field(situation: Situation, series: Series) -> Field:
    voice = situation.voice
    return Field(
        name=PLACE,
        label=voice.s("Waar?"),
        kind=FieldKind.CHOICE,
        value=series.place,
        options=tuple(
            Option(place, place_words(replace(series, place=place), situation))
            for place in SeriesPlace
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
