"""Two tenants with the same ids everywhere never see or touch each other's data."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.model.calendar import Silence
from bot.model.ids import TenantId
from bot.model.messages import State
from bot.model.people import Platform
from bot.model.records import AuditKind, CommitmentState
from bot.model.situation import Answer
from bot.ports import stores as port
from bot.ports.messages import Messages
from bot.ports.records import RecordStore
from bot.ports.series import SeriesStore
from bot.ports.stores import Stores, Unit
from tests.factories import (
    BRAM,
    HANNEKE,
    MT,
    NOW,
    WATERSTAD,
    a_commitment,
    a_content,
    a_group,
    a_meeting,
    a_message,
    a_moment,
    a_person,
    a_recess,
    a_series,
    a_share,
    a_state,
    a_tenant,
    an_address,
    an_agenda_item,
    an_audit_entry,
    an_expected_answer,
    an_occurrence,
    an_own_prompt,
)

DORPEN = TenantId("dorpen")
TUESDAY = date(2026, 11, 3)
DAY = timedelta(days=1)
PROMPT = a_message(
    local_on=TUESDAY,
    state=State.SENT,
    sent_at=NOW,
    conversation="dm",
    platform_ref="1",
    joined_to="head",
    content=a_content(),
    series=a_series().id,
)
PLANNED = a_message(subject="s2", local_on=TUESDAY + DAY)
CLAIMED = a_message(subject="s3", state=State.CLAIMED)
LOST = a_message(subject="s4", state=State.UNKNOWN)

Read = Callable[[Unit], Awaitable[Any]]

READS: dict[str, Read] = {
    "people.get": lambda unit: unit.people.get(HANNEKE),
    "people.locked": lambda unit: unit.people.locked(HANNEKE),
    "people.all": lambda unit: unit.people.all(),
    "people.nameless": lambda unit: unit.people.nameless(),
    "people.at": lambda unit: unit.people.at(Platform.BROWSER, "ext-hanneke"),
    "people.known": lambda unit: unit.people.known(Platform.BROWSER, "ext-hanneke"),
    "people.addresses": lambda unit: unit.people.addresses(HANNEKE),
    "people.preferred": lambda unit: unit.people.preferred(),
    "people.places": lambda unit: unit.people.places([HANNEKE], Platform.BROWSER),
    "people.some": lambda unit: unit.people.some([HANNEKE]),
    "people.languages": lambda unit: unit.people.languages(),
    "people.groups": lambda unit: unit.people.groups(),
    "messages.get": lambda unit: unit.messages.get(PROMPT.id),
    "messages.get_all": lambda unit: unit.messages.get_all([PROMPT.id]),
    "messages.at_ref": lambda unit: unit.messages.at_ref("dm", "1"),
    "messages.of_person": lambda unit: unit.messages.of_person(HANNEKE),
    "messages.open_prompts": lambda unit: unit.messages.open_prompts(HANNEKE),
    "messages.existing": lambda unit: unit.messages.existing([PROMPT.id]),
    "messages.taken": lambda unit: unit.messages.taken(TUESDAY, TUESDAY),
    "messages.seen": lambda unit: unit.messages.seen(NOW - DAY),
    "messages.taken of some": lambda unit: unit.messages.taken(TUESDAY, TUESDAY, [HANNEKE]),
    "messages.seen of some": lambda unit: unit.messages.seen(NOW - DAY, [HANNEKE]),
    "messages.awaiting_reminder of some": lambda unit: unit.messages.awaiting_reminder(
        NOW + DAY, sent_after=NOW - DAY, people=[HANNEKE]
    ),
    "messages.unsettled": lambda unit: unit.messages.unsettled(Platform.BROWSER),
    "messages.unknown_of": lambda unit: unit.messages.unknown_of(Platform.BROWSER, HANNEKE),
    "messages.in_trouble": lambda unit: unit.messages.in_trouble(NOW - DAY),
    "messages.joined_to": lambda unit: unit.messages.joined_to([PROMPT.joined_to or PROMPT.id]),
    "messages.awaiting_reminder": lambda unit: unit.messages.awaiting_reminder(NOW + DAY),
    "messages.outcomes": lambda unit: unit.messages.outcomes(NOW - DAY),
    "messages.of_series": lambda unit: unit.messages.of_series(NOW - DAY),
    "messages.next_due_at": lambda unit: unit.messages.next_due_at(NOW - DAY),
    "records.of": lambda unit: unit.records.of(HANNEKE),
    "records.of_all": lambda unit: unit.records.of_all([HANNEKE], NOW),
    "records.to_ask": lambda unit: unit.records.to_ask(NOW),
    "records.news": lambda unit: unit.records.news(NOW),
    "records.shared_with": lambda unit: unit.records.shared_with(BRAM),
    "records.agenda": lambda unit: unit.records.agenda(TUESDAY, TUESDAY + 30 * DAY),
    "records.get": lambda unit: unit.records.get(a_commitment().id),
    "records.shares": lambda unit: unit.records.shares(MT, "2026-11"),
    "records.closed_in": lambda unit: unit.records.closed_in(MT, NOW, NOW + DAY),
    "series.all": lambda unit: unit.series.all(),
    "series.get": lambda unit: unit.series.get(a_series().id),
    "series.occurrences": lambda unit: unit.series.occurrences(NOW - 365 * DAY),
    "series.own_prompts": lambda unit: unit.series.own_prompts(),
    "series.silences": lambda unit: unit.series.silences(),
    "dates.meetings": lambda unit: unit.dates.meetings(),
    "dates.moments": lambda unit: unit.dates.moments(),
    "dates.recesses": lambda unit: unit.dates.recesses(),
    "dates.states": lambda unit: unit.dates.states(),
    "inbox.stored": lambda unit: unit.inbox.stored("e1"),
    "inbox.at_hand": lambda unit: unit.inbox.at_hand("e1", HANNEKE, ("dm", "m1"), Platform.BROWSER),
    "inbox.expected": lambda unit: unit.inbox.expected(HANNEKE, "dm"),
    "audit.of": lambda unit: unit.audit.of(HANNEKE),
    "audit.changes": lambda unit: unit.audit.changes(),
}
WRITES = {
    "people.save",
    "people.note_welcomed",
    "people.note_prompted",
    "people.save_address",
    "people.save_group",
    "people.erase",
    "messages.add",
    "messages.add_all",
    "messages.save",
    "messages.save_all",
    "messages.save_states",
    "messages.claim",
    "messages.hand_over",
    "messages.note_words",
    "messages.note_arrived",
    "messages.erase",
    "messages.unplan",
    "records.save",
    "records.delete",
    "records.erase",
    "series.save",
    "series.add_occurrence",
    "series.add_occurrences",
    "series.save_own_prompt",
    "series.save_silence",
    "dates.save_meeting",
    "dates.save_moment",
    "dates.save_recess",
    "dates.drop_state",
    "dates.drop_recess",
    "dates.drop_moment",
    "dates.drop_meeting",
    "dates.save_state",
    "inbox.remember",
    "inbox.expect",
    "inbox.give_up",
    "inbox.erase",
    "audit.add",
}


async def fill(stores: Stores, tenant: TenantId) -> None:
    """Write something with every method that writes, with the same ids in every tenant."""
    own: dict[str, Any] = {"tenant": tenant}
    await stores.directory.save_tenant(a_tenant(id=tenant))
    async with stores.of(tenant).write() as unit:
        await unit.people.save(a_person(**own))
        await unit.people.save_address(an_address(**own))
        await unit.people.save_group(a_group(**own))
        for message in (PROMPT, PLANNED, CLAIMED, LOST):
            assert await unit.messages.add(replace(message, tenant=tenant))
        closed: dict[str, Any] = {"state": CommitmentState.DONE, "closed_at": NOW}
        await unit.records.save(a_commitment(ask_at=NOW, **own))
        await unit.records.save(a_commitment(name="done", **closed, **own))
        await unit.records.save(an_agenda_item(**own))
        await unit.records.save(a_share(**own))
        await unit.records.save(a_share(name="with Bram", to_person=BRAM, **own))
        await unit.series.save(a_series(**own))
        assert await unit.series.add_occurrence(an_occurrence(**own))
        await unit.series.save_own_prompt(an_own_prompt())
        await unit.series.save_silence(Silence(tenant=tenant, since_at=NOW))
        await unit.dates.save_meeting(a_meeting(**own))
        await unit.dates.save_moment(a_moment(**own))
        await unit.dates.save_recess(a_recess(**own))
        await unit.dates.save_state(a_state(**own))
        await unit.inbox.remember("e1", HANNEKE, Answer(errors={"a": tenant}), NOW)
        waiting = an_expected_answer(words=tenant)
        await unit.inbox.expect(HANNEKE, "dm", waiting)
        await unit.inbox.expect(HANNEKE, "m1", waiting)
        await unit.audit.add(an_audit_entry(**own))
        changed: dict[str, Any] = {"kind": AuditKind.CHANGED}
        await unit.audit.add(an_audit_entry(name="changed", **changed, **own))


async def everything(stores: Stores, tenant: TenantId) -> dict[str, Any]:
    """Return what every reading method finds in this tenant."""
    async with stores.of(tenant).read() as unit:
        return {name: await read(unit) for name, read in READS.items()}


def test_this_suite_knows_every_method_of_a_unit() -> None:
    roles = {
        "people": port.People,
        "messages": Messages,
        "records": RecordStore,
        "series": SeriesStore,
        "dates": port.Dates,
        "inbox": port.Inbox,
        "audit": port.Audit,
    }
    methods = {
        f"{role}.{name}"
        for role, protocol in roles.items()
        for name, _ in inspect.getmembers(protocol, inspect.isfunction)
        if not name.startswith("_")
    }

    assert methods == {name.partition(" ")[0] for name in READS} | WRITES


async def test_an_empty_tenant_sees_nothing_of_a_full_one(stores: Stores) -> None:
    await stores.directory.save_tenant(a_tenant(id=DORPEN))
    empty = await everything(stores, DORPEN)

    await fill(stores, WATERSTAD)

    full = await everything(stores, WATERSTAD)
    assert [method for method in READS if full[method] == empty[method]] == []
    assert await everything(stores, DORPEN) == empty


async def test_what_one_tenant_writes_changes_nothing_of_another(stores: Stores) -> None:
    await fill(stores, DORPEN)
    before = await everything(stores, DORPEN)
    await fill(stores, WATERSTAD)

    going = replace(CLAIMED, state=State.SENDING, sent_at=NOW)
    async with stores.of(WATERSTAD).write() as unit:
        await unit.messages.note_words([replace(CLAIMED, conversation="elsewhere")])
        assert await unit.messages.hand_over([going])
        assert await unit.messages.note_arrived([replace(going, state=State.SENT)])
        await unit.messages.save_states([replace(PROMPT, state=State.FAILED)])
        await unit.messages.claim(Platform.BROWSER, NOW + DAY, 99)
        await unit.records.delete(a_commitment().id)
        await unit.records.erase(HANNEKE)
        await unit.messages.unplan(a_series().id)
        await unit.messages.erase(HANNEKE)
        await unit.inbox.give_up(an_expected_answer().awaits, NOW + timedelta(days=1))
        await unit.inbox.erase(HANNEKE)
        await unit.inbox.expect(HANNEKE, "dm", None)
        await unit.people.erase(HANNEKE)

    assert await everything(stores, DORPEN) == before


async def test_what_is_due_elsewhere_takes_nobodys_place(stores: Stores) -> None:
    for tenant in (DORPEN, WATERSTAD):
        await fill(stores, tenant)
    async with stores.of(DORPEN).write() as unit:
        await unit.messages.add(a_message(subject="s9", tenant=DORPEN, due_at=NOW - DAY))
    async with stores.of(WATERSTAD).write() as unit:
        claimed = await unit.messages.claim(Platform.BROWSER, NOW, 1)
    assert [(one.tenant, one.id) for one in claimed] == [(WATERSTAD, PLANNED.id)]


async def test_nothing_is_stored_under_another_tenant(stores: Stores) -> None:
    await stores.directory.save_tenant(a_tenant(id=DORPEN))
    before = await everything(stores, DORPEN)

    async with stores.of(WATERSTAD).write() as unit:
        foreign: tuple[Awaitable[object], ...] = (
            unit.people.save(a_person(tenant=DORPEN)),
            unit.people.save_address(an_address(tenant=DORPEN)),
            unit.people.save_group(a_group(tenant=DORPEN)),
            unit.messages.add(a_message(tenant=DORPEN)),
            unit.messages.save(a_message(tenant=DORPEN)),
            unit.messages.add_all([a_message(tenant=DORPEN)]),
            unit.messages.save_all([a_message(tenant=DORPEN)]),
            unit.records.save(a_commitment(tenant=DORPEN)),
            unit.series.save(a_series(tenant=DORPEN)),
            unit.series.add_occurrence(an_occurrence(tenant=DORPEN)),
            unit.dates.save_meeting(a_meeting(tenant=DORPEN)),
            unit.dates.save_moment(a_moment(tenant=DORPEN)),
            unit.dates.save_recess(a_recess(tenant=DORPEN)),
            unit.audit.add(an_audit_entry(tenant=DORPEN)),
        )
        for storing in foreign:
            with pytest.raises(ValueError, match="another tenant than waterstad"):
                await storing

    assert await everything(stores, DORPEN) == before
    async with stores.of(WATERSTAD).read() as unit:
        assert await unit.people.all() == []
