"""What Slack's payloads are to the bot; each line of a table is something that somebody did."""

from typing import Any

import pytest

from adapters.slack.translate import Translator
from adapters.slack.typed import as_typed
from bot.content import Press
from bot.events import Deleted, Edited, Event, Left, Pressed, SentFile, Wrote
from bot.signals import Signal

BOT, HANNEKE = "U0BOT", "U0HANNEKE"
TRANSLATOR = Translator("eigen", "T1", lambda: 1_800_000_000.0, BOT)


def event(about: dict[str, Any]) -> Signal | None:
    """Return what an event is, in its envelope."""
    return TRANSLATOR.event({"event_id": "Ev1", "event_time": 1_790_000_000, "event": about})


def typed(text: str, **more: Any) -> dict[str, Any]:
    """Return what Slack tells when Hanneke typed this in her DM with the bot."""
    about = {"type": "message", "channel_type": "im", "channel": "D1", "user": HANNEKE}
    return {**about, "ts": "17.000100", "text": text, **more}


def changed(before: str, after: str, **more: Any) -> dict[str, Any]:
    """Return what Slack tells when a message of Hanneke became another."""
    return typed(
        "",
        subtype="message_changed",
        user=None,
        message={"user": HANNEKE, "ts": "17.000100", "text": after, **more},
        previous_message={"user": HANNEKE, "ts": "17.000100", "text": before},
    )


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (typed("morgen bel ik"), Wrote("morgen bel ik", "17.000100")),
        (typed("met foto", subtype="file_share"), Wrote("met foto", "17.000100")),
        (typed("", subtype="file_share", files=[{"id": "F1"}]), SentFile("17.000100")),
        (changed("morgen", "overmorgen"), Edited("overmorgen", "17.000100")),
        (
            typed(
                "",
                subtype="message_deleted",
                deleted_ts="17.000100",
                previous_message={"user": HANNEKE, "text": "weg"},
            ),
            Deleted("17.000100"),
        ),
        (changed("weg", "", subtype="tombstone"), Deleted("17.000100")),
    ],
)
def test_what_somebody_types_changes_or_takes_away_in_their_dm(
    about: dict[str, Any], expected: Event
) -> None:
    signal = event(about)
    assert signal is not None
    assert signal.event == expected
    assert (signal.who, signal.conversation, signal.shared) == (HANNEKE, "D1", False)
    # A message is known by its own id, so that what comes before it can tell whether it came.
    event_id = expected.ref if isinstance(expected, Wrote | SentFile) else "Ev1"
    assert (signal.app, signal.workspace, signal.event_id) == ("eigen", "T1", event_id)


@pytest.mark.parametrize(
    "about",
    [
        typed("van een bot", bot_id="B1"),
        typed("van mij zelf", user=BOT),
        typed("kwam erbij", subtype="channel_join"),
        typed(""),
        typed("   "),
        typed("in een kanaal", channel_type="channel", channel="C1"),
        changed("gelijk", "gelijk"),
        changed("van een bot", "anders", bot_id="B1"),
        typed("", subtype="message_deleted", previous_message={"user": BOT, "bot_id": "B1"}),
        {"type": "reaction_added", "user": HANNEKE},
        {"type": "user_change", "user": {"id": HANNEKE, "deleted": False}},
        {"type": "team_join", "user": {"id": "U0NOOR"}},
        {},
    ],
)
def test_what_says_nothing_to_the_bot(about: dict[str, Any]) -> None:
    assert event(about) is None


def test_a_mention_in_a_channel_is_read_by_others_too() -> None:
    signal = event(
        {
            "type": "app_mention",
            "user": HANNEKE,
            "channel": "C1",
            "ts": "18.1",
            "text": f"<@{BOT}> hier",
        }
    )
    assert signal is not None
    assert (signal.event, signal.conversation, signal.shared) == (Wrote("hier", "18.1"), "C1", True)


def test_whose_account_is_closed_has_left() -> None:
    signal = event({"type": "user_change", "user": {"id": HANNEKE, "deleted": True}})
    assert signal is not None
    assert (signal.who, signal.event, signal.conversation) == (HANNEKE, Left(), "")


@pytest.mark.parametrize(
    ("text", "channel", "words", "conversation"),
    [
        ("pauze tot 1 mei", "C1", "pauze tot 1 mei", ""),
        ("mijn", "D9", "mijn", ""),
        ("", "D1", "help", ""),
        ("hier", "C1", "hier", "C1"),
        (" Hier ", "G1", "Hier", "G1"),
        ("hier", "D1", "hier", ""),
        ("hier is iets", "C1", "hier is iets", ""),
    ],
)
def test_a_command_is_about_oneself_unless_it_names_the_channel(
    text: str, channel: str, words: str, conversation: str
) -> None:
    body = {"text": text, "channel_id": channel, "user_id": HANNEKE, "trigger_id": "t.1"}
    signal = TRANSLATOR.command(body)
    assert signal.event == Wrote(words, "command-t.1")
    assert (signal.conversation, signal.shared) == (conversation, conversation != "")


def press(channel: str, **action: Any) -> Signal | None:
    """Return what a press on a message in this channel is; none for the Home tab."""
    body: dict[str, Any] = {
        "user": {"id": HANNEKE},
        "trigger_id": "t.2",
        "container": {"type": "message", "message_ts": "19.5"} if channel else {"type": "view"},
        "actions": [
            {"type": "button", "value": "later|m-1|", "action_ts": "1790000001.5", **action}
        ],
    }
    if channel:
        body["channel"] = {"id": channel}
    return TRANSLATOR.press(body)


@pytest.mark.parametrize(("channel", "shared"), [("D1", False), ("C1", True), ("G1", True)])
def test_a_press_on_a_message(channel: str, shared: bool) -> None:
    signal = press(channel)
    assert signal is not None
    assert signal.event == Pressed(Press("later", "m-1"), "19.5")
    assert (signal.conversation, signal.shared, signal.event_id) == (channel, shared, "t.2")
    assert signal.at.timestamp() == 1790000001.5


def test_a_press_on_the_home_tab_is_private() -> None:
    signal = press("")
    assert signal is not None
    assert signal.event == Pressed(Press("later", "m-1"))
    assert (signal.conversation, signal.shared) == ("", False)


def test_a_choice_in_a_window_waits_until_it_is_sent() -> None:
    assert press("D1", type="datepicker", value=None) is None


def test_a_shortcut_on_a_message_brings_its_link_and_none_of_its_words() -> None:
    body = {
        "type": "message_action",
        "callback_id": "dilemma-from",
        "user": {"id": HANNEKE},
        "team": {"id": "T1", "domain": "lindewaard"},
        "channel": {"id": "C1"},
        "message_ts": "1790000000.000200",
        "message": {"text": "woorden van Yusuf", "thread_ts": "1790000000.000100"},
        "trigger_id": "t.3",
        "action_ts": "1790000002.0",
    }
    signal = TRANSLATOR.shortcut(body)
    assert signal.event == Pressed(
        Press("dilemma_from"),
        link="https://lindewaard.slack.com/archives/C1/p1790000000000200"
        "?thread_ts=1790000000.000100&cid=C1",
    )
    assert "Yusuf" not in repr(signal)


def test_a_shortcut_from_anywhere_asks_for_a_question() -> None:
    body = {"type": "shortcut", "callback_id": "ask", "user": {"id": HANNEKE}, "trigger_id": "t.4"}
    assert TRANSLATOR.shortcut(body).event == Pressed(Press("ask"))


def test_a_window_that_is_sent_twice_is_one_event_and_other_words_are_another() -> None:
    def sent(words: str) -> str:
        view: dict[str, Any] = {
            "id": "V1",
            "hash": "1.a",
            "private_metadata": '{"press": "commit|m-1|"}',
            "blocks": [
                {"type": "input", "block_id": "what|x", "element": {"action_id": "what"}},
            ],
            "state": {"values": {"what|x": {"what": {"value": words}}}},
        }
        return TRANSLATOR.submission({"user": {"id": HANNEKE}, "view": view}).event_id

    assert sent("bellen") == sent("bellen")
    assert sent("bellen") != sent("mailen")
    assert "bellen" not in sent("bellen")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3 &lt; 5 &amp;&amp; 7 &gt; 6", "3 < 5 && 7 > 6"),
        ("bel <tel:0612345678|06 12345678>", "bel 06 12345678"),
        ("<mailto:jan@dorp.nl|jan@dorp.nl>", "jan@dorp.nl"),
        ("<mailto:jan@dorp.nl>", "jan@dorp.nl"),
        ("zie <https://dorp.nl/a?b=1&amp;c=2>", "zie https://dorp.nl/a?b=1&c=2"),
        ("zie <http://dorp.nl|dorp.nl>", "zie dorp.nl"),
        ("in <#C1|mt-sociaal> met <@U1|yusuf>", "in #mt-sociaal met @yusuf"),
        ("<!channel> en <!here|here>", "@channel en here"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_words_come_in_as_they_were_typed(text: str, words: str) -> None:
    assert as_typed(text) == words


def test_the_mention_of_the_bot_itself_falls_away() -> None:
    assert as_typed(f"<@{BOT}> vraag over wonen", BOT) == "vraag over wonen"
    assert as_typed(f"dank <@{BOT}|zetje> !", BOT) == "dank !"
