"""Chooses which question to give to who asks for one."""

from bot.dialogue.asking import Asked, Place, code_of
from bot.library.search import SearchResult, search
from bot.model.ids import PromptId, derive_id
from bot.model.people import Person, Role
from bot.model.prompts import Fits, Kind, Library, Prompt
from bot.model.situation import Situation

_SHORT_MINUTES = 5


def suits(prompt: Prompt, person: Person) -> bool:
    """Tell whether a prompt is meant for someone in one of this person's roles.

    Who has none, or only runs things, may have any.
    """
    roles = person.roles - {Role.ADMIN}
    return not prompt.roles or not roles or bool(prompt.roles & roles)


def seen_by(situation: Situation) -> frozenset[PromptId]:
    """Return the prompts that the person had; one that was asked for counts only once it was used."""
    return frozenset(
        message.prompt
        for message in situation.history
        if message.prompt and not (message.asked and message.answered_at is None)
    )


def question_of(prompt: Prompt, situation: Situation) -> str:
    """Return the words to put before others at the table."""
    texts = prompt.text(situation.voice.language)
    return texts.item or texts.body


def found_about(situation: Situation, place: Place, topic: str) -> SearchResult:
    """Return what there is about a topic, new ones first; else the nearest themes."""
    pool = Library(_fitting(situation, place))
    result = search(pool, topic, language=situation.voice.language)
    return SearchResult(_new_first(result.found, situation), result.nearest_themes)


def first_of(situation: Situation, asked: Asked) -> Prompt | None:
    """Return a question of the theme that was asked for, or a surprise; None when all went by."""
    fitting = _fitting(situation, asked.place or Place.TABLE)
    pool = [prompt for prompt in fitting if asked.theme in (None, prompt.theme)]
    left = [prompt for prompt in pool if code_of(prompt.id) not in asked.passed]
    # The same event gives the same surprise, another one a different one.
    left.sort(key=lambda prompt: derive_id(situation.key, prompt.id))
    return next(iter(_new_first(tuple(left), situation)), None)


def next_of(situation: Situation, asked: Asked) -> Prompt | None:
    """Return the next question on the same topic; None when all of them went by."""
    fitting = {
        code_of(prompt.id): prompt for prompt in _fitting(situation, asked.place or Place.TABLE)
    }
    for code in asked.coming:
        if code in fitting and code not in asked.passed:
            return fitting[code]
    return first_of(situation, asked)


def _fitting(situation: Situation, place: Place) -> tuple[Prompt, ...]:
    prompts, person = situation.library.prompts, situation.person
    if place is Place.TABLE:
        # Two prompts may end in the same question; at the table it is one.
        asked = {question_of(one, situation): one for one in reversed(prompts)}
        return tuple(
            one
            for one in prompts
            if _for_table(one, situation) and asked[question_of(one, situation)] is one
        )
    if place is Place.SELF:
        mine = [one for one in prompts if one.kind is Kind.REFLECTION and Fits.SELF in one.fits]
    else:
        small = [one for one in prompts if one.kind is Kind.SMALL_WIN]
        mine = [one for one in small if one.minutes <= _SHORT_MINUTES] or small
    return tuple(one for one in mine if suits(one, person)) or tuple(mine)


def _for_table(prompt: Prompt, situation: Situation) -> bool:
    texts = prompt.text(situation.voice.language)
    if not texts.item and Fits.TABLE not in prompt.fits:
        return False
    # What still has a place to fill in only makes sense in the nudge itself.
    return "{" not in question_of(prompt, situation)


def _new_first(prompts: tuple[Prompt, ...], situation: Situation) -> tuple[Prompt, ...]:
    seen = seen_by(situation)
    return tuple(sorted(prompts, key=lambda prompt: prompt.id in seen))
