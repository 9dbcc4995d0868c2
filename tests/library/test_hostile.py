"""Whatever the bytes: problems, never an exception."""

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.library_files import CALENDAR, PROGRAMMES, SHIPPED
from bot.files.problems import TextFile
from bot.library.check import check_library
from bot.library.load import LoadResult
from bot.library.programmes import load_programmes
from bot.library.programmes_rules import lint_programme
from bot.library.year import load_year
from bot.model.prompts import Library
from tests.library.drafts import REGISTER

SHIPPED_BYTES = sorted(path.read_bytes() for path in SHIPPED.glob("*.yaml"))
OTHER_BYTES = [
    path.read_bytes()
    for folder in (PROGRAMMES, CALENDAR)
    for path in sorted((SHIPPED / folder).glob("*.yaml"))
]
OTHER_KEYS = [
    *("id", "version", "languages", "licence", "owner", "roles", "texts", "steps", "fits_small"),
    *("key", "label", "band", "on", "dates", "lead_workdays", "source", "checked_on", "note"),
]
PIECES = [
    b"\t", b"\x00", b"\xff", b"{", b"[", b"]", b"}", b"&a ", b"*a", b"!!set ", b"---\n", b"...\n",
    b"? ", b": ", b"- ", b"|\n", b'"', b"'", b"\\", b"%YAML 1.2\n", b"<<: ", b"\r", b"\n", b"null",
    b"-1", b"99999999999999999999", "\u2028".encode(), "\ud7ff".encode(), b"\xed\xa0\x80", b"#",
]  # fmt: skip
SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
KEYS = [
    "id", "version", "kind", "theme", "roles", "minutes", "timing", "reply_form", "becomes", "fits",
    "agenda_minutes", "search_words", "sources", "texts", "was", "review_after_on", "why",
]  # fmt: skip


def _load(content: bytes) -> LoadResult:
    return check_library([TextFile("x.yaml", content)], REGISTER)


def _is_sound(result: LoadResult) -> bool:
    """Every problem can be printed, and says where, what and what to do."""
    return all(
        problem.line >= 1 and problem.message and problem.remedy and str(problem).encode()
        for problem in result.problems
    )


@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    assert _is_sound(_load(content))


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    assert _is_sound(_load(text.encode("utf-8", errors="surrogatepass")))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_right_file_with_something_cut_or_put_in(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(SHIPPED_BYTES))[:6000]
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content)))
        cut = data.draw(st.integers(0, 12))
        piece = data.draw(st.sampled_from(PIECES) | st.binary(max_size=3))
        content = content[:place] + piece + content[place + cut :]
    assert _is_sound(_load(content))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), SHAPES), SHAPES)
def test_any_shape_where_a_prompt_belongs(prompt: dict[str, object], head: object) -> None:
    # JSON is YAML, but for what JSON escapes in halves; those are in the other tests.
    from json import dumps

    content = dumps({"library": head, "prompts": [prompt]}, ensure_ascii=True)
    result = _load(content.encode())
    assert _is_sound(result)
    assert result.errors
    assert result.library.prompts == ()


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_as_a_programme_and_as_a_calendar(content: bytes) -> None:
    file = TextFile("x.yaml", content)
    problems = (
        *load_programmes([file], Library(), lambda draft: lint_programme(draft, REGISTER)).problems,
        *load_year([file]).problems,
    )
    assert problems
    assert all(one.line >= 1 and one.message and one.remedy for one in problems)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_other_files_with_something_cut_or_put_in(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(OTHER_BYTES))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content)))
        cut = data.draw(st.integers(0, 12))
        piece = data.draw(st.sampled_from(PIECES) | st.binary(max_size=3))
        content = content[:place] + piece + content[place + cut :]
    file = TextFile("x.yaml", content)
    found = load_programmes([file], Library(), lambda draft: lint_programme(draft, REGISTER))
    assert all(str(one).encode() for one in (*found.problems, *load_year([file]).problems))


@given(st.sampled_from(["programme", "moments", "calendar"]), st.sampled_from(OTHER_KEYS), SHAPES)
def test_any_value_at_any_key_of_other_files(first: str, key: str, value: object) -> None:
    inner: object = {key: value}
    content = yaml.safe_dump({first: [inner] if first == "moments" else inner}).encode()
    file = TextFile("x.yaml", content)
    found = load_programmes([file], Library(), lambda draft: lint_programme(draft, REGISTER))
    assert len(found.problems) + len(load_year([file]).problems) > 0
