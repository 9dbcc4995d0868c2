"""How fast messages go: rolling windows, in the order of asking, with time that only moves when told."""

import asyncio
from collections.abc import Sequence
from weakref import ReferenceType, ref

import pytest

from bot.model.ids import TenantId
from bot.model.people import Platform
from bot.pacing import MARGIN, Pacer, Pacers, _Window
from bot.ports.outside import Limit, Pace


class Time:
    """Seconds that pass only while somebody sleeps; sleepers wake up in order of their instant."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._number = 0

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        self._number += 1
        self._sleepers.append((self.seconds + seconds, self._number, woken))
        await woken.wait()

    async def run(self) -> None:
        """Let everybody sleep out."""
        await _let_all_go_on()
        while self._sleepers:
            self._sleepers.sort()
            at, _, woken = self._sleepers.pop(0)
            self.seconds = max(self.seconds, at)
            woken.set()
            await _let_all_go_on()


async def _let_all_go_on() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def moments(
    pace: Pace, conversations: Sequence[str], time: Time | None = None
) -> list[tuple[float, str]]:
    """Return when each of these got its turn, all asked for at once and in this order."""
    time = time or Time()
    pacer = Pacer(pace, time.now, time.sleep)
    gone: list[tuple[float, str]] = []

    async def one(conversation: str) -> None:
        await pacer.turn(conversation)
        gone.append((round(time.seconds, 6), conversation))

    tasks = [asyncio.create_task(one(name)) for name in conversations]
    await time.run()
    await asyncio.gather(*tasks)
    return gone


def most_in(gone: Sequence[float], seconds: float) -> int:
    """Return how many went within any so many seconds, as the other end counts them."""
    return max(sum(start <= at < start + seconds for at in gone) for start in gone)


async def test_without_limits_everything_goes_at_once() -> None:
    gone = await moments(Pace(), ["a"] * 100)
    assert [at for at, _ in gone] == [0.0] * 100


async def test_one_a_second_in_a_conversation_and_another_does_not_wait_for_it() -> None:
    pace = Pace(per_conversation=(Limit(1, 1.0),))
    gone = await moments(pace, ["a", "a", "a", "b"])
    assert [at for at, name in gone if name == "a"] == [0.0, MARGIN, round(2 * MARGIN, 6)]
    assert [at for at, name in gone if name == "b"] == [0.0]


async def test_whoever_asked_first_goes_first() -> None:
    pace = Pace(per_tenant=(Limit(2, 1.0),))
    names = [f"c{number}" for number in range(9)]
    gone = await moments(pace, names)
    assert [name for _, name in gone] == names
    assert [at for at, _ in gone][:4] == [0.0, 0.0, MARGIN, MARGIN]


@pytest.mark.parametrize(
    "limits",
    [
        (Limit(1, 1.0),),
        (Limit(7, 1.0), Limit(60, 30.0)),
        (Limit(4, 1.0),),
        (Limit(60, 30.0), Limit(7, 1.0)),
        (Limit(50, 1.0), Limit(8, 2.0)),
    ],
)
async def test_no_rolling_window_ever_holds_more_than_its_limit(limits: Sequence[Limit]) -> None:
    gone = [at for at, _ in await moments(Pace(per_conversation=limits), ["a"] * 150)]
    for limit in limits:
        assert most_in(gone, limit.seconds) <= limit.count


async def test_the_tenant_and_the_conversation_are_both_kept() -> None:
    pace = Pace(per_tenant=(Limit(4, 1.0),), per_conversation=(Limit(1, 1.0),))
    gone = await moments(pace, [f"c{number % 5}" for number in range(30)])
    assert most_in([at for at, _ in gone], 1.0) <= 4
    for name in {name for _, name in gone}:
        assert most_in([at for at, other in gone if other == name], 1.0) <= 1


async def test_a_busy_conversation_holds_up_nobody_else() -> None:
    pace = Pace(per_tenant=(Limit(4, 1.0),), per_conversation=(Limit(1, 1.0),))
    gone = await moments(pace, [*["busy"] * 20, "b", "c", "d"])
    assert all(at == 0.0 for at, name in gone if name != "busy")


async def test_after_a_rest_there_is_room_again() -> None:
    time = Time()
    pace = Pace(per_tenant=(Limit(3, 10.0),))
    pacer = Pacer(pace, time.now, time.sleep)
    for _ in range(3):
        await pacer.turn("a")
    assert time.seconds == 0.0
    time.seconds = 10.0 * MARGIN
    await asyncio.wait_for(pacer.turn("a"), 1)
    assert time.seconds == 10.0 * MARGIN


async def test_conversations_that_rest_are_forgotten_and_busy_ones_are_not() -> None:
    time = Time()
    pacer = Pacer(Pace(per_conversation=(Limit(1, 1.0),)), time.now, time.sleep)
    for number in range(1500):
        await pacer.turn(f"rests-{number}")
        time.seconds += 2
    await pacer.turn("busy")
    for number in range(1500):
        await pacer.turn(f"other-{number}")
    # The second one waits, however many others came between.
    waiting = asyncio.create_task(pacer.turn("busy"))
    await _let_all_go_on()
    assert not waiting.done()
    await time.run()
    await waiting


async def test_what_arrived_late_counts_from_when_it_ended() -> None:
    """A request that waited in a queue on its way leaves less time before the next than it seems."""
    time = Time()
    pacer = Pacer(Pace((Limit(2, 1),)), time.now, time.sleep)
    first, second = await pacer.turn("a"), await pacer.turn("b")
    time.seconds = 0.7
    first.end()
    time.seconds = 0.9
    second.end()

    third = asyncio.create_task(pacer.turn("c"))
    fourth = asyncio.create_task(pacer.turn("d"))
    await time.run()
    turns = await asyncio.gather(third, fourth)
    assert [turn.at for turn in turns] == pytest.approx([0.7 + MARGIN, 0.9 + MARGIN])


async def test_what_took_longer_than_the_window_counts_when_it_ends_all_the_same() -> None:
    """Whoever counts at the other end may count it only then; others went in its place meanwhile."""
    time = Time()
    pacer = Pacer(a_second(2), time.now, time.sleep)
    slow = await pacer.turn("dm-slow")
    for number in range(4):
        time.seconds += 2.0
        (await pacer.turn(f"dm-{number}")).end()
        (await pacer.turn(f"dm-more-{number}")).end()
    time.seconds += 2.0
    assert pacer.room() == 2
    slow.end()
    assert pacer.room() == 1


async def test_very_many_conversations_cost_no_more_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is idle under a limit of an hour: looking for those who are must not be done each time."""
    looked, many = [0], 5_000
    recent = _Window.recent

    def counted(window: _Window, now: float) -> bool:
        looked[0] += 1
        return recent(window, now)

    monkeypatch.setattr(_Window, "recent", counted)
    pacer = Pacer(Pace((), (Limit(1800, 3600),)))
    for number in range(many):
        await pacer.turn(f"chat {number}")
    assert looked[0] < 2 * many


def a_second(count: int) -> Pace:
    return Pace((Limit(count, 1.0),), (Limit(count, 1.0),))


@pytest.mark.parametrize(("first", "then", "seconds"), [(2, 4, 1), (4, 2, 3), (2, 2, 3)])
async def test_a_pace_that_changes_holds_from_then_on_and_what_went_before_counts(
    first: int, then: int, seconds: int
) -> None:
    """Two went; the last of six more goes so many seconds later."""
    time = Time()
    pacer = Pacer(a_second(first), time.now, time.sleep)
    for _ in range(2):
        await pacer.turn("chat")
    pacer.adopt(a_second(then))
    going = [asyncio.create_task(pacer.turn("chat")) for _ in range(6)]
    await time.run()
    await asyncio.gather(*going)
    assert time.seconds == pytest.approx(seconds * MARGIN)


def test_a_tenant_that_is_found_with_another_app_gets_the_pace_of_that() -> None:
    paces = [a_second(4), a_second(8)]
    pacers = Pacers(lambda platform, tenant: paces.pop(0))
    rooms = [pacers.of(Platform.SLACK, TenantId("waterstad")).room() for _ in range(2)]
    assert rooms == [4, 8]


async def test_of_whom_nothing_went_lately_no_pace_is_kept() -> None:
    """But of who is sending now it is, and of who just did."""
    time = Time()
    made: list[ReferenceType[Pacer]] = []
    pacers = Pacers(lambda platform, tenant: a_second(1), time.now)

    async def sends(tenant: str) -> Pacer:
        pacer = pacers.of(Platform.SLACK, TenantId(tenant))
        await pacer.turn("chat")
        made.append(ref(pacer))
        return pacer

    sending = await sends("sending")
    for number in range(3000):
        await sends(f"rests-{number}")
        time.seconds += 2
    await sends("just did")
    assert pacers.of(Platform.SLACK, TenantId("sending")) is sending
    assert pacers.of(Platform.SLACK, TenantId("just did")).room() == 0
    assert len([1 for one in made if one() is not None]) < 2000


async def test_who_sends_for_long_shares_the_pace_until_all_of_it_may_go_again() -> None:
    """What is asked for while nothing went is not idle: it is about to be used."""
    time, many = Time(), 3000
    pacers = Pacers(lambda platform, tenant: a_second(1), time.now)
    begins = pacers.of(Platform.SLACK, TenantId("begins"))
    for number in range(many):
        pacers.of(Platform.SLACK, TenantId(f"other-{number}"))
    await begins.turn("chat")
    del begins
    assert pacers.of(Platform.SLACK, TenantId("begins")).room() == 0
