"""What reading any file of authors has in common: from a shape to problems."""

from collections.abc import Iterator
from itertools import islice

from pydantic import ValidationError

from bot.files.problems import Problem
from bot.files.tree import Path, Tree, field_name
from bot.library.explain import Shapes, explain

MAX_PROBLEMS = 1000


def shape_problems(name: str, tree: Tree, shapes: Shapes) -> Iterator[Problem]:
    """Give what the shape of the file (`shapes[""]`) finds wrong with its data."""
    shape = shapes[""]
    if not isinstance(tree.data, dict):
        if not tree.is_refused(()):
            keys = " and ".join(f"`{key}:`" for key in shape.model_fields)
            what = "the file is not a mapping" if tree.lines else "the file is empty"
            yield problem_at(name, tree, (), what, f"start with {keys}")
        return
    try:
        shape.model_validate(tree.data)
    except ValidationError as error:
        for path, message, remedy in explain(error, shapes):
            if not tree.is_refused(path):
                yield problem_at(name, tree, path, message, remedy)


def problem_at(name: str, tree: Tree, path: Path, message: str, remedy: str) -> Problem:
    """Return an error at the line where `path` stands."""
    return Problem(
        file=name,
        line=tree.line_of(path),
        field=field_name(path),
        message=message,
        remedy=remedy,
    )


def capped(name: str, problems: Iterator[Problem]) -> tuple[Problem, ...]:
    """Return the first thousand problems, and that there are more when there are."""
    found = tuple(islice(problems, MAX_PROBLEMS))
    if next(problems, None) is None:
        return found
    message = f"there are more than {MAX_PROBLEMS} problems"
    remedy = "mend the ones that are named here first"
    return (*found, Problem(file=name, line=1, field="", message=message, remedy=remedy))
