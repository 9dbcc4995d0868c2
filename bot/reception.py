"""Where every signal of a chat platform comes in: who is it, of which tenant, and then the inbox."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import structlog

from bot.code_tries import CodeTries, code_in
from bot.compose.unlinked import not_linked, too_many_codes, wrong_code
from bot.content import Content
from bot.events import Incoming, Left, Wrote
from bot.home import home_of
from bot.inbox import Handled, Inbox
from bot.model.ids import PersonId, TenantId, derive_id
from bot.model.installations import About, Installation, hash_of_code, looks_like_code
from bot.model.people import Address, Person, Platform, Role
from bot.model.situation import Answer
from bot.newcomers import make_known
from bot.ports.outside import Clock
from bot.ports.stores import Stores, Unit
from bot.roster import Roster
from bot.signals import Signal
from bot.situations import Knowledge

log = structlog.get_logger()

AskAbout = Callable[[], Awaitable[About]]


@dataclass(frozen=True, slots=True)
class Received:
    """What a signal came to: pass it on to `finish` once the platform has its answer.

    `note` is for the adapter to say itself, in the conversation of the signal, because there is no
    tenant yet in whose name the bot could speak; it is not stored and may be lost.
    """

    answer: Answer = field(default_factory=Answer)
    handled: Handled | None = None
    note: Content | None = None


class Reception:
    """Finds out whom a signal concerns, and hands it to the inbox.

    Somebody of a known organisation whom the bot never saw becomes a person with an address here;
    they get the welcome in its time, and nothing else before they said yes.
    """

    def __init__(self, stores: Stores, knowledge: Knowledge, inbox: Inbox, clock: Clock) -> None:
        self._stores = stores
        self._knowledge = knowledge
        self._inbox = inbox
        self._clock = clock
        self._tries = CodeTries()
        # Where the tenants were found last, by platform, workspace and app.
        self._homes: dict[tuple[Platform, str, str], TenantId] = {}
        self.roster = Roster(stores, knowledge, clock)

    async def receive(self, signal: Signal, about: AskAbout) -> Received:
        """Store what follows from the signal; the same signal again gives the same answer.

        `about` is asked only for somebody new. Any exception means that nothing was stored.
        """
        code = code_in(signal)
        may_link = code is not None and looks_like_code(code)
        known = None if may_link else await self._as_before(signal)
        if known is not None:
            return known
        installation = await self._stores.installations.at(signal.platform, signal.workspace)
        if installation is not None and installation.app != signal.app:
            return Received(note=self._note(signal, None))
        if may_link and self._tries.is_over(signal, self._clock.now()):
            return self._refused(signal)
        linked = await self._link(signal, installation, code or "") if may_link else None
        tenant = _tenant_of(linked or installation)
        if tenant is None:
            return Received(note=self._note(signal, code))
        if linked is None and self._homes.get(_home(signal)) != tenant:
            self._homes[_home(signal)] = tenant
            known = await self._as_before(signal)
            if known is not None:
                return known
        return await self._met(signal, tenant, about, is_admin=linked is not None)

    async def _as_before(self, signal: Signal) -> Received | None:
        """Handle it for the tenant of signals that came before; None for who is new, or elsewhere now.

        Whether the app still stands there for that tenant is asked with who the person is.
        """
        tenant = self._homes.get(_home(signal))
        if tenant is None:
            return None
        handled = await self._inbox.decide_for(tenant, lambda unit: _at_home(unit, signal))
        return None if handled is None else Received(handled.answer, handled)

    async def _met(
        self, signal: Signal, tenant: TenantId, about: AskAbout, *, is_admin: bool
    ) -> Received:
        """Do as `receive` for somebody who is new, is elsewhere now, or has just become an admin."""
        known = await self._person(signal, tenant, about)
        if known is None:
            return Received()
        if is_admin:
            await self._make_admin(tenant, known.person)
        handled = await self._inbox.decide(_incoming(signal, known))
        return Received(handled.answer, handled)

    async def finish(self, received: Received) -> None:
        """Send what was said. Never raises: what cannot go out now goes out later."""
        if received.handled is not None:
            await self._inbox.send(received.handled)

    async def meet(self, signal: Signal, about: AskAbout) -> PersonId | None:
        """Make somebody known who got the app; None when their organisation is not linked.

        Who removed it before and takes it again stays stopped until they say otherwise.
        """
        tenant = await self._tenant(signal)
        known = None if tenant is None else await self._person(signal, tenant, about)
        return None if known is None else known.person

    async def home(self, signal: Signal) -> Content | None:
        """Return the home page of whom the signal is of; None when nobody knows them here."""
        tenant = await self._tenant(signal)
        if tenant is None:
            return None
        async with self._stores.of(tenant).read() as unit:
            known = await _known(unit, signal)
            if known is None:
                return None
            return await home_of(unit, self._knowledge, known.person, self._clock.now())

    async def installed(self, installation: Installation) -> Installation:
        """Note that the app stands in an organisation, also when it was there before; return how.

        What is known already (the tenant, the secret) stays where the new one says nothing. Raises
        ValueError when its tenant has another organisation, or the organisation another tenant by
        way of another app.
        """
        known = await self._stores.installations.at(installation.platform, installation.workspace)
        if known is not None:
            is_other = known.app != installation.app and installation.tenant is not None
            if is_other and known.tenant not in (None, installation.tenant):
                raise ValueError(
                    f"{installation.workspace} on {installation.platform} belongs to tenant "
                    f"{known.tenant}, with the app {known.app}."
                )
            installation = replace(
                installation,
                tenant=installation.tenant or known.tenant,
                bot=installation.bot or known.bot,
                service_url=installation.service_url or known.service_url,
                secret=installation.secret or known.secret,
                installed_at=known.installed_at,
            )
        if installation != known:
            await self._stores.installations.save(installation)
        return installation

    async def removed(self, platform: Platform, workspace: str, app: str) -> None:
        """Note that this app was taken away from a whole organisation; nobody's data is touched."""
        known = await self._stores.installations.at(platform, workspace)
        if known is not None and known.app == app and known.removed_at is None:
            now = self._clock.now()
            await self._stores.installations.save(replace(known, removed_at=now, secret=""))
            log.warning("app removed", platform=platform, tenant=known.tenant)

    async def _tenant(self, signal: Signal) -> TenantId | None:
        """Return the tenant in whose organisation the signal's app stands.

        Who owns an app can sign events in the name of any organisation: it is heard in its own only.
        """
        found = await self._stores.installations.at(signal.platform, signal.workspace)
        return _tenant_of(found) if found is not None and found.app == signal.app else None

    async def _link(
        self, signal: Signal, installation: Installation | None, code: str
    ) -> Installation | None:
        linked = await self._spend(signal, installation, code)
        if linked is None:
            self._tries.note_wrong(signal, self._clock.now())
        return linked

    async def _spend(
        self, signal: Signal, installation: Installation | None, code: str
    ) -> Installation | None:
        """Use the code up, and link the organisation with its tenant; None when the code is no good."""
        bound = (installation.tenant if installation else None) or signal.meant_for
        by = derive_id(signal.platform, signal.workspace, signal.who)
        tenant = await self._stores.installations.spend_code(
            hash_of_code(code), self._clock.now(), by, for_tenant=bound
        )
        if tenant is None:
            return None
        there = installation or Installation(
            platform=signal.platform,
            workspace=signal.workspace,
            app=signal.app,
            installed_at=self._clock.now(),
        )
        try:
            # A signal from there tells that the app is there, whatever was said before.
            return await self.installed(replace(there, tenant=tenant, removed_at=None))
        except ValueError:
            log.error("tenant has another organisation", platform=signal.platform, tenant=tenant)
            return None

    async def _person(self, signal: Signal, tenant: TenantId, about: AskAbout) -> Address | None:
        """Return the address of whom the signal is of, made known when they are new; None for nobody's."""
        async with self._stores.of(tenant).read() as unit:
            known = await _known(unit, signal)
        if known is None and isinstance(signal.event, Left):
            return None
        if known is not None and not _is_elsewhere(known, signal):
            return known
        told = await about() if known is None else About("")
        async with self._stores.of(tenant).write() as unit:
            # Two signals of one new person may come at once.
            known = await _known(unit, signal)
            if known is None:
                return await make_known(unit, signal, told)
            if _is_elsewhere(known, signal):
                known = replace(known, conversation=signal.conversation)
                await unit.people.save_address(known)
            return known

    def _refused(self, signal: Signal) -> Received:
        """Return the answer to one more code after so many wrong ones: once a word, and then nothing."""
        if not self._tries.may_be_told(signal):
            return Received()
        return Received(note=too_many_codes(self._knowledge.voices))

    def _note(self, signal: Signal, code: str | None) -> Content | None:
        """Return what to say where no tenant is: only to who typed something."""
        if not isinstance(signal.event, Wrote):
            return None
        voices = self._knowledge.voices
        return not_linked(voices) if code is None else wrong_code(voices)

    async def _make_admin(self, tenant: TenantId, person: PersonId) -> None:
        async with self._stores.of(tenant).write() as unit:
            known = await unit.people.locked(person)
            if known is not None and Role.ADMIN not in known.roles:
                await unit.people.save(replace(known, roles=known.roles | {Role.ADMIN}))


def _tenant_of(installation: Installation | None) -> TenantId | None:
    if installation is None or installation.removed_at is not None:
        return None
    return installation.tenant


def _is_elsewhere(known: Address, signal: Signal) -> bool:
    """Tell whether the person's own conversation turned out to be another one."""
    if signal.shared or not signal.conversation:
        return False
    return known.conversation != signal.conversation


def _incoming(signal: Signal, known: Address) -> Incoming:
    return Incoming(
        tenant=known.tenant,
        platform=signal.platform,
        person=known.person,
        conversation=signal.conversation or known.conversation or signal.who,
        event_id=signal.event_id,
        at=signal.at,
        event=signal.event,
        shared=signal.shared,
        thread=signal.thread,
    )


async def _known(unit: Unit, signal: Signal) -> Address | None:
    found = await unit.people.known(signal.platform, signal.who)
    return found[1] if found is not None else None


def _home(signal: Signal) -> tuple[Platform, str, str]:
    return signal.platform, signal.workspace, signal.app


async def _at_home(unit: Unit, signal: Signal) -> tuple[Person, Incoming] | None:
    """Return whom the signal is of, and what it is; None for who is new, or turned out to be elsewhere."""
    there = (signal.workspace, signal.app)
    found = await unit.people.known(signal.platform, signal.who, there)
    if found is None or _is_elsewhere(found[1], signal):
        return None
    person, address = found
    return person, _incoming(signal, address)
