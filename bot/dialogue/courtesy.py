"""Tells what is a reaction (*dank je, ik zit nu in overleg*) from what may be an answer."""

import re

_LONGEST = 12
_SAID = re.compile(
    r"dank(?:je|jewel|uwel|u)?|bedankt|thanks|thank|thx|merci|ok[eé]?|okay|oki|prima|top|fijn|mooi|"
    r"leuk|goed|ja|nee|yes|no|hoi|hallo|hi|hey|dag|doei|later|straks|sorry|duidelijk|check|komt|jep|"
    r"great|fine|sure|nice|hello",
    re.IGNORECASE,
)
_BUSY = re.compile(
    r"\b(?:in|naar) (?:een |het |mijn )?(?:overleg|vergadering|gesprek|bespreking)\b|geen tijd|"
    r"kom (?:ik )?(?:er )?(?:later |straks |morgen )?op terug|"
    r"\b(?:nu|even) (?:even )?niet\b|komt? (?:later|straks|morgen)|"
    r"\bin a meeting\b|no time|later today|get back to",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def is_reaction(text: str) -> bool:
    """Tell whether the text only says thanks, yes, or not now; a sign without words is one too.

    It is never thrown away for that: whoever typed it is asked.
    """
    words = _WORD.findall(text)
    if not words:
        return not any(letter.isdigit() for letter in text)
    if len(words) > _LONGEST:
        return False
    if _BUSY.search(text):
        return True
    said = [bool(_SAID.fullmatch(word)) for word in words]
    filler = {"je", "u", "wel", "hoor", "zeer", "heel", "erg", "en", "you", "it", "dat", "is", "zo"}
    return said[0] and all(
        known or word.casefold() in filler for known, word in zip(said, words, strict=True)
    )
