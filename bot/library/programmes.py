"""Programmes: prompts in a fixed order, with an opening and a question that looks back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType
from typing import TypeAlias

from bot.files.decoding import shown
from bot.files.problems import Problem, Severity, TextFile
from bot.files.tree import Plain, Tree, read_file
from bot.library.draft import Draft, Finding
from bot.library.programmes_format import PROGRAMME_SHAPES, ProgrammeEntry, ProgrammeFile
from bot.library.reading import capped, problem_at, shape_problems
from bot.model.ids import PromptId
from bot.model.people import Language, Role
from bot.model.programmes import Programme, Words
from bot.model.prompts import Library

Rules: TypeAlias = Callable[[Draft], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Programmes:
    """The programmes without errors, in the order of the files, and every problem."""

    programmes: tuple[Programme, ...]
    problems: tuple[Problem, ...]

    def find(self, programme: str) -> Programme | None:
        """Return the programme with this id, or None."""
        return next((one for one in self.programmes if one.id == programme), None)


def load_programmes(files: Sequence[TextFile], library: Library, rules: Rules) -> Programmes:
    """Load programmes whose steps are prompts of `library`; `rules` say what is wrong besides.

    A programme with an error is left out. Never raises, whatever the bytes.
    """
    found: list[Programme] = []
    problems: list[Problem] = []
    taken: dict[str, str] = {}
    for file in files:
        tree, wrong = read_file(file)
        if tree is None:
            problems.extend(capped(file.name, iter(wrong)))
            continue
        checks = chain(wrong, _check(file.name, tree, library, rules), _double(file, tree, taken))
        those = capped(file.name, checks)
        problems.extend(sorted(those, key=lambda one: one.line))
        if all(one.severity is not Severity.ERROR for one in those):
            found.append(_built(ProgrammeFile.model_validate(tree.data).programme))
    return Programmes(tuple(found), tuple(problems))


def _check(name: str, tree: Tree, library: Library, rules: Rules) -> Iterator[Problem]:
    yield from shape_problems(name, tree, PROGRAMME_SHAPES)
    raw = _raw(tree)
    languages = raw.get("languages")
    promised = languages if isinstance(languages, list) else [Language.NL, Language.EN]
    draft = Draft(raw, tuple(one for one in promised if isinstance(one, str)))
    for finding in chain(rules(draft), _steps(raw, library)):
        path = ("programme", *finding.path)
        if not tree.is_refused(path):
            problem = problem_at(name, tree, path, finding.message, finding.remedy)
            yield replace(problem, severity=finding.severity, rule=finding.rule)


def _raw(tree: Tree) -> dict[str, Plain]:
    raw = tree.data.get("programme") if isinstance(tree.data, dict) else None
    return raw if isinstance(raw, dict) else {}


def _steps(raw: Mapping[str, Plain], library: Library) -> Iterator[Finding]:
    steps = raw.get("steps")
    before: set[str] = set()
    for place, step in enumerate(steps if isinstance(steps, list) else []):
        if not isinstance(step, str):
            continue
        for message, remedy in _step(step, raw, library):
            yield Finding(("steps", place), message, remedy, rule="step")
        missing = sorted(_roles(raw) - _roles_of(step, library))
        if missing:
            message = f"the step '{shown(step)}' is not meant for: {', '.join(missing)}"
            remedy = "choose another step, or take the role out: every step goes to everybody"
            yield Finding(("steps", place), message, remedy, Severity.WARNING, "step")
        if step in before:
            message = f"the step '{shown(step)}' comes twice"
            yield Finding(("steps", place), message, "keep one of the two", rule="step")
        before.add(step)


def _roles(raw: Mapping[str, Plain]) -> set[str]:
    roles = raw.get("roles")
    return {one for one in roles if isinstance(one, str)} if isinstance(roles, list) else set()


def _roles_of(step: str, library: Library) -> set[str]:
    """Return for whom a step is meant; everybody when it is not there, which is said already."""
    prompt = library.find(PromptId(step))
    return {role.value for role in (prompt.roles if prompt else Role)}


def _step(step: str, raw: Mapping[str, Plain], library: Library) -> Iterator[tuple[str, str]]:
    prompt = library.find(PromptId(step))
    if prompt is None:
        yield (
            f"there is no prompt '{shown(step)}' without errors",
            "name one that is in the library",
        )
    elif prompt.withdrawn:
        yield f"the prompt '{shown(step)}' was withdrawn", "choose another step"
    elif prompt.timing.moment is not None:
        message = f"the prompt '{shown(step)}' waits for a date ('{prompt.timing.moment}')"
        yield message, "choose a prompt without a moment: a step is asked on a day of its own"
    elif raw.get("fits_small") is True and not prompt.fits_small:
        message = f"the programme fits a small municipality, but its step '{shown(step)}' may not"
        yield message, "choose a step with `fits_small: true`, or remove the key"


def _double(file: TextFile, tree: Tree, taken: dict[str, str]) -> Iterator[Problem]:
    name = _raw(tree).get("id")
    if not isinstance(name, str):
        return
    line = tree.line_of(("programme", "id"))
    first = taken.setdefault(name, f"{file.name}:{line}")
    if first != f"{file.name}:{line}":
        message = f"the id '{shown(name)}' is used already in {first}"
        yield problem_at(file.name, tree, ("programme", "id"), message, "give it an id of its own")


def _built(entry: ProgrammeEntry) -> Programme:
    said = entry.texts
    words = said.nl.model_dump()
    texts = {Language.NL: Words(**words)}
    if said.formal:
        texts[Language.NL_FORMAL] = Words(**{**words, **said.formal.model_dump(exclude_none=True)})
    if said.en:
        texts[Language.EN] = Words(**said.en.model_dump())
    return Programme(
        id=entry.id,
        version=entry.version,
        owner=entry.owner,
        licence=entry.licence,
        roles=frozenset(entry.roles),
        steps=tuple(PromptId(step) for step in entry.steps),
        texts=MappingProxyType(texts),
        fits_small=entry.fits_small,
    )
