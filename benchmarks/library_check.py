"""How long `zetje library check` and `stats` take over 300 prompts. Baseline: `zetje library schema`.

The prompts that come with Zetje are measured when there are 300 of them; otherwise they are filled up
with made ones of the same length, in a folder that is removed again.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from typing import Any

from adapters.library_files import SHIPPED, read_library
from benchmarks.measuring import figure, in_turn

PROMPTS = 300
_HEAD = """library: {id: gemaakt, title: Gemaakt, version: 1, licence: EUPL-1.2, owner: Zetje}
prompts:
"""
_PROMPT = """  - id: gemaakt:sw-{number}
    kind: small_win
    theme: werkwijze.small_wins
    roles: [secretary, director, mt_member]
    minutes: 5
    timing: {{weekday: thursday, wall_time: "08:15", avoid: [zomerreces, kerstreces]}}
    search_words: [{words}]
    texts:
      nl: {{title: {title}, body: "{dutch} Wie vraag je, en wanneer?"}}
      nl@formal: {{body: "{dutch} Wie vraagt u, en wanneer?"}}
      en: {{title: {title}, body: "{english} Whom will you ask, and when?"}}
"""
_FIRST, _SECOND = ("b", "d", "f", "k", "l", "p", "r", "v"), ("a", "i", "o", "u", "y")


def figures() -> Iterator[dict[str, Any]]:
    """Measure both commands, each in turn with the baseline."""
    missing = PROMPTS - len(read_library().library.prompts)
    with tempfile.TemporaryDirectory() as folder:
        for file in SHIPPED.glob("*.yaml"):
            copy(file, folder)
        if missing > 0:
            made = "".join(_made(number) for number in range(missing))
            (Path(folder) / "gemaakt.yaml").write_text(_HEAD + made, encoding="utf-8")
        for name in ("check", "stats"):
            command = ["-m", "adapters.cli", "library"]
            baseline, subject = in_turn([*command, "schema"], [*command, name, folder])
            yield figure(
                f"zetje library {name}, {PROMPTS} prompts", subject, "s", baseline, goal=2.0
            )


def _made(number: int) -> str:
    words = [_word(number * 13 + place) for place in range(13)]
    sentence = "{} {} de {} {} van een {}. {} {} {} met de {}. {} {} {} {}."
    english = (
        sentence.replace(" de ", " the ").replace("van een", "of a").replace(" met ", " with ")
    )
    return _PROMPT.format(
        number=number,
        words=", ".join(words[:6]),
        title=" ".join(words[:3]),
        dutch=sentence.format(*words).capitalize(),
        english=english.format(*words).capitalize(),
    )


def _word(number: int) -> str:
    """Return a word that no other number has."""
    word = ""
    for _ in range(3):
        number, first = divmod(number, len(_FIRST))
        number, second = divmod(number, len(_SECOND))
        word += _FIRST[first] + _SECOND[second]
    return word + "m"
