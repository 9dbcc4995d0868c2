"""What the card of a prompt turns into, on every device, once something came of it."""

from collections.abc import Iterator

from bot.compose.prompts import turned_card
from bot.compose.verbs import Verb
from bot.content import Content, Text
from bot.dates.write import write_day
from bot.dialogue.reaction import message_with, title_of
from bot.model.ids import MessageId
from bot.model.messages import Message, Purpose
from bot.model.records import Commitment, CommitmentState
from bot.model.situation import Situation, Update


def commitment_cards(situation: Situation, commitment: Commitment) -> tuple[Update, ...]:
    """Return the change of the card that the commitment came from, if there is one of this person's."""
    voice = situation.voice
    became = voice.t("vastgelegd")
    if commitment.state is CommitmentState.DONE:
        became = voice.t("klaar")
    elif commitment.state is CommitmentState.DROPPED:
        became = voice.t("van je lijst")
    elif commitment.due is not None:
        day = write_day(commitment.due.on, voice.language, today=situation.now.date())
        became = voice.t("vastgelegd voor {day}", day=day)
    return cards(situation, commitment.message, became, commitment.id)


def cards(
    situation: Situation, message_id: MessageId | None, became: Text, read_back: str = ""
) -> tuple[Update, ...]:
    """Return the change of this prompt's card and of its reminder's; none for a prompt to a group,
    or when other questions stand on the same card.

    With `read_back` (a record or a message) the card gets a button to read one's own words again.
    """
    message = message_with(situation, message_id) if message_id else None
    if message is None or message.person is None:
        return ()
    if any(one.joined_to == message.id for one in situation.history):
        # The same card holds other questions, which keep their buttons.
        return ()
    button = situation.voice.button("Lees terug", Verb.READ_BACK, read_back)
    content = turned_card(title_of(message, situation), became, *((button,) if read_back else ()))
    return tuple(_updates(situation, message, content))


def _updates(situation: Situation, message: Message, content: Content) -> Iterator[Update]:
    yield Update(message.id, content)
    for other in situation.history:
        if other.purpose is Purpose.REMINDER and other.subject == message.id:
            yield Update(other.id, content)
