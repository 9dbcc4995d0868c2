"""A message as a row: what it says is sealed."""

from collections.abc import Sequence
from functools import partial

from adapters.sql.schema import messages
from adapters.sql.transaction import Row, Transaction
from bot.content import Content
from bot.content_json import content_from_json, content_to_json
from bot.model.making import maker
from bot.model.messages import Message
from bot.model.unread import Unopened

_made = maker(Message, [column.name for column in messages.columns if column.name != "words"])


class MessageRows:
    """Turns messages of one tenant into rows, and back."""

    def __init__(self, transaction: Transaction) -> None:
        self._db = transaction

    def row(self, message: Message) -> Row:
        """Return all columns of this message."""
        values: Row = {c.name: getattr(message, c.name, None) for c in messages.columns}
        values["words"] = self.sealed(message)
        return values

    @staticmethod
    def plain(message: Message, names: Sequence[str]) -> Row:
        """Return these columns of this message."""
        return {name: getattr(message, name) for name in names}

    def worded(self, message: Message, names: Sequence[str]) -> Row:
        """Return these columns of this message, and what it says."""
        return {**self.plain(message, names), "words": self.sealed(message)}

    def sealed(self, message: Message) -> bytes | None:
        """Return what it says, sealed for its row; None when it says nothing."""
        if message.content is None:
            return None
        return self._db.seal(messages, (message.id,), content_to_json(message.content))

    def unopened(self, row: Row) -> Message:
        """Return the message of a row; its content is opened once somebody looks at it."""
        sealed = row.pop("words", None)
        if sealed is not None:
            row["content"] = Unopened.of(partial(self._opened, row["id"], sealed))
        return _made(**row)

    def _opened(self, message: str, sealed: bytes) -> Content:
        return content_from_json(self._db.open(messages, (message,), sealed))
