"""Windows of Slack: what a dialog becomes, and what comes back from it as it was filled in."""

import json
from typing import Any

import pytest

from adapters.slack.filled_in import errors_in, press_of, values_of, with_day
from adapters.slack.modal import modal, notice
from bot.content import Dialog, Field, FieldKind, Option, Press, plain

THEMES = tuple(Option(name, name.title()) for name in ("wonen", "zorg", "werk"))
ALL_KINDS = (
    Field(name="about", label="Gaat over", kind=FieldKind.LINK, value="https://x.nl/a?b=1&c=2"),
    Field(name="what", label="Wat?", kind=FieldKind.TEXT, value="bellen", hint="Kort"),
    Field(name="who", label="Met wie?", required=False, max_length=200),
    Field(name="when", label="Wanneer?", kind=FieldKind.WHEN, required=False, max_length=80),
    Field(name="minutes", label="Minuten", kind=FieldKind.NUMBER, value="5"),
    Field(name="theme", label="Thema", kind=FieldKind.CHOICE, value="zorg", options=THEMES),
    Field(
        name="stakes",
        label="Wat staat op het spel?",
        kind=FieldKind.CHOICES,
        values=("wonen", "werk"),
        options=THEMES,
    ),
)
DIALOG = Dialog(
    press=Press("commit", "m-1", "c-2"),
    title="Leg vast",
    intro=(plain("Alleen jij ziet dit."),),
    fields=ALL_KINDS,
    submit_label="Bewaar",
)


def as_sent(view: dict[str, Any], typed: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the view as Slack sends it back, with this in its fields instead of what stood there."""
    state: dict[str, dict[str, Any]] = {}
    for block in view["blocks"]:
        elements = [block["element"]] if "element" in block else block.get("elements", [])
        for element in elements:
            if "action_id" in element:
                given = (typed or {}).get(element["action_id"])
                state.setdefault(block["block_id"], {})[element["action_id"]] = given or {
                    "type": element["type"],
                    "value": element.get("initial_value"),
                    "selected_option": element.get("initial_option"),
                    "selected_options": element.get("initial_options"),
                    "selected_date": element.get("initial_date"),
                }
    return {**view, "id": "V1", "hash": "1.a", "state": {"values": state}}


def test_what_stands_in_the_fields_comes_back_as_it_was() -> None:
    sent = as_sent(modal(DIALOG))
    assert press_of(sent) == DIALOG.press
    assert values_of(sent) == {
        "about": "https://x.nl/a?b=1&c=2",
        "what": "bellen",
        "who": "",
        "when": "",
        "minutes": "5",
        "theme": "zorg",
        "stakes": "wonen\nwerk",
    }


def test_what_somebody_fills_in_comes_back() -> None:
    typed = {
        "what": {"value": "de *balie* & <!channel>"},
        "when": {"value": "vrijdag 11.00"},
        "theme": {"selected_option": {"value": "=werk"}},
        "stakes": {"selected_options": []},
    }
    values = values_of(as_sent(modal(DIALOG), typed))
    assert values["what"] == "de *balie* & <!channel>"
    assert (values["when"], values["theme"], values["stakes"]) == ("vrijdag 11.00", "werk", "")


def test_a_window_holds_no_words_where_others_could_read_them() -> None:
    view = modal(DIALOG)
    metadata = json.loads(view["private_metadata"])
    assert metadata == {"press": "commit|m-1|c-2", "links": {"about": "https://x.nl/a?b=1&c=2"}}
    assert not any("bellen" in block["block_id"] for block in view["blocks"] if "block_id" in block)


def test_a_link_can_be_followed_and_changed_by_nobody() -> None:
    block = modal(DIALOG)["blocks"][1]
    assert block["type"] == "rich_text"
    runs = block["elements"][0]["elements"]
    assert runs[0] == {"type": "text", "text": "Gaat over: "}
    assert runs[1] == {"type": "link", "url": "https://x.nl/a?b=1&c=2"}


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://x.nl", "tel:112", ""])
def test_only_an_https_address_becomes_a_link(link: str) -> None:
    field = Field(name="about", label="Gaat over", kind=FieldKind.LINK, value=link)
    assert modal(Dialog(press=Press("x"), title="X", fields=(field,)))["blocks"] == []


def test_a_day_can_be_picked_and_counts_when_nothing_was_typed() -> None:
    picked = {"day": {"selected_date": "2027-01-22"}}
    assert values_of(as_sent(modal(DIALOG), picked))["when"] == "22-1-2027"
    typed = {**picked, "when": {"value": "morgen 9.00"}}
    assert values_of(as_sent(modal(DIALOG), typed))["when"] == "morgen 9.00"


def test_a_picked_day_is_written_in_its_field_and_the_rest_stays() -> None:
    sent = as_sent(modal(DIALOG), {"what": {"value": "iets anders"}})
    picker = next(b for b in sent["blocks"] if b.get("block_id", "").endswith("|day"))
    action = {"type": "datepicker", "block_id": picker["block_id"], "selected_date": "2027-02-03"}
    changed = with_day(sent, action)
    assert changed is not None
    inputs = {b["element"]["action_id"]: b for b in changed["blocks"] if b["type"] == "input"}
    assert inputs["when"]["element"]["initial_value"] == "3-2-2027"
    assert inputs["when"]["block_id"] not in {b.get("block_id") for b in sent["blocks"]}
    # Slack keeps what was typed where the block has the same id.
    before = {b["element"]["action_id"]: b for b in sent["blocks"] if b["type"] == "input"}
    assert inputs["what"] == before["what"]
    assert values_of(as_sent(changed))["when"] == "3-2-2027"


def test_a_picked_day_takes_the_place_of_no_words_that_somebody_typed() -> None:
    sent = as_sent(modal(DIALOG), {"when": {"value": "eind maart"}})
    picker = next(b for b in sent["blocks"] if b.get("block_id", "").endswith("|day"))
    action = {"block_id": picker["block_id"], "selected_date": "2027-02-03"}
    assert with_day(sent, action) is None


def test_errors_stand_at_their_fields() -> None:
    sent = as_sent(modal(DIALOG))
    answer = errors_in(sent, {"when": "Die dag is voorbij.", "about": "Weg.", "odd": "Vreemd."})
    by_field = {name.partition("|")[0]: words for name, words in answer["errors"].items()}
    assert answer["response_action"] == "errors"
    assert by_field == {"when": "Die dag is voorbij.", "what": "Weg. Vreemd."}
    assert set(answer["errors"]) <= {b["block_id"] for b in sent["blocks"] if b["type"] == "input"}


def test_a_window_without_fields_says_above_what_is_wrong() -> None:
    sent = as_sent(modal(Dialog(press=Press("x"), title="X", submit_label="Ja")))
    answer = errors_in(sent, {"x": "Het kan niet meer."})
    assert answer["response_action"] == "update"
    assert answer["view"]["blocks"][0]["text"]["text"] == "Het kan niet meer."
    assert press_of(answer["view"]) == Press("x")


def test_another_dialog_keeps_nothing_of_the_one_before() -> None:
    other = Dialog(press=Press("commit", "m-2"), title="Leg vast", fields=ALL_KINDS[1:])
    first = {one["block_id"] for one in modal(DIALOG)["blocks"] if "block_id" in one}
    assert not first & {one["block_id"] for one in modal(other)["blocks"] if "block_id" in one}


def test_only_what_can_be_sent_has_a_button_to_send_it() -> None:
    assert modal(DIALOG)["submit"]["text"] == "Bewaar"
    assert "submit" not in modal(Dialog(press=Press("x"), title="Alles van jou"))
    assert "submit" not in notice("Zetje", "Even geduld.")


def test_what_is_too_long_for_slack_is_shown_another_way() -> None:
    long = "Een keuze die veel langer is dan er in een lijst van Slack past, want hij loopt door"
    view = modal(
        Dialog(
            press=Press("x"),
            title="Een titel die langer is dan vierentwintig tekens",
            intro=tuple(plain(f"alinea {number}") for number in range(300)),
            fields=(
                Field(
                    name="which",
                    label="Welke?",
                    kind=FieldKind.CHOICES,
                    options=(Option("a", long), Option("b", "kort")),
                ),
            ),
            submit_label="Een knop met een veel te lang opschrift",
        )
    )
    assert len(view["blocks"]) <= 100
    assert view["blocks"][0]["text"]["text"].endswith("vierentwintig tekens")
    assert len(view["title"]["text"]) <= 24
    assert len(view["submit"]["text"]) <= 24
    assert "alinea 299" in json.dumps(view)
    whole = next(b for b in view["blocks"] if b.get("block_id", "").endswith("|0"))
    assert whole["text"]["text"] == long


@pytest.mark.parametrize(("count", "kind"), [(10, "checkboxes"), (11, "multi_static_select")])
def test_many_choices_become_a_list(count: int, kind: str) -> None:
    options = tuple(Option(str(number), f"keuze {number}") for number in range(count))
    field = Field(name="x", label="X", kind=FieldKind.CHOICES, options=options)
    view = modal(Dialog(press=Press("x"), title="X", fields=(field,)))
    assert view["blocks"][0]["element"]["type"] == kind


def test_more_colleagues_than_one_list_holds_stand_in_groups() -> None:
    options = tuple(Option(f"p-{number}", f"Collega {number:03}") for number in range(230))
    field = Field(name="x", label="X", kind=FieldKind.CHOICE, options=options, value="p-229")
    element = modal(Dialog(press=Press("x"), title="X", fields=(field,)))["blocks"][0]["element"]
    assert [len(group["options"]) for group in element["option_groups"]] == [100, 100, 30]
    assert element["initial_option"]["value"] == "=p-229"


def test_a_window_that_is_not_ours_says_nothing() -> None:
    assert press_of({"private_metadata": "geen json"}) == Press("")
    assert press_of({"private_metadata": "[1]"}) == Press("")
    assert values_of({"blocks": []}) == {}
