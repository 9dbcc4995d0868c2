"""How commands name the tenants that there are."""

import pytest

from adapters.opening import named_tenants
from bot.model.ids import TenantId

TWENTY = [TenantId(f"t{number:02}") for number in range(20)]


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        ([], "none"),
        ([TenantId("waterstad")], "waterstad"),
        (TWENTY[:3], "t00, t01, t02"),
    ],
)
def test_a_few_are_all_named(ids: list[TenantId], told: str) -> None:
    assert named_tenants(ids) == told


def test_of_thousands_some_are_named_and_the_rest_is_counted() -> None:
    assert named_tenants(TWENTY).endswith(", t19")
    told = named_tenants([*TWENTY, *(TenantId(f"u{number}") for number in range(34_180))])
    assert told.endswith(", t19, and 34180 more (`zetje tenant list`)")
