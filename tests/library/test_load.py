"""A right file becomes prompts; each kind of mistake is reported with its line and what to do."""

from dataclasses import FrozenInstanceError
from datetime import date, time

import pytest

from bot.files.problems import Severity, TextFile
from bot.model.ids import PromptId
from bot.model.people import Language, Role
from bot.model.prompts import Fits, Kind, ReplyForm, Source, Theme
from tests.library.files import (
    HEAD,
    NUDGE,
    REFLECTION,
    SMALL_WIN,
    line_of,
    load,
    only,
    replaced,
)

WIN = HEAD + SMALL_WIN
THOUGHT = HEAD + REFLECTION
ITEM = HEAD + NUDGE


def test_a_right_file_becomes_a_prompt_with_everything_it_says() -> None:
    result = load(WIN)
    assert result.problems == ()
    (prompt,) = result.library.prompts
    assert prompt.id == "proef:sw-1"
    assert prompt.version == 3
    assert prompt.kind is Kind.SMALL_WIN
    assert prompt.theme is Theme.STAFF
    assert prompt.roles == {Role.SECRETARY}
    assert prompt.reply_form is ReplyForm.COMMITMENT
    assert prompt.fits == {Fits.SELF}
    assert (prompt.timing.weekday, prompt.timing.wall_time) == (3, time(12, 15))
    assert prompt.timing.avoid == ("zomerreces",)
    assert prompt.sources == (Source("001_3866fb5d2d195430", "6b", ("F11",)),)


def test_the_formal_words_fall_back_to_je_where_they_do_not_differ() -> None:
    (prompt,) = load(WIN).library.prompts
    formal = prompt.text(Language.NL_FORMAL)
    assert formal.title == "Loop even langs"
    assert formal.body.endswith("Wie kiest u, en wanneer?")


def test_a_nudge_keeps_its_moment_its_item_and_its_placeholders() -> None:
    (prompt,) = load(ITEM).library.prompts
    assert prompt.timing.moment == "kadernota_sluiting"
    assert (prompt.timing.offset_days, prompt.timing.in_workdays) == (-15, True)
    assert prompt.text(Language.NL).item == "Wat vragen we?"
    assert "{workdays}" in prompt.text(Language.NL).body
    assert prompt.reply_form is ReplyForm.AGENDA_ITEM


def test_a_prompt_may_have_its_own_version_and_a_day_to_look_again() -> None:
    text = replaced(THOUGHT, "    minutes: 2", "    minutes: 2\n    version: 7\n    why: daarom")
    text = replaced(text, "    minutes: 2", "    minutes: 2\n    review_after_on: 2027-06-01")
    (prompt,) = load(text).library.prompts
    assert prompt.version == 7
    assert prompt.review_after_on == date(2027, 6, 1)


def test_an_old_id_still_finds_the_prompt() -> None:
    result = load(replaced(THOUGHT, "    minutes: 2", "    minutes: 2\n    was: [proef:oud]"))
    found = result.library.find(PromptId("proef:oud"))
    assert found is not None
    assert found.id == "proef:rf-1"


def test_prompts_cannot_be_changed() -> None:
    library = load(WIN).library
    (prompt,) = library.prompts
    with pytest.raises(FrozenInstanceError):
        prompt.minutes = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        prompt.texts[Language.EN] = prompt.text(Language.NL)  # type: ignore[index]
    with pytest.raises(TypeError):
        library.by_id[prompt.id] = prompt  # type: ignore[index]


def test_a_byte_order_mark_and_windows_line_ends_are_accepted() -> None:
    result = load(b"\xef\xbb\xbf" + WIN.replace("\n", "\r\n").encode())
    assert result.problems == ()
    assert len(result.library.prompts) == 1


def test_words_that_yaml_would_read_as_something_else_stay_words() -> None:
    text = replaced(THOUGHT, "title: Even stil", "title: no")
    (prompt,) = load(text).library.prompts
    assert prompt.text(Language.NL).title == "no"
    text = replaced(WIN, 'wall_time: "12:15"', "wall_time: 12:15")
    (prompt,) = load(text).library.prompts
    assert prompt.timing.wall_time == time(12, 15)


LONG_WORDS = "woord " * 61

# What is broken: (file, this, becomes that, field, words in the message, words in the remedy).
MISTAKES = [
    (WIN, "theme: capaciteit.hr", "theme: legitimiteit.privcy", "prompts[0].theme",
     "unknown theme 'legitimiteit.privcy'", "did you mean 'legitimiteit.privacy_veiligheid'?"),
    (WIN, "theme: capaciteit.hr", "theme: zzz", "prompts[0].theme",
     "unknown theme 'zzz'", "choose from legitimiteit.privacy_veiligheid, "),
    (WIN, "roles: [secretary]", "roles: [secretary, directeur]", "prompts[0].roles[1]",
     "unknown role 'directeur'", "did you mean 'director'?"),
    (WIN, "kind: small_win", "kind: smal_win", "prompts[0].kind",
     "unknown kind 'smal_win'", "did you mean 'small_win'?"),
    (WIN, "      nl@formal:", "      nl@formaal: {}\n      nl@formal:",
     "prompts[0].texts.nl@formaal", "unknown language 'nl@formaal'",
     "did you mean 'nl@formal'?"),
    (WIN, "  licence:", "  language: de\n  licence:", "library.language",
     "unknown language 'de'", "choose from nl, nl@formal, en"),
    (WIN, "    minutes: 5", "    minuts: 5\n    minutes: 5", "prompts[0].minuts",
     "unknown key 'minuts'", "did you mean 'minutes'?"),
    (WIN, "weekday: thursday,", "weekdag: thursday,", "prompts[0].timing.weekdag",
     "unknown key 'weekdag'", "did you mean 'weekday'?"),
    (WIN, "weekday: thursday", "weekday: donderdag", "prompts[0].timing.weekday",
     "unknown weekday 'donderdag'", "choose from monday"),
    (WIN, "  owner: Hanneke", "  eigenaar: Hanneke\n  owner: Hanneke", "library.eigenaar",
     "unknown key 'eigenaar'", "choose from id, title"),
    (WIN, "    minutes: 5", "    minutes: 16", "prompts[0].minutes",
     "minutes is 16", "a whole number from 1 up to 15"),
    (WIN, "    minutes: 5", "    minutes: 0", "prompts[0].minutes",
     "minutes is 0", "a whole number from 1 up to 15"),
    (WIN, "    minutes: 5", "    minutes: vijf", "prompts[0].minutes",
     "'vijf' is not a whole number", "digits only"),
    (WIN, "    minutes: 5", "    minutes: 5\n    minutes: 6", "prompts[0].minutes",
     "the key 'minutes' stands here twice (first on line 12)", "keep one of the two"),
    (WIN, "id: proef:sw-1", "id: SW 1", "prompts[0].id",
     "'SW 1' is not written as it should", "such as zetje:sw-001"),
    (WIN, "id: proef:sw-1", "id: zetje:sw-1", "prompts[0].id",
     "the id 'zetje:sw-1' is not of this library", "write 'proef:sw-1'"),
    (WIN, "        title: Loop even langs", "        title: 2027", "prompts[0].texts.nl.title",
     "'2027' is not a text", "put it in quotes"),
    (WIN, "title: Loop even langs", 'title: " "', "prompts[0].texts.nl.title",
     "this is empty", "write at least one"),
    (WIN, "title: Loop even langs", "title: een twee drie vier vijf zes zeven",
     "prompts[0].texts.nl.title", "the title has 7 words, 1 more than 6", "say it shorter"),
    (WIN, "title: Loop even langs", "title: " + "x" * 151, "prompts[0].texts.nl.title",
     "the text has 151 characters", "at most 150 fit"),
    (WIN, "Drop by at one colleague.", LONG_WORDS, "prompts[0].texts.en.body",
     "more than 60", "two prompts"),
    (THOUGHT, "What was left aside?", "woord " * 46 + "?", "prompts[0].texts.en.body",
     "the body has 46 words, 1 more than 45", "two prompts"),
    (THOUGHT, "What was left aside?", "x" * 3000 + "?", "prompts[0].texts.en.body",
     "the text has 3001 characters", "at most 3000 fit"),
    (ITEM, "It closes in", "woord " * 60 + "It closes in", "prompts[0].texts.en.body",
     "the body has 66 words, 10 more than 56", "say it shorter"),
    (WIN, "Whom, and when?", "Choose one.", "prompts[0].texts.en.body",
     "does not end in a question", "who, what and when"),
    (WIN, "        body: Loop langs bij één collega. Wie kiest u, en wanneer?",
     "        title: Loop even langs", "prompts[0].texts.nl@formal.body",
     "the formal text is missing, and nl says 'je'", "with u and uw"),
    (WIN, "Wie kiest u,", "Wie kies jij,", "prompts[0].texts.nl@formal.body",
     "the formal text says 'jij'", "with u or uw"),
    (THOUGHT, "        body: What was left aside?\n", "", "prompts[0].texts.en.body",
     "the text 'body' is missing", "in the language 'en'"),
    (THOUGHT, "        body: Wat bleef er liggen?\n", "", "prompts[0].texts.nl.body",
     "the text 'body' is missing", "in the language 'nl'"),
    (THOUGHT, "      en:\n        title: Quiet\n        body: What was left aside?\n", "",
     "prompts[0].texts.en", "the language 'en' is missing", "write title and body"),
    (THOUGHT, "        body: Wat bleef er liggen?",
     "        body: Wat bleef er liggen?\n        follow_up: Hoezo?",
     "prompts[0].texts.en.follow_up", "the text 'follow_up' is missing", "as in nl"),
    (WIN, "    minutes: 5\n", "", "prompts[0].minutes",
     "the key 'minutes' is missing", "add `minutes:` here"),
    (THOUGHT, "    minutes: 2", "    minutes: 2\n    review_after_on: 2027-02-30",
     "prompts[0].review_after_on", "'2027-02-30' is not a date", "such as 2027-06-01"),
    (THOUGHT, "    minutes: 2", "    minutes: 2\n    review_after_on: juni",
     "prompts[0].review_after_on", "'juni' is not a date", "year-month-day"),
    (WIN, '"12:15"', '"25:00"', "prompts[0].timing.wall_time",
     "'25:00' is not a time of day", "hours and minutes"),
    (WIN, 'wall_time: "12:15"', "in_workdays: misschien", "prompts[0].timing.in_workdays",
     "'misschien' is not true or false", "without quotes"),
    (ITEM, "moment: kadernota_sluiting, ", "", "prompts[0].timing.moment",
     "has a moment to be in time for", "closing:mt"),
    (ITEM, "moment: kadernota_sluiting", "moment: de kadernota", "prompts[0].timing.moment",
     "'de kadernota' is not written as it should", "kadernota_sluiting"),
    (ITEM, "        item: Wat vragen we?\n", "", "prompts[0].texts.nl.item",
     "an agenda_nudge has an agenda item", "write the item"),
    (ITEM, "    agenda_minutes: 10\n", "", "prompts[0].agenda_minutes",
     "says how long its item takes", "add the minutes"),
    (ITEM, "It closes in {workdays}", "It closes in {werkdagen}", "prompts[0].texts.en.body",
     "unknown placeholder '{werkdagen}'", "{closing}, {meeting}, {workdays}, {moment_day}"),
    (ITEM, "What do we ask?", "What in {workdays}?", "prompts[0].texts.en.item",
     "unknown placeholder '{workdays}'", "remove the braces"),
    (THOUGHT, "    minutes: 2", "    minutes: 2\n    agenda_minutes: 5",
     "prompts[0].agenda_minutes", "only an agenda_nudge takes agenda time", "remove the key"),
    (THOUGHT, "    minutes: 2", "    minutes: 2\n    fits: [table]", "prompts[0].texts.nl.item",
     "has a question to ask there", "write the question"),
    (THOUGHT, "    minutes: 2", "    minutes: 2\n    reply_form: agenda_item",
     "prompts[0].reply_form", "not answered by 'agenda_item'", "choose from open, commitment, recognition"),
    (WIN, "    minutes: 5", "    minutes: 5\n    becomes: dilemma", "prompts[0].becomes",
     "only a reflection becomes", "remove the key"),
    (WIN, "roles: [secretary]", "roles: secretary", "prompts[0].roles",
     "a list belongs here", "[one, two]"),
    (WIN, "roles: [secretary]", "roles: []", "prompts[0].roles", "this is empty", "at least one"),
    (WIN, 'timing: {weekday: thursday, wall_time: "12:15", avoid: [zomerreces]}',
     "timing: donderdag", "prompts[0].timing", "a mapping belongs here", "`key: value`"),
    (WIN, "rows: [F11]", "rows: [11]", "prompts[0].sources[0].rows[0]",
     "'11' is not a text", "put it in quotes"),
    (WIN, "[vacature,", '["vaca\\x07ture",', "prompts[0].search_words[0]",
     "the control character U+0007", "remove it"),
    (WIN, "title: Drop by", 'title: "Drop\\tby"', "prompts[0].texts.en.title",
     "the control character U+0009", "spaces between words"),
    (WIN, "title: Drop by", "title: &kort Drop by", "prompts[0].texts.en.title",
     "the anchor '&kort' is not allowed", "remove it"),
    (WIN, "title: Drop by", "title: *kort", "prompts[0].texts.en.title",
     "the alias '*kort' is not allowed", "write the text out"),
    (WIN, "title: Drop by", "title: !!python/name:os.system Drop by", "prompts[0].texts.en.title",
     "the tag 'tag:yaml.org,2002:python/name:os.system' is not allowed", "remove it"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("right", "old", "new", "field", "message", "remedy"),
    MISTAKES,
    ids=[f"{mistake[3]}: {mistake[4]}"[:70] for mistake in MISTAKES],
)
def test_a_mistake_is_reported_once_with_its_line_and_its_remedy(
    right: str, old: str, new: str, field: str, message: str, remedy: str
) -> None:
    broken = replaced(right, old, new)
    problem = only(load(broken))
    assert (problem.file, problem.field) == ("a.yaml", field)
    assert message in problem.message
    assert remedy in problem.remedy
    # What a library of others lacks of languages is advice; ours is in `test_versions`.
    advice = "formal text is missing" in message or "language 'en' is missing" in message
    assert problem.severity is (Severity.WARNING if advice else Severity.ERROR)
    assert _is_right_line(broken, problem.line, new, field)


def _is_right_line(broken: str, line: int, new: str, field: str) -> bool:
    """The key stands on that line or, when it is missing, the mapping that should hold it does."""
    written = broken.split("\n")[line - 1]
    key, parent = [part.split("[")[0] for part in ("." + field).split(".")[-2:]][::-1]
    if f"{key}:" in written:
        return True
    return f"{parent}:" in written or (parent == "prompts" and "- id:" in written)


@pytest.mark.parametrize(
    ("content", "line", "message", "remedy"),
    [
        (b"", 1, "the file is empty", "start with `library:`"),
        (b"# niets\n", 1, "the file is empty", "start with `library:`"),
        (b"- een\n- twee\n", 1, "the file is not a mapping", "start with `library:`"),
        (b"tekst", 1, "the file is not a mapping", "start with `library:`"),
        ((WIN + "---\n" + WIN).encode(), 26, "a second document starts here", "of its own"),
        (WIN.encode("utf-16"), 1, "not UTF-8 text", "save it as UTF-8"),
        (b"PK\x03\x04\x00\x00", 1, "not UTF-8 text", "save it as UTF-8"),
        (WIN.encode("cp1252"), 20, "line 20 holds other bytes (and 1 more lines)", "UTF-8"),
        (b"#" * 1_048_577, 1, "larger than 1 MiB", "split it"),
        (replaced(WIN, "    minutes", "\tminutes").encode(), 12, "indented with a tab", "spaces"),
        (replaced(WIN, "Drop by\n", "Drop\x1bby\n").encode(), 24, "character U+001B", "remove it"),
        (replaced(WIN, "Drop by\n", "Drop\u202eby\n").encode(), 24, "U+202E", "remove it"),
        (replaced(WIN, "[secretary]", "[secretary").encode(), 12, "not valid YAML", "look at"),
        (replaced(WIN, "kind: small_win", "kind: a: b").encode(), 9, "not valid YAML", "quotes"),
        (b"a: " + b"[" * 9 + b"]" * 9, 1, "nested more than 8 levels deep", "indentation"),
        (b"[" * 900_000, 1, "nested more than 8 levels deep", "indentation"),
        (b"? [a]\n: b\n", 1, "a key must be a word", "`key: value`"),
        (b'a: "\\U7fffffff"\n', 1, "not valid YAML", "look at this line"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_clear_problem(
    content: bytes, line: int, message: str, remedy: str
) -> None:
    result = load(content)
    problem = only(result)
    assert (problem.file, problem.line) == ("a.yaml", line)
    assert message in problem.message
    assert remedy in problem.remedy


def test_an_alias_bomb_is_refused_and_not_unfolded() -> None:
    layers = ["a: &a0 [x, x, x, x, x, x, x, x, x]"]
    layers += [f"b{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    result = load("\n".join(layers))
    aliases = [problem for problem in result.problems if "alias" in problem.message]
    assert len(aliases) == 39 * 9
    assert aliases[0].line == 2


def test_what_a_refused_alias_would_have_held_is_not_also_called_wrong() -> None:
    result = load(replaced(WIN, "    roles: [secretary]", "    roles: *rollen"))
    assert only(result).field == "prompts[0].roles"
    assert result.library.prompts == ()


def test_the_same_id_twice_in_one_file() -> None:
    text = WIN + SMALL_WIN.removeprefix("prompts:\n")
    result = load(text)
    problem = only(result)
    assert (problem.line, problem.field) == (26, "prompts[1].id")
    assert problem.message == "the id 'proef:sw-1' is used already in a.yaml:8"
    assert problem.remedy == "give it an id that no prompt has or had"
    assert len(result.library.prompts) == 1


def test_the_same_id_in_two_files() -> None:
    problem = only(load(WIN, WIN))
    assert (problem.file, problem.line) == ("b.yaml", 8)
    assert "a.yaml:8" in problem.message


def test_an_id_that_another_prompt_once_had() -> None:
    renamed = replaced(THOUGHT, "    minutes: 2", "    minutes: 2\n    was: [proef:sw-1]")
    problem = only(load(renamed, WIN))
    assert (problem.file, problem.line) == ("a.yaml", 13)
    assert problem.field == "prompts[0].was[0]"
    assert "b.yaml:8" in problem.message


def test_a_prompt_with_an_error_is_left_out_and_the_others_hold() -> None:
    result = load(replaced(WIN, "minutes: 5", "minutes: 99"), THOUGHT)
    assert [prompt.id for prompt in result.library.prompts] == ["proef:rf-1"]


@pytest.mark.parametrize(
    "broken",
    [
        replaced(WIN, "    minutes: 5", "    minutes: 5\n    minutes: 6").encode(),
        replaced(WIN, "één collega. Wie kies je", "één collega.\tWie kies je").encode(),
        replaced(WIN, "    minutes: 5", "\tminutes: 5").encode(),
        replaced(WIN, "Loop even langs", "&x Loop even langs").encode(),
        WIN.encode("cp1252"),
    ],
)
def test_a_prompt_that_was_read_by_guessing_is_left_out(broken: bytes) -> None:
    result = load(broken)
    assert result.errors
    assert result.library.prompts == ()


def test_a_file_with_very_many_problems_names_a_thousand() -> None:
    result = load("library: {}\nprompts: []\n" + "".join(f"k{n}: 1\n" for n in range(3000)))
    assert len(result.problems) == 1001
    assert any(
        problem.message == "there are more than 1000 problems" for problem in result.problems
    )


def test_a_file_with_too_many_prompts_is_split() -> None:
    problem = only(load(HEAD + "prompts:\n" + "  - {}\n" * 2001))
    assert (problem.line, problem.field) == (7, "prompts")
    assert problem.remedy == "keep 2000 at most, or split it"


def test_a_wrong_head_keeps_the_prompts_of_its_file_out() -> None:
    result = load(replaced(WIN, "  version: 3\n", ""))
    problem = only(result)
    assert (problem.line, problem.field) == (1, "library.version")
    assert result.library.prompts == ()


def test_a_prompt_that_breaks_the_style_guide_can_still_be_sent() -> None:
    result = load(replaced(THOUGHT, "Wat bleef er liggen?", "Helaas! Wat bleef er nog liggen?"))
    assert result.problems == ()
    assert len(result.library.prompts) == 1


def test_each_prompt_is_known_by_where_it_stands() -> None:
    origin = load(THOUGHT, WIN).origins[PromptId("proef:sw-1")]
    assert (origin.file, origin.line, origin.path) == ("b.yaml", 8, "prompts[0]")


def test_a_library_that_promises_dutch_only_needs_no_english() -> None:
    text = replaced(HEAD, "  licence", "  languages: [nl]\n  licence") + REFLECTION
    text = replaced(
        text, "      en:\n        title: Quiet\n        body: What was left aside?\n", ""
    )
    assert load(text).problems == ()


def test_a_file_with_twelve_problems_reports_all_twelve() -> None:
    text = WIN
    for old, new in [
        ("  owner: Hanneke\n", ""),
        ("  version: 3", "  version: 0"),
        ("id: proef:sw-1", "id: Fout"),
        ("kind: small_win", "kind: small_win\n    soort: klein"),
        ("theme: capaciteit.hr", "theme: capaciteit.h"),
        ("roles: [secretary]", "roles: [secretaris]"),
        ("minutes: 5", "minutes: 50"),
        ("weekday: thursday", "weekday: thu"),
        ('"12:15"', '"8 uur"'),
        ("title: Loop even langs", "title: een twee drie vier vijf zes zeven"),
        ("Wie kiest u, en wanneer?", "Wie kiest u."),
        ("        title: Drop by\n", ""),
    ]:
        text = replaced(text, old, new)
    result = load(text)
    assert [problem.field for problem in result.problems] == [
        "library.owner",
        "library.version",
        "prompts[0].id",
        "prompts[0].soort",
        "prompts[0].theme",
        "prompts[0].roles[0]",
        "prompts[0].minutes",
        "prompts[0].timing.weekday",
        "prompts[0].timing.wall_time",
        "prompts[0].texts.nl.title",
        "prompts[0].texts.nl@formal.body",
        "prompts[0].texts.en.title",
    ]
    soort = next(problem for problem in result.problems if problem.field == "prompts[0].soort")
    assert soort.line == line_of(text, "soort: klein")


def test_a_tab_does_not_hide_what_else_is_wrong() -> None:
    text = replaced(WIN, "    minutes: 5", "\t\tminutes: 50")
    assert [problem.message for problem in load(text).problems] == [
        "the line is indented with a tab",
        "minutes is 50",
    ]


def test_a_problem_reads_as_one_line_that_an_editor_can_jump_to() -> None:
    problem = only(load(replaced(WIN, "minutes: 5", "minutes: 50")))
    assert str(problem) == (
        "a.yaml:12: prompts[0].minutes: minutes is 50 — write a whole number from 1 up to 15 [format]"
    )


def test_what_an_author_wrote_cannot_steer_the_terminal() -> None:
    text = replaced(WIN, "minutes: 5", 'minutes: 5\n    "\\e[31m\\nboe": 1')
    assert "\x1b" not in "".join(str(problem) for problem in load(text).problems)
    assert "\n" not in "".join(str(problem) for problem in load(text).problems)


def test_no_files_are_an_empty_library() -> None:
    result = load()
    assert result.library.prompts == ()
    assert result.problems == ()
    assert TextFile("x", b"").name == "x"
