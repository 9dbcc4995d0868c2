"""While everything is silenced nothing is planned; the admins are asked each week whether it may end."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.local_time import at_wall_time, day_in
from bot.model.calendar import Silence
from bot.model.messages import Message, Priority, Purpose
from bot.model.people import Person, Role, Standing
from bot.planner.candidate import Addressee
from bot.planner.given import Plan, PlanInput
from bot.planner.outlook import Outlook, look

SILENCE = "silence:"
_ASKED_AT = time(9)
_WEEK = timedelta(weeks=1)
_DAY = timedelta(days=1)
_KEEPS = timedelta(days=3)


def lasting_silence(given: PlanInput) -> Silence | None:
    """Return the silence that lasts until it is lifted, or None."""
    lasting = (one for one in given.calendar.silences if one.until_on is None)
    return next((one for one in lasting if one.lifted_at is None), None)


def plan_in_silence(given: PlanInput, silence: Silence) -> Plan:
    """Return the weekly question to each admin: all that is planned while it lasts."""
    outlook = look(given)
    admins = (person for person in given.people if Role.ADMIN in person.roles)
    asked = tuple(
        message
        for person in admins
        if person.standing is Standing.ACTIVE
        for message in _questions(person, silence, outlook)
        if message.id not in given.existing
    )
    return Plan(messages=tuple(replace(one, created_at=given.now) for one in asked))


def _questions(person: Person, silence: Silence, outlook: Outlook) -> Iterator[Message]:
    given, who = outlook.given, outlook.person(person)
    passed = (given.now - silence.since_at) // _WEEK
    for week in (passed, passed + 1):
        due_at = _due_at(person, silence.since_at + week * _WEEK, outlook)
        if week > 0 and who.reachable and given.now <= due_at <= given.until:
            yield _question(who, silence, week, due_at)


def _due_at(person: Person, about: datetime, outlook: Outlook) -> datetime:
    day = day_in(about, person.zone)
    while not outlook.days.is_workday(day):
        day += _DAY
    return at_wall_time(day, person.wall_time or _ASKED_AT, person.zone)


def _question(who: Addressee, silence: Silence, week: int, due_at: datetime) -> Message:
    subject = f"{SILENCE}{silence.since_at.isoformat()}"
    message = who.draft(Purpose.NOTICE, subject, Priority.NOTICE, due_at, week)
    # The admin asked for it by silencing everything, so it comes in spite of the silence.
    return replace(message, asked=True, expires_at=due_at + _KEEPS)
