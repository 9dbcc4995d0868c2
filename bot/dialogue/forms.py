"""Reads what a window brought back, against the fields that it showed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.content import Field, FieldKind
from bot.dialogue.held_back import field_error, found_in
from bot.voice import Voice

LINK = "link"
SHORT_NAME = 60
_LONGEST_LINK = 2000
_TYPED = frozenset({FieldKind.LINE, FieldKind.TEXT, FieldKind.WHEN})


@dataclass(frozen=True, slots=True)
class Form:
    """What was filled in, a value for every field, and per field what is wrong with it."""

    values: Mapping[str, str]
    errors: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Return the value of the field with this name."""
        return self.values[name]

    def chosen(self, name: str) -> tuple[str, ...]:
        """Return the values of a CHOICES field, each once."""
        return tuple(dict.fromkeys(filter(None, self.values[name].split("\n"))))


def read_form(voice: Voice, fields: Iterable[Field], values: Mapping[str, str]) -> Form:
    """Return the values of these fields, and an error for each that cannot be saved as it is.

    A field of text keeps every letter; a line loses only the white space around and doubled inside it.
    What is not one of the options of a choice is left out.
    """
    fields = tuple(fields)
    read = {field.name: _value(field, values.get(field.name, "")) for field in fields}
    errors = {field.name: _error(voice, field, read[field.name]) for field in fields}
    return Form(read, {name: error for name, error in errors.items() if error})


def is_blank(text: str) -> bool:
    """Tell whether nothing in the text can be seen."""
    return not any(letter.isprintable() and not letter.isspace() for letter in text)


def https_link(text: str) -> str:
    """Return the text when it is an https address as it stands; "" for anything else."""
    if len(text) > _LONGEST_LINK or not text.isprintable() or " " in text:
        return ""
    try:
        parts = urlsplit(text)
        is_plain = parts.scheme == "https" and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return ""
    return text if is_plain else ""


def link_field(voice: Voice, link: str) -> tuple[Field, ...]:
    """Return the field that shows the message which a commitment or a dilemma is about, if there is one."""
    if not link:
        return ()
    label = voice.s("Bericht waar het over gaat")
    return (Field(name=LINK, label=label, kind=FieldKind.LINK, required=False, value=link),)


def fitting_name(text: str) -> str:
    """Return the text cut to the length of a short name."""
    return " ".join(text.split())[:SHORT_NAME].rstrip()


def short_name_field(voice: Voice, value: str) -> Field:
    """Return the field for what will stand in the chat."""
    return Field(
        name="short_name",
        label=voice.s("Korte naam in de chat"),
        value=fitting_name(value),
        max_length=SHORT_NAME,
        hint=voice.s("Alleen deze naam komt in de chat."),
    )


def _value(field: Field, raw: str) -> str:
    allowed = {option.value for option in field.options}
    match field.kind:
        case FieldKind.CHOICE:
            return raw if raw in allowed else ""
        case FieldKind.CHOICES:
            return "\n".join(value for value in raw.split("\n") if value in allowed)
        case FieldKind.TEXT:
            return "" if is_blank(raw) else raw
        case FieldKind.LINK:
            return https_link(raw)
        case FieldKind.LINE | FieldKind.WHEN | FieldKind.NUMBER:
            return "" if is_blank(raw) else " ".join(raw.split())


def _error(voice: Voice, field: Field, value: str) -> str | None:
    if not value:
        return voice.s("Vul hier iets in.") if field.required else None
    if field.kind not in _TYPED:
        return None
    if len(value) > field.max_length:
        return voice.s(
            "Dit is te lang: {count} tekens. Hier passen er {most}.",
            count=len(value),
            most=field.max_length,
        )
    held = found_in(value)
    return field_error(voice, held) if held else None
