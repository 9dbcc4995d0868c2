"""One date of a meeting does not take place, or on another day; and goes back to how it was."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.compose.date_verbs import DateVerb
from bot.content import Dialog, Field, FieldKind, Option, Press, Text
from bot.dates.read import read_when
from bot.dialogue.date_words import coming_dates, date_words, day_words
from bot.dialogue.forms import read_form
from bot.dialogue.meeting_dates import meeting_with
from bot.dialogue.series_log import logged
from bot.dialogue.telling import tell, wrong
from bot.model.calendar import Meeting, MovedDate
from bot.model.date_changes import DateChanges
from bot.model.ids import MeetingId
from bot.model.situation import Decision, Situation
from bot.voice import Typed

DATE, WHAT, TO = "date", "what", "to"
CANCELLED, MOVED = "cancelled", "moved"
_MOST = 12


def on_one_date(situation: Situation, press: Press) -> Decision:
    """Open the window: which date, and what happens to it."""
    voice, meeting = situation.voice, meeting_with(situation, MeetingId(press.subject))
    if meeting is None:
        return tell(voice.t("Dat overleg ken ik niet meer."))
    if meeting.source:
        return tell(_in_the_file(situation, meeting))
    fields = _fields(situation, meeting)
    if not fields[0].options:
        return tell(voice.t("Er komen geen data meer."))
    dialog = Dialog(
        press=Press(DateVerb.ONE_DATE, meeting.id),
        title=voice.s("Eén datum anders"),
        fields=fields,
        submit_label=voice.s("Bewaar"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def on_one_date_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Cancel or move the date; what stood on its agenda goes along."""
    voice, meeting = situation.voice, meeting_with(situation, MeetingId(press.subject))
    if meeting is None or meeting.source:
        return wrong({"": voice.s("Dat overleg ken ik niet meer.")})
    form = read_form(voice, _fields(situation, meeting), values)
    errors = {**form.errors}
    if not form[DATE]:
        errors.setdefault(DATE, voice.s("Kies een datum die nog komt."))
    to = read_when(form[TO], now=situation.now) if form[TO] else None
    if form[WHAT] == MOVED and to is None:
        errors.setdefault(TO, voice.s("Die dag herken ik niet. Bijvoorbeeld: 25 januari 13.00."))
    elif form[WHAT] == MOVED and to is not None and to.on < situation.now.date():
        errors.setdefault(TO, voice.s("Die dag is al geweest."))
    if errors:
        return wrong(errors)
    on = ruled_day(meeting, date.fromisoformat(form[DATE]))
    if form[WHAT] == MOVED and to is not None:
        moved = MovedDate(on, to.on, to.wall_time)
        line = voice.t(
            "**{meeting}** van {day} is nu op {to}. Wat op de agenda stond, gaat mee.",
            meeting=Typed(meeting.name),
            day=day_words(date.fromisoformat(form[DATE]), situation),
            to=day_words(to.on, situation),
        )
        after = replace(without(meeting, on), moved=(*without(meeting, on).moved, moved))
        return _changed(situation, after, on, line)
    line = voice.t(
        "**{meeting}** van {day} gaat niet door. Wat op de agenda stond, gaat naar de volgende keer.",
        meeting=Typed(meeting.name),
        day=day_words(date.fromisoformat(form[DATE]), situation),
    )
    plainly = without(meeting, on)
    return _changed(situation, replace(plainly, cancelled_on=(*plainly.cancelled_on, on)), on, line)


def on_back(situation: Situation, press: Press) -> Decision:
    """*Herstel*: this date is again as the rule gives it."""
    voice, meeting = situation.voice, meeting_with(situation, MeetingId(press.subject))
    on = _day(press.arg)
    if meeting is None or on is None:
        return tell(voice.t("Dat overleg ken ik niet meer."))
    after = without(meeting, on)
    if after == meeting:
        return tell(voice.t("Die datum is al zoals gewoon."))
    line = voice.t(
        "**{meeting}** van {day} is weer zoals gewoon.",
        meeting=Typed(meeting.name),
        day=day_words(on, situation),
    )
    return replace(
        tell(line),
        dates=DateChanges(meetings=(after,)),
        audit=(logged(situation, f"date restored: {meeting.name}", on.isoformat()),),
    )


def without(meeting: Meeting, on: date) -> Meeting:
    """Return the meeting with this day of its rule as the rule gives it."""
    return replace(
        meeting,
        moved=tuple(one for one in meeting.moved if one.from_on != on),
        cancelled_on=tuple(day for day in meeting.cancelled_on if day != on),
    )


def ruled_day(meeting: Meeting, on: date) -> date:
    """Return the day that the rule gives for a date that may have been moved before."""
    return next((one.from_on for one in meeting.moved if one.to_on == on), on)


def _changed(situation: Situation, after: Meeting, on: date, line: Text) -> Decision:
    voice = situation.voice
    back = voice.button("Herstel", DateVerb.DATE_BACK, after.id, on.isoformat())
    return replace(
        tell(line, buttons=(back, voice.button("Overleggen en data", DateVerb.ALL))),
        dates=DateChanges(meetings=(after,)),
        audit=(logged(situation, f"date changed: {after.name}", on.isoformat()),),
    )


def _fields(situation: Situation, meeting: Meeting) -> tuple[Field, ...]:
    voice = situation.voice
    dates = tuple(
        Option(found.on.isoformat(), date_words(found, meeting, situation))
        for found in coming_dates(meeting, situation, _MOST)
    )
    return (
        Field(
            name=DATE,
            label=voice.s("Welke datum?"),
            kind=FieldKind.CHOICE,
            value=dates[0].value if dates else "",
            options=dates,
        ),
        Field(
            name=WHAT,
            label=voice.s("Wat gebeurt ermee?"),
            kind=FieldKind.CHOICE,
            value=CANCELLED,
            options=(
                Option(CANCELLED, voice.s("gaat niet door")),
                Option(MOVED, voice.s("op een andere dag")),
            ),
        ),
        Field(
            name=TO,
            label=voice.s("Welke dag dan?"),
            kind=FieldKind.WHEN,
            required=False,
            max_length=80,
            hint=voice.s("Alleen bij een andere dag. Bijvoorbeeld: 25 januari 13.00."),
        ),
    )


def _in_the_file(situation: Situation, meeting: Meeting) -> Text:
    return situation.voice.t(
        "De data van **{meeting}** komen uit een agendabestand. Verander het daar, en lees het opnieuw in.",
        meeting=Typed(meeting.name),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
