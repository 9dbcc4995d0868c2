"""From an entry of a library file to the prompt it describes."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.library.format import HeadEntry, PromptEntry, TextsByLanguage, TextsEntry, TimingEntry
from bot.model.ids import PromptId
from bot.model.people import Language
from bot.model.prompts import Kind, Prompt, PromptTexts, ReplyForm, Source, Timing

_REPLY_FORM = {
    Kind.SMALL_WIN: ReplyForm.COMMITMENT,
    Kind.REFLECTION: ReplyForm.OPEN,
    Kind.AGENDA_NUDGE: ReplyForm.AGENDA_ITEM,
}


def build_prompt(entry: PromptEntry, head: HeadEntry) -> Prompt:
    """Return the prompt of a checked entry; what it leaves out comes from its kind or its library."""
    return Prompt(
        id=PromptId(entry.id),
        version=entry.version or head.version,
        kind=entry.kind,
        theme=entry.theme,
        roles=frozenset(entry.roles),
        minutes=entry.minutes,
        texts=_texts(entry.texts),
        reply_form=entry.reply_form or _REPLY_FORM[entry.kind],
        becomes=entry.becomes,
        fits=frozenset(entry.fits),
        fits_small=entry.fits_small,
        timing=_timing(entry.timing),
        agenda_minutes=entry.agenda_minutes,
        search_words=tuple(entry.search_words),
        sources=tuple(Source(one.document, one.section, tuple(one.rows)) for one in entry.sources),
        was=tuple(PromptId(old) for old in entry.was),
        review_after_on=entry.review_after_on,
        withdrawn=entry.withdrawn,
    )


def _texts(entry: TextsByLanguage) -> Mapping[Language, PromptTexts]:
    texts = {Language.NL: _in_one_language(entry.nl)}
    if entry.formal:
        said = entry.formal.model_dump(exclude_none=True)
        texts[Language.NL_FORMAL] = _in_one_language(entry.nl.model_copy(update=said))
    if entry.en:
        texts[Language.EN] = _in_one_language(entry.en)
    return MappingProxyType(texts)


def _in_one_language(entry: TextsEntry) -> PromptTexts:
    return PromptTexts(entry.title, entry.body, entry.follow_up, entry.item)


def _timing(entry: TimingEntry) -> Timing:
    return Timing(
        moment=entry.moment,
        offset_days=entry.offset_days,
        in_workdays=entry.in_workdays,
        avoid=tuple(entry.avoid),
        weekday=entry.weekday.number if entry.weekday else None,
        wall_time=entry.wall_time,
        repeat_after_days=entry.repeat_after_days,
    )
