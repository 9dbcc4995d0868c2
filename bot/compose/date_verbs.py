"""What the buttons and windows stand for with which an admin keeps the dates of the organisation.

The value travels in the open inside `Press`; what `subject` and `arg` hold is said behind each verb.
"""

from enum import StrEnum


class DateVerb(StrEnum):
    """One thing that an admin's button or window about dates can ask for."""

    # No subject: all dates that are known, and each kind of them.
    ALL = "admin_dates"
    RESTS = "admin_dates_rests"
    STATES = "admin_dates_states"
    MOMENTS = "admin_dates_moments"
    DAYS_KNOWN = "admin_dates_holidays"
    HOW_FILE = "admin_dates_file_how"

    # Subject: the meeting, "" for a new one. MEETING and ONE_DATE are windows too. Arg of MEETING: the
    # group of a new one, or "". Arg of DATE_BACK: the day as the rule gives it ("2027-03-17").
    MEETING = "admin_dates_meeting"
    ONE_DATE = "admin_dates_one"
    DATE_BACK = "admin_dates_back"
    DROP_MEETING = "admin_dates_drop_meeting"
    DROP_MEETING_YES = "admin_dates_drop_meeting_yes"

    # Subject: the mark of the days of rest, the state or the named date (`mark_of`), "" for a new one.
    # REST, STATE and MOMENT are windows too.
    REST = "admin_dates_rest"
    DROP_REST = "admin_dates_drop_rest"
    STATE = "admin_dates_state"
    END_STATE = "admin_dates_end_state"
    MOMENT = "admin_dates_moment"
    DROP_MOMENT = "admin_dates_drop_moment"

    # A calendar file that waits in the conversation. FILE is a window too.
    FILE = "admin_dates_file"
