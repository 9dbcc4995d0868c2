"""Writes dates out: always with the weekday, so that a misunderstanding shows at once.

`language` is `nl`, `nl@formal` or `en` throughout; anything else is a ValueError. *Je* and *u* write
dates alike.
"""

from datetime import date, time, timedelta
from enum import StrEnum

from bot.dates.weekdays import DUTCH, ENGLISH
from bot.dates.when import When

# Beyond this a day of next year is no longer plainly the coming one, so the year is said.
_YEAR_GOES_UNSAID = timedelta(days=183)


class DateLanguage(StrEnum):
    """A language that dates are written in."""

    NL = "nl"
    EN = "en"


_WEEKDAYS = {
    DateLanguage.NL: DUTCH,
    DateLanguage.EN: tuple(name.capitalize() for name in ENGLISH),
}
_MONTHS = {
    DateLanguage.NL: [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    DateLanguage.EN: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def write_weekday(on: date, language: str) -> str:
    """Return the name of the weekday: *vrijdag*, *Friday*."""
    return _WEEKDAYS[_spoken(language)][on.weekday()]


def write_month(on: date, language: str) -> str:
    """Return the name of the month, without the year: *januari*, *January*."""
    return _MONTHS[_spoken(language)][on.month - 1]


def write_day(on: date, language: str, *, today: date | None = None) -> str:
    """Return the day with its weekday: *vrijdag 15 januari*, *Friday 15 January*.

    The year follows when the day is not in the year of `today` and is either past or more than 183
    days ahead. Without `today` there is never a year.
    """
    day = f"{write_weekday(on, language)} {on.day} {write_month(on, language)}"
    return f"{day} {on.year}" if today is not None and _needs_year(on, today) else day


def write_time(wall_time: time, language: str) -> str:
    """Return the time on a 24-hour clock, to the minute: *9.00 uur*, *09:00*.

    In Dutch only the small hours keep their zero (*03.00 uur*), because *3.00 uur* is read as the
    afternoon.
    """
    if _spoken(language) is DateLanguage.EN:
        return f"{wall_time:%H:%M}"
    hour = f"{wall_time.hour:02}" if 1 <= wall_time.hour <= 6 else f"{wall_time.hour}"
    return f"{hour}.{wall_time.minute:02} uur"


def write_moment(when: When, language: str, *, today: date | None = None) -> str:
    """Return the day, the time if there is one, and whether it is a last day.

    *vrijdag 15 januari om 11.00 uur*, *uiterlijk vrijdag 30 april*, *by Friday 30 April*. `today` is
    as for `write_day`.
    """
    dutch = _spoken(language) is DateLanguage.NL
    words = [write_day(when.on, language, today=today)]
    if when.is_deadline:
        words.insert(0, "uiterlijk" if dutch else "by")
    if when.wall_time is not None:
        words += ["om" if dutch else "at", write_time(when.wall_time, language)]
    return " ".join(words)


def _needs_year(on: date, today: date) -> bool:
    if on.year == today.year:
        return False
    return on < today or on - today > _YEAR_GOES_UNSAID


def _spoken(language: str) -> DateLanguage:
    try:
        return DateLanguage(language.partition("@")[0])
    except ValueError:
        known = ", ".join(DateLanguage)
        raise ValueError(f"no dates are written in {language!r}; use one of: {known}") from None
