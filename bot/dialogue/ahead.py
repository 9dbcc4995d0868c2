"""What comes, on request: one's own next four weeks, with the reasons for what does not come."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, timedelta

from bot.content import Text
from bot.dates.when import When
from bot.dates.write import write_moment
from bot.dialogue.commands import Word
from bot.dialogue.story import Story
from bot.dialogue.telling import tell
from bot.model.messages import NOT_HANDED_OVER, Message, Purpose, Reason, State
from bot.model.people import Platform
from bot.model.prompts import Kind
from bot.model.situation import Decision, Situation
from bot.planner.given import PlanInput
from bot.planner.plan import plan
from bot.planner.rehearsal import rehearsed
from bot.planner.silenced import lasting_silence
from bot.voice import Voice, sentence

_AHEAD = timedelta(days=28)
_SHOWN = 10
_TAKES_NO_DAY = (State.SKIPPED, State.FAILED)
# What could not be helped, or was never meant for them, needs no word.
_UNSAID = frozenset({Reason.JOINED, Reason.CHANGED, Reason.LATE, Reason.ANSWERED})
_WHY: Mapping[Reason, str] = {
    Reason.PAUSED: sentence("je pauze"),
    Reason.ABSENT: sentence("je bent er niet"),
    Reason.BACKED_OFF: sentence("ik ging zelf een stap terug, omdat het stil was"),
    Reason.OWN_RHYTHM: sentence("je ritme"),
    Reason.SOFT_START: sentence("een rustig begin na een vrije tijd"),
    Reason.DAY_CAP: sentence("er komt die dag al iets"),
    Reason.GAVE_WAY: sentence("er komt die dag al iets"),
    Reason.WEEK_CAP: sentence("die week is vol"),
    Reason.NO_ORDINARY_MOMENT: sentence("vrije dagen"),
    Reason.NO_PROMPT_LEFT: sentence("je hebt alles al gehad"),
}
_OTHERWISE = sentence("het past nu niet")


def on_ahead(situation: Situation, rest: str) -> Decision:
    """Tell what comes in four weeks: when and of what kind, never which prompt."""
    voice = situation.voice
    given = _given(situation)
    if lasting_silence(given) is not None:
        return tell(voice.t("Alles staat stil voor iedereen. Er komt niets tot het weer mag."))
    found = sorted(plan(given).messages, key=lambda message: message.due_at)
    comes = [message for message in found if message.state is State.PLANNED]
    head = voice.t("Dit komt er in vier weken, als je steeds antwoordt:")
    if not comes:
        head = voice.t("De komende vier weken komt er niets.")
    lines = [_line(message, situation) for message in comes[:_SHOWN]]
    if len(comes) > _SHOWN:
        more = len(comes) - _SHOWN
        lines.append(
            voice.n("En daarna nog één bericht.", "En daarna nog {count} berichten.", more)
        )
    skipped = _not(found, voice)
    change = voice.t("Je eigen dag, tijd en ritme verander je met **instellingen**.")
    return tell(head, *lines, *([skipped] if skipped else []), change)


def _given(situation: Situation) -> PlanInput:
    """Return what planning would look at for this person alone."""
    person, now = situation.person, situation.now.astimezone(UTC)
    history = [message for message in situation.history if message.state not in _TAKES_NO_DAY]
    known = PlanInput(
        tenant=situation.tenant,
        now=now,
        until=now + _AHEAD,
        people=(person,),
        addresses={person.id: Platform.BROWSER},
        library=situation.library,
        calendar=situation.calendar,
        groups=situation.groups,
        series=situation.series,
        taken=[message for message in history if message.local_on is not None],
        seen={
            person.id: [
                (message.prompt, message.sent_at or message.due_at)
                for message in history
                if message.purpose is Purpose.PROMPT
                and message.prompt
                and (not message.asked or message.answered_at is not None)
            ]
        },
        to_ask=(
            *situation.records.open_commitments(),
            *situation.records.open_dilemmas(),
        ),
    )
    waiting = {m.id for m in history if m.state in NOT_HANDED_OVER and m.due_at >= now}
    stored = {message.id for message in situation.history} - waiting
    return replace(rehearsed(known, now), existing=frozenset(stored))


def _line(message: Message, situation: Situation) -> Text:
    voice = situation.voice
    local = message.due_at.astimezone(situation.now.tzinfo)
    when = When(local.date(), local.time().replace(second=0, microsecond=0))
    moment = write_moment(when, voice.language, today=situation.now.date())
    return voice.t("{moment}: {what}", moment=moment, what=_what(message, situation))


def _what(message: Message, situation: Situation) -> str:
    voice = situation.voice
    match message.purpose:
        case Purpose.FOLLOW_UP:
            return voice.s("ik vraag hoe het ging met wat je vastlegde")
        case Purpose.DIGEST:
            return voice.s("je maandoverzicht")
        case Purpose.PROMPT:
            return _kind(message, situation)
        case _:
            return voice.s("een bericht")


def _kind(message: Message, situation: Situation) -> str:
    voice = situation.voice
    prompt = situation.library.find(message.prompt) if message.prompt else None
    match prompt.kind if prompt else Kind.SMALL_WIN:
        case Kind.SMALL_WIN:
            return voice.s("een kleine stap")
        case Kind.REFLECTION:
            return voice.s("een vraag om bij stil te staan")
        case Kind.AGENDA_NUDGE:
            return voice.s("een agendapunt om aan te dragen")


def _not(found: Iterable[Message], voice: Voice) -> Text | None:
    reasons = Counter(
        _WHY.get(message.reason, _OTHERWISE)
        for message in found
        if message.reason is not None and message.reason not in _UNSAID
    )
    if not reasons:
        return None
    why = ", ".join(voice.word(reason) for reason, _ in reasons.most_common())
    return voice.n(
        "Eén bericht sla ik over: {why}.",
        "{count} berichten sla ik over: {why}.",
        reasons.total(),
        why=why,
    )


STORY = Story(commands={Word.AHEAD: on_ahead})
