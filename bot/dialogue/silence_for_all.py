"""`stilte`: nothing unasked goes to anybody, at once, until a day or until it is lifted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.administration.changes import lifted, silence_at
from bot.compose.series_verbs import SeriesVerb
from bot.content import Dialog, Field, FieldKind, Press
from bot.dates.write import write_day
from bot.dialogue.own_moment import utc_now
from bot.dialogue.rest import until_of
from bot.dialogue.series_log import logged
from bot.dialogue.telling import tell, wrong
from bot.model.calendar import Silence
from bot.model.situation import Decision, Situation

UNTIL = "until"


def on_silence_typed(situation: Situation, rest: str) -> Decision:
    """*stilte*, or *stilte tot* with a day: at once, because in a crisis nobody fills in a window."""
    return silenced(situation, until_of(situation, rest) if rest else None)


def on_silence(situation: Situation, press: Press) -> Decision:
    """*Zet alles stil*: a window with the day until which, or none."""
    voice = situation.voice
    field = Field(
        name=UNTIL,
        label=voice.s("Tot wanneer?"),
        kind=FieldKind.WHEN,
        required=False,
        max_length=80,
        hint=voice.s("Leeg: tot je weer start. Bijvoorbeeld: 1 mei, of twee weken."),
    )
    dialog = Dialog(
        press=Press(SeriesVerb.SILENCE),
        title=voice.s("Zet alles stil"),
        intro=(voice.t("Niemand krijgt dan nog iets waar niet om is gevraagd."),),
        fields=(field,),
        submit_label=voice.s("Zet stil"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def on_silence_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """The window of *Zet alles stil*."""
    text = values.get(UNTIL, "").strip()
    until = until_of(situation, text) if text else None
    if text and until is None:
        error = situation.voice.s("Die dag herken ik niet. Kies een dag binnen een jaar.")
        return wrong({UNTIL: error})
    return silenced(situation, until)


def silenced(situation: Situation, until: date | None) -> Decision:
    """Return the silence from now on; one that holds already gets this end."""
    voice, now = situation.voice, utc_now(situation)
    holds = silence_at(situation.calendar.silences, now, situation.now.date())
    silence = Silence(tenant=situation.tenant.id, since_at=now, until_on=until)
    if holds is not None:
        silence = replace(holds, until_on=until)
    said = voice.t("Alle reeksen staan stil voor iedereen.")
    if until is None:
        said = said + voice.t(" Ik vraag je elke week of het weer kan.")
    else:
        day = write_day(until, voice.language, today=situation.now.date())
        said = said + voice.t(" Vanaf {day} mag ik weer.", day=day)
    told = tell(said, buttons=(voice.button("Weer starten", SeriesVerb.LIFT),))
    details = until.isoformat() if until else ""
    entry = logged(situation, "everything silenced", details)
    return replace(told, silences=(silence,), audit=(entry,))


def on_lift(situation: Situation, press: Press) -> Decision:
    """*Weer starten*."""
    voice, now = situation.voice, utc_now(situation)
    holds = silence_at(situation.calendar.silences, now, situation.now.date())
    if holds is None:
        return tell(voice.t("Er staat niets stil."))
    # What waited comes in the ordinary order, one a day at most; nothing of it comes at once.
    told = tell(
        voice.t(
            "Goed, alles loopt weer. Wat wachtte, komt in het gewone ritme: niet alles tegelijk."
        )
    )
    return replace(
        told, silences=(lifted(holds, now),), audit=(logged(situation, "silence lifted"),)
    )
