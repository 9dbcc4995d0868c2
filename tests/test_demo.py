"""The demo's municipality."""

from datetime import UTC, date, datetime

from adapters.demo.municipality import TENANT, series, settle_in
from adapters.library_files import SHIPPED, read_library
from bot.model.ids import PersonId
from bot.model.people import Standing
from tests.fakes.memory import MemoryStores


def test_every_step_of_its_series_can_be_asked() -> None:
    library = read_library(SHIPPED).library
    for one in series(date(2027, 1, 11)):
        assert all(library.find(step) for step in one.steps), one.name


async def test_nobody_takes_part_before_they_say_so() -> None:
    stores = MemoryStores()
    await settle_in(stores, datetime(2027, 1, 11, 11, 15, tzinfo=UTC))
    async with stores.of(TENANT).read() as unit:
        people = await unit.people.all()
        moments = await unit.dates.moments()
    assert PersonId("hanneke") in {person.id for person in people}
    assert {person.standing for person in people} == {Standing.NOT_STARTED}
    assert {moment.on.year for moment in moments} == {2027, 2028}
