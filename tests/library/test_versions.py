"""What is withdrawn stops at once, and what changed between two versions is shown."""

from dataclasses import replace
from pathlib import Path

from typer.testing import CliRunner

from adapters.cli.library import library_app
from bot.compose.compose import compose
from bot.content import Content
from bot.files.problems import Severity
from bot.library.difference import Change, ChangeKind, difference, programme_difference
from bot.library.search import search
from bot.model.ids import PromptId, SeriesId
from bot.model.messages import Reason
from bot.model.people import Language, Role
from bot.model.programmes import Programme, Words
from bot.model.prompts import Library
from bot.model.series import Audience, Occurrence, Series
from bot.planner.choice import Pool
from tests.dialogue.situations import NOW, TENANT, message, situation
from tests.dialogue.situations import SMALL_WIN as ASKED
from tests.dialogue.situations import library as asked_library
from tests.library.files import HEAD, SMALL_WIN, load, only, replaced

WITHDRAWN = replaced(
    SMALL_WIN, "    minutes: 5", "    withdrawn: true\n    withdrawn_why: Oud.\n    minutes: 5"
)
WIN = PromptId("proef:sw-1")


def test_a_withdrawn_prompt_only_names_what_was_asked() -> None:
    library = load(HEAD + WITHDRAWN).library
    assert library.prompts == ()
    assert library.to_ask(WIN) is None
    assert search(library, "vacature", language=Language.NL).found == ()
    found = library.find(WIN)
    assert found is not None
    assert found.text(Language.NL).title == "Loop even langs"


def test_its_id_stays_taken() -> None:
    problem = load(HEAD + WITHDRAWN, HEAD + SMALL_WIN).problems[0]
    assert "is used already" in problem.message


def test_a_withdrawal_says_why() -> None:
    silent = only(load(HEAD + replaced(WITHDRAWN, "    withdrawn_why: Oud.\n", "")))
    assert silent.severity is Severity.WARNING
    alone = only(load(HEAD + replaced(WITHDRAWN, "    withdrawn: true\n", "")))
    assert alone.severity is Severity.ERROR
    assert alone.field == "prompts[0].withdrawn_why"


def test_ours_has_every_language() -> None:
    ours = (HEAD + SMALL_WIN).replace("proef", "zetje")
    dutch = ours[: ours.index("      en:\n")]
    assert only(load(dutch)).severity is Severity.ERROR
    theirs = only(load(dutch.replace("zetje", "dorp")))
    assert theirs.severity is Severity.WARNING
    assert load(dutch.replace("zetje", "dorp")).library.prompts[0].text(Language.EN).title


def test_nothing_changed_gives_no_change() -> None:
    library = load(HEAD + SMALL_WIN).library
    assert difference(library, library) == ()


def test_a_changed_text_is_named_and_so_is_a_version_that_was_not_raised() -> None:
    old = load(HEAD + SMALL_WIN).library
    text = replaced(HEAD + SMALL_WIN, "Loop even langs", "Ga even langs")
    (change,) = difference(old, load(text).library)
    assert (change.kind, change.id) == (ChangeKind.CHANGED, "proef:sw-1")
    assert (change.field, change.old, change.new) == (
        "texts.nl.title",
        "Loop even langs",
        "Ga even langs",
    )
    assert change.same_version
    (change,) = difference(old, load(replaced(text, "version: 3", "version: 4")).library)
    assert not change.same_version


def test_added_removed_withdrawn_and_renamed() -> None:
    old, none = load(HEAD + SMALL_WIN).library, load("").library
    assert [one.kind for one in difference(none, old)] == [ChangeKind.ADDED]
    assert [one.kind for one in difference(old, none)] == [ChangeKind.REMOVED]
    gone = difference(old, load(HEAD + WITHDRAWN).library)
    assert [str(one) for one in gone] == ["withdrawn proef:sw-1: Loop even langs"]
    renamed = replaced(SMALL_WIN, "id: proef:sw-1", "id: proef:sw-2\n    was: [proef:sw-1]")
    assert difference(old, load(HEAD + renamed).library) == ()


def _programme(steps: str, opening: str = "Begin.", version: int = 1) -> Programme:
    return Programme(
        id="proef:p",
        version=version,
        owner="Hanneke",
        licence="CC-BY-4.0",
        roles=frozenset({Role.SECRETARY}),
        steps=tuple(PromptId(f"proef:{step}") for step in steps),
        texts={Language.NL: Words("Titel", "Kort.", opening, "Wat?")},
    )


def test_a_programme_tells_its_steps_and_words() -> None:
    old, new = _programme("abc"), _programme("cad", "Vooruit.", version=2)
    told = [str(change) for change in programme_difference(old, new)]
    assert told == [
        "changed proef:p texts.nl.opening: Begin. → Vooruit.",
        "added proef:p step proef:d: - → 3",
        "removed proef:p step proef:b: 2 → -",
        "moved proef:p step proef:c: 3 → 1",
        "moved proef:p step proef:a: 1 → 2",
    ]
    assert programme_difference(old, old) == ()


def test_a_change_without_words_is_one_line() -> None:
    assert str(Change(kind=ChangeKind.REMOVED, id="a:b", new="Titel")) == "removed a:b: Titel"


def test_diff_as_it_is_typed(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(HEAD + SMALL_WIN, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(HEAD + WITHDRAWN, encoding="utf-8")
    old, new = str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")
    result = CliRunner().invoke(library_app, ["diff", old, new])
    assert (result.exit_code, result.stdout) == (0, "withdrawn proef:sw-1: Loop even langs\n")
    result = CliRunner().invoke(library_app, ["diff", old, old])
    assert (result.exit_code, result.stdout) == (0, "Nothing changed.\n")
    result = CliRunner().invoke(library_app, ["diff", old, str(tmp_path / "niets.yaml")])
    assert result.exit_code == 2


def test_what_was_planned_is_skipped_once_it_is_withdrawn() -> None:
    gone = replace(ASKED, withdrawn=True)
    given = situation(library=Library((), {gone.id: gone}))
    assert compose(message(gone), given, ()) is Reason.CHANGED
    assert isinstance(compose(message(ASKED), situation(library=asked_library(ASKED)), ()), Content)


def test_a_step_that_is_withdrawn_falls_out() -> None:
    series = Series(
        id=SeriesId("reeks"),
        tenant=TENANT.id,
        name="Reeks",
        audience=Audience(),
        steps=(WIN,),
    )
    step = Occurrence(
        id="een", tenant=TENANT.id, series=series.id, due_at=NOW, number=1, prompt=WIN
    )
    now, later = load(HEAD + SMALL_WIN).library, load(HEAD + WITHDRAWN).library
    roles = frozenset({Role.SECRETARY})
    assert [one.id for one in Pool(series, now).fitting(step, roles)] == [WIN]
    assert tuple(Pool(series, later).fitting(step, roles)) == ()
