"""A question in a channel: answered in private, shared in its thread on purpose, and taken back."""

from dataclasses import replace

import pytest

from bot.compose.admin_verbs import AdminVerb
from bot.content import Press
from bot.events import Pressed, Submitted, Wrote
from bot.model.ids import MessageId, PersonId
from bot.model.messages import Message, State
from bot.model.people import Platform, Role
from bot.model.situation import Answer, posted_id
from bot.ports.stores import Stores
from bot.situations import Knowledge
from tests.fakes.platform import RecordingPlatform
from tests.shell.town import A_SECOND, Town
from tests.stages.town import TENANT

HEAD = {
    "start": "2027-01-14 12:00",
    "people": {
        "Hanneke": {"roles": ["secretary"]},
        "Yusuf": {"roles": ["director"]},
        "Joke": {"roles": ["admin"]},
    },
    "groups": {"MT Sociaal": ["Hanneke"]},
    "series": [{"steps": ["zetje:rf-001"], "weekly": "2027-01-14 12:15", "in": "MT Sociaal"}],
}
PLACE = "mt-sociaal"


@pytest.fixture
async def town(stores: Stores, knowledge: Knowledge) -> Town:
    """A question was asked in the channel of the MT just now; Yusuf reads it there as a guest."""
    made = Town(stores, knowledge, RecordingPlatform())
    await made.settle(HEAD)
    await made.move_to("2027-01-14 12:15")
    return made


async def press(town: Town, who: str, label: str, event_id: str, place: str = "") -> Answer:
    """Press the newest button with this label in this person's chat, or in the channel."""
    conversation = place or f"dm-{who}"
    for sent in reversed(town.platform.in_conversation(conversation)):
        for button in sent.content.buttons():
            if button.label == label:
                event = Pressed(button.press, sent.ref)
                return await town.happens(
                    who, event, event_id, conversation=conversation, shared=bool(place)
                )
    raise AssertionError(f"no button [{label}] in {conversation}")


async def submit(town: Town, who: str, opened: Answer, event_id: str, **filled: str) -> Answer:
    assert opened.dialog is not None
    values = {one.name: one.value for one in opened.dialog.fields} | filled
    return await town.happens(who, Submitted(opened.dialog.press, values), event_id)


async def shares(town: Town, who: str = "hanneke") -> Message:
    """Answer in the channel and share it in the thread; return what was posted."""
    opened = await press(town, who, "Schrijf antwoord", f"{who}-1", PLACE)
    await submit(town, who, opened, f"{who}-2", answer="De camera's bij het zwembad.")
    opened = await press(town, who, "Zet in de draad", f"{who}-3")
    said = await submit(town, who, opened, f"{who}-4", text="Camera's.")
    async with town.stores.of(TENANT).read() as unit:
        found = [await unit.messages.get(MessageId(one)) for one in said.messages]
    return next(one for one in found if one is not None and one.person is None)


async def test_what_is_shared_stands_in_the_thread_of_the_question(town: Town) -> None:
    (question,) = town.platform.in_conversation(PLACE)
    posted = await shares(town)
    assert (posted.thread, posted.conversation, posted.state) == (question.ref, PLACE, State.SENT)
    assert town.platform.texts(PLACE)[1:] == ("Hanneke schrijft:\nCamera's.",)
    assert posted.content is None, "the words of a post are not kept with the message"


async def test_a_guest_of_the_channel_can_share_and_withdraw_too(town: Town) -> None:
    await shares(town, "yusuf")
    await press(town, "yusuf", "Trek terug", "yusuf-5")
    assert town.platform.texts(PLACE)[1:] == (
        "Yusuf schrijft:\nCamera's.",
        "Deze tekst is teruggetrokken.",
    )


async def test_nobody_withdraws_the_text_of_another(town: Town) -> None:
    posted = await shares(town, "yusuf")
    await town.happens("hanneke", Pressed(Press("thread_withdraw", posted.id)), "other-1")
    assert town.platform.texts(PLACE)[1:] == ("Yusuf schrijft:\nCamera's.",)
    assert town.platform.texts("dm-hanneke")[-1] == "Dat staat niet meer op je lijst."


async def test_sent_twice_it_is_posted_once(town: Town) -> None:
    opened = await press(town, "hanneke", "Schrijf antwoord", "1", PLACE)
    await submit(town, "hanneke", opened, "2", answer="De camera's.")
    opened = await press(town, "hanneke", "Zet in de draad", "3")
    await submit(town, "hanneke", opened, "4")
    await submit(town, "hanneke", opened, "4")
    assert len(town.platform.texts(PLACE)) == 2


async def test_withdrawn_before_it_went_out_it_never_does(town: Town) -> None:
    opened = await press(town, "hanneke", "Schrijf antwoord", "1", PLACE)
    await submit(town, "hanneke", opened, "2", answer="De camera's.")
    opened = await press(town, "hanneke", "Zet in de draad", "3")
    town.platform.refuse(only=lambda message: message.person is None)
    await submit(town, "hanneke", opened, "4")
    assert len(town.platform.texts(PLACE)) == 1
    # Her own answer waited behind the failure: it comes with the next tick.
    button = Press("thread_withdraw", await _waiting(town))
    await town.happens("hanneke", Pressed(button), "5")
    await town.try_again_after(A_SECOND)
    await town.move_to("2027-01-14 13:00")
    assert len(town.platform.texts(PLACE)) == 1
    assert "Goed, het komt niet in de draad." in town.platform.texts("dm-hanneke")


async def test_erased_before_it_went_out_it_never_does(town: Town) -> None:
    opened = await press(town, "hanneke", "Schrijf antwoord", "1", PLACE)
    await submit(town, "hanneke", opened, "2", answer="De camera's.")
    opened = await press(town, "hanneke", "Zet in de draad", "3")
    town.platform.refuse(only=lambda message: message.person is None)
    await submit(town, "hanneke", opened, "4")
    waiting = MessageId(await _waiting(town))
    await town.happens("hanneke", Pressed(Press("erase_all_now")), "5")
    await town.try_again_after(A_SECOND)
    await town.move_to("2027-01-14 13:00")
    assert len(town.platform.texts(PLACE)) == 1
    assert (await town.message(waiting)).content is None


async def _waiting(town: Town) -> str:
    async with town.stores.of(TENANT).read() as unit:
        records = await unit.records.of(PersonId("hanneke"))
        (share,) = records.shares
        question = await unit.messages.get(share.message) if share.message else None
    assert question is not None
    return posted_id(question, share.id)


async def test_a_link_and_a_role_are_stored_with_the_group(town: Town) -> None:
    here = Wrote("@Zetje hier", "m1")
    await town.happens("joke", here, "0", conversation="C9", shared=True)
    await town.happens("joke", Pressed(Press("admin_group", PLACE)), "1")
    values = {"name": "MT Sociaal", "members": "joke\nyusuf", "role": "cio"}
    await town.happens("joke", Submitted(Press("admin_group", PLACE, "C9"), values), "2")
    async with town.stores.of(TENANT).read() as unit:
        (group,) = await unit.people.groups()
        people = {one.id: one.roles for one in await unit.people.all()}
        changes = [entry.what for entry in await unit.audit.changes()]
    assert (group.conversation, group.platform) == ("C9", Platform.BROWSER)
    assert sorted(group.members) == ["joke", "yusuf"]
    # Only who had no role besides running things gets this one.
    assert people[PersonId("joke")] == {Role.ADMIN, Role.CIO}
    assert people[PersonId("yusuf")] == {Role.DIRECTOR}
    assert set(changes) == {"group saved: MT Sociaal", "channel linked: MT Sociaal"}


async def test_an_admin_sees_what_is_of_unknown_fate_and_sends_it_again(town: Town) -> None:
    town.platform.can_be_asked = False
    town.platform.time_out(only=lambda message: message.person == "hanneke")
    await town.types("hanneke", "help", "1")
    assert town.platform.texts("dm-hanneke") == ()
    await town.try_again_after(A_SECOND)
    await town.types("joke", "beheer", "2")
    assert "Van één bericht weet ik niet" in town.platform.texts("dm-joke")[-1]
    await town.press("joke", "Bekijk", "3")
    assert "1 keer via Browser: timed out" in town.platform.texts("dm-joke")[-1]
    assert "anneke" not in town.platform.texts("dm-joke")[-1]
    await town.press("joke", "Stuur toch", "4")
    await town.move_to("2027-01-14 13:00")
    assert len(town.platform.texts("dm-hanneke")) == 1
    await town.types("joke", "beheer", "5")
    assert "weet ik niet" not in town.platform.texts("dm-joke")[-1]


async def test_what_cannot_be_thread_of_anything_is_not_posted(town: Town) -> None:
    (question,) = town.platform.in_conversation(PLACE)
    async with town.stores.of(TENANT).write() as unit:
        stored = await unit.messages.get(question.message.id)
        assert stored is not None
        await unit.messages.save(replace(stored, platform_ref=None))
    opened = await town.happens(
        "hanneke", Pressed(Press("thread_share", question.message.id, "nothing")), "1"
    )
    assert opened.dialog is None
    assert len(town.platform.texts(PLACE)) == 1


async def test_a_press_links_only_a_channel_in_which_its_admin_typed_hier(town: Town) -> None:
    made_up = Pressed(Press(AdminVerb.LINK, "mt-sociaal", "somebody-elses-channel"))
    await town.happens("joke", made_up, "forged")
    assert town.heard("joke")[-1].startswith("Het kanaal is niet gekoppeld")
    async with town.stores.of(TENANT).read() as unit:
        (group,) = await unit.people.groups()
    assert group.conversation == PLACE


async def test_a_window_that_names_an_old_channel_still_makes_the_group(town: Town) -> None:
    values = {"name": "Directie", "members": "joke", "role": ""}
    sent = Submitted(Press(AdminVerb.GROUP, "new-group", "somebody-elses-channel"), values)
    await town.happens("joke", sent, "forged")
    async with town.stores.of(TENANT).read() as unit:
        groups = {group.name: group.conversation for group in await unit.people.groups()}
    assert groups["Directie"] is None
    assert town.heard("joke")[-1].startswith("Het kanaal is niet gekoppeld")
