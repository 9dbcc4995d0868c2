"""The records of many people, read in one go."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.records import Records
from bot.ports.stores import TenantStores
from tests.factories import (
    BRAM,
    FATMA,
    HANNEKE,
    NOW,
    YUSUF,
    a_commitment,
    a_dilemma,
    a_reply,
    a_share,
    an_agenda_item,
)

LONG_AGO = NOW - timedelta(days=90)
BEGINS = NOW - timedelta(days=30)


async def _put_down(waterstad: TenantStores) -> None:
    async with waterstad.write() as unit:
        for person in (HANNEKE, YUSUF, BRAM):
            for number, at in enumerate((NOW, LONG_AGO, BEGINS)):
                reply = a_reply(id=f"{person}-{number}", person=person, at=at)
                await unit.records.save(reply)
            await unit.records.save(a_commitment(id=f"{person}-c", person=person))
            await unit.records.save(a_dilemma(id=f"{person}-d", person=person, created_at=LONG_AGO))
            await unit.records.save(an_agenda_item(id=f"{person}-a", person=person))
            await unit.records.save(a_share(id=f"{person}-s", person=person))


def _without_old_words(records: Records, begins: datetime) -> Records:
    return replace(
        records,
        replies=tuple(
            one if one.at >= begins else replace(one, text="", short_name="")
            for one in records.replies
        ),
    )


async def test_those_of_many_are_those_of_each(waterstad: TenantStores) -> None:
    await _put_down(waterstad)
    async with waterstad.read() as unit:
        found = await unit.records.of_all([HANNEKE, YUSUF], LONG_AGO)
        assert found == {one: await unit.records.of(one) for one in (HANNEKE, YUSUF)}
        assert len(found[HANNEKE].replies) == 3


async def test_what_was_answered_before_has_no_words(waterstad: TenantStores) -> None:
    await _put_down(waterstad)
    async with waterstad.read() as unit:
        found = await unit.records.of_all([HANNEKE], BEGINS)
        assert found[HANNEKE] == _without_old_words(await unit.records.of(HANNEKE), BEGINS)
        words = [reply.text for reply in found[HANNEKE].replies]
    assert words[0] == ""
    assert all(words[1:])


async def test_who_put_nothing_down_has_nothing(waterstad: TenantStores) -> None:
    async with waterstad.read() as unit:
        assert await unit.records.of_all([FATMA], BEGINS) == {FATMA: Records()}
        assert await unit.records.of_all([], BEGINS) == {}
