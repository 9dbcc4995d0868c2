"""A calendar file that is sent on the page."""

import pytest

from bot.events import SentFile
from bot.model.calendar_file import CalendarFile
from tests.adapters.browser_stub import HANNEKE, MT, StubHost
from tests.adapters.browser_visitor import Visitor

HEAD = (
    '--grens\r\nContent-Disposition: form-data; name="as"\r\n\r\nhanneke\r\n'
    '--grens\r\nContent-Disposition: form-data; name="event"\r\n\r\ne-1\r\n'
)
FILE = (
    '--grens\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    "Content-Type: text/calendar\r\n\r\n{content}\r\n"
)
KIND = {"content-type": "multipart/form-data; boundary=grens"}


@pytest.fixture
def host() -> StubHost:
    return StubHost()


@pytest.fixture
def hanneke(host: StubHost) -> Visitor:
    return Visitor(host)


def body(name: str = "college.ics", content: str = "BEGIN:VCALENDAR", head: str = HEAD) -> bytes:
    return (head + FILE.format(name=name, content=content) + "--grens--\r\n").encode()


async def test_a_file_reaches_the_bot_and_its_name_stands_in_the_conversation(
    host: StubHost, hanneke: Visitor
) -> None:
    answer = await hanneke.send("/file", body(), KIND)
    assert answer.status_code == 303
    (incoming,) = host.incoming
    assert isinstance(incoming.event, SentFile)
    assert incoming.event.file == CalendarFile("college.ics", wrong_line=len("BEGIN:VCALENDAR"))
    assert (incoming.event_id, incoming.person) == ("e-1", HANNEKE)
    assert "college.ics" in (await hanneke.get("/")).text


@pytest.mark.parametrize("name", ["../../etc/mt.ics", "agenda/mt.ics", "mt.ics"])
async def test_of_a_path_only_the_name_is_kept(host: StubHost, hanneke: Visitor, name: str) -> None:
    await hanneke.send("/file", body(name), KIND)
    (incoming,) = host.incoming
    assert isinstance(incoming.event, SentFile)
    assert incoming.event.file is not None
    assert incoming.event.file.name == "mt.ics"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", KIND, 400),
        (HEAD.encode() + b"--grens--", KIND, 400),
        (body(head=""), KIND, 400),
        (body(), {"content-type": "application/x-www-form-urlencoded"}, 415),
        (body(), {"content-type": "multipart/form-data"}, 400),
        (body(content="x" * 1_100_001), KIND, 413),
    ],
)
async def test_what_is_no_file_is_refused(
    host: StubHost, hanneke: Visitor, content: bytes, kind: dict[str, str], status: int
) -> None:
    assert (await hanneke.send("/file", content, kind)).status_code == status
    assert host.incoming == []


async def test_what_is_not_stored_does_not_stand_there(host: StubHost, hanneke: Visitor) -> None:
    host.fails = True
    assert (await hanneke.send("/file", body(), KIND)).status_code == 503
    assert "college.ics" not in (await hanneke.get("/")).text
    assert len(host.incoming) == 1


async def test_only_an_admin_is_offered_to_send_one_and_not_in_a_channel(hanneke: Visitor) -> None:
    assert 'action="/file"' in (await hanneke.get("/?as=joke")).text
    assert 'action="/file"' not in (await hanneke.get("/?as=hanneke")).text
    assert 'action="/file"' not in (await hanneke.get(f"/?as=joke&in={MT}")).text
