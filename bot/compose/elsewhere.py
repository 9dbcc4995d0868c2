"""What is said at once to who used a command elsewhere than in their own conversation with the bot."""

from bot.voice import Voice


def in_our_conversation(voice: Voice) -> str:
    """Say where the answer stands."""
    return voice.s("Het antwoord staat in je eigen gesprek met mij.")


def invite_me(voice: Voice) -> str:
    """Say what to do when the bot may not speak in a channel."""
    return voice.s("Ik zit nog niet in dit kanaal. Nodig mij eerst uit en typ het dan nog eens.")
