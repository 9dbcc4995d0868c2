"""Slack blocks and Teams cards: what they hold, and that nothing somebody typed comes alive."""

from collections.abc import Iterator
from json import dumps
from typing import Any

import pytest

from adapters.slack import render as slack
from adapters.slack.spoken import spoken
from adapters.teams import render as teams
from bot.content import (
    Button,
    Buttons,
    Content,
    Facts,
    Paragraph,
    Press,
    Span,
    Style,
    Table,
    Text,
    plain,
)
from bot.model.people import Language
from bot.voice import Typed, Voice

NASTY = "*vet* _x_ <@U123> <!channel> <https://kwaad.nl|klik> `code` [a](http://b.nl) <at>Bram</at> 1 & :smile:"
LEG_VAST = Button("Leg vast", Press("commit", "m-1"), Style.PRIMARY)
LATER = Button("Later", Press("later", "m-1"))
WIS = Button("Wis", Press("erase"), Style.DANGER)
CONTENT = Content(
    (
        Paragraph(Text((Span("Eén lastig formulier", strong=True), Span(" · 5 minuten")))),
        Paragraph(plain("Wie vraag je, en wanneer?")),
        Facts((("Wie", plain(NASTY, typed=True)), ("Wanneer", plain("morgen")))),
        Table(("Wat", "Tel"), (("dilemma's", "2"), ("acties", ""))),
        Buttons((LEG_VAST, LATER, WIS)),
    ),
    "Eén lastig formulier (5 minuten)",
)


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object inside, the outermost first."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _parts(inner)


def test_slack_shows_every_word_and_every_choice() -> None:
    made = slack.blocks(CONTENT)
    assert [one["type"] for one in made] == [
        "rich_text",
        "section",
        "rich_text",
        "table",
        "actions",
    ]
    told = [part["text"] for part in _parts(made) if isinstance(part.get("text"), str)]
    for words in ("Eén lastig formulier", "Wie vraag je, en wanneer?", NASTY, "dilemma's", "Later"):
        assert words in told
    assert [one.get("style") for one in made[-1]["elements"]] == ["primary", None, "danger"]
    assert [one["value"] for one in made[-1]["elements"]] == [
        "commit|m-1|",
        "later|m-1|",
        "erase||",
    ]
    assert len({one["action_id"] for one in made[-1]["elements"]}) == 3


def test_slack_reads_no_markup_in_any_words() -> None:
    types = {part.get("type") for part in _parts(slack.blocks(CONTENT))}
    assert not types & {"mrkdwn", "markdown", "link", "user", "broadcast", "emoji", "channel"}
    assert all(
        part["emoji"] is False
        for part in _parts(slack.blocks(CONTENT))
        if part.get("type") == "plain_text"
    )


def test_what_slack_reads_aloud_holds_the_question_and_its_choices() -> None:
    text = spoken(CONTENT)
    assert text.splitlines()[0] == CONTENT.summary
    assert "Wie vraag je, en wanneer?" in text
    assert text.endswith("[Leg vast] [Later] [Wis]")
    assert "<" not in text


def test_a_lock_screen_shows_no_topic_that_somebody_typed() -> None:
    told = Voice().t("Over {topic} heb ik niets.", topic=Typed("ontslag", private=True))
    assert spoken(Content((Paragraph(told),), "Zetje")).splitlines() == [
        "Zetje",
        "Over … heb ik niets.",
    ]


def test_a_lock_screen_shows_names_that_somebody_gave_and_never_what_they_wrote() -> None:
    name = Span("Balie & co", strong=True, typed=True)
    told = Content(
        (
            Paragraph(Text((Span("Bewaard: "), name, Span(".")))),
            Paragraph(plain("geheim", typed=True)),
            Paragraph(Text((Span("1. '"), Span("geheim", typed=True), Span("' van Yusuf")))),
            Paragraph(Text((Span("Vergunning", typed=True), Span(" sluit vrijdag.")))),
            Facts((("Wat", plain("geheim", typed=True)), ("Wanneer", plain("morgen")))),
        ),
        "Je antwoord",
    )
    assert spoken(told).splitlines() == [
        "Je antwoord",
        "Bewaard: Balie &amp; co.",
        "…",
        "1. '…' van Yusuf",
        "Vergunning sluit vrijdag.",
        "Wat: …",
        "Wanneer: morgen",
    ]


def test_many_paragraphs_are_joined_to_fifty_blocks() -> None:
    many = Content(tuple(Paragraph(plain(f"regel {n}")) for n in range(80)), "lijst")
    made = slack.blocks(many)
    assert len(made) <= slack.MAX_BLOCKS
    told = "".join(part["text"] for part in _parts(made) if part.get("type") == "text")
    assert told.splitlines() == [f"regel {n}" for n in range(80)]


def test_slack_limits_are_kept() -> None:
    long = Content((Paragraph(plain("x" * 7000)),), "lang")
    assert [len(one["text"]["text"]) for one in slack.blocks(long)] == [3000, 3000, 1000]
    row = Content((Buttons((Button("L" * 100, Press("a")),) * 26),), "knoppen")
    made = slack.blocks(row)
    assert [len(one["elements"]) for one in made] == [25, 1]
    assert all(len(part["text"]["text"]) == 75 for one in made for part in one["elements"])
    tables = Content((Table(("a",), (("1",),)), Table(("b",), (("2",),))), "twee")
    assert [one["type"] for one in slack.blocks(tables)] == ["table", "section", "section"]


def test_what_does_not_fit_says_what_to_do() -> None:
    words = Content((Paragraph(plain("x" * 13_000)),), "te lang")
    with pytest.raises(slack.TooLargeForSlackError, match="divide it over several"):
        slack.blocks(words)
    rows = tuple(Buttons((LATER,)) for _ in range(51))
    with pytest.raises(slack.TooLargeForSlackError, match="51 blocks"):
        slack.blocks(Content(rows, "knoppen"))
    with pytest.raises(teams.TooLargeForTeamsError, match="divide it over several"):
        teams.card(Content((Paragraph(plain("x" * 15_000)),), "te lang"))


# Which keys an element of an Adaptive Card 1.5 must have, and those that are used besides.
SHAPES: dict[str, tuple[set[str], set[str]]] = {
    "AdaptiveCard": ({"version", "body", "fallbackText", "speak", "lang", "$schema"}, set()),
    "TextBlock": ({"text", "wrap"}, set()),
    "RichTextBlock": ({"inlines"}, set()),
    "TextRun": ({"text"}, {"weight"}),
    "Table": ({"columns", "rows", "firstRowAsHeader"}, set()),
    "TableColumnDefinition": ({"width"}, set()),
    "TableRow": ({"cells"}, set()),
    "TableCell": ({"items"}, set()),
    "ActionSet": ({"actions"}, set()),
    "Action.Execute": ({"title", "verb", "data", "style", "fallback"}, set()),
    "Action.Submit": ({"title", "data"}, {"style"}),
    "task/fetch": (set(), set()),
}


def test_a_card_has_the_shape_of_an_adaptive_card() -> None:
    card = teams.card(CONTENT)
    for part in _parts(card):
        if "type" in part:
            needed, also = SHAPES[part["type"]]
            assert needed <= part.keys() - {"type"} <= needed | also, part["type"]
    assert card["version"] == "1.5"
    assert dumps(card)


def test_a_card_names_its_language_and_says_everything_without_pictures() -> None:
    for language, lang in ((Language.NL, "nl"), (Language.NL_FORMAL, "nl"), (Language.EN, "en")):
        assert teams.card(CONTENT, language)["lang"] == lang
    card = teams.card(CONTENT)
    assert card["fallbackText"].endswith("[Leg vast] [Later] [Wis]")
    assert "Wie vraag je, en wanneer?" in card["speak"]
    assert "<" not in card["speak"]


def test_what_somebody_typed_is_never_read_as_markdown_in_a_card() -> None:
    blocks = [one for one in _parts(teams.card(CONTENT)) if one.get("type") == "TextBlock"]
    assert not [one for one in blocks if "kwaad" in one["text"]]
    runs = [one["text"] for one in _parts(teams.card(CONTENT)) if one.get("type") == "TextRun"]
    assert NASTY in runs


@pytest.mark.parametrize(
    ("words", "escaped"),
    [
        ("*vet* en _schuin_", "\\*vet\\* en \\_schuin\\_"),
        ("[a](http://b.nl)", "\\[a\\]\\(http://b.nl\\)"),
        ("- lijst\n1. lijst", "\\- lijst\n1\\. lijst"),
        ("# kop", "\\# kop"),
        ("I&A en 3-2", "I&A en 3-2"),
    ],
)
def test_other_words_are_escaped(words: str, escaped: str) -> None:
    assert teams.escaped(words) == escaped


def test_a_button_of_a_card_works_for_every_client() -> None:
    action = next(one for one in _parts(teams.card(CONTENT)) if one.get("type") == "Action.Execute")
    assert (action["verb"], action["data"]) == ("later", {"press": "later|m-1|"})
    assert action["fallback"]["data"]["press"] == "later|m-1|"
    seven = teams.card(Content((Buttons((LATER,) * 7),), "zeven"))
    assert [len(one["actions"]) for one in seven["body"]] == [6, 1]


def test_a_button_that_opens_a_window_asks_teams_for_one() -> None:
    actions = [one for one in _parts(teams.card(CONTENT)) if one.get("title") == "Leg vast"]
    assert [one["type"] for one in actions] == ["Action.Submit"]
    assert actions[0]["data"] == {"msteams": {"type": "task/fetch"}, "press": "commit|m-1|"}
