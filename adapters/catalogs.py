"""The catalogs of sentences (bot/locales/*.po), read once."""

from collections.abc import Mapping
from pathlib import Path

from babel.messages.pofile import read_po

from bot.model.people import Language

LOCALES = Path(__file__).resolve().parent.parent / "bot" / "locales"


def read_catalogs(folder: Path = LOCALES) -> Mapping[str, Mapping[str, str]]:
    """Return for each language the sentences that differ from the Dutch in the code."""
    return {language: _read(folder / f"{language}.po") for language in Language}


def _read(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file)
    return {
        str(entry.id): str(entry.string)
        for entry in catalog
        if entry.id and entry.string and not entry.fuzzy
    }
