"""Whatever a person types comes back as it was, as text and nothing else; and the page's own words."""

import string
from dataclasses import fields, replace
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.browser.feed import Feed
from adapters.browser.host import Persona
from adapters.browser.inbound import Viewer
from adapters.browser.render import Frame, Window, entry_html, shown, window_html
from adapters.browser.words import LANGUAGE_NAMES, WORDS, PageWords
from bot.model.people import Language, Role
from tests.adapters.browser_stub import HANNEKE, START, commit_dialog, noted

# A browser never sends a lone CR, and no HTML can hold NUL.
TYPED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), min_size=1)
HERE = Frame(
    viewer=Viewer(Persona(id=HANNEKE, name="Hanneke", role=Role.SECRETARY, conversation="dm")),
    names={HANNEKE: "Hanneke"},
    zone=ZoneInfo("Europe/Amsterdam"),
    now=START,
    token="t",
)


class Reader(HTMLParser):
    """Reads a piece of HTML: its tags, the texts marked as typed, and the values of its fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.typed: list[str] = []
        self.values: list[str] = []
        self._into: list[str] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(f"{tag} {sorted(name for name, _ in attrs)}")
        self.values += [value for name, value in attrs if name == "value" and value]
        if tag in ("bdi", "textarea"):
            self._into = self.typed if tag == "bdi" else self.values
            self._into.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("bdi", "textarea"):
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data


@given(TYPED)
def test_any_typed_text_comes_back_in_the_conversation(text: str) -> None:
    feed = Feed()
    feed.type("dm", HANNEKE, text, START, event_id="e")
    feed.say("dm", noted(text), START)
    harmless = Feed()
    harmless.type("dm", HANNEKE, "hallo", START, event_id="e")
    harmless.say("dm", noted("hallo"), START)

    read, expected = (
        [Reader(entry_html(item, HERE)) for item in shown(one.entries("dm"), HERE)]
        for one in (feed, harmless)
    )
    assert [reader.typed[0] for reader in read] == [text, text]
    # A text box drops the first line end after its tag, so one is always there to be dropped.
    assert f"\n{text}" in read[0].values
    assert [reader.tags for reader in read] == [reader.tags for reader in expected]


@given(TYPED)
def test_any_typed_text_comes_back_in_a_window(text: str) -> None:
    harmless = Window(dialog=commit_dialog(), typed={"what": "hallo", "short": "hallo"})
    window = replace(harmless, typed={"what": text, "short": text})

    read, expected = (Reader(window_html(one, HERE)) for one in (window, harmless))
    assert f"\n{text}" in read.values
    assert text in read.values
    assert read.tags == expected.tags


@given(TYPED)
def test_any_typed_text_survives_the_form(text: str) -> None:
    assert parse_qsl(urlencode({"text": text}), keep_blank_values=True) == [("text", text)]


@pytest.mark.parametrize("field", [field.name for field in fields(PageWords)])
def test_each_language_fills_in_the_same(field: str) -> None:
    names = {
        language: {name for _, name, _, _ in string.Formatter().parse(getattr(words, field))}
        for language, words in WORDS.items()
    }
    assert names[Language.NL] == names[Language.NL_FORMAL] == names[Language.EN]


def test_the_polite_page_never_says_je() -> None:
    for field in fields(PageWords):
        words = getattr(WORDS[Language.NL_FORMAL], field.name).lower().split()
        assert not {"je", "jij", "jouw", "jou"} & {word.strip(".,?") for word in words}, field.name


def test_english_says_nothing_in_dutch() -> None:
    same = {
        field.name
        for field in fields(PageWords)
        if getattr(WORDS[Language.EN], field.name) == getattr(WORDS[Language.NL], field.name)
    }
    assert same == set()
    assert set(LANGUAGE_NAMES) == set(Language)
