"""A press on a message of which nobody knew whether it arrived: it did."""

from bot.compose.verbs import Verb
from bot.content import Press
from bot.events import Pressed
from bot.model.messages import Message, Purpose, State
from tests.shell.town import A_SECOND, Town

PROMPT_AT, FOLLOW_UP_AT = "2027-01-14 12:15", "2027-01-18 12:15"


async def the_newest(town: Town) -> Message:
    return max(await town.messages_of("hanneke"), key=lambda one: one.due_at)


async def test_a_card_of_unknown_fate_turns_when_it_is_answered(town: Town) -> None:
    town.platform.lose_after_write()
    await town.move_to(PROMPT_AT)
    asked = await the_newest(town)
    assert (asked.state, asked.platform_ref) == (State.UNKNOWN, None)
    ref, _ = town.button("hanneke", "Leg vast")
    await town.press("hanneke", "Leg vast")
    await town.commits()
    await town.try_again_after(A_SECOND)

    known = await town.message(asked.id)
    assert (known.state, known.platform_ref) == (State.SENT, ref)
    (turned,) = [one for one in town.platform.sent if one.changed]
    assert (turned.ref, turned.message.replaces) == (ref, asked.id)


async def test_what_turns_a_card_is_sent_without_the_right_under_which_the_card_was(
    town: Town,
) -> None:
    await town.move_to(PROMPT_AT)
    asked = await the_newest(town)
    assert asked.lease is not None
    await town.commits()
    (turned,) = [one.message for one in town.platform.sent if one.changed]
    # Else a worker takes it back while the process that answers is sending it.
    assert (turned.lease, turned.unknown_at, turned.detail) == (None, None, None)


async def test_a_follow_up_of_unknown_fate_turns_too(town: Town) -> None:
    await town.move_to(PROMPT_AT)
    await town.commits()
    town.platform.lose_after_write(only=lambda one: one.purpose is Purpose.FOLLOW_UP)
    await town.move_to(FOLLOW_UP_AT)
    (asked,) = [m for m in await town.messages_of("hanneke") if m.purpose is Purpose.FOLLOW_UP]
    assert asked.state is State.UNKNOWN
    ref, button = town.button("hanneke", "Gedaan")
    await town.happens("hanneke", Pressed(button.press, ref), "press-2")
    assert (await town.message(asked.id)).platform_ref == ref


async def test_a_press_that_is_made_up_settles_nothing(town: Town) -> None:
    town.platform.lose_after_write()
    await town.move_to(PROMPT_AT)
    asked = await the_newest(town)
    made_up = Pressed(Press(Verb.READ_BACK, asked.id, "x"), "elsewhere")
    await town.happens("hanneke", made_up, "press-3")
    await town.happens("yusuf", Pressed(town.button("hanneke", "Past niet")[1].press, "m9"), "p4")
    assert (await town.message(asked.id)).state is State.UNKNOWN
