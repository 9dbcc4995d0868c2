"""Who meets the bot and who leaves it, and organisations that install the app and take it away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.events import Left
from bot.model.ids import TenantId
from bot.model.people import Platform, Standing, Tenant
from bot.reception import Received
from tests.shell.front_desk import CODE, Desk
from tests.stages.town import TENANT


async def test_who_meets_the_bot_is_known_and_gets_nothing_but_the_welcome(desk: Desk) -> None:
    await desk.links()
    met = await desk.reception.meet(desk.signal(), desk.about())
    assert met == (await desk.person()).id
    assert desk.platform.texts() == ()
    assert await desk.reception.meet(desk.signal(), desk.about()) == met
    assert desk.asked == 1


async def test_nobody_is_met_in_an_organisation_that_is_not_linked(desk: Desk) -> None:
    assert await desk.reception.meet(desk.signal(), desk.about()) is None
    assert desk.asked == 0


async def test_who_removes_the_app_has_stopped_and_nothing_is_said_about_it(desk: Desk) -> None:
    await desk.links()
    await desk.receive(desk.signal("start"))
    before = desk.platform.texts()
    await desk.receive(desk.signal(event=Left()))
    joke = await desk.person()
    assert joke.standing is Standing.STOPPED
    assert joke.stopped_at is not None
    assert desk.platform.texts() == before
    async with desk.stores.of(TENANT).read() as unit:
        assert await unit.audit.changes() == []
        assert await unit.audit.of(joke.id) == []
        assert await unit.messages.in_trouble(joke.stopped_at - timedelta(days=7)) == []
    # Taking the app again starts nothing by itself.
    await desk.reception.meet(desk.signal(), desk.about())
    assert (await desk.person()).standing is Standing.STOPPED


async def test_somebody_who_was_never_known_can_leave(desk: Desk) -> None:
    await desk.links()
    assert await desk.receive(desk.signal(event=Left())) == Received()
    assert await desk.nobody()
    assert desk.asked == 0


async def test_where_the_app_was_removed_nobody_is_known_any_more_but_all_is_kept(
    desk: Desk,
) -> None:
    await desk.links()
    await desk.receive(desk.signal("hallo"))
    there = await desk.stores.installations.at(Platform.SLACK, "T1")
    assert there is not None
    await desk.reception.installed(replace(there, secret="xoxb-1"))
    await desk.reception.removed(Platform.SLACK, "T1", "own")
    await desk.reception.removed(Platform.SLACK, "T-unknown", "own")
    assert await desk.reception.meet(desk.signal(), desk.about()) is None
    assert (await desk.person()).name == "Joke Visser"
    there = await desk.stores.installations.at(Platform.SLACK, "T1")
    assert there is not None
    assert (there.tenant, there.secret) == (TENANT, "")


async def test_installing_again_keeps_what_is_not_said_anew(desk: Desk) -> None:
    await desk.links()
    there = await desk.stores.installations.at(Platform.SLACK, "T1")
    assert there is not None
    full = await desk.reception.installed(replace(there, bot="U0BOT", secret="xoxb-1"))
    later = replace(full, tenant=None, bot="", secret="", installed_at=desk.town.clock.now())
    assert await desk.reception.installed(later) == full
    assert (await desk.reception.installed(replace(later, secret="xoxb-2"))).secret == "xoxb-2"


async def test_another_app_does_not_bring_an_organisation_to_another_tenant(desk: Desk) -> None:
    await desk.links()
    there = await desk.stores.installations.at(Platform.SLACK, "T1")
    assert there is not None
    await desk.stores.directory.save_tenant(Tenant(id=TenantId("waterstad"), name="Waterstad"))
    with pytest.raises(ValueError, match="belongs to tenant"):
        await desk.reception.installed(replace(there, app="other", tenant=TenantId("waterstad")))
    moved = await desk.reception.installed(replace(there, app="other", tenant=None))
    assert (moved.app, moved.tenant) == ("other", TENANT)


async def test_an_app_is_not_heard_in_an_organisation_that_has_another(desk: Desk) -> None:
    await desk.links()
    await desk.gives_code()
    received = await desk.receive(desk.signal(f"beheer {CODE}", app="other"))
    assert received.handled is None
    assert await desk.nobody()
    assert await desk.reception.meet(desk.signal(app="other"), desk.about()) is None
    await desk.receive(desk.signal("hallo"))
    assert await desk.reception.home(desk.signal()) is not None
    assert await desk.reception.home(desk.signal(app="other")) is None
    await desk.reception.removed(Platform.SLACK, "T1", "other")
    there = await desk.stores.installations.at(Platform.SLACK, "T1")
    assert there is not None
    assert there.removed_at is None
