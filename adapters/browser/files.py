"""A file that somebody sends on the page: read without any help, because only one small form has one."""

from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP

from starlette.exceptions import HTTPException
from starlette.requests import Request

from adapters.browser.inbound import Form

# A calendar file of a megabyte, and the rest of the form.
_BODY_LIMIT = 1_100_000
_FIELD = "file"
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Upload:
    """The form as it was sent, with the name and the content of its file."""

    form: Form
    name: str
    content: bytes


async def read_upload(request: Request) -> Upload:
    """Return a multipart form with one file.

    Raises HTTPException: 413 for more than about a megabyte, 415 for another type, 400 without a file.
    """
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != "multipart/form-data":
        raise HTTPException(415, "Send the file as multipart/form-data.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BODY_LIMIT:
            raise HTTPException(413, "This file is too large: a calendar may hold 1 MB.")
    head = f"Content-Type: {kind}\r\nMIME-Version: 1.0\r\n\r\n".encode("latin-1", "replace")
    whole = BytesParser(policy=HTTP).parsebytes(head + bytes(body))
    parts = [part for part in whole.walk() if not part.is_multipart()]
    found = next((part for part in parts if _name(part) == _FIELD), None)
    if found is None:
        raise HTTPException(400, "There is no file in this form.")
    pairs = tuple((_name(part), _text(part)) for part in parts if _name(part) != _FIELD)
    name = " ".join(str(found.get_filename() or "").replace("\\", "/").split("/")[-1].split())
    return Upload(Form(pairs), name[:_LONGEST_NAME] or "agenda.ics", _bytes(found))


def _name(part: Message) -> str:
    return str(part.get_param("name", "", header="content-disposition"))


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    return _bytes(part).decode("utf-8", "replace")
