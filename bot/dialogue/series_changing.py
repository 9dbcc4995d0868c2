"""Changing a series that runs: the window first shows the difference, and sent once more it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.administration.programmes import look_back
from bot.administration.series_difference import as_details, series_difference
from bot.content import Dialog, Field, FieldKind, Press
from bot.dialogue.forms import Form
from bot.dialogue.series_ahead import ahead, gone
from bot.dialogue.series_differences import difference_lines, mark_of
from bot.dialogue.series_log import noted
from bot.dialogue.series_words import series_with
from bot.dialogue.telling import tell, wrong
from bot.model.records import AuditEntry
from bot.model.series import Series, SeriesState
from bot.model.situation import Decision, Situation


@dataclass(frozen=True, slots=True)
class Window:
    """One of the windows of a series: how it opens, and how what was filled in is read."""

    open: Callable[[Situation, Series], Dialog]
    read: Callable[[Situation, Series, Mapping[str, str]], Series | Form]


def sent_of_running(
    situation: Situation, press: Press, values: Mapping[str, str], window: Window
) -> Decision:
    """Return what follows from a window of a series that runs or is paused.

    It is changed when the window showed just this difference (`press.arg` is its mark). Else it is
    shown, with only those fields below it that were changed, so that it can be read at one glance.
    """
    before = series_with(situation, press.subject)
    if before is None or before.state is SeriesState.STOPPED:
        return gone(situation)
    opened = window.open(situation, before)
    had = {field.name: _value(field) for field in opened.fields}
    values = {**had, **values} if press.arg else values
    made = window.read(situation, before, values)
    changed = tuple(one for one in opened.fields if values.get(one.name, "") != had[one.name])
    shown = replace(opened, fields=tuple(_filled(one, values.get(one.name, "")) for one in changed))
    if isinstance(made, Form):
        can_be_seen = not press.arg or made.errors.keys() <= {one.name for one in changed}
        return wrong(made.errors) if can_be_seen else Decision(dialog=opened, keeps_expected=True)
    if made == before:
        return tell(situation.voice.t("Er verandert niets aan **{name}**.", name=before.name))
    mark = mark_of(before, made)
    if press.arg != mark:
        return Decision(
            dialog=_showing(situation, (before, made), shown, mark), keeps_expected=True
        )
    return _changed(situation, before, made)


def _noted(situation: Situation, before: Series, made: Series) -> AuditEntry:
    details = as_details(series_difference(before, made))
    return noted(situation, made, "series changed", details)


def _changed(situation: Situation, before: Series, made: Series) -> Decision:
    closing = look_back(made)
    return replace(
        ahead(situation, made, situation.voice.t("Genoteerd.")),
        series=(made,),
        prompts=(closing,) if closing else (),
        audit=(_noted(situation, before, made),),
    )


def _value(field: Field) -> str:
    return "\n".join(field.values) if field.kind is FieldKind.CHOICES else field.value


def _filled(field: Field, value: str) -> Field:
    if field.kind is FieldKind.CHOICES:
        return replace(field, values=tuple(value.split("\n")) if value else ())
    return replace(field, value=value)


def _showing(
    situation: Situation, series: tuple[Series, Series], window: Dialog, mark: str
) -> Dialog:
    return replace(
        window,
        press=replace(window.press, arg=mark),
        intro=tuple(difference_lines(situation, *series)),
        submit_label=situation.voice.s("Verander dit"),
    )
