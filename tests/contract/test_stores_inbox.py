"""What came in, what is waited for, and the log of who opened what."""

from datetime import timedelta
from functools import partial

import pytest

from bot.content import Field, FieldKind, Option
from bot.errors import AlreadyHandled
from bot.model.ids import MessageId, TenantId
from bot.model.people import Platform
from bot.model.records import AuditKind
from bot.model.situation import Answer, Awaits, ExpectedAnswer
from bot.ports.directory import Right
from bot.ports.stores import Stores, TenantStores
from tests.factories import (
    HANNEKE,
    NOW,
    WATERSTAD,
    YUSUF,
    a_dialog,
    a_person,
    a_tenant,
    a_text,
    an_audit_entry,
    an_expected_answer,
)

ELSEWHERE = TenantId("elsewhere")
DIALOG = a_dialog(
    intro=(a_text("Even "), a_text("rustig", strong=True)),
    fields=(
        Field(name="what", label="Wat", value="typed\x00words", max_length=200, hint="kort"),
        Field(name="when", label="Wanneer", kind=FieldKind.WHEN, required=False),
        Field(
            name="who",
            label="Wie",
            kind=FieldKind.CHOICES,
            values=("a", "b"),
            options=(Option("a", "Team A"), Option("b", "Team B")),
        ),
    ),
)


async def test_the_answer_to_an_event_is_kept(waterstad: TenantStores) -> None:
    answer = Answer(DIALOG, {"when": "Dat is geen dag."}, (MessageId("m1"), MessageId("m2")))
    async with waterstad.write() as unit:
        await unit.inbox.remember("e1", HANNEKE, answer, NOW)
        await unit.inbox.remember("e2", HANNEKE, Answer(), NOW)

    async with waterstad.read() as unit:
        assert await unit.inbox.stored("e1") == answer
        assert await unit.inbox.stored("e2") == Answer()
        assert await unit.inbox.stored("e3") is None


async def test_a_dialog_to_read_only_is_kept(waterstad: TenantStores) -> None:
    answer = Answer(a_dialog(submit_label=None, fields=()))
    async with waterstad.write() as unit:
        await unit.inbox.remember("e1", HANNEKE, answer, NOW)

    async with waterstad.read() as unit:
        assert await unit.inbox.stored("e1") == answer


async def test_an_event_is_remembered_once(waterstad: TenantStores) -> None:
    first = Answer(errors={"what": "Te lang."})
    async with waterstad.write() as unit:
        await unit.inbox.remember("e1", HANNEKE, first, NOW)
        with pytest.raises(AlreadyHandled, match="e1"):
            await unit.inbox.remember("e1", HANNEKE, Answer(), NOW)

    async with waterstad.read() as unit:
        assert await unit.inbox.stored("e1") == first


async def test_what_is_waited_for(waterstad: TenantStores) -> None:
    full = an_expected_answer(
        awaits=Awaits.HELD_BACK,
        words="bel 06-12345678 \u2067",
        ref="173.2",
        values={"what": "bellen", "when": "morgen"},
        expires_at=NOW - timedelta(days=1),
    )
    async with waterstad.write() as unit:
        await unit.inbox.expect(HANNEKE, "dm", full)
        await unit.inbox.expect(HANNEKE, "dm-2", an_expected_answer())

    async with waterstad.read() as unit:
        assert await unit.inbox.expected(HANNEKE, "dm") == full
        assert await unit.inbox.expected(HANNEKE, "dm-2") == an_expected_answer()
        assert await unit.inbox.expected(HANNEKE, "dm-3") is None
        assert await unit.inbox.expected(YUSUF, "dm") is None


async def test_one_thing_is_waited_for_in_a_conversation(waterstad: TenantStores) -> None:
    async with waterstad.write() as unit:
        await unit.inbox.expect(HANNEKE, "dm", an_expected_answer())
        await unit.inbox.expect(HANNEKE, "dm", an_expected_answer(awaits=Awaits.REPLY))
        assert await unit.inbox.expected(HANNEKE, "dm") == an_expected_answer(awaits=Awaits.REPLY)

        await unit.inbox.expect(HANNEKE, "dm", None)
        await unit.inbox.expect(HANNEKE, "dm", None)
        assert await unit.inbox.expected(HANNEKE, "dm") is None


async def test_what_did_not_come_in_its_time_is_waited_for_no_more(stores: Stores) -> None:
    def message(until: timedelta) -> ExpectedAnswer:
        return an_expected_answer(awaits=Awaits.MESSAGE, words="nieuw", expires_at=NOW + until)

    await stores.directory.save_tenant(a_tenant(id=ELSEWHERE))
    late, in_time = message(timedelta(0)), message(timedelta(seconds=1))
    draft = an_expected_answer(awaits=Awaits.DRAFT, expires_at=NOW - timedelta(days=1))
    for tenant in (WATERSTAD, ELSEWHERE):
        async with stores.of(tenant).write() as unit:
            await unit.inbox.expect(HANNEKE, "m1", late)
            await unit.inbox.expect(YUSUF, "m1", late)
            await unit.inbox.expect(YUSUF, "m2", in_time)
            await unit.inbox.expect(HANNEKE, "dm", draft)
    async with stores.of(WATERSTAD).write() as unit:
        await unit.inbox.give_up(Awaits.MESSAGE, NOW)

    async with stores.of(WATERSTAD).read() as unit:
        assert await unit.inbox.expected(HANNEKE, "m1") is None
        assert await unit.inbox.expected(YUSUF, "m1") is None
        assert await unit.inbox.expected(YUSUF, "m2") == in_time
        assert await unit.inbox.expected(HANNEKE, "dm") == draft
    async with stores.of(ELSEWHERE).read() as unit:
        assert await unit.inbox.expected(HANNEKE, "m1") == late


async def test_erasing(waterstad: TenantStores) -> None:
    async with waterstad.write() as unit:
        for person in (HANNEKE, YUSUF):
            await unit.inbox.remember(f"e-{person}", person, Answer(DIALOG), NOW)
            await unit.inbox.expect(person, "dm", an_expected_answer())
        await unit.inbox.erase(HANNEKE)

    async with waterstad.read() as unit:
        assert await unit.inbox.stored("e-hanneke") is None
        assert await unit.inbox.expected(HANNEKE, "dm") is None
        assert await unit.inbox.stored("e-yusuf") == Answer(DIALOG)
        assert await unit.inbox.expected(YUSUF, "dm") == an_expected_answer()


async def test_the_audit_log_oldest_first(waterstad: TenantStores) -> None:
    newer = an_audit_entry(kind=AuditKind.EXPORTED, what="alles", reason="Verzoek 😀")
    older = an_audit_entry(name="older", at=NOW - timedelta(days=1))
    async with waterstad.write() as unit:
        for entry in (newer, older, an_audit_entry(YUSUF)):
            await unit.audit.add(entry)

    async with waterstad.read() as unit:
        assert await unit.audit.of(HANNEKE) == [older, newer]


async def test_an_entry_is_only_ever_added(waterstad: TenantStores) -> None:
    async with waterstad.write() as unit:
        await unit.audit.add(an_audit_entry())
    async with waterstad.write() as unit:
        await unit.audit.add(an_audit_entry(reason="Anders"))

    async with waterstad.read() as unit:
        assert await unit.audit.of(HANNEKE) == [an_audit_entry()]


@pytest.mark.parametrize("answer", [None, Answer(), Answer(DIALOG, {"when": "Dat is geen dag."})])
@pytest.mark.parametrize("expected", [None, an_expected_answer()])
@pytest.mark.parametrize("other", [None, an_expected_answer(awaits=Awaits.MESSAGE, words="nieuw")])
async def test_what_is_at_hand_is_what_was_stored_and_what_is_expected(
    waterstad: TenantStores,
    answer: Answer | None,
    expected: ExpectedAnswer | None,
    other: ExpectedAnswer | None,
) -> None:
    async with waterstad.write() as unit:
        await unit.people.save(a_person())
        await unit.people.save(a_person(YUSUF))
        await unit.inbox.expect(HANNEKE, "dm", expected)
        await unit.inbox.expect(HANNEKE, "m1", other)
        await unit.inbox.expect(HANNEKE, "elsewhere", an_expected_answer(words="elders"))
        await unit.inbox.expect(YUSUF, "dm", an_expected_answer(words="van Yusuf"))
        await unit.inbox.remember("e2", HANNEKE, Answer(errors={"what": "van een ander"}), NOW)
        if answer is not None:
            await unit.inbox.remember("e1", HANNEKE, answer, NOW)

    async with waterstad.write() as unit:
        at_hand = partial(unit.inbox.at_hand, "e1", HANNEKE)
        both, nowhere = (expected, other), ("nowhere", "")
        assert await at_hand(("dm", "m1"), Platform.SLACK) == (answer, both, Right(0))
        assert await at_hand(nowhere, Platform.SLACK) == (answer, (None, None), Right(0))


async def test_what_is_at_hand_tells_how_the_platform_is_doing(stores: Stores) -> None:
    later = NOW + timedelta(minutes=1)
    await stores.directory.allow_from(Platform.SLACK, WATERSTAD, later, 3)
    async with stores.of(WATERSTAD).write() as unit:
        await unit.people.save(a_person())
    async with stores.of(WATERSTAD).write() as unit:
        for platform in Platform:
            *_, right = await unit.inbox.at_hand("e1", HANNEKE, ("dm", ""), platform)
            assert right == await stores.directory.last_right(platform, WATERSTAD)
