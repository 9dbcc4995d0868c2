"""Nothing lost and nothing double, whatever goes wrong between the bot and Slack."""

import asyncio
from datetime import timedelta

import pytest

from adapters.clock.clocks import SystemClock
from adapters.wiring import assemble
from bot.model.messages import State
from bot.situations import Knowledge
from tests.platforms.slack.morning import is_there_once, morning, sender
from tests.standins.slack.client import SlackStandin

POST = ["chat.postMessage"]
MINUTE = timedelta(minutes=1)
OUTAGE = timedelta(minutes=10)
MT = ("Hanneke", "Yusuf", "Fatma")
MANY = tuple(f"{name} {number}" for number in range(12) for name in ("Hanneke", "Yusuf", "Bram"))


@pytest.mark.parametrize("kind", ["drop", "garbage", "status"])
async def test_what_arrived_though_nobody_heard_so_is_found_by_asking(
    slack: SlackStandin, knowledge: Knowledge, kind: str
) -> None:
    async with morning(slack, knowledge, MT) as day:
        await slack.do("fault", kind=kind, methods=POST, writes=True)
        await day.until_due()
        assert await day.count(State.UNKNOWN) == 1
        await day.pass_(MINUTE)
        assert await day.seen() == [1, 1, 1]
        assert all(is_there_once(message) for message in await day.prompts())
        assert (await slack.counters())["calls"]["chat.postMessage"] == 3


@pytest.mark.parametrize("kind", ["hang_up", "status"])
async def test_what_did_not_arrive_goes_out_once_that_is_certain(
    slack: SlackStandin, knowledge: Knowledge, kind: str
) -> None:
    async with morning(slack, knowledge, MT) as day:
        await slack.do("fault", kind=kind, methods=POST)
        await day.until_due()
        assert await day.count(State.UNKNOWN) == 1
        await day.pass_(2 * MINUTE)
        assert await day.seen() == [1, 1, 1]
        assert all(is_there_once(message) for message in await day.prompts())


async def test_an_answer_that_is_slow_is_an_answer(
    slack: SlackStandin, knowledge: Knowledge
) -> None:
    async with morning(slack, knowledge, MT) as day:
        await slack.do("fault", kind="slow", seconds=0.5, methods=POST, times=3)
        await day.until_due()
        assert await day.count(State.SENT) == 3
        assert await day.seen() == [1, 1, 1]


@pytest.mark.parametrize("code", ["internal_error", "fatal_error", "service_unavailable"])
async def test_slack_that_broke_is_asked_what_it_did(
    slack: SlackStandin, knowledge: Knowledge, code: str
) -> None:
    async with morning(slack, knowledge, MT) as day:
        await slack.do("fault", kind="error", code=code, methods=POST)
        await day.until_due()
        await day.pass_(2 * MINUTE)
        assert await day.seen() == [1, 1, 1]


@pytest.mark.parametrize(
    "code", ["restricted_action", "channel_not_found", "missing_scope", "cannot_dm_bot"]
)
async def test_a_refusal_is_final_and_says_why(
    slack: SlackStandin, knowledge: Knowledge, code: str
) -> None:
    async with morning(slack, knowledge, MT) as day:
        await slack.do("fault", kind="error", code=code, methods=POST)
        await day.until_due()
        await day.pass_(2 * MINUTE)
        assert sorted(await day.seen()) == [0, 1, 1]
        (failed,) = [one for one in await day.prompts() if one.state is State.FAILED]
        assert failed.detail == f"slack: {code}"


async def test_too_fast_is_obeyed_to_the_second_by_every_process(
    slack: SlackStandin, knowledge: Knowledge
) -> None:
    async with morning(slack, knowledge, MT, SystemClock()) as day:
        await slack.do("fault", kind="rate_limited", seconds=1, methods=POST, times=3)
        await day.until_due()
        assert await day.count(State.PLANNED) == 3
        async with sender(slack, day.town, day.stores) as platform:
            other = assemble(day.stores, knowledge, [platform], day.clock)
            await other.ticker.tick()
        assert await day.seen() == [0, 0, 0]
        await asyncio.sleep(1.05)
        await day.bot.ticker.tick()
        assert await day.seen() == [1, 1, 1]
        count = await slack.counters()
        assert (count["rate_limited"], count["rate_limited_too_early"]) == (3, 0)


async def test_the_pace_stays_under_what_slack_takes(
    slack: SlackStandin, knowledge: Knowledge
) -> None:
    some = MANY[:14]
    async with morning(slack, knowledge, some, SystemClock(), per_second=4) as day:
        await slack.do("limits", per_workspace=4, per_conversation=1)
        await day.until_due()
        await day.bot.ticker.tick()
        assert await day.seen() == [1] * len(some)
        count = await slack.counters()
        assert count["rate_limited"] == 0
        assert count["most_in_a_second"] <= 4


@pytest.mark.parametrize("kind", ["drop", "hang_up", "status", "garbage"])
async def test_an_outage_of_ten_minutes_leaves_at_most_ten_unknown(
    slack: SlackStandin, knowledge: Knowledge, kind: str
) -> None:
    async with morning(slack, knowledge, MANY) as day:
        await slack.do("fault", kind=kind, methods=[], times=None, writes=False)
        await day.until_due()
        await day.pass_(OUTAGE)
        unknown = await day.count(State.UNKNOWN)
        assert 0 < unknown <= 10
        assert await day.count(State.PLANNED) == len(MANY) - unknown
        await slack.do("clear")
        await day.pass_(2 * OUTAGE)
        assert await day.seen() == [1] * len(MANY)
        assert all(is_there_once(message) for message in await day.prompts())


async def test_when_nobody_answers_the_door_nothing_is_unknown(
    slack: SlackStandin, knowledge: Knowledge
) -> None:
    async with morning(slack, knowledge, MANY) as day:
        await slack.do("refuse")
        await day.until_due()
        await day.pass_(OUTAGE)
        assert await day.count(State.PLANNED) == len(MANY)
        await slack.do("refuse", on=False)
        await day.pass_(OUTAGE)
        assert await day.seen() == [1] * len(MANY)


async def test_what_is_too_late_after_an_outage_is_skipped(
    slack: SlackStandin, knowledge: Knowledge
) -> None:
    async with morning(slack, knowledge, MT) as day:
        await slack.do("refuse")
        await day.until_due()
        await day.move_to(day.clock.now() + timedelta(hours=20))
        await slack.do("refuse", on=False)
        await day.pass_(MINUTE)
        assert await day.seen() == [0, 0, 0]
        assert await day.count(State.SKIPPED) == 3
