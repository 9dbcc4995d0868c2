"""Sentences and words of a text, as a reader counts them."""

import re

_END = re.compile(r"(?<=[.?!…])[’”'\")]*\s+|:\s+(?=[‘“\"])")
_WORD = re.compile(r"\S*[^\W_]\S*")
_QUOTED = re.compile(r"‘[^‘’]*’(?!\w)|“[^“”]*”|\"[^\"]*\"")


def count_words(text: str) -> int:
    """Return the number of words: what stands between spaces and holds a letter or digit."""
    return len(_WORD.findall(text))


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of `text`. What is quoted after a colon is one of its own."""
    return tuple(part.strip() for part in _END.split(text) if part.strip())


def last_questions(text: str) -> str:
    """Return the questions that `text` ends with; nothing when it ends otherwise."""
    asked: list[str] = []
    for sentence in reversed(sentences(text)):
        if not sentence.rstrip("’”'\")").endswith("?"):
            break
        asked.insert(0, sentence)
    return " ".join(asked)


def without_quotes(text: str) -> str:
    """Return `text` without what is quoted in it: words that someone says to somebody else."""
    return _QUOTED.sub(" ", text)
