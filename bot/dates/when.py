"""What a person meant by a date."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class When:
    """A day that a person named, and a local time if they named one.

    `on` is the last day that still counts: *vóór 1 mei* is 30 April, *volgende week* is its Friday.
    `wall_time` is naive, in the person's own zone; a part of the day (*morgenochtend*) is no time.
    `is_deadline` tells a last day (*uiterlijk*, *vóór*, *binnen*, or a period such as *deze week*)
    from an appointed moment.
    """

    on: date
    wall_time: time | None = None
    is_deadline: bool = False
