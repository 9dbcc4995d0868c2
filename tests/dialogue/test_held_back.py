"""What is held back before it is saved, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.held_back import TAKEN_OUT, Held, found_in, without


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Mevrouw met 111222333 belde weer", Held.BSN),
        ("bsn: 1112.22.333.", Held.BSN),
        ("111.222.333", Held.BSN),
        ("111 222 333", Held.BSN),
        ("123456782", Held.BSN),
        ("10000008", Held.BSN),
        ("010000008", Held.BSN),
        ("mail naar jan.de.vries@gemeente.nl.", Held.EMAIL),
        ("j+x@sub.voorbeeld.nl", Held.EMAIL),
        ("bel 06-12345678", Held.PHONE),
        ("06 12 34 56 78", Held.PHONE),
        ("+31 6 12345678", Held.PHONE),
        ("+31(0)6-12345678", Held.PHONE),
        ("0031612345678", Held.PHONE),
        ("(010) 123 45 67", Held.PHONE),
        ("+44 20 7946 0958", Held.PHONE),
        ("111222333 of a@b.nl", Held.BSN),
        ("06 12345678 06 87654321", Held.PHONE),
    ],
)
def test_personal_data_is_found_and_taken_out(text: str, held: Held) -> None:
    assert found_in(text) is held
    assert found_in(without(text)) is None
    assert TAKEN_OUT in without(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "De wachtrij bij de balie",
        "123456789",
        "12345678",
        "000000000",
        "1112223334",
        "kenmerk111222333",
        "zaak 2026-00123456",
        "op 14-01-2027 om 11.00 uur",
        "1.000.000.000 euro",
        "drie keer @Fatma gevraagd",
        "wij @ het loket",
        "postbus 12345, 1000 AA",
    ],
)
def test_anything_else_is_left_alone(text: str) -> None:
    assert found_in(text) is None
    assert without(text) == text


@given(st.text())
def test_nothing_is_too_odd_to_look_at(text: str) -> None:
    assert found_in(without(text)) is None
