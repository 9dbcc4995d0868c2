"""Rest: later, a pause, stopping and starting again. Nothing of it needs a reason."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.compose.own_verbs import OwnVerb
from bot.content import Dialog, Field, FieldKind, Press, Style, Text, plain
from bot.dates.read import read_until
from bot.dates.write import write_day
from bot.dialogue import later, welcome
from bot.dialogue.commands import Word
from bot.dialogue.own_moment import first_message_on, missed_for_rest, utc_now
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet, tell, wrong
from bot.digest.days import holiday_name
from bot.model.people import Person, Rhythm, Standing
from bot.model.situation import Awaits, Decision, ExpectedAnswer, Situation

UNTIL = "until"
_LONGEST = timedelta(days=366)
_WAITS = timedelta(hours=1)
_SHORT = {"2": timedelta(weeks=2), "4": timedelta(weeks=4)}


def stopped(situation: Situation) -> Decision:
    """Return what `stop` does: nothing more comes, what was kept stays; it can be taken back."""
    voice, was = situation.voice, situation.person.standing
    buttons = (
        voice.button(
            "Terug", OwnVerb.BACK, arg=Standing.ACTIVE if was is Standing.STOPPED else was
        ),
        voice.button("Toon wat er staat", OwnVerb.MINE),
        voice.button("Wis alles", OwnVerb.ERASE_ALL, style=Style.DANGER),
    )
    told = tell(
        voice.t(
            "Ik stuur je niets meer. Wat je bewaarde, houd je tot de bewaartermijn voorbij is."
        ),
        buttons=buttons,
    )
    return replace(told, person=_stopped(situation))


def on_left(situation: Situation) -> Decision:
    """Who removes the app has stopped; there is nobody to say it to."""
    return Decision(person=_stopped(situation))


def on_back(situation: Situation, press: Press) -> Decision:
    """*Terug* after `stop`: everything is as it was before."""
    person = situation.person
    if person.standing is not Standing.STOPPED:
        return tell(situation.voice.t("Er was niets gestopt."))
    before = Standing.NOT_STARTED if press.arg == Standing.NOT_STARTED else Standing.ACTIVE
    if before is Standing.ACTIVE and person.started_at is None:
        return welcome.started(situation)
    back = replace(person, standing=before, stopped_at=None, unanswered=0)
    told = tell(situation.voice.t("Goed, alles is weer zoals het was."))
    return replace(told, person=back)


def paused(situation: Situation, until: date) -> Decision:
    """Return what a pause does: silence, follow-ups too, until this day."""
    voice, today = situation.voice, situation.now.date()
    person = replace(situation.person, paused_until_on=until, unanswered=0)
    text = voice.t(
        "Goed. Vanaf {day} mag ik weer.", day=write_day(until, voice.language, today=today)
    )
    told = tell(
        text + _first_after(situation, person),
        buttons=(
            voice.button("Verander", OwnVerb.PAUSE_UNTIL),
            voice.button("Weer starten", OwnVerb.RESUME),
        ),
    )
    return replace(told, person=person, keeps_expected=_keeps(situation))


def on_not_now(situation: Situation, rest: str) -> Decision:
    """*nu even niet*: two weeks of silence."""
    until = situation.now.date() + timedelta(weeks=2)
    person = replace(situation.person, paused_until_on=until, unanswered=0)
    voice = situation.voice
    told = tell(
        voice.t("Goed, twee weken stil. Ook je opvolgingen wachten. Daarna begin ik rustig."),
        buttons=(voice.button("Weer starten", OwnVerb.RESUME),),
    )
    return replace(told, person=person, keeps_expected=_keeps(situation))


def on_pause(situation: Situation, rest: str) -> Decision:
    """*pauze*, or *pauze tot* with a day."""
    if not rest:
        return _until_when(situation, situation.voice.t("Tot wanneer?"))
    until = until_of(situation, rest)
    if until is None:
        return _until_when(situation, situation.voice.t("Die dag herken ik niet. Tot wanneer?"))
    return paused(situation, until)


def on_pause_until(situation: Situation, press: Press) -> Decision:
    """A length from the buttons, or a window to fill in a day."""
    if press.arg in _SHORT:
        return paused(situation, situation.now.date() + _SHORT[press.arg])
    voice = situation.voice
    field = Field(
        name=UNTIL,
        label=voice.s("Tot wanneer?"),
        kind=FieldKind.WHEN,
        max_length=80,
        hint=voice.s("bijvoorbeeld 1 mei, of twee weken"),
    )
    dialog = Dialog(
        press=Press(OwnVerb.PAUSE_UNTIL),
        title=voice.s("Pauze"),
        fields=(field,),
        submit_label=voice.s("Pauzeer"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def on_pause_until_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """A day from the window, or typed after the question."""
    until = until_of(situation, values.get(UNTIL, ""))
    if until is None:
        error = situation.voice.s("Die dag herken ik niet. Kies een dag binnen een jaar.")
        return wrong({UNTIL: error})
    return paused(situation, until)


def until_of(situation: Situation, text: str) -> date | None:
    """Return the first day that counts again, within a year; None when the text does not say it."""
    now = situation.now
    until = read_until(text, now=now) or read_until(f"tot {text}", now=now)
    return until if until is not None and until - now.date() <= _LONGEST else None


def on_resume(situation: Situation, press: Press) -> Decision:
    """*Weer starten*."""
    return welcome.started(situation)


def on_quiet_seldom(situation: Situation, press: Press) -> Decision:
    """*Eén keer per maand*."""
    person = replace(situation.person, rhythm=Rhythm.MONTHLY, unanswered=0)
    text = situation.voice.t(
        "Goed, hoogstens één vraag per maand. Veranderen kan met **instellingen**."
    )
    return replace(tell(text), person=person)


def on_quiet_same(situation: Situation, press: Press) -> Decision:
    """*Blijf zoals het was*."""
    person = replace(situation.person, unanswered=0)
    return replace(tell(situation.voice.t("Goed, het blijft zoals het was.")), person=person)


def _until_when(situation: Situation, question: Text) -> Decision:
    voice = situation.voice
    buttons = (
        voice.button("Twee weken", OwnVerb.PAUSE_UNTIL, arg="2"),
        voice.button("Vier weken", OwnVerb.PAUSE_UNTIL, arg="4"),
        voice.button("Kies een dag", OwnVerb.PAUSE_UNTIL),
    )
    told = tell(question, buttons=buttons)
    if situation.expected is not None and situation.expected.words:
        return told
    expected = ExpectedAnswer(
        awaits=Awaits.PAUSE_UNTIL,
        verb=OwnVerb.PAUSE_UNTIL,
        expires_at=utc_now(situation) + _WAITS,
    )
    return replace(told, expected=expected, keeps_expected=False)


def _keeps(situation: Situation) -> bool:
    """Tell whether to go on waiting: not for a day that was just given."""
    expected = situation.expected
    return expected is not None and expected.awaits is not Awaits.PAUSE_UNTIL


def _first_after(situation: Situation, person: Person) -> Text:
    voice, today = situation.voice, situation.now.date()
    if person.weekday is None:
        return plain("")
    first = write_day(first_message_on(situation, person), voice.language, today=today)
    missed = missed_for_rest(situation, person)
    if missed is None:
        return voice.t(" Je eerste bericht komt op {first}.", first=first)
    day = write_day(missed[0], voice.language, today=today)
    return voice.t(
        " {day} is {name}, dus je eerste bericht komt op {first}.",
        day=day[:1].upper() + day[1:],
        name=holiday_name(missed[1], voice),
        first=first,
    )


def _stopped(situation: Situation) -> Person:
    person = situation.person
    if person.standing is Standing.STOPPED:
        return person
    return replace(person, standing=Standing.STOPPED, stopped_at=utc_now(situation))


STORY = discreet(
    Story(
        presses={
            **later.STORY.presses,
            OwnVerb.STOP: lambda situation, press: stopped(situation),
            OwnVerb.QUIET_STOP: lambda situation, press: stopped(situation),
            OwnVerb.QUIET_SELDOM: on_quiet_seldom,
            OwnVerb.QUIET_SAME: on_quiet_same,
            OwnVerb.BACK: on_back,
            OwnVerb.PAUSE_UNTIL: on_pause_until,
            OwnVerb.RESUME: on_resume,
        },
        submits={OwnVerb.PAUSE_UNTIL: on_pause_until_sent},
        commands={
            Word.STOP: lambda situation, rest: stopped(situation),
            Word.NOT_NOW: on_not_now,
            Word.PAUSE: on_pause,
        },
    )
)
