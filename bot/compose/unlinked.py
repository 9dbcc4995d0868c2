"""What is said in an organisation that belongs to no tenant yet: in Dutch, and then in English."""

from collections.abc import Mapping

from bot.content import Content, Paragraph, Text
from bot.model.people import Language
from bot.voice import Voice

_TOLD_IN = (Language.NL, Language.EN)


def not_linked(voices: Mapping[str, Voice]) -> Content:
    """Return what to do where the app is installed and no code was typed yet."""
    told = [voices[language] for language in _TOLD_IN]
    lines = tuple(
        Paragraph(
            voice.t(
                "Ik ben hier nog niet gekoppeld. Heb je een code om mij in te stellen? "
                "Typ dan **beheer** met de code erachter."
            )
        )
        for voice in told
    )
    return Content(lines, told[0].s("Nog niet gekoppeld"))


def wrong_code(voices: Mapping[str, Voice]) -> Content:
    """Return what to do about a code that is no good."""
    told = [voices[language] for language in _TOLD_IN]
    lines = tuple(Paragraph(wrong_code_line(voice)) for voice in told)
    return Content(lines, told[0].s("De code werkt niet"))


def too_many_codes(voices: Mapping[str, Voice]) -> Content:
    """Return what to say once to who typed one wrong code after the other."""
    told = [voices[language] for language in _TOLD_IN]
    lines = tuple(
        Paragraph(
            voice.t(
                "Ik kijk nu even niet naar codes: er kwamen er te veel die niet werken. "
                "Over een uur kan het weer."
            )
        )
        for voice in told
    )
    return Content(lines, told[0].s("Even geen codes"))


def wrong_code_line(voice: Voice) -> Text:
    """Return the sentence about a code that is no good."""
    return voice.t(
        "Die code werkt niet: hij is verlopen, al gebruikt of anders geschreven. "
        "Een code is één dag geldig. Vraag een nieuwe aan wie mij installeert."
    )
