"""What somebody does on the page: each action becomes an event of the bot, or moves the time."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import TypeVar, get_args

import structlog
from starlette.exceptions import HTTPException

from adapters.browser.files import Upload
from adapters.browser.host import DemoHost, Moved, Step
from adapters.browser.inbound import Form, Viewer, incoming, problems_of, submitted
from adapters.browser.render import Window, write_now
from bot.content import Dialog, Press
from bot.events import Deleted, Edited, Event, Pressed, SentFile, Wrote
from bot.model.ids import PersonId
from bot.model.situation import Answer

Result = TypeVar("Result")

log = structlog.get_logger()

_STEPS: tuple[Step, ...] = get_args(Step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the page shows next, besides what changed: a window, a line of status, or a failure."""

    window: Window | None = None
    status: str | None = None
    failure: str | None = None


class Actions:
    """Carries out what was done on the page. A failure is an outcome and leaves nothing half done."""

    def __init__(self, host: DemoHost) -> None:
        self._host = host
        self._feed = host.platform.feed
        self._dialogs: dict[tuple[PersonId, str], Dialog] = {}
        self._moves: dict[str, Moved] = {}
        self._moving = asyncio.Lock()

    async def write(self, viewer: Viewer, form: Form) -> Outcome:
        """Type a message. When it cannot be stored it does not stay in the conversation."""
        text = form.one("text")
        if not text.strip():
            return Outcome()
        entry = self._feed.type(
            viewer.conversation,
            viewer.persona.id,
            text,
            self._host.now(),
            event_id=form.event_id,
        )
        answer = await self._handle(viewer, Wrote(text, entry.ref), form.event_id)
        if answer is None:
            self._feed.withdraw(viewer.conversation, entry.ref)
            return Outcome(failure=viewer.words.not_sent)
        return self._shown(viewer, answer, entry.ref)

    async def give(self, viewer: Viewer, upload: Upload) -> Outcome:
        """Send a file; its name is what stands in the conversation."""
        entry = self._feed.type(
            viewer.conversation,
            viewer.persona.id,
            upload.name,
            self._host.now(),
            event_id=upload.form.event_id,
        )
        file = self._host.calendar_file(upload.name, upload.content)
        answer = await self._handle(viewer, SentFile(entry.ref, file), upload.form.event_id)
        if answer is None:
            self._feed.withdraw(viewer.conversation, entry.ref)
            return Outcome(failure=viewer.words.not_done)
        return Outcome()

    async def edit(self, viewer: Viewer, form: Form) -> Outcome:
        """Change what one typed oneself."""
        ref, text = self._own(viewer, form), form.one("text")
        if not text.strip():
            return Outcome()
        answer = await self._handle(viewer, Edited(text, ref), form.event_id)
        if answer is None:
            return Outcome(failure=viewer.words.not_done)
        self._feed.edit(viewer.conversation, ref, text)
        return self._shown(viewer, answer, ref)

    async def delete(self, viewer: Viewer, form: Form) -> Outcome:
        """Take away what one typed oneself."""
        ref = self._own(viewer, form)
        answer = await self._handle(viewer, Deleted(ref), form.event_id)
        if answer is None:
            return Outcome(failure=viewer.words.not_done)
        self._feed.take_away(viewer.conversation, ref)
        return self._shown(viewer, answer, ref)

    async def press(self, viewer: Viewer, form: Form) -> Outcome:
        """Press a button."""
        entry = self._feed.entry(viewer.conversation, form.one("ref"))
        ref = entry.ref if entry is not None else None
        event = Pressed(Press.decode(form.one("press")), ref)
        answer = await self._handle(viewer, event, form.event_id)
        if answer is None:
            return Outcome(failure=viewer.words.not_done)
        return self._shown(viewer, answer, ref or "")

    async def submit(self, viewer: Viewer, form: Form) -> Outcome:
        """Send a dialog. With anything wrong it comes back, with all that was typed in it."""
        event = submitted(form)
        opened = self._dialogs.get((viewer.persona.id, event.press.encode()))
        problems: Mapping[str, str] = problems_of(opened, event, viewer.words) if opened else {}
        failure = None
        if not problems:
            answer = await self._handle(viewer, event, form.event_id)
            if answer is not None and not answer.errors:
                return self._shown(viewer, answer, form.one("ref"))
            problems = answer.errors if answer is not None else {}
            failure = viewer.words.not_saved if answer is None else None
            opened = (answer and answer.dialog) or opened
        if opened is None:
            # The demo was started anew: the page itself still holds the window, and keeps it.
            return Outcome(failure=failure or " ".join(problems.values()))
        window = Window(
            dialog=self._remember(viewer, opened),
            ref=form.one("ref"),
            typed=event.values,
            errors=problems,
            failure=failure or "",
        )
        return Outcome(window=window, failure=failure)

    async def move(self, viewer: Viewer, form: Form) -> Outcome:
        """Move the time on, once per event id, and say where new messages are waiting."""
        step = next((step for step in _STEPS if step == form.one("how")), None)
        if step is None:
            raise HTTPException(400, f"Move the time by one of: {', '.join(_STEPS)}.")
        before = self._feed.newest
        async with self._moving:
            if form.event_id not in self._moves:
                moved = await _tried(self._host.move(step), "move")
                if moved is None:
                    return Outcome(failure=viewer.words.not_done)
                self._moves[form.event_id] = moved
        self._feed.nudge()
        return Outcome(status=await self._news(viewer, before))

    async def _news(self, viewer: Viewer, before: int) -> str:
        """Say the time, and for whom something came since `before`."""
        names = {p.conversation: p.name for p in await self._host.personas()}
        names |= {c.conversation: c.name for c in await self._host.channels()}
        counts = {
            name: sum(
                entry.content is not None and entry.number > before
                for entry in self._feed.entries(conversation)
            )
            for conversation, name in names.items()
        }
        count = sum(counts.values())
        words = viewer.words
        sentence = (words.moved_none, words.moved_one)[count] if count < 2 else words.moved_many
        return sentence.format(
            now=write_now(self._host.now(), self._host.place.zone, viewer.persona.language),
            count=count,
            names=", ".join(name for name, number in counts.items() if number),
        )

    def _own(self, viewer: Viewer, form: Form) -> str:
        entry = self._feed.entry(viewer.conversation, form.one("ref"))
        if entry is None or entry.person != viewer.persona.id:
            raise HTTPException(404, viewer.words.gone)
        return entry.ref

    def _shown(self, viewer: Viewer, answer: Answer, ref: str) -> Outcome:
        if answer.dialog is None:
            return Outcome()
        return Outcome(window=Window(dialog=self._remember(viewer, answer.dialog), ref=ref))

    def _remember(self, viewer: Viewer, dialog: Dialog) -> Dialog:
        self._dialogs[viewer.persona.id, dialog.press.encode()] = dialog
        return dialog

    async def _handle(self, viewer: Viewer, event: Event, event_id: str) -> Answer | None:
        handling = self._host.handle(incoming(self._host, viewer, event, event_id))
        return await _tried(handling, type(event).__name__)


async def _tried(action: Awaitable[Result], what: str) -> Result | None:
    """Return the result, or None when it failed: the page then says so and keeps what was typed."""
    try:
        return await action
    except Exception as problem:
        # Only the kind of problem: its message or traceback may hold words of people.
        log.error("browser.failed", what=what, problem=type(problem).__name__)
        return None
