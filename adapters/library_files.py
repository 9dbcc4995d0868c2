"""Library files and the register of their sources on disk. What they mean is for `bot.library` to say.

A folder of authors holds files with prompts; its folder `programmes` holds programmes, `_calendar`
the moments of the year.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot.files.decoding import MAX_BYTES
from bot.files.problems import Problem, Severity, TextFile
from bot.files.tree import read_tree
from bot.library.kinds import FileKind, kind_of
from bot.library.load import LoadResult, library_of, load_library
from bot.library.programmes import Programmes, Rules, load_programmes
from bot.library.programmes_rules import check_programme, lint_programme
from bot.library.register import Register, read_register, register_json
from bot.library.runs import pack
from bot.library.source_map import make_register
from bot.library.year import Year, load_year

SHIPPED = Path(__file__).resolve().parent.parent / "prompts"
SOURCES = SHIPPED / "_sources"

PROGRAMMES, CALENDAR = "programmes", "_calendar"

_ENDINGS = (".yaml", ".yml")
_TITLES, _REGISTER, _RUNS = "titles.yaml", "register.json", "runs.bin"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that authors wrote: prompts, programmes, and the moments of the year."""

    loaded: LoadResult
    programmes: Programmes
    year: Year

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem: of the prompts, then the programmes, then the calendar."""
        return (*self.loaded.problems, *self.programmes.problems, *self.year.problems)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep something out."""
        return tuple(one for one in self.problems if one.severity is Severity.ERROR)


def read_library(path: Path = SHIPPED) -> LoadResult:
    """Load the prompts of one file, or of the `*.yaml` and `*.yml` files of one folder.

    Raises OSError when there is nothing at `path`. A file that cannot be read is a problem in the
    result, like everything else that is wrong with a file.
    """
    return read_libraries((path,))


def read_libraries(paths: Sequence[Path]) -> LoadResult:
    """Load the prompts in the files and folders of `paths` as one library, each file once."""
    files, problems = _collect(paths)
    return _with(problems, load_library(files[FileKind.LIBRARY]))


def read_shelf(paths: Sequence[Path]) -> Shelf:
    """Load everything in the files and folders of `paths`, each file once."""
    return _shelf(paths, load_library, check_programme)


def check_shelf(paths: Sequence[Path], register: Register | None) -> Shelf:
    """Load the same, and hold it against the style guide and the register of sources."""
    from bot.library.check import check_library  # the rules of style are not for a running bot

    return _shelf(
        paths,
        partial(check_library, register=register),
        partial(lint_programme, register=register),
    )


def read_year(*own: Path) -> Year:
    """Load the usual moments of the year, and over them what the files and folders of `own` say.

    Raises OSError when there is nothing at one of the paths.
    """
    usual, _ = _collect([SHIPPED / CALENDAR])
    files, problems = _collect(own)
    year = load_year((*usual[FileKind.CALENDAR], *files[FileKind.CALENDAR]))
    return replace(year, problems=(*problems, *year.problems))


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


def _shelf(
    paths: Sequence[Path],
    load: Callable[[Sequence[TextFile]], LoadResult],
    rules: Rules,
) -> Shelf:
    files, problems = _collect(paths)
    loaded = _with(problems, load(files[FileKind.LIBRARY]))
    library = loaded.library
    if files[FileKind.PROGRAMME]:
        # A programme of others may have steps that come with Zetje.
        known = {**read_library().library.by_id, **library.by_id}
        library = library_of({one.id: one for one in known.values()}.values())
    programmes = load_programmes(files[FileKind.PROGRAMME], library, rules)
    return Shelf(loaded, programmes, _year(files[FileKind.CALENDAR]))


def _year(files: Sequence[TextFile]) -> Year:
    """Return the usual moments with those of `files` over them, and the problems of `files`."""
    usual = _collect([SHIPPED / CALENDAR])[0][FileKind.CALENDAR]
    names = {file.name for file in files}
    year = load_year((*(file for file in usual if file.name not in names), *files))
    return replace(year, problems=tuple(one for one in year.problems if one.file in names))


def _with(problems: Sequence[Problem], result: LoadResult) -> LoadResult:
    return replace(result, problems=(*problems, *result.problems))


def _collect(
    paths: Sequence[Path],
) -> tuple[dict[FileKind, tuple[TextFile, ...]], tuple[Problem, ...]]:
    """Return the files of each kind, each once, and what could not be read."""
    problems: list[Problem] = []
    files: dict[Path, TextFile] = {}
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
    by_kind = {
        kind: tuple(file for file in files.values() if kind_of(file) is kind) for kind in FileKind
    }
    return by_kind, tuple(problems)


def _members(path: Path) -> tuple[Path, ...]:
    path.stat()
    if not path.is_dir():
        return (path,)
    folders = (path, path / PROGRAMMES, path / CALENDAR)
    return tuple(member for folder in folders if folder.is_dir() for member in _yaml(folder))


def _yaml(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if one.suffix.lower() in _ENDINGS)


def _read(path: Path) -> TextFile:
    with path.open("rb") as stream:
        # One byte more than allowed is enough to see that a file is too large.
        return TextFile(_shown_name(path), stream.read(MAX_BYTES + 1))


def _shown_name(path: Path) -> str:
    """Return the path as seen from the working directory, or from the folder around its own."""
    for root in (Path.cwd(), path.resolve().parent.parent):
        if path.resolve().is_relative_to(root):
            return path.resolve().relative_to(root).as_posix()
    return path.as_posix()


def _problem(path: Path, message: str, remedy: str) -> Problem:
    return Problem(file=_shown_name(path), line=1, field="", message=message, remedy=remedy)
