"""A commitment that is filled in but cannot be saved yet: its day is unclear, or there is no room.

It waits, sealed, in what is expected in the conversation, for an hour.
"""

from dataclasses import replace
from datetime import UTC, date, time, timedelta

from bot.compose.verbs import Verb
from bot.content import Dialog, Field, FieldKind, Press
from bot.dates.when import When
from bot.dialogue.forms import LINK
from bot.dialogue.settling import Wish
from bot.dialogue.telling import tell
from bot.model.situation import Awaits, Decision, ExpectedAnswer, Situation

WAITS = timedelta(hours=1)
# Under this name the day of a draft that only waits for room stands among its values.
SETTLED_DAY = "settled_day"
_DROPS = "drops"


def waiting_for_day(situation: Situation, wish: Wish, *, was_read: bool) -> Decision:
    """Ask which day, and keep what was filled in. `was_read` is False for a phrase nobody understood."""
    voice = situation.voice
    question = voice.t("Welke dag wordt het?") if was_read else voice.t("Die dag herken ik niet.")
    buttons = (
        voice.button("Deze week", Verb.COMMIT_WHEN, wish.subject, "this_week"),
        voice.button("Volgende week", Verb.COMMIT_WHEN, wish.subject, "next_week"),
        voice.button("Kies een dag", Verb.COMMIT_WHEN, wish.subject, "pick"),
        voice.button("Zonder datum bewaren", Verb.COMMIT_WHEN, wish.subject, "none"),
    )
    return _waiting(situation, tell(question, buttons=buttons), wish, Awaits.WHEN)


def waiting_for_room(
    situation: Situation, wish: Wish, due: When | None, question: Decision
) -> Decision:
    """Ask `question` (what makes room), and keep what was filled in with its day."""
    wish = replace(wish, values={**wish.values, SETTLED_DAY: _written(due)})
    return _waiting(situation, question, wish, Awaits.DRAFT)


def link_waits(situation: Situation, subject: str, question: Decision) -> Decision:
    """Ask `question` before anything is filled in, and keep the link that came with a shortcut."""
    if not situation.link:
        return question
    expected = ExpectedAnswer(
        awaits=Awaits.DRAFT,
        subject=subject,
        verb=Verb.COMMIT_FROM,
        values={LINK: situation.link},
        expires_at=situation.now.astimezone(UTC) + WAITS,
    )
    return replace(question, expected=expected, keeps_expected=False)


def waiting_link(situation: Situation, subject: str) -> str:
    """Return the link that waits with this subject, or ""."""
    expected = situation.expected
    if expected is None or expected.verb != Verb.COMMIT_FROM or expected.subject != subject:
        return ""
    return expected.values.get(LINK, "") if expected.expires_at > situation.now else ""


def draft_of(situation: Situation, subject: str) -> Wish | None:
    """Return what was filled in and waits with this subject, or None when it is not there any more."""
    expected = situation.expected
    if expected is None or not is_waiting(situation) or expected.subject != subject:
        return None
    values = dict(expected.values)
    return Wish(subject, values, drops=values.pop(_DROPS, ""))


def is_waiting(situation: Situation) -> bool:
    """Tell whether a commitment waits as a draft here."""
    expected = situation.expected
    return (
        expected is not None
        and expected.verb == Verb.COMMIT
        and expected.expires_at > situation.now
    )


def settled_day(wish: Wish) -> When | None:
    """Return the day of a draft that waited for room."""
    written = wish.values.get(SETTLED_DAY, "")
    if not written:
        return None
    on, wall_time, is_deadline = written.split("|")
    return When(
        date.fromisoformat(on),
        time.fromisoformat(wall_time) if wall_time else None,
        is_deadline=bool(is_deadline),
    )


def gone(situation: Situation, subject: str) -> Decision:
    """Say that a draft is not there any more, and offer to fill it in again."""
    voice = situation.voice
    return tell(
        voice.t("Wat je invulde, heb ik niet meer. Wil je het opnieuw vastleggen?"),
        buttons=(
            voice.button("Leg vast", Verb.COMMIT, subject),
            voice.button("Nee, zo is het goed", Verb.ENOUGH, subject),
        ),
    )


def day_dialog(situation: Situation, subject: str) -> Dialog:
    """Return the window that asks for a day only."""
    voice = situation.voice
    return Dialog(
        press=Press(Verb.COMMIT_WHEN, subject),
        title=voice.s("Kies een dag"),
        fields=(day_field(situation),),
        submit_label=voice.s("Bewaar"),
    )


def day_field(situation: Situation) -> Field:
    """Return the field for a day that must be filled in."""
    return Field(
        name="when",
        label=situation.voice.s("Wanneer?"),
        kind=FieldKind.WHEN,
        max_length=80,
        hint=situation.voice.s("Bijvoorbeeld: morgen 11.00, volgende week vrijdag, vóór 1 mei."),
    )


def _waiting(situation: Situation, question: Decision, wish: Wish, awaits: Awaits) -> Decision:
    expected = ExpectedAnswer(
        awaits=awaits,
        subject=wish.subject,
        verb=Verb.COMMIT,
        values={**wish.values, _DROPS: wish.drops},
        expires_at=situation.now.astimezone(UTC) + WAITS,
    )
    return replace(question, expected=expected, keeps_expected=False)


def _written(due: When | None) -> str:
    if due is None:
        return ""
    wall_time = due.wall_time.isoformat() if due.wall_time else ""
    return f"{due.on.isoformat()}|{wall_time}|{'deadline' if due.is_deadline else ''}"
