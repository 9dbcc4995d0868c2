"""What a decision causes: it is stored, and the messages that go out at once are made."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.date_keeping import store_dates
from bot.events import Incoming
from bot.memberships import keep_membership
from bot.model.date_changes import NO_CHANGES
from bot.model.ids import MessageId, PersonId, RecordId, derive_id
from bot.model.messages import (
    NOT_HANDED_OVER,
    Message,
    Priority,
    Purpose,
    Reason,
    State,
    message_id,
    planned_again,
)
from bot.model.people import Person, Role
from bot.model.records import AuditEntry, AuditKind
from bot.model.situation import Decision, Post, Say, Situation, Update, posted_id
from bot.ports.stores import Unit
from bot.series_anew import plan_anew
from bot.silence import RestDays
from bot.whose import may_act_on, own_place


async def applied(
    unit: Unit, incoming: Incoming, situation: Situation, decision: Decision
) -> tuple[Message, ...]:
    """Store what was decided; return the messages to send at once, stored as claimed."""
    await _store(unit, situation, decision)
    was_expected = situation.expected is not None or decision.expected is not None
    if not decision.keeps_expected and was_expected:
        await unit.inbox.expect(situation.person.id, incoming.conversation, decision.expected)
    own_place = await _own_place(unit, incoming)
    says = [
        _said(incoming, situation, (turn, say), own_place if say.private else incoming.conversation)
        for turn, say in enumerate(decision.says)
    ]
    posts = [_posted(situation, post) for post in decision.posts]
    updates = [await _update(unit, incoming, situation, update) for update in decision.updates]
    to_send = [message for message in (*updates, *posts, *says) if message is not None]
    # What cannot go out at once is claimed again by its instant: that keeps it in order.
    now = situation.now.astimezone(UTC)
    in_order = [
        replace(message, due_at=now - timedelta(microseconds=len(to_send) - place))
        for place, message in enumerate(to_send)
    ]
    return tuple([message for message in in_order if await unit.messages.add(message)])


def _is_for_all(message: Message) -> bool:
    """Tell whether it is a group's prompt: what one of them does with it changes nothing for the rest."""
    return message.person is None and message.purpose is Purpose.PROMPT


async def _store(unit: Unit, situation: Situation, decision: Decision) -> None:
    if decision.erases:
        await erase(unit, situation.person, _erased(situation))
    if decision.person is not None:
        await unit.people.save(decision.person)
    for record in decision.saves:
        await unit.records.save(record)
    for gone in decision.deletes:
        await unit.records.delete(gone)
    for message in (one for one in decision.messages if not _is_for_all(one)):
        if not await unit.messages.add(message):
            await unit.messages.save(message)
    for entry in decision.audit:
        await unit.audit.add(entry)
    await _store_of_everybody(unit, decision, situation.now.astimezone(UTC))
    await _store_dates(unit, situation, decision)


async def _store_dates(unit: Unit, situation: Situation, decision: Decision) -> None:
    if decision.dates != NO_CHANGES:
        days = RestDays(situation.tenant, situation.calendar)
        await store_dates(unit, decision.dates, days, situation.now.astimezone(UTC))


async def _store_of_everybody(unit: Unit, decision: Decision, now: datetime) -> None:
    """Store what an admin changed for everybody; what was planned of a series is planned anew."""
    for prompt in decision.prompts:
        await unit.series.save_own_prompt(prompt)
    for series in decision.series:
        await plan_anew(unit, series, now)
    for silence in decision.silences:
        await unit.series.save_silence(silence)
    await _store_people(unit, decision)
    for unknown in decision.resends:
        await _resend(unit, unknown)


async def _store_people(unit: Unit, decision: Decision) -> None:
    """Store groups, and what an admin changed of people."""
    for group in decision.groups:
        await unit.people.save_group(group)
    for colleague in decision.colleagues:
        await unit.people.save(colleague)
    for membership in decision.memberships:
        await keep_membership(unit, membership)
    for person, role in sorted(decision.roles.items()):
        await _give_role(unit, person, role)


async def _give_role(unit: Unit, person: PersonId, role: Role) -> None:
    known = await unit.people.locked(person)
    if known is not None and not known.roles - {Role.ADMIN}:
        await unit.people.save(replace(known, roles=known.roles | {role}))


async def _resend(unit: Unit, unknown: MessageId) -> None:
    message = await unit.messages.get(unknown)
    if message is not None and message.state is State.UNKNOWN:
        await unit.messages.save(planned_again(message))


async def _own_place(unit: Unit, incoming: Incoming) -> str:
    """Return the person's own conversation on the platform of the event."""
    if not incoming.shared:
        return incoming.conversation
    return await own_place(unit, incoming.person, incoming.platform) or incoming.conversation


def _posted(situation: Situation, post: Post) -> Message | None:
    """Return the message in the thread of another one, or None when that one is nowhere."""
    under, now = post.under, situation.now.astimezone(UTC)
    if under.platform_ref is None or under.conversation is None:
        return None
    return Message(
        id=posted_id(under, post.share),
        tenant=under.tenant,
        purpose=Purpose.ANSWER,
        subject=post.subject,
        recipient=under.recipient,
        group=under.group,
        platform=under.platform,
        conversation=under.conversation,
        thread=under.thread or under.platform_ref,
        priority=Priority.ANSWER,
        due_at=now,
        created_at=now,
        state=State.CLAIMED,
        content=post.content,
        asked=True,
    )


def _said(
    incoming: Incoming, situation: Situation, said: tuple[int, Say], conversation: str
) -> Message:
    turn, say = said
    person = situation.person
    purpose = Purpose.PROMPT if say.prompt else Purpose.ANSWER
    prompt = situation.library.find(say.prompt) if say.prompt else None
    now = situation.now.astimezone(UTC)
    return Message(
        id=message_id(person.tenant, purpose, situation.key, person.id, turn),
        tenant=person.tenant,
        purpose=purpose,
        subject=situation.key,
        recipient=person.id,
        turn=turn,
        person=person.id,
        platform=incoming.platform,
        conversation=conversation,
        thread=incoming.thread if conversation == incoming.conversation else None,
        priority=Priority.ANSWER,
        due_at=now,
        created_at=now,
        state=State.CLAIMED,
        content=say.content,
        prompt=say.prompt,
        prompt_version=prompt.version if prompt else None,
        asked=True,
    )


async def _update(
    unit: Unit, incoming: Incoming, situation: Situation, update: Update
) -> Message | None:
    """Return the message that changes an earlier one, or None when that one never went out."""
    target = await unit.messages.get(update.message)
    if target is None or target.platform_ref is None or target.conversation is None:
        return None
    if _is_for_all(target) or not await may_act_on(unit, incoming, target):
        return None
    now = situation.now.astimezone(UTC)
    return replace(
        target,
        id=message_id(
            target.tenant, Purpose.UPDATE, f"{target.id}:{situation.key}", target.recipient
        ),
        purpose=Purpose.UPDATE,
        subject=f"{target.id}:{situation.key}",
        turn=0,
        priority=Priority.UPDATE,
        due_at=now,
        created_at=now,
        expires_at=None,
        local_on=None,
        state=State.CLAIMED,
        reason=None,
        content=update.content,
        replaces=target.id,
        lease=None,
        detail=None,
        unknown_at=None,
        sent_at=None,
        answered_at=None,
        attempts=0,
        asked=True,
    )


async def erase(unit: Unit, person: Person, entry: AuditEntry) -> int:
    """Remove all words of this person and add `entry`; return how many records are gone.

    What the entry says is all that stays: that something was erased, not what.
    """
    await _hold_back_posts(unit, person)
    count = await unit.records.erase(person.id)
    await unit.messages.erase(person.id)
    await unit.inbox.erase(person.id)
    await unit.audit.add(entry)
    return count


async def _hold_back_posts(unit: Unit, person: Person) -> None:
    """Keep what the person wanted in a thread, and did not go out yet, from ever going out."""
    for share in (await unit.records.of(person.id)).shares:
        under = await unit.messages.get(share.message) if share.message else None
        post = await unit.messages.get(posted_id(under, share.id)) if under else None
        if post is not None and post.state in NOT_HANDED_OVER:
            held = replace(post, state=State.SKIPPED, reason=Reason.CHANGED, content=None)
            await unit.messages.save(held)


def _erased(situation: Situation) -> AuditEntry:
    person = situation.person
    return AuditEntry(
        id=RecordId(derive_id(person.tenant, person.id, "erased", situation.key)),
        tenant=person.tenant,
        person=person.id,
        kind=AuditKind.ERASED,
        by=person.id,
        what="everything",
        reason="",
        at=situation.now.astimezone(UTC),
    )
