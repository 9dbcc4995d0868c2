"""Messages and dialogs survive being stored."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import (
    Button,
    Buttons,
    Content,
    Dialog,
    Facts,
    Field,
    FieldKind,
    Option,
    Paragraph,
    Press,
    Span,
    Style,
    Table,
    Text,
)
from bot.content_json import (
    content_from_json,
    content_to_json,
    dialog_from_json,
    dialog_to_json,
)

WORDS = st.text(st.characters(exclude_categories=()), max_size=20)


def _some(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


TEXTS = st.builds(Text, _some(st.builds(Span, WORDS, st.booleans(), st.booleans())))
PRESSES = st.builds(Press, WORDS, WORDS, WORDS)
BLOCKS = st.one_of(
    st.builds(Paragraph, TEXTS),
    st.builds(Facts, _some(st.tuples(WORDS, TEXTS))),
    st.builds(Table, _some(WORDS), _some(_some(WORDS))),
    st.builds(Buttons, _some(st.builds(Button, WORDS, PRESSES, st.sampled_from(Style)))),
)
CONTENTS = st.builds(Content, _some(BLOCKS), WORDS, st.booleans())
FIELDS = st.builds(
    Field,
    name=WORDS,
    label=WORDS,
    kind=st.sampled_from(FieldKind),
    required=st.booleans(),
    value=WORDS,
    values=_some(WORDS),
    options=_some(st.builds(Option, WORDS, WORDS)),
    max_length=st.integers(1, 3000),
    hint=WORDS,
)
DIALOGS = st.builds(
    Dialog,
    press=PRESSES,
    title=WORDS,
    intro=_some(TEXTS),
    fields=_some(FIELDS),
    submit_label=st.none() | WORDS,
)


@given(CONTENTS)
def test_a_message_comes_back_equal(content: Content) -> None:
    assert content_from_json(json.loads(json.dumps(content_to_json(content)))) == content


@given(DIALOGS)
def test_a_dialog_comes_back_equal(dialog: Dialog) -> None:
    assert dialog_from_json(json.loads(json.dumps(dialog_to_json(dialog)))) == dialog


def test_what_is_not_said_takes_no_room() -> None:
    content = Content((Paragraph(Text((Span("Hoi"), Span("Hanneke", strong=True)))),), "Hoi")

    assert content_to_json(content) == {
        "summary": "Hoi",
        "blocks": [
            {"kind": "paragraph", "text": [{"text": "Hoi"}, {"text": "Hanneke", "strong": True}]}
        ],
    }


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"summary": "x"},
        {"summary": "x", "blocks": [{"kind": "film"}]},
        {"summary": "x", "blocks": [{"kind": "paragraph"}]},
        {"summary": "x", "blocks": 3},
    ],
)
def test_something_else_is_no_message(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="stored message"):
        content_from_json(data)


def test_something_else_is_no_dialog() -> None:
    with pytest.raises(ValueError, match="stored dialog"):
        dialog_from_json({"press": ["a", "b", "c"]})
