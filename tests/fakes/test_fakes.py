"""The stand-ins keep their word."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import CannotTell, FateUnknown, NotSent
from bot.model.people import Platform
from bot.ports.outside import ChatPlatform, Clock
from tests.factories import NOW, YUSUF, a_content, a_message
from tests.fakes.clock import SetClock
from tests.fakes.platform import RecordingPlatform

CARD = a_message()


async def test_what_is_sent_is_recorded_in_order() -> None:
    platform = RecordingPlatform(Platform.TEAMS)
    chat: ChatPlatform = platform

    refs = [await chat.send(CARD, "dm", a_content(text)) for text in ("Hoi", "Dag")]

    assert len(set(refs)) == 2
    assert platform.texts("dm") == ("Hoi", "Dag")
    assert await chat.find(CARD, "dm") in refs
    assert await chat.find(CARD, "elsewhere") is None


async def test_a_refusal_meets_one_request() -> None:
    platform = RecordingPlatform()
    platform.refuse(final=True, retry_after=30)

    with pytest.raises(NotSent) as refused:
        await platform.send(CARD, "dm", a_content())
    await platform.send(CARD, "dm", a_content())

    assert (refused.value.final, refused.value.retry_after) == (True, 30)
    assert (len(platform.sent), len(platform.requests)) == (1, 2)


@pytest.mark.parametrize("arrives", [True, False])
async def test_nobody_can_say_but_the_platform_knows(arrives: bool) -> None:
    platform = RecordingPlatform()
    platform.lose_after_write(arrives=arrives)

    with pytest.raises(FateUnknown):
        await platform.send(CARD, "dm", a_content())

    assert (await platform.find(CARD, "dm") is not None) is arrives
    platform.can_be_asked = False
    with pytest.raises(CannotTell):
        await platform.find(CARD, "dm")


async def test_a_fault_for_some_messages_only() -> None:
    platform = RecordingPlatform()
    platform.time_out(only=lambda message: message.person == YUSUF)

    await platform.send(CARD, "dm", a_content())
    with pytest.raises(FateUnknown):
        await platform.send(a_message(person=YUSUF), "dm-2", a_content())

    assert [sent.conversation for sent in platform.sent] == ["dm"]


def test_a_clock_stands_still_until_it_is_moved() -> None:
    clock = SetClock(NOW)
    port: Clock = clock

    assert port.now() == port.now() == NOW
    assert clock.move(timedelta(hours=1)) == clock.now() == NOW + timedelta(hours=1)
    assert clock.move(datetime(2026, 12, 1, tzinfo=UTC)).month == 12
    with pytest.raises(ValueError, match="cannot go back"):
        clock.move(NOW)
