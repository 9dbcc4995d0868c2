"""Everything the bot can say, it can say in each language."""

import re

import pytest
from babel.messages.pofile import read_po

from bot.model.people import Language
from tests.sentences import ADDRESSES, catalog_path, needed, spoken

SENTENCES = spoken()
TRANSLATED = (Language.NL_FORMAL, Language.EN)


def catalog_of(language: Language) -> dict[str, str]:
    with catalog_path(language).open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_can_be_said(language: Language) -> None:
    catalog = catalog_of(language)
    missing = [text for text in needed(language, SENTENCES) if not catalog.get(text)]
    assert not missing, f"run `python -m tests.sentences` and translate: {sorted(missing)}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_catalog_holds_what_nobody_says(language: Language) -> None:
    assert set(catalog_of(language)) <= set(SENTENCES)


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_filled_in_and_made_strong_is_the_same(language: Language) -> None:
    for text, said in catalog_of(language).items():
        assert set(placeholders(text)) == set(placeholders(said)), text
        assert text.count("**") == said.count("**"), text


def test_the_formal_form_is_formal() -> None:
    for text, said in catalog_of(Language.NL_FORMAL).items():
        quoted = re.sub(r"`[^`]*`|‘[^’]*’|\*je\*", "", said)
        assert not ADDRESSES.search(quoted), text


@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_sentence_shouts_or_smiles(sentence: str) -> None:
    assert "!" not in sentence
    assert not re.search("[\U0001f300-\U0001faff☀-➿]", sentence)
