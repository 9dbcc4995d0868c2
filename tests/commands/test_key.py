"""`zetje key`: a new key for the ring, and an old one that nothing needs any more."""

import pytest

from adapters import key_commands
from adapters.sql.reseal import Resealed
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing
from tests.commands.conftest import Call


def test_a_key_can_be_used(zetje: Call) -> None:
    first, second = zetje("key").stdout.strip(), zetje("key", "2027a").stdout.strip()
    assert second.startswith("2027a:")
    ring = KeyRing(f"{second},{first}")
    assert ring.open(("a",), ring.seal(("a",), "woorden")) == "woorden"


def test_an_old_key_is_needed_no_more(
    zetje: Call, stores: SqlStores, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = zetje("key", "2027a").stdout.strip()
    monkeypatch.setenv("ZETJE_KEYS", f"{new},{keys}")
    done = zetje("key", "--reseal")
    assert done.exit_code == 0, done.stderr
    assert "3 pieces were sealed anew with 2027a." in done.stdout
    assert "Nothing in this database is sealed with test any more" in done.stdout

    monkeypatch.setenv("ZETJE_KEYS", new)
    assert zetje("people", "list", "--json").stdout.count("hanneke") == 1
    assert "0 pieces were sealed anew" in zetje("key", "--reseal").stdout


def test_what_opens_with_no_key_is_told(
    zetje: Call, stores: SqlStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZETJE_KEYS", zetje("key", "2027a").stdout.strip())
    done = zetje("key", "--reseal")
    assert done.exit_code == 1
    assert "3 pieces do not open: `zetje doctor` says more." in done.stderr


def test_while_a_process_seals_with_the_old_key_it_stays(
    zetje: Call, stores: SqlStores, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def beside_another(*_: object) -> Resealed:
        return Resealed()

    monkeypatch.setattr(key_commands, "reseal", beside_another)
    monkeypatch.setenv("ZETJE_KEYS", f"{zetje('key', '2027a').stdout.strip()},{keys}")
    done = zetje("key", "--reseal")
    assert done.exit_code == 1
    assert "3 pieces are still sealed with test: keep it in the ring." in done.stdout
    assert "restart all with this ring, then do this again" in done.stderr


@pytest.mark.parametrize("more", [("2027a",), ("--copy", "keys")])
def test_one_thing_at_a_time_with_keys(zetje: Call, more: tuple[str, ...]) -> None:
    done = zetje("key", "--reseal", *more)
    assert done.exit_code == 2
    assert "do not go together" in done.stderr
