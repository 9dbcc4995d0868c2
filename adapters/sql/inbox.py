"""What came in, and what is waited for."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from adapters.sql.schema import answers, expected_answers, leases, people
from adapters.sql.transaction import Row, Transaction
from bot.content_json import dialog_from_json, dialog_to_json
from bot.errors import AlreadyHandled
from bot.model.ids import PersonId
from bot.model.people import Platform
from bot.model.situation import Answer, Awaits, ExpectedAnswer
from bot.ports.directory import Right
from bot.ports.stores import ExpectedInBoth

_ANSWER = select(answers.c.words).where(
    answers.c.tenant == bindparam("tenant"), answers.c.key == bindparam("key")
)
_is_expected = (
    (expected_answers.c.tenant == people.c.tenant)
    & (expected_answers.c.person == people.c.id)
    & (expected_answers.c.conversation == bindparam("conversation"))
)
_is_stored = (answers.c.tenant == people.c.tenant) & (answers.c.key == bindparam("key"))
_there = expected_answers.alias("there")
_is_expected_there = (
    (_there.c.tenant == people.c.tenant)
    & (_there.c.person == people.c.id)
    & (_there.c.conversation == bindparam("other"))
)
_THERE = "there_"
_right = (leases.c.tenant == people.c.tenant) & (leases.c.platform == bindparam("platform"))
_AT_HAND = (
    select(
        expected_answers,
        *(column.label(_THERE + column.name) for column in _there.c),
        answers.c.words.label("answer"),
        *(leases.c.number, leases.c.failures, leases.c.next_allowed_at),
    )
    .select_from(people)
    .outerjoin(expected_answers, _is_expected)
    .outerjoin(_there, _is_expected_there)
    .outerjoin(answers, _is_stored)
    .outerjoin(leases, _right)
    .where(people.c.tenant == bindparam("tenant"), people.c.id == bindparam("person"))
)
_EXPECTED = select(expected_answers).where(
    expected_answers.c.tenant == bindparam("tenant"),
    expected_answers.c.person == bindparam("person"),
    expected_answers.c.conversation == bindparam("conversation"),
)


# What of it is not sealed.
_PLAIN = ("awaits", "subject", "verb", "ref", "expires_at")


class SqlInbox:
    """The inbox of one tenant. Answers are sealed whole: they hold what was typed in a dialog."""

    def __init__(self, transaction: Transaction) -> None:
        self._db = transaction

    async def stored(self, key: str) -> Answer | None:
        """Return the answer that was given to the event with this key, or None."""
        row = await self._db.row(_ANSWER, {"key": key})
        return None if row is None else self._answer(key, row["words"])

    async def at_hand(
        self, key: str, person: PersonId, places: tuple[str, str], platform: Platform
    ) -> tuple[Answer | None, ExpectedInBoth, Right]:
        """Return what `stored`, `expected` and `last_right` return, in one go, of a person who is there."""
        here, there = places
        place = {"person": person, "conversation": here, "other": there}
        row = await self._db.row(_AT_HAND, {"key": key, "platform": platform, **place})
        if row is None:
            return None, (None, None), Right(0)
        answer = row["answer"] and self._answer(key, row["answer"])
        right = Right(row["number"] or 0, row["failures"] or 0, row["next_allowed_at"])
        return answer, (self._expected(row), self._expected(row, _THERE)), right

    def _answer(self, key: str, sealed: bytes) -> Answer:
        words = self._db.open(answers, (key,), sealed)
        dialog = words["dialog"]
        return Answer(
            dialog=None if dialog is None else dialog_from_json(dialog),
            errors=words["errors"],
            messages=tuple(words["messages"]),
        )

    async def remember(self, key: str, person: PersonId, answer: Answer, at: datetime) -> None:
        """Store the answer to an event. Raises AlreadyHandled when the key is there."""
        words = {
            "dialog": None if answer.dialog is None else dialog_to_json(answer.dialog),
            "errors": dict(answer.errors),
            "messages": list(answer.messages),
        }
        sealed = self._db.seal(answers, (key,), words)
        values = {"key": key, "person": person, "at": at, "words": sealed}
        if not await self._db.add(answers, values):
            raise AlreadyHandled(f"event {key} was handled before")

    async def expected(self, person: PersonId, conversation: str) -> ExpectedAnswer | None:
        """Return what the bot waits for from this person in this conversation, expired or not."""
        row = await self._db.row(_EXPECTED, {"person": person, "conversation": conversation})
        return None if row is None else self._expected(row)

    def _expected(self, row: Row, prefix: str = "") -> ExpectedAnswer | None:
        if row[prefix + "awaits"] is None:
            return None
        place = (row[prefix + "person"], row[prefix + "conversation"])
        words = self._db.open(expected_answers, place, row[prefix + "words"])
        plain = {name: row[prefix + name] for name in _PLAIN}
        return ExpectedAnswer(**plain, **words)

    async def expect(
        self, person: PersonId, conversation: str, expected: ExpectedAnswer | None
    ) -> None:
        """Wait for this instead of what was waited for; None: for nothing."""
        if expected is None:
            table = expected_answers
            await self._db.change(
                delete(table).where(
                    table.c.tenant == self._db.tenant,
                    table.c.person == person,
                    table.c.conversation == conversation,
                )
            )
            return
        words = {"words": expected.words, "values": dict(expected.values)}
        values = {
            "person": person,
            "conversation": conversation,
            "awaits": expected.awaits,
            "subject": expected.subject,
            "verb": expected.verb,
            "ref": expected.ref,
            "expires_at": expected.expires_at,
            "words": self._db.seal(expected_answers, (person, conversation), words),
        }
        await self._db.put(expected_answers, values)

    async def give_up(self, awaits: Awaits, now: datetime) -> None:
        """Wait no more for what of this kind was to come before now, whoever was to send it."""
        table = expected_answers
        await self._db.change(
            delete(table).where(
                table.c.tenant == self._db.tenant,
                table.c.awaits == awaits,
                table.c.expires_at <= now,
            )
        )

    async def erase(self, person: PersonId) -> None:
        """Remove stored answers to, and expected answers of, this person."""
        for table in (answers, expected_answers):
            await self._db.change(
                delete(table).where(table.c.tenant == self._db.tenant, table.c.person == person)
            )
