"""Library files and the register of their sources on disk. What they mean is for `bot.library` to say."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bot.library.decoding import MAX_BYTES
from bot.library.load import load_library
from bot.library.problems import LibraryFile, LoadResult, Problem
from bot.library.register import Register, read_register, register_json
from bot.library.runs import pack
from bot.library.source_map import make_register
from bot.library.tree import read_tree
from bot.model.prompts import Library

SHIPPED = Path(__file__).resolve().parent.parent / "prompts"
SOURCES = SHIPPED / "_sources"

_ENDINGS = (".yaml", ".yml")
_TITLES, _REGISTER, _RUNS = "titles.yaml", "register.json", "runs.bin"


def read_library(path: Path = SHIPPED) -> LoadResult:
    """Load one file, or the `*.yaml` and `*.yml` files of one folder in the order of their names.

    Raises OSError when there is nothing at `path`. A file that cannot be read is a problem in the
    result, like everything else that is wrong with a file.
    """
    return read_libraries((path,))


def read_libraries(paths: Sequence[Path]) -> LoadResult:
    """Load the files and folders of `paths` as one library, each file once."""
    return _read_all(paths, load_library)


def check_libraries(paths: Sequence[Path], register: Register | None) -> LoadResult:
    """Load the same, and hold it against the style guide and the register of sources."""
    from bot.library.check import check_library  # the rules of style are not for a running bot

    return _read_all(paths, partial(check_library, register=register))


def read_sources(folder: Path = SOURCES) -> Register:
    """Read the register of sources. Raises OSError when a file is absent, ValueError when faulty."""
    text = (folder / _REGISTER).read_text(encoding="utf-8")
    return read_register(text, (folder / _RUNS).read_bytes())


def write_register(source_map: Path, seeds: Path, folder: Path = SOURCES) -> Register:
    """Make the register out of a map, the texts in `seeds` and the titles in `folder`; write it there.

    Raises OSError for a file that cannot be read, ValueError (naming everything) when the map, the
    titles and the texts do not fit each other; nothing is written then.
    """
    tree, problems = read_tree(_TITLES, (folder / _TITLES).read_text(encoding="utf-8"))
    if tree is None or problems:
        raise ValueError("; ".join(str(problem) for problem in problems))
    files = sorted(seeds.glob("*.txt"))
    if not files:
        raise ValueError(f"{seeds} holds no texts (*.txt)")
    texts = {file.stem: file.read_text(encoding="utf-8") for file in files}
    made = make_register(source_map.read_text(encoding="utf-8"), tree.data, texts)
    (folder / _REGISTER).write_text(register_json(made), encoding="utf-8")
    (folder / _RUNS).write_bytes(pack(texts.values()))
    return made


def _read_all(
    paths: Sequence[Path], load: Callable[[Sequence[LibraryFile]], LoadResult]
) -> LoadResult:
    problems: list[Problem] = []
    files: dict[Path, LibraryFile] = {}
    for path in paths:
        members = _members(path)
        if not members:
            remedy = "put files that end in .yaml there"
            problems.append(_problem(path, "the folder holds no library files", remedy))
        for member in members:
            if member.resolve() in files:
                continue
            try:
                files[member.resolve()] = _read(member)
            except OSError as error:
                reason = error.strerror or str(error)
                problems.append(
                    _problem(member, f"the file cannot be read ({reason})", "check its permissions")
                )
    result = load(tuple(files.values()))
    library = result.library if files else Library()
    return LoadResult(library, (*problems, *result.problems), result.origins)


def _members(path: Path) -> tuple[Path, ...]:
    path.stat()
    if not path.is_dir():
        return (path,)
    return tuple(sorted(one for one in path.iterdir() if one.suffix.lower() in _ENDINGS))


def _read(path: Path) -> LibraryFile:
    with path.open("rb") as stream:
        # One byte more than allowed is enough to see that a file is too large.
        return LibraryFile(_shown_name(path), stream.read(MAX_BYTES + 1))


def _shown_name(path: Path) -> str:
    """Return the path as seen from the working directory, or from the folder around its own."""
    for root in (Path.cwd(), path.resolve().parent.parent):
        if path.resolve().is_relative_to(root):
            return path.resolve().relative_to(root).as_posix()
    return path.as_posix()


def _problem(path: Path, message: str, remedy: str) -> Problem:
    return Problem(file=_shown_name(path), line=1, field="", message=message, remedy=remedy)
