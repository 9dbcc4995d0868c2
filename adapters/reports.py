"""Digests as a file or a page: of a person, with their own words, or of a group."""

from typing import Literal

from adapters.wiring import Bot
from bot.digest.group import group_digest
from bot.digest.personal import personal_digest
from bot.digest.report import report
from bot.errors import UnknownThing
from bot.group_months import group_month
from bot.model.ids import GroupId, PersonId, TenantId
from bot.situations import Setting, situation_of

Form = Literal["md", "html", "json"]


async def digest_report(
    bot: Bot, tenant: TenantId, person: PersonId, month: str, form: Form
) -> str:
    """Return the overview of `month` ("2027-01"). Raises UnknownThing for a person or month that is none."""
    async with bot.stores.of(tenant).read() as unit:
        found = await unit.people.get(person)
        if found is None:
            raise UnknownThing(f"tenant {tenant} has no person {person!r}")
        setting = Setting(bot.clock.now(), "", f"report:{month}", with_colleagues=False)
        situation = await situation_of(unit, bot.knowledge, found, setting)
    return report(personal_digest(situation, month), situation.voice, form)


async def group_report(bot: Bot, tenant: TenantId, group: GroupId, month: str, form: Form) -> str:
    """Return the overview of `month` of a group. Raises UnknownThing for a group or month that is none."""
    async with bot.stores.of(tenant).read() as unit:
        found = next((one for one in await unit.people.groups() if one.id == group), None)
        if found is None:
            raise UnknownThing(f"tenant {tenant} has no group {group!r}")
        given = await group_month(unit, bot.knowledge, found, month, bot.clock.now())
    return report(group_digest(given), given.voice, form)
