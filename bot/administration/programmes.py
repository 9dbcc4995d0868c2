"""A series that follows a programme: which version it keeps, and how it takes a newer one."""

from dataclasses import replace

from bot.library.difference import Change, programme_difference
from bot.model.people import Language
from bot.model.programmes import Programme
from bot.model.prompts import Becomes, Kind, Prompt, PromptTexts, ReplyForm, Theme
from bot.model.series import Series, is_look_back, look_back_id

_MINUTES = 3


def following(series: Series, programme: Programme) -> Series:
    """Return the series with the steps of this version and its look-back, from the first step on."""
    steps = (*programme.steps, look_back_id(series.id, programme))
    return replace(series, programme=programme, steps=steps)


def look_back(series: Series) -> Prompt | None:
    """Return the prompt that the programme of this series closes with; None without a programme."""
    programme = series.programme
    if programme is None:
        return None
    texts = {
        language: PromptTexts(words.title, words.closing)
        for language, words in programme.texts.items()
    }
    return Prompt(
        id=look_back_id(series.id, programme),
        version=programme.version,
        kind=Kind.REFLECTION,
        theme=Theme.SECRETARY_ROLE,
        roles=programme.roles,
        minutes=_MINUTES,
        texts=texts,
        reply_form=ReplyForm.OPEN,
        becomes=Becomes.COMMITMENT,
    )


def newer(series: Series, known: tuple[Programme, ...]) -> Programme | None:
    """Return the programme as the library has it now when it differs from what the series keeps."""
    pinned = series.programme
    if pinned is None:
        return None
    now = next((one for one in known if one.id == pinned.id), None)
    return now if now is not None and difference_with(series, now) else None


def difference_with(series: Series, programme: Programme) -> tuple[Change, ...]:
    """Return what changed between the version that the series keeps and this one."""
    return programme_difference(series.programme, programme) if series.programme else ()


def accepting(series: Series, programme: Programme, asked: int) -> Series:
    """Return the series with this version: the `asked` steps that were asked stay as they were.

    Steps that come earlier in the new version and were not asked yet come next.
    """
    before = tuple(step for step in series.steps[:asked] if not is_look_back(step))
    after = following(series, programme)
    coming = tuple(step for step in after.steps if step not in before)
    return replace(after, steps=(*before, *coming))


def step_count(series: Series) -> int:
    """Return how many steps the series has, without the look-back."""
    return sum(not is_look_back(step) for step in series.steps)


def name_of(programme: Programme, language: Language) -> str:
    """Return what people call the programme."""
    return programme.text(language).title
