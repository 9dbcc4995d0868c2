"""Words are sealed for one place with one key of the ring."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.vault.keyring import KeyRing, new_key
from bot.errors import SealError, SettingsError
from bot.ports.outside import Vault

PLACE = ("waterstad", "records", "r1", "words")
OLD = new_key("2025b")
NEW = new_key("2026a")


def test_what_is_sealed_opens_in_its_place() -> None:
    ring: Vault = KeyRing(NEW)

    assert ring.open(PLACE, ring.seal(PLACE, "De balie is te krap.")) == "De balie is te krap."


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_comes_back(words: str) -> None:
    ring = KeyRing(NEW)

    assert ring.open(PLACE, ring.seal(PLACE, words)) == words


def test_no_words_are_words_too() -> None:
    ring = KeyRing(NEW)

    assert ring.open(PLACE, ring.seal(PLACE, "")) == ""


def test_the_words_are_nowhere_in_the_bytes() -> None:
    sealed = KeyRing(NEW).seal(PLACE, "GEHEIMPJE")

    assert b"GEHEIMPJE" not in sealed
    assert b"waterstad" not in sealed


def test_the_same_words_are_never_sealed_alike() -> None:
    ring = KeyRing(NEW)

    assert len({ring.seal(PLACE, "ja") for _ in range(100)}) == 100


class TestRotation:
    def test_the_first_key_seals_and_every_key_opens(self) -> None:
        before = KeyRing(OLD).seal(PLACE, "oud")
        rotated = KeyRing(f"{NEW}, {OLD}")

        after = rotated.seal(PLACE, "nieuw")

        assert rotated.open(PLACE, before) == "oud"
        assert rotated.open(PLACE, after) == "nieuw"
        assert KeyRing(NEW).open(PLACE, after) == "nieuw"
        assert rotated.key_ids == ("2026a", "2025b")

    def test_a_key_that_is_gone_is_named(self) -> None:
        sealed = KeyRing(OLD).seal(PLACE, "oud")

        with pytest.raises(SealError, match="2025b"):
            KeyRing(NEW).open(PLACE, sealed)

    def test_another_key_under_the_same_id_does_not_open(self) -> None:
        sealed = KeyRing(NEW).seal(PLACE, "oud")

        with pytest.raises(SealError, match="2026a"):
            KeyRing(new_key("2026a")).open(PLACE, sealed)


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("dorpen", "records", "r1", "words"),
        ("waterstad", "people", "r1", "words"),
        ("waterstad", "records", "r2", "words"),
        ("waterstad", "records", "r1", "name"),
        ("waterstad", "records", "r1"),
        ("waterstad", "records", "r1", "words", ""),
        ("waterstadrecords", "", "r1", "words"),
        ("waterstad", "records\x1fr1", "words"),
        (),
    ],
)
def test_moved_words_do_not_open(elsewhere: tuple[str, ...]) -> None:
    ring = KeyRing(NEW)
    sealed = ring.seal(PLACE, "blijf hier")

    with pytest.raises(SealError, match="changed or moved"):
        ring.open(elsewhere, sealed)


def test_no_changed_byte_goes_unnoticed() -> None:
    ring = KeyRing(NEW)
    sealed = ring.seal(PLACE, "precies zo")

    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(SealError):
            ring.open(PLACE, bytes(changed))


def test_no_cut_goes_unnoticed() -> None:
    ring = KeyRing(NEW)
    sealed = ring.seal(PLACE, "helemaal")

    for length in range(len(sealed)):
        with pytest.raises(SealError):
            ring.open(PLACE, sealed[:length])
    with pytest.raises(SealError):
        ring.open(PLACE, sealed + b"\x00")


@given(st.binary(max_size=80))
def test_nonsense_does_not_open(nonsense: bytes) -> None:
    with pytest.raises(SealError):
        KeyRing(NEW).open(PLACE, nonsense)


KEY_TEXT = NEW.partition(":")[2]


@pytest.mark.parametrize(
    ("ring", "says"),
    [
        ("", "Entry 1 .* is empty"),
        (f"{NEW},", "Entry 2 .* is empty"),
        (KEY_TEXT, "Entry 1 .* no colon"),
        (f"{NEW},{KEY_TEXT}", "Entry 2 .* no colon"),
        (f"{KEY_TEXT}:2026a", "Entry 1 .* no proper id"),
        (f":{KEY_TEXT}", "Entry 1 .* no proper id"),
        (f"{NEW},{NEW}", "Entry 2 .* came before"),
        ("2026a:not base64!", "entry 1 .* not base64"),
        (f"2026a:{KEY_TEXT[:20]}", "entry 1 .* bytes; it must have 32"),
        ("2026a:", "has 0 bytes"),
        ("2026a:é", "not base64"),
    ],
    ids=range(11),  # the keys are new each time; test runs in parallel want the same names
)
def test_a_bad_ring_is_refused_without_showing_it(ring: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as refused:
        KeyRing(ring)

    assert KEY_TEXT[:10] not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("key_id", ["", "a:b", "a,b", "x" * 21, "é"])
def test_a_bad_key_id_is_refused(key_id: str) -> None:
    with pytest.raises(SettingsError, match="key id"):
        new_key(key_id)


def test_a_ring_shows_no_key() -> None:
    assert repr(KeyRing(f"{NEW},{OLD}")) == "KeyRing(2026a, 2025b)"
