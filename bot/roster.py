"""Who comes into the channel of a group, and who leaves it: the admins hear it, and decide."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.fates import left
from bot.local_time import at_wall_time, day_in
from bot.model.ids import PersonId
from bot.model.messages import NOT_HANDED_OVER, Message, Purpose, Reason, State
from bot.model.people import Group
from bot.planner.checkup import Finding, is_of_roster, roster_finding, tell_admins
from bot.planner.outlook import Outlook, look
from bot.planning import load
from bot.ports.outside import Clock
from bot.ports.stores import Stores, Unit
from bot.signals import MembersChanged
from bot.situations import Knowledge
from bot.whole import whole_name

_DAY = timedelta(days=1)


class Roster:
    """Takes in what a platform tells about the members of a channel.

    Nobody becomes a person by it, and no group changes: that is for an admin to say. All that
    happens on one day is told on the next ordinary morning, as one message.
    """

    def __init__(self, stores: Stores, knowledge: Knowledge, clock: Clock) -> None:
        self._stores = stores
        self._knowledge = knowledge
        self._clock = clock

    async def changed(self, change: MembersChanged) -> None:
        """Note who came and who left, once a day for each; any exception means that nothing was stored.

        What happens in a channel that is linked to no group is nobody's concern.
        """
        found = await self._stores.installations.at(change.platform, change.workspace)
        if found is None or found.tenant is None or found.app != change.app:
            return
        if found.removed_at is not None:
            return
        async with self._stores.of(found.tenant).write() as unit:
            findings = [
                finding
                for group in await unit.people.groups()
                if group.conversation in change.places and group.platform is change.platform
                for finding in await _findings(unit, group, change)
            ]
            if findings:
                await self._tell(unit, findings)

    async def _tell(self, unit: Unit, findings: Sequence[Finding]) -> None:
        now = self._clock.now()
        outlook = look(await load(unit, self._knowledge, now, now + timedelta(hours=1)))
        for notice in tell_admins(findings, outlook):
            morning = _next_morning(notice, outlook, now)
            if morning is None or notice.person is None:
                continue
            timed = replace(notice, due_at=morning, expires_at=morning + 14 * _DAY)
            head = await _head(unit, notice.person, morning)
            is_new = await unit.messages.add(_joined(timed, head) if head else timed)
            if is_new and head is not None and head.state is State.CLAIMED:
                # It was made ready without this: it is claimed, and composed, anew.
                await unit.messages.save_states([left(head, now)])


async def _findings(unit: Unit, group: Group, change: MembersChanged) -> list[Finding]:
    day = day_in(change.at, unit.tenant.zone)
    found = []
    for member in change.joined:
        person = await unit.people.at(change.platform, member.external_id)
        if person is None or person.id not in group.members:
            name = person.name if person is not None and person.name else whole_name(member.name)
            found.append(roster_finding(group.id, day, member.external_id, name, came=True))
    for external_id in change.left:
        person = await unit.people.at(change.platform, external_id)
        if person is not None and person.id in group.members:
            found.append(roster_finding(group.id, day, external_id, person.name, came=False))
    return found


def _next_morning(notice: Message, outlook: Outlook, now: datetime) -> datetime | None:
    tenant = outlook.given.tenant
    person = next(one for one in outlook.given.people if one.id == notice.person)
    tomorrow = at_wall_time(day_in(now, tenant.zone) + _DAY, time.min, tenant.zone)
    return outlook.person(person).rest.first_moment(tomorrow, tenant.opens_at)


async def _head(unit: Unit, person: PersonId, morning: datetime) -> Message | None:
    """Return what the person hears of rosters that morning, so long as it was not handed over."""
    found = await unit.messages.of_person(person)
    return next((one for one in found if one.due_at == morning and _is_head(one)), None)


def _is_head(message: Message) -> bool:
    is_notice = message.purpose is Purpose.NOTICE and is_of_roster(message.subject)
    return is_notice and message.state in NOT_HANDED_OVER


def _joined(notice: Message, head: Message) -> Message:
    return replace(notice, state=State.SKIPPED, reason=Reason.JOINED, joined_to=head.id)
