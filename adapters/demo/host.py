"""What the demo's page can ask of the demo."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from adapters.browser.host import ChannelView, Moved, Persona, Place, Step
from adapters.browser.outbound import BrowserPlatform
from adapters.calendar.ics import read_calendar_file
from adapters.clock.clocks import DemoClock
from adapters.demo.mover import Mover
from adapters.demo.municipality import PEOPLE, TENANT, conversation_of
from adapters.reports import digest_report
from adapters.wiring import Bot
from bot.digest.month import Month
from bot.errors import UnknownThing
from bot.events import Incoming
from bot.model.calendar_file import CalendarFile
from bot.model.ids import PersonId
from bot.model.people import Language, Person, Tenant
from bot.model.situation import Answer


class Demo:
    """The demo behind the page: the bot, its clock, and who there is to be."""

    def __init__(
        self, bot: Bot, platform: BrowserPlatform, clock: DemoClock, tenant: Tenant
    ) -> None:
        self.bot = bot
        self.platform = platform
        self.place = Place(tenant.id, tenant.name, ZoneInfo(tenant.zone))
        self._clock = clock
        self._mover = Mover(bot.ticker, clock, tenant.zone)

    async def personas(self) -> Sequence[Persona]:
        """Return everybody to be, in the order of the municipality."""
        async with self.bot.stores.of(TENANT).read() as unit:
            people = sorted(await unit.people.all(), key=_place_in_town)
        return [
            Persona(
                id=person.id,
                name=person.name,
                role=next(iter(person.roles)),
                conversation=conversation_of(person.id),
                language=person.language,
            )
            for person in people
        ]

    async def channels(self) -> Sequence[ChannelView]:
        """Return the conversations of the groups."""
        async with self.bot.stores.of(TENANT).read() as unit:
            groups = await unit.people.groups()
        return [ChannelView(g.conversation, g.name) for g in groups if g.conversation]

    async def handle(self, incoming: Incoming) -> Answer:
        """Handle it once; see Inbox.handle."""
        answer = await self.bot.inbox.handle(incoming)
        self._mover.something_happened()
        return answer

    def now(self) -> datetime:
        """Return the demo's instant, in the municipality's zone."""
        return self._clock.now().astimezone(self.place.zone)

    async def move(self, how: Step) -> Moved:
        """Move on to the next message, by a day or to the end of the month."""
        before = self.now()
        if how == "next":
            arrived = await self._mover.move_to_next_message()
        elif how == "day":
            arrived = await self._mover.move_to(_next_day(before))
        else:
            arrived = await self._mover.move_to(_month_end(before))
        self.platform.feed.nudge()
        return Moved(before, self.now(), arrived)

    async def move_to(self, instant: datetime) -> int:
        """Move on to an instant, doing all that is due on the way; return how many messages arrived."""
        return await self._mover.move_to(instant)

    async def move_until(self, limit: datetime) -> int:
        """Move on to the next message, or to `limit`; return how many messages arrived."""
        return await self._mover.move_to_next_message(limit)

    def calendar_file(self, name: str, content: bytes) -> CalendarFile:
        """Return what stands in a calendar file, seen from the demo's day."""
        zone = self.place.zone.key
        return read_calendar_file(name, content, zone, self.now().date())

    async def set_language(self, person: PersonId, language: Language) -> None:
        """Address this person in another language from now on."""
        async with self.bot.stores.of(TENANT).write() as unit:
            found = await unit.people.locked(person)
            if found is None:
                raise UnknownThing(f"the demo has no person {person}")
            await unit.people.save(replace(found, language=language))

    async def digest_page(self, person: PersonId, month: str | None) -> str | None:
        """Return the overview of a month as a page; None names the month before this one."""
        today = self.now().date()
        wanted = month or f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
        try:
            Month.read(wanted)
            return await digest_report(self.bot, TENANT, person, wanted, "html")
        except UnknownThing:
            return None


def _place_in_town(person: Person) -> int:
    places = [one.id for one in PEOPLE]
    return places.index(person.id) if person.id in places else len(places)


def _next_day(now: datetime) -> datetime:
    """Return half past eight on the next day, when people open their chat."""
    return datetime.combine(now.date() + timedelta(days=1), time(8, 30), now.tzinfo)


def _month_end(now: datetime) -> datetime:
    """Return the last afternoon of this month, or of the next one on that afternoon itself."""

    def last_afternoon(day: datetime) -> datetime:
        first_of_next = (day.replace(day=1) + timedelta(days=32)).date().replace(day=1)
        return datetime.combine(first_of_next - timedelta(days=1), time(17, 0), now.tzinfo)

    end = last_afternoon(now)
    return end if end > now else last_afternoon(now + timedelta(days=1))
