"""A chat message that comes after its own change: it is what it became, or it was never said."""

import asyncio
from datetime import timedelta

import pytest

from bot.dialogue.overtaken import WAITS, place_of
from bot.events import Deleted, Edited, Incoming, SentFile, Wrote
from bot.model.ids import PersonId
from bot.model.people import Platform
from bot.model.situation import Answer, ExpectedAnswer
from tests.shell.town import Town
from tests.stages.town import TENANT

PROMPT_AT = "2027-01-14 12:15"
HANNEKE, CHAT = PersonId("hanneke"), "dm-hanneke"
TYPED, EDITED, GONE = Wrote("De rij", "m1"), Edited("De wachtrij", "m1"), Deleted("m1")
AN_HOUR = timedelta(hours=1)


@pytest.fixture
async def asked(town: Town) -> Town:
    """Return the town after Hanneke got her small step."""
    await town.move_to(PROMPT_AT)
    return town


async def comes(
    town: Town, event: Wrote | Edited | Deleted | SentFile, event_id: str = ""
) -> Answer:
    """Let an event of Hanneke come from a chat, where a message is known by its own id."""
    own = event.ref if isinstance(event, Wrote | SentFile) else f"change-{type(event).__name__}"
    return await town.inbox.handle(
        Incoming(
            tenant=TENANT,
            platform=Platform.SLACK,
            person=HANNEKE,
            conversation=CHAT,
            event_id=event_id or own,
            at=town.clock.now(),
            event=event,
        )
    )


async def kept(town: Town) -> list[str]:
    return [reply.text for reply in (await town.records_of("hanneke")).replies]


async def waiting(town: Town, ref: str = "m1") -> ExpectedAnswer | None:
    async with town.stores.of(TENANT).read() as unit:
        return await unit.inbox.expected(HANNEKE, place_of(CHAT, ref))


async def test_what_was_taken_away_before_it_came_was_never_said(asked: Town) -> None:
    assert await comes(asked, GONE) == Answer()
    assert await comes(asked, TYPED) == Answer()
    assert await kept(asked) == []
    assert (await asked.messages_of("hanneke"))[0].answered_at is None
    assert await waiting(asked) is None


async def test_what_was_changed_before_it_came_counts_as_it_became(asked: Town) -> None:
    assert await comes(asked, EDITED) == Answer()
    first = await comes(asked, TYPED)
    assert first.messages != ()
    assert await kept(asked) == ["De wachtrij"]
    assert await waiting(asked) is None


@pytest.mark.parametrize("change", [EDITED, GONE])
async def test_what_is_delivered_again_after_that_changes_nothing(
    asked: Town, change: Edited | Deleted
) -> None:
    await comes(asked, change)
    first = await comes(asked, TYPED)
    before = await kept(asked)
    assert await comes(asked, change) == Answer()
    assert await comes(asked, TYPED) == first
    assert await kept(asked) == before
    assert await waiting(asked) is None


async def test_changed_and_then_taken_away_is_gone_in_whatever_order_that_comes(
    asked: Town,
) -> None:
    await comes(asked, GONE)
    await comes(asked, EDITED)
    await comes(asked, TYPED)
    assert await kept(asked) == []


async def test_it_can_change_on_after_it_came(asked: Town) -> None:
    await comes(asked, EDITED)
    await comes(asked, TYPED)
    await comes(asked, Edited("De balie", "m1"), "change-2")
    assert await kept(asked) == ["De balie"]
    assert (await comes(asked, GONE)).messages != ()


async def test_a_command_that_was_changed_before_it_came_is_the_other_command(
    asked: Town,
) -> None:
    await comes(asked, Edited("pauze", "m1"))
    await comes(asked, Wrote("stop", "m1"))
    async with asked.stores.of(TENANT).read() as unit:
        hanneke = await unit.people.get(HANNEKE)
    assert hanneke is not None
    assert hanneke.standing == "active"


async def test_a_file_that_was_taken_away_before_it_came_is_not_read(asked: Town) -> None:
    await comes(asked, GONE)
    assert await comes(asked, SentFile("m1")) == Answer()


@pytest.mark.parametrize("typed", [Wrote("help", "m1"), SentFile("m1")])
@pytest.mark.parametrize("change", [EDITED, GONE])
async def test_of_what_came_already_no_words_are_kept(
    asked: Town, typed: Wrote | SentFile, change: Edited | Deleted
) -> None:
    await comes(asked, typed)
    assert await comes(asked, change) == Answer()
    assert await waiting(asked) is None


async def test_another_message_is_another(asked: Town) -> None:
    await comes(asked, GONE)
    await comes(asked, Wrote("De rij", "m2"))
    assert await kept(asked) == ["De rij"]
    assert await waiting(asked) is not None


async def test_on_the_page_nothing_comes_before_its_message(asked: Town) -> None:
    await asked.happens("hanneke", EDITED, "change-1")
    assert await waiting(asked) is None


async def test_after_a_day_the_words_are_gone_and_it_counts_as_it_was_typed(asked: Town) -> None:
    await comes(asked, EDITED)
    asked.clock.move_to(asked.clock.now() + WAITS - AN_HOUR)
    await asked.ticker.tick()
    assert await waiting(asked) is not None
    asked.clock.move_to(asked.clock.now() + 2 * AN_HOUR)
    await asked.ticker.tick()
    assert await waiting(asked) is None
    await comes(asked, TYPED)
    assert "De wachtrij" not in await kept(asked)


@pytest.mark.parametrize("change", [EDITED, GONE])
async def test_at_the_same_moment_the_second_sees_the_first(
    asked: Town, change: Edited | Deleted
) -> None:
    other = asked.beside("another process")
    answers = await asyncio.gather(comes(other, change), comes(asked, TYPED))
    texts = await kept(asked)
    if isinstance(change, Edited):
        assert texts == ["De wachtrij"]
    else:
        # Whoever came second: it was never said, or she is asked about it.
        was_asked = len(answers[0].messages) > 0
        assert texts == (["De rij"] if was_asked else [])


async def test_erasing_takes_along_what_waits_for_its_message(asked: Town) -> None:
    await comes(asked, EDITED)
    async with asked.stores.of(TENANT).write() as unit:
        await unit.inbox.erase(HANNEKE)
    assert await waiting(asked) is None
