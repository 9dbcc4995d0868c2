"""What people put down."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dates.when import When
from bot.model.ids import GroupId, MessageId, PromptId, RecordId
from bot.model.prompts import Theme
from bot.model.records import (
    AgendaItemState,
    CommitmentState,
    DilemmaState,
    Record,
    Records,
)
from bot.ports.stores import TenantStores
from tests.factories import (
    BRAM,
    FATMA,
    HANNEKE,
    JOKE,
    NOW,
    YUSUF,
    a_commitment,
    a_dilemma,
    a_group,
    a_reply,
    a_share,
    an_agenda_item,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

ABOUT: dict[str, Any] = {
    "message": MessageId("m1"),
    "prompt": PromptId("balie"),
    "theme": Theme.SMALL_WINS,
}
FULL: tuple[Record, ...] = (
    a_reply(about=RecordId("c1"), typed_ref="173.1", confirmed=False, **ABOUT),
    a_commitment(
        if_then="Als het druk is, dan woensdag",
        due=When(date(2026, 11, 13), time(11, 30), is_deadline=True),
        state=CommitmentState.DONE,
        closed_at=NOW + DAY,
        ask_at=NOW + HOUR,
        turn=2,
        moved=1,
        **ABOUT,
    ),
    a_commitment(name="no date", due=None),
    a_dilemma(
        stakes=("tempo", "draagvlak", ""),
        who_feels_it="de balie",
        decide_by_on=date(2026, 12, 1),
        state=DilemmaState.LET_GO,
        closed_at=NOW,
        ask_at=NOW,
        turn=1,
        still_open=4,
        **ABOUT,
    ),
    an_agenda_item(presenter="Fatma", state=AgendaItemState.MOVED, **ABOUT),
    a_share(message=MessageId("m1"), withdrawn_at=NOW),
    a_share(name="with Bram", is_dilemma=True, to_group=None, month=None, to_person=BRAM),
)


async def _save(stores: TenantStores, *records: Record) -> None:
    async with stores.write() as unit:
        for record in records:
            await unit.records.save(record)


async def test_every_field_of_every_record_comes_back(waterstad: TenantStores) -> None:
    await _save(waterstad, *FULL)

    async with waterstad.read() as unit:
        for record in FULL:
            assert await unit.records.get(record.id) == record
        assert await unit.records.get(RecordId("gone")) is None


async def test_records_of_a_person_by_kind_and_oldest_first(waterstad: TenantStores) -> None:
    older = a_commitment(name="older", created_at=NOW - DAY)
    newer = a_commitment(name="newer", created_at=NOW)
    rest = (a_reply(), a_dilemma(), an_agenda_item(), a_share())
    await _save(waterstad, newer, older, *rest, a_commitment(YUSUF))

    async with waterstad.read() as unit:
        found = await unit.records.of(HANNEKE)
        nothing = await unit.records.of(FATMA)

    assert found == Records((rest[0],), (older, newer), (rest[1],), (rest[2],), (rest[3],))
    assert nothing == Records()


async def test_saving_replaces(waterstad: TenantStores) -> None:
    await _save(waterstad, a_commitment(), a_commitment(short_name="Anders", turn=1))

    async with waterstad.read() as unit:
        found = (await unit.records.of(HANNEKE)).commitments
    assert found == (a_commitment(short_name="Anders", turn=1),)


async def test_deleting(waterstad: TenantStores) -> None:
    await _save(waterstad, a_commitment(), a_dilemma())

    async with waterstad.write() as unit:
        await unit.records.delete(a_commitment().id)
        await unit.records.delete(RecordId("never there"))

    async with waterstad.read() as unit:
        assert await unit.records.of(HANNEKE) == Records(dilemmas=(a_dilemma(),))


async def test_erasing_a_person(waterstad: TenantStores) -> None:
    await _save(waterstad, a_commitment(), a_reply(), a_share(), a_commitment(YUSUF))

    async with waterstad.write() as unit:
        assert await unit.records.erase(HANNEKE) == 3
        assert await unit.records.erase(HANNEKE) == 0

    async with waterstad.read() as unit:
        assert await unit.records.of(HANNEKE) == Records()
        assert await unit.records.of(YUSUF) == Records(commitments=(a_commitment(YUSUF),))


async def test_what_to_ask_about(waterstad: TenantStores) -> None:
    second = a_commitment(ask_at=NOW)
    first = a_dilemma(YUSUF, ask_at=NOW - DAY)
    left_out = (
        a_commitment(name="later", ask_at=NOW + timedelta(microseconds=1)),
        a_commitment(name="never"),
        a_commitment(name="done", ask_at=NOW, state=CommitmentState.DONE),
        a_dilemma(name="decided", ask_at=NOW, state=DilemmaState.DECIDED),
    )
    await _save(waterstad, second, first, *left_out)

    async with waterstad.read() as unit:
        assert list(await unit.records.to_ask(NOW)) == [first, second]


async def test_what_others_must_hear(waterstad: TenantStores) -> None:
    placed = an_agenda_item(name="placed", state=AgendaItemState.PLACED, changed_at=NOW + HOUR)
    moved = an_agenda_item(YUSUF, name="moved", state=AgendaItemState.MOVED, changed_at=NOW)
    declined = an_agenda_item(
        name="declined", state=AgendaItemState.DECLINED, changed_at=NOW + 3 * HOUR
    )
    shared = a_share(to_person=BRAM, to_group=None, month=None, at=NOW + 2 * HOUR)
    left_out = (
        an_agenda_item(name="proposed"),
        an_agenda_item(name="withdrawn", state=AgendaItemState.WITHDRAWN),
        an_agenda_item(name="before", state=AgendaItemState.PLACED, changed_at=NOW - HOUR),
        a_share(name="with a group"),
        a_share(name="withdrawn share", to_person=BRAM, withdrawn_at=NOW),
        a_share(name="shared before", to_person=BRAM, at=NOW - HOUR),
        a_commitment(),
    )
    await _save(waterstad, placed, moved, declined, shared, *left_out)

    async with waterstad.read() as unit:
        assert list(await unit.records.news(NOW)) == [moved, placed, shared, declined]


async def test_what_is_shared_with_someone(waterstad: TenantStores) -> None:
    newer = a_share(YUSUF, to_person=BRAM)
    older = a_share(to_person=BRAM, at=NOW - DAY)
    left_out = (
        a_share(name="withdrawn", to_person=BRAM, withdrawn_at=NOW),
        a_share(name="with Fatma", to_person=FATMA),
        a_share(name="with all"),
    )
    await _save(waterstad, newer, older, *left_out)

    async with waterstad.read() as unit:
        assert list(await unit.records.shared_with(BRAM)) == [older, newer]


async def test_what_is_shared_with_a_group_in_a_month(waterstad: TenantStores) -> None:
    newer, older = a_share(), a_share(YUSUF, at=NOW - DAY)
    left_out = (
        a_share(name="december", month="2026-12"),
        a_share(name="other group", to_group=GroupId("mt-2")),
        a_share(name="withdrawn", withdrawn_at=NOW),
        a_share(name="with Bram", to_person=BRAM, to_group=None, month=None),
    )
    await _save(waterstad, newer, older, *left_out)

    async with waterstad.read() as unit:
        assert list(await unit.records.shares(GroupId("mt"), "2026-11")) == [older, newer]


async def test_the_agenda_of_some_days(waterstad: TenantStores) -> None:
    tuesday = date(2026, 11, 10)
    late = an_agenda_item(YUSUF, created_at=NOW + HOUR, meeting_on=tuesday)
    early = an_agenda_item(meeting_on=tuesday, state=AgendaItemState.DECLINED)
    next_week = an_agenda_item(name="next", meeting_on=date(2026, 11, 17), created_at=NOW - DAY)
    left_out = (
        an_agenda_item(name="withdrawn", state=AgendaItemState.WITHDRAWN),
        an_agenda_item(name="too late", meeting_on=date(2026, 11, 18)),
        an_agenda_item(name="too early", meeting_on=date(2026, 11, 9)),
    )
    await _save(waterstad, late, early, next_week, *left_out)

    async with waterstad.read() as unit:
        found = await unit.records.agenda(tuesday, date(2026, 11, 17))
    assert list(found) == [early, late, next_week]


class TestCounts:
    async def test_counts_of_a_group(self, waterstad: TenantStores) -> None:
        done: dict[str, Any] = {"state": CommitmentState.DONE}
        await _save(
            waterstad,
            a_commitment(HANNEKE, "1", closed_at=NOW, created_at=NOW - 40 * DAY, **done),
            a_commitment(YUSUF, "2", closed_at=NOW + DAY, **done),
            a_reply(YUSUF, at=NOW + DAY),
            a_dilemma(FATMA, created_at=NOW + DAY),
            a_commitment(YUSUF, "3", closed_at=NOW + 30 * DAY, created_at=NOW, **done),
            a_commitment(YUSUF, "4", closed_at=NOW, state=CommitmentState.DROPPED),
            a_commitment(JOKE, "5", closed_at=NOW, **done),
            a_share(BRAM, at=NOW),
        )
        async with waterstad.write() as unit:
            await unit.people.save_group(a_group())

        async with waterstad.read() as unit:
            counted = await unit.records.closed_in(GroupId("mt"), NOW, NOW + 30 * DAY)
            nobody = await unit.records.closed_in(GroupId("other"), NOW, NOW + 30 * DAY)

        assert counted == (2, 2)
        assert nobody == (0, 0)

    async def test_both_ends_of_the_period(self, waterstad: TenantStores) -> None:
        await _save(waterstad, a_reply(at=NOW), a_reply(YUSUF, at=NOW + DAY))
        async with waterstad.write() as unit:
            await unit.people.save_group(a_group())

        async with waterstad.read() as unit:
            assert await unit.records.closed_in(GroupId("mt"), NOW, NOW + DAY) == (0, 1)


# Words are whole when they come here: no half of a pair of surrogates is in them.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(texts=st.lists(ANY_TEXT, min_size=5, max_size=5))
async def test_any_text_that_a_person_types_comes_back(
    waterstad: TenantStores, texts: list[str]
) -> None:
    a, b, c, d, e = texts
    records: tuple[Record, ...] = (
        a_reply(text=a, short_name=b),
        a_commitment(what=a, short_name=b, with_whom=c, if_then=d),
        a_dilemma(short_name=a, one_side=b, other_side=c, stakes=(d, e), who_feels_it=e),
        an_agenda_item(short_name=c, text=d, presenter=e),
        a_share(short_name=d, text=e),
    )

    await _save(waterstad, *records)

    async with waterstad.read() as unit:
        assert [await unit.records.get(record.id) for record in records] == list(records)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    at=st.datetimes(
        min_value=datetime(1990, 1, 1),  # noqa: DTZ001
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=st.timezones(),
    )
)
async def test_any_instant_comes_back(waterstad: TenantStores, at: datetime) -> None:
    record = replace(a_commitment(), ask_at=at, created_at=at)

    await _save(waterstad, record)

    async with waterstad.read() as unit:
        found = await unit.records.get(record.id)
    assert found is not None
    assert not isinstance(found, type(a_reply()))
    assert found == replace(
        record, ask_at=at.astimezone(NOW.tzinfo), created_at=at.astimezone(NOW.tzinfo)
    )
