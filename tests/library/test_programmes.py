"""Programmes: their files, what is wrong with them, and the ones that come with Zetje."""

from functools import partial

import pytest

from adapters.library_files import SHIPPED, check_shelf, read_shelf, read_sources
from bot.files.problems import Problem, Severity, TextFile
from bot.library.load import library_of
from bot.library.programmes import Programmes, load_programmes
from bot.library.programmes_rules import lint_programme
from bot.model.ids import PromptId
from bot.model.people import Language
from bot.model.prompts import Kind, Library
from tests.library.drafts import REGISTER, SOURCE_TEXT
from tests.library.files import HEAD, NUDGE, REFLECTION, SMALL_WIN, line_of, load, replaced

PROGRAMME = """\
programme:
  id: proef:twee-stappen
  version: 2
  languages: [nl, en]
  licence: CC-BY-4.0
  owner: Hanneke
  roles: [secretary]
  texts:
    nl:
      title: Twee stappen
      about: Klein begin voor iedereen.
      opening: Je zet twee stappen. Overslaan mag.
      closing: Dat was het. Wat neem je mee?
    nl@formal:
      opening: U zet twee stappen. Overslaan mag.
      closing: Dat was het. Wat neemt u mee?
    en:
      title: Two steps
      about: A small beginning for everyone.
      opening: You take two steps. You may skip one.
      closing: That was all. What do you keep?
  steps:
    - proef:sw-1
"""
TALE = replaced(REFLECTION, "roles: [director]", "roles: [director, secretary]")


def _prompts() -> Library:
    loaded = (load(HEAD + text).library.prompts[0] for text in (SMALL_WIN, TALE, NUDGE))
    withdrawn = replaced(SMALL_WIN, "    minutes: 5", "    withdrawn: true\n    minutes: 5")
    gone = load(HEAD + replaced(withdrawn, "proef:sw-1", "proef:sw-9")).library.by_id.values()
    return library_of((*loaded, *gone))


def _load(*texts: str) -> Programmes:
    files = [
        TextFile(f"{name}.yaml", text.encode()) for name, text in zip("ab", texts, strict=False)
    ]
    return load_programmes(files, _prompts(), partial(lint_programme, register=REGISTER))


def _only(found: Programmes) -> Problem:
    assert len(found.problems) == 1, [str(one) for one in found.problems]
    return found.problems[0]


def test_a_right_programme() -> None:
    programme = _load(PROGRAMME).find("proef:twee-stappen")
    assert programme is not None
    assert programme.steps == (PromptId("proef:sw-1"),)
    assert programme.version == 2
    assert programme.text(Language.NL_FORMAL).title == "Twee stappen"
    assert programme.text(Language.NL_FORMAL).opening == "U zet twee stappen. Overslaan mag."
    assert programme.text(Language.EN).closing == "That was all. What do you keep?"


# What is written instead of what, where the problem is, what it says, what to do, and the rule.
MISTAKES = [
    ("proef:sw-1", "proef:sw-2", "steps[0]", "there is no prompt 'proef:sw-2'", "in the library",
     "step"),
    ("proef:sw-1", "proef:ag-1", "steps[0]", "waits for a date ('kadernota_sluiting')",
     "without a moment", "step"),
    ("proef:sw-1", "proef:sw-9", "steps[0]", "was withdrawn", "choose another", "step"),
    ("    - proef:sw-1\n", "    - proef:sw-1\n    - proef:sw-1\n", "steps[1]", "comes twice",
     "keep one", "step"),
    ("  owner: Hanneke\n", "", "owner", "the key 'owner' is missing", "add `owner:`", "format"),
    ("version: 2", "version: 0", "version", "version is 0", "from 1 up", "format"),
    ("roles: [secretary]", "roles: [secretaris]", "roles[0]", "unknown role", "secretary",
     "format"),
    ("opening: Je", "openings: Je", "texts.nl.openings", "unknown key 'openings'", "'opening'",
     "format"),
    ("Wat neem je mee?", "Wat neem je mee? En waarheen?", "texts.nl.closing",
     "exactly one question", "looks back", "one-question"),
    ("Klein begin voor iedereen.", "Klein begin!", "texts.nl.about", "exclamation mark",
     "full stop", "wording"),
    ("Klein begin voor iedereen.", SOURCE_TEXT.partition(" nachts")[0], "texts.nl.about",
     "stand in a source", "own words", "copied"),
    ("title: Twee stappen", "title: Een twee drie vier vijf zes zeven", "texts.nl.title",
     "7 words, 1 more than 6", "shorter", "length"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field", "message", "remedy", "rule"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_its_remedy(
    old: str, new: str, field: str, message: str, remedy: str, rule: str
) -> None:
    broken = replaced(PROGRAMME, old, new)
    found = _load(broken)
    problem = next(one for one in found.problems if message in one.message)
    assert problem.field == f"programme.{field}"
    assert remedy in problem.remedy
    assert problem.rule == rule
    assert problem.line >= 1
    assert found.programmes == ()


def test_a_step_stands_on_its_own_line() -> None:
    problem = _only(_load(replaced(PROGRAMME, "proef:sw-1", "proef:sw-2")))
    assert problem.line == line_of(PROGRAMME, "- proef:sw-1")


def test_an_id_is_used_once() -> None:
    found = _load(PROGRAMME, PROGRAMME)
    assert _only(found).message == "the id 'proef:twee-stappen' is used already in a.yaml:2"
    assert len(found.programmes) == 1


def test_a_step_for_others_than_the_programme_is_advice() -> None:
    found = _load(replaced(PROGRAMME, "roles: [secretary]", "roles: [secretary, clerk]"))
    assert _only(found).severity is Severity.WARNING
    assert "is not meant for: clerk" in _only(found).message
    assert len(found.programmes) == 1


def test_what_fits_a_small_municipality_has_only_such_steps() -> None:
    problem = _only(_load(replaced(PROGRAMME, "  texts:\n", "  fits_small: true\n  texts:\n")))
    assert "fits a small municipality, but its step 'proef:sw-1' may not" in problem.message


def test_a_missing_language_is_advice_for_others_and_an_error_for_us() -> None:
    dutch = PROGRAMME[: PROGRAMME.index("    en:\n")] + PROGRAMME[PROGRAMME.index("  steps:") :]
    assert _only(_load(dutch)).severity is Severity.WARNING
    ours = _only(_load(replaced(dutch, "id: proef:", "id: zetje:")))
    assert ours.severity is Severity.ERROR
    assert ours.message == "the language 'en' is missing"
    silent = _load(replaced(dutch, "[nl, en]", "[nl]"))
    assert silent.problems == ()


@pytest.mark.parametrize(
    "content", ["", "programme:\n", "programme: []\n", "- a\n", "programme: {steps: 3}"]
)
def test_a_file_that_is_no_programme_is_a_problem_and_no_crash(content: str) -> None:
    found = _load(content)
    assert found.programmes == ()
    assert all(problem.remedy for problem in found.problems)
    assert found.problems


def test_the_shipped_programmes_break_no_rule() -> None:
    found = check_shelf((SHIPPED,), read_sources()).programmes
    assert [str(problem) for problem in found.problems] == []
    assert len(found.programmes) >= 8


def test_the_shipped_programmes_act_first_and_ask_one_thing_at_a_time() -> None:
    shelf = read_shelf((SHIPPED,))
    library = shelf.loaded.library
    for programme in shelf.programmes.programmes:
        kinds = [prompt.kind for step in programme.steps if (prompt := library.find(step))]
        assert kinds[0] is Kind.SMALL_WIN, programme.id
        assert Kind.REFLECTION in kinds
        assert 6 <= len(kinds) <= 12


def test_one_shipped_programme_fits_a_small_municipality() -> None:
    programmes = read_shelf((SHIPPED,)).programmes.programmes
    assert [one.id for one in programmes if one.fits_small] == ["zetje:licht"]
