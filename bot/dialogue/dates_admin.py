"""Everything that an admin does with the dates of the organisation: which handler a press goes to."""

from collections.abc import Mapping

from bot.compose.date_verbs import DateVerb
from bot.dialogue import dates_shown, meeting_form, moment_form, rest_form, sent_files, single_dates
from bot.dialogue.story import OnPress, OnSubmit

PRESSES: Mapping[str, OnPress] = {
    DateVerb.ALL: dates_shown.on_dates,
    DateVerb.RESTS: dates_shown.on_rests,
    DateVerb.STATES: dates_shown.on_states,
    DateVerb.MOMENTS: dates_shown.on_moments,
    DateVerb.DAYS_KNOWN: dates_shown.on_holidays,
    DateVerb.HOW_FILE: dates_shown.on_how_file,
    DateVerb.MEETING: meeting_form.on_meeting,
    DateVerb.DROP_MEETING: meeting_form.on_drop,
    DateVerb.DROP_MEETING_YES: meeting_form.on_drop_yes,
    DateVerb.ONE_DATE: single_dates.on_one_date,
    DateVerb.DATE_BACK: single_dates.on_back,
    DateVerb.REST: rest_form.on_rest,
    DateVerb.DROP_REST: rest_form.on_drop_rest,
    DateVerb.STATE: rest_form.on_state,
    DateVerb.END_STATE: rest_form.on_end_state,
    DateVerb.MOMENT: moment_form.on_moment,
    DateVerb.DROP_MOMENT: moment_form.on_drop_moment,
    DateVerb.FILE: sent_files.on_choose,
}
SUBMITS: Mapping[str, OnSubmit] = {
    DateVerb.MEETING: meeting_form.on_meeting_sent,
    DateVerb.ONE_DATE: single_dates.on_one_date_sent,
    DateVerb.REST: rest_form.on_rest_sent,
    DateVerb.STATE: rest_form.on_state_sent,
    DateVerb.MOMENT: moment_form.on_moment_sent,
    DateVerb.FILE: sent_files.on_chosen,
}
