"""Somebody sends a file: a calendar of meetings from an admin, or something that the bot cannot read."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.compose.date_verbs import DateVerb
from bot.content import Button, Dialog, Field, FieldKind, Option, Press
from bot.dialogue.date_words import time_of
from bot.dialogue.forms import Form, read_form
from bot.dialogue.meeting_dates import meeting_with
from bot.dialogue.meeting_fields import CLOSES, KIND, NAME, meeting_fields
from bot.dialogue.meeting_form import changed, saved
from bot.dialogue.telling import tell, wrong
from bot.events import SentFile
from bot.model.calendar import HeldDate, Meeting, MeetingKind
from bot.model.calendar_file import ALL_DAY, CalendarFile, FiledSeries
from bot.model.ids import MeetingId, derive_id
from bot.model.people import Role
from bot.model.situation import Awaits, Decision, ExpectedAnswer, Situation
from bot.voice import Typed

SERIES, ALL_DAY_AT = "series", "all_day_at"
_WAITS = timedelta(hours=1)
_MOST_SHOWN, _MOST_SERIES, _MOST_DATES = 8, 60, 1000


def on_file(situation: Situation, event: SentFile) -> Decision:
    """Ask of which meeting the dates are; or say what to do with a file that cannot be read here."""
    voice, file = situation.voice, event.file
    if situation.shared:
        return Decision(keeps_expected=True)
    if Role.ADMIN not in situation.person.roles:
        return tell(
            voice.t("Bestanden kan ik niet lezen. Typ je antwoord hier, dan bewaar ik het.")
        )
    if file is None:
        line = voice.t(
            "Bestanden kan ik in deze chat niet lezen. Een agendabestand (.ics) leest ICT in met "
            "`zetje dates import`. Of vul het overleg zelf in."
        )
        return tell(line, buttons=(voice.button("Nieuw overleg", DateVerb.MEETING),))
    return _unreadable(situation, file) if not file.series else _which_meeting(situation, file)


def on_choose(situation: Situation, press: Press) -> Decision:
    """Open the window for this meeting, or for a new one: which of the dates in the file are its own."""
    voice, file = situation.voice, _waiting(situation)
    if file is None:
        return tell(voice.t("Dat bestand heb ik niet meer. Stuur het nog eens."))
    meeting = meeting_with(situation, MeetingId(press.subject))
    new_id = derive_id(situation.tenant.id, "meeting", situation.key)[:16]
    dialog = Dialog(
        press=Press(DateVerb.FILE, meeting.id if meeting else new_id),
        title=voice.s("Lees een agenda in"),
        fields=_fields(situation, meeting, file),
        submit_label=voice.s("Lees in"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def on_chosen(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """The meeting has exactly the dates of the file from now on."""
    voice, file = situation.voice, _waiting(situation)
    if file is None:
        return wrong({SERIES: voice.s("Dat bestand heb ik niet meer. Stuur het nog eens.")})
    before = meeting_with(situation, MeetingId(press.subject))
    form = read_form(voice, _fields(situation, before, file), values)
    errors = {**form.errors}
    series = _chosen(file, form)
    if series is None:
        errors.setdefault(SERIES, voice.s("Kies wat bij dit overleg hoort."))
    at = time_of(form.values.get(ALL_DAY_AT, ""))
    if ALL_DAY_AT in form.values and at is None:
        errors.setdefault(ALL_DAY_AT, voice.s("Dit is geen tijd. Bijvoorbeeld: 13.00."))
    meeting = before or _new(situation, press.subject)
    if before is None:
        meeting = changed(situation, meeting, form, errors)
    if errors or series is None:
        return wrong(errors)
    held = tuple(
        replace(one, wall_time=at or meeting.wall_time) if one.wall_time == ALL_DAY else one
        for one in series.held
    )
    after = replace(
        meeting,
        source=file.name,
        held=held,
        known_until_on=series.known_until_on,
        wall_time=held[0].wall_time if before is None else meeting.wall_time,
    )
    return replace(saved(situation, after, "meeting read in"), keeps_expected=False)


def _which_meeting(situation: Situation, file: CalendarFile) -> Decision:
    voice, count = situation.voice, sum(len(one.held) for one in file.series)
    if count > _MOST_DATES:
        return tell(
            voice.t("In dit bestand staan te veel data. Laat alleen het overleg exporteren.")
        )
    line = voice.n(
        "In **{file}** staat één datum. Van welk overleg is die?",
        "In **{file}** staan {count} data. Van welk overleg zijn die?",
        count,
        file=Typed(file.name),
    )
    known = (
        Button(one.name, Press(DateVerb.FILE, one.id))
        for one in situation.calendar.meetings[:_MOST_SHOWN]
    )
    new = voice.button("Nieuw overleg", DateVerb.FILE)
    asked = tell(line, buttons=(*known, new))
    return replace(asked, expected=_kept(situation, file), keeps_expected=False)


def _unreadable(situation: Situation, file: CalendarFile) -> Decision:
    voice = situation.voice
    if file.wrong_line is None:
        line = voice.t("In **{file}** staan geen data die nog komen.", file=Typed(file.name))
    elif file.wrong_line:
        line = voice.t(
            "**{file}** kan ik niet lezen: regel {line} is niet goed.",
            file=Typed(file.name),
            line=file.wrong_line,
        )
    else:
        line = voice.t("**{file}** is geen agenda die ik kan lezen.", file=Typed(file.name))
    remedy = voice.t(
        "Er is niets veranderd. Laat de agenda opnieuw exporteren als iCalendar (.ics)."
    )
    return tell(line, remedy)


def _fields(situation: Situation, meeting: Meeting | None, file: CalendarFile) -> tuple[Field, ...]:
    voice = situation.voice
    series = Field(
        name=SERIES,
        label=voice.s("Welke afspraken horen bij dit overleg?"),
        kind=FieldKind.CHOICE,
        value="0",
        options=tuple(
            Option(
                str(number),
                str(
                    voice.n(
                        "{summary} (één datum)",
                        "{summary} ({count} data)",
                        len(one.held),
                        summary=one.summary or voice.s("zonder naam"),
                    )
                ),
            )
            for number, one in enumerate(file.series[:_MOST_SERIES])
        ),
    )
    fields: list[Field] = [series]
    if any(held.wall_time == ALL_DAY for one in file.series for held in one.held):
        label = voice.s("Hoe laat begint wat de hele dag duurt?")
        fields.append(Field(name=ALL_DAY_AT, label=label, value="13.00", max_length=20))
    if meeting is None:
        # Its dates are those of the file: the window asks for all but when it meets.
        sourced = replace(_new(situation, ""), source=file.name)
        own = meeting_fields(situation, sourced)
        usual = {KIND: MeetingKind.MT.value, CLOSES: "3", NAME: ""}
        fields += [replace(one, value=usual.get(one.name, one.value)) for one in own]
    return tuple(fields)


def _chosen(file: CalendarFile, form: Form) -> FiledSeries | None:
    number = form[SERIES]
    return file.series[int(number)] if number.isdecimal() else None


def _new(situation: Situation, meeting_id: str) -> Meeting:
    return Meeting(
        id=MeetingId(meeting_id),
        tenant=situation.tenant.id,
        kind=MeetingKind.MT,
        name="",
        wall_time=time(9),
        closes_wall_time=time(12),
        closes_workdays_before=3,
        starts_on=situation.now.date(),
        zone=situation.tenant.zone,
        source="-",
    )


def _kept(situation: Situation, file: CalendarFile) -> ExpectedAnswer:
    """Keep the file for an hour, sealed, until the admin said of which meeting it is."""
    written = [
        [
            one.summary,
            one.known_until_on.isoformat(),
            [[f"{held.on}T{held.wall_time:%H:%M}", held.key] for held in one.held],
        ]
        for one in file.series
    ]
    values = {"name": file.name, "series": json.dumps(written, ensure_ascii=False)}
    until = situation.now.astimezone(UTC) + _WAITS
    return ExpectedAnswer(awaits=Awaits.FILE, values=values, expires_at=until)


def _waiting(situation: Situation) -> CalendarFile | None:
    expected = situation.expected
    if expected is None or expected.awaits is not Awaits.FILE:
        return None
    if expected.expires_at <= situation.now:
        return None
    written = json.loads(expected.values["series"])
    series = (
        FiledSeries(summary, tuple(map(_held, held)), date.fromisoformat(until))
        for summary, until, held in written
    )
    return CalendarFile(expected.values["name"], tuple(series))


def _held(written: tuple[str, str]) -> HeldDate:
    at = datetime.fromisoformat(written[0])
    return HeldDate(at.date(), at.time(), written[1])
