"""Tenants, the right to send, and what is due where."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta
from functools import partial
from typing import Any

import pytest

from bot.errors import UnknownThing
from bot.model.ids import TenantId
from bot.model.messages import State
from bot.model.people import Language, Platform, Region
from bot.ports.directory import Backlog, Directory, Right
from bot.ports.stores import Stores
from tests.factories import NOW, WATERSTAD, a_message, a_tenant

DORPEN = TenantId("dorpen")
SECOND = timedelta(seconds=1)
BROWSER = Platform.BROWSER


async def test_tenants_ordered_by_id(stores: Stores) -> None:
    full = a_tenant(
        id=DORPEN,
        name="Gemeente Dorpen",
        zone="Europe/Brussels",
        region=Region.SOUTH,
        language=Language.NL_FORMAL,
        opens_at=time(8, 30),
        closes_at=time(17, 0),
        friday_closes_at=time(11, 45),
        keeps_liberation_day=False,
        keeps_good_friday=True,
        day_cap=2,
        week_cap=4,
        resend_unknown=True,
    )
    await stores.directory.save_tenant(full)

    assert await stores.directory.tenants() == [full, a_tenant()]


async def test_saving_a_tenant_keeps_its_data(stores: Stores) -> None:
    async with stores.of(WATERSTAD).write() as unit:
        await unit.messages.add(a_message())

    await stores.directory.save_tenant(a_tenant(name="Waterstad"))

    assert await stores.directory.tenants() == [a_tenant(name="Waterstad")]
    async with stores.of(WATERSTAD).read() as unit:
        assert await unit.messages.get(a_message().id) == a_message()


async def test_what_is_due_where(stores: Stores) -> None:
    await stores.directory.save_tenant(a_tenant(id=DORPEN))
    async with stores.of(WATERSTAD).write() as unit:
        await unit.messages.add(a_message(subject="s1"))
        await unit.messages.add(a_message(subject="s2"))
        await unit.messages.add(a_message(subject="s3", platform=Platform.TEAMS))
        await unit.messages.add(
            a_message(subject="s4", platform=Platform.SLACK, due_at=NOW + SECOND)
        )
    async with stores.of(DORPEN).write() as unit:
        await unit.messages.add(a_message(tenant=DORPEN))
        await unit.messages.add(
            a_message(subject="s2", tenant=DORPEN, platform=Platform.TEAMS, state=State.SENT)
        )

    assert await stores.directory.due(NOW) == [
        (Platform.BROWSER, DORPEN),
        (Platform.BROWSER, WATERSTAD),
        (Platform.TEAMS, WATERSTAD),
    ]
    assert await stores.directory.due(NOW - SECOND) == []


async def test_when_the_next_message_of_any_tenant_is_due(stores: Stores) -> None:
    await stores.directory.save_tenant(a_tenant(id=DORPEN))
    async with stores.of(WATERSTAD).write() as unit:
        await unit.messages.add(a_message(subject="s1"))
        await unit.messages.add(a_message(subject="s2", due_at=NOW + 3 * SECOND))
    async with stores.of(DORPEN).write() as unit:
        later = a_message(tenant=DORPEN, due_at=NOW + 2 * SECOND, platform=Platform.TEAMS)
        gone = a_message(subject="s2", tenant=DORPEN, due_at=NOW + SECOND, state=State.SENT)
        await unit.messages.add_all([later, gone])

    assert await stores.directory.next_due_at(NOW - SECOND) == NOW
    assert await stores.directory.next_due_at(NOW) == NOW + 2 * SECOND
    assert await stores.directory.next_due_at(NOW + 3 * SECOND) is None


async def test_where_something_is_not_settled(stores: Stores) -> None:
    await stores.directory.save_tenant(a_tenant(id=DORPEN))
    states = (State.SENT, State.CLAIMED, State.SENDING, State.UNKNOWN, State.PLANNED)
    async with stores.of(WATERSTAD).write() as unit:
        for number, state in enumerate(states[:2]):
            await unit.messages.add(a_message(subject=f"s{number}", state=state))
    async with stores.of(DORPEN).write() as unit:
        for number, state in enumerate(states):
            platform = Platform.TEAMS if state is State.UNKNOWN else Platform.SLACK
            message = a_message(subject=f"s{number}", tenant=DORPEN, state=state, platform=platform)
            await unit.messages.add(message)

    assert await stores.directory.unsettled(NOW) == [
        (Platform.BROWSER, WATERSTAD),
        (Platform.SLACK, DORPEN),
        (Platform.TEAMS, DORPEN),
    ]
    assert await stores.directory.unsettled(NOW + SECOND) == []


async def test_what_has_been_of_unknown_fate_for_long_can_be_left_out(stores: Stores) -> None:
    async with stores.of(WATERSTAD).write() as unit:
        for platform, unknown_at, sent_at in (
            (Platform.BROWSER, NOW + SECOND, NOW),
            (Platform.SLACK, None, NOW + SECOND),
            (Platform.TEAMS, None, None),
        ):
            lost = a_message(subject=platform, platform=platform, state=State.UNKNOWN)
            await unit.messages.add(replace(lost, unknown_at=unknown_at, sent_at=sent_at))

    unsettled = stores.directory.unsettled
    both = [(Platform.BROWSER, WATERSTAD), (Platform.SLACK, WATERSTAD)]
    assert await unsettled(NOW, NOW) == [*both, (Platform.TEAMS, WATERSTAD)]
    assert await unsettled(NOW, NOW + SECOND) == both
    assert await unsettled(NOW, NOW + 2 * SECOND) == []

    async with stores.of(WATERSTAD).write() as unit:
        await unit.messages.add(a_message(subject="left", state=State.CLAIMED))
    assert await unsettled(NOW, NOW + 2 * SECOND) == [(Platform.BROWSER, WATERSTAD)]


async def test_what_waits_on_each_platform(stores: Stores) -> None:
    await stores.directory.save_tenant(a_tenant(id=DORPEN))
    async with stores.of(WATERSTAD).write() as unit:
        await unit.messages.add(a_message(subject="s1"))
        await unit.messages.add(a_message(subject="s2", due_at=NOW - SECOND))
        await unit.messages.add(a_message(subject="s3", due_at=NOW + SECOND))
        await unit.messages.add(a_message(subject="s4", state=State.SENDING))
        # What was claimed is due like what is planned; what is made ready ahead is not.
        await unit.messages.add(
            a_message(subject="s5", state=State.CLAIMED, due_at=NOW - 2 * SECOND)
        )
        await unit.messages.add(a_message(subject="s6", state=State.CLAIMED, due_at=NOW + SECOND))
    async with stores.of(DORPEN).write() as unit:
        await unit.messages.add(a_message(tenant=DORPEN))
        await unit.messages.add(
            a_message(subject="s2", tenant=DORPEN, state=State.UNKNOWN, platform=Platform.TEAMS)
        )

    assert await stores.directory.backlogs(NOW) == [
        Backlog(platform=Platform.BROWSER, due=4, oldest_due_at=NOW - 2 * SECOND),
        Backlog(platform=Platform.SLACK),
        Backlog(platform=Platform.TEAMS, unknown=1),
    ]


async def numbered(directory: Directory, *asked: Any) -> int | None:
    """Return the number of the right to send, when it was given."""
    right = await directory.take_lease(*asked)
    return right.number if right else None


class TestTheRightToSend:
    async def test_one_holder_at_a_time(self, stores: Stores) -> None:
        take = partial(numbered, stores.directory)

        assert await take(BROWSER, WATERSTAD, "a", NOW, 30) == 1
        assert await take(BROWSER, WATERSTAD, "b", NOW + 29 * SECOND, 30) is None
        assert await take(BROWSER, WATERSTAD, "b", NOW + 30 * SECOND, 30) == 2
        assert await take(BROWSER, WATERSTAD, "a", NOW + 31 * SECOND, 30) is None

    async def test_renewing_keeps_the_number_and_moves_the_end(self, stores: Stores) -> None:
        take = partial(numbered, stores.directory)

        assert await take(BROWSER, WATERSTAD, "a", NOW, 30) == 1
        assert await take(BROWSER, WATERSTAD, "a", NOW + 20 * SECOND, 30) == 1
        assert await take(BROWSER, WATERSTAD, "b", NOW + 40 * SECOND, 30) is None
        assert await take(BROWSER, WATERSTAD, "a", NOW + 90 * SECOND, 0.5) == 1
        assert await take(BROWSER, WATERSTAD, "b", NOW + 91 * SECOND, 30) == 2

    async def test_numbers_only_rise(self, stores: Stores) -> None:
        directory = stores.directory
        numbers = []
        for owner in ("a", "b", "a", "a", "b"):
            numbers.append(await numbered(directory, BROWSER, WATERSTAD, owner, NOW, 30))
            await directory.release_lease(BROWSER, WATERSTAD, owner)

        assert numbers == [1, 2, 3, 4, 5]

    async def test_only_its_owner_gives_it_back(self, stores: Stores) -> None:
        directory = stores.directory
        await numbered(directory, BROWSER, WATERSTAD, "a", NOW, 30)

        await directory.release_lease(BROWSER, WATERSTAD, "b")
        await directory.release_lease(Platform.TEAMS, WATERSTAD, "a")

        assert await numbered(directory, BROWSER, WATERSTAD, "b", NOW, 30) is None

    async def test_each_platform_and_tenant_has_its_own(self, stores: Stores) -> None:
        directory = stores.directory
        await directory.save_tenant(a_tenant(id=DORPEN))

        assert await numbered(directory, BROWSER, WATERSTAD, "a", NOW, 30) == 1
        assert await numbered(directory, Platform.TEAMS, WATERSTAD, "b", NOW, 30) == 1
        assert await numbered(directory, BROWSER, DORPEN, "c", NOW, 30) == 1

    async def test_of_many_at_once_one_gets_it(self, stores: Stores) -> None:
        taken = await asyncio.gather(
            *(
                numbered(stores.directory, BROWSER, WATERSTAD, f"owner-{n}", NOW, 30)
                for n in range(20)
            )
        )

        assert sorted(taken, key=str) == [1, *[None] * 19]

    async def test_a_tenant_must_exist(self, stores: Stores) -> None:
        with pytest.raises(UnknownThing, match="dorpen"):
            await numbered(stores.directory, BROWSER, DORPEN, "a", NOW, 30)
        with pytest.raises(UnknownThing, match="dorpen"):
            await stores.directory.allow_from(BROWSER, DORPEN, NOW, 1)


class TestPace:
    async def test_nothing_is_held_back_at_first(self, stores: Stores) -> None:
        assert await stores.directory.next_allowed_at(BROWSER, WATERSTAD) is None
        assert (await stores.directory.last_right(BROWSER, WATERSTAD)).failures == 0

    async def test_what_is_stored_comes_back(self, stores: Stores) -> None:
        directory = stores.directory

        await directory.allow_from(BROWSER, WATERSTAD, NOW + SECOND, 3)
        assert await directory.next_allowed_at(BROWSER, WATERSTAD) == NOW + SECOND
        assert (await directory.last_right(BROWSER, WATERSTAD)).failures == 3
        assert await directory.next_allowed_at(Platform.TEAMS, WATERSTAD) is None

        await directory.allow_from(BROWSER, WATERSTAD, None, 0)
        assert await directory.next_allowed_at(BROWSER, WATERSTAD) is None
        assert (await directory.last_right(BROWSER, WATERSTAD)).failures == 0

    async def test_pace_and_right_do_not_touch_each_other(self, stores: Stores) -> None:
        directory = stores.directory
        await directory.allow_from(BROWSER, WATERSTAD, NOW, 2)

        assert await numbered(directory, BROWSER, WATERSTAD, "a", NOW, 30) == 1
        await directory.allow_from(BROWSER, WATERSTAD, NOW + SECOND, 3)
        assert await numbered(directory, BROWSER, WATERSTAD, "b", NOW, 30) is None
        await directory.release_lease(BROWSER, WATERSTAD, "a")

        assert await directory.next_allowed_at(BROWSER, WATERSTAD) == NOW + SECOND
        assert (await directory.last_right(BROWSER, WATERSTAD)).failures == 3


async def test_a_right_is_held_until_it_is_given_back(stores: Stores) -> None:
    for tenant in (WATERSTAD, DORPEN):
        await stores.directory.save_tenant(a_tenant(id=tenant))
    for platform, tenant in ((Platform.TEAMS, WATERSTAD), (Platform.SLACK, DORPEN)):
        assert await stores.directory.take_lease(platform, tenant, "a worker", NOW, 30)
    assert await stores.directory.held() == [(Platform.SLACK, DORPEN), (Platform.TEAMS, WATERSTAD)]
    await stores.directory.release_lease(Platform.SLACK, DORPEN, "a worker")
    await stores.directory.allow_from(Platform.SLACK, DORPEN, NOW, 1)
    assert await stores.directory.held() == [(Platform.TEAMS, WATERSTAD)]


async def test_with_the_right_comes_how_the_platform_does(stores: Stores) -> None:
    directory = stores.directory
    assert await directory.take_lease(BROWSER, WATERSTAD, "a", NOW, 30) == Right(1)

    await directory.allow_from(BROWSER, WATERSTAD, NOW + SECOND, 3)

    assert await directory.take_lease(BROWSER, WATERSTAD, "a", NOW, 30) == Right(1, 3, NOW + SECOND)
    assert await directory.last_right(BROWSER, WATERSTAD) == Right(1, 3, NOW + SECOND)
    assert await directory.last_right(Platform.TEAMS, WATERSTAD) == Right(0)


async def test_ticks(stores: Stores) -> None:
    assert await stores.directory.last_tick_at() is None

    await stores.directory.ticked(NOW)
    await stores.directory.ticked(NOW + SECOND)

    assert await stores.directory.last_tick_at() == NOW + SECOND


async def test_a_right_that_was_taken_under_a_clock_far_ahead_is_no_hindrance(
    stores: Stores,
) -> None:
    directory, ahead = stores.directory, NOW + timedelta(hours=2)
    assert await directory.take_lease(BROWSER, WATERSTAD, "ahead", ahead, 30) == Right(1)
    assert await directory.take_lease(BROWSER, WATERSTAD, "right", NOW, 30) == Right(2)
    # A little ahead is ordinary: no two clocks are the same.
    assert await directory.take_lease(BROWSER, WATERSTAD, "right", NOW + 20 * SECOND, 30)
    assert await directory.take_lease(BROWSER, WATERSTAD, "other", NOW, 30) is None
