"""Windows in Teams: what was typed comes back, also as an error, and a long one has pages."""

import asyncio
from dataclasses import replace
from json import loads

from adapters.teams.cards import activities_of, activity_of, divided
from adapters.teams.dialog_cards import Window, fingerprint, page_cards, sent, window_card
from adapters.teams.events import window_event_id
from adapters.teams.recent import Recent
from adapters.teams.render import Json
from bot.content import (
    Block,
    Button,
    Buttons,
    Content,
    Dialog,
    Field,
    FieldKind,
    Option,
    Paragraph,
    Press,
    plain,
)
from bot.model.people import Language
from bot.voice import Voice

CHOICES = (Option("a,b", "A en B"), Option("100%", "Honderd"), Option("c", "C"))
LINK = "https://teams.microsoft.com/l/message/19:x/1?a=(b)"
FIELDS = (
    Field(name="what", label="Wat", kind=FieldKind.TEXT, value="De balie"),
    Field(name="who", label="Wie", required=False, hint="een collega"),
    Field(name="minutes", label="Minuten", kind=FieldKind.NUMBER, value="5"),
    Field(name="which", label="Welke", kind=FieldKind.CHOICES, options=CHOICES, values=("a,b",)),
    Field(name="one", label="Eén", kind=FieldKind.CHOICE, options=CHOICES, value="c"),
    Field(name="link", label="Bericht", kind=FieldKind.LINK, required=False, value=LINK),
)
DIALOG = Dialog(
    press=Press("commit", "m-1"), title="Leg vast", fields=FIELDS, submit_label="Bewaar"
)
WINDOW = Window(dialog=DIALOG, once="f:1")


def action(card: Json) -> Json:
    (found,) = card["actions"]
    assert isinstance(found, dict)
    return found


def inputs(card: Json) -> dict[str, Json]:
    return {one["id"]: one for one in card["body"] if "id" in one}


def as_teams_sends(card: Json, **typed: object) -> Json:
    stand = {name: one["value"] for name, one in inputs(card).items() if one.get("value")}
    return {**action(card)["data"], **stand, **typed}


def test_what_is_typed_comes_back_as_it_stood() -> None:
    card = window_card(WINDOW, Voice())
    back = sent(as_teams_sends(card, f_what="Regel 1\r\nRegel 2", f_minutes=7.0))
    assert (back.press, back.once) == (Press("commit", "m-1"), "f:1")
    assert back.values == {
        "what": "Regel 1\nRegel 2",
        "who": "",
        "minutes": "7",
        "which": "a,b",
        "one": "c",
        "link": LINK,
    }


def test_several_choices_come_back_apart_whatever_is_in_them() -> None:
    card = window_card(WINDOW, Voice())
    offered = inputs(card)["f_which"]["choices"]
    chosen = ",".join(one["value"] for one in offered)
    assert sent(as_teams_sends(card, f_which=chosen)).values["which"] == "a,b\n100%\nc"


def test_an_error_shows_the_window_again_with_everything_typed() -> None:
    first = sent(as_teams_sends(window_card(WINDOW, Voice()), f_what="Iets anders", f_who="Bram"))
    assert first.dialog is not None
    errors = {"what": "Dit is te lang.", "": "Dat ging niet."}
    again = window_card(
        Window(dialog=first.dialog, once=first.once, typed=first.values, errors=errors), Voice()
    )
    texts = [one["text"] for one in again["body"] if one.get("color") == "Attention"]
    assert texts == ["Dat ging niet.", "Dit is te lang."]
    assert inputs(again)["f_what"]["value"] == "Iets anders"
    assert inputs(again)["f_who"]["value"] == "Bram"
    assert (
        inputs(again)["f_which"]["value"]
        == inputs(window_card(WINDOW, Voice()))["f_which"]["value"]
    )
    second = sent(as_teams_sends(again))
    assert (second.once, second.values) == (first.once, first.values)


def test_what_was_typed_does_not_travel_twice() -> None:
    data = action(window_card(WINDOW, Voice()))["data"]
    assert "De balie" not in str(data)


def test_the_same_window_with_the_same_words_is_one_event() -> None:
    card = window_card(WINDOW, Voice())
    one, same = (sent(as_teams_sends(card, f_who="Bram")) for _ in range(2))
    other = sent(as_teams_sends(card, f_who="Joke"))
    later = sent(as_teams_sends(window_card(replace(WINDOW, once="f:2"), Voice()), f_who="Bram"))
    assert window_event_id(one) == window_event_id(same)
    assert len({window_event_id(each) for each in (one, other, later)}) == 3
    assert fingerprint({"a": "1", "b": "2"}) == fingerprint({"b": "2", "a": "1"})


def test_nonsense_is_read_without_a_word() -> None:
    for data in ({}, {"press": 3, "once": [], "page": "x", "dialog": "x", "f_a": None}):
        back = sent(data)
        assert (back.press, back.once, back.page, back.dialog) == (Press(""), "", 0, None)
    broken = {"press": "commit|m|", "dialog": {"press": ["x"], "fields": [3]}, "f_a": "b"}
    assert sent(broken).values == {"a": "b"}


def test_a_link_can_be_followed_and_holds_no_markdown() -> None:
    (link,) = [
        one for one in window_card(WINDOW, Voice())["body"] if "Bericht" in str(one.get("text", ""))
    ]
    assert link["text"] == "[Bericht](https://teams.microsoft.com/l/message/19:x/1?a=%28b%29)"


def test_a_long_window_to_read_has_pages_that_follow_one_another() -> None:
    intro = tuple(plain(f"{number} " + "x" * 2500, typed=True) for number in range(20))
    dialog = Dialog(press=Press("read_all"), title="Alles van jou", intro=intro)
    pages = page_cards(dialog, Voice())
    assert len(pages) > 1
    told = [run["text"] for page in pages for one in page["body"] for run in one["inlines"]]
    assert told == [str(text) for text in intro]
    back = [sent(action(page)["data"]) for page in pages[:-1]]
    assert [one.page for one in back] == list(range(1, len(pages)))
    assert {one.press for one in back} == {Press("read_all")}
    assert "actions" not in pages[-1]


def test_a_window_without_a_word_is_still_a_card() -> None:
    (page,) = page_cards(Dialog(press=Press("x"), title="Leeg"), Voice())
    assert page["body"] == []
    assert page["fallbackText"]


def test_a_message_that_is_too_long_for_a_card_takes_several_activities() -> None:
    row = Buttons((Button("Later", Press("later", "m-1")),))
    blocks: tuple[Block, ...] = (
        *(Paragraph(plain(f"{number} " + "x" * 5000)) for number in range(4)),
        row,
    )
    content = Content(blocks, "Lang")
    parts = divided(content, Language.NL)
    assert [block for part in parts for block in part.blocks] == list(blocks)
    assert parts[-1].blocks[-1] == row
    assert len(parts[-1].blocks) > 1
    activities = [loads(activity) for activity in activities_of(content, Language.NL)]
    assert len(activities) == len(parts) > 1
    assert {len(activity["attachments"]) for activity in activities} == {1}
    assert {activity["summary"] for activity in activities} == {"Lang"}


def test_bare_text_is_text() -> None:
    bare = Content((Paragraph(plain("**Wie** <at>merkt</at> het?")),), "Een vraag", bare=True)
    assert activity_of(bare, Language.NL) == {
        "type": "message",
        "summary": "Een vraag",
        "textFormat": "plain",
        "text": "**Wie** <at>merkt</at> het?",
    }


class Presses:
    """Counts how often something is done."""

    def __init__(self) -> None:
        self.now = 0.0
        self.begun = 0
        self.may_end = asyncio.Event()
        self.recent: Recent[int] = Recent(lambda: self.now)

    async def _do(self) -> int:
        self.begun += 1
        number = self.begun
        await self.may_end.wait()
        return number

    def press(self, effect: str, id: str, who: str = "Hanneke") -> "asyncio.Task[int]":
        return self.recent.of(("lindewaard", who), effect, id, self._do)


async def test_a_press_that_comes_again_while_it_is_handled_is_done_once() -> None:
    presses = Presses()
    tasks = [presses.press("later", f"f:{number}") for number in range(3)]
    other = presses.press("later", "f:9", who="Yusuf")
    presses.may_end.set()
    assert await asyncio.gather(*tasks) == [1, 1, 1]
    assert await other == 2


async def test_after_a_quick_answer_only_the_very_same_press_is_the_same() -> None:
    presses = Presses()
    presses.may_end.set()
    assert await presses.press("later", "f:1") == 1
    presses.now += 1
    assert await presses.press("later", "f:1") == 1
    assert await presses.press("later", "f:2") == 2
    presses.now += 60
    assert await presses.press("later", "f:2") == 3


async def test_after_a_slow_answer_a_new_id_is_the_same_press() -> None:
    presses = Presses()
    first = presses.press("later", "f:1")
    await asyncio.sleep(0)
    presses.now += 5
    presses.may_end.set()
    assert await first == 1
    presses.now += 2
    assert await presses.press("later", "f:2") == 1


async def test_whoever_did_something_else_means_it() -> None:
    presses = Presses()
    presses.may_end.set()
    assert await presses.press("later", "f:1") == 1
    presses.recent.something_else(("lindewaard", "Hanneke"))
    assert await presses.press("later", "f:1") == 2
    assert await presses.press("done", "f:3") == 3
    assert await presses.press("later", "f:1") == 4
