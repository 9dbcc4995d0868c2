"""Running series is for admins: everything about it goes through here, and others hear so kindly."""

from bot.compose.series_verbs import SeriesVerb
from bot.dialogue import (
    own_questions,
    series_ahead,
    series_joining,
    series_list,
    series_log,
    series_making,
    series_versions,
    silence_for_all,
)
from bot.dialogue.commands import Word
from bot.dialogue.story import Story, guarded
from bot.dialogue.telling import tell
from bot.model.people import Role
from bot.model.situation import Decision, Situation


def is_admin(situation: Situation) -> bool:
    """Tell whether this person runs series."""
    return Role.ADMIN in situation.person.roles


def _refused(situation: Situation) -> Decision:
    voice = situation.voice
    return tell(
        voice.t(
            "Reeksen maken doet het secretariaat. Wil je zelf minder, meer of een ander moment? "
            "Typ **instellingen**."
        )
    )


def _may(situation: Situation) -> Decision | None:
    """Return what is said instead, or None when this admin may go on."""
    if situation.shared:
        return Decision(keeps_expected=True)
    return None if is_admin(situation) and situation.desk is not None else _refused(situation)


STORY = guarded(
    Story(
        presses={
            SeriesVerb.LIST: series_list.on_list,
            SeriesVerb.LOG: series_log.on_log,
            SeriesVerb.NEW: series_making.on_new,
            SeriesVerb.WHAT: series_making.on_what,
            SeriesVerb.WHEN: series_making.on_when,
            SeriesVerb.MORE: series_making.on_more,
            SeriesVerb.CHANGE: series_making.on_change,
            SeriesVerb.DROP: series_making.on_drop,
            SeriesVerb.AHEAD: series_ahead.on_ahead,
            SeriesVerb.SKIP: series_ahead.on_skip,
            SeriesVerb.KEEP_DAY: series_ahead.on_keep_day,
            SeriesVerb.TEST: series_ahead.on_test,
            SeriesVerb.START: series_ahead.on_start,
            SeriesVerb.NEWCOMERS_FIRST: series_joining.on_newcomers_first,
            SeriesVerb.SHOW: series_list.on_show,
            SeriesVerb.PAUSE: series_list.on_pause,
            SeriesVerb.RESUME: series_list.on_resume,
            SeriesVerb.STOP: series_list.on_stop,
            SeriesVerb.STOP_NOW: series_list.on_stop_now,
            SeriesVerb.STILL: series_list.on_still,
            SeriesVerb.DIFFERENCE: series_versions.on_difference,
            SeriesVerb.ACCEPT: series_versions.on_accept,
            SeriesVerb.OWN: own_questions.on_own,
            SeriesVerb.OWN_AWAY: own_questions.on_own_away,
            SeriesVerb.SILENCE: silence_for_all.on_silence,
            SeriesVerb.LIFT: silence_for_all.on_lift,
        },
        submits={
            SeriesVerb.WHAT: series_making.on_what_sent,
            SeriesVerb.WHEN: series_making.on_when_sent,
            SeriesVerb.MORE: series_making.on_more_sent,
            SeriesVerb.OWN: own_questions.on_own_sent,
            SeriesVerb.SILENCE: silence_for_all.on_silence_sent,
        },
        commands={
            Word.SERIES: series_list.on_series,
            Word.SILENCE: silence_for_all.on_silence_typed,
        },
    ),
    _may,
)
