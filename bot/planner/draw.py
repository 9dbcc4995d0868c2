"""Gives a delivery its prompt, or the reason why somebody gets none."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.local_time import day_in
from bot.model.ids import PromptId
from bot.model.messages import Message, Purpose, Reason
from bot.model.people import Person
from bot.model.prompts import Kind, Prompt
from bot.planner.candidate import Addressee, Candidate
from bot.planner.choice import Pool, Seen, choose, is_avoided, lightest, rotate
from bot.planner.occasion import NudgeDate, Occasion
from bot.planner.outlook import Outlook
from bot.planner.personal import SILENT_AFTER

# What a draw adds to a message: its fields by name.
Drawn = Mapping[str, Any]

_NO_REFLECTIONS_AFTER = 2
_A_YEAR = 365
# A named date so near to the end of a long rest is about coming back.
_NEAR_A_RETURN = timedelta(days=7)
# Every week has closings; more nudges than this would crowd out everything else.
_MOST_NUDGES = ((1, timedelta(days=6)), (2, timedelta(days=28)))


class Draw:
    """Draws prompts for one person; what was drawn and got a day counts as seen."""

    def __init__(self, who: Addressee, person: Person, seen: Seen, outlook: Outlook) -> None:
        self._who, self._person, self._seen = who, person, seen
        self._library = outlook.given.library
        self._moments = outlook.given.calendar.moments
        self._pools = outlook.pools

    def of(self, candidate: Candidate) -> Drawn | Reason | None:
        """Return what is drawn for it, or why it is not sent; None when nothing is due."""
        message = candidate.message
        if not self._who.reachable:
            return Reason.UNREACHABLE
        if message.purpose is Purpose.PROMPT and self._person.unanswered >= SILENT_AFTER:
            return Reason.BACKED_OFF
        if candidate.nudges:
            return self._with_nudge(message, candidate.nudges)
        if candidate.occasion is None:
            return {}
        return self._with_prompt(message, candidate.occasion)

    def note(self, message: Message) -> None:
        """Count the prompt of this message as seen."""
        if message.purpose is Purpose.PROMPT and message.prompt:
            self._seen.add(message.prompt, message.due_at)

    def avoids(self, asks: PromptId | None, day: date) -> bool:
        """Tell whether this prompt is not sent on this day, because of a state."""
        states = self._who.rest.days.states_on(day)
        prompt = self._library.find(asks) if states and asks else None
        return prompt is not None and is_avoided(prompt, states)

    def _with_prompt(self, message: Message, occasion: Occasion) -> Drawn | Reason | None:
        pool, at = self._pools[occasion.series.id], message.due_at
        fitting = pool.fitting(occasion.occurrence, self._person.roles)
        if occasion.series.steps and occasion.series.begins_at_first(self._person.id):
            step = pool.first_new(self._seen, at)
            if step is None:
                return None
            fitting = (step,)
        elif occasion.is_for_newcomers:
            return None
        prompts = self._can_come(fitting, at)
        if isinstance(prompts, Reason):
            return prompts
        light = [] if occasion.series.steps else self._light(pool, prompts, at)
        person, seen = self._person.id, self._seen
        prompt = choose(light, occasion.occurrence, person, seen, at) if light else None
        prompt = prompt or choose(prompts, occasion.occurrence, person, seen, at)
        if prompt is None:
            return Reason.NO_PROMPT_LEFT
        return {"prompt": prompt.id, "prompt_version": prompt.version}

    def _can_come(self, fitting: Sequence[Prompt], at: datetime) -> Sequence[Prompt] | Reason:
        states = self._who.rest.days.states_on(day_in(at, self._who.rest.zone))
        prompts = [one for one in fitting if not is_avoided(one, states)] if states else fitting
        if fitting and not prompts:
            return Reason.AVOIDED
        if self._person.unanswered >= _NO_REFLECTIONS_AFTER:
            calm = [prompt for prompt in prompts if prompt.kind is not Kind.REFLECTION]
            return calm if calm or not prompts else Reason.BACKED_OFF
        return prompts

    def _light(self, pool: Pool, prompts: Sequence[Prompt], at: datetime) -> Sequence[Prompt]:
        """Return what to begin with after a long rest: what belongs to the day, else what is short."""
        rest = self._who.rest
        returned_on = rest.returned_on(day_in(at, rest.zone))
        if returned_on is None:
            return []
        near = frozenset(
            moment.key for moment in self._moments if abs(moment.on - returned_on) <= _NEAR_A_RETURN
        )
        returning = self._can_come(pool.returning(self._person.roles, near), at)
        if isinstance(returning, Reason) or not returning:
            return lightest([one for one in prompts if not self._seen.within(one, at, _A_YEAR)])
        return returning

    def _with_nudge(self, message: Message, nudges: Sequence[NudgeDate]) -> Drawn | Reason | None:
        if any(self._seen.nudges(message.due_at, days) >= most for most, days in _MOST_NUDGES):
            return Reason.OWN_RHYTHM
        prompt = rotate([nudge.prompt for nudge in nudges], self._seen, message.due_at)
        nudge = next((each for each in nudges if each.prompt is prompt), None)
        if nudge is None:
            return None
        return {
            "series": nudge.series.id,
            "occurrence": nudge.occurrence.id,
            "prompt": nudge.prompt.id,
            "prompt_version": nudge.prompt.version,
        }
