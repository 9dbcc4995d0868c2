"""The reception: who a signal is of, and codes that link an organisation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content import Press
from bot.events import Left, Pressed
from bot.model.ids import TenantId
from bot.model.installations import About, Code, hash_of_code
from bot.model.people import Language, Platform, Role, Standing, Tenant
from tests.shell.front_desk import CODE, Desk
from tests.stages.town import TENANT

ELSEWHERE = Tenant(id=TENANT, name="Gemeente Lindewaard")


async def test_where_no_tenant_is_the_bot_says_how_to_link_and_stores_nothing(desk: Desk) -> None:
    received = await desk.receive(desk.signal("hallo"))
    assert received.note is not None
    assert "Typ dan beheer met de code" in received.note.as_text()
    assert "type admin" in received.note.as_text().lower()
    assert received.handled is None
    assert await desk.nobody()
    assert await desk.stores.installations.all() == []


async def test_a_press_where_no_tenant_is_gets_no_note(desk: Desk) -> None:
    received = await desk.receive(desk.signal(event=Pressed(Press("join"))))
    assert (received.note, received.handled) == (None, None)


@pytest.mark.parametrize("typed", [f"beheer {CODE}", "Admin kq7m 4t2p 9xwd", f" beheer  {CODE} "])
async def test_a_good_code_links_the_organisation_and_makes_an_admin(
    desk: Desk, typed: str
) -> None:
    await desk.gives_code()
    received = await desk.receive(desk.signal(typed))
    assert received.note is None
    joke = await desk.person()
    assert joke.roles == {Role.ADMIN}
    assert (joke.name, joke.standing) == ("Joke Visser", Standing.NOT_STARTED)
    there = await desk.stores.installations.at(Platform.SLACK, "T1")
    assert there is not None
    assert (there.tenant, there.app) == (TENANT, "own")
    assert desk.platform.texts("D-joke")[0].startswith("Dag Joke. Je beheert Zetje voor Gemeente")


async def test_the_same_message_delivered_again_changes_nothing(desk: Desk) -> None:
    await desk.gives_code()
    signal = desk.signal(f"beheer {CODE}")
    first = await desk.receive(signal)
    again = await desk.receive(signal)
    assert again.answer == first.answer
    assert len(desk.platform.texts("D-joke")) == 1


async def test_a_code_works_for_one_person_only(desk: Desk) -> None:
    await desk.gives_code()
    await desk.receive(desk.signal(f"beheer {CODE}"))
    await desk.receive(
        desk.signal(f"beheer {CODE}", who="U-bram", conversation="D-bram"), About("Bram Jansen")
    )
    assert Role.ADMIN not in (await desk.person("U-bram")).roles
    assert desk.platform.texts("D-bram")[0].startswith("Die code werkt niet")


def a_wrong_code(number: int) -> str:
    return f"beheer {CODE[:-1]}{'23456789'[number]}"


async def test_after_five_wrong_codes_no_other_is_looked_at_for_an_hour(desk: Desk) -> None:
    await desk.gives_code()
    notes = [await desk.receive(desk.signal(a_wrong_code(number))) for number in range(5)]
    assert all(one.note and "werkt niet" in one.note.as_text() for one in notes)
    refused = await desk.receive(desk.signal(f"beheer {CODE}"))
    assert refused.note is not None
    assert "Over een uur kan het weer" in refused.note.as_text()
    # That is said once.
    assert (await desk.receive(desk.signal(f"beheer {CODE}"))).note is None
    # Somebody else may try, and so may they, later.
    other = await desk.receive(desk.signal(a_wrong_code(6), who="U-bram", conversation="D-bram"))
    assert other.note is not None
    assert "werkt niet" in other.note.as_text()
    desk.town.clock.move_to(desk.town.clock.now() + timedelta(hours=1))
    await desk.receive(desk.signal(f"beheer {CODE}"))
    assert (await desk.person()).roles == {Role.ADMIN}


async def test_where_the_organisation_is_linked_guessing_ends_too(desk: Desk) -> None:
    await desk.links()
    for number in range(5):
        await desk.receive(desk.signal(a_wrong_code(number)))
    assert len(desk.platform.texts("D-joke")) == 5
    assert (await desk.receive(desk.signal(a_wrong_code(6)))).note is not None
    assert (await desk.receive(desk.signal(a_wrong_code(7)))).note is None
    assert len(desk.platform.texts("D-joke")) == 5
    # What is no code is heard as ever.
    await desk.receive(desk.signal("help"))
    assert len(desk.platform.texts("D-joke")) == 6


@pytest.mark.parametrize("later", [timedelta(days=1), timedelta(days=30)])
async def test_a_code_is_good_for_a_day(desk: Desk, later: timedelta) -> None:
    await desk.gives_code()
    desk.town.clock.move_to(desk.town.clock.now() + later)
    received = await desk.receive(desk.signal(f"beheer {CODE}"))
    assert received.note is not None
    assert "Die code werkt niet" in received.note.as_text()
    assert await desk.nobody()


async def test_a_code_typed_in_a_channel_is_not_used(desk: Desk) -> None:
    await desk.gives_code()
    await desk.receive(desk.signal(f"beheer {CODE}", conversation="C1", shared=True))
    assert await desk.stores.installations.all() == []


async def test_a_code_of_one_tenant_does_not_take_over_the_organisation_of_another(
    desk: Desk,
) -> None:
    other = replace(ELSEWHERE, id=TenantId("waterstad"), name="Waterstad")
    await desk.stores.directory.save_tenant(other)
    await desk.links()
    expires_at = desk.town.clock.now() + timedelta(days=1)
    code = Code(hash=hash_of_code(CODE), tenant=other.id, expires_at=expires_at)
    await desk.stores.installations.add_code(code)
    await desk.receive(desk.signal(f"beheer {CODE}"))
    there = await desk.stores.installations.at(Platform.SLACK, "T1")
    assert there is not None
    assert there.tenant == TENANT
    assert Role.ADMIN not in (await desk.person()).roles


async def test_a_tenant_that_is_linked_elsewhere_is_not_moved_by_a_code(desk: Desk) -> None:
    await desk.links("T-other")
    await desk.gives_code()
    received = await desk.receive(desk.signal(f"beheer {CODE}"))
    assert received.note is not None
    there = await desk.stores.installations.of(Platform.SLACK, TENANT)
    assert there is not None
    assert there.workspace == "T-other"


async def test_a_code_brings_back_an_organisation_that_removed_the_app(desk: Desk) -> None:
    await desk.links()
    await desk.reception.removed(Platform.SLACK, "T1", "own")
    assert (await desk.receive(desk.signal("hallo"))).note is not None
    await desk.gives_code()
    assert (await desk.receive(desk.signal(f"beheer {CODE}"))).note is None
    there = await desk.stores.installations.of(Platform.SLACK, TENANT)
    assert there is not None
    assert there.removed_at is None


async def test_somebody_new_is_asked_about_once_and_gets_their_own_zone_and_language(
    desk: Desk,
) -> None:
    await desk.links()
    about = About("Fatma Yilmaz", "Europe/Istanbul", Language.EN)
    for _ in range(3):
        await desk.receive(desk.signal("hallo"), about)
    fatma = await desk.person()
    assert (fatma.name, fatma.zone, fatma.language) == (about.name, about.zone, Language.EN)
    assert (fatma.standing, fatma.roles) == (Standing.NOT_STARTED, frozenset())
    assert desk.asked == 1


@pytest.mark.parametrize(
    ("about", "zone", "language"),
    [
        (About("Fatma"), "Europe/Amsterdam", Language.NL_FORMAL),
        (About("Fatma", "Mars/Olympus", None), "Europe/Amsterdam", Language.NL_FORMAL),
        (About("Fatma", "", Language.NL), "Europe/Amsterdam", Language.NL_FORMAL),
        (About("Fatma", "", Language.EN), "Europe/Amsterdam", Language.EN),
    ],
)
async def test_what_is_not_known_comes_from_the_tenant(
    desk: Desk, about: About, zone: str, language: Language
) -> None:
    tenant = replace(ELSEWHERE, language=Language.NL_FORMAL)
    await desk.stores.directory.save_tenant(tenant)
    await desk.links()
    await desk.receive(desk.signal("hallo"), about)
    fatma = await desk.person()
    assert (fatma.zone, fatma.language) == (zone, language)


async def test_in_whose_name_a_signal_is_heard_is_looked_up_each_time(desk: Desk) -> None:
    await desk.links()
    await desk.receive(desk.signal("help"))
    said = len(desk.platform.sent)
    there = await desk.stores.installations.at(Platform.SLACK, "T1")
    assert there is not None
    # By another process.
    for change in ({"removed_at": desk.town.clock.now()}, {"app": "other"}, {"tenant": None}):
        await desk.stores.installations.save(replace(there, **change))
        received = await desk.receive(desk.signal("help"))
        assert received.handled is None, change
        assert received.note is not None, change
    assert len(desk.platform.sent) == said
    await desk.stores.installations.save(there)
    await desk.receive(desk.signal("help"))
    assert len(desk.platform.sent) == said + 1


async def test_an_organisation_that_moved_to_another_tenant_is_heard_there(desk: Desk) -> None:
    await desk.links()
    await desk.receive(desk.signal("help"))
    other = replace(ELSEWHERE, id=TenantId("waterstad"), name="Waterstad")
    await desk.stores.directory.save_tenant(other)
    there = await desk.stores.installations.at(Platform.SLACK, "T1")
    assert there is not None
    await desk.stores.installations.save(replace(there, tenant=other.id))
    for _ in range(2):
        received = await desk.receive(desk.signal("help"))
        assert received.handled is not None
        assert received.handled.tenant == other.id


async def test_when_asking_fails_nothing_is_stored_and_the_next_try_works(desk: Desk) -> None:
    await desk.links()

    async def fails() -> About:
        raise OSError("the platform does not answer")

    signal = desk.signal("hallo")
    with pytest.raises(OSError, match="does not answer"):
        await desk.reception.receive(signal, fails)
    assert await desk.nobody()
    await desk.receive(signal)
    assert (await desk.person()).name == "Joke Visser"


async def test_who_says_something_else_while_they_are_asked_about_keeps_what_they_said(
    desk: Desk,
) -> None:
    await desk.links()
    about = desk.about()

    async def stops_meanwhile() -> About:
        await desk.receive(desk.signal(event=Pressed(Press("join"))))
        await desk.receive(desk.signal(event=Left()))
        return await about()

    await desk.reception.receive(desk.signal("hallo"), stops_meanwhile)
    assert (await desk.person()).standing is Standing.STOPPED


async def test_in_a_channel_nothing_is_known_of_their_own_conversation_until_they_write_there(
    desk: Desk,
) -> None:
    await desk.links()
    await desk.receive(desk.signal("@Zetje vraag", conversation="C1", shared=True))
    assert await desk.conversation() == ""
    # What is said in passing finds the person by their own id meanwhile.
    await desk.receive(desk.signal("help", conversation=""))
    assert desk.platform.texts("U-joke")
    await desk.receive(desk.signal("help"))
    assert await desk.conversation() == "D-joke"
    # And what comes without a conversation (a slash command in a channel) then goes there.
    await desk.receive(desk.signal("help", conversation=""))
    assert len(desk.platform.texts("D-joke")) == 2
    # A channel never becomes their own conversation: all members would read what is theirs.
    await desk.receive(desk.signal("@Zetje vraag", conversation="C1", shared=True))
    assert await desk.conversation() == "D-joke"


async def test_a_name_that_is_halved_or_endless_is_stored_whole_and_short(desk: Desk) -> None:
    await desk.links()
    await desk.receive(desk.signal("hallo"), About("Joke \ud800" + "e" * 100_000))
    assert (await desk.person()).name == "Joke \ufffd" + "e" * 194
