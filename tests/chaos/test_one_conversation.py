"""A conversation that answers with trouble for ever is its own trouble: everybody else is on time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import structlog
from structlog.typing import EventDict

from adapters.sql.stores import SqlStores
from bot.content import Content
from bot.errors import FateUnknown, NotSent
from bot.model.messages import Message, Purpose, Reason, State
from bot.model.people import Tenant
from bot.model.tries import TRIED_AT_ONCE
from bot.ports.outside import Arrived
from bot.situations import Knowledge
from tests.fakes.platform import RecordingPlatform
from tests.shell.town import A_SECOND, Town, to_many
from tests.stages.town import TENANT

pytestmark = pytest.mark.chaos

A_LOOK, AN_HOUR = timedelta(seconds=20), timedelta(hours=1)
# Somebody else is due after so many looks.
EVERY = 9
LATER, UNKNOWN = NotSent("slack: HTTP 403"), FateUnknown("slack: HTTP 500")
FOR_EVER, FOR_GOOD = "dm-for-ever", "failed for good"


class Grumbling(RecordingPlatform):
    """Has trouble with conversations whose names begin so, at every try; `tried_at` keeps when."""

    def __init__(self, trouble: Exception) -> None:
        super().__init__()
        self.trouble: Exception | None = trouble
        self.now: Callable[[], datetime] = lambda: datetime.max.replace(tzinfo=UTC)
        self.tried_at: list[datetime] = []

    async def send(self, message: Message, conversation: str, content: Content) -> Arrived:
        if self.trouble is not None and conversation.startswith(FOR_EVER):
            self.tried_at.append(self.now())
            raise self.trouble
        return await super().send(message, conversation, content)


@pytest.fixture(params=[LATER, UNKNOWN], ids=["not yet", "unknown"])
def trouble(request: pytest.FixtureRequest) -> Exception:
    error: Exception = request.param
    return error


@pytest.fixture
async def town(stores: SqlStores, knowledge: Knowledge, trouble: Exception) -> Town:
    platform = Grumbling(trouble)
    made = Town(stores, knowledge, platform)
    platform.now = made.clock.now
    await made.settle()
    return made


def tried_at(town: Town) -> list[datetime]:
    assert isinstance(town.platform, Grumbling)
    return town.platform.tried_at


async def others_are_on_time(town: Town, hours: int) -> None:
    """Let so many hours pass, in which others are due, who have their message at the next look."""
    for look in range(hours * (AN_HOUR // A_LOOK)):
        others = []
        if look % EVERY == 0:
            others = [town.said(f"other {look}", conversation=f"dm-{look}")]
            await town.plan(*others)
        await town.try_again_after(A_LOOK)
        assert await town.states(*others) == [State.SENT] * len(others)


async def test_the_one_is_tried_ever_later_until_it_failed_and_that_is_told_once(
    town: Town, trouble: Exception
) -> None:
    one = town.said("to one", conversation=FOR_EVER)
    await town.plan(one)
    with structlog.testing.capture_logs() as log:
        await others_are_on_time(town, 2)
        gaps = [after - before for before, after in pairwise(tried_at(town))][TRIED_AT_ONCE:]
        # What passes between two looks may lie on either side of one.
        assert all(after > before - A_LOOK for before, after in pairwise(gaps))
        assert gaps[-1] > 10 * gaps[0]
        assert await town.states(one) == [State.PLANNED]
        for _ in range(24):
            await town.try_again_after(AN_HOUR)

    ended = await town.message(one.id)
    assert (ended.state, ended.reason, ended.detail) == (State.FAILED, Reason.REFUSED, str(trouble))
    assert told(log) == [{"message": one.id, "why": str(trouble)}]
    assert [line["log_level"] for line in log if line["event"] == FOR_GOOD] == ["error"]
    assert len(tried_at(town)) < 30
    async with town.stores.of(TENANT).read() as unit:
        since = town.clock.now() - timedelta(days=7)
        assert [found.id for found in await unit.messages.in_trouble(since)] == [one.id]


def told(log: list[EventDict]) -> list[dict[str, str]]:
    """Return of which messages it was told that they failed for good."""
    lines = [line for line in log if line["event"] == FOR_GOOD]
    return [{"message": line["message"], "why": line["why"]} for line in lines]


async def test_ten_of_them_hold_up_nobody_either(town: Town) -> None:
    ten = [town.said(f"ten {one}", conversation=f"{FOR_EVER}-{one}") for one in range(10)]
    await town.plan(*ten)
    await town.drain()
    thirty = await to_many(town, 30)
    for _ in range(12):
        await town.try_again_after(A_LOOK)
    assert await town.states(*thirty) == [State.SENT] * 30
    assert len(town.platform.sent) == 30
    await others_are_on_time(town, 1)


async def test_when_all_seems_down_somebody_else_shows_that_it_is_not(town: Town) -> None:
    """Five in a row that come first look like an outage; they are not what tells that it is over."""
    five = [town.said(f"five {one}", conversation=f"{FOR_EVER}-{one}") for one in range(5)]
    await town.plan(*five)
    await town.drain()
    assert len(tried_at(town)) == 5
    await town.try_again_after(A_SECOND)
    thirty = await to_many(town, 30)
    for _ in range(2):
        await town.try_again_after(A_LOOK)
    assert await town.states(*thirty) == [State.SENT] * 30


async def test_what_a_person_waits_for_goes_at_once_meanwhile(town: Town) -> None:
    await town.plan(town.said("to one", conversation=FOR_EVER))
    for _ in range(2 * (AN_HOUR // A_LOOK)):
        before = len(tried_at(town))
        await town.try_again_after(A_LOOK)
        if before >= TRIED_AT_ONCE and len(tried_at(town)) > before:
            answer = town.said(f"answer {before}", state=State.CLAIMED)
            await town.plan(answer)
            await town.sender.send_now(TENANT, [answer])
            assert await town.states(answer) == [State.SENT]
    assert len(town.heard("hanneke")) > 3


async def test_it_goes_once_the_trouble_is_over(town: Town) -> None:
    one = town.said("to one", conversation=FOR_EVER)
    await town.plan(one)
    for _ in range(AN_HOUR // A_LOOK):
        await town.try_again_after(A_LOOK)
    assert isinstance(town.platform, Grumbling)
    town.platform.trouble = None
    # No longer than half of what it has waited already.
    for _ in range(AN_HOUR // 2 // A_LOOK + 1):
        await town.try_again_after(A_LOOK)
    sent = await town.message(one.id)
    assert (sent.state, sent.attempts) == (State.SENT, 0)


async def test_what_was_promised_is_tried_for_a_week(town: Town) -> None:
    """A weekend passes in which nobody is disturbed."""
    promised = town.said("promised", purpose=Purpose.PROMPT, conversation=FOR_EVER)
    await town.plan(promised)
    for _ in range(24):
        await town.try_again_after(A_LOOK)
    waiting = await town.message(promised.id)
    assert waiting.expires_at is not None
    assert waiting.expires_at > town.clock.now() + timedelta(days=6)


@pytest.mark.parametrize("trouble", [UNKNOWN], ids=["unknown"], indirect=True)
async def test_where_nobody_can_be_asked_it_is_tried_ever_later_if_the_tenant_chose_so(
    town: Town,
) -> None:
    town.platform.can_be_asked = False
    tenant = Tenant(id=TENANT, name="Gemeente Lindewaard", resend_unknown=True)
    await town.stores.directory.save_tenant(tenant)
    await town.plan(town.said("to one", conversation=FOR_EVER))
    await others_are_on_time(town, 1)
    assert TRIED_AT_ONCE < len(tried_at(town)) < 15


@pytest.mark.parametrize("trouble", [NotSent("teams: 404", final=True)], indirect=True)
async def test_a_refusal_for_good_is_told_and_not_tried_again(town: Town) -> None:
    one = town.said("to one", conversation=FOR_EVER)
    await town.plan(one)
    with structlog.testing.capture_logs() as log:
        await others_are_on_time(town, 1)
    ended = await town.message(one.id)
    assert (ended.state, ended.reason) == (State.FAILED, Reason.REFUSED)
    assert told(log) == [{"message": one.id, "why": "teams: 404"}]
    assert len(tried_at(town)) == 1
