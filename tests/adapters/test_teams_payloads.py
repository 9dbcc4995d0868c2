"""Every card that Teams may get from us: valid, small enough, and with nothing typed that comes alive."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft6Validator
from jsonschema.exceptions import best_match

from adapters.settings import PROMPTS
from adapters.teams.cards import CARD, activities_of, activity_of
from adapters.teams.dialog_cards import Window, page_cards, window_card
from adapters.teams.render import MAX_BYTES, opening_card, size_of
from adapters.teams.searching import searched
from adapters.wiring import read_knowledge
from bot.compose.prompts import prompt_content, reminder_content
from bot.content import Content, Dialog, Press
from bot.model.people import Language
from bot.situations import Knowledge
from tests.adapters.teams_cards import LONG_TEXT, filled, messages, speaking, voices, windows
from tests.dialogue.situations import NUDGE, message, situation

SCHEMA = Path(__file__).parents[1] / "schemas" / "adaptive-card-1.5.0.json"
MARKDOWN = re.compile(r"(?<!\\)[*_`#\[]")
LANGUAGES = tuple(Language)
CASES = [(Language.NL, False), *((language, True) for language in LANGUAGES)]


@cache
def validator() -> Draft6Validator:
    return Draft6Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_knowledge(PROMPTS)


def cards_in(activity: dict[str, Any]) -> list[dict[str, Any]]:
    attached = activity.get("attachments", [])
    assert all(one["contentType"] == CARD for one in attached)
    return [one["content"] for one in attached]


def parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def shape(value: Any) -> str:
    """Return what a card is built of, without its words: cards of one shape are valid together."""
    if isinstance(value, dict):
        inner = ",".join(f"{k}:{v if k == 'type' else shape(v)}" for k, v in sorted(value.items()))
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{','.join(dict.fromkeys(shape(one) for one in value))}]"
    return type(value).__name__


def check(card: dict[str, Any], seen: set[str]) -> None:
    assert card["version"] == "1.5"
    assert card["fallbackText"]
    assert card["speak"]
    assert sum("speak" in part for part in parts(card)) == 1
    assert size_of(card) <= MAX_BYTES
    for part in parts(card):
        if str(part.get("type", "")).startswith("Input."):
            assert part["label"], part
            assert part["errorMessage"], part
    made_of = shape(card)
    if made_of not in seen:
        seen.add(made_of)
        problem = best_match(validator().iter_errors(card))
        assert problem is None, f"{problem.json_path}: {problem.message}" if problem else ""


def read_as_markdown(card: dict[str, Any]) -> Iterator[str]:
    """Yield all that Teams looks for Markdown in."""
    for part in parts(card["body"]):
        if part.get("type") == "TextBlock":
            yield part["text"]


def window_cards(dialog: Dialog, language: Language) -> list[dict[str, Any]]:
    voice = voices()[language]
    if dialog.submit_label is None:
        return page_cards(dialog, voice)
    errors = {one.name: "Dit klopt niet." for one in dialog.fields}
    empty = Window(dialog=dialog, once="f:1", errors={"": "Dat lukte niet."})
    full = Window(dialog=filled(dialog), once="f:1", errors=errors)
    return [window_card(empty, voice), window_card(full, voice)]


@pytest.mark.parametrize(("language", "long"), CASES)
def test_whatever_the_bot_says_is_a_card_that_teams_takes(language: Language, long: bool) -> None:
    seen: set[str] = set()
    said = messages(language, long=long)
    assert len(said) > 100
    for content in said:
        activity = activity_of(content, language)
        assert [json.loads(written) for written in activities_of(content, language)] == [activity]
        assert activity["summary"] == content.summary
        assert activity.get("text") or activity["attachments"]
        for card in cards_in(activity):
            check(card, seen)


@pytest.mark.parametrize(("language", "long"), CASES)
def test_every_window_is_a_card_that_teams_takes(language: Language, long: bool) -> None:
    seen: set[str] = set()
    opened = windows(language, long=long)
    assert len(opened) > 10
    for dialog in opened:
        for card in window_cards(dialog, language):
            check(card, seen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_of_the_library_is_a_card_that_teams_takes(
    knowledge: Knowledge, language: Language
) -> None:
    seen: set[str] = set()
    given, nudged = speaking(situation(), language), message(NUDGE)
    for prompt in knowledge.library.prompts:
        asked = prompt_content(prompt, nudged.id, given, nudged)
        again = reminder_content(prompt, nudged, given)
        for content in (asked, again):
            for card in cards_in(activity_of(content, language)):
                check(card, seen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_search_finds_is_a_card_that_teams_takes(
    knowledge: Knowledge, language: Language
) -> None:
    seen: set[str] = set()
    asked = {"parameters": [{"name": "search", "value": "begroting"}]}
    found = searched(asked, knowledge, language)["composeExtension"]["attachments"]
    assert found
    for one in found:
        check(one["content"], seen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_markdown_that_somebody_typed_is_read(language: Language) -> None:
    made = [
        *(c for m in messages(language, long=True) for c in cards_in(activity_of(m, language))),
        *(c for d in windows(language, long=True) for c in window_cards(d, language)),
    ]
    nasty = [words for card in made for words in read_as_markdown(card) if "kwaad" in words]
    assert all(not MARKDOWN.search(words) for words in nasty), nasty[:1]
    runs = [p["text"] for card in made for p in parts(card) if p.get("type") == "TextRun"]
    assert any("**vet** _x_ [klik](http://kwaad.nl)" in run for run in runs)


def test_the_button_that_opens_a_window_after_all_is_a_card_that_teams_takes() -> None:
    activity = opening_card(Press("commit", "m1"), voices()[Language.NL])
    (card,) = cards_in(activity)
    check(card, set())


def test_the_gate_sees_what_is_wrong() -> None:
    seen: set[str] = set()
    activity = activity_of(Content((), "leeg"), Language.NL)
    (card,) = cards_in(activity)
    with pytest.raises(AssertionError):
        check({**card, "version": "1.6"}, seen)
    with pytest.raises(AssertionError):
        check({**card, "body": [{"type": "TextBlok", "text": "x"}]}, seen)
    with pytest.raises(AssertionError):
        check({**card, "fallbackText": LONG_TEXT * 2}, seen)
    with pytest.raises(AssertionError):
        check({**card, "body": [{"type": "Input.Text", "id": "f", "errorMessage": "x"}]}, seen)
