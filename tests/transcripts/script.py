"""Reads a transcript: a conversation as it is written down, checked line by line on a stage.

A transcript has a YAML head between `---` lines (when it starts, who is there, what runs) and then:

    @ 2027-01-15 12:15            time moves on to this local instant
    Z: **Title** · 5 minuten      the next unread message to whoever was last named; `Z > Joke:` names
       a second paragraph         (every paragraph; `(...)` stands for any words)
       [Leg vast] [Later]         all its buttons, row by row
    melding: Title (5 minuten)    what the lock screen showed of that message
    Hanneke: some words           she types
    Hanneke verandert: words      she turns what she typed last into this
    Hanneke wist: some words      she takes away the message in which she typed this
    Hanneke: [Leg vast]           she presses the newest button with that label
    Hanneke in MT Sociaal: words  she types where that group talks; `Z > MT Sociaal:` answers there
    Hanneke in MT Sociaal: [Klaar]         she presses the newest button with that label there
    Hanneke in MT Sociaal bij "words": [Bewaar als dilemma]
                                  she uses that shortcut on the message in which somebody typed this
    { Leg vast                    a dialog stands open, with this title
      | a sentence                what there is to read in it, every paragraph when any is written
      Wanneer? = morgen 11.00     she fills in a field (found by the start of its label)
      Wat? == the words           this stands in the field already; nothing after `==`: it is empty
      [x] a line                  a line that she ticks; `[ ]` is there too, and stays unticked
    }                             she sends it; `x}` closes it
    fout: Wanneer? = Die dag ...  the window is still open and this field shows this
    kaart: text                   the message she pressed on turned into this
    (stil)                        nothing unread for whoever was last named; `(stil bij Joke)` names
    # a remark

A transcript with shortcuts says `needs: [shortcut]` in its head, one about a channel that is not linked
with its group yet `needs: [linking]`: not every platform has them.
At the end nobody who took part may have anything unread.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_WHO = re.compile(
    r"^(Z|kaart|fout|melding|[A-ZÀ-Ý][\w-]*)(?: (?P<does>verandert|wist))?"
    r"(?: (?:>|in) (?P<place>[A-ZÀ-Ý][\w -]*?))?(?: bij \"(?P<of>[^\"]+)\")?:\s?(?P<text>.*)$"
)
_QUIET = re.compile(r"^\(stil(?: bij ([A-ZÀ-Ý][\w -]*))?\)$")
_TICK = re.compile(r"^\[([ x])\] (.+)$")
_ROW = re.compile(r"^(\[[^\]]+\]\s*)+$")
_LABEL = re.compile(r"\[([^\]]+)\]")


@dataclass
class Step:
    """One thing that happens, or that must be so."""

    line: int
    kind: str
    who: str = ""
    text: str = ""
    lines: list[str] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    filled: dict[str, str] = field(default_factory=dict)
    prefilled: dict[str, str] = field(default_factory=dict)
    ticks: dict[str, bool] = field(default_factory=dict)
    place: str = ""
    of: str = ""
    sends: bool = True


@dataclass(frozen=True)
class Transcript:
    """A conversation with its beginning."""

    name: str
    head: Mapping[str, Any]
    steps: list[Step]

    @property
    def needs(self) -> frozenset[str]:
        """What a platform must have for it, besides what every platform has."""
        return frozenset(self.head.get("needs", ()))


class _Reader:
    def __init__(self, name: str, first_line: int) -> None:
        self.name = name
        self.number = first_line
        self.who = ""
        self.steps: list[Step] = []
        self.window: Step | None = None

    def read(self, raw: str) -> None:
        self.number += 1
        line = raw.rstrip()
        bare = line.strip()
        if not bare or bare.startswith("#"):
            return
        if self.window is not None:
            self.in_window(bare)
        elif bare.startswith("@"):
            self.add("move", text=bare[1:].strip())
        elif quiet := _QUIET.match(bare):
            self.who = quiet[1] or self.who
            self.add("silence")
        elif bare.startswith("{"):
            self.window = self.add("dialog", text=bare[1:].strip())
        elif line[0] in " \t":
            self.continued(bare)
        else:
            self.spoken(bare)

    def in_window(self, bare: str) -> None:
        assert self.window is not None
        if bare in ("}", "x}"):
            self.window.sends = bare == "}"
            self.window = None
        elif bare.startswith("| "):
            self.window.lines.append(bare[2:].strip())
        elif tick := _TICK.match(bare):
            self.window.ticks[tick[2]] = tick[1] == "x"
        else:
            self.field(self.window, bare)

    def field(self, window: Step, bare: str) -> None:
        for sign, fields in ((" ==", window.prefilled), (" = ", window.filled)):
            label, found, value = bare.partition(sign)
            if found:
                fields[label.strip()] = value.strip()
                return
        raise self.wrong("a field is `label = value`")

    def continued(self, bare: str) -> None:
        if not self.steps or self.steps[-1].kind not in ("says", "card"):
            raise self.wrong("an indented line continues what was said")
        self.put(self.steps[-1], bare)

    def spoken(self, line: str) -> None:
        found = _WHO.match(line)
        if found is None:
            raise self.wrong("this is not a line of a transcript")
        speaker, text, place = found[1], found["text"], found["place"] or ""
        if speaker == "Z":
            self.who = place or self.who
            self.put(self.add("says"), text)
        elif speaker == "kaart":
            self.put(self.add("card"), text)
        elif speaker == "melding":
            self.add("notified", text=text)
        elif speaker == "fout":
            label, _, words = text.partition(" = ")
            self.add("error", text=label.strip(), lines=[words.strip()])
        else:
            self.who = speaker
            self.acted(found["does"], text, place)
            self.steps[-1].of = found["of"] or ""
            if self.steps[-1].of:
                self.steps[-1].kind = "shortcut"

    def acted(self, does: str | None, text: str, place: str) -> None:
        kinds = {"verandert": "edits", "wist": "takes_away"}
        pressed = re.fullmatch(r"\[([^\]]+)\]", text.strip())
        kind = kinds[does] if does else "press" if pressed else "types"
        self.add(kind, text=pressed[1] if pressed else text).place = place

    def put(self, step: Step, text: str) -> None:
        if _ROW.match(text):
            step.buttons.extend(_LABEL.findall(text))
        elif text:
            step.lines.append(text)

    def add(self, kind: str, text: str = "", lines: list[str] | None = None) -> Step:
        step = Step(self.number, kind, self.who, text, lines or [])
        self.steps.append(step)
        return step

    def wrong(self, why: str) -> ValueError:
        return ValueError(f"{self.name}:{self.number}: {why}")


def read_transcript(path: Path) -> Transcript:
    """Return the transcript in this file; raises ValueError that names the line that makes no sense."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    reader = _Reader(path.name, first_line=head.count("\n") + 2)
    for raw in body.splitlines():
        reader.read(raw)
    return Transcript(path.stem, yaml.safe_load(head), reader.steps)


def matches(expected: str, shown: str) -> bool:
    """Tell whether `shown` is what the transcript says, where `(...)` stands for any words."""
    pattern = "".join(
        ".*" if part == "(...)" else re.escape(part) for part in re.split(r"(\(\.\.\.\))", expected)
    )
    return re.fullmatch(pattern, shown, re.DOTALL) is not None
