"""Say what the shape of a file (`bot.library.format`) found wrong, in words an author can use."""

from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeAlias

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.files.decoding import shown
from bot.files.tree import Path
from bot.library.format import (
    FileEntry,
    FormalEntry,
    HeadEntry,
    PromptEntry,
    SourceEntry,
    TextsByLanguage,
    TextsEntry,
    TimingEntry,
    Weekday,
)
from bot.library.year_rules import Month
from bot.model.people import Language, Role
from bot.model.prompts import Becomes, Fits, Kind, ReplyForm, Theme

Explained: TypeAlias = tuple[str, str]

_ENOUGH_ALIKE = 0.6
_LONGEST_WORD = 60

# The innermost named part of a path tells which mapping it is in; "" is the file.
Shapes: TypeAlias = Mapping[str, type[BaseModel]]

LIBRARY_SHAPES: Shapes = {
    "": FileEntry,
    "library": HeadEntry,
    "prompts": PromptEntry,
    "timing": TimingEntry,
    "texts": TextsByLanguage,
    "nl": TextsEntry,
    "nl@formal": FormalEntry,
    "en": TextsEntry,
    "sources": SourceEntry,
}
_CHOICES: Mapping[str, tuple[str, type[StrEnum]]] = {
    "theme": ("theme", Theme),
    "kind": ("kind", Kind),
    "roles": ("role", Role),
    "fits": ("place", Fits),
    "reply_form": ("reply form", ReplyForm),
    "becomes": ("outcome", Becomes),
    "language": ("language", Language),
    "languages": ("language", Language),
    "weekday": ("weekday", Weekday),
    "first": ("month", Month),
    "last": ("month", Month),
    "kinds": ("kind", Kind),
    "themes": ("theme", Theme),
}
_PATTERNS: Mapping[str, str] = {
    "id": "write small letters, digits and hyphens; for a prompt after the library's id and a colon, "
    "such as zetje:sw-001",
    "was": "write an old id as it was, such as zetje:sw-001",
    "moment": "write the key of a moment, such as kadernota_sluiting or closing:college",
    "avoid": "write a key in small letters and underscores, such as zomerreces",
    "document": "write the id of a document, without spaces",
    "rows": "write the id of a row, a letter and two digits, such as F05",
    "steps": "write the id of a prompt, such as zetje:sw-001",
    "programme": "write the id of a programme, such as zetje:algoritmen-in-beeld",
    "key": "write a key in small letters and underscores, such as kadernota_sluiting",
}


def explain(
    error: ValidationError, shapes: Shapes = LIBRARY_SHAPES
) -> Iterator[tuple[Path, str, str]]:
    """Give (path, message, remedy) of each thing that the shape found wrong."""
    details = error.errors(include_url=False, include_context=True)
    return ((tuple(one["loc"]), *_explain(one, shapes)) for one in details)


def nearest(word: str, options: tuple[str, ...]) -> str | None:
    """Return the option that someone who wrote `word` probably meant, or None."""
    word = word[:_LONGEST_WORD]

    def likeness(option: str) -> float:
        whole = SequenceMatcher(None, word, option).ratio()
        return max(whole, SequenceMatcher(None, word, option[: len(word)]).ratio())

    best = max(options, key=likeness, default=None)
    return best if best is not None and likeness(best) >= _ENOUGH_ALIKE else None


def _explain(error: ErrorDetails, shapes: Shapes) -> Explained:
    if error["type"] == "extra_forbidden":
        return _unknown_key(error, shapes)
    if error["type"] in ("greater_than_equal", "less_than_equal"):
        return _out_of_range(error, shapes)
    handler = _HANDLERS.get(error["type"])
    if handler:
        return handler(error)
    return error["msg"][:1].lower() + error["msg"][1:], "see docs/library.md"


def _last_name(path: Path) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def suggest(word: str, options: tuple[str, ...]) -> str:
    """Return what to do where `word` is none of the options."""
    meant = nearest(word, options)
    if meant:
        return f"did you mean '{meant}'?"
    return "choose from " + ", ".join(options)


def _unknown_key(error: ErrorDetails, shapes: Shapes) -> Explained:
    *parents, key = error["loc"]
    parent = _last_name(tuple(parents))
    shape = shapes.get(parent, shapes[""])
    options = tuple(field.alias or name for name, field in shape.model_fields.items())
    what = "language" if parent == "texts" else "key"
    return f"unknown {what} '{shown(key)}'", suggest(str(key), options)


def _missing(error: ErrorDetails) -> Explained:
    key = _last_name(tuple(error["loc"]))
    if key in ("nl", "title", "body") and "texts" in error["loc"]:
        language = "nl" if key == "nl" else str(error["loc"][-2])
        return f"the text '{key}' is missing", f"write it in the language '{language}'"
    return f"the key '{key}' is missing", f"add `{key}:` here"


def _unknown_choice(error: ErrorDetails) -> Explained:
    what, options = _CHOICES[_last_name(tuple(error["loc"]))]
    remedy = suggest(str(error["input"]), tuple(option.value for option in options))
    return f"unknown {what} '{shown(error['input'])}'", remedy


def _out_of_range(error: ErrorDetails, shapes: Shapes) -> Explained:
    path = tuple(error["loc"])
    bounds = _bounds(path, shapes)
    message = f"{_last_name(path)} is {shown(error['input'])}"
    return message, f"write a whole number from {bounds}"


def _bounds(path: Path, shapes: Shapes) -> str:
    name = _last_name(path)
    parents = tuple(part for part in path[:-1] if isinstance(part, str))
    shape = shapes.get(parents[-1] if parents else "", shapes[""])
    rules = {
        key: getattr(rule, key)
        for rule in shape.model_fields[name].metadata
        for key in ("ge", "le")
        if hasattr(rule, key)
    }
    return f"{rules['ge']} up to {rules['le']}" if "le" in rules else f"{rules['ge']} up"


def _not_a_number(error: ErrorDetails) -> Explained:
    return f"'{shown(error['input'])}' is not a whole number", "write digits only, without quotes"


def _not_a_text(error: ErrorDetails) -> Explained:
    if error["input"] is None:
        return "the text is empty", "write the text, or remove the key"
    if isinstance(error["input"], list | dict):
        return "there is a list or mapping where a text belongs", "write one text"
    return f"'{shown(error['input'])}' is not a text", "put it in quotes"


def _not_a_list(_error: ErrorDetails) -> Explained:
    return "a list belongs here", "write [one, two], or each on a line of its own after `- `"


def _not_a_mapping(_error: ErrorDetails) -> Explained:
    return "a mapping belongs here", "write `key: value` lines, indented by two spaces"


def _empty(_error: ErrorDetails) -> Explained:
    return "this is empty", "write at least one, or remove the key"


def _too_long(error: ErrorDetails) -> Explained:
    longest = error["ctx"]["max_length"]
    return f"the text has {len(error['input'])} characters", f"at most {longest} fit"


def _too_many(error: ErrorDetails) -> Explained:
    most = error["ctx"]["max_length"]
    return f"there are more than {most}", f"keep {most} at most, or split it"


def _wrong_form(error: ErrorDetails) -> Explained:
    name = _last_name(tuple(error["loc"]))
    return f"'{shown(error['input'])}' is not written as it should", _PATTERNS[name]


def _not_true_or_false(error: ErrorDetails) -> Explained:
    return f"'{shown(error['input'])}' is not true or false", "write true or false, without quotes"


def _own(error: ErrorDetails) -> Explained:
    message, remedy = str(error["ctx"]["error"]).split("|", 1)
    return f"'{shown(error['input'])}' {message}", remedy


_HANDLERS: Mapping[str, Callable[[ErrorDetails], Explained]] = {
    "missing": _missing,
    "enum": _unknown_choice,
    "int_type": _not_a_number,
    "string_type": _not_a_text,
    "list_type": _not_a_list,
    "model_type": _not_a_mapping,
    "model_attributes_type": _not_a_mapping,
    "string_too_short": _empty,
    "too_short": _empty,
    "too_long": _too_many,
    "string_too_long": _too_long,
    "string_pattern_mismatch": _wrong_form,
    "bool_type": _not_true_or_false,
    "value_error": _own,
}
