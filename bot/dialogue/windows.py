"""Which buttons open a window: some platforms must know it when they draw the button."""

from bot.compose.admin_verbs import AdminVerb
from bot.compose.date_verbs import DateVerb
from bot.compose.digests import DigestVerb
from bot.compose.own_verbs import OwnVerb
from bot.compose.series_verbs import SeriesVerb
from bot.compose.verbs import Verb
from bot.content import Press

_ALWAYS: frozenset[str] = frozenset(
    {
        Verb.COMMIT,
        Verb.COMMIT_FROM,
        Verb.DILEMMA_FROM,
        Verb.MAKE_ROOM,
        Verb.COMMITMENT_PICK_DAY,
        Verb.COMMITMENT_NOTICED,
        Verb.REPLY_WRITE,
        Verb.REPLY_MORE,
        Verb.DILEMMA_KEEP,
        Verb.DILEMMA_WRITE,
        Verb.SHARE,
        Verb.CHOOSE_SHARES,
        Verb.THREAD_SHARE,
        Verb.AGENDA_PLACE,
        OwnVerb.AGENDA_NEXT,
        OwnVerb.ITEM_CHANGE,
        OwnVerb.ITEM_KEEP,
        OwnVerb.LEARN_MORE,
        OwnVerb.READ_ALL,
        OwnVerb.REPLY_CHANGE,
        OwnVerb.DRAFT_CHANGE,
        OwnVerb.DAYS_OFF,
        OwnVerb.DEPUTY,
        DigestVerb.OPEN_ALL,
        AdminVerb.GROUP,
        AdminVerb.SOMEBODY,
        AdminVerb.PERSON,
        DateVerb.MEETING,
        DateVerb.ONE_DATE,
        DateVerb.REST,
        DateVerb.STATE,
        DateVerb.MOMENT,
        DateVerb.FILE,
        SeriesVerb.NEW,
        SeriesVerb.WHAT,
        SeriesVerb.WHEN,
        SeriesVerb.MORE,
        SeriesVerb.OWN,
    }
)
# Rows of buttons with things to choose from, of which the last opens a window for another choice.
_TO_CHOOSE_ANOTHER: frozenset[tuple[str, str]] = frozenset(
    {
        (Verb.COMMIT_WHEN, "pick"),
        (OwnVerb.MOMENT, "own"),
        (OwnVerb.PAUSE_UNTIL, ""),
        (OwnVerb.ABSENCE, ""),
        (SeriesVerb.SILENCE, ""),
    }
)


def opens_window(press: Press) -> bool:
    """Tell whether a button with this press opens a window, unless what it is about has changed since.

    No button that is shown opens one when this is False.
    """
    return press.verb in _ALWAYS or (press.verb, press.arg) in _TO_CHOOSE_ANOTHER
