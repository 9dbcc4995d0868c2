"""Words in which no Markdown comes alive, for where a backslash may be shown as it stands. Pure.

Teams reads no Markdown in the titles of choices, and so shows every backslash there; clients of before
2025 and Microsoft's own renderer do read it beside round and square boxes. What is done here works in
both: it hardly shows where Markdown is not read, and ends it where it is.
"""

import re

# Takes no room, and ends what Markdown would read across it.
_NOTHING = "\u200b"
# A space that hardly shows: after it a mark begins no emphasis.
_HAIR = "\u200a"
_BREAKS = str.maketrans({"`": "\u02cb", "\n": " ", "\r": " ", "\t": " "})
_EMPHASIS = re.compile(r"(\*|~|(?<![^\W_])_)")
_JOINTS = re.compile(r"\](?=[(\[])|<|&|\\|!(?=\[)")
_BEGINS_BLOCK = re.compile(r"[#>=|]|[-+*](?=[\s*-]|\Z)|\d+[.)](?=\s|\Z)")


def inert(words: str) -> str:
    """Return the words, on one line, so that they look the same whether Markdown is read or not."""
    made = words.translate(_BREAKS).strip()
    made = _EMPHASIS.sub(lambda found: found[0] + _HAIR, made)
    made = _JOINTS.sub(lambda found: found[0] + _NOTHING, made)
    return _NOTHING + made if _BEGINS_BLOCK.match(made) else made
