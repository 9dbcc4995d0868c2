"""The library as it was at first: a few dozen prompts that never change under a test.

What is found for a word, and what is asked when, depends on all prompts there are. Transcripts and
tests of the search say it for these; the shipped library may grow beside them.
"""

from dataclasses import replace
from functools import cache

from adapters.library_files import SHIPPED, read_library
from adapters.settings import PROMPTS
from adapters.wiring import read_knowledge
from bot.model.prompts import Library
from bot.situations import Knowledge

_FIRST = 99


@cache
def first_prompts() -> Library:
    """Return the prompts with a number below a hundred."""
    library = read_library(SHIPPED).library
    prompts = tuple(p for p in library.prompts if int(p.id.rpartition("-")[2]) <= _FIRST)
    # All can be found, as steps of a programme; only these are drawn or searched.
    return Library(prompts, library.by_id)


def first_knowledge() -> Knowledge:
    """Return what the bot knows when these are its library."""
    return replace(read_knowledge(PROMPTS), library=first_prompts())
