"""Each event once, with all that follows from it or nothing."""

import asyncio
from datetime import timedelta

import pytest

from bot.compose.own_verbs import OwnVerb
from bot.compose.verbs import Verb
from bot.content import Press
from bot.errors import UnknownThing
from bot.events import Deleted, Edited, Event, Incoming, Pressed, Submitted, Wrote
from bot.inbox import event_key
from bot.model.ids import PersonId, TenantId
from bot.model.messages import Message, Purpose, State
from bot.model.people import Platform
from bot.model.records import CommitmentState, Record
from bot.model.situation import Answer
from tests.factories import NOW
from tests.shell.town import COMMITMENT, Town, press_of
from tests.stages.town import TENANT

A_SECOND = timedelta(seconds=1)
PROMPT_AT, FOLLOW_UP_AT = "2027-01-14 12:15", "2027-01-18 12:15"


@pytest.fixture
async def asked(town: Town) -> Town:
    """Return the town after Hanneke got her small step."""
    await town.move_to(PROMPT_AT)
    return town


@pytest.fixture
async def followed_up(asked: Town) -> Town:
    """Return the town after Hanneke was asked how it went."""
    await asked.commits()
    await asked.move_to(FOLLOW_UP_AT)
    return asked


async def the_prompt(town: Town) -> Message:
    return (await town.messages_of("hanneke"))[0]


async def test_the_same_event_again_has_one_effect_and_the_same_answer(asked: Town) -> None:
    first = await asked.commits()
    again = await asked.commits()

    assert again == first
    assert len(first.messages) == 2  # the card changes, and it is confirmed
    assert len((await asked.records_of("hanneke")).commitments) == 1
    assert len(asked.heard("hanneke")) == 2


async def test_a_window_is_opened_again_by_the_same_event(asked: Town) -> None:
    first = await asked.press("hanneke", "Leg vast")

    assert first.dialog is not None
    assert await asked.press("hanneke", "Leg vast") == first


async def test_an_edit_is_another_event_when_its_words_are_others() -> None:
    def key(event: Event, person: str = "hanneke", conversation: str = "dm") -> str:
        return event_key(
            Incoming(
                tenant=TENANT,
                platform=Platform.SLACK,
                person=PersonId(person),
                conversation=conversation,
                event_id="173.2",
                at=NOW,
                event=event,
            )
        )

    keys = [
        key(Wrote("Ja", "173.2")),
        key(Wrote("Ja", "173.2"), "yusuf"),
        # Another conversation may count alike, and what is taken away keeps its number.
        key(Wrote("Ja", "173.2"), conversation="channel"),
        key(Deleted("173.2")),
        key(Edited("Nee", "173.2")),
        key(Edited("Toch wel", "173.2")),
    ]
    assert len(set(keys)) == 6
    assert key(Edited("Nee", "173.2")) == keys[4]


async def test_fifty_presses_at_once_close_a_commitment_once(followed_up: Town) -> None:
    ref, button = followed_up.button("hanneke", "Gedaan")
    answers = await asyncio.gather(
        *(
            followed_up.happens("hanneke", Pressed(button.press, ref), f"press-{number}")
            for number in range(50)
        )
    )

    assert all(answer.messages for answer in answers)
    (commitment,) = (await followed_up.records_of("hanneke")).commitments
    assert commitment.state is CommitmentState.DONE
    assert commitment.turn == 1


async def test_fifty_deliveries_of_one_press_are_one_press(followed_up: Town) -> None:
    before = len(followed_up.platform.sent)
    answers = await asyncio.gather(
        *(followed_up.press("hanneke", "Gedaan", "press-1") for _ in range(50))
    )

    assert answers == [answers[0]] * 50
    assert len(followed_up.platform.sent) - before == len(answers[0].messages)


async def test_fifty_submits_at_once_make_one_commitment(asked: Town) -> None:
    await asyncio.gather(*(asked.commits("hanneke", f"submit-{n}") for n in range(50)))

    (commitment,) = (await asked.records_of("hanneke")).commitments
    assert commitment.what == COMMITMENT["what"]
    await asked.move_to("2027-01-22 18:00")
    follow_ups = [m for m in await asked.messages_of("hanneke") if m.purpose is Purpose.FOLLOW_UP]
    assert [m.state for m in follow_ups] == [State.SENT]


async def test_fifty_typed_answers_at_once_are_each_kept_once(asked: Town) -> None:
    texts = [f"Antwoord {number}" for number in range(50)]
    await asyncio.gather(
        *(asked.types("hanneke", text, text) for text in texts for _ in range(2)),
    )
    replies = (await asked.records_of("hanneke")).replies
    expected = (await asked.expected("hanneke")) or ""
    assert all(any(text in where for where in (*_texts(replies), expected)) for text in texts)
    assert len({reply.id for reply in replies}) == len(replies) <= 50


def _texts(records: tuple[Record, ...]) -> list[str]:
    return [str(getattr(record, "text", "")) for record in records]


class Broken(Exception):
    """The disk is full."""


async def test_when_saving_fails_nothing_is_stored_and_the_event_can_come_again(
    asked: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asked.heard("hanneke")
    async with asked.stores.of(TENANT).read() as unit:
        kind = type(unit.inbox)

    async def remember(*_: object) -> None:
        raise Broken

    with monkeypatch.context() as patch:
        patch.setattr(kind, "remember", remember)
        with pytest.raises(Broken):
            await asked.commits()

    assert (await asked.records_of("hanneke")).commitments == ()
    assert (await the_prompt(asked)).answered_at is None
    assert asked.heard("hanneke") == before

    await asked.commits()
    assert len((await asked.records_of("hanneke")).commitments) == 1
    assert len(asked.heard("hanneke")) == len(before) + 1


async def test_an_event_is_handled_also_when_its_answer_cannot_be_sent(asked: Town) -> None:
    asked.platform.refuse(times=2)
    answer = await asked.commits()

    assert len((await asked.records_of("hanneke")).commitments) == 1
    assert [(await asked.message(id)).state for id in answer.messages] == [State.PLANNED] * 2


async def test_an_event_is_handled_also_when_the_sender_breaks(
    asked: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def next_allowed_at(*_: object) -> None:
        raise Broken

    with monkeypatch.context() as patch:
        patch.setattr(type(asked.stores.directory), "next_allowed_at", next_allowed_at)
        answer = await asked.commits()
    assert len((await asked.records_of("hanneke")).commitments) == 1

    await asked.ticker.tick()
    assert [(await asked.message(id)).state for id in answer.messages] == [State.SENT] * 2


@pytest.mark.parametrize(("tenant", "person"), [("lindewaard", "nobody"), ("elsewhere", "hanneke")])
async def test_who_is_not_known_gets_no_answer(town: Town, tenant: str, person: str) -> None:
    incoming = Incoming(
        tenant=TenantId(tenant),
        platform=Platform.BROWSER,
        person=PersonId(person),
        conversation="dm-hanneke",
        event_id="e1",
        at=NOW,
        event=Wrote("help", "r1"),
    )
    with pytest.raises(UnknownThing, match=tenant):
        await town.inbox.handle(incoming)
    assert town.platform.sent == []


async def test_a_card_that_never_went_out_is_not_changed(town: Town) -> None:
    town.platform.refuse(final=True)
    await town.move_to(PROMPT_AT)
    prompt = await the_prompt(town)
    assert prompt.state is State.FAILED

    answer: Answer = await town.happens(
        "hanneke", Submitted(Press(Verb.COMMIT, prompt.id), COMMITMENT)
    )
    purposes = [(await town.message(id)).purpose for id in answer.messages]
    assert purposes == [Purpose.ANSWER]


async def test_what_is_said_keeps_its_order_also_when_it_goes_out_later(town: Town) -> None:
    town.platform.refuse(retry_after=5)
    answer = await town.happens("yusuf", press_of(OwnVerb.MOMENT, "", "3-12.15"))
    assert [(await town.message(id)).state for id in answer.messages] == [State.PLANNED] * 2

    await town.try_again_after(timedelta(seconds=5))
    noted, offered = town.heard("yusuf")
    assert noted.startswith("Genoteerd: donderdag om 12.15 uur")
    assert offered.startswith("Wil je er nu een proberen?")


async def test_a_later_change_of_a_card_does_not_come_before_an_earlier_one(asked: Town) -> None:
    card = (await the_prompt(asked)).platform_ref
    asked.platform.refuse(only=lambda message: message.purpose is Purpose.UPDATE)
    await asked.commits()
    asked.wall.move(A_SECOND)
    asked.sleep_until("2027-01-14 12:16")
    await asked.press("hanneke", "Weg ermee", "away")
    await asked.try_again_after(A_SECOND)

    changes = [sent.content.as_text() for sent in asked.platform.sent if sent.ref == card]
    assert len(changes) == 3
    assert "vastgelegd" in changes[1]
    assert "vastgelegd" not in changes[2]


async def test_words_that_are_halved_are_kept_whole(asked: Town) -> None:
    prompt = await the_prompt(asked)
    filled_in = {**COMMITMENT, "what": "Meelopen \ud800 bij de balie"}
    await asked.happens("hanneke", Submitted(Press(Verb.COMMIT, prompt.id), filled_in))
    # Of what somebody edits the words are part of the key.
    await asked.happens("hanneke", Edited("Meelopen \udfff", "m1"), "event-2")

    (kept,) = (await asked.records_of("hanneke")).commitments
    assert kept.what == "Meelopen \ufffd bij de balie"
