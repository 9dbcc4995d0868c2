"""Gives a delivery its prompt, or the reason why somebody gets none."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.model.ids import SeriesId
from bot.model.messages import Message, Purpose, Reason
from bot.model.people import Person
from bot.model.prompts import Kind
from bot.planner.candidate import Addressee, Candidate
from bot.planner.choice import Pool, Seen, choose, rotate
from bot.planner.occasion import NudgeDate, Occasion
from bot.planner.outlook import Running
from bot.planner.personal import SILENT_AFTER

_NO_REFLECTIONS_AFTER = 2
# Every week has closings; more nudges than this would crowd out everything else.
_MOST_NUDGES = ((1, timedelta(days=6)), (2, timedelta(days=28)))


class Draw:
    """Draws prompts for one person; what was drawn and got a day counts as seen."""

    def __init__(
        self, who: Addressee, person: Person, seen: Seen, running: Iterable[Running]
    ) -> None:
        self._who, self._person, self._seen = who, person, seen
        self._pools: dict[SeriesId, Pool] = {each.series.id: each.pool for each in running}

    def of(self, candidate: Candidate) -> Message | Reason | None:
        """Return the message with its prompt, or why it is not sent; None when nothing is due."""
        message = candidate.message
        if not self._who.reachable:
            return Reason.UNREACHABLE
        if message.purpose is Purpose.PROMPT and self._person.unanswered >= SILENT_AFTER:
            return Reason.BACKED_OFF
        if candidate.nudges:
            return self._with_nudge(message, candidate.nudges)
        if candidate.occasion is None:
            return message
        return self._with_prompt(message, candidate.occasion)

    def note(self, message: Message) -> None:
        """Count the prompt of this message as seen."""
        if message.purpose is Purpose.PROMPT and message.prompt:
            self._seen.add(message.prompt, message.due_at)

    def _with_prompt(self, message: Message, occasion: Occasion) -> Message | Reason:
        pool = self._pools[occasion.series.id]
        fitting = pool.fitting(occasion.occurrence, self._person.roles)
        prompts = fitting
        if self._person.unanswered >= _NO_REFLECTIONS_AFTER:
            prompts = [prompt for prompt in fitting if prompt.kind is not Kind.REFLECTION]
            if fitting and not prompts:
                return Reason.BACKED_OFF
        prompt = choose(prompts, occasion.occurrence, self._person.id, self._seen, message.due_at)
        if prompt is None:
            return Reason.NO_PROMPT_LEFT
        return replace(message, prompt=prompt.id, prompt_version=prompt.version)

    def _with_nudge(self, message: Message, nudges: Sequence[NudgeDate]) -> Message | Reason | None:
        if any(self._seen.nudges(message.due_at, days) >= most for most, days in _MOST_NUDGES):
            return Reason.OWN_RHYTHM
        prompt = rotate([nudge.prompt for nudge in nudges], self._seen, message.due_at)
        nudge = next((each for each in nudges if each.prompt is prompt), None)
        if nudge is None:
            return None
        return replace(
            message,
            series=nudge.series.id,
            occurrence=nudge.occurrence.id,
            prompt=nudge.prompt.id,
            prompt_version=nudge.prompt.version,
        )
