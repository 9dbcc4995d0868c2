"""What a series is due for: an occurrence of its cadence, or the date of an agenda nudge."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.model.ids import GroupId, MeetingId
from bot.model.prompts import Prompt
from bot.model.series import Occurrence, Series, occurrence_id


@dataclass(frozen=True, slots=True)
class Occasion:
    """An occurrence of a series with a cadence, the same for everybody; local to the series' zone.

    `week` is the Monday of its ISO week. With a `group` it is for that group only, and must come
    before its meeting at `meets_at`.
    """

    series: Series
    occurrence: Occurrence
    week: date
    wall_time: time
    grace: timedelta
    group: GroupId | None = None
    meets_at: datetime | None = None

    @property
    def is_for_newcomers(self) -> bool:
        """Tell whether the steps are over for whoever went along from the beginning."""
        return bool(self.series.steps) and self.occurrence.number > len(self.series.steps)


@dataclass(frozen=True, slots=True)
class NudgeDate:
    """One nudge in one cycle: wanted on `day`, and gone once `closes_at` has passed.

    `meeting` is set when it works towards the closing of an agenda, `group` when only they meet.
    """

    series: Series
    prompt: Prompt
    day: date
    original_at: datetime
    works_to_on: date
    closes_at: datetime | None
    meeting: MeetingId | None = None
    group: GroupId | None = None

    @property
    def occurrence(self) -> Occurrence:
        """The occurrence of the series that this is."""
        return Occurrence(
            id=occurrence_id(self.series.id, self.original_at, self.prompt.id),
            tenant=self.series.tenant,
            series=self.series.id,
            due_at=self.original_at,
            number=0,
            prompt=self.prompt.id,
        )
