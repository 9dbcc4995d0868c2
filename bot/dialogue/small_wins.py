"""A small win turns into a commitment: who, what, when.

`Leg vast` opens a window; what it brings back becomes a commitment, or waits as a draft while the day
or the room for it is still a question (see `drafts.py`).
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.compose.verbs import Verb
from bot.content import Button, Dialog, Field, FieldKind, Press, Style
from bot.dates.when import When
from bot.dates.write import write_moment
from bot.dialogue.commands import Word
from bot.dialogue.drafts import (
    SETTLED_DAY,
    day_dialog,
    draft_of,
    gone,
    is_waiting,
    link_waits,
    settled_day,
    waiting_for_day,
    waiting_for_room,
    waiting_link,
)
from bot.dialogue.forms import LINK, is_blank, link_field, read_form, short_name_field
from bot.dialogue.instants import (
    NoDay,
    coming_day,
    is_past,
    next_week,
    this_week,
    why_not,
)
from bot.dialogue.origins import MOST_OF_STEP, Origin, commitment_with, origin_of
from bot.dialogue.settling import Wish, settled
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet, tell, wrong
from bot.model.records import Commitment, CommitmentState
from bot.model.situation import Decision, Situation

MOST_OPEN = 3
MOST_SHOWN = 3
_LINE = 200


def on_commit(situation: Situation, press: Press) -> Decision:
    """Open the window for a commitment, or ask what makes room when three are open."""
    origin = origin_of(situation, press.subject)
    if origin.existing is not None and origin.existing.state is CommitmentState.DONE:
        return tell(situation.voice.t("Die staat al op klaar."))
    if _is_full(situation, origin, press.arg) and not situation.shared:
        return link_waits(situation, press.subject, _ask_for_room(situation, press.subject))
    return Decision(dialog=_dialog(situation, press.subject, press.arg), keeps_expected=True)


def on_submit(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save the commitment, or keep it as a draft while its day is a question."""
    voice = situation.voice
    origin = origin_of(situation, press.subject)
    form = read_form(voice, _fields(situation, origin, values.get(LINK, "")), values)
    phrase = form["when"]
    day = coming_day(phrase, situation.now) if phrase else None
    errors = dict(form.errors)
    if isinstance(day, NoDay) and (day is not NoDay.NOT_READ or situation.shared):
        errors.setdefault("when", why_not(voice, day))
    if day is None and situation.shared:
        errors.setdefault("when", voice.s("Vul hier iets in."))
    if errors:
        return wrong(errors)
    wish = Wish(press.subject, form.values, drops=press.arg)
    if not isinstance(day, When):
        return waiting_for_day(situation, wish, was_read=day is None)
    return _settle(situation, wish, day)


def on_when(situation: Situation, press: Press) -> Decision:
    """Give the draft its day by a button."""
    wish = draft_of(situation, press.subject)
    if wish is None:
        return gone(situation, press.subject)
    match press.arg:
        case "this_week":
            return _settle(situation, wish, this_week(situation.now))
        case "next_week":
            return _settle(situation, wish, next_week(situation.now))
        case "none":
            return _settle(situation, wish, None)
        case _:
            return Decision(dialog=day_dialog(situation, press.subject), keeps_expected=True)


def on_when_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Give the draft the day that was filled in."""
    wish = draft_of(situation, press.subject)
    if wish is None:
        return gone(situation, press.subject)
    day = coming_day(values.get("when", ""), situation.now)
    if isinstance(day, NoDay):
        return wrong({"when": why_not(situation.voice, day)})
    return _settle(situation, wish, day)


def on_when_typed(situation: Situation, text: str) -> Decision:
    """Give the draft that waits for a day (`Awaits.WHEN`) the day that was typed, or ask again."""
    subject = situation.expected.subject if situation.expected else ""
    wish = draft_of(situation, subject)
    if wish is None:
        return gone(situation, subject)
    day = coming_day(text, situation.now)
    if isinstance(day, NoDay):
        return waiting_for_day(situation, wish, was_read=is_blank(text))
    return _settle(situation, wish, day)


def on_make_room(situation: Situation, press: Press) -> Decision:
    """Let this commitment go for the new one; nothing goes before the new one is there."""
    wish = draft_of(situation, press.arg)
    if wish is not None and SETTLED_DAY in wish.values:
        return _settle(situation, replace(wish, drops=press.subject), settled_day(wish))
    linked = replace(situation, link=waiting_link(situation, press.arg))
    return on_commit(linked, Press(Verb.COMMIT, press.arg, press.subject))


def on_enough(situation: Situation, _: Press) -> Decision:
    """Nothing more is wanted: a draft that waits is let go."""
    decision = tell(situation.voice.t("Goed."))
    return replace(decision, keeps_expected=not is_waiting(situation))


def on_action(situation: Situation, _: str) -> Decision:
    """Answer the command for actions: how many are open, and a button for a new one."""
    voice, open_ones = situation.voice, situation.records.open_commitments()
    new = voice.button("Leg vast", Verb.COMMIT, situation.key, style=Style.PRIMARY)
    if not open_ones:
        return tell(voice.t("Er staat geen actie open. Wil je er een vastleggen?"), buttons=(new,))
    line = voice.n("Er staat één actie open.", "Er staan {count} acties open.", len(open_ones))
    names = tuple(
        Button(one.short_name, Press(Verb.READ_BACK, one.id)) for one in open_ones[:MOST_SHOWN]
    )
    return tell(line, buttons=(*names, new))


def _settle(situation: Situation, wish: Wish, due: When | None) -> Decision:
    origin = origin_of(situation, wish.subject)
    if origin.existing is not None and origin.existing.state is CommitmentState.DONE:
        return replace(tell(situation.voice.t("Die staat al op klaar.")), keeps_expected=False)
    if _is_full(situation, origin, wish.drops):
        if situation.shared:
            return wrong({"what": situation.voice.s("Je hebt al drie acties open.")})
        return waiting_for_room(situation, wish, due, _ask_for_room(situation, wish.subject))
    return settled(situation, wish, origin, due)


def _is_full(situation: Situation, origin: Origin, drops: str) -> bool:
    """Tell whether a new commitment would be one too many, once `drops` has gone."""
    open_ones = situation.records.open_commitments()
    if origin.existing in open_ones:
        return False
    return sum(one.id != drops for one in open_ones) >= MOST_OPEN


def _ask_for_room(situation: Situation, subject: str) -> Decision:
    voice = situation.voice
    choices = tuple(
        Button(one.short_name, Press(Verb.MAKE_ROOM, one.id, subject))
        for one in situation.records.open_commitments()
    )
    question = voice.t("Je hebt al drie acties open. Welke gaat eraf voor deze nieuwe?")
    never_mind = voice.button("Toch niet", Verb.ENOUGH, subject)
    return tell(question, buttons=(*choices, never_mind))


def _dialog(situation: Situation, subject: str, drops: str) -> Dialog:
    voice = situation.voice
    origin = origin_of(situation, subject)
    is_change = origin.existing is not None and not origin.asks_step
    intro = [voice.t("Alleen jij ziet dit. Het kan onder de Woo vallen. Noem geen namen.")]
    dropped = commitment_with(situation, drops)
    if dropped is not None:
        intro.append(voice.t("Bewaar je dit, dan gaat een andere actie van je lijst."))
    return Dialog(
        press=Press(Verb.COMMIT, subject, drops),
        title=voice.s("Verander") if is_change else voice.s("Leg vast"),
        intro=tuple(intro),
        fields=_fields(situation, origin, situation.link or origin.link),
        submit_label=voice.s("Bewaar"),
    )


def _fields(situation: Situation, origin: Origin, link: str) -> tuple[Field, ...]:
    voice, was = situation.voice, origin.existing
    is_step = origin.asks_step or was is None
    return (
        *link_field(voice, link),
        Field(
            name="what",
            label=voice.s("Wat ga je doen?"),
            kind=FieldKind.TEXT,
            value=was.what if was and not origin.asks_step else origin.what,
            max_length=MOST_OF_STEP,
        ),
        Field(
            name="with_whom",
            label=voice.s("Met wie?"),
            required=False,
            value=was.with_whom if was else "",
            max_length=_LINE,
            hint=voice.s("Een functie of team. Een naam is niet nodig."),
        ),
        Field(
            name="when",
            label=voice.s("Wanneer?"),
            kind=FieldKind.WHEN,
            required=False,
            value="" if is_step else _due_written(situation, was),
            max_length=80,
            hint=voice.s("Bijvoorbeeld: morgen 11.00, volgende week vrijdag, vóór 1 mei."),
        ),
        Field(
            name="if_then",
            label=voice.s("Als … dan …"),
            required=False,
            value=was.if_then if was and not origin.asks_step else "",
            max_length=_LINE,
            hint=voice.s("Bijvoorbeeld: Als het stafoverleg klaar is, loop ik langs."),
        ),
        short_name_field(voice, was.short_name if was else origin.short_name),
    )


def _due_written(situation: Situation, commitment: Commitment | None) -> str:
    """Return the due day as a phrase that is read back as the same day; nothing when it is past."""
    due = commitment.due if commitment else None
    if due is None or is_past(due, situation.now):
        return ""
    return write_moment(due, situation.voice.language, today=situation.now.date())


STORY = discreet(
    Story(
        presses={
            Verb.COMMIT: on_commit,
            Verb.COMMIT_WHEN: on_when,
            Verb.MAKE_ROOM: on_make_room,
            Verb.ENOUGH: on_enough,
        },
        submits={Verb.COMMIT: on_submit, Verb.COMMIT_WHEN: on_when_sent},
        commands={Word.ACTION: on_action},
    )
)
