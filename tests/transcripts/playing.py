"""Plays a transcript on a stage and says which line did not come out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.stages.stage import Shown, ShownDialog, Stage
from tests.transcripts.script import Step, Transcript, matches

ZONE = ZoneInfo("Europe/Amsterdam")


def local(text: str) -> datetime:
    """Return the instant that a transcript writes as local time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


async def play(transcript: Transcript, stage: Stage) -> None:
    """Play every step; an AssertionError names the file and the line.

    Whoever takes part in it has read everything at the end.
    """
    for step in transcript.steps:
        try:
            await _PLAYERS[step.kind](step, stage)
        except AssertionError as error:
            raise AssertionError(f"{transcript.name}:{step.line}: {error}") from error
    for who in dict.fromkeys(step.who for step in transcript.steps if step.who):
        left = await stage.unread(who)
        assert left is None, f"{transcript.name}: at the end {who} did not read yet: {left}"


async def _move(step: Step, stage: Stage) -> None:
    await stage.move_to(local(step.text))


async def _types(step: Step, stage: Stage) -> None:
    await stage.type(step.who, step.text, place=step.place)


async def _edits(step: Step, stage: Stage) -> None:
    await stage.edit(step.who, step.text)


async def _takes_away(step: Step, stage: Stage) -> None:
    await stage.take_away(step.who, step.text)


async def _press(step: Step, stage: Stage) -> None:
    await stage.press(step.who, step.text, place=step.place)


async def _shortcut(step: Step, stage: Stage) -> None:
    await stage.shortcut(step.who, step.text, step.of, place=step.place)


async def _says(step: Step, stage: Stage) -> None:
    shown = await stage.unread(step.who)
    assert shown is not None, f"nothing was said to {step.who}; expected {step.lines}"
    _compare(step, shown)


async def _notified(step: Step, stage: Stage) -> None:
    notice = await stage.notification(step.who)
    assert matches(step.text, notice), f"the lock screen showed {notice!r}"


async def _card(step: Step, stage: Stage) -> None:
    _compare(step, await stage.pressed_card(step.who))


async def _silence(step: Step, stage: Stage) -> None:
    shown = await stage.unread(step.who)
    assert shown is None, f"expected silence for {step.who}, but: {shown}"


async def _dialog(step: Step, stage: Stage) -> None:
    dialog = await stage.dialog(step.who)
    assert dialog is not None, f"no window is open for {step.who}"
    assert matches(step.text, dialog.title), f"the window is {dialog.title!r}"
    assert not step.lines or _all_match(step.lines, dialog.intro), (
        f"expected to read {step.lines}\n     shown {list(dialog.intro)}"
    )
    for label, expected in step.prefilled.items():
        value = _of_label(dialog.values, label)
        assert matches(expected, value), f"{label!r} holds {value!r}"
    filled = {_full_label(dialog.values, label): v for label, v in step.filled.items()}
    if step.ticks:
        filled[_ticked_field(step, dialog)] = "\n".join(k for k, on in step.ticks.items() if on)
    if not step.sends:
        await stage.close(step.who)
        return
    assert dialog.can_send, "this window is only to read"
    await stage.submit(step.who, filled)


async def _error(step: Step, stage: Stage) -> None:
    dialog = await stage.dialog(step.who)
    assert dialog is not None, "the window was closed"
    shown = _of_label(dialog.errors, step.text)
    assert matches(step.lines[0], shown), f"the field shows {shown!r}"


def _ticked_field(step: Step, dialog: ShownDialog) -> str:
    """Return the label of the list that offers exactly the lines of this step."""
    found = [label for label, lines in dialog.offers.items() if set(step.ticks) == set(lines)]
    assert len(found) == 1, f"expected the lines {list(step.ticks)}, shown {dict(dialog.offers)}"
    return found[0]


def _full_label(fields: Mapping[str, str], start: str) -> str:
    found = [label for label in fields if label.startswith(start)]
    assert len(found) == 1, f"{start!r} is not the start of one label of {list(fields)}"
    return found[0]


def _of_label(fields: Mapping[str, str], start: str) -> str:
    return fields[_full_label(fields, start)]


def _compare(step: Step, shown: Shown) -> None:
    assert _all_match(step.lines, shown.lines), (
        f"expected {step.lines}\n     shown {list(shown.lines)}"
    )
    assert tuple(step.buttons) == shown.buttons, (
        f"expected the buttons {step.buttons}, shown {list(shown.buttons)}"
    )


def _all_match(expected: Sequence[str], shown: Sequence[str]) -> bool:
    pairs = zip(expected, shown, strict=False)
    return len(expected) == len(shown) and all(matches(one, other) for one, other in pairs)


_PLAYERS = {
    "move": _move,
    "types": _types,
    "edits": _edits,
    "takes_away": _takes_away,
    "press": _press,
    "shortcut": _shortcut,
    "says": _says,
    "notified": _notified,
    "card": _card,
    "silence": _silence,
    "dialog": _dialog,
    "error": _error,
}
