"""The small parts of which the rules for blocks and views are made. Each appends what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
Problems: TypeAlias = list[str]
Check: TypeAlias = Callable[[Any, str, Problems], None]


def wrong(problems: Problems, where: str, what: str) -> None:
    """Note it the way Slack words it."""
    problems.append(f"[ERROR] {what} [json-pointer:{where}]")


def string(most: int, least: int = 1) -> Check:
    """A string of so many characters."""

    def check(value: Any, where: str, problems: Problems) -> None:
        if not isinstance(value, str):
            wrong(problems, where, "must provide a string")
        elif len(value) > most:
            wrong(problems, where, f"must be less than {most + 1} characters")
        elif len(value) < least:
            wrong(problems, where, f"must be more than {least - 1} characters")

    return check


def whole(least: int, most: int) -> Check:
    """A whole number."""

    def check(value: Any, where: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            wrong(problems, where, f"must be a number from {least} to {most}")

    return check


def boolean(value: Any, where: str, problems: Problems) -> None:
    """A boolean."""
    if not isinstance(value, bool):
        wrong(problems, where, "must provide a boolean")


def anything(value: Any, where: str, problems: Problems) -> None:
    """Whatever."""


def one_of(*values: str) -> Check:
    """One of these words."""

    def check(value: Any, where: str, problems: Problems) -> None:
        if value not in values:
            wrong(problems, where, f"must be a valid enum value: {', '.join(values)}")

    return check


def listed(of: Check, most: int, least: int = 1) -> Check:
    """A list of so many of these."""

    def check(value: Any, where: str, problems: Problems) -> None:
        if not isinstance(value, list):
            wrong(problems, where, "must provide an array")
            return
        if len(value) > most:
            wrong(problems, where, f"no more than {most} items allowed")
        if len(value) < least:
            wrong(problems, where, f"no fewer than {least} items allowed")
        for number, one in enumerate(value):
            of(one, f"{where}/{number}", problems)

    return check


@dataclass(frozen=True)
class Shape:
    """An object with these fields and no other; `needs` must be there."""

    fields: Mapping[str, Check]
    needs: tuple[str, ...] = ()

    def __call__(self, value: Any, where: str, problems: Problems) -> None:
        """Check one."""
        if not isinstance(value, dict):
            wrong(problems, where, "must provide an object")
            return
        for name in self.needs:
            if value.get(name) is None:
                wrong(problems, where, f"missing required field: {name}")
        for name, inner in value.items():
            check = self.fields.get(name)
            if check is None:
                wrong(problems, f"{where}/{name}", f"invalid additional property: {name}")
            elif inner is not None:
                check(inner, f"{where}/{name}", problems)


@dataclass(frozen=True)
class Typed:
    """An object whose `type` says which shape it has."""

    shapes: Mapping[str, Check]

    def __call__(self, value: Any, where: str, problems: Problems) -> None:
        """Check one."""
        kind = value.get("type") if isinstance(value, dict) else None
        shape = self.shapes.get(kind) if isinstance(kind, str) else None
        if shape is None:
            wrong(problems, f"{where}/type", f"unsupported type: {kind}")
        else:
            shape(value, where, problems)


def text(most: int, *kinds: str, least: int = 1) -> Check:
    """A text object of one of these kinds; plain_text when none is named."""
    plain = Shape(
        {"type": anything, "text": string(most, least), "emoji": boolean}, ("type", "text")
    )
    marked = Shape(
        {"type": anything, "text": string(most, least), "verbatim": boolean}, ("type", "text")
    )
    shapes = {"plain_text": plain, "mrkdwn": marked}
    return Typed({kind: shapes[kind] for kind in (kinds or ("plain_text",))})
