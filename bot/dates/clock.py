"""What clock times mean: *11.00*, *half drie*, *kwart voor tien*, *3 uur*, *3pm*."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from bot.dates.stretch import Part

ClockMeaning = Callable[..., "Clock | None"]

_HOUR = 60
_HALF_DAY = 12 * _HOUR
_DAY = 24 * _HOUR
# Without a part of the day, what lies before this on a twelve-hour clock is in the afternoon.
_WORKING_DAY_STARTS = 7 * _HOUR
_FITS = {
    Part.MORNING: range(_HALF_DAY + _HOUR),
    Part.AFTERNOON: range(11 * _HOUR, 19 * _HOUR),
    Part.EVENING: range(17 * _HOUR, _DAY),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as it was said, in minutes after midnight.

    `is_exact` means that it can only be this half of the day: *14.00*, *03:00*, *3pm*.
    """

    minutes: int
    is_exact: bool

    def wall_time(self, part: Part | None) -> time | None:
        """Return the time meant in this part of the day; None when the two contradict each other.

        Without a part, one to seven o'clock are in the afternoon: nobody meets at three at night.
        """
        candidates = (self.minutes,) if self.is_exact else _both_halves(self.minutes)
        if part is None:
            first, *later = candidates
            minutes = later[0] if later and first < _WORKING_DAY_STARTS else first
            return time(*divmod(minutes, _HOUR))
        fitting = [minutes for minutes in candidates if minutes in _FITS[part]]
        return time(*divmod(fitting[-1], _HOUR)) if fitting else None


def exactly(clock: Clock) -> Clock:
    """*11.00*, *03:00*."""
    return clock


def on_the_hour(hour: int, minute: int = 0) -> Clock | None:
    """*9 uur*, *14u30*."""
    return Clock(hour * _HOUR + minute, is_exact=hour == 0 or hour > 12)


def around_hour(minutes: int) -> ClockMeaning:
    """*half drie* (-30), *kwart over negen* (15): so many minutes from the hour."""
    return lambda hour: Clock((hour * _HOUR + minutes) % _HALF_DAY, is_exact=False)


def past(minutes: int) -> ClockMeaning:
    """*tien over half vier*: `minute` later than so many minutes from the hour."""
    return lambda hour, minute: Clock((hour * _HOUR + minutes + minute) % _HALF_DAY, is_exact=False)


def to(minutes: int) -> ClockMeaning:
    """*vijf voor half drie*: `minute` earlier than so many minutes from the hour."""
    return lambda hour, minute: Clock((hour * _HOUR + minutes - minute) % _HALF_DAY, is_exact=False)


def before_noon(*, clock: Clock | None = None, hour: int | None = None) -> Clock | None:
    """*9am*, *9:30 am*."""
    return _in_half(clock, hour, 0)


def after_noon(*, clock: Clock | None = None, hour: int | None = None) -> Clock | None:
    """*3pm*, *3:30 pm*."""
    return _in_half(clock, hour, _HALF_DAY)


def noon() -> Clock:
    """*noon*."""
    return Clock(_HALF_DAY, is_exact=True)


def _both_halves(minutes: int) -> tuple[int, int]:
    return minutes % _HALF_DAY, minutes % _HALF_DAY + _HALF_DAY


def _in_half(clock: Clock | None, hour: int | None, half: int) -> Clock | None:
    minutes = clock.minutes if clock is not None else (hour or 0) * _HOUR
    if not _HOUR <= minutes < _HALF_DAY + _HOUR:
        return None
    return Clock(minutes % _HALF_DAY + half, is_exact=True)
