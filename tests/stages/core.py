"""The bot without a platform's page or wire: events straight into the inbox, messages out of a fake."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adapters.clock.clocks import DemoClock
from adapters.demo.mover import Mover
from adapters.wiring import Bot
from bot.compose.verbs import Verb
from bot.content import (
    Buttons,
    Content,
    Dialog,
    Facts,
    Field,
    FieldKind,
    Paragraph,
    Press,
    Table,
    Text,
)
from bot.dialogue.windows import opens_window
from bot.events import Deleted, Edited, Event, Incoming, Pressed, Submitted, Wrote
from bot.model.ids import PersonId, TenantId
from bot.model.people import Platform
from bot.model.situation import Answer
from tests.fakes.platform import RecordingPlatform, Sent
from tests.stages.stage import Shown, ShownDialog
from tests.stages.town import Town

SHORTCUTS = {
    "Bewaar als dilemma": Verb.DILEMMA_FROM,
    "Maak er een actie van": Verb.COMMIT_FROM,
}


@dataclass
class _Seat:
    """What one person has in front of them."""

    read: int = 0
    dialog: Dialog | None = None
    values: dict[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    pressed: tuple[str, str] = ("", "")
    typed: list[tuple[str, str]] = field(default_factory=list)


class CoreStage:
    """People with their own conversation each, on a bot with a recording platform."""

    def __init__(self, bot: Bot, platform: RecordingPlatform, clock: DemoClock, town: Town) -> None:
        """A person's own conversation is `dm-<id>`."""
        self.bot = bot
        self.platform = platform
        self.clock = clock
        self._people, self._places = town.people, town.places
        self._seats = {name: _Seat() for name in (*town.people, *town.places)}
        self._events = 0
        self.tenant = TenantId("lindewaard")
        self._mover = Mover(bot.ticker, clock, "Europe/Amsterdam")

    async def type(self, who: str, text: str, place: str = "") -> None:
        self._events += 1
        ref = f"typed-{self._events}"
        self._seats[who].typed.append((text, ref))
        await self._happens(who, Wrote(text, ref), place)

    async def edit(self, who: str, text: str) -> None:
        typed = self._seats[who].typed
        assert typed, f"{who} typed nothing yet"
        _, ref = typed.pop()
        typed.append((text, ref))
        await self._happens(who, Edited(text, ref))

    async def take_away(self, who: str, text: str) -> None:
        refs = [ref for words, ref in self._seats[who].typed if words == text]
        assert refs, f"{who} typed no message {text!r}"
        self._seats[who].typed.remove((text, refs[-1]))
        await self._happens(who, Deleted(refs[-1]))

    async def press(self, who: str, label: str, place: str = "") -> None:
        ref, press = self._find_button(place or who, label)
        self._seats[who].pressed = (place or who, ref)
        await self._happens(who, Pressed(press, ref), place)

    async def shortcut(self, who: str, label: str, of: str, place: str = "") -> None:
        refs = [ref for seat in self._seats.values() for words, ref in seat.typed if words == of]
        assert refs, f"nobody typed {of!r}"
        link = f"https://chat.example/{self._conversation(place or who)}/{refs[-1]}"
        await self._happens(who, Pressed(Press(SHORTCUTS[label]), link=link), place)

    async def submit(self, who: str, values: Mapping[str, str]) -> None:
        seat = self._seats[who]
        assert seat.dialog is not None, "no window is open"
        by_label = {one.label: one for one in seat.dialog.fields}
        for label, value in values.items():
            seat.values[by_label[label].name] = _chosen(by_label[label], value)
        await self._happens(who, Submitted(seat.dialog.press, dict(seat.values)))

    async def close(self, who: str) -> None:
        self._seats[who].dialog = None

    async def dialog(self, who: str) -> ShownDialog | None:
        seat = self._seats[who]
        if seat.dialog is None:
            return None
        fields = seat.dialog.fields
        names = {one.name: one.label for one in fields}
        return ShownDialog(
            title=seat.dialog.title,
            values={one.label: _shown_value(one, seat) for one in fields},
            errors={names.get(name, name): words for name, words in seat.errors.items()},
            intro=tuple(marked(text) for text in seat.dialog.intro),
            offers={
                one.label: tuple(option.label for option in one.options)
                for one in fields
                if one.kind is FieldKind.CHOICES
            },
            can_send=seat.dialog.submit_label is not None,
        )

    async def unread(self, who: str) -> Shown | None:
        seat, fresh = self._seats[who], self._arrived(who)
        if seat.read >= len(fresh):
            return None
        seat.read += 1
        return self._as_it_is_now(who, fresh[seat.read - 1].ref)

    async def notification(self, who: str) -> str:
        read = self._seats[who].read
        assert read, f"{who} read nothing yet"
        return self._arrived(who)[read - 1].content.summary

    async def pressed_card(self, who: str) -> Shown:
        return self._as_it_is_now(*self._seats[who].pressed)

    async def move_to(self, instant: datetime) -> None:
        await self._mover.move_to(instant)

    async def _happens(self, who: str, event: Event, place: str = "") -> None:
        self._events += 1
        incoming = Incoming(
            tenant=self.tenant,
            platform=Platform.BROWSER,
            person=PersonId(self._people[who]),
            conversation=self._conversation(place or who),
            event_id=f"event-{self._events}",
            at=self.clock.now(),
            event=event,
            shared=bool(place),
        )
        answer = await self.bot.inbox.handle(incoming)
        if isinstance(event, Pressed) and answer.dialog is not None:
            assert opens_window(event.press), f"add {event.press} to bot/dialogue/windows.py"
        self._take(self._seats[who], answer)
        await self.bot.ticker.tick()

    def _take(self, seat: _Seat, answer: Answer) -> None:
        seat.errors = answer.errors
        if answer.errors:
            return
        seat.dialog = answer.dialog
        if answer.dialog is not None:
            seat.values = {
                one.name: "\n".join(one.values) if one.kind is FieldKind.CHOICES else one.value
                for one in answer.dialog.fields
            }

    def _conversation(self, who: str) -> str:
        return self._places[who] if who in self._places else f"dm-{self._people[who]}"

    def _arrived(self, who: str) -> list[Sent]:
        sent = self.platform.in_conversation(self._conversation(who))
        return [one for one in sent if not one.changed]

    def _current(self, who: str) -> dict[str, Content]:
        return {s.ref: s.content for s in self.platform.in_conversation(self._conversation(who))}

    def _as_it_is_now(self, who: str, ref: str) -> Shown:
        return shown(self._current(who)[ref])

    def _find_button(self, who: str, label: str) -> tuple[str, Press]:
        for ref, content in reversed(self._current(who).items()):
            for button in content.buttons():
                if button.label == label:
                    return ref, button.press
        raise AssertionError(f"{who} sees no button [{label}]")


def _shown_value(one: Field, seat: _Seat) -> str:
    value = seat.values.get(one.name, "")
    labels = {option.value: option.label for option in one.options}
    return "\n".join(labels.get(part, part) for part in value.split("\n")) if labels else value


def _chosen(one: Field, text: str) -> str:
    """Return the value of what a person chose by its label; several stand on a line each."""
    if not one.options:
        return text
    by_label = {option.label: option.value for option in one.options}
    parts = [text] if one.kind is FieldKind.CHOICE else text.split("\n") if text else []
    for part in parts:
        assert part in by_label, f"{one.label!r} offers {list(by_label)}"
    return "\n".join(by_label[part] for part in parts)


def marked(text: Text) -> str:
    """Return the text with `**` around strong words."""
    parts: list[str] = []
    strong = False
    for span in text.spans:
        if span.strong != strong:
            parts.append("**")
            strong = span.strong
        parts.append(span.text)
    return "".join(parts) + ("**" if strong else "")


def shown(content: Content) -> Shown:
    """Return a message as a person sees it."""
    lines: list[str] = []
    for block in content.blocks:
        match block:
            case Paragraph(text):
                lines.append(marked(text))
            case Facts(pairs):
                lines.extend(f"{label}: {marked(text)}" for label, text in pairs)
            case Table(headings, rows):
                lines.extend(" | ".join(row) for row in (headings, *rows))
            case Buttons():
                continue
    return Shown(tuple(lines), tuple(button.label for button in content.buttons()))
