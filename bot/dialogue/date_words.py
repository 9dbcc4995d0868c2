"""How the bot speaks of meetings, closings and days: what an admin reads about the dates."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from bot.dates.write import write_day, write_time
from bot.dialogue.own_moment import weekday_name
from bot.dialogue.series_words import RULE_DAYS, weekly
from bot.meetings import dates_of
from bot.model.calendar import Meeting, MeetingDate, MeetingKind, TenantMoment
from bot.model.ids import derive_id
from bot.model.people import Period
from bot.model.situation import Situation
from bot.silence import RestDays
from bot.voice import Voice

_MONTHLY = re.compile(r"FREQ=MONTHLY;BYDAY=((?:-?\d(?:MO|TU|WE|TH|FR|SA|SU),?)+)")
_TIME = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?(?:\s*uur)?", re.IGNORECASE | re.ASCII)
_YEAR = timedelta(days=366)


def time_of(text: str) -> time | None:
    """Return the time of day that was typed (*13.00*, *9:30*, *14 uur*); None for anything else."""
    found = _TIME.fullmatch(text.strip())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))


def short_time(wall_time: time, voice: Voice) -> str:
    """Return a time as it stands in a field: *13.00*."""
    return write_time(wall_time, voice.language).removesuffix(" uur")


def mark_of(*parts: str) -> str:
    """Return what stands for a date in a button: nothing that somebody typed can be read from it."""
    return derive_id("date", *parts)[:16]


def day_words(on: date, situation: Situation) -> str:
    """Return the day with its weekday."""
    return write_day(on, situation.voice.language, today=situation.now.date())


def period_words(period: Period, situation: Situation) -> str:
    """Return the days: *maandag 4 mei*, *zaterdag 20 februari tot en met zondag 28 februari*."""
    first = day_words(period.first_on, situation)
    if period.first_on == period.last_on:
        return first
    last = day_words(period.last_on, situation)
    return situation.voice.s("{first} tot en met {last}", first=first, last=last)


def kind_words(voice: Voice) -> Mapping[MeetingKind, str]:
    """Return what each kind of meeting is called."""
    return {
        MeetingKind.MT: voice.s("MT"),
        MeetingKind.COLLEGE: voice.s("college"),
        MeetingKind.COUNCIL: voice.s("raad"),
        MeetingKind.OTHER: voice.s("ander overleg"),
    }


def monthly(rule: str) -> tuple[tuple[int, ...], int] | None:
    """Return (which ones in the month, weekday) of a rule that names one weekday; else None."""
    found = _MONTHLY.fullmatch(rule)
    parts = found[1].split(",") if found else []
    days = {part[-2:] for part in parts}
    if len(days) != 1:
        return None
    return tuple(int(part[:-2]) for part in parts), RULE_DAYS.index(days.pop())


def rhythm_of(meeting: Meeting) -> tuple[str, int] | None:
    """Return (how often, weekday) as the window has them: "2" weeks, or "m1,3" of the month."""
    if not meeting.rule:
        return str(meeting.every_weeks), meeting.weekday
    simple = weekly(meeting.rule)
    if simple is not None:
        return str(simple[0]), simple[1]
    found = monthly(meeting.rule)
    return (f"m{','.join(map(str, found[0]))}", found[1]) if found else None


def nth_words(voice: Voice) -> Mapping[str, str]:
    """Return what the ones in a month are called that can be chosen."""
    return {
        "m1": voice.s("de eerste van de maand"),
        "m2": voice.s("de tweede van de maand"),
        "m3": voice.s("de derde van de maand"),
        "m4": voice.s("de vierde van de maand"),
        "m-1": voice.s("de laatste van de maand"),
        "m1,3": voice.s("de eerste en de derde van de maand"),
        "m2,4": voice.s("de tweede en de vierde van de maand"),
    }


def rhythm_words(meeting: Meeting, voice: Voice) -> str:
    """Return when it meets: *elke woensdag om 13.00 uur*."""
    if meeting.source:
        return voice.s("de data uit {file}", file=meeting.source)
    clock, found = write_time(meeting.wall_time, voice.language), rhythm_of(meeting)
    if found is None:
        return f"{meeting.rule}, {clock}"
    often, day = found[0], weekday_name(found[1], voice.language)
    if often in nth_words(voice):
        which = nth_words(voice)[often]
        return voice.s("{day}, {which}, om {time}", day=day, which=which, time=clock)
    if not often.isdecimal():
        return f"{meeting.rule}, {clock}"
    return str(
        voice.n(
            "elke {day} om {time}",
            "eens in de {count} weken op {day} om {time}",
            int(often),
            day=day,
            time=clock,
        )
    )


def closing_words(meeting: Meeting, voice: Voice) -> str:
    """Return when the agenda closes: *3 werkdagen ervoor om 12.00 uur*."""
    clock = write_time(meeting.closes_wall_time, voice.language)
    number = meeting.closes_workdays_before
    if number is None:
        day = weekday_name(meeting.closes_weekday, voice.language)
        return voice.s("op {day} ervoor om {time}", day=day, time=clock)
    if number == 0:
        return voice.s("op de dag zelf om {time}", time=clock)
    return str(
        voice.n(
            "één werkdag ervoor om {time}", "{count} werkdagen ervoor om {time}", number, time=clock
        )
    )


def coming_dates(meeting: Meeting, situation: Situation, most: int) -> list[MeetingDate]:
    """Return the next dates of the meeting, from today on."""
    today = situation.now.date()
    days = RestDays(situation.tenant, situation.calendar)
    return dates_of(meeting, today, today + _YEAR, days)[:most]


def date_words(found: MeetingDate, meeting: Meeting, situation: Situation) -> str:
    """Return one date with its closing: *woensdag 20 januari, agenda sluit vrijdag 15 januari 12.00 uur*."""
    closes = found.closes_at.astimezone(ZoneInfo(meeting.zone))
    return situation.voice.s(
        "{day}, agenda sluit {closing} om {time}",
        day=day_words(found.on, situation),
        closing=day_words(closes.date(), situation),
        time=write_time(closes.time(), situation.voice.language),
    )


def moment_label(key: str, known: Iterable[TenantMoment]) -> str:
    """Return what a named date is called: as it was called before, or else its key in words."""
    return next((one.label for one in known if one.key == key), key.replace("_", " "))
