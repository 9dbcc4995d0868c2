"""From a dialog to the card in a window of Teams, and from what was sent back to its values. Pure.

The card holds, besides what is shown, the dialog itself without anything typed: so any process can
show it again with what is wrong.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from json import dumps
from typing import Any, TypeAlias
from urllib.parse import quote, unquote

from adapters.teams.inert import inert
from adapters.teams.render import Json, TooLargeForTeamsError, escaped, framed, words_of
from bot.compose.asides import further
from bot.content import Dialog, Field, FieldKind, Press, Text
from bot.content_json import dialog_from_json, dialog_to_json
from bot.voice import Voice

Values: TypeAlias = Mapping[str, str]

_INPUT = "f_"
_FEW = 6
_ANSWERED_BY_TYPING = frozenset({FieldKind.LINE, FieldKind.TEXT, FieldKind.WHEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A dialog as it stands: what is typed in it (None: untouched) and what is wrong, by field.

    `once` is the same however often this window is shown again: sending it twice is one thing.
    """

    dialog: Dialog
    once: str
    typed: Values | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    def value(self, one: Field) -> str:
        """Return what stands in a field; several choices are joined by newlines."""
        if self.typed is not None and one.name in self.typed:
            return self.typed[one.name]
        return "\n".join(one.values) if one.kind is FieldKind.CHOICES else one.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A window as it came back."""

    press: Press
    once: str
    values: Values
    dialog: Dialog | None
    page: int = 0


def window_card(window: Window, voice: Voice) -> Json:
    """Return the card inside a window. Raises TooLargeForTeamsError for more than fits."""
    dialog = window.dialog
    said = (dialog.title, *map(str, dialog.intro), *(one.label for one in dialog.fields))
    actions = () if dialog.submit_label is None else (_sending(window, dialog.submit_label),)
    spoken = ("\n".join(said), dialog.title)
    return framed(list(_body(window, voice)), spoken, voice.language, actions)


def page_cards(dialog: Dialog, voice: Voice) -> list[Json]:
    """Return the cards of a dialog to read: one, or several to leaf through when it is long.

    Raises TooLargeForTeamsError when a single paragraph does not fit.
    """
    pages: list[tuple[Text, ...]] = []
    for paragraph in dialog.intro or (Text(()),):
        if pages and _fits(dialog, (*pages[-1], paragraph), voice):
            pages[-1] = (*pages[-1], paragraph)
        else:
            pages.append((paragraph,))
    last = len(pages) - 1
    return [_page(dialog, page, voice, n + 1 if n < last else None) for n, page in enumerate(pages)]


def _fits(dialog: Dialog, paragraphs: tuple[Text, ...], voice: Voice) -> bool:
    try:
        _page(dialog, paragraphs, voice, 1)
    except TooLargeForTeamsError:
        return False
    return True


def _page(
    dialog: Dialog, paragraphs: tuple[Text, ...], voice: Voice, following: int | None
) -> Json:
    actions: tuple[Json, ...] = ()
    if following is not None:
        data = {"press": dialog.press.encode(), "page": following}
        actions = ({"type": "Action.Submit", "title": further(voice), "data": data},)
    body = [words_of(one) for one in paragraphs if one.spans]
    spoken = ("\n".join((dialog.title, *map(str, paragraphs))), dialog.title)
    return framed(body, spoken, voice.language, actions)


def sent(data: Mapping[str, Any]) -> Sent:
    """Return what a window brought back; whatever it is, never raises."""
    dialog = _dialog_in(data)
    values = {
        name.removeprefix(_INPUT): _written(value)
        for name, value in data.items()
        if name.startswith(_INPUT)
    }
    if dialog is not None:
        values = {one.name: _read(one, values.get(one.name, "")) for one in dialog.fields}
    press = Press.decode(data["press"]) if isinstance(data.get("press"), str) else Press("")
    once = data["once"] if isinstance(data.get("once"), str) else ""
    page = data["page"] if isinstance(data.get("page"), int) else 0
    known = replace(dialog, press=press) if dialog else None
    return Sent(press=press, once=once, values=values, dialog=known, page=page)


def fingerprint(values: Values) -> str:
    """Return something that is the same for the same values, whatever their order."""
    return dumps(sorted(values.items()), ensure_ascii=False)


def _sending(window: Window, label: str) -> Json:
    links = {
        f"{_INPUT}{one.name}": one.value
        for one in window.dialog.fields
        if one.kind is FieldKind.LINK
    }
    data = {
        "press": window.dialog.press.encode(),
        "once": window.once,
        "dialog": dialog_to_json(_untouched(window.dialog)),
        **links,
    }
    return {"type": "Action.Submit", "title": label, "style": "positive", "data": data}


def _untouched(dialog: Dialog) -> Dialog:
    """Return the dialog without what stands in its fields: that comes back by itself."""
    fields = tuple(
        one if one.kind is FieldKind.LINK else replace(one, value="", values=())
        for one in dialog.fields
    )
    return replace(dialog, fields=fields)


def _dialog_in(data: Mapping[str, Any]) -> Dialog | None:
    found = data.get("dialog")
    if not isinstance(found, Mapping):
        return None
    try:
        return dialog_from_json(found)
    except (ValueError, AttributeError):
        return None


def _body(window: Window, voice: Voice) -> Iterator[Json]:
    names = {one.name for one in window.dialog.fields}
    for name, problem in window.errors.items():
        if name not in names:
            yield _problem(problem)
    for paragraph in window.dialog.intro:
        yield words_of(paragraph)
    for one in window.dialog.fields:
        if one.name in window.errors:
            yield _problem(window.errors[one.name])
        yield _input(one, window.value(one), voice)
        if one.hint and (window.value(one) or one.kind not in _ANSWERED_BY_TYPING):
            yield _hint(one.hint)


def _problem(words: str) -> Json:
    return {
        "type": "TextBlock",
        "text": escaped(words),
        "wrap": True,
        "color": "Attention",
        "weight": "Bolder",
    }


def _hint(words: str) -> Json:
    return {"type": "TextBlock", "text": escaped(words), "wrap": True, "isSubtle": True}


def _input(one: Field, value: str, voice: Voice) -> Json:
    if one.kind is FieldKind.LINK:
        return _link(one)
    made: Json = {
        "id": f"{_INPUT}{one.name}",
        "label": one.label,
        "isRequired": one.required,
        "errorMessage": voice.s("Vul hier iets in."),
    }
    match one.kind:
        case FieldKind.NUMBER:
            number = {"value": int(value)} if value.lstrip("-").isdecimal() else {}
            return {**made, "type": "Input.Number", "min": 0, **number}
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return {**made, **_choices(one, value)}
        case _:
            hint = {"placeholder": one.hint} if one.hint else {}
            text: Json = {"type": "Input.Text", "maxLength": one.max_length, "value": value}
            return {**made, **text, **hint, "isMultiline": one.kind is FieldKind.TEXT}


def _choices(one: Field, value: str) -> Json:
    several = one.kind is FieldKind.CHOICES
    style = "expanded" if several or len(one.options) <= _FEW else "compact"
    chosen = ",".join(map(_coded, value.split("\n"))) if several else _coded(value)
    return {
        "type": "Input.ChoiceSet",
        "isMultiSelect": several,
        "style": style,
        "wrap": True,
        "value": chosen,
        "choices": [{"title": inert(o.label), "value": _coded(o.value)} for o in one.options],
    }


def _link(one: Field) -> Json:
    # The address is ours to show, and may hold what Markdown reads: all that is coded.
    address = quote(one.value, safe=":/?&=%@;,+$#~-._")
    return {"type": "TextBlock", "text": f"[{escaped(one.label)}]({address})", "wrap": True}


def _coded(value: str) -> str:
    # Teams joins several choices by commas.
    return quote(value, safe=" :;@/+")


def _written(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _read(one: Field, value: str) -> str:
    match one.kind:
        case FieldKind.CHOICES:
            return "\n".join(unquote(part) for part in value.split(",") if part)
        case FieldKind.CHOICE:
            return unquote(value)
        case _:
            return value.replace("\r\n", "\n").replace("\r", "\n")
