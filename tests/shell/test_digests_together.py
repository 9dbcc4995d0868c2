"""Digests that go out together are read together, and say what each would say alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.compose.compose import compose
from bot.content import Content
from bot.local_time import at_wall_time
from bot.model.ids import PersonId, RecordId
from bot.model.messages import Message, Priority, Purpose, Reason, State, message_id
from bot.model.people import Platform
from bot.model.prompts import Theme
from bot.model.records import Commitment, Dilemma, Reply
from bot.ports.stores import Unit
from bot.preparing import Preparing
from bot.situations import Setting, situation_of
from tests.shell.town import Town
from tests.stages.town import TENANT, instant

NOW = instant("2027-02-04 12:15")
PEOPLE = (PersonId("hanneke"), PersonId("yusuf"))
ZONES = ("Europe/Amsterdam", "Pacific/Auckland", "America/New_York")
HOUR = timedelta(hours=1)


def a_digest(person: PersonId, month: str) -> Message:
    return Message(
        id=message_id(TENANT, Purpose.DIGEST, month, person),
        tenant=TENANT,
        purpose=Purpose.DIGEST,
        subject=month,
        recipient=person,
        person=person,
        platform=Platform.BROWSER,
        priority=Priority.DIGEST,
        due_at=NOW,
        local_on=NOW.date(),
        state=State.CLAIMED,
        created_at=NOW,
    )


def around(month: str, zone: str) -> list[datetime]:
    """Return instants on both sides of midnight at both ends of the month, and far before it."""
    first = datetime.fromisoformat(f"{month}-01").date()
    begins = at_wall_time(first, datetime.min.time(), zone)
    after = at_wall_time((first + timedelta(days=31)).replace(day=1), datetime.min.time(), zone)
    edges = [at + side for at in (begins, after) for side in (-HOUR, -timedelta(0), HOUR)]
    return [begins - timedelta(days=60), *edges]


async def put_down(unit: Unit, person: PersonId, instants: Sequence[datetime]) -> None:
    common: dict[str, Any] = {"tenant": TENANT, "person": person}
    kept = Dilemma(
        id=RecordId(f"{person}-d"),
        short_name="Tempo of draagvlak",
        one_side="",
        other_side="",
        created_at=instants[0],
        theme=next(iter(Theme)),
        **common,
    )
    done = Commitment(
        id=RecordId(f"{person}-c"),
        what="Bellen",
        short_name="Bellen",
        created_at=instants[0],
        **common,
    )
    await unit.records.save(kept)
    await unit.records.save(done)
    for number, at in enumerate(instants):
        reply = Reply(
            id=RecordId(f"{person}-{number}"),
            text=f"Woorden van {number}",
            short_name=f"Antwoord {number}",
            at=at,
            about=kept.id if number == 0 else None,
            theme=list(Theme)[number % len(Theme)],
            **common,
        )
        await unit.records.save(reply)


async def alone(unit: Unit, town: Town, digest: Message) -> Content | Reason:
    assert digest.person is not None
    person = await unit.people.get(digest.person)
    assert person is not None
    setting = Setting(NOW, f"dm-{person.id}", digest.id, with_colleagues=False)
    situation = await situation_of(unit, town.knowledge, person, setting, digest)
    return compose(digest, situation, ())


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("month", ["2027-01", "2026-12"])
async def test_together_or_alone_is_the_same(town: Town, zone: str, month: str) -> None:
    async with town.stores.of(TENANT).write() as unit:
        for one in PEOPLE:
            person = await unit.people.get(one)
            assert person is not None
            await unit.people.save(replace(person, zone=zone))
            await put_down(unit, one, around(month, zone))
    digests = [a_digest(one, month) for one in PEOPLE]
    async with town.stores.of(TENANT).read() as unit:
        preparing = await Preparing.of(unit, town.knowledge, digests, NOW)
        made = [(await preparing.prepare(one)).content for one in digests]
        assert made == [await alone(unit, town, one) for one in digests]

    said = str(made[0])
    assert "Antwoord 2" in said
    assert "Woorden van" not in said


async def test_one_that_was_not_expected_is_read_by_itself(town: Town) -> None:
    async with town.stores.of(TENANT).write() as unit:
        await put_down(unit, PEOPLE[0], around("2027-01", "Europe/Amsterdam"))
    digest = a_digest(PEOPLE[0], "2027-01")
    async with town.stores.of(TENANT).read() as unit:
        preparing = await Preparing.of(unit, town.knowledge, [a_digest(PEOPLE[1], "2027-01")], NOW)
        preparing.people = {one.id: one for one in await unit.people.all()}
        preparing.places = {PEOPLE[0]: "dm-hanneke"}
        assert (await preparing.prepare(digest)).content == await alone(unit, town, digest)
