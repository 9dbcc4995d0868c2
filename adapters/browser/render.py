"""Makes HTML of what is given to it. Everything is escaped; no link or markup is ever made of words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.browser.feed import Entry, Mark
from adapters.browser.host import Persona
from adapters.browser.inbound import Viewer
from adapters.browser.words import LANGUAGE_NAMES, ROLE_NAMES
from bot.content import (
    Block,
    Buttons,
    Content,
    Dialog,
    Facts,
    Field,
    FieldKind,
    Paragraph,
    Press,
    Style,
    Table,
)
from bot.dates.write import write_day, write_time
from bot.model.ids import PersonId, derive_id

_FEW_OPTIONS = 5


def _kind(block: Block) -> str:
    match block:
        case Paragraph():
            return "paragraph"
        case Facts():
            return "facts"
        case Table():
            return "table"
        case Buttons():
            return "buttons"


def _is_title(block: Block) -> bool:
    """Tell whether a paragraph is a title, perhaps with a remark: **Je januari** · alleen jij ziet dit."""
    if not isinstance(block, Paragraph) or not block.text.spans or not block.text.spans[0].strong:
        return False
    after = next((span for span in block.text.spans if not span.strong), None)
    return after is None or after.text.startswith(" ·")


def _initials(persona: Persona) -> str:
    return persona.name[:1].upper()


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_TEMPLATES.filters["kind"] = _kind
_TEMPLATES.filters["initials"] = _initials
_TEMPLATES.filters["encode"] = Press.encode
_TEMPLATES.tests["title"] = _is_title
_TEMPLATES.globals.update(Kind=FieldKind, Style=Style, few=_FEW_OPTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around every conversation: the time, and where something new is waiting."""

    now: datetime
    zone: ZoneInfo
    unseen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Whose eyes the page is made for. `token` is new for each page and keeps its actions apart."""

    viewer: Viewer
    names: Mapping[PersonId, str]
    zone: ZoneInfo
    now: datetime
    token: str

    def event_id(self, *parts: str) -> str:
        """Return the id of one action on this page."""
        return derive_id(self.token, *parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An entry, ready to be shown. `day` is set on the first of a day; `continues` joins it to the last."""

    entry: Entry
    who: str
    is_own: bool
    at: datetime
    time: str
    day: str
    continues: bool

    @property
    def is_taken_away(self) -> bool:
        """Tell whether only the empty place is left."""
        return self.entry.mark is Mark.TAKEN_AWAY

    @property
    def is_edited(self) -> bool:
        """Tell whether it was changed by who typed it."""
        return self.entry.mark is Mark.EDITED


def write_now(now: datetime, zone: ZoneInfo, language: str) -> str:
    """Return day, year and time: *donderdag 14 januari 2027, 12.15 uur*."""
    here = now.astimezone(zone)
    return f"{write_day(here.date(), language)} {here.year}, {write_time(here.time(), language)}"


def shown(entries: Sequence[Entry], frame: Frame) -> tuple[Shown, ...]:
    """Return the entries of a conversation in order, each with its day and author where they change."""
    pairs = pairwise((None, *entries))
    return tuple(_shown(entry, before, frame) for before, entry in pairs if entry is not None)


def _shown(entry: Entry, before: Entry | None, frame: Frame) -> Shown:
    language = frame.viewer.persona.language
    at = entry.at.astimezone(frame.zone)
    earlier = before.at.astimezone(frame.zone) if before else None
    is_new_day = earlier is None or earlier.date() != at.date()
    is_own = entry.person == frame.viewer.persona.id
    who = frame.names.get(entry.person, "") if entry.person else "Zetje"
    return Shown(
        entry=entry,
        who=frame.viewer.words.you if is_own else who,
        is_own=is_own,
        at=at,
        time=write_time(at.time(), language),
        day=write_day(at.date(), language, today=frame.now.astimezone(frame.zone).date())
        if is_new_day
        else "",
        continues=not is_new_day
        and before is not None
        and before.person == entry.person
        and earlier is not None
        and (earlier.hour, earlier.minute) == (at.hour, at.minute),
    )


def entry_html(item: Shown, frame: Frame) -> str:
    """Return one entry as list items: the day when it changes, and the message."""
    return _TEMPLATES.get_template("entry.html").render(
        item=item, frame=frame, words=frame.viewer.words
    )


def card_html(content: Content) -> str:
    """Return one message alone, with buttons that do nothing: how it looks, on a page of its own."""
    return _TEMPLATES.get_template("card.html").render(content=content)


def page_html(
    frame: Frame,
    entries: Sequence[Entry],
    around: Around,
    **page: object,
) -> str:
    """Return the whole page. `page` holds what the template names besides: place, personas, position…"""
    return _TEMPLATES.get_template("page.html").render(
        frame=frame,
        viewer=frame.viewer,
        words=frame.viewer.words,
        items=shown(entries, frame),
        around=around,
        now=write_now(around.now, around.zone, frame.viewer.persona.language),
        languages=LANGUAGE_NAMES,
        roles=ROLE_NAMES[frame.viewer.persona.language],
        **page,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A dialog as it stands: with what was typed (None: untouched), what is wrong, and a failure."""

    dialog: Dialog
    ref: str = ""
    typed: Mapping[str, str] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""

    def values(self, name: str) -> tuple[str, ...]:
        """Return what stands in a field; several for a list of choices."""
        if self.typed is not None and name in self.typed:
            return tuple(self.typed[name].split("\n"))
        fields = {item.name: item for item in self.dialog.fields}
        return fields[name].values or (fields[name].value,)

    @property
    def other_errors(self) -> tuple[str, ...]:
        """What is wrong with the whole, or with a field that is not in it."""
        names = {item.name for item in self.dialog.fields}
        return tuple(problem for name, problem in self.errors.items() if name not in names)

    def described_by(self, item: Field) -> str:
        """Return the ids of what explains a field: its hint, and what is wrong with it."""
        hint = (f"h-{item.name}",) if item.hint else ()
        error = (f"e-{item.name}",) if item.name in self.errors else ()
        return " ".join((*hint, *error))

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        return "\n".join(self.values(name))


def window_html(window: Window, frame: Frame) -> str:
    """Return the inside of a dialog."""
    return _TEMPLATES.get_template("dialog.html").render(
        window=window, frame=frame, words=frame.viewer.words, heading="h2"
    )


def window_page_html(window: Window, frame: Frame, place: str) -> str:
    """Return a dialog as a page of its own, for a browser without scripts."""
    return _TEMPLATES.get_template("dialog_page.html").render(
        window=window, frame=frame, words=frame.viewer.words, place=place
    )


def way_back_html(viewer: Viewer) -> str:
    """Return the way back to the conversation, for a page that was not made here."""
    return _TEMPLATES.get_template("way_back.html").render(viewer=viewer, words=viewer.words)


def words_page_html(words: str, viewer: Viewer, place: str) -> str:
    """Return a page with one sentence and the way back."""
    return _TEMPLATES.get_template("words_page.html").render(
        text=words, viewer=viewer, words=viewer.words, place=place
    )
