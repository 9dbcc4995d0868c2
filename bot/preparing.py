"""The last look before a message goes out: is it still wanted, where does it go, and what does it say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.compose.compose import compose
from bot.compose.digests import group_digest_content
from bot.content import Content
from bot.group_months import group_month
from bot.local_time import day_in
from bot.model.ids import PersonId
from bot.model.messages import Message, Purpose, Reason, State
from bot.model.people import Group, Person, Standing
from bot.planner.given import REACH
from bot.planner.recheck import still_wanted
from bot.ports.stores import Unit
from bot.silence import rest_of
from bot.situations import Knowledge, Setting, calendar_of, situation_of, years_around


async def prepare(unit: Unit, knowledge: Knowledge, message: Message, now: datetime) -> Message:
    """Return the claimed message with its words and its place: or skipped, or moved to a later instant.

    What was composed before and could not be sent is looked at and composed anew. Reads only; the
    caller saves what comes back.
    """
    if _is_said(message):
        return message
    person = await unit.people.get(message.person) if message.person else None
    group = await _group_of(unit, message)
    verdict = await _verdict(unit, knowledge, message, person, now)
    if isinstance(verdict, datetime):
        zone = person.zone if person else unit.tenant.zone
        local_on = day_in(verdict, zone) if message.local_on else None
        return replace(message, state=State.PLANNED, due_at=verdict, local_on=local_on)
    if verdict is not None:
        return _skipped(message, verdict)
    place = await _place(unit, message, person)
    if place is None:
        return _skipped(message, Reason.UNREACHABLE)
    if group is not None and message.purpose is Purpose.DIGEST:
        month = message.subject.rpartition(":")[2]
        content = group_digest_content(await group_month(unit, knowledge, group, month, now))
    else:
        audience = person or _as_person(unit, group)
        content = await _content(unit, knowledge, message, (audience, place), now)
    if isinstance(content, Reason):
        return _skipped(message, content)
    prompt = knowledge.library.find(message.prompt) if message.prompt else None
    version = prompt.version if prompt else message.prompt_version
    return replace(message, content=content, conversation=place, prompt_version=version)


def _is_said(message: Message) -> bool:
    """Tell whether the words came with the message: it answers something, or somebody asked for it."""
    if message.content is None:
        return False
    if message.purpose in (Purpose.ANSWER, Purpose.UPDATE):
        return True
    return message.purpose is Purpose.PROMPT and message.asked and message.series is None


def _skipped(message: Message, reason: Reason) -> Message:
    return replace(message, state=State.SKIPPED, reason=reason)


async def _verdict(
    unit: Unit, knowledge: Knowledge, message: Message, person: Person | None, now: datetime
) -> Reason | datetime | None:
    series = await unit.series.get(message.series) if message.series else None
    calendar = await calendar_of(unit, knowledge, years_around(now))
    rest = rest_of(unit.tenant, calendar, person)
    verdict = still_wanted(message, series, now, rest)
    if not isinstance(verdict, datetime) or person is None:
        return verdict
    today = day_in(now, person.zone)
    taken = await unit.messages.taken(today, today + REACH)
    others = [m for m in taken if m.person == person.id and m.id != message.id]
    return still_wanted(message, series, now, rest, [m.local_on for m in others if m.local_on])


async def _place(unit: Unit, message: Message, person: Person | None) -> str | None:
    if person is None:
        return message.recipient
    for address in await unit.people.addresses(person.id):
        if address.platform is message.platform:
            return address.conversation or address.external_id
    return None


async def _group_of(unit: Unit, message: Message) -> Group | None:
    groups = await unit.people.groups()
    return next((group for group in groups if group.id == message.group), None)


def _as_person(unit: Unit, group: Group | None) -> Person:
    """Return whom a message to a group's conversation speaks to: the group, in the tenant's language."""
    tenant = unit.tenant
    return Person(
        id=PersonId(group.id if group else ""),
        tenant=tenant.id,
        name=group.name if group else "",
        zone=tenant.zone,
        language=tenant.language,
        standing=Standing.ACTIVE,
    )


async def _content(
    unit: Unit,
    knowledge: Knowledge,
    message: Message,
    audience: tuple[Person, str],
    now: datetime,
) -> Content | Reason:
    person, place = audience
    joined: Sequence[Message] = await unit.messages.joined(message.id)
    setting = Setting(now, place, message.id, message.person is None, with_colleagues=False)
    situation = await situation_of(unit, knowledge, person, setting, message)
    return compose(message, situation, joined)
