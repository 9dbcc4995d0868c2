"""An admin keeps the dates of the year from which nudges count back, such as a closing of the kadernota."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.compose.date_verbs import DateVerb
from bot.content import Dialog, Field, FieldKind, Option, Press
from bot.dates.read import read_when
from bot.dialogue.date_words import day_words, mark_of, moment_label
from bot.dialogue.forms import SHORT_NAME, Form, read_form
from bot.dialogue.series_log import logged
from bot.dialogue.telling import tell, wrong
from bot.model.calendar import TenantMoment
from bot.model.date_changes import DateChanges
from bot.model.situation import Decision, Situation
from bot.planner.horizon import CLOSING
from bot.voice import Typed

WHICH, OTHER, ON = "which", "other", "on"
_MOST_KEYS = 90
_NO_KEY = re.compile(r"[^a-z0-9]+")


def on_moment(situation: Situation, press: Press) -> Decision:
    """Open the window of a date of the year, or of a new one."""
    voice = situation.voice
    dialog = Dialog(
        press=Press(DateVerb.MOMENT, press.subject),
        title=voice.s("Data van het jaar"),
        fields=_fields(situation, _moment(situation, press.subject)),
        submit_label=voice.s("Bewaar"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def on_moment_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save the date; one with the same name in the same year takes its place."""
    voice, before = situation.voice, _moment(situation, press.subject)
    form = read_form(voice, _fields(situation, before), values)
    errors = {**form.errors}
    on = read_when(form[ON], now=situation.now) if form[ON] else None
    if form[ON] and on is None:
        errors.setdefault(ON, voice.s("Die dag herken ik niet. Bijvoorbeeld: 25 januari."))
    named = _named(situation, form)
    if named is None:
        errors.setdefault(WHICH, voice.s("Kies een datum, of geef zelf een naam."))
    if errors or on is None or named is None:
        return wrong(errors)
    moment = TenantMoment(tenant=situation.tenant.id, key=named[0], on=on.on, label=named[1])
    gone = {
        one
        for one in situation.calendar.moments
        if one.key == moment.key and one.on.year == moment.on.year and one != moment
    }
    if before is not None and before != moment:
        gone.add(before)
    line = voice.t(
        "**{name}** is bewaard: {day}. Duwtjes tellen vanaf die dag terug.",
        name=Typed(moment.label),
        day=day_words(moment.on, situation),
    )
    return replace(
        tell(line, buttons=(voice.button("Data van het jaar", DateVerb.MOMENTS),)),
        dates=DateChanges(
            moments=(moment,), moments_gone=tuple(sorted(gone, key=lambda one: (one.key, one.on)))
        ),
        audit=(logged(situation, f"moment saved: {moment.label}", str(moment.on)),),
    )


def on_drop_moment(situation: Situation, press: Press) -> Decision:
    """*Neem weg*: no nudge counts back from it any more."""
    voice, moment = situation.voice, _moment(situation, press.subject)
    if moment is None:
        return tell(voice.t("Die datum ken ik niet meer."))
    line = voice.t(
        "**{name}** ({day}) is weg.",
        name=Typed(moment.label),
        day=day_words(moment.on, situation),
    )
    return replace(
        tell(line, buttons=(voice.button("Data van het jaar", DateVerb.MOMENTS),)),
        dates=DateChanges(moments_gone=(moment,)),
        audit=(logged(situation, f"moment removed: {moment.label}", str(moment.on)),),
    )


def _fields(situation: Situation, moment: TenantMoment | None) -> tuple[Field, ...]:
    voice = situation.voice
    which = Field(
        name=WHICH,
        label=voice.s("Welke datum?"),
        kind=FieldKind.CHOICE,
        required=False,
        value=moment.key if moment else "",
        options=tuple(Option(key, label) for key, label in _known(situation).items()),
        hint=voice.s("Voor deze data heb ik duwtjes."),
    )
    other = Field(
        name=OTHER,
        label=voice.s("Of een eigen datum"),
        required=False,
        max_length=SHORT_NAME,
        hint=voice.s("Die noem ik in het overzicht. Bijvoorbeeld: opening nieuw stadhuis."),
    )
    on = Field(
        name=ON,
        label=voice.s("Op welke dag?"),
        kind=FieldKind.WHEN,
        value=f"{moment.on.day}-{moment.on.month}-{moment.on.year}" if moment else "",
        max_length=80,
        hint=voice.s("Bijvoorbeeld: 12 maart 2027"),
    )
    return (which, other, on)


def _known(situation: Situation) -> Mapping[str, str]:
    """Return the names that nudges count back from, or that this tenant has, with their labels."""
    moments = situation.calendar.moments
    keys = {prompt.timing.moment or "" for prompt in situation.library.prompts}
    keys = {key for key in keys if key and not key.startswith(CLOSING)}
    keys |= {one.key for one in moments}
    labels = {key: moment_label(key, moments) for key in keys}
    return dict(sorted(labels.items(), key=lambda one: one[1])[:_MOST_KEYS])


def _named(situation: Situation, form: Form) -> tuple[str, str] | None:
    """Return the key and the label of what was chosen or named."""
    if form[OTHER]:
        key = _NO_KEY.sub("_", form[OTHER].casefold()).strip("_")[:SHORT_NAME]
        return (key, form[OTHER]) if key else None
    return (form[WHICH], _known(situation)[form[WHICH]]) if form[WHICH] else None


def _moment(situation: Situation, mark: str) -> TenantMoment | None:
    found = (one for one in situation.calendar.moments if mark_of(one.key, str(one.on)) == mark)
    return next(found, None)
