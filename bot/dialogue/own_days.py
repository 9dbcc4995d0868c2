"""The days on which somebody does not work: part-time days, and absences with a beginning and an end."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.compose.own_verbs import OwnVerb
from bot.content import Button, Dialog, Field, FieldKind, Option, Press, Text, plain
from bot.dates.read import read_until, read_when
from bot.dates.write import write_day
from bot.dialogue.commands import Word
from bot.dialogue.forms import read_form
from bot.dialogue.own_moment import weekday_name
from bot.dialogue.people_form import deputy_line, on_deputy, on_deputy_sent
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet, tell, wrong
from bot.model.people import Period, Person, Rhythm
from bot.model.situation import Decision, Situation
from bot.voice import Voice

DAYS, FIRST, LAST = "days", "first", "last"
_WORKDAYS = 5
_LONGEST = timedelta(days=366)
_MOST = 10


def on_more(situation: Situation, press: Press) -> Decision:
    """*Meer*: what else can be chosen."""
    voice, person = situation.voice, situation.person
    lines = [*days_off_lines(voice, person), *_absence_lines(situation)]
    lines = lines or [voice.t("Ik ga ervan uit dat je elke werkdag werkt.")]
    if person.deputy:
        lines.append(deputy_line(situation, person))
    rhythm = (
        ()
        if person.rhythm is Rhythm.BRISK
        else (voice.button("Stevig", OwnVerb.RHYTHM, arg=Rhythm.BRISK),)
    )
    buttons = (
        *rhythm,
        voice.button("Vrije dagen", OwnVerb.DAYS_OFF),
        voice.button("Afwezig", OwnVerb.ABSENCE),
        voice.button("Vervanger", OwnVerb.DEPUTY),
    )
    return tell(*lines, buttons=buttons)


def on_days_off(situation: Situation, press: Press) -> Decision:
    """*Vrije dagen*: a window with the days of the week."""
    return Decision(dialog=_days_dialog(situation), keeps_expected=True)


def on_days_off_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """The window of *Vrije dagen*; not all days can be free."""
    voice = situation.voice
    form = read_form(voice, _days_dialog(situation).fields, values)
    days = frozenset(int(day) for day in form.chosen(DAYS))
    if len(days) == _WORKDAYS:
        text = voice.s("Dan komt er niets meer. Kies **pauze** of **stop**, of laat een dag over.")
        return wrong({DAYS: text})
    person = replace(situation.person, days_off=days)
    lines = days_off_lines(voice, person)
    if not lines:
        lines = (voice.t("Goed, ik ga ervan uit dat je elke werkdag werkt."),)
    buttons = _again(voice)
    if person.weekday in days:
        lines = (*lines, voice.t("Je eigen moment valt op zo’n dag. Kies liever een ander."))
        buttons = (voice.button("Verander moment", OwnVerb.MOMENT, arg="own"), *buttons)
    return replace(tell(*lines, buttons=buttons), person=person)


def on_days_off_typed(situation: Situation, rest: str) -> Decision:
    """*vrije dagen*."""
    voice = situation.voice
    lines = days_off_lines(voice, situation.person) or (voice.t("Op welke dagen werk je niet?"),)
    return tell(*lines, buttons=_again(voice))


def on_absence(situation: Situation, press: Press) -> Decision:
    """*Afwezig*: a window with the first and the last day; or an absence is taken away."""
    if press.arg:
        return _without(situation, press.arg)
    return Decision(dialog=_absence_dialog(situation.voice), keeps_expected=True)


def on_absence_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """The window of *Afwezig*."""
    voice, today = situation.voice, situation.now.date()
    form = read_form(voice, _absence_dialog(voice).fields, values)
    errors = dict(form.errors)
    first, last = _day(situation, form[FIRST]), _day(situation, form[LAST])
    for name, day in ((FIRST, first), (LAST, last)):
        if name not in errors and day is None:
            errors[name] = voice.s("Die dag herken ik niet. Bijvoorbeeld: 25 januari.")
    if first and last and not errors:
        if last < first or last < today:
            errors[LAST] = voice.s("De laatste dag ligt voor de eerste, of is al geweest.")
        elif last - first > _LONGEST:
            errors[LAST] = voice.s("Kies hoogstens een jaar. Langer kan met **stop**.")
    if errors or first is None or last is None:
        return wrong(errors)
    return absent(situation, Period(first, last))


def on_absent_typed(situation: Situation, rest: str) -> Decision:
    """*afwezig*, or *afwezig tot* with a day."""
    until = until_in(situation, rest)
    if until is not None:
        return absent(situation, Period(situation.now.date(), until - timedelta(days=1)))
    voice = situation.voice
    lines = _absence_lines(situation) or [voice.t("Wanneer ben je er niet?")]
    return tell(*lines, buttons=(voice.button("Vul in", OwnVerb.ABSENCE),))


def until_in(situation: Situation, rest: str) -> date | None:
    """Return the first day after an absence that began today, or None when the text does not say it."""
    until = read_until(rest, now=situation.now) if rest else None
    today = situation.now.date()
    return until if until and today < until <= today + _LONGEST else None


def absent(situation: Situation, period: Period) -> Decision:
    """Return the absence noted: nothing unasked comes, and follow-ups wait."""
    voice, today = situation.voice, situation.now.date()
    coming = [one for one in situation.person.absences if one.last_on >= today and one != period]
    kept = tuple(sorted((*coming, period), key=lambda one: one.first_on))[:_MOST]
    person = replace(situation.person, absences=kept)
    said = voice.t(
        "Genoteerd: afwezig van {first} tot en met {last}. Je opvolgingen wachten.",
        first=write_day(period.first_on, voice.language, today=today),
        last=write_day(period.last_on, voice.language, today=today),
    )
    deputy = next((one for one in situation.colleagues if one.id == person.deputy), None)
    if person.deputy:
        name = deputy.first_name if deputy else voice.s("je vervanger")
        said = said + plain(" ") + voice.t("Wat voor jou is, gaat dan naar {name}.", name=name)
    away = voice.button("Weg ermee", OwnVerb.ABSENCE, arg=_arg(period))
    return replace(tell(said, buttons=(away,)), person=person)


def days_off_lines(voice: Voice, person: Person) -> tuple[Text, ...]:
    """Return which days are free, or nothing."""
    days = [weekday_name(day, voice.language) for day in sorted(person.days_off)]
    if not days:
        return ()
    return (voice.t("Vrije dagen: {days}. Dan komt er niets.", days=", ".join(days)),)


def _absence_lines(situation: Situation) -> list[Text]:
    voice, today = situation.voice, situation.now.date()
    return [
        voice.t(
            "Afwezig van {first} tot en met {last}.",
            first=write_day(one.first_on, voice.language, today=today),
            last=write_day(one.last_on, voice.language, today=today),
        )
        for one in situation.person.absences
        if one.last_on >= today
    ]


def _without(situation: Situation, arg: str) -> Decision:
    person, voice = situation.person, situation.voice
    left = tuple(one for one in person.absences if _arg(one) != arg)
    if left == person.absences:
        return tell(voice.t("Deze afwezigheid staat er niet (meer)."))
    told = tell(voice.t("Goed, die afwezigheid is weg."))
    return replace(told, person=replace(person, absences=left))


def _again(voice: Voice) -> tuple[Button, ...]:
    return (voice.button("Vrije dagen", OwnVerb.DAYS_OFF),)


def _days_dialog(situation: Situation) -> Dialog:
    voice, person = situation.voice, situation.person
    field = Field(
        name=DAYS,
        label=voice.s("Op welke dagen werk je niet?"),
        kind=FieldKind.CHOICES,
        required=False,
        values=tuple(str(day) for day in sorted(person.days_off)),
        options=tuple(
            Option(str(day), weekday_name(day, voice.language)) for day in range(_WORKDAYS)
        ),
    )
    return Dialog(
        press=Press(OwnVerb.DAYS_OFF),
        title=voice.s("Vrije dagen"),
        fields=(field,),
        submit_label=voice.s("Bewaar"),
    )


def _absence_dialog(voice: Voice) -> Dialog:
    return Dialog(
        press=Press(OwnVerb.ABSENCE),
        title=voice.s("Afwezig"),
        intro=(voice.t("Niemand anders ziet dit. Een reden hoeft niet."),),
        fields=(
            Field(
                name=FIRST,
                label=voice.s("Eerste dag"),
                kind=FieldKind.WHEN,
                max_length=80,
                hint=voice.s("Bijvoorbeeld: 3 mei."),
            ),
            Field(name=LAST, label=voice.s("Laatste dag"), kind=FieldKind.WHEN, max_length=80),
        ),
        submit_label=voice.s("Bewaar"),
    )


def _day(situation: Situation, text: str) -> date | None:
    when = read_when(text, now=situation.now) if text else None
    return when.on if when else None


def _arg(period: Period) -> str:
    return f"{period.first_on.isoformat()}:{period.last_on.isoformat()}"


STORY = discreet(
    Story(
        presses={
            OwnVerb.MORE: on_more,
            OwnVerb.DAYS_OFF: on_days_off,
            OwnVerb.ABSENCE: on_absence,
            OwnVerb.DEPUTY: on_deputy,
        },
        submits={
            OwnVerb.DAYS_OFF: on_days_off_sent,
            OwnVerb.ABSENCE: on_absence_sent,
            OwnVerb.DEPUTY: on_deputy_sent,
        },
        commands={Word.DAYS_OFF: on_days_off_typed, Word.ABSENT: on_absent_typed},
    )
)
