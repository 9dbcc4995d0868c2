"""The fields of the window of a meeting: what meets, when, and when its agenda closes."""

from collections.abc import Iterator

from bot.content import Field, FieldKind, Option
from bot.dialogue.date_words import kind_words, nth_words, rhythm_of, short_time
from bot.dialogue.forms import SHORT_NAME
from bot.dialogue.naming import Naming, groups_of, people_of
from bot.dialogue.own_moment import weekday_name
from bot.model.calendar import Meeting
from bot.model.situation import Situation

NAME, KIND, GROUP, DAY, OFTEN, AT = "name", "kind", "group", "day", "often", "at"
BEGINS, CLOSES, CLOSES_AT, PREPARED = "begins", "closes", "closes_at", "prepared"
SAME, ON_DAY = "same", "day:"
_TUESDAY, _WORKDAYS, _MOST_WEEKS, _MOST_BEFORE = "1", 5, 4, 10
_USUAL_BEFORE = "3"
# The window of a meeting has many choices already: a card of Teams holds no more than these.
_MOST_PEOPLE, _MOST_GROUPS = 10, 8


def meeting_fields(
    situation: Situation, meeting: Meeting | None, group: str = ""
) -> tuple[Field, ...]:
    """Return the fields; without when it meets for a meeting whose dates come from a file.

    A new one is for `group`, unless another is chosen.
    """
    fields = [*_whose(situation, meeting, group)]
    if meeting is None or not meeting.source:
        fields += _when(situation, meeting)
    return (*fields, *closing_fields(situation, meeting), *_prepared(situation, meeting))


def groups_named(situation: Situation) -> Naming:
    """Return the groups that a meeting can be of."""
    return groups_of(situation.groups, _MOST_GROUPS)


def people_named(situation: Situation) -> Naming:
    """Return who can prepare an agenda."""
    return people_of(situation, most=_MOST_PEOPLE)


def _group_of(meeting: Meeting | None, otherwise: str) -> str:
    return (meeting.group or "") if meeting and meeting.name else otherwise


def _whose(situation: Situation, meeting: Meeting | None, group: str) -> Iterator[Field]:
    voice = situation.voice
    yield Field(
        name=NAME,
        label=voice.s("Hoe heet het overleg?"),
        value=meeting.name if meeting else "",
        max_length=SHORT_NAME,
    )
    yield Field(
        name=KIND,
        label=voice.s("Wat is het?"),
        kind=FieldKind.CHOICE,
        value=meeting.kind if meeting else "mt",
        options=tuple(Option(kind, words) for kind, words in kind_words(voice).items()),
        hint=voice.s("Daarop kies ik welke duwtjes passen."),
    )
    if situation.groups:
        field = Field(
            name=GROUP,
            label=voice.s("Welke groep overlegt?"),
            required=False,
            hint=voice.s("Leeg: niemand in het bijzonder."),
        )
        yield groups_named(situation).one(field, voice, _group_of(meeting, group))


def _when(situation: Situation, meeting: Meeting | None) -> Iterator[Field]:
    voice, found = situation.voice, rhythm_of(meeting) if meeting else ("1", int(_TUESDAY))
    known = found is not None and found[0] in dict(_often(situation))
    day, often = (str(found[1]), found[0]) if found and known else (SAME, SAME)
    same = () if known else (Option(SAME, voice.s("zoals het nu is")),)
    days = tuple(
        Option(str(each), weekday_name(each, voice.language))
        for each in range(7)
        if each < _WORKDAYS or str(each) == day
    )
    yield Field(
        name=DAY,
        label=voice.s("Op welke dag?"),
        kind=FieldKind.CHOICE,
        value=day,
        options=(*same, *days),
    )
    yield Field(
        name=OFTEN,
        label=voice.s("Hoe vaak?"),
        kind=FieldKind.CHOICE,
        value=often,
        options=(*same, *(Option(value, words) for value, words in _often(situation))),
    )
    yield Field(
        name=AT,
        label=voice.s("Hoe laat begint het?"),
        value=short_time(meeting.wall_time, voice) if meeting else "",
        max_length=20,
        hint=voice.s("Bijvoorbeeld: 13.00"),
    )
    yield _begins(situation, meeting)


def _begins(situation: Situation, meeting: Meeting | None) -> Field:
    voice = situation.voice
    return Field(
        name=BEGINS,
        label=voice.s("Vanaf wanneer?"),
        kind=FieldKind.WHEN,
        required=False,
        max_length=80,
        hint=voice.s("Leeg: zoals het nu is.")
        if meeting
        else voice.s("Leeg: vanaf vandaag. Bij om de week telt de week van deze dag als eerste."),
    )


def _often(situation: Situation) -> Iterator[tuple[str, str]]:
    voice = situation.voice
    yield "1", voice.s("elke week")
    yield "2", voice.s("om de week")
    for weeks in range(3, _MOST_WEEKS + 1):
        yield str(weeks), voice.s("eens in de {count} weken", count=weeks)
    yield from nth_words(voice).items()


def closing_fields(situation: Situation, meeting: Meeting | None) -> Iterator[Field]:
    """Yield the fields of when the agenda closes: a choice, and a time."""
    voice = situation.voice
    options = [Option("0", voice.s("op de dag zelf"))]
    options += [
        Option(str(days), str(voice.n("één werkdag ervoor", "{count} werkdagen ervoor", days)))
        for days in range(1, _MOST_BEFORE + 1)
    ]
    options += [
        Option(
            f"{ON_DAY}{each}",
            voice.s("op {day} ervoor", day=weekday_name(each, voice.language)),
        )
        for each in range(_WORKDAYS)
    ]
    value = _USUAL_BEFORE
    if meeting is not None:
        before = meeting.closes_workdays_before
        value = f"{ON_DAY}{meeting.closes_weekday}" if before is None else str(before)
    if value not in {one.value for one in options}:
        options.append(Option(value, voice.s("zoals het nu is")))
    yield Field(
        name=CLOSES,
        label=voice.s("Wanneer sluit de agenda?"),
        kind=FieldKind.CHOICE,
        value=value,
        options=tuple(options),
    )
    yield Field(
        name=CLOSES_AT,
        label=voice.s("Hoe laat sluit zij?"),
        value=short_time(meeting.closes_wall_time, voice) if meeting else "12.00",
        max_length=20,
    )


def _prepared(situation: Situation, meeting: Meeting | None) -> Iterator[Field]:
    voice = situation.voice
    field = Field(
        name=PREPARED,
        label=voice.s("Wie maakt de agenda?"),
        required=False,
        hint=voice.s("Wie dit is, krijgt de voorstellen voordat de agenda sluit."),
    )
    chosen = (meeting.prepared_by or "") if meeting else ""
    yield people_named(situation).one(field, voice, chosen)
