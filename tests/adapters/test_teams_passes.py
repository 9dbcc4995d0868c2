"""A token that was found good is not looked at again for a while, for the very same place."""

import pytest

from adapters.teams import passes
from adapters.teams.passes import Passes

URL, OTHER = "https://smba.trafficmanager.net/emea/", "https://smba.trafficmanager.net/amer/"
GOOD = "Bearer one.two.three"
NOW = 1_800_000_000.0


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        """Return the moment."""
        return self.at


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def kept(watch: Watch) -> Passes:
    return Passes(watch, lambda: NOW + watch.at)


@pytest.mark.parametrize(
    ("header", "url", "app"),
    [
        (GOOD, URL, "zetje"),
        (GOOD, OTHER, None),
        (GOOD + "x", URL, None),
        ("", URL, None),
        (None, URL, None),
        (GOOD, "", None),
    ],
)
def test_only_the_very_same_comes_in(
    kept: Passes, header: str | None, url: str, app: str | None
) -> None:
    kept.keep(GOOD, URL, "zetje", {"exp": NOW + 3600})
    assert kept.app_of(header, url) == app


@pytest.mark.parametrize(
    ("claims", "lasts"),
    [
        ({"exp": NOW + 3600}, 300.0),
        ({"exp": NOW + 60}, 60.0),
        ({"exp": int(NOW) - 5}, 0.0),
        ({"exp": "tomorrow"}, 0.0),
        ({}, 0.0),
    ],
)
def test_it_is_looked_at_again_in_time(
    kept: Passes, watch: Watch, claims: dict[str, object], lasts: float
) -> None:
    kept.keep(GOOD, URL, "zetje", claims)
    watch.at = max(lasts - 0.1, 0.0)
    assert (kept.app_of(GOOD, URL) is not None) == (lasts > 0)
    watch.at = lasts
    assert kept.app_of(GOOD, URL) is None


def test_only_so_many_are_kept(kept: Passes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "_MOST_KEPT", 2)
    for number in range(3):
        kept.keep(f"{GOOD}{number}", URL, "zetje", {"exp": NOW + 3600})
    assert [kept.app_of(f"{GOOD}{number}", URL) for number in range(3)] == [None, "zetje", "zetje"]
