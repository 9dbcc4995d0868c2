"""The prompts that come with Zetje."""

import re

import pytest

from adapters.library_files import SHIPPED, check_shelf, read_library, read_sources
from bot.library.stats import library_stats
from bot.model.ids import PromptId
from bot.model.people import Language
from bot.model.prompts import Becomes, Fits, Kind, Prompt

LIBRARY = read_library(SHIPPED).library

# The words that the conversations of the project are written around.
SPOKEN = [
    ("zetje:sw-009", "title", "Eén lastig formulier"),
    ("zetje:rf-009", "title", "Een eerlijke ruil?"),
    ("zetje:rf-009", "follow_up", "Wie merkt het als eerste wanneer de ruil scheef is?"),
    ("zetje:ag-009", "title", "Als het een dag stilvalt"),
    ("zetje:ag-009", "item", "Wat doen we voor inwoners als dit systeem een dag uitvalt?"),
    ("zetje:rf-010", "item", "Wie mag deze beelden zien, en wie merkt het als dat misgaat?"),
    ("zetje:rf-011", "item", "Wanneer halen we de camera weer weg, en wie beslist dat?"),
    ("zetje:rf-012", "title", "Graag eerder gehoord"),
    ("zetje:rf-012", "body", "Welke zorg over gegevens hoorde jij te laat?"),
    ("zetje:rf-013", "title", "Wie legt het uit?"),
    ("zetje:rf-013", "item", "Wie legt dit uit aan een inwoner?"),
    ("zetje:rf-014", "item", "Welk bedrag in dit stuk merkt een inwoner als eerste?"),
    ("zetje:rf-015", "title", "Wat mag eindigen"),
    ("zetje:rf-016", "follow_up", "Hoe ziet dat er bij jou uit?"),
]


def _prompt(prompt_id: str) -> Prompt:
    prompt = LIBRARY.find(PromptId(prompt_id))
    assert prompt is not None, prompt_id
    return prompt


def test_they_load_without_a_problem_and_break_no_rule_of_style() -> None:
    assert read_library(SHIPPED).problems == ()
    found = check_shelf((SHIPPED,), read_sources()).problems
    assert [str(problem) for problem in found] == []


def test_each_names_a_source() -> None:
    assert [prompt.id for prompt in LIBRARY.prompts if not prompt.sources] == []


def test_there_are_enough_of_each_kind() -> None:
    stats = library_stats(LIBRARY)
    assert stats.total == len(LIBRARY.prompts) >= 36
    assert min(stats.by_kind.values()) >= 9
    assert stats.by_language["nl"] == stats.by_language["en"] == stats.total
    assert len(stats.by_theme) == 20
    assert stats.by_moment["closing:college"] >= 2
    assert stats.by_source_row["F05"] >= 3


@pytest.mark.parametrize(("prompt_id", "field", "text"), SPOKEN)
def test_the_words_of_the_conversations(prompt_id: str, field: str, text: str) -> None:
    assert getattr(_prompt(prompt_id).text(Language.NL), field) == text


def test_a_fair_trade_may_become_a_dilemma_and_costs_two_minutes() -> None:
    prompt = _prompt("zetje:rf-009")
    assert (prompt.becomes, prompt.minutes) == (Becomes.DILEMMA, 2)


def test_there_are_questions_for_the_table() -> None:
    table = [prompt for prompt in LIBRARY.prompts if Fits.TABLE in prompt.fits]
    assert len(table) >= 8
    assert all(prompt.text(language).item for prompt in table for language in Language)


def test_a_nudge_leaves_the_announcement_of_its_item_to_the_bot() -> None:
    nudges = [prompt for prompt in LIBRARY.prompts if prompt.kind is Kind.AGENDA_NUDGE]
    bodies = [prompt.text(language).body for prompt in nudges for language in Language]
    assert not [body for body in bodies if "Agendapunt" in body or "genda item" in body]
    assert all(prompt.timing.moment and prompt.agenda_minutes for prompt in nudges)


def test_formal_words_say_u_where_the_others_say_je() -> None:
    informal = re.compile(r"\b(je|jij|jou|jouw)\b", re.IGNORECASE)
    quoted = re.compile("‘[^’]*’")  # what is said to others is said as one says it
    for prompt in LIBRARY.prompts:
        dutch, formal = prompt.text(Language.NL), prompt.text(Language.NL_FORMAL)
        for said, politely in ((dutch.title, formal.title), (dutch.body, formal.body)):
            assert "  " not in said
            if informal.search(quoted.sub("", said)):
                assert re.search(r"\b(u|uw)\b", politely, re.IGNORECASE), politely


def test_a_good_part_of_the_small_wins_takes_five_minutes_at_most() -> None:
    minutes = [prompt.minutes for prompt in LIBRARY.prompts if prompt.kind is Kind.SMALL_WIN]
    assert sum(one <= 5 for one in minutes) / len(minutes) >= 0.4
