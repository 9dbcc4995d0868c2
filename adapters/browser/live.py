"""What changed since a page last heard: as JSON after an action, and as Server-Sent Events."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from uuid import uuid4

from adapters.browser.feed import Feed, Mark
from adapters.browser.host import DemoHost
from adapters.browser.inbound import Viewer, viewer_of
from adapters.browser.render import Around, Frame, entry_html, shown, write_now

_KEEP_ALIVE_SECONDS = 15.0

Changes = Mapping[str, object]


async def frame_of(host: DemoHost, viewer: Viewer) -> Frame:
    """Return what this viewer's page is made with, right now."""
    return Frame(
        viewer=viewer,
        names={persona.id: persona.name for persona in await host.personas()},
        zone=host.place.zone,
        now=host.now(),
        token=uuid4().hex,
    )


async def around_of(host: DemoHost, viewer: Viewer) -> Around:
    """Return the time, and how much is unread in each conversation but the one on the page."""
    feed = host.platform.feed
    unseen = {
        persona.conversation: feed.unseen(persona.id, persona.conversation)
        for persona in await host.personas()
    }
    for channel in await host.channels():
        unseen[channel.conversation] = feed.unseen(viewer.persona.id, channel.conversation)
    unseen.pop(viewer.conversation, None)
    return Around(now=host.now(), zone=host.place.zone, unseen=unseen)


def write_position(feed: Feed) -> str:
    """Return where the feed is, for `read_position`."""
    return f"{feed.epoch}.{feed.position}"


def read_position(feed: Feed, written: str) -> int | None:
    """Return a position of this feed, or None: the page that wrote it must be loaded anew."""
    epoch, _, number = written.partition(".")
    if epoch != feed.epoch or not (number.isascii() and number.isdecimal()) or len(number) > 12:
        return None
    return min(int(number), feed.position)


async def changes(host: DemoHost, viewer: Viewer, written: str) -> Changes:
    """Return what is new for a page that heard everything up to `written`."""
    feed = host.platform.feed
    position = read_position(feed, written)
    if position is None:
        return {"reload": True}
    # The language can have changed since this viewer was read, also from another tab.
    viewer = await viewer_of(host, viewer.persona.id, viewer.conversation)
    frame = await frame_of(host, viewer)
    around = await around_of(host, viewer)
    feed.see(viewer.persona.id, viewer.conversation)
    items = {item.entry.ref: item for item in shown(feed.entries(viewer.conversation), frame)}
    return {
        "position": write_position(feed),
        "entries": [
            {
                "ref": entry.ref,
                "changed": entry.changed,
                "html": "" if entry.mark is Mark.GONE else entry_html(items[entry.ref], frame),
            }
            for entry in feed.changes_after(viewer.conversation, position)
        ],
        "language": viewer.persona.language,
        "now": write_now(around.now, around.zone, viewer.persona.language),
        "at": around.now.astimezone(around.zone).isoformat(),
        "unseen": around.unseen,
    }


async def stream(host: DemoHost, viewer: Viewer, written: str) -> AsyncIterator[str]:
    """Yield an event with all changes whenever there are any, until the feed closes."""
    feed = host.platform.feed
    yield "retry: 1000\n\n"
    while True:
        news = await changes(host, viewer, written)
        if "reload" in news:
            yield "event: reload\ndata: {}\n\n"
            return
        written = str(news["position"])
        yield f"id: {written}\ndata: {json.dumps(news)}\n\n"
        while write_position(feed) == written:
            try:
                await asyncio.wait_for(feed.wait(feed.position), _KEEP_ALIVE_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
            if feed.closed:
                return
