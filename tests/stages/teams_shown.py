"""What the stand-in for Teams shows, as a transcript writes it."""

import re

from tests.stages.stage import Shown, ShownDialog
from tests.standins.teams.world import Json

_LINK = re.compile(r"\[(.+)\]\((.+)\)")
_LABEL = re.compile(r"^\*\*([^*]+: )\*\*")


def shown(message: Json) -> Shown:
    """Return a message of the stand-in; the label of a fact stands out there, and not here."""
    lines = (_LABEL.sub(r"\1", _as_written(line)) for line in message["lines"])
    return Shown(tuple(lines), tuple(message["buttons"]))


def _as_written(line: str) -> str:
    """Return a line as transcripts have it: there, any platform is `de chat`."""
    return line.replace("in Teams", "in de chat")


def window_shown(of: Json) -> ShownDialog:
    """Return a window. What is wrong stands right above the field that it is about."""
    intro: list[str] = []
    values: dict[str, str] = {}
    offers: dict[str, tuple[str, ...]] = {}
    errors: dict[str, str] = dict(of["errors"])
    problem = ""
    for one in of["seen"]:
        if one["is"] == "input":
            values[one["label"]] = one["value"]
            if one["several"]:
                offers[one["label"]] = tuple(one["choices"])
            if problem:
                errors[one["label"]], problem = problem, ""
        elif one["color"] == "attention":
            problem = one["text"]
        elif link := _LINK.fullmatch(one["text"]):
            values[link[1]] = link[2]
        elif not values:
            intro.append(_as_written(one["text"]))
    return ShownDialog(
        title=of["title"],
        values=values,
        errors={"": problem, **errors} if problem else errors,
        intro=tuple(intro),
        offers=offers,
        can_send=bool(of["buttons"]),
    )
