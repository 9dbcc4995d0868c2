"""A person's own moment of the week, and the moments that *later* can mean."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.dates.write import write_day, write_time, write_weekday
from bot.local_time import at_wall_time, day_in, monday_of
from bot.model.people import Person, Tenant
from bot.model.situation import Situation
from bot.silence import Rest, next_own_moment, rest_of

EARLIEST, LATEST = time(6, 0), time(22, 0)
AFTERNOON, AFTERNOON_UNTIL = time(16, 0), time(15, 0)
# What people call a holiday when they speak of it, where the calendar is more formal.
_SAID = {"Hemelvaartsdag": "Hemelvaart"}
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_FRIDAY, _SATURDAY = 4, 5
# 1 January 2024 was a Monday.
_SOME_MONDAY = date(2024, 1, 1)


def weekday_name(weekday: int, language: str) -> str:
    """Return *donderdag* for 3."""
    return write_weekday(_SOME_MONDAY + weekday * _DAY, language)


def moment_words(person: Person, weekday: int, wall_time: time) -> str:
    """Return *donderdag om 12.15 uur* in the person's language."""
    day, clock = weekday_name(weekday, person.language), write_time(wall_time, person.language)
    return f"{day} at {clock}" if person.language == "en" else f"{day} om {clock}"


def short_moment(person: Person, weekday: int, wall_time: time) -> str:
    """Return *donderdag 12.15 uur* in the person's language."""
    day, clock = weekday_name(weekday, person.language), write_time(wall_time, person.language)
    return f"{day} {clock}"


def latest_on(tenant: Tenant, weekday: int) -> time:
    """Return the end of the time in which a person's own moment may lie on this weekday."""
    return tenant.friday_closes_at if weekday == _FRIDAY else LATEST


def may_be_own(tenant: Tenant, weekday: int, wall_time: time) -> bool:
    """Tell whether a person can have this as their own moment."""
    return 0 <= weekday < _SATURDAY and EARLIEST <= wall_time < latest_on(tenant, weekday)


def rest(situation: Situation, person: Person | None = None) -> Rest:
    """Return when this person, by default the one of the situation, rests."""
    return rest_of(situation.tenant, situation.calendar, person or situation.person)


def first_message_on(situation: Situation, person: Person) -> date:
    """Return the local day of the first weekly message that this person can get, after any pause.

    While everything is silent and nobody said until when: the day it would be without that.
    """
    after, until = situation.now, person.paused_until_on
    if until is not None and until > after.date():
        after = at_wall_time(until, time.min, person.zone)
    calendar, tenant = situation.calendar, situation.tenant
    moment = next_own_moment(person, tenant, calendar, after)
    moment = moment or next_own_moment(person, tenant, replace(calendar, silences=()), after)
    return day_in(moment or after, person.zone)


def missed_for_rest(situation: Situation, person: Person) -> tuple[date, str] | None:
    """Return the first own day after a pause that falls away, and the name of the rest; None if none."""
    until = person.paused_until_on
    if until is None or person.weekday is None or until > date.max - _WEEK:
        return None
    day = until + timedelta(days=(person.weekday - until.weekday()) % 7)
    calendar = situation.calendar
    named = [(one.name, one.period) for one in (*calendar.holidays, *calendar.school_holidays)]
    named += [(one.name, one.period) for one in calendar.recesses]
    name = next((name for name, days in named if day in days), None)
    if name is None or not rest(situation, replace(person, paused_until_on=None)).is_silent(day):
        return None
    return day, _SAID.get(name, name)


def this_afternoon(situation: Situation) -> datetime | None:
    """Return the instant that *vanmiddag* means, or None when it is too late for that."""
    if situation.now.time() >= AFTERNOON_UNTIL:
        return None
    return rest(situation).ordinary_moment(situation.now.date(), AFTERNOON)


def next_day(situation: Situation) -> datetime:
    """Return the instant that *morgen* means: the first ordinary day after today."""
    person, tomorrow = situation.person, situation.now.date() + _DAY
    resting = rest(situation)
    start = at_wall_time(tomorrow, time.min, person.zone)
    return resting.first_moment(start) or at_wall_time(tomorrow, resting.wall_time, person.zone)


def next_week(situation: Situation) -> datetime:
    """Return the instant that *volgende week* means: the person's own moment in it, or the first after."""
    person, resting = situation.person, rest(situation)
    monday = monday_of(situation.now.date()) + _WEEK
    start = at_wall_time(monday, time.min, person.zone)
    found = resting.week_moment(monday, situation.now) or resting.first_moment(start)
    return found or at_wall_time(monday, resting.wall_time, person.zone)


def spoken(situation: Situation, at: datetime) -> str:
    """Return an instant as a person says it: *morgen om 12.15 uur*, *dinsdag 19 januari om 9.00 uur*."""
    voice, language = situation.voice, situation.voice.language
    local = at.astimezone(ZoneInfo(situation.person.zone))
    today, clock = situation.now.date(), write_time(local.time(), language)
    if local.date() == today:
        return voice.s("vanmiddag om {time}", time=clock)
    if local.date() == today + _DAY:
        return voice.s("morgen om {time}", time=clock)
    day = write_day(local.date(), language, today=today)
    return voice.s("{day} om {time}", day=day, time=clock)


def utc_now(situation: Situation) -> datetime:
    """Return the instant of the event in UTC."""
    return situation.now.astimezone(UTC)
