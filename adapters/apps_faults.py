"""What an apps file says wrong, in words for who wrote it; never a value, which may be a secret."""

from collections.abc import Callable, Iterator, Mapping

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.files.tree import Tree
from bot.library.explain import suggest

_SEE = "see docs/apps.md"
_FORMS: Mapping[str, str] = {
    "command": "write a slash and then small letters, digits, hyphens or underscores, like /zetje",
    "tenant": "write small letters, digits and hyphens, as `zetje tenant list` shows it",
    "app_id": "write the application id of Entra: 36 letters, digits and hyphens",
    "home_tenant": "write the id or the domain of the Entra directory",
    "entra_tenant": "write the id or the domain of the Entra directory",
    # The key of an app: the path ends with what says so.
    "[key]": "write small letters, digits and hyphens: it stands in an address",
}


def faults(tree: Tree, error: ValidationError, shapes: Mapping[str, type[BaseModel]]) -> str:
    """Return all that is wrong: the line, the place, what and what to do.

    `shapes` are what an app of each platform may say; under "" what the file may.
    """
    return "; ".join(_told(tree, error, shapes))


def _told(
    tree: Tree, error: ValidationError, shapes: Mapping[str, type[BaseModel]]
) -> Iterator[str]:
    for one in error.errors(include_input=False, include_url=False):
        path = tuple(part for part in one["loc"] if part != "[key]")
        place = ".".join(str(part) for part in path)
        what = _unknown_key(one, shapes) if one["type"] == "extra_forbidden" else _what(one)
        yield f"line {tree.line_of(path)}: " + (f"{place}: {what}" if place else what)


def _what(error: ErrorDetails) -> str:
    say = _WORDS.get(error["type"])
    if say is not None:
        return say(error)
    # What we say ourselves says what to do.
    own = error["msg"].removeprefix("Value error, ")
    return own if own != error["msg"] else f"{own[:1].lower()}{own[1:]} — {_SEE}"


def _unknown_key(error: ErrorDetails, shapes: Mapping[str, type[BaseModel]]) -> str:
    *parents, key = error["loc"]
    options = tuple(shapes[str(parents[0]) if parents else ""].model_fields)
    return f"this key is not known here — {suggest(str(key), options)}"


def _wrong_form(error: ErrorDetails) -> str:
    return f"this is not written as it should — {_FORMS.get(str(error['loc'][-1]), _SEE)}"


def _no_text(error: ErrorDetails) -> str:
    is_secret = str(error["loc"][-1]).endswith(("_secret", "_token"))
    remedy = (
        "`{file: PATH}`, `{env: NAME}` or the secret in quotes" if is_secret else "it in quotes"
    )
    return f"a text belongs here — write {remedy}"


def _too_small(error: ErrorDetails) -> str:
    return f"this is too small — write {error['ctx']['ge']} or more"


def _too_large(error: ErrorDetails) -> str:
    return f"this is too large — write {error['ctx']['le']} or less"


def _always(told: str) -> Callable[[ErrorDetails], str]:
    return lambda _: told


_no_number = _always("this is no whole number — write digits only, without quotes")
_no_mapping = _always("a mapping belongs here — write `key: value` lines, indented by two spaces")
_no_date = _always("this is no date — write it like 2027-01-31, a day that there is")
_neither = _always("this is not true or false — write true or false, without quotes")

_WORDS: Mapping[str, Callable[[ErrorDetails], str]] = {
    "string_pattern_mismatch": _wrong_form,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_large,
    "int_type": _no_number,
    "int_parsing": _no_number,
    "int_from_float": _no_number,
    "bool_type": _neither,
    "bool_parsing": _neither,
    "date_type": _no_date,
    "date_parsing": _no_date,
    "date_from_datetime_parsing": _no_date,
    "date_from_datetime_inexact": _no_date,
    "model_type": _no_mapping,
    "model_attributes_type": _no_mapping,
    "mapping_type": _no_mapping,
    "dict_type": _no_mapping,
    "tuple_type": _always("a list belongs here — write [one, two], or each on a line after `- `"),
    "string_type": _no_text,
    "too_short": _always("this is empty — write it, or remove the key"),
    "string_too_short": _always("this is empty — write it, or remove the key"),
}
