"""Reads requests: who is looking, what was sent, and which event of the bot that is."""

import re
from dataclasses import dataclass
from datetime import UTC
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from adapters.browser.host import ChannelView, DemoHost, Persona
from adapters.browser.words import WORDS, PageWords
from bot.content import Dialog, Field, FieldKind, Press
from bot.events import Event, Incoming, Submitted
from bot.model.people import Platform

BODY_LIMIT = 256 * 1024
_FIELD_LIMIT = 500
_EVENT_ID = re.compile(r"[A-Za-z0-9-]{1,64}\Z")
_WHOLE_NUMBER = re.compile(r"\s*-?\d{1,9}\s*\Z")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at which conversation: their own, or a channel."""

    persona: Persona
    channel: ChannelView | None = None

    @property
    def conversation(self) -> str:
        """The conversation that is on the page."""
        return self.channel.conversation if self.channel else self.persona.conversation

    @property
    def words(self) -> PageWords:
        """The words of the page in this person's language."""
        return WORDS[self.persona.language]


@dataclass(frozen=True, slots=True)
class Form:
    """What a form holds, in order; a name can come more than once."""

    pairs: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str:
        """Return the first value of that name, or the empty string."""
        return next((value for key, value in self.pairs if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of that name."""
        return tuple(value for key, value in self.pairs if key == name)

    @property
    def event_id(self) -> str:
        """What the page calls this action: a retry has the same. Raises HTTPException (400) on anything odd."""
        event_id = self.one("event")
        if not _EVENT_ID.match(event_id):
            raise HTTPException(400, "The form has no usable event id. Reload the page.")
        return event_id


async def read_form(request: Request) -> Form:
    """Return the URL-encoded form of a request.

    Raises HTTPException: 413 for a body over 256 KB, 415 for another type, 400 for what cannot be read.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "Send a form as application/x-www-form-urlencoded.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise HTTPException(413, "This is too much: a form may hold 256 KB.")
    try:
        pairs = parse_qsl(
            body.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_FIELD_LIMIT,
        )
    except ValueError as problem:
        raise HTTPException(400, "This form cannot be read.") from problem
    # Browsers send every line end of a text box as CR LF; the person typed one line end.
    return Form(tuple((name, value.replace("\r\n", "\n")) for name, value in pairs))


async def viewer_of(host: DemoHost, person: str, conversation: str) -> Viewer:
    """Return who looks at what; without a person the first one. Raises HTTPException (404) when unknown."""
    personas = await host.personas()
    persona = next((p for p in personas if p.id == person), None) if person else personas[0]
    if persona is None:
        raise HTTPException(404, "There is nobody here by that name.")
    if conversation in ("", persona.conversation):
        return Viewer(persona)
    for channel in await host.channels():
        if channel.conversation == conversation:
            return Viewer(persona, channel)
    raise HTTPException(404, "There is no such conversation here.")


def incoming(host: DemoHost, viewer: Viewer, event: Event, event_id: str) -> Incoming:
    """Return the event with where it came from."""
    return Incoming(
        tenant=host.place.tenant,
        platform=Platform.BROWSER,
        person=viewer.persona.id,
        conversation=viewer.conversation,
        event_id=event_id,
        at=host.now().astimezone(UTC),
        event=event,
        shared=viewer.channel is not None,
    )


def submitted(form: Form) -> Submitted:
    """Return the dialog as it was sent: each listed field, also one without any choice made."""
    return Submitted(
        Press.decode(form.one("press")),
        {name: "\n".join(form.all(f"f.{name}")) for name in form.all("field")},
    )


def problems_of(dialog: Dialog, event: Submitted, words: PageWords) -> dict[str, str]:
    """Return what every platform checks before it sends a dialog, by the name of the field."""
    found = {
        field.name: _problem(field, event.values.get(field.name, ""), words)
        for field in dialog.fields
    }
    return {name: problem for name, problem in found.items() if problem}


def _problem(field: Field, value: str, words: PageWords) -> str:
    if not value.strip():
        return words.not_filled if field.required else ""
    match field.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            chosen = value.split("\n") if field.kind is FieldKind.CHOICES else [value]
            known = {option.value for option in field.options}
            return "" if known.issuperset(chosen) else words.not_an_option
        case FieldKind.NUMBER:
            return "" if _WHOLE_NUMBER.match(value) else words.not_a_number
        case FieldKind.LINK:
            return "" if value == field.value else words.not_an_option
        case FieldKind.LINE | FieldKind.TEXT | FieldKind.WHEN:
            is_long = len(value) > field.max_length
            return words.too_long.format(count=field.max_length) if is_long else ""
