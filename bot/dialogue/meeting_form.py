"""An admin makes, changes and takes away a meeting in the chat."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

from bot.compose.date_verbs import DateVerb
from bot.content import Dialog, Press, Style, Text, plain
from bot.dates.read import read_when
from bot.dialogue.date_words import coming_dates, date_words, rhythm_of, time_of
from bot.dialogue.forms import Form, read_form
from bot.dialogue.meeting_dates import meeting_with
from bot.dialogue.meeting_fields import (
    AT,
    BEGINS,
    CLOSES,
    CLOSES_AT,
    DAY,
    GROUP,
    KIND,
    NAME,
    OFTEN,
    ON_DAY,
    PREPARED,
    SAME,
    groups_named,
    meeting_fields,
    people_named,
)
from bot.dialogue.series_log import logged
from bot.dialogue.series_words import RULE_DAYS, weekly_rule
from bot.dialogue.telling import tell, wrong
from bot.local_time import monday_of
from bot.model.calendar import Meeting, MeetingKind
from bot.model.date_changes import DateChanges
from bot.model.ids import GroupId, MeetingId, PersonId, derive_id
from bot.model.situation import Decision, Situation
from bot.voice import Typed

_SHOWN_AFTER = 3


def on_meeting(situation: Situation, press: Press) -> Decision:
    """Open the window of a meeting, or of a new one; sent twice, that makes one meeting."""
    voice, meeting = situation.voice, meeting_with(situation, MeetingId(press.subject))
    new_id = derive_id(situation.tenant.id, "meeting", situation.key)[:16]
    dialog = Dialog(
        press=Press(DateVerb.MEETING, meeting.id if meeting else new_id),
        title=voice.s("Verander het overleg") if meeting else voice.s("Nieuw overleg"),
        fields=meeting_fields(situation, meeting, press.arg),
        submit_label=voice.s("Bewaar"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def on_meeting_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save the meeting, and show its next dates."""
    before = meeting_with(situation, MeetingId(press.subject))
    form = read_form(situation.voice, meeting_fields(situation, before), values)
    errors = {**form.errors}
    after = changed(situation, before or _new(situation, press.subject), form, errors)
    if errors:
        return wrong(errors)
    what = "meeting changed" if before else "meeting made"
    return saved(situation, after, what)


def saved(situation: Situation, meeting: Meeting, what: str) -> Decision:
    """Return the decision that this meeting is kept as it is now, with its next dates."""
    voice = situation.voice
    coming = coming_dates(meeting, situation, _SHOWN_AFTER)
    lines = [plain(date_words(found, meeting, situation)) for found in coming]
    first = voice.t("**{meeting}** is bewaard. De volgende data:", meeting=Typed(meeting.name))
    if not lines:
        first = voice.t(
            "**{meeting}** is bewaard, maar er komen geen data uit.", meeting=Typed(meeting.name)
        )
    buttons = (
        voice.button("Verander", DateVerb.MEETING, meeting.id),
        voice.button("Overleggen en data", DateVerb.ALL),
    )
    return replace(
        tell(first, *lines, buttons=buttons),
        dates=DateChanges(meetings=(meeting,)),
        audit=(logged(situation, f"{what}: {meeting.name}"),),
    )


def on_drop(situation: Situation, press: Press) -> Decision:
    """*Neem weg*: ask once, because all its dates go with it."""
    voice, meeting = situation.voice, meeting_with(situation, MeetingId(press.subject))
    if meeting is None:
        return tell(_unknown(situation))
    line = voice.t(
        "Zal ik **{meeting}** wegnemen? Er komen dan geen duwtjes meer voor. Wat is voorgesteld, "
        "blijft bij wie het voorstelde.",
        meeting=Typed(meeting.name),
    )
    yes = voice.button("Neem weg", DateVerb.DROP_MEETING_YES, meeting.id, style=Style.DANGER)
    return tell(line, buttons=(yes, voice.button("Toch niet", DateVerb.ALL)))


def on_drop_yes(situation: Situation, press: Press) -> Decision:
    """Take the meeting away."""
    voice, meeting = situation.voice, meeting_with(situation, MeetingId(press.subject))
    if meeting is None:
        return tell(_unknown(situation))
    line = voice.t("Goed, **{meeting}** is weg.", meeting=Typed(meeting.name))
    return replace(
        tell(line, buttons=(voice.button("Overleggen en data", DateVerb.ALL),)),
        dates=DateChanges(meetings_gone=(meeting.id,)),
        audit=(logged(situation, f"meeting removed: {meeting.name}"),),
    )


def changed(situation: Situation, meeting: Meeting, form: Form, errors: dict[str, str]) -> Meeting:
    """Return the meeting as the window says; what is wrong with it is added to `errors`."""
    voice = situation.voice
    prepared = people_named(situation).read(form, PREPARED, voice, errors)
    asked = groups_named(situation)
    groups = asked.read(form, GROUP, voice, errors) if GROUP in form.values else ()
    whose = replace(
        meeting,
        name=form[NAME],
        kind=MeetingKind(form[KIND] or MeetingKind.OTHER),
        prepared_by=PersonId(prepared[0]) if prepared else None,
        group=GroupId(groups[0]) if groups else None,
    )
    closed = with_closing(situation, whose, form, errors)
    return closed if meeting.source else _with_rhythm(situation, closed, form, errors)


def with_closing(
    situation: Situation, meeting: Meeting, form: Form, errors: dict[str, str]
) -> Meeting:
    """Return the meeting with the closing of the form."""
    at, closes = time_of(form[CLOSES_AT]), form[CLOSES]
    if at is None:
        errors.setdefault(CLOSES_AT, _no_time(situation))
    on_day = closes.startswith(ON_DAY)
    return replace(
        meeting,
        closes_wall_time=at or meeting.closes_wall_time,
        closes_workdays_before=None if on_day else int(closes or 0),
        closes_weekday=int(closes.removeprefix(ON_DAY)) if on_day else meeting.closes_weekday,
    )


def _with_rhythm(
    situation: Situation, meeting: Meeting, form: Form, errors: dict[str, str]
) -> Meeting:
    voice, now = situation.voice, situation.now
    at = time_of(form[AT])
    if at is None:
        errors.setdefault(AT, _no_time(situation))
    begins = read_when(form[BEGINS], now=now) if form[BEGINS] else None
    if form[BEGINS] and begins is None:
        errors.setdefault(BEGINS, voice.s("Die dag herken ik niet. Bijvoorbeeld: 25 januari."))
    if SAME in (form[DAY], form[OFTEN]) and form[DAY] != form[OFTEN]:
        errors.setdefault(DAY, voice.s("Kies bij allebei iets, of laat allebei zoals het nu is."))
    if errors:
        return meeting
    timed = replace(meeting, wall_time=at or meeting.wall_time)
    starts_on = begins.on if begins else meeting.starts_on
    is_known = meeting_with(situation, meeting.id) is not None
    is_same = form[DAY] == SAME or (form[OFTEN], int(form[DAY])) == rhythm_of(meeting)
    if is_known and is_same:
        return replace(timed, starts_on=starts_on)
    return _on_other_days(timed, form, starts_on, now.date())


def _on_other_days(meeting: Meeting, form: Form, starts_on: date, today: date) -> Meeting:
    """Return the meeting with another rule: what was moved or cancelled of the old one is over."""
    weekday, often = int(form[DAY]), form[OFTEN]
    if often.startswith("m"):
        days = ",".join(f"{each}{RULE_DAYS[weekday]}" for each in often[1:].split(","))
        rule = f"FREQ=MONTHLY;BYDAY={days}"
    else:
        rule, starts_on = weekly_rule(int(often), weekday), monday_of(starts_on)
    return replace(
        meeting,
        rule=rule,
        weekday=weekday,
        starts_on=starts_on,
        cancelled_on=tuple(day for day in meeting.cancelled_on if day < today),
        moved=tuple(one for one in meeting.moved if one.from_on < today),
    )


def _new(situation: Situation, meeting_id: str) -> Meeting:
    return Meeting(
        id=MeetingId(meeting_id),
        tenant=situation.tenant.id,
        kind=MeetingKind.OTHER,
        name="",
        wall_time=time(9),
        closes_wall_time=time(12),
        starts_on=situation.now.date(),
        zone=situation.tenant.zone,
    )


def _no_time(situation: Situation) -> str:
    return situation.voice.s("Dit is geen tijd. Bijvoorbeeld: 13.00.")


def _unknown(situation: Situation) -> Text:
    return situation.voice.t("Dat overleg ken ik niet meer.")
