"""What the page remembers of conversations."""

import asyncio

from adapters.browser.feed import Feed
from bot.model.ids import PersonId
from tests.adapters.browser_stub import HANNEKE, MT, START, YUSUF, loose, small_win

DM = "dm-hanneke"


def typed(feed: Feed, text: str, event_id: str, person: PersonId = HANNEKE) -> str:
    return feed.type(DM, person, text, START, event_id=event_id).ref


def test_entries_stand_in_order_and_keep_their_place() -> None:
    feed = Feed()
    first = feed.say(DM, small_win(), START).ref
    typed(feed, "hallo", "e-1")
    feed.say(MT, small_win(), START)
    last = feed.say(DM, small_win(), START).ref
    assert feed.change(DM, first, loose())
    feed.edit(DM, "b2", "dag")

    assert [entry.ref for entry in feed.entries(DM)] == [first, "b2", last]
    assert [entry.ref for entry in feed.changes_after(DM, 4)] == [first, "b2"]
    assert feed.entries(DM)[0].content == loose()
    assert feed.entries(DM)[1].text == "dag"


def test_only_what_the_bot_said_changes_into_something_else() -> None:
    feed = Feed()
    ref = typed(feed, "hallo", "e-1")

    assert not feed.change(DM, ref, loose())
    assert not feed.change(MT, "b9", loose())
    assert feed.entries(DM)[0].text == "hallo"


def test_one_event_types_once_and_again_after_it_was_withdrawn() -> None:
    feed = Feed()
    first = typed(feed, "hallo", "e-1")
    assert typed(feed, "hallo", "e-1") == first
    assert typed(feed, "van Yusuf", "e-1", YUSUF) != first
    feed.withdraw(DM, "b2")

    assert typed(feed, "nog eens", "e-1", YUSUF) == "b3"
    assert [entry.text for entry in feed.entries(DM)] == ["hallo", "nog eens"]


def test_what_is_taken_away_or_withdrawn_is_forgotten() -> None:
    feed = Feed()
    feed.take_away(DM, typed(feed, "geheim", "e-1"))
    feed.withdraw(DM, typed(feed, "geheim", "e-2"))

    assert [entry.text for entry in feed.entries(DM)] == [""]
    assert [entry.text for entry in feed.changes_after(DM, 0)] == ["", ""]


def test_unread_counts_what_the_bot_said_since_one_last_looked() -> None:
    feed = Feed()
    feed.say(DM, small_win(), START)
    feed.see(HANNEKE, DM)
    typed(feed, "hallo", "e-1")
    feed.say(DM, small_win(), START)
    feed.change(DM, "b1", loose())

    assert feed.unseen(HANNEKE, DM) == 1
    assert feed.unseen(YUSUF, DM) == 2


async def test_everybody_who_waits_hears_of_a_change_and_of_the_end() -> None:
    feed = Feed()
    for wake in (lambda: feed.say(DM, loose(), START), feed.nudge, feed.close):
        waiting = [asyncio.create_task(feed.wait(feed.position)) for _ in range(3)]
        await asyncio.sleep(0)
        wake()
        await asyncio.gather(*waiting)
    await feed.wait(feed.position)
    assert feed.closed
