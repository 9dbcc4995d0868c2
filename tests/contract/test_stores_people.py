"""People, groups and addresses."""

from dataclasses import replace
from datetime import date, time, timedelta

from bot.model.ids import GroupId, PersonId
from bot.model.installations import Installation
from bot.model.people import (
    Address,
    Group,
    Language,
    Period,
    Person,
    Platform,
    Rhythm,
    Role,
    Standing,
)
from bot.ports.stores import Stores, TenantStores
from tests.factories import (
    BRAM,
    FATMA,
    HANNEKE,
    JOKE,
    NOW,
    WATERSTAD,
    YUSUF,
    a_commitment,
    a_group,
    a_person,
    an_address,
)


async def _save(stores: TenantStores, *things: Person | Address | Group) -> None:
    async with stores.write() as unit:
        for thing in things:
            match thing:
                case Person():
                    await unit.people.save(thing)
                case Address():
                    await unit.people.save_address(thing)
                case Group():
                    await unit.people.save_group(thing)


async def test_every_field_of_a_person_comes_back(waterstad: TenantStores) -> None:
    person = a_person(
        name="Hanneke “de” Wit\x00😀",
        roles=frozenset({Role.SECRETARY, Role.ADMIN}),
        zone="America/Paramaribo",
        language=Language.NL_FORMAL,
        standing=Standing.STOPPED,
        stopped_at=NOW,
        weekday=0,
        wall_time=time(12, 15),
        rhythm=Rhythm.QUIET,
        paused_until_on=date(2026, 12, 1),
        absences=(Period(date(2026, 12, 21), date(2027, 1, 3)),),
        unanswered=3,
        told_about_plain_text=True,
    )

    await _save(waterstad, person)

    async with waterstad.read() as unit:
        assert await unit.people.get(HANNEKE) == person
        assert await unit.people.locked(HANNEKE) == person
        assert await unit.people.get(YUSUF) is None
        assert await unit.people.locked(YUSUF) is None


async def test_what_reached_people_is_noted(waterstad: TenantStores) -> None:
    await _save(waterstad, a_person(unanswered=1), a_person(YUSUF), a_person(BRAM))

    async with waterstad.write() as unit:
        await unit.people.note_prompted([HANNEKE, YUSUF, HANNEKE, PersonId("nobody")])
        await unit.people.note_prompted([])
        await unit.people.note_welcomed([BRAM, PersonId("nobody")], NOW)

    async with waterstad.read() as unit:
        assert await unit.people.get(HANNEKE) == a_person(unanswered=3)
        assert await unit.people.get(YUSUF) == a_person(YUSUF, unanswered=1)
        assert await unit.people.get(BRAM) == a_person(BRAM, welcomed_at=NOW)


async def test_the_language_of_everybody(waterstad: TenantStores) -> None:
    await _save(waterstad, a_person(), a_person(YUSUF, language=Language.EN))

    async with waterstad.read() as unit:
        assert await unit.people.languages() == {HANNEKE: Language.NL, YUSUF: Language.EN}


async def test_saving_replaces(waterstad: TenantStores) -> None:
    await _save(waterstad, a_person(weekday=2), a_person(name="Hanneke Bos"))

    async with waterstad.read() as unit:
        assert await unit.people.all() == [a_person(name="Hanneke Bos")]


async def test_everybody_ordered_by_id(waterstad: TenantStores) -> None:
    people = [a_person(id) for id in (YUSUF, BRAM, PersonId("Zoë"), PersonId("9"), FATMA)]
    await _save(waterstad, *people)

    async with waterstad.read() as unit:
        found = [person.id for person in await unit.people.all()]
    assert found == ["9", "Zoë", "bram", "fatma", "yusuf"]


async def test_a_person_is_found_at_an_address(waterstad: TenantStores) -> None:
    await _save(waterstad, a_person(), an_address(), an_address(YUSUF, external_id="U1"))

    async with waterstad.read() as unit:
        assert await unit.people.at(Platform.BROWSER, "ext-hanneke") == a_person()
        assert await unit.people.at(Platform.TEAMS, "ext-hanneke") is None
        assert await unit.people.at(Platform.BROWSER, "nobody") is None
        assert await unit.people.at(Platform.BROWSER, "U1") is None
        assert await unit.people.known(Platform.BROWSER, "ext-hanneke") == (
            a_person(),
            an_address(),
        )
        for platform, name in ((Platform.TEAMS, "ext-hanneke"), (Platform.BROWSER, "U1")):
            assert await unit.people.known(platform, name) is None


async def test_a_person_is_known_only_where_the_app_stands_for_the_tenant(stores: Stores) -> None:
    waterstad = stores.of(WATERSTAD)
    await _save(waterstad, a_person(), an_address(platform=Platform.SLACK))
    there = Installation(
        platform=Platform.SLACK,
        workspace="T1",
        app="own",
        tenant=WATERSTAD,
        installed_at=NOW,
    )

    async def is_known(workspace: str = "T1", app: str = "own") -> bool:
        found = []
        for begin in (waterstad.read, waterstad.write):
            async with begin() as unit:
                known = unit.people.known(Platform.SLACK, "ext-hanneke", (workspace, app))
                found.append(await known is not None)
        assert len(set(found)) == 1
        return found[0]

    assert not await is_known()
    await stores.installations.save(there)
    assert await is_known()
    assert not await is_known("T2")
    assert not await is_known(app="other")
    for gone in (replace(there, removed_at=NOW), replace(there, tenant=None)):
        await stores.installations.save(gone)
        assert not await is_known()


async def test_addresses_the_preferred_first(waterstad: TenantStores) -> None:
    browser = an_address(preferred=False)
    teams = an_address(platform=Platform.TEAMS, preferred=True)
    slack = an_address(platform=Platform.SLACK, preferred=False)
    await _save(waterstad, browser, teams, slack, an_address(YUSUF))

    async with waterstad.read() as unit:
        assert await unit.people.addresses(HANNEKE) == [teams, browser, slack]
        assert await unit.people.addresses(FATMA) == []
        assert await unit.people.preferred() == {
            HANNEKE: Platform.TEAMS,
            YUSUF: Platform.BROWSER,
        }


async def test_one_address_per_platform(waterstad: TenantStores) -> None:
    moved = an_address(external_id="new", conversation="dm-new")
    await _save(waterstad, an_address(), moved)

    async with waterstad.read() as unit:
        assert await unit.people.addresses(HANNEKE) == [moved]


async def test_an_address_belongs_to_one_person(waterstad: TenantStores) -> None:
    taken_over = an_address(YUSUF, external_id="ext-hanneke")
    await _save(waterstad, a_person(), a_person(YUSUF), an_address(), taken_over)

    async with waterstad.read() as unit:
        assert await unit.people.addresses(HANNEKE) == []
        assert await unit.people.at(Platform.BROWSER, "ext-hanneke") == a_person(YUSUF)


async def test_groups_by_name(waterstad: TenantStores) -> None:
    mt = a_group(HANNEKE, YUSUF, name="mt", conversation="channel-1")
    empty = replace(a_group(id=GroupId("empty"), name="Z"), members=frozenset())
    domain = a_group(FATMA, id=GroupId("domain"), name="domein")
    await _save(waterstad, mt, empty, domain)

    async with waterstad.read() as unit:
        assert await unit.people.groups() == [empty, domain, mt]


async def test_saving_a_group_replaces_its_members(waterstad: TenantStores) -> None:
    await _save(waterstad, a_group(HANNEKE, YUSUF), a_group(YUSUF, BRAM, name="MT"))

    async with waterstad.read() as unit:
        assert await unit.people.groups() == [a_group(YUSUF, BRAM, name="MT")]


async def test_erasing_a_person(waterstad: TenantStores) -> None:
    everybody = (a_person(), a_person(YUSUF), an_address(), an_address(YUSUF))
    await _save(waterstad, *everybody, a_group(HANNEKE, YUSUF))
    async with waterstad.write() as unit:
        await unit.records.save(a_commitment())
        await unit.people.erase(HANNEKE)
        await unit.people.erase(JOKE)

    async with waterstad.read() as unit:
        assert await unit.people.all() == [a_person(YUSUF)]
        assert await unit.people.addresses(HANNEKE) == []
        assert await unit.people.addresses(YUSUF) == [an_address(YUSUF)]
        assert await unit.people.groups() == [a_group(YUSUF)]
        assert (await unit.records.of(HANNEKE)).commitments == (a_commitment(),)


async def test_a_locked_person_is_changed_by_one_at_a_time(waterstad: TenantStores) -> None:
    await _save(waterstad, a_person(unanswered=0))

    for _ in range(3):
        async with waterstad.write() as unit:
            person = await unit.people.locked(HANNEKE)
            assert person is not None
            await unit.people.save(replace(person, unanswered=person.unanswered + 1))

    async with waterstad.read() as unit:
        assert await unit.people.get(HANNEKE) == a_person(unanswered=3)


async def test_instants_keep_their_microseconds(waterstad: TenantStores) -> None:
    at = NOW + timedelta(microseconds=1)
    await _save(waterstad, a_person(welcomed_at=at))

    async with waterstad.read() as unit:
        assert await unit.people.get(HANNEKE) == a_person(welcomed_at=at)
