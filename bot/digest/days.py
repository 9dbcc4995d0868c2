"""The short dates of a digest: without the weekday where the day is past or only marks a stretch.

Beside them the names of holidays, which the calendar has in Dutch.
"""

from datetime import date

from bot.dates.write import write_month
from bot.digest.month import Month
from bot.voice import Voice, sentence

_HOLIDAYS = frozenset(
    {
        sentence("Nieuwjaarsdag"),
        sentence("Goede vrijdag"),
        sentence("Eerste paasdag"),
        sentence("Tweede paasdag"),
        sentence("Koningsdag"),
        sentence("Bevrijdingsdag"),
        sentence("Hemelvaart"),
        sentence("Hemelvaartsdag"),
        sentence("Eerste pinksterdag"),
        sentence("Tweede pinksterdag"),
        sentence("Eerste kerstdag"),
        sentence("Tweede kerstdag"),
        sentence("Voorjaarsvakantie"),
        sentence("Meivakantie"),
        sentence("Zomervakantie"),
        sentence("Herfstvakantie"),
        sentence("Kerstvakantie"),
    }
)


def holiday_name(name: str, voice: Voice) -> str:
    """Return the name of a holiday in this language; a name that is the tenant's own stays as it is."""
    return voice.s(name) if name in _HOLIDAYS else name


def short_day(on: date, voice: Voice, *, today: date) -> str:
    """Return *18 januari*, with the year when it is not the year of `today`."""
    day = f"{on.day} {write_month(on, voice.language)}"
    return day if on.year == today.year else f"{day} {on.year}"


def stretch(first_on: date, last_on: date, voice: Voice, *, today: date) -> str:
    """Return *20 tot en met 28 februari*, or *27 februari tot en met 7 maart*."""
    last = short_day(last_on, voice, today=today)
    if first_on == last_on:
        return last
    if Month.of(first_on) == Month.of(last_on):
        return voice.s("{first} tot en met {last}", first=first_on.day, last=last)
    first = short_day(first_on, voice, today=today)
    return voice.s("{first} tot en met {last}", first=first, last=last)


def month_name(month: Month, voice: Voice, *, today: date) -> str:
    """Return *januari*, with the year when the month lies a year or more away."""
    name = write_month(month.first_on, voice.language)
    away = abs(Month.of(today).place - month.place)
    return name if away < 12 else f"{name} {month.year}"
