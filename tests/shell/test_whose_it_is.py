"""Nobody acts on what is somebody else's: not in the same tenant, and not in another."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

import pytest

from bot.compose.own_verbs import OwnVerb
from bot.compose.verbs import Verb
from bot.content import Press
from bot.events import Incoming, Pressed, Submitted
from bot.model.ids import PersonId, TenantId
from bot.model.messages import Message
from bot.model.people import Platform, Tenant
from bot.model.records import Commitment, Record, Reply
from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.fakes.platform import RecordingPlatform
from tests.shell.town import COMMITMENT, Town, press_of
from tests.stages.town import TENANT

PROMPT_AT, FOLLOW_UP_AT = "2027-01-14 12:15", "2027-01-18 12:15"


async def the_prompt(town: Town) -> Message:
    return (await town.messages_of("hanneke"))[0]


@pytest.fixture
async def in_memory(knowledge: Knowledge) -> Town:
    """Return a town where Hanneke got her small step, on stores that are quick: a lot is tried here."""
    town = Town(MemoryStores(), knowledge, RecordingPlatform())
    await town.settle()
    await town.move_to(PROMPT_AT)
    return town


async def test_nobody_acts_on_a_message_of_a_colleague(in_memory: Town) -> None:
    asked = in_memory
    prompt = await the_prompt(asked)
    for verb in (*Verb, *OwnVerb):
        for arg in ("", "next_week"):
            answer = await asked.happens("yusuf", press_of(verb, prompt.id, arg), f"{verb}-{arg}")
            assert "lastig formulier" not in str(answer.dialog)
        await asked.happens("yusuf", Submitted(Press(verb, prompt.id), COMMITMENT), f"{verb}-sent")

    assert await the_prompt(asked) == prompt
    assert asked.heard("hanneke") == [prompt_text(asked)]
    assert "lastig formulier" not in "\n".join(asked.heard("yusuf"))
    records = await asked.records_of("yusuf")
    made: tuple[Record, ...] = (
        *records.replies,
        *records.commitments,
        *records.dilemmas,
        *records.agenda_items,
    )
    assert prompt.id not in [record.message for record in made]


def prompt_text(town: Town) -> str:
    return town.platform.texts("dm-hanneke")[0]


async def test_nobody_acts_on_a_record_of_a_colleague(in_memory: Town) -> None:
    followed_up = in_memory
    await followed_up.commits()
    await followed_up.move_to(FOLLOW_UP_AT)
    await followed_up.press("hanneke", "Gedaan", "done")
    dialog = (await followed_up.press("hanneke", "Schrijf antwoord", "noticed")).dialog
    assert dialog is not None
    noticed = {one.name: "De balie weet het eerder." for one in dialog.fields}
    await followed_up.happens("hanneke", Submitted(dialog.press, noticed), "sent")
    before = await followed_up.records_of("hanneke")
    owned: tuple[Commitment | Reply, ...] = (*before.commitments, *before.replies)
    assert len(owned) == 2

    for verb, record, arg in product((*Verb, *OwnVerb), owned, ("", "1")):
        answer = await followed_up.happens(
            "yusuf", press_of(verb, record.id, arg), f"{verb}-{record.id}-{arg}"
        )
        assert not shows(str(answer.dialog), owned)
    for verb, record in product((*Verb, *OwnVerb), owned):
        sent = Submitted(Press(verb, record.id), {"text": "x", "what": "x", "words": "x"})
        await followed_up.happens("yusuf", sent, f"{verb}-{record.id}-sent")

    assert await followed_up.records_of("hanneke") == before
    assert not shows("\n".join(followed_up.heard("yusuf")), owned)


def shows(text: str, records: Iterable[Commitment | Reply]) -> bool:
    words = [one.what if isinstance(one, Commitment) else one.text for one in records]
    return any(word in text for word in (*words, COMMITMENT["short_name"]))


async def test_nobody_acts_in_a_colleagues_conversation(in_memory: Town) -> None:
    asked = in_memory
    prompt = await the_prompt(asked)
    ref, button = asked.button("hanneke", "Later")
    await asked.happens("yusuf", Pressed(button.press, ref), conversation="dm-hanneke")
    await asked.happens(
        "yusuf", Pressed(Press(button.press.verb), ref), "e2", conversation="dm-hanneke"
    )

    assert await the_prompt(asked) == prompt


async def test_another_tenant_resolves_nothing(in_memory: Town) -> None:
    asked, stores = in_memory, in_memory.stores
    other = TenantId("elders")
    await stores.directory.save_tenant(Tenant(id=other, name="Gemeente Elders"))
    async with stores.of(TENANT).read() as unit:
        hanneke = await unit.people.get(PersonId("hanneke"))
    assert hanneke is not None
    async with stores.of(other).write() as unit:
        await unit.people.save(replace(hanneke, tenant=other))
    await asked.commits()
    before = await asked.records_of("hanneke")
    prompt = await the_prompt(asked)

    for number, verb in enumerate((*Verb, *OwnVerb)):
        for subject in (prompt.id, before.commitments[0].id):
            answer = await asked.inbox.handle(
                Incoming(
                    tenant=other,
                    platform=Platform.BROWSER,
                    person=hanneke.id,
                    conversation="dm-elders",
                    event_id=f"{number}-{subject}",
                    at=asked.clock.now(),
                    event=press_of(verb, subject),
                )
            )
            assert COMMITMENT["what"] not in str(answer.dialog)

    assert await asked.records_of("hanneke") == before
    assert await the_prompt(asked) == prompt
    elsewhere = "\n".join(asked.platform.texts("dm-elders"))
    assert COMMITMENT["what"] not in elsewhere
    assert COMMITMENT["short_name"] not in elsewhere
