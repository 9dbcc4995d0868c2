"""Nothing lost and nothing double, whatever goes wrong between the bot and Teams."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.model.messages import Message, Purpose, Reason, State
from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.stages.teams import TeamsStage, teams_stage
from tests.stages.town import TENANT, instant
from tests.standins.teams.client import TeamsClient
from tests.standins.teams.world import Json

DUE = "2027-01-14 12:15"
MINUTE = 60
MT = ("Hanneke", "Yusuf", "Fatma")
MANY = tuple(f"{name} {number}" for number in range(12) for name in ("Hanneke", "Yusuf", "Bram"))


def head(*people: str) -> Json:
    """A morning on which all these people get a small win at the same time."""
    return {
        "start": "2027-01-14 12:14",
        "people": {name: {"roles": ["director"]} for name in people},
        "series": [{"steps": ["zetje:sw-009"], "weekly": DUE, "for": list(people)}],
    }


async def until_due(stage: TeamsStage) -> None:
    await stage.bot.ticker.tick()
    await stage.move_to(instant(DUE))


async def prompts(stage: TeamsStage) -> Sequence[Message]:
    async with stage.bot.stores.of(TENANT).read() as unit:
        people = await unit.people.all()
        found = [m for one in people for m in await unit.messages.of_person(one.id)]
    return [message for message in found if message.purpose is Purpose.PROMPT]


async def states(stage: TeamsStage) -> dict[State, int]:
    found = [message.state for message in await prompts(stage)]
    return {state: found.count(state) for state in set(found)}


async def arrived(stage: TeamsStage, people: Sequence[str]) -> list[int]:
    """Return how many messages each of them has from the bot."""
    seen = [await stage.teams("sees", who=name) for name in people]
    return [len(one["messages"]) for one in seen]


@pytest.mark.parametrize(
    "fault",
    [
        {"trouble": "error", "status": 429, "retry_after": 7},
        {"trouble": "error", "status": 429},
        {"trouble": "error", "status": 412},
        {"trouble": "error", "status": 503, "retry_after": 3},
        {"trouble": "error", "status": 401},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
async def test_what_certainly_did_not_arrive_goes_out_later(
    teams: TeamsClient, knowledge: Knowledge, fault: Json
) -> None:
    async with teams_stage(teams, MemoryStores(), knowledge, head(*MT), own_time=True) as stage:
        await teams("fault", area="send", **fault)
        await until_due(stage)
        assert (await states(stage)).get(State.UNKNOWN, 0) == 0
        await stage.passes(2 * MINUTE)
        assert await states(stage) == {State.SENT: 3}
        assert await arrived(stage, MT) == [1, 1, 1]


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize(
    "fault",
    [
        {"trouble": "drop"},
        {"trouble": "error", "status": 500},
        {"trouble": "error", "status": 502},
        {"trouble": "error", "status": 503},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
async def test_what_nobody_can_tell_is_not_sent_again(
    teams: TeamsClient, knowledge: Knowledge, fault: Json, written: bool
) -> None:
    async with teams_stage(teams, MemoryStores(), knowledge, head(*MT), own_time=True) as stage:
        await teams("fault", area="send", written=written, **fault)
        await until_due(stage)
        await stage.passes(10 * MINUTE)
        assert await states(stage) == {State.UNKNOWN: 1, State.SENT: 2}
        assert sum(await arrived(stage, MT)) == (3 if written else 2)
        (unknown,) = [one for one in await prompts(stage) if one.state is State.UNKNOWN]
        assert unknown.detail is not None
        assert unknown.detail.startswith("teams: ")


@pytest.mark.parametrize(("status", "code"), [(400, "ServiceError"), (413, "ServiceError")])
async def test_a_refusal_for_good_says_why(
    teams: TeamsClient, knowledge: Knowledge, status: int, code: str
) -> None:
    async with teams_stage(teams, MemoryStores(), knowledge, head(*MT), own_time=True) as stage:
        await teams("fault", trouble="error", area="send", status=status)
        await until_due(stage)
        await stage.passes(2 * MINUTE)
        assert await states(stage) == {State.FAILED: 1, State.SENT: 2}
        (failed,) = [one for one in await prompts(stage) if one.state is State.FAILED]
        assert (failed.reason, failed.detail) == (Reason.REFUSED, f"teams: {status} {code}")


@pytest.mark.parametrize(
    ("outage", "lost"),
    [
        ({"trouble": "drop", "written": False}, True),
        ({"trouble": "drop", "written": True}, True),
        ({"trouble": "error", "status": 502, "written": False}, True),
        ({"trouble": "error", "status": 503, "retry_after": 20, "written": False}, False),
        (None, False),
    ],
    ids=["dropped", "dropped after writing", "broken", "overloaded", "refused"],
)
async def test_an_outage_of_ten_minutes_leaves_at_most_ten_unknown(
    teams: TeamsClient, knowledge: Knowledge, outage: Json | None, lost: bool
) -> None:
    async with teams_stage(teams, MemoryStores(), knowledge, head(*MANY), own_time=True) as stage:
        if outage is None:
            await teams("outage")
        else:
            await teams("fault", times=None, **outage)
        await until_due(stage)
        await stage.passes(10 * MINUTE)
        after = await states(stage)
        unknown = after.get(State.UNKNOWN, 0)
        assert (0 < unknown <= 10) if lost else unknown == 0
        assert after[State.PLANNED] == len(MANY) - unknown
        await teams("clear")
        await stage.passes(10 * MINUTE)
        at_the_end = {State.SENT: len(MANY) - unknown, State.UNKNOWN: unknown}
        assert await states(stage) == {state: n for state, n in at_the_end.items() if n}
        assert max(await arrived(stage, MANY)) == 1


async def test_what_is_too_late_after_an_outage_is_skipped_and_says_so(
    teams: TeamsClient, knowledge: Knowledge
) -> None:
    async with teams_stage(teams, MemoryStores(), knowledge, head(*MT), own_time=True) as stage:
        await teams("outage")
        await until_due(stage)
        await stage.passes(MINUTE)
        await stage.move_to(instant("2027-01-15 09:00"))
        await teams("clear")
        await stage.passes(MINUTE)
        late = await prompts(stage)
        assert {(one.state, one.reason) for one in late} == {(State.SKIPPED, Reason.LATE)}
        assert await arrived(stage, MT) == [0, 0, 0]


async def test_no_token_means_that_nothing_went_out(
    teams: TeamsClient, knowledge: Knowledge
) -> None:
    async with teams_stage(teams, MemoryStores(), knowledge, head(*MT), own_time=True) as stage:
        await teams("outage", door="login")
        await until_due(stage)
        assert await states(stage) == {State.PLANNED: 3}
        await teams("clear")
        await asyncio.sleep(5.1)  # so long the bot gives Entra to recover
        await stage.passes(10 * MINUTE)
        assert await states(stage) == {State.SENT: 3}


async def test_the_limits_of_teams_are_kept_by_our_own_pace(
    teams: TeamsClient, knowledge: Knowledge
) -> None:
    staged = teams_stage(teams, MemoryStores(), knowledge, head(*MANY, *MT), per_second=50)
    async with staged as stage:
        await teams("limits", enforced=True)
        await until_due(stage)
        assert await states(stage) == {State.SENT: len(MANY) + len(MT)}
        told = await teams("counts")
        assert told["throttled"] == 0
        assert told["most_in_a_tenant"] <= 50
