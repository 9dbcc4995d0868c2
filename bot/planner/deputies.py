"""What somebody gets because the person whom they replace is absent."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from bot.local_time import day_in
from bot.model.ids import PersonId
from bot.model.people import Person
from bot.planner.candidate import Addressee
from bot.planner.occasion import NudgeDate, Occasion
from bot.planner.outlook import Outlook, Running


def is_absent(person: Person, day: date) -> bool:
    """Tell whether somebody is absent on this day; a day off is no absence."""
    return any(day in absence for absence in person.absences)


def occasions_for_deputy(deputy: PersonId, absent: Person, outlook: Outlook) -> Iterator[Occasion]:
    """Yield the occurrences that are only meant for the absent person, on the days of their absence."""
    for running in _only_theirs(deputy, absent, outlook):
        for occasion in running.occasions_for(absent.id):
            if is_absent(absent, day_in(occasion.occurrence.due_at, absent.zone)):
                yield occasion


def nudges_for_deputy(deputy: PersonId, absent: Person, outlook: Outlook) -> Iterator[NudgeDate]:
    """Yield the nudges that are only meant for the absent person, on the days of their absence."""
    for running in _only_theirs(deputy, absent, outlook):
        for nudge in running.nudges_for(absent.roles):
            is_theirs = nudge.group is None or absent.id in outlook.groups[nudge.group].members
            if is_theirs and is_absent(absent, nudge.day):
                yield nudge


def acting(who: Addressee, absent: Iterable[Person]) -> Addressee:
    """Return the deputy with the roles of whom they replace."""
    if who.person is None:
        return who
    roles = who.person.roles.union(*(person.roles for person in absent))
    return replace(who, person=replace(who.person, roles=roles))


def _only_theirs(deputy: PersonId, absent: Person, outlook: Outlook) -> Iterator[Running]:
    for running in outlook.running:
        is_private = not running.series.is_in_channel
        if is_private and absent.id in running.audience and deputy not in running.audience:
            yield running
