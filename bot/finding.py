"""Finds questions to put before others, for whoever searches from another conversation. Pure.

Nothing of a person comes into it: no history, no records, and nothing is remembered of the search.
"""

from dataclasses import replace

from bot.content import Content, Paragraph
from bot.library.search import search
from bot.library.themes import theme_name
from bot.model.people import Language
from bot.model.prompts import Fits, Kind, Library, Prompt
from bot.voice import Voice

MOST = 25


def questions_about(library: Library, words: str, language: Language) -> tuple[Prompt, ...]:
    """Return questions for the table that these words find, best first; at most 25.

    Without words, or when none has them: a few, each of another theme, in the order of the library.
    """
    asking = replace(library, prompts=tuple(p for p in library.prompts if _is_for_table(p)))
    if words.strip():
        found = search(asking, words, language=language)
        if found.found:
            return found.found[:MOST]
        near = found.nearest_themes
        return tuple(p for p in asking.prompts if p.theme in near)[:MOST]
    by_theme = {prompt.theme: prompt for prompt in reversed(asking.prompts)}
    return tuple(sorted(by_theme.values(), key=asking.prompts.index))[:MOST]


def question_of(prompt: Prompt, language: Language) -> str:
    """Return the words to put before others."""
    texts = prompt.text(language)
    return texts.item or texts.body


def to_share(prompt: Prompt, voice: Voice) -> Content:
    """Return the question alone, as everybody in a conversation sees it: without buttons or a sender."""
    question = question_of(prompt, voice.language)
    return Content((Paragraph(voice.t("**'{question}'**", question=question)),), question)


def about_theme(prompt: Prompt, language: Language) -> str:
    """Return what a question is about, for a list of questions."""
    name = theme_name(prompt.theme, language)
    return name[:1].upper() + name[1:]


def _is_for_table(prompt: Prompt) -> bool:
    return Fits.TABLE in prompt.fits and prompt.kind is not Kind.AGENDA_NUDGE
