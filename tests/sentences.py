"""Finds every sentence that the bot can say, and keeps the catalogs in step with them.

`python -m tests.sentences` adds what is missing to bot/locales/*.po (empty, for a translator), in the
order of the code, and drops what nobody says any more. tests/test_sentences.py fails on any gap.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from adapters.catalogs import LOCALES
from bot.model.people import Language

ROOT = Path(__file__).resolve().parent.parent
SAYING = {"t": 1, "s": 1, "n": 2, "button": 1}
HEADER = """# What Zetje says, in {language}. The sentences come from bot/; translated by hand.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
ADDRESSES = re.compile(r"\b(je|jij|jou|jouw|jezelf|jullie)\b", re.IGNORECASE)


def spoken() -> dict[str, list[tuple[str, int]]]:
    """Return each sentence with the places where it is said."""
    found: dict[str, list[tuple[str, int]]] = {}
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for text, line in _in_module(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(text, []).append((str(path.relative_to(ROOT)), line))
    return found


def _in_module(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for argument in node.args[: _sentences_in(node.func)]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value, node.lineno


def _sentences_in(function: ast.expr) -> int:
    """Return how many arguments of this call are sentences."""
    if isinstance(function, ast.Attribute):
        return SAYING.get(function.attr, 0)
    return 1 if isinstance(function, ast.Name) and function.id == "sentence" else 0


def needed(language: Language, sentences: Mapping[str, object]) -> set[str]:
    """Return which sentences differ in this language: in the formal form, those that address someone."""
    if language is Language.NL:
        return set()
    if language is Language.EN:
        return set(sentences)
    return {text for text in sentences if ADDRESSES.search(text)}


def catalog_path(language: Language) -> Path:
    """Return where the catalog of a language is."""
    return LOCALES / f"{language}.po"


def update() -> None:
    """Bring the catalogs in step with the code; write how many sentences wait for a translator."""
    sentences = spoken()
    for language in (Language.NL_FORMAL, Language.EN):
        path = catalog_path(language)
        known = _read(path)
        catalog = Catalog(locale="en" if language is Language.EN else "nl")
        wanted = needed(language, sentences)
        for text, places in sentences.items():
            if text in wanted or known.get(text):
                files = [(file, 0) for file in sorted({file for file, _ in places})]
                catalog.add(text, known.get(text, ""), locations=files)
        with path.open("wb") as file:
            # Babel's own header holds the instant, so that every run would be a change.
            file.write(HEADER.format(language=language).encode())
            write_po(file, catalog, width=100, omit_header=True, include_lineno=False)
        empty = sum(1 for text in wanted if not known.get(text))
        sys.stdout.write(f"{path.name}: {len(catalog)} sentences, {empty} to translate\n")


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


if __name__ == "__main__":
    update()
