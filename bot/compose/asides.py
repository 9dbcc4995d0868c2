"""The few words a platform says around a window or a card, when the answer itself stands elsewhere."""

from bot.voice import Voice


def in_the_chat(voice: Voice) -> str:
    """Say where the answer to a press stands, when it opened no window."""
    return voice.s("Kijk in de chat.")


def a_moment(voice: Voice) -> str:
    """Say that it takes longer than usual; whether anything is stored is not known yet."""
    return voice.s("Dit duurt even. Het antwoord komt in de chat.")


def not_done(voice: Voice) -> str:
    """Say that it failed, and that nothing was stored."""
    return voice.s("Dat lukte niet en er is niets bewaard. Probeer het nog eens.")


def not_known_here(voice: Voice) -> str:
    """Say that the bot does not know the organisation yet."""
    return voice.s("Ik ben hier nog niet gekoppeld.")


def for_our_people(voice: Voice) -> str:
    """Say to somebody of another organisation that there is nothing here for them."""
    return voice.s("Ik ben er alleen voor mensen van deze organisatie. Ik heb niets bewaard.")


def open_window(voice: Voice) -> str:
    """Name the button that opens a window after all."""
    return voice.s("Open het venster")


def further(voice: Voice) -> str:
    """Name the button that leafs through a long window."""
    return voice.s("Verder")
