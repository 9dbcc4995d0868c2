"""What passed: whether somebody was to get it, and did not."""

from datetime import datetime

from bot.model.people import Person
from bot.model.series import Series


def was_to_come(series: Series, person: Person | None, passed: datetime) -> bool:
    """Tell whether what was to come at this instant, which passed, still has to be looked at.

    What an earlier planning looked at is stored, or was not theirs; so was what passed before they
    started.
    """
    through = series.planned_through_at
    if through is None or passed <= through:
        return False
    return person is None or person.started_at is None or person.started_at <= passed
