"""Load library files: every problem of every file is found, and the prompts without errors hold."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from types import MappingProxyType
from typing import TypeAlias

from pydantic import ValidationError

from bot.files.decoding import shown
from bot.files.problems import Problem, Severity, TextFile
from bot.files.tree import Path, Plain, Tree, field_name, read_file
from bot.library.build import build_prompt
from bot.library.draft import Draft, Finding
from bot.library.explain import LIBRARY_SHAPES
from bot.library.format import MAX_PROMPTS, HeadEntry, PromptEntry
from bot.library.reading import capped, problem_at, shape_problems
from bot.library.rules import check_prompt
from bot.model.ids import PromptId
from bot.model.people import Language
from bot.model.prompts import Library, Prompt

Lint: TypeAlias = Callable[[Draft], Iterable[Finding]]

_PROMPT = re.compile(r"prompts\[(\d+)\]")
_OWN_LANGUAGES = (Language.NL.value, Language.EN.value)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a prompt stands: its file, the line of its id, and its path there (`prompts[3]`)."""

    file: str
    line: int
    path: str


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The prompts without errors and where each stands, and every problem in the order of the files."""

    library: Library
    problems: tuple[Problem, ...]
    origins: Mapping[PromptId, Origin] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep something out of the library."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)


def load_library(files: Sequence[TextFile], lint: Lint | None = None) -> LoadResult:
    """Load the prompts of all files together.

    What `lint` finds is among the problems; it keeps no prompt out.

    A prompt with an error is left out, and all of a file when something is wrong with the file
    itself; the others are in the library in the order of the files. At most 1000 problems of a file
    are named. Never raises, whatever the bytes.
    """
    problems: dict[str, list[Problem]] = {}
    drafts: list[_Placed] = []
    for number, file in enumerate(files):
        found, placed = _load_file(number, file, lint)
        problems[str(number)] = list(found)
        drafts.extend(placed)
    doubles = tuple(_doubles(drafts))
    taken = {(double.number, double.place) for double in doubles}
    for double in doubles:
        problems[str(double.number)].append(double.problem)
    held = [
        (draft.prompt, Origin(draft.file, draft.claim.line, f"prompts[{draft.place}]"))
        for draft in drafts
        if draft.prompt and draft.claim and (draft.number, draft.place) not in taken
    ]
    in_order = (sorted(found, key=lambda one: one.line) for found in problems.values())
    return LoadResult(
        library_of(prompt for prompt, _ in held),
        tuple(one for found in in_order for one in found),
        MappingProxyType({prompt.id: origin for prompt, origin in held}),
    )


def library_of(prompts: Iterable[Prompt]) -> Library:
    """Return these prompts as a library, which finds them by their old ids too."""
    found = tuple(prompts)
    by_id: dict[PromptId, Prompt] = {old: prompt for prompt in found for old in prompt.was}
    by_id.update({prompt.id: prompt for prompt in found})
    to_ask = tuple(prompt for prompt in found if not prompt.withdrawn)
    return Library(to_ask, MappingProxyType(by_id))


@dataclass(frozen=True, slots=True)
class _Claim:
    """An id that a prompt has or had, with where it says so."""

    id: str
    line: int
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A prompt with its place: the file, and which prompt of the file. None when it has errors."""

    number: int
    file: str
    place: int
    prompt: Prompt | None
    claim: _Claim | None
    was: tuple[_Claim, ...]


@dataclass(frozen=True, slots=True)
class _Double:
    number: int
    place: int
    problem: Problem


def _load_file(
    number: int, file: TextFile, lint: Lint | None
) -> tuple[tuple[Problem, ...], tuple[_Placed, ...]]:
    tree, problems = read_file(file)
    if tree is None:
        return capped(file.name, iter(problems)), ()
    found = capped(file.name, chain(problems, _check(file.name, tree)))
    placed = tuple(_placed(number, file.name, tree, found))
    style = capped(file.name, _findings(file.name, tree, lint)) if lint else ()
    return (*found, *style), placed


def _check(name: str, tree: Tree) -> Iterator[Problem]:
    yield from shape_problems(name, tree, LIBRARY_SHAPES)
    if not isinstance(tree.data, dict):
        return
    head = _head(tree)
    for place, raw in _raw_prompts(tree):
        yield from _check_name(name, tree, place, (raw, head))
    yield from _findings(name, tree, check_prompt)


def _findings(name: str, tree: Tree, rules: Lint) -> Iterator[Problem]:
    languages = _promised(_head(tree))
    for place, raw in _raw_prompts(tree):
        for finding in rules(Draft(raw, languages)):
            path = ("prompts", place, *finding.path)
            if not tree.is_refused(path):
                problem = problem_at(name, tree, path, finding.message, finding.remedy)
                yield replace(problem, severity=finding.severity, rule=finding.rule)


def _check_name(
    name: str, tree: Tree, place: int, parts: tuple[Mapping[str, Plain], Mapping[str, Plain]]
) -> Iterator[Problem]:
    raw, head = parts
    prompt_id, space = raw.get("id"), head.get("id")
    if isinstance(prompt_id, str) and isinstance(space, str) and ":" in prompt_id:
        own, _, rest = prompt_id.partition(":")
        if own != space:
            message = f"the id '{shown(prompt_id)}' is not of this library"
            remedy = f"write '{shown(space)}:{shown(rest)}'"
            yield problem_at(name, tree, ("prompts", place, "id"), message, remedy)


def _head(tree: Tree) -> Mapping[str, Plain]:
    head = tree.data.get("library") if isinstance(tree.data, dict) else None
    return head if isinstance(head, dict) else {}


def _promised(head: Mapping[str, Plain]) -> tuple[str, ...]:
    languages = head.get("languages")
    if not isinstance(languages, list):
        return _OWN_LANGUAGES
    known = {language.value for language in Language}
    return tuple(one for one in languages if isinstance(one, str) and one in known)


def _raw_prompts(tree: Tree) -> Iterator[tuple[int, dict[str, Plain]]]:
    prompts = tree.data.get("prompts") if isinstance(tree.data, dict) else None
    in_list = prompts if isinstance(prompts, list) and len(prompts) <= MAX_PROMPTS else []
    for place, raw in enumerate(in_list):
        if isinstance(raw, dict):
            yield place, raw


def _placed(number: int, name: str, tree: Tree, problems: tuple[Problem, ...]) -> Iterator[_Placed]:
    head = _valid_head(tree)
    wrong = {_place(one.field) for one in problems if one.severity is Severity.ERROR}
    for place, raw in _raw_prompts(tree):
        path: Path = ("prompts", place)
        prompt = None
        # None is among them when something is wrong with the file as a whole.
        if head and wrong.isdisjoint((place, None)):
            prompt = build_prompt(PromptEntry.model_validate(raw), head)
        claim = _claim(tree, (*path, "id"), raw.get("id"))
        was = raw.get("was")
        old = was if isinstance(was, list) else []
        claims = (_claim(tree, (*path, "was", index), one) for index, one in enumerate(old))
        yield _Placed(
            number=number,
            file=name,
            place=place,
            prompt=prompt,
            claim=claim,
            was=tuple(one for one in claims if one),
        )


def _place(field: str) -> int | None:
    """Return which prompt of the file a field is of; None when it is of the file itself."""
    found = _PROMPT.match(field)
    return int(found.group(1)) if found else None


def _valid_head(tree: Tree) -> HeadEntry | None:
    try:
        return HeadEntry.model_validate(_head(tree))
    except ValidationError:
        return None


def _claim(tree: Tree, path: Path, value: Plain) -> _Claim | None:
    if not isinstance(value, str) or not value:
        return None
    return _Claim(value, tree.line_of(path), field_name(path))


def _doubles(drafts: Sequence[_Placed]) -> Iterator[_Double]:
    first: dict[str, str] = {}
    claims = [(draft, draft.claim) for draft in drafts if draft.claim]
    claims += [(draft, claim) for draft in drafts for claim in draft.was]
    for draft, claim in claims:
        if claim.id not in first:
            first[claim.id] = f"{draft.file}:{claim.line}"
            continue
        problem = Problem(
            file=draft.file,
            line=claim.line,
            field=claim.field,
            message=f"the id '{shown(claim.id)}' is used already in {first[claim.id]}",
            remedy="give it an id that no prompt has or had",
        )
        yield _Double(draft.number, draft.place, problem)
