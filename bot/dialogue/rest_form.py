"""An admin keeps the days on which everybody rests, and the times in which some questions rest."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.compose.date_verbs import DateVerb
from bot.content import Dialog, Field, FieldKind, Option, Press
from bot.dates.read import read_when
from bot.dialogue.date_words import day_words, mark_of, period_words
from bot.dialogue.forms import SHORT_NAME, Form, read_form
from bot.dialogue.series_log import logged
from bot.dialogue.telling import tell, wrong
from bot.model.calendar import Recess, TenantState
from bot.model.date_changes import DateChanges
from bot.model.people import Period
from bot.model.situation import Decision, Situation
from bot.voice import Typed

NAME, FIRST, LAST, WHICH = "name", "first", "last", "which"
_DAY = timedelta(days=1)
# Always to choose from; the library may know more.
_USUAL_STATES = ("formatie", "crisis")


def on_rest(situation: Situation, press: Press) -> Decision:
    """Open the window of a recess or a free day, or of a new one."""
    recess = _recess(situation, press.subject)
    return _window(situation, Press(DateVerb.REST, press.subject), _rest_fields(situation, recess))


def on_rest_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save these days of rest."""
    voice, before = situation.voice, _recess(situation, press.subject)
    form = read_form(voice, _rest_fields(situation, before), values)
    errors = {**form.errors}
    days = _days(situation, form, errors, before.period if before else None)
    if errors or days is None:
        return wrong(errors)
    last_on = days.last_on if form[LAST] else days.first_on
    recess = Recess(
        tenant=situation.tenant.id, name=form[NAME], period=Period(days.first_on, last_on)
    )
    line = voice.t(
        "**{name}** is bewaard: {days}. Dan stuur ik niets.",
        name=Typed(recess.name),
        days=period_words(recess.period, situation),
    )
    back = voice.button("Recessen en vrije dagen", DateVerb.RESTS)
    gone = (before,) if before is not None else ()
    return replace(
        tell(line, buttons=(back,)),
        dates=DateChanges(recesses=(recess,), recesses_gone=gone),
        audit=(logged(situation, f"rest saved: {recess.name}", str(recess.period.first_on)),),
    )


def on_drop_rest(situation: Situation, press: Press) -> Decision:
    """*Neem weg*: on these days the bot sends again."""
    voice, recess = situation.voice, _recess(situation, press.subject)
    if recess is None:
        return tell(voice.t("Die dagen ken ik niet meer."))
    line = voice.t(
        "**{name}** ({days}) is weg. Dan stuur ik weer gewoon.",
        name=Typed(recess.name),
        days=period_words(recess.period, situation),
    )
    return replace(
        tell(line, buttons=(voice.button("Recessen en vrije dagen", DateVerb.RESTS),)),
        dates=DateChanges(recesses_gone=(recess,)),
        audit=(logged(situation, f"rest removed: {recess.name}", str(recess.period.first_on)),),
    )


def on_state(situation: Situation, press: Press) -> Decision:
    """Open the window of a time in which some questions rest, or of a new one."""
    state = _state(situation, press.subject)
    return _window(situation, Press(DateVerb.STATE, press.subject), _state_fields(situation, state))


def on_state_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save the state; without an end it goes on until *Voorbij*."""
    voice, before = situation.voice, _state(situation, press.subject)
    form = read_form(voice, _state_fields(situation, before), values)
    errors = {**form.errors}
    if not form[WHICH]:
        errors.setdefault(WHICH, voice.s("Kies wat er is."))
    days = _days(
        situation, form, errors, Period(before.first_on, before.first_on) if before else None
    )
    if errors or days is None:
        return wrong(errors)
    state = TenantState(
        tenant=situation.tenant.id,
        name=form[WHICH],
        first_on=days.first_on,
        last_on=days.last_on if form[LAST] else None,
    )
    line = voice.t(
        "Genoteerd: **{name}** vanaf {day}. Wat daar niet bij past, stuur ik dan niet.",
        name=Typed(state.name),
        day=day_words(state.first_on, situation),
    )
    gone = (before,) if before is not None else ()
    return replace(
        tell(line, buttons=(voice.button("Bijzondere tijden", DateVerb.STATES),)),
        dates=DateChanges(states=(state,), states_gone=gone),
        audit=(logged(situation, f"state saved: {state.name}", str(state.first_on)),),
    )


def on_end_state(situation: Situation, press: Press) -> Decision:
    """*Voorbij*: from today on it is an ordinary time again."""
    voice, state = situation.voice, _state(situation, press.subject)
    if state is None:
        return tell(voice.t("Dat ken ik niet meer."))
    yesterday = situation.now.date() - _DAY
    ended = replace(state, last_on=yesterday)
    kept = (ended,) if state.first_on <= yesterday else ()
    line = voice.t("Goed, **{name}** is voorbij.", name=Typed(state.name))
    return replace(
        tell(line, buttons=(voice.button("Bijzondere tijden", DateVerb.STATES),)),
        dates=DateChanges(states=kept, states_gone=(state,)),
        audit=(logged(situation, f"state ended: {state.name}", str(state.first_on)),),
    )


def _window(situation: Situation, press: Press, fields: tuple[Field, ...]) -> Decision:
    voice = situation.voice
    is_rest = press.verb == DateVerb.REST
    dialog = Dialog(
        press=press,
        title=voice.s("Recessen en vrije dagen") if is_rest else voice.s("Bijzondere tijden"),
        fields=fields,
        submit_label=voice.s("Bewaar"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def _rest_fields(situation: Situation, recess: Recess | None) -> tuple[Field, ...]:
    voice = situation.voice
    name = Field(
        name=NAME,
        label=voice.s("Hoe heet het?"),
        value=recess.name if recess else "",
        max_length=SHORT_NAME,
        hint=voice.s("Bijvoorbeeld: voorjaarsreces"),
    )
    last = voice.s("Leeg: alleen die dag.")
    period = recess.period if recess else None
    shown_last = period.last_on if period and period.last_on != period.first_on else None
    return (name, *_day_fields(situation, period.first_on if period else None, shown_last, last))


def _state_fields(situation: Situation, state: TenantState | None) -> tuple[Field, ...]:
    voice = situation.voice
    known = {name for prompt in situation.library.prompts for name in prompt.timing.avoid}
    resting = {one.name.casefold() for one in situation.calendar.recesses}
    names = [*_USUAL_STATES, *sorted(known - set(_USUAL_STATES) - resting)]
    if state is not None and state.name not in names:
        names.append(state.name)
    which = Field(
        name=WHICH,
        label=voice.s("Wat is er?"),
        kind=FieldKind.CHOICE,
        value=state.name if state else "",
        options=tuple(Option(name, name.replace("_", " ")) for name in names),
    )
    hint = voice.s("Leeg: tot je zegt dat het voorbij is.")
    first_on = state.first_on if state else situation.now.date()
    return (which, *_day_fields(situation, first_on, state.last_on if state else None, hint))


def _day_fields(
    situation: Situation, first_on: date | None, last_on: date | None, hint: str
) -> tuple[Field, Field]:
    voice = situation.voice
    first = Field(
        name=FIRST,
        label=voice.s("Vanaf welke dag?"),
        kind=FieldKind.WHEN,
        value=_written(first_on, situation),
        max_length=80,
        hint=voice.s("Bijvoorbeeld: 20 februari"),
    )
    last = Field(
        name=LAST,
        label=voice.s("Tot en met welke dag?"),
        kind=FieldKind.WHEN,
        required=False,
        value=_written(last_on, situation),
        max_length=80,
        hint=hint,
    )
    return first, last


def _written(on: date | None, situation: Situation) -> str:
    """Return the day as `_read` reads it back: a day that is past with its year."""
    if on is None:
        return ""
    today = situation.now.date()
    is_plain = today <= on and on - today < timedelta(days=183)
    return day_words(on, situation) if is_plain else f"{on.day}-{on.month}-{on.year}"


def _days(
    situation: Situation, form: Form, errors: dict[str, str], before: Period | None
) -> Period | None:
    """Return the days of the form, the first twice without a last; what is wrong goes to `errors`."""
    voice, now = situation.voice, situation.now
    first = read_when(form[FIRST], now=now) if form[FIRST] else None
    last = read_when(form[LAST], now=now) if form[LAST] else None
    for name, found in ((FIRST, first), (LAST, last)):
        if form[name] and found is None:
            errors.setdefault(name, voice.s("Die dag herken ik niet. Bijvoorbeeld: 25 januari."))
    if first is None:
        return None
    is_new = before is None or before.first_on != first.on
    if is_new and first.on < now.date() - timedelta(days=366):
        errors.setdefault(FIRST, voice.s("Die dag is al geweest."))
    if last is not None and last.on < first.on:
        errors.setdefault(LAST, voice.s("Dit ligt voor het begin."))
    return None if errors else Period(first.on, last.on if last else first.on)


def _recess(situation: Situation, mark: str) -> Recess | None:
    found = (
        one
        for one in situation.calendar.recesses
        if mark_of(one.name, str(one.period.first_on)) == mark
    )
    return next(found, None)


def _state(situation: Situation, mark: str) -> TenantState | None:
    found = (
        one for one in situation.calendar.states if mark_of(one.name, str(one.first_on)) == mark
    )
    return next(found, None)
