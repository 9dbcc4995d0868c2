"""Filling in the inputs of a card: what a person types by label, and what Teams checks before sending."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.standins.teams.cards import Input, inputs_of
from tests.standins.teams.world import Cannot, Json

REQUIRED = "This is a required field"


@dataclass(kw_only=True)
class Dialog:
    """A window that stands open for one person. `sends` is the invoke that sending it makes."""

    app: str
    conversation: str
    title: str
    card: Json
    sends: str
    about: Json = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def first_values(card: Json) -> dict[str, str]:
    """Return what stands in the inputs at first, by id."""
    return {one.id: one.value for one in inputs_of(card)}


def typed(card: Json, by_label: Mapping[str, str]) -> dict[str, str]:
    """Return by id what a person fills in by label. Raises Cannot for what is not offered."""
    inputs = {one.label: one for one in inputs_of(card)}
    for label in by_label:
        if label not in inputs:
            raise Cannot(f"there is no input {label!r}; there are {sorted(inputs)}")
    return {inputs[label].id: _chosen(inputs[label], text) for label, text in by_label.items()}


def faults(inputs: Iterable[Input], values: Mapping[str, str]) -> dict[str, str]:
    """Return what Teams shows under the inputs, by label, when they cannot be sent like this."""
    found = {}
    for one in inputs:
        value = values.get(one.id, "")
        why = _fault(one, value)
        if why:
            found[one.label] = one.error or why
    return found


def to_send(inputs: Iterable[Input], values: Mapping[str, str]) -> Json:
    """Return the values as Teams sends them: by id, a number as a number, an empty one left out."""
    sent: Json = {}
    for one in inputs:
        value = values.get(one.id, "")
        if one.kind == "Number" and value:
            sent[one.id] = float(value) if "." in value else int(value)
        elif value or one.kind == "Text":
            sent[one.id] = value
    return sent


def _chosen(one: Input, text: str) -> str:
    if not one.choices:
        return text
    values = {choice.title: choice.value for choice in one.choices}
    parts = [part for part in text.split("\n") if part] if one.several else [text]
    for part in parts:
        if part and part not in values:
            raise Cannot(f"{one.label!r} offers {sorted(values)}, not {part!r}")
    return ",".join(values[part] for part in parts if part)


def _fault(one: Input, value: str) -> str:
    if not value:
        return REQUIRED if one.required else ""
    if one.max_length is not None and len(value) > one.max_length:
        return f"At most {one.max_length} characters"
    if one.regex and not re.search(one.regex, value):
        return "This does not have the right form"
    return _outside(one, value)


def _outside(one: Input, value: str) -> str:
    """Return what is wrong with a number or a date."""
    try:
        number = _as_number(one.kind, value)
        low, high = _as_number(one.kind, one.minimum), _as_number(one.kind, one.maximum)
    except ValueError:
        return "This does not have the right form"
    if number is None:
        return ""
    too_low = low is not None and number < low
    too_high = high is not None and number > high
    return "This is out of range" if too_low or too_high else ""


def _as_number(kind: str, value: str) -> float | None:
    if not value:
        return None
    if kind == "Number":
        return float(value)
    return float(date.fromisoformat(value).toordinal()) if kind == "Date" else None
