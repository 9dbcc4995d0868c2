"""The overview as a file: complete, readable by everyone, and with nothing in it that comes alive."""

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.digest.group import GroupDigest, group_digest
from bot.digest.markdown import escaped
from bot.digest.personal import PersonalDigest, personal_digest
from bot.digest.report import Form, report
from bot.model.calendar import Calendar
from bot.model.people import Language
from bot.model.records import AgendaItemState, Records
from bot.voice import Voice
from tests.digest.january import (
    COUNTING,
    FORM,
    JANUARY,
    NOTICED,
    READER,
    TRADE,
    a_group_month,
    a_situation,
    a_voice,
    share_of_hanneke,
)
from tests.digest.page import Page
from tests.factories import a_group, a_moment, an_agenda_item

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "digest.md"
FORMS: tuple[Form, ...] = get_args(Form)
NASTY = [
    "<script>alert(1)</script>",
    "</title></style><img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp; &#13;",
    "[klik](javascript:alert(1)) ![x](https://example.org/x.png) <https://example.org>",
    "https://example.org www.example.org",
    "**vet** _schuin_ `code` ~~weg~~ ==x== $x$",
    "# kop",
    "1. een",
    "- [ ] doen",
    "+ plus",
    "> citaat",
    "---",
    "===",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```\ncode\n```",
    "    ingesprongen",
    "regel een\n\nregel twee\n- drie\n===\n",
    "\nbegin en eind\n\n",
    "eindigt op een streep\\",
    " spaties aan de randen ",
    "[x]: https://example.org",
    "‮omgekeerd",
    'O\'Brien zei "nee"',
    "{name} {{x}} %s",
    "woord" * 600,
]
# What a person can type; a NUL and its like reach no store.
typed = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), min_size=1
)
short_names = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80)


def january(records: Records = JANUARY) -> PersonalDigest:
    return personal_digest(a_situation(records), "2027-01")


def with_words(words: str) -> PersonalDigest:
    """Return a January in which a person typed the same everywhere."""
    records = Records(
        replies=(
            replace(TRADE, text=words, short_name=words, message=None),
            replace(NOTICED, text=words),
        ),
        commitments=(
            replace(FORM, what=words, with_whom=words, if_then=words, short_name=words),
            replace(READER, what=words, with_whom="", short_name=words),
        ),
        dilemmas=(
            replace(
                COUNTING,
                short_name=words,
                one_side=words,
                other_side=words,
                stakes=(words,),
                who_feels_it=words,
            ),
        ),
        agenda_items=(
            an_agenda_item(
                short_name=words,
                text=words,
                state=AgendaItemState.PLACED,
                meeting_on=date(2027, 1, 19),
            ),
        ),
    )
    calendar = Calendar(moments=(a_moment(on=date(2027, 3, 12), label=words),))
    return personal_digest(a_situation(records, calendar=calendar), "2027-01")


def group_with_words(words: str) -> GroupDigest:
    """Return a group's January in which everybody typed the same."""
    item = an_agenda_item(text=words, state=AgendaItemState.PLACED, meeting_on=date(2027, 1, 27))
    return group_digest(
        a_group_month(
            group=a_group(name=words),
            shares=(share_of_hanneke(text=words),),
            names={share_of_hanneke().person: words},
            placed=(item,),
        )
    )


def rendered(markdown: str) -> Page:
    """Return what a reader of Markdown makes of it, with everything switched on."""
    reader = MarkdownIt("gfm-like", {"linkify": False, "html": True, "typographer": False})
    return Page(reader.render(markdown))


def text_of(page: Page) -> str:
    return "".join(page.words)


def test_the_page_holds_a_persons_own_words_in_full() -> None:
    for form in FORMS:
        text = report(january(), Voice(), form)
        for words in (
            "Het formulier voor een vergunning bekijken",
            "teamleider Vergunningen",
            "Als het stafoverleg klaar is, loop ik langs.",
            "Vraag 7 wordt door niemand begrepen. Ook niet door ons.",
            "mensen weten niet dat ze geteld worden",
            "De telpunten in het centrum.",
        ):
            assert words in text, form


def test_january_as_markdown() -> None:
    lines = report(january(), Voice(), "md").split("\n")
    assert lines[:6] == [
        "# Je januari",
        "",
        "Alleen jij ziet dit.",
        "",
        "Nieuw sinds vorige maand: één actie klaar, één dilemma erbij.",
        "",
    ]
    assert "## Klaar" in lines
    assert "- Eén lastig formulier (maandag 18 januari)" in lines
    assert "  - Wat je merkte: Vraag 7 wordt door niemand begrepen. Ook niet door ons." in lines
    assert "- De input voor de kadernota sluit vrijdag 12 maart." in lines
    assert lines[-2] == "Gemaakt op donderdag 4 februari 2027."


def test_the_group_as_markdown() -> None:
    text = report(group_digest(a_group_month()), Voice(), "md")
    assert text.startswith("# MT Sociaal, januari\n\nAlleen wat mensen zelf deelden.\n")
    assert "- Gedeeld door Fatma, dilemma: Alles digitaal aanvragen, of een balie" in text
    assert "- Samen: 9 acties klaar.\n" in text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", ["personal", "group", "empty"])
def test_a_page_is_whole_ordered_and_asks_for_nothing_from_elsewhere(
    language: Language, kind: str
) -> None:
    digests: dict[str, PersonalDigest | GroupDigest] = {
        "personal": january(),
        "group": group_digest(a_group_month()),
        "empty": january(Records()),
    }
    source = report(digests[kind], a_voice(language), "html")
    page = Page(source)

    assert ("html", "lang", language.value.split("@")[0]) in page.attributes
    assert page.tags.count("title") == page.tags.count("h1") == page.tags.count("main") == 1
    headings = [tag for tag in page.tags if re.fullmatch(r"h\d", tag)]
    assert headings == ["h1"] + ["h2"] * (len(headings) - 1)
    labelled = {value for _, name, value in page.attributes if name == "aria-labelledby"}
    assert labelled == {value for _, name, value in page.attributes if name == "id"}
    assert not {"script", "link", "img", "iframe", "a", "form"} & set(page.tags)
    assert not re.search(r"url\(|@import|https?:|\bsrc=|\bhref=|\bon\w+=", source)


@pytest.mark.parametrize("words", NASTY)
def test_words_in_a_page_stay_words(words: str) -> None:
    plain_page = Page(report(with_words("x"), Voice(), "html"))
    page = Page(report(with_words(words), Voice(), "html"))
    assert page.tags == plain_page.tags
    # Where a name begins a sentence its first letter may have become a capital.
    assert {one.lower() for one in page.typed} == {words.lower()}

    plain_group = Page(report(group_with_words("x"), Voice(), "html"))
    group = Page(report(group_with_words(words), Voice(), "html"))
    assert group.tags == plain_group.tags
    assert set(group.typed) == {words}


@pytest.mark.parametrize("words", NASTY)
def test_words_in_markdown_stay_words(words: str) -> None:
    for digest, bare in (
        (with_words(words), with_words("x")),
        (group_with_words(words), group_with_words("x")),
    ):
        page = rendered(report(digest, Voice(), "md"))
        plain_page = rendered(report(bare, Voice(), "md"))
        assert [tag for tag in page.tags if tag != "br"] == plain_page.tags
        assert words in text_of(page)


@settings(deadline=None)
@given(typed)
@example("1\n2)\n")
@example("a\n\n\nb")
@example(" www.x.nl\thttp://x ")
def test_any_words_read_the_same_once_rendered(words: str) -> None:
    page = rendered(f"- {escaped(words, '  ')}\n  - volgende\n")
    assert [tag for tag in page.tags if tag != "br"] == ["ul", "li", "ul", "li"]
    assert text_of(page).startswith(f"\n{words}\n")


@settings(deadline=None)
@given(short_names)
def test_any_short_name_is_in_the_page_and_the_markdown_unchanged(name: str) -> None:
    named = january(replace(JANUARY, commitments=(replace(FORM, short_name=name),)))
    assert f"<bdi>{name}</bdi> (" in unescape(report(named, Voice(), "html"))
    assert f"{name} (maandag 18 januari)" in text_of(rendered(report(named, Voice(), "md")))
    assert json.loads(report(named, Voice(), "json"))["done"][0]["short_name"] == name


def test_json_has_iso_dates_and_no_zeros() -> None:
    data = json.loads(report(january(), Voice(), "json"))
    assert data["format"] == 1
    assert data["kind"] == "personal"
    assert (data["month"], data["first_on"], data["last_on"]) == (
        "2027-01",
        "2027-01-01",
        "2027-01-31",
    )
    assert data["made_on"] == "2027-02-04"
    assert data["new"] == {"commitments_done": 1, "dilemmas_added": 1}
    assert data["done"][0]["done_on"] == "2027-01-18"
    assert data["commitments"][0]["due_on"] == "2027-02-11"
    assert data["dilemmas"][0]["since_on"] == "2027-01-21"
    assert data["dilemmas"][0]["age_days"] == 14
    assert data["rested"] == {"key": "capaciteit.hr", "name": "leren en personeel"}
    assert [one["first_on"] for one in data["coming"]] == ["2027-02-20", "2027-03-12"]


@pytest.mark.parametrize("kind", ["personal", "group"])
def test_json_keys_are_those_of_the_documentation(kind: str) -> None:
    digest = january() if kind == "personal" else group_digest(a_group_month())
    documented = set(re.findall(r"`(\w+)`", DOCUMENTATION.read_text(encoding="utf-8")))
    data = json.loads(report(digest, Voice(), "json"))
    entries = [one for value in data.values() if isinstance(value, list) for one in value]
    keys = {*data, *(key for one in entries if isinstance(one, dict) for key in one)}
    assert keys <= documented


def test_a_small_group_has_no_counts_in_json_either() -> None:
    small = group_digest(a_group_month(people_count=2, members_count=4))
    data = json.loads(report(small, Voice(), "json"))
    assert data["counts"] == {}
    assert data["counts_left_out"] is True


@pytest.mark.parametrize("form", ["md", "html"])
def test_an_empty_month_says_so_in_words(form: Form) -> None:
    text = report(january(Records()), Voice(), form)
    assert "In januari heb je niets vastgelegd." in text
    assert "Er staat ook niets open." in text
    assert "Klaar" not in text
    assert "helaas" not in text.lower()
