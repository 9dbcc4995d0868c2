"""A key ring for tests: real encryption with a key that everybody may know."""

from adapters.vault.keyring import KeyRing

TEST_RING = "test:dGhpcyBrZXkgaXMgZm9yIHRlc3RzIG9ubHksIG5vIDE="


def a_vault() -> KeyRing:
    """Return a vault with the test key."""
    return KeyRing(TEST_RING)
