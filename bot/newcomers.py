"""Somebody whom the bot never saw: they become a person with an address."""

from zoneinfo import available_timezones

from bot.memberships import person_id_of
from bot.model.installations import About
from bot.model.people import Address, Language, Person, Tenant
from bot.ports.stores import Unit
from bot.signals import Signal
from bot.whole import whole_name


async def make_known(unit: Unit, signal: Signal, about: About) -> Address:
    """Store whom the signal is of, with what the platform tells about them; return their address."""
    tenant = unit.tenant
    person = Person(
        id=person_id_of(tenant.id, signal.platform, signal.who),
        tenant=tenant.id,
        name=whole_name(about.name),
        zone=about.zone if about.zone in available_timezones() else tenant.zone,
        language=_language(tenant, about),
    )
    await unit.people.save(person)
    address = Address(
        tenant=tenant.id,
        person=person.id,
        platform=signal.platform,
        external_id=signal.who,
        conversation="" if signal.shared else signal.conversation,
    )
    await unit.people.save_address(address)
    return address


def _language(tenant: Tenant, about: About) -> Language:
    """Return how to address somebody new; je or u is for the tenant to say."""
    if about.language is None or about.language is Language.NL:
        return tenant.language
    return about.language
