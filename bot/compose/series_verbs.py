"""What the buttons and windows stand for with which an admin runs series.

The value travels in the open inside `Press`; what `subject` and `arg` hold is said behind each verb.
"""

from enum import StrEnum

PREFIX = "series_"


class SeriesVerb(StrEnum):
    """One thing that an admin's button or window can ask for. Subject: the series, unless said."""

    # LIST, LOG, OWN and SILENCE_*: no subject. OWN is also the window of an own question.
    LIST = "series_list"
    LOG = "series_log"

    # NEW has no subject. WHAT, WHEN and MORE are windows too; without a subject WHAT makes a series.
    # As a window their arg is the mark of the difference that it shows, "" when it shows none.
    NEW = "series_new"
    WHAT = "series_what"
    WHEN = "series_when"
    MORE = "series_more"

    # TEST: arg is the number of the step. SKIP, KEEP_DAY: arg is a day ("2027-03-17").
    AHEAD = "series_ahead"
    SKIP = "series_skip"
    KEEP_DAY = "series_keep_day"
    TEST = "series_test"
    START = "series_start"
    DROP = "series_drop"

    # NEWCOMERS_FIRST: arg is the people who were put in a group of the series, with commas between.
    NEWCOMERS_FIRST = "series_newcomers_first"

    SHOW = "series_show"
    CHANGE = "series_change"
    PAUSE = "series_pause"
    RESUME = "series_resume"
    STOP = "series_stop"
    STOP_NOW = "series_stop_now"

    # ACCEPT: arg is the version of the programme that was shown.
    DIFFERENCE = "series_difference"
    ACCEPT = "series_accept"

    # OWN_AWAY: subject is the prompt. SILENCE: arg is "" for a window with an end, "now" for none.
    OWN = "series_own"
    OWN_AWAY = "series_own_away"
    SILENCE = "series_silence"
    LIFT = "series_lift"
    STILL = "series_still"
