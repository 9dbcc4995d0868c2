"""What Teams sends, and what it means to the bot."""

from typing import Any

import pytest

from adapters.teams.activity import NotAnActivityError, about, read_activity, typed_text
from adapters.teams.events import event_of, is_arrival, pressed, signal_of, taken_action
from bot.content import Press
from bot.events import Deleted, Edited, Left, Pressed, SentFile, Wrote
from bot.model.people import Language

BOT = "28:app"


def sent(kind: str = "message", /, **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": kind,
        "id": "1",
        "timestamp": "2027-01-14T11:15:00.1234567Z",
        "serviceUrl": "https://smba.trafficmanager.net/emea/t/",
        "from": {"id": "29:x", "aadObjectId": "hanneke", "name": "Hanneke"},
        "recipient": {"id": BOT},
        "conversation": {"id": "a:1", "conversationType": "personal"},
        "channelData": {"tenant": {"id": "lindewaard"}},
        "locale": "nl-NL",
        "localTimezone": "Europe/Amsterdam",
    }
    return made | changes


def read(kind: str = "message", /, **changes: Any) -> Any:
    return read_activity(sent(kind, **changes), 0.0)


IN_CHANNEL = {"id": "19:x@thread.tacv2;messageid=7", "conversationType": "channel"}


def test_what_is_typed() -> None:
    activity = read(text="De balie\r\nen de wachtrij")
    signal = signal_of("zetje", activity, Wrote("x", "1"))
    assert event_of(activity) == Wrote("De balie\nen de wachtrij", "1")
    assert (signal.workspace, signal.who, signal.conversation) == ("lindewaard", "hanneke", "a:1")
    assert (signal.shared, signal.thread, signal.event_id) == (False, None, "1")
    assert signal.at.isoformat() == "2027-01-14T11:15:00+00:00"


@pytest.mark.parametrize(
    ("kind", "is_file"),
    [
        ("application/vnd.microsoft.teams.file.download.info", True),
        ("image/*", True),
        ("text/calendar", True),
        ("text/html", False),
        ("application/vnd.microsoft.card.adaptive", False),
    ],
)
def test_a_file_without_words(kind: str, is_file: bool) -> None:
    attached = [{"contentType": kind, "content": {}}]
    assert event_of(read(text="", attachments=attached)) == (SentFile("1") if is_file else None)
    assert event_of(read(text="kijk", attachments=attached)) == Wrote("kijk", "1")


def test_somebody_without_an_entra_id_has_the_id_of_teams() -> None:
    sender: dict[str, Any] = {"from": {"id": "29:gast"}}
    assert read("message", **sender).who == "29:gast"


def test_in_a_channel_the_thread_is_told_apart() -> None:
    signal = signal_of("zetje", read(conversation=IN_CHANNEL), Wrote("x", "1"))
    assert (signal.conversation, signal.thread) == ("19:x@thread.tacv2", "7")
    assert signal.shared


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("<at>Zetje</at> vraag begroting", "vraag begroting"),
        ("<at>Zetje</at> robot Zetje Zetjeland", "robot Zetje Zetjeland"),
        ("<at>Zetje</at> vraag het <at>Bram</at>", "vraag het Bram"),
        ("<at>Zetje</at>&nbsp;a &lt; b &amp; c", "a < b & c"),
        ("geen &copy; en geen &zomaar;", "geen &copy; en geen &zomaar;"),
    ],
)
def test_only_the_mention_of_the_bot_goes(text: str, typed: str) -> None:
    mention = {"type": "mention", "text": "<at>Zetje</at>", "mentioned": {"id": BOT}}
    other = {"type": "mention", "text": "<at>Bram</at>", "mentioned": {"id": "29:bram"}}
    assert typed_text(read(text=text, entities=[mention, other, {"type": "clientInfo"}])) == typed


@pytest.mark.parametrize("text", ["", "  ", "<at>Zetje</at>"])
def test_nothing_typed_is_nothing(text: str) -> None:
    mention = {"type": "mention", "text": "<at>Zetje</at>", "mentioned": {"id": BOT}}
    assert event_of(read(text=text, entities=[mention])) is None


def test_changes_of_a_message() -> None:
    edited = {"eventType": "editMessage", "tenant": {"id": "t"}}
    back = {"eventType": "undeleteMessage", "tenant": {"id": "t"}}
    assert event_of(read("messageUpdate", text="Anders", channelData=edited)) == Edited(
        "Anders", "1"
    )
    assert event_of(read("messageUpdate", text="Weer", channelData=back)) == Edited("Weer", "1")
    assert event_of(read("messageDelete")) == Deleted("1")


def test_a_change_is_told_from_the_next_by_its_time() -> None:
    first, again, later = (
        read("messageUpdate", text="A", timestamp=f"2027-01-14T11:15:0{second}Z")
        for second in (1, 1, 2)
    )
    ids = [signal_of("z", one, Edited("A", "1")).event_id for one in (first, again, later)]
    assert ids[0] == ids[1] != ids[2]


def test_presses_of_every_client() -> None:
    data = {"press": "later|m-1|"}
    execute = {"action": {"type": "Action.Execute", "data": data}, "trigger": "manual"}
    expected = Pressed(Press("later", "m-1"), "9")
    assert event_of(read(value=data, replyToId="9")) == expected
    for name, value in (("adaptiveCard/action", execute), ("task/fetch", {"data": data})):
        assert pressed(read("invoke", name=name, value=value, replyToId="9")) == expected
    nonsense: tuple[object, ...] = ({}, {"data": "x"}, {"data": {"press": 3}}, None, "x")
    for wrong in nonsense:
        assert pressed(read("invoke", name="task/fetch", value=wrong)) is None


def test_an_action_on_a_message_brings_a_link_and_no_words() -> None:
    payload = {
        "linkToMessage": "https://teams.microsoft.com/l/message/1",
        "body": {"content": "woorden van een collega"},
    }
    about_it = {"commandId": "bewaar-als-dilemma", "messagePayload": payload}
    activity = read("invoke", name="composeExtension/fetchTask", value=about_it)
    found = taken_action(activity)
    assert found == Pressed(Press("dilemma_from"), link="https://teams.microsoft.com/l/message/1")
    assert found is not None
    signal = signal_of("zetje", activity, found)
    # Whose chat that was is no business of the bot.
    assert (signal.conversation, signal.shared) == ("", False)
    assert taken_action(read("invoke", value={"commandId": "iets anders"})) is None


def test_coming_and_going() -> None:
    assert is_arrival(read("installationUpdate", action="add"))
    assert is_arrival(read("conversationUpdate", membersAdded=[{"id": BOT}]))
    assert not is_arrival(read("conversationUpdate", membersAdded=[{"id": "29:bram"}]))
    assert event_of(read("installationUpdate", action="remove")) == Left()
    for action in ("remove-upgrade", "iets nieuws"):
        assert event_of(read("installationUpdate", action=action)) is None
        assert not is_arrival(read("installationUpdate", action=action))
    gone = read("installationUpdate", action="remove", conversation=IN_CHANNEL)
    assert event_of(gone) is None
    assert event_of(read("typing")) is None


@pytest.mark.parametrize(
    ("locale", "language"),
    [("nl-NL", Language.NL), ("en-GB", Language.EN), ("fy-NL", None), ("", None)],
)
def test_what_teams_tells_about_a_person(locale: str, language: Language | None) -> None:
    told = about(read(locale=locale))
    assert (told.name, told.zone, told.language) == ("Hanneke", "Europe/Amsterdam", language)


@pytest.mark.parametrize("missing", ["type", "from", "conversation", "channelData"])
def test_what_is_no_activity_is_refused(missing: str) -> None:
    with pytest.raises(NotAnActivityError, match="missing"):
        read("message", **{missing: None})


@pytest.mark.parametrize("time", ["gisteren", "2027-01-14T11:15:00", None, 3])
def test_an_activity_without_a_time_is_of_now(time: object) -> None:
    assert read(timestamp=time).at.isoformat() == "1970-01-01T00:00:00+00:00"
