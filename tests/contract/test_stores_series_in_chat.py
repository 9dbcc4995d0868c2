"""What admins make in the chat: programmes that are kept, own questions, silence, and the log."""

from datetime import date, timedelta

from bot.model.calendar import Silence
from bot.model.ids import PersonId
from bot.model.messages import NOT_HANDED_OVER, Purpose, Reason, State
from bot.model.outcomes import SeriesOutcome
from bot.model.people import Language
from bot.model.records import AuditKind
from bot.model.series import FallsAway, Newcomers, Pause
from bot.ports.stores import TenantStores
from tests.factories import (
    BRAM,
    HANNEKE,
    NOW,
    WATERSTAD,
    a_message,
    a_person,
    a_programme,
    a_series,
    an_audit_entry,
    an_own_prompt,
)

DAY = timedelta(days=1)


async def test_a_series_keeps_its_programme_as_it_was(waterstad: TenantStores) -> None:
    programme = a_programme(version=3)
    full = a_series(
        programme=programme,
        falls_away=FallsAway.LAPSES,
        newcomers=Newcomers.FIRST_STEP,
        pauses=(Pause(NOW, NOW + DAY), Pause(NOW + 2 * DAY)),
        steps_before=4,
    )
    async with waterstad.write() as unit:
        await unit.series.save(full)

    async with waterstad.read() as unit:
        found = await unit.series.get(full.id)

    assert found == full
    assert found is not None
    assert found.programme is not None
    assert found.programme.text(Language.NL).closing == "Wat viel op?"


async def test_days_off_and_a_deputy_come_back(waterstad: TenantStores) -> None:
    person = a_person(days_off=frozenset({2, 4}), deputy=BRAM)
    async with waterstad.write() as unit:
        await unit.people.save(person)

    async with waterstad.read() as unit:
        assert await unit.people.get(HANNEKE) == person


async def test_own_questions_come_back_word_for_word(waterstad: TenantStores) -> None:
    first, second = an_own_prompt(id="eigen:b"), an_own_prompt(id="eigen:a", withdrawn=True)
    async with waterstad.write() as unit:
        await unit.series.save_own_prompt(first)
        await unit.series.save_own_prompt(second)
        await unit.series.save_own_prompt(an_own_prompt(id="eigen:b", minutes=7))

    async with waterstad.read() as unit:
        assert await unit.series.own_prompts() == [second, an_own_prompt(id="eigen:b", minutes=7)]


async def test_a_silence_is_one_by_its_beginning(waterstad: TenantStores) -> None:
    lasting = Silence(tenant=WATERSTAD, since_at=NOW)
    earlier = Silence(tenant=WATERSTAD, since_at=NOW - DAY, until_on=date(2026, 11, 3))
    lifted = Silence(tenant=WATERSTAD, since_at=NOW, lifted_at=NOW + DAY)
    async with waterstad.write() as unit:
        for silence in (lasting, earlier, lifted):
            await unit.series.save_silence(silence)

    async with waterstad.read() as unit:
        assert await unit.series.silences() == [earlier, lifted]


async def test_the_log_of_changes_is_nobodys_and_has_the_newest_first(
    waterstad: TenantStores,
) -> None:
    async with waterstad.write() as unit:
        await unit.audit.add(an_audit_entry())
        for name, at in (("made", NOW), ("started", NOW + DAY), ("paused", NOW + 2 * DAY)):
            changed = an_audit_entry(
                name=name, kind=AuditKind.CHANGED, what=name, at=at, person=PersonId("")
            )
            await unit.audit.add(changed)

    async with waterstad.read() as unit:
        assert [entry.what for entry in await unit.audit.changes(2)] == ["paused", "started"]
        assert [entry.kind for entry in await unit.audit.of(HANNEKE)] == [AuditKind.OPENED]


async def test_what_is_planned_of_a_series_can_be_planned_anew(waterstad: TenantStores) -> None:
    series = a_series().id
    planned = a_message(subject="1", series=series, local_on=date(2026, 11, 3))
    asked = a_message(subject="2", series=series, asked=True)
    sent = a_message(subject="3", series=series, state=State.SENT, sent_at=NOW)
    other = a_message(subject="4", series=a_series("other").id)
    async with waterstad.write() as unit:
        for message in (planned, asked, sent, other):
            assert await unit.messages.add(message)
        assert await unit.messages.unplan(series) == planned.due_at
        # Its id, its key and its day are free again.
        assert await unit.messages.add(planned)

    async with waterstad.read() as unit:
        found = await unit.messages.of_series(NOW - DAY)
        assert {message.id for message in found} == {m.id for m in (planned, asked, sent, other)}
        assert await unit.messages.of_series(NOW + 99 * DAY) == []


async def test_what_became_of_a_series_is_counted_for_each_person(
    waterstad: TenantStores,
) -> None:
    series = a_series().id
    sent = a_message(subject="1", series=series, state=State.SENT, sent_at=NOW)
    reacted = a_message(subject="2", series=series, state=State.SENT, sent_at=NOW, answered_at=NOW)
    late = a_message(subject="3", series=series, state=State.SKIPPED, reason=Reason.LATE)
    refused = a_message(
        subject="4",
        person=BRAM,
        series=series,
        state=State.FAILED,
        reason=Reason.REFUSED,
        detail="x",
    )
    left_out = (
        *(a_message(subject=one, series=series, state=one) for one in NOT_HANDED_OVER),
        a_message(Purpose.REMINDER, subject="6", series=series, state=State.SENT),
        a_message(subject="7", state=State.SENT),
    )
    async with waterstad.write() as unit:
        for message in (sent, reacted, late, refused, *left_out):
            assert await unit.messages.add(message)

    async with waterstad.read() as unit:
        assert await unit.messages.outcomes(NOW - DAY) == [
            SeriesOutcome(
                series=series, person=BRAM, state=State.FAILED, reason=Reason.REFUSED, detail="x"
            ),
            SeriesOutcome(series=series, person=HANNEKE, state=State.SENT, count=2, answered=1),
            SeriesOutcome(series=series, person=HANNEKE, state=State.SKIPPED, reason=Reason.LATE),
        ]
        assert await unit.messages.outcomes(NOW + DAY) == []
