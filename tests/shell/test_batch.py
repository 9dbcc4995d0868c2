"""One batch by itself: what it hands over, what it leaves, and what it says of each."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.batch import Batch
from bot.content import Content
from bot.errors import FateUnknown, NotSent
from bot.model.messages import Message
from bot.outcomes import NotTried
from bot.pacing import Pacer
from bot.pauses import FAILURES_BEFORE_PAUSE
from bot.ports.outside import Arrived, Limit, Pace
from tests.factories import a_content, a_message
from tests.fakes.platform import RecordingPlatform
from tests.shell.town import LONGEST_SECONDS


class Time:
    """Seconds that pass at once for who sleeps; while `holds` is clear nobody wakes up."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.holds = asyncio.Event()
        self.holds.set()

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)
        await self.holds.wait()


ONE_A_SECOND = Pace(per_tenant=(Limit(1, 1.0),))


@pytest.fixture
def platform() -> RecordingPlatform:
    return RecordingPlatform()


def batch_on(platform: RecordingPlatform, time: Time, pace: Pace = ONE_A_SECOND) -> Batch:
    return Batch(platform, Pacer(pace, time.now, time.sleep), lambda: True)


def coming(count: int, attempts: int = 0) -> Sequence[Message]:
    """Return this many messages, each to a conversation of its own."""
    return [
        a_message(
            subject=f"s{number}",
            conversation=f"dm-{number}",
            content=a_content("hallo"),
            attempts=attempts,
        )
        for number in range(count)
    ]


async def test_who_waits_for_the_pace_is_not_handed_to_a_platform_that_just_broke(
    platform: RecordingPlatform,
) -> None:
    platform.time_out(times=2 * FAILURES_BEFORE_PAUSE)
    batch = batch_on(platform, Time())
    ended = await batch.send(coming(2 * FAILURES_BEFORE_PAUSE))
    assert len(platform.requests) == FAILURES_BEFORE_PAUSE
    kinds = [type(outcome.error) for outcome in ended]
    assert kinds == [FateUnknown] * FAILURES_BEFORE_PAUSE + [NotTried] * FAILURES_BEFORE_PAUSE
    assert batch.is_broken


async def test_what_failed_before_says_nothing_of_the_platform_when_it_fails_again(
    platform: RecordingPlatform,
) -> None:
    platform.refuse(times=2 * FAILURES_BEFORE_PAUSE)
    batch = batch_on(platform, Time())
    await batch.send(coming(2 * FAILURES_BEFORE_PAUSE, attempts=1))
    assert len(platform.requests) == 2 * FAILURES_BEFORE_PAUSE
    assert not batch.is_broken


async def test_the_pace_counts_from_when_it_arrived(platform: RecordingPlatform) -> None:
    """Who counts at the other end counts it then: the next one would come too soon."""
    time, send = Time(), platform.send

    async def slow(message: Message, conversation: str, content: Content) -> Arrived:
        time.seconds += 5
        return await send(message, conversation, content)

    platform.send = slow  # type: ignore[method-assign]
    pacer = Pacer(ONE_A_SECOND, time.now, time.sleep)
    await Batch(platform, pacer, lambda: True).send(coming(1))
    assert pacer.room() == 0


async def until_first(platform: RecordingPlatform) -> None:
    async with asyncio.timeout(LONGEST_SECONDS):
        while not platform.requests:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0)


async def test_what_was_given_up_does_not_go_after_all(platform: RecordingPlatform) -> None:
    """It counts as not tried, and goes again: once from here as well would be twice."""
    time = Time()
    time.holds.clear()
    batch = batch_on(platform, time)
    sending = asyncio.create_task(batch.send(coming(3)))
    await until_first(platform)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    # What arrived before that is told as well.
    errors = [type(outcome.error) for outcome in batch.give_up()]
    assert errors == [type(None), NotTried, NotTried]

    time.holds.set()
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(platform.requests) == 1


@pytest.mark.parametrize("lacks", ["content", "conversation"])
async def test_what_was_emptied_on_the_way_is_refused_for_good(
    platform: RecordingPlatform, lacks: str
) -> None:
    nothing = {lacks: None}
    (message,) = coming(1)
    (outcome,) = await batch_on(platform, Time()).send([replace(message, **nothing)])  # type: ignore[arg-type]
    assert isinstance(outcome.error, NotSent)
    assert outcome.error.final
    assert platform.requests == []


async def test_when_those_that_were_left_end_it_waits_for_no_single_one(
    platform: RecordingPlatform,
) -> None:
    """Five that say nothing are too many; of those that are left any may be the fifth."""
    *first, last = coming(15)
    silent = {message.id: asyncio.Event() for message in (*first[10:], last)}
    send = platform.send

    async def waits(message: Message, conversation: str, content: Content) -> Arrived:
        if message.id in silent:
            await silent[message.id].wait()
        return await send(message, conversation, content)

    platform.send = waits  # type: ignore[method-assign]
    batch = Batch(platform, Pacer(Pace()), lambda: True, patience=0.01)
    assert len(await batch.send(first)) == 10
    sending = asyncio.create_task(batch.send([last]))
    await asyncio.sleep(0.1)
    assert not sending.done()

    silent[first[-1].id].set()
    async with asyncio.timeout(LONGEST_SECONDS):
        assert [one.message.id for one in await sending] == [first[-1].id]
    batch.give_up()
