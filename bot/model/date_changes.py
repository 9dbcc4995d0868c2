"""What an admin changes in the dates of the tenant."""

from dataclasses import dataclass

from bot.model.calendar import Meeting, Recess, TenantMoment, TenantState
from bot.model.ids import MeetingId


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChanges:
    """Dates that are kept from now on, and dates that are gone.

    What is gone goes first: a date whose name or first day changed is one that went and one that came.
    A meeting takes the place of the one with its id, and its agenda items go along with its dates.
    """

    meetings: tuple[Meeting, ...] = ()
    recesses: tuple[Recess, ...] = ()
    states: tuple[TenantState, ...] = ()
    moments: tuple[TenantMoment, ...] = ()
    meetings_gone: tuple[MeetingId, ...] = ()
    recesses_gone: tuple[Recess, ...] = ()
    states_gone: tuple[TenantState, ...] = ()
    moments_gone: tuple[TenantMoment, ...] = ()


NO_CHANGES = DateChanges()
