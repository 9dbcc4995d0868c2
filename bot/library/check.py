"""Everything that an author wants to hear about library files: shape, style, sources, doubles."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from bot.files.problems import Problem, Severity, TextFile
from bot.library.likeness import Pair, alike
from bot.library.lint import lint_prompt
from bot.library.load import LoadResult, library_of, load_library
from bot.library.register import Register

NEAR_DUPLICATE = "near-duplicate"


def check_library(files: Sequence[TextFile], register: Register | None) -> LoadResult:
    """Load the files and hold them against the style guide too (docs/library.md names the rules).

    A prompt with an error of style is left out of the library, like any other; the bot itself uses
    `load_library`, which asks only what a prompt needs to be sent. Sources and copying are
    looked at only with a register. Never raises, whatever the bytes.
    """
    result = load_library(files, partial(lint_prompt, register=register))
    prompts = result.library.prompts
    names = tuple(dict.fromkeys(file.name for file in files))
    problems = _in_order((*result.problems, *_doubles(result, alike(prompts))), names)
    wrong = {
        (one.file, one.field.partition(".")[0])
        for one in problems
        if one.severity is Severity.ERROR
    }
    places = {one.id: result.origins[one.id] for one in prompts}
    right = (one for one in prompts if (places[one.id].file, places[one.id].path) not in wrong)
    withdrawn = {one.id: one for one in result.library.by_id.values() if one.withdrawn}
    return LoadResult(library_of((*right, *withdrawn.values())), problems, result.origins)


def _doubles(result: LoadResult, pairs: Iterable[Pair]) -> Iterator[Problem]:
    for pair in pairs:
        first, second = (result.library.prompts[place].id for place in (pair.first, pair.second))
        there, here = result.origins[first], result.origins[second]
        same = f"says nearly the same ({pair.share:.0%} of the telling words)" if pair.share else ""
        yield Problem(
            file=here.file,
            line=here.line,
            field=f"{here.path}.texts.nl." + ("body" if pair.share else "title"),
            message=f"{same or 'the title is the same'} as {first} ({there.file}:{there.line})",
            remedy="ask something else, from another paper, meeting or person; or keep one of the two",
            rule=NEAR_DUPLICATE,
        )


def _in_order(problems: Iterable[Problem], names: tuple[str, ...]) -> tuple[Problem, ...]:
    place = {name: number for number, name in enumerate(names)}
    return tuple(sorted(problems, key=lambda one: (place[one.file], one.line)))
