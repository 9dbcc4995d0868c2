"""What is the same for everybody in one planning, worked out once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.local_time import day_in
from bot.model.ids import GroupId, PersonId, SeriesId
from bot.model.people import Group, Person, Platform, Role, Standing
from bot.model.series import Audience, Occurrence, Series, SeriesState
from bot.planner.candidate import Addressee
from bot.planner.choice import Pool, suits
from bot.planner.dues import meetings_by_group
from bot.planner.former import former_dates, still_coming
from bot.planner.given import PlanInput
from bot.planner.nudges import nudges_of
from bot.planner.occasion import NudgeDate, Occasion
from bot.planner.occasions import occasions_of
from bot.silence import Rest, RestDays

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Running:
    """A running series with its occurrences, the dates of its nudges, and who is asked.

    `former` are the dates that it had before it was changed, this week and later, without those whose
    step still comes: these are among its occasions. `group_of` tells of a series that counts back
    from meetings with which group somebody goes along.
    """

    series: Series
    occasions: tuple[Occasion, ...]
    nudges: tuple[NudgeDate, ...]
    pool: Pool
    audience: frozenset[PersonId]
    group_of: Mapping[PersonId, GroupId]
    former: tuple[Occurrence, ...]
    _suiting: dict[frozenset[Role], tuple[NudgeDate, ...]] = field(default_factory=dict)

    def nudges_for(self, roles: frozenset[Role]) -> tuple[NudgeDate, ...]:
        """Return the nudges for somebody with these roles."""
        if roles not in self._suiting:
            self._suiting[roles] = tuple(one for one in self.nudges if suits(one.prompt, roles))
        return self._suiting[roles]

    def occasions_for(self, person: PersonId) -> Iterator[Occasion]:
        """Yield the occurrences that are meant for this person."""
        group = self.group_of.get(person)
        return (one for one in self.occasions if one.group is None or one.group == group)


@dataclass(frozen=True, slots=True)
class Outlook:
    """One planning: what was given, the days of rest, and the running series.

    Candidates are looked at up to and including `last_on`, the end of the last ISO week: a message
    that comes later in the week already holds its place against less important ones. `replaced` are
    for each deputy the people whom they replace, absent now or later. `pools` are what the running
    series draw from, `places` the place of each in the row of all, and `platforms` those on
    which people are reached, the most usual one first. `in_own_chat` are the running series that
    do not go to channels. `former` are the dates of this week that a series had before it was changed,
    by the id of the occurrence.
    """

    given: PlanInput
    days: RestDays
    last_on: date
    running: tuple[Running, ...]
    in_own_chat: tuple[Running, ...]
    groups: Mapping[GroupId, Group]
    replaced: Mapping[PersonId, tuple[Person, ...]]
    pools: Mapping[SeriesId, Pool]
    places: Mapping[SeriesId, int]
    platforms: Sequence[Platform]
    former: Mapping[str, Occurrence]

    def rest(self, person: Person | None = None) -> Rest:
        """Return when this person, or a conversation of the tenant, rests; see `RestDays.rest_of`."""
        return self.days.rest_of(person) if person else Rest(self.given.tenant, self.days)

    def person(self, person: Person) -> Addressee:
        """Return this person as somebody to send to."""
        platform = self.given.addresses.get(person.id)
        return Addressee(
            tenant=self.given.tenant.id,
            recipient=person.id,
            platform=platform or next(iter(self.platforms), Platform.BROWSER),
            reachable=platform is not None,
            rest=self.rest(person),
            person=person,
        )

    def conversation(self, group: Group) -> Addressee:
        """Return the conversation of a group as a place to send to, where most members are."""
        return Addressee(
            tenant=self.given.tenant.id,
            recipient=group.conversation or f"group:{group.id}",
            platform=group.platform or self._usual_platform(group.members),
            reachable=group.conversation is not None,
            rest=self.rest(),
            group=group,
        )

    def _usual_platform(self, members: frozenset[PersonId]) -> Platform:
        addresses = self.given.addresses
        used = [addresses[member] for member in members if member in addresses]
        return next(iter(_most_usual_first(used) if members else self.platforms), Platform.BROWSER)


def look(given: PlanInput) -> Outlook:
    """Return the outlook on what was given."""
    days = RestDays(given.tenant, given.calendar)
    last_on = given.last_on
    groups = {group.id: group for group in given.groups}
    rest = Rest(given.tenant, days)
    running = tuple(
        _running(series, given, rest, last_on)
        for series in given.series
        if series.state is SeriesState.RUNNING
    )
    return Outlook(
        given=given,
        days=days,
        last_on=last_on,
        running=running,
        in_own_chat=tuple(each for each in running if not each.series.is_in_channel),
        groups=groups,
        replaced=_replaced(given.people),
        pools={each.series.id: each.pool for each in running},
        places=_places(running),
        platforms=_most_usual_first(given.addresses.values()),
        former={one.id: one for each in running for one in each.former},
    )


def _most_usual_first(platforms: Iterable[Platform]) -> Sequence[Platform]:
    used = Counter(platforms)
    return sorted(used, key=lambda platform: (-used[platform], platform))


def _places(running: Sequence[Running]) -> Mapping[SeriesId, int]:
    with_cadence = sorted(each.series.id for each in running if each.series.cadence)
    return {series: place for place, series in enumerate(with_cadence)}


def _replaced(people: Sequence[Person]) -> Mapping[PersonId, tuple[Person, ...]]:
    found: dict[PersonId, tuple[Person, ...]] = {}
    for person in people:
        if person.deputy and person.absences and person.standing is Standing.ACTIVE:
            found[person.deputy] = (*found.get(person.deputy, ()), person)
    return found


def _running(series: Series, given: PlanInput, rest: Rest, last_on: date) -> Running:
    floor = min(series.planned_through_at or given.now, given.now)
    first_on = day_in(floor, given.tenant.zone)
    # Somewhere it may still be the day before, and with it the week before.
    since_on = first_on - _DAY
    meetings = meetings_by_group(series, given.groups, given.calendar.meetings)
    occasions = tuple(occasions_of(series, rest, since_on, last_on, meetings))
    former = tuple(former_dates(series, occasions, given.occurrences, since_on))
    going_on = tuple(still_coming(series, former))
    due = {occasion.occurrence.id for occasion in going_on}
    return Running(
        series=series,
        occasions=(*going_on, *occasions),
        nudges=tuple(nudges_of(series, given, rest.days, (first_on, last_on))),
        pool=Pool(series, given.library),
        audience=_audience(series.audience, given.people, given.groups),
        group_of=_group_of(meetings, given.groups),
        former=tuple(one for one in former if one.id not in due),
    )


def _group_of(
    meetings: Mapping[GroupId, object], groups: Sequence[Group]
) -> Mapping[PersonId, GroupId]:
    """Return for each member the first group that has meetings: nobody goes along with two."""
    found: dict[PersonId, GroupId] = {}
    for group in sorted(groups, key=lambda one: one.id):
        if group.id in meetings:
            for member in group.members:
                found.setdefault(member, group.id)
    return found


def _audience(
    audience: Audience, people: Sequence[Person], groups: Sequence[Group]
) -> frozenset[PersonId]:
    members = {
        member for group in groups if group.id in audience.groups for member in group.members
    }
    return frozenset(
        person.id
        for person in people
        if person.id in members
        or person.id in audience.people
        or not person.roles.isdisjoint(audience.roles)
    )
