"""A person chooses what of a month goes into the overview of their group, line by line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.compose.verbs import Verb
from bot.content import Dialog, Field, FieldKind, Option, Press, Text
from bot.dates.write import write_day
from bot.dialogue.forms import read_form
from bot.dialogue.story import Story
from bot.dialogue.telling import tell, wrong
from bot.digest.month import Month
from bot.errors import UnknownThing
from bot.local_time import first_thursday_of, month_after
from bot.meetings import add_workdays, dates_of
from bot.model.ids import GroupId, RecordId, derive_id
from bot.model.people import Group
from bot.model.records import CommitmentState, Dilemma, DilemmaState, Share
from bot.model.situation import Decision, Situation
from bot.silence import RestDays
from bot.voice import Typed

_LONGEST_LINE = 300
_YEARS_BACK = 2


@dataclass(frozen=True, slots=True)
class _Line:
    """Something of the month that can be shown, with the text as the group would see it."""

    subject: RecordId
    short_name: str
    text: str
    is_dilemma: bool


def on_choose(situation: Situation, press: Press) -> Decision:
    """Open the list of what can be shown; only what was chosen before is ticked."""
    voice, month, groups = (
        situation.voice,
        _month(situation, press.subject),
        _groups(situation, press.arg),
    )
    if month is None or not groups:
        return tell(voice.t("Je zit nog niet in een groep die een overzicht krijgt."))
    if not _lines(situation, month):
        return tell(voice.t("Er is in die maand niets om te delen."))
    dialog = Dialog(
        press=Press(Verb.CHOOSE_SHARES, str(month), press.arg),
        title=voice.s("Kies wat je deelt"),
        intro=_intro(situation, month),
        fields=_fields(situation, month, groups),
        submit_label=voice.s("Deel"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def on_chosen(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save what was ticked, and take back what is ticked no more."""
    voice, month, groups = (
        situation.voice,
        _month(situation, press.subject),
        _groups(situation, press.arg),
    )
    if month is None or not groups:
        return wrong({"shown": voice.s("Je zit nog niet in een groep die een overzicht krijgt.")})
    form = read_form(voice, _fields(situation, month, groups), values)
    if form.errors:
        return wrong(form.errors)
    group = next((one for one in groups if one.id == form.values.get("group")), groups[0])
    lines = {line.subject: line for line in _lines(situation, month)}
    chosen = [lines[RecordId(subject)] for subject in form.chosen("shown")]
    shares = tuple(_share(situation, group, month, line) for line in chosen)
    kept = {share.id for share in shares}
    taken_back = tuple(
        replace(one, withdrawn_at=situation.now.astimezone(UTC))
        for one in _shown(situation, month, group.id)
        if one.id not in kept
    )
    return replace(_told(situation, month, group, len(shares)), saves=(*shares, *taken_back))


def on_withdraw(situation: Situation, press: Press) -> Decision:
    """Take back all that would go into the overview of this month."""
    voice, month = situation.voice, _month(situation, press.subject)
    shown = _shown(situation, month, press.arg) if month else ()
    if not shown:
        return tell(voice.t("Dat was al teruggetrokken."))
    at = situation.now.astimezone(UTC)
    withdrawn = tuple(replace(one, withdrawn_at=at) for one in shown)
    return replace(tell(voice.t("Goed, er gaat niets van jou mee.")), saves=withdrawn)


def digest_day(situation: Situation, month: Month, group: Group) -> date | None:
    """Return the day on which the group gets its overview of this month, or None when it gets none.

    It is the working day before its first meeting for which that day lies after the personal
    overviews.
    """
    if group.conversation is None:
        return None
    days = RestDays(situation.tenant, situation.calendar)
    first_on = month_after(month.first_on)
    last_on = Month.of(first_on).last_on
    return min(
        (
            day
            for meeting in situation.calendar.meetings
            if meeting.group == group.id
            for found in dates_of(meeting, first_on, last_on, days)
            if (day := add_workdays(found.on, -1, days.is_workday)) > first_thursday_of(first_on)
        ),
        default=None,
    )


def _told(situation: Situation, month: Month, group: Group, count: int) -> Decision:
    voice, name = situation.voice, Typed(group.name)
    change = voice.button("Verander", Verb.CHOOSE_SHARES, str(month), group.id)
    if not count:
        return tell(voice.t("Goed, er gaat niets van jou mee."), buttons=(change,))
    take_back = voice.button("Trek terug", Verb.SHARES_WITHDRAW, str(month), group.id)
    day, today = digest_day(situation, month, group), situation.now.date()
    if day is None or day < today:
        line = voice.n(
            "Dit staat in het overzicht van {group}: één regel.",
            "Dit staat in het overzicht van {group}: {count} regels.",
            count,
            group=name,
        )
    else:
        line = voice.n(
            "Dit gaat mee in het overzicht van {group} op {day}: één regel.",
            "Dit gaat mee in het overzicht van {group} op {day}: {count} regels.",
            count,
            group=name,
            day=write_day(day, voice.language, today=today),
        )
    return tell(line, buttons=(change, take_back))


def _intro(situation: Situation, month: Month) -> tuple[Text, ...]:
    voice = situation.voice
    first = voice.t("Zo ziet je groep het. Wat je niet aankruist, blijft van jou alleen.")
    if all(len(line.text) <= _LONGEST_LINE for line in _all_lines(situation, month)):
        return (first,)
    return (first, voice.t("Wat langer is dan een paar zinnen, staat hier niet bij."))


def _month(situation: Situation, text: str) -> Month | None:
    """Return the month that is meant, when it is one of this year or the two before."""
    try:
        month = Month.read(text)
    except UnknownThing:
        return None
    return month if 0 <= situation.now.year - month.year <= _YEARS_BACK else None


def _groups(situation: Situation, wanted: str) -> tuple[Group, ...]:
    mine = tuple(one for one in situation.groups if situation.person.id in one.members)
    return tuple(one for one in mine if one.id == wanted) or mine


def _shown(situation: Situation, month: Month, group: str) -> tuple[Share, ...]:
    return tuple(
        one
        for one in situation.records.shares
        if one.to_group == group and one.month == str(month) and one.withdrawn_at is None
    )


def _fields(situation: Situation, month: Month, groups: Sequence[Group]) -> tuple[Field, ...]:
    voice = situation.voice
    ticked = tuple(one.subject for one in _shown(situation, month, groups[0].id))
    lines = Field(
        name="shown",
        label=voice.s("Wat gaat mee?"),
        kind=FieldKind.CHOICES,
        required=False,
        values=ticked if len(groups) == 1 else (),
        options=tuple(Option(line.subject, line.text) for line in _lines(situation, month)),
    )
    if len(groups) == 1:
        return (lines,)
    choice = Field(
        name="group",
        label=voice.s("Voor welke groep?"),
        kind=FieldKind.CHOICE,
        options=tuple(Option(group.id, group.name) for group in groups),
    )
    return (choice, lines)


def _lines(situation: Situation, month: Month) -> tuple[_Line, ...]:
    return tuple(line for line in _all_lines(situation, month) if len(line.text) <= _LONGEST_LINE)


def _all_lines(situation: Situation, month: Month) -> Iterator[_Line]:
    records = situation.records

    def in_month(at: datetime | None) -> bool:
        return at is not None and at.astimezone(situation.now.tzinfo).date() in month

    for reply in records.replies:
        if in_month(reply.at):
            yield _Line(reply.id, reply.short_name, reply.text, is_dilemma=False)
    for one in records.commitments:
        if one.state is CommitmentState.DONE and in_month(one.closed_at):
            yield _Line(one.id, one.short_name, one.what, is_dilemma=False)
    for dilemma in records.dilemmas:
        if dilemma.state is DilemmaState.OPEN or in_month(dilemma.created_at):
            yield _Line(
                dilemma.id, dilemma.short_name, _both_sides(situation, dilemma), is_dilemma=True
            )


def _both_sides(situation: Situation, dilemma: Dilemma) -> str:
    return situation.voice.s(
        "{one_side}, of {other_side}?",
        one_side=dilemma.one_side.rstrip(" .?"),
        other_side=dilemma.other_side.rstrip(" .?"),
    )


def _share(situation: Situation, group: Group, month: Month, line: _Line) -> Share:
    me = situation.person
    return Share(
        id=RecordId(derive_id(me.tenant, me.id, "share", line.subject, group.id, month)),
        tenant=me.tenant,
        person=me.id,
        subject=line.subject,
        short_name=line.short_name,
        text=line.text,
        is_dilemma=line.is_dilemma,
        to_group=GroupId(group.id),
        month=str(month),
        at=situation.now.astimezone(UTC),
    )


DIGEST_SHARES = Story(
    presses={Verb.CHOOSE_SHARES: on_choose, Verb.SHARES_WITHDRAW: on_withdraw},
    submits={Verb.CHOOSE_SHARES: on_chosen},
)
