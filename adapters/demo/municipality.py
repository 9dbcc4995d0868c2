"""Who lives in the demo: seven people, one MT, two meetings, the dates of a year, three series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from adapters.library_files import read_year
from bot.library.year import tenant_moments
from bot.model.calendar import Meeting, MeetingKind, Recess
from bot.model.ids import GroupId, MeetingId, PersonId, PromptId, SeriesId, TenantId
from bot.model.people import Address, Group, Period, Person, Platform, Role, Tenant
from bot.model.prompts import Kind
from bot.model.series import Audience, Cadence, PromptFilter, Series
from bot.ports.stores import Stores, Unit

TENANT = TenantId("lindewaard")
MT = GroupId("mt-sociaal")
PREPARER = PersonId("joke")

# What the demo begins with, by number: the steps and questions that show the most.
FIRST_SMALL_WINS = (9, 3, 2, 6, 4, 8, 5, 7, 1)
FIRST_REFLECTIONS = (9, 7, 1, 4, 2, 3, 5, 6, 8)

TAKING_PART = frozenset({Role.SECRETARY, Role.DIRECTOR, Role.MT_MEMBER})


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """One of the people in the demo, with what they do in a few words."""

    id: str
    name: str
    roles: frozenset[Role]
    in_mt: bool = True


PEOPLE = (
    Inhabitant("hanneke", "Hanneke de Wit", frozenset({Role.SECRETARY})),
    Inhabitant("yusuf", "Yusuf Demir", frozenset({Role.DIRECTOR})),
    Inhabitant("fatma", "Fatma Aydin", frozenset({Role.DIRECTOR})),
    Inhabitant("bram", "Bram Visser", frozenset({Role.MT_MEMBER})),
    Inhabitant("noor", "Noor Jansen", frozenset({Role.MT_MEMBER})),
    Inhabitant("sanne", "Sanne Bakker", frozenset({Role.MT_MEMBER})),
    Inhabitant("joke", "Joke Smit", frozenset({Role.ADMIN}), in_mt=False),
)


def conversation_of(person: str) -> str:
    """Return the conversation in which the bot talks with this person."""
    return f"dm-{person}"


def tenant() -> Tenant:
    """Return the demo's municipality."""
    return Tenant(id=TENANT, name="Gemeente Lindewaard")


def meetings(starts_on: date) -> Sequence[Meeting]:
    """Return the meetings: the college on Tuesday, the MT on Wednesday."""
    return (
        Meeting(
            id=MeetingId("college"),
            tenant=TENANT,
            kind=MeetingKind.COLLEGE,
            name="College",
            weekday=1,
            wall_time=time(9, 30),
            closes_weekday=3,
            closes_wall_time=time(12, 0),
            starts_on=starts_on,
            prepared_by=PREPARER,
        ),
        Meeting(
            id=MeetingId("mt-sociaal"),
            tenant=TENANT,
            kind=MeetingKind.MT,
            name="MT Sociaal",
            weekday=2,
            wall_time=time(13, 0),
            closes_weekday=0,
            closes_wall_time=time(12, 0),
            starts_on=starts_on,
            group=MT,
            prepared_by=PREPARER,
        ),
    )


def steps_of(kind: str, first: Sequence[int], more: int) -> tuple[PromptId, ...]:
    """Return the steps of a series: always the same ones, however the library grows."""
    numbers = (*first, *range(101, 101 + more))
    return tuple(PromptId(f"zetje:{kind}-{number:03d}") for number in numbers)


def series(starts_on: date) -> Sequence[Series]:
    """Return the three series: a small step and a question every week, and agenda nudges in time."""
    everybody = Audience(roles=TAKING_PART)
    return (
        Series(
            id=SeriesId("kleine-stappen"),
            tenant=TENANT,
            name="Kleine stappen",
            audience=everybody,
            steps=steps_of("sw", FIRST_SMALL_WINS, 26),
            cadence=Cadence(
                rule="FREQ=WEEKLY;BYDAY=TH", starts_on=starts_on, wall_time=time(12, 15)
            ),
        ),
        Series(
            id=SeriesId("vragen"),
            tenant=TENANT,
            name="Vragen om bij stil te staan",
            audience=everybody,
            steps=steps_of("rf", FIRST_REFLECTIONS, 24),
            cadence=Cadence(
                rule="FREQ=WEEKLY;BYDAY=TU", starts_on=starts_on, wall_time=time(16, 0)
            ),
        ),
        Series(
            id=SeriesId("agendaduwtjes"),
            tenant=TENANT,
            name="Agendaduwtjes",
            audience=everybody,
            draws_from=PromptFilter(kinds=frozenset({Kind.AGENDA_NUDGE})),
            begins_on=starts_on,
        ),
    )


async def settle_in(stores: Stores, start: datetime) -> None:
    """Put the municipality into an empty database, as it is at `start`."""
    await stores.directory.save_tenant(tenant())
    today = start.date()
    async with stores.of(TENANT).write() as unit:
        for inhabitant in PEOPLE:
            await _move_in(unit, inhabitant)
        members = frozenset(PersonId(one.id) for one in PEOPLE if one.in_mt)
        await unit.people.save_group(
            Group(id=MT, tenant=TENANT, name="MT Sociaal", members=members, conversation=MT)
        )
        for meeting in meetings(today - timedelta(days=today.weekday())):
            await unit.dates.save_meeting(meeting)
        for year in (today.year, today.year + 1):
            await _fill_in_dates(unit, year)
        for one in series(today):
            await unit.series.save(one)


async def _move_in(unit: Unit, inhabitant: Inhabitant) -> None:
    person = PersonId(inhabitant.id)
    await unit.people.save(
        Person(id=person, tenant=TENANT, name=inhabitant.name, roles=inhabitant.roles)
    )
    await unit.people.save_address(
        Address(
            tenant=TENANT,
            person=person,
            platform=Platform.BROWSER,
            external_id=inhabitant.id,
            conversation=conversation_of(inhabitant.id),
        )
    )


async def _fill_in_dates(unit: Unit, year: int) -> None:
    # A real municipality sets its own days; the demo lives by the usual ones.
    for moment in tenant_moments(read_year(), TENANT, year):
        await unit.dates.save_moment(moment)
    summer = Period(date(year, 7, 12), date(year, 8, 27))
    await unit.dates.save_recess(Recess(tenant=TENANT, name="zomerreces", period=summer))
