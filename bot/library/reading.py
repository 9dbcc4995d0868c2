"""What reading any file of authors has in common: from bytes to a tree, and from a shape to problems."""

from collections.abc import Iterator
from itertools import islice

from pydantic import ValidationError

from bot.library.decoding import decode
from bot.library.explain import Shapes, explain
from bot.library.problems import LibraryFile, Problem
from bot.library.tree import Path, Tree, field_name, read_tree

MAX_PROBLEMS = 1000


def read_file(file: LibraryFile) -> tuple[Tree | None, tuple[Problem, ...]]:
    """Return the data of a file, and what was wrong with its bytes and its YAML.

    None means that nothing of it can be checked. Never raises, whatever the bytes.
    """
    text, problems = decode(file)
    if text is None:
        return None, problems
    tree, more = read_tree(file.name, text)
    if tree is None:
        # Tabs and stray bytes were mended by guessing; that the rest then fails says nothing.
        return None, problems or more
    return tree, (*problems, *more)


def shape_problems(name: str, tree: Tree, shapes: Shapes) -> Iterator[Problem]:
    """Give what the shape of the file (`shapes[""]`) finds wrong with its data."""
    shape = shapes[""]
    if not isinstance(tree.data, dict):
        if not tree.is_refused(()):
            keys = " and ".join(f"`{key}:`" for key in shape.model_fields)
            yield problem_at(name, tree, (), "the file is not a mapping", f"start with {keys}")
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
