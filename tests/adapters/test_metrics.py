"""What can be seen from outside, and that it names nobody."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import yaml
from prometheus_client import REGISTRY as DEFAULT
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.metrics import FAILURES, REGISTRY, MeteredPlatform, look, measured, metrics_app
from bot.errors import FateUnknown, NotSent
from bot.model.messages import State
from bot.model.people import Platform
from tests.factories import NOW, WATERSTAD, a_content, a_message, a_tenant
from tests.fakes.memory import MemoryStores
from tests.fakes.platform import RecordingPlatform

DOCS = Path(__file__).resolve().parents[2] / "docs"
LATE = timedelta(seconds=7)
LONG_ENOUGH = 5


def value(name: str, **labels: str) -> float:
    """Return what this figure stands at; 0 when it was never counted."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_what_arrives_is_counted_with_how_late_it_was() -> None:
    platform = MeteredPlatform(RecordingPlatform(), lambda: NOW + LATE)
    before = value("zetje_sent_total", platform="browser")
    lag = value("zetje_send_lag_seconds_sum", platform="browser")

    await platform.send(a_message(), "dm", a_content())

    assert value("zetje_sent_total", platform="browser") == before + 1
    assert value("zetje_send_lag_seconds_sum", platform="browser") == lag + 7


@pytest.mark.parametrize(
    ("fails", "error", "kind"),
    [
        (lambda inner: inner.refuse(final=True), NotSent, "refused"),
        (lambda inner: inner.refuse(retry_after=2), NotSent, "not_yet"),
        (lambda inner: inner.time_out(), FateUnknown, "unknown"),
    ],
)
async def test_what_fails_is_counted_by_kind(
    fails: Callable[[RecordingPlatform], None], error: type[Exception], kind: str
) -> None:
    inner = RecordingPlatform()
    fails(inner)
    before = value("zetje_send_failures_total", platform="browser", kind=kind)

    with pytest.raises(error):
        await MeteredPlatform(inner, lambda: NOW).send(a_message(), "dm", a_content())

    assert value("zetje_send_failures_total", platform="browser", kind=kind) == before + 1


@pytest.mark.parametrize("kind", ["refused", "not_yet", "unknown"])
def test_failures_are_told_before_the_first_so_that_an_alert_sees_them_rise(kind: str) -> None:
    FAILURES.clear()

    MeteredPlatform(RecordingPlatform(Platform.TEAMS), lambda: NOW)

    labels = {"platform": "teams", "kind": kind}
    assert REGISTRY.get_sample_value("zetje_send_failures_total", labels) == 0


async def test_what_stands_in_the_database_is_looked_up() -> None:
    stores = MemoryStores()
    await stores.directory.save_tenant(a_tenant())
    await stores.directory.ticked(NOW)
    async with stores.of(WATERSTAD).write() as unit:
        await unit.messages.add(a_message(platform=Platform.TEAMS))
        unknown = a_message(subject="u", platform=Platform.SLACK, state=State.UNKNOWN)
        await unit.messages.add(unknown)

    await look(stores.directory, NOW + LATE)

    assert value("zetje_due", platform="teams") == 1
    assert value("zetje_due_oldest_seconds", platform="teams") == 7
    assert value("zetje_unknown", platform="slack") == 1
    assert value("zetje_tick_age_seconds") == 7
    # One that lies ahead is as old: a clock that is set wrong is no clock that ticks.
    await look(stores.directory, NOW - LATE)
    assert value("zetje_tick_age_seconds") == 7


async def test_the_page_is_served_also_without_a_database() -> None:
    async def away() -> None:
        raise OSError("no database")

    async def there() -> None:
        return None

    for looks, up in ((away, 0.0), (there, 1.0)):
        transport = httpx.ASGITransport(metrics_app(looks))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            page = await client.get("/metrics")
        assert page.status_code == 200
        assert f"zetje_database_up {up}" in page.text


async def test_a_database_that_hangs_is_not_waited_for() -> None:
    """The process's own figures are shown within seconds, and then the database's, when it is back."""
    asked, answers = [], asyncio.Event()

    async def hangs() -> None:
        asked.append(NOW)
        await answers.wait()

    transport = httpx.ASGITransport(metrics_app(hangs, 0.01))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        async with asyncio.timeout(LONG_ENOUGH):
            pages = [await client.get("/metrics") for _ in range(2)]
        answers.set()
        pages.append(await client.get("/metrics"))
    assert [page.status_code for page in pages] == [200, 200, 200]
    ups = [re.findall(r"zetje_database_up (\d)", page.text) for page in pages]
    assert ups == [["0"], ["0"], ["1"]]
    assert "zetje_sent_total" in pages[0].text
    assert asked == [NOW]


async def test_only_what_a_platform_calls_is_measured() -> None:
    async def answers(_: Request) -> Response:
        return Response("ok")

    paths = ("/slack/zetje/events", "/api/messages", "/healthz")
    app = measured(Starlette(routes=[Route(path, answers, methods=["POST"]) for path in paths]))
    counted = "zetje_acknowledgement_seconds_count"
    before = {name: value(counted, platform=name) for name in ("slack", "teams")}

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as client:
        for path in paths:
            assert (await client.post(path)).text == "ok"

    after = {name: value(counted, platform=name) for name in ("slack", "teams")}
    assert after == {name: count + 1 for name, count in before.items()}


def test_no_figure_names_a_tenant_or_a_person() -> None:
    labels = {
        label
        for metric in REGISTRY.collect()
        for sample in metric.samples
        for label in sample.labels
    }

    assert labels <= {"platform", "kind", "state", "le"}
    assert "zetje_sent" not in {metric.name for metric in DEFAULT.collect()}


def test_every_figure_is_explained_and_every_alert_asks_for_one_that_exists() -> None:
    page = (DOCS / "running.md").read_text(encoding="utf-8")
    rules = yaml.safe_load((DOCS / "alerts.yaml").read_text(encoding="utf-8"))
    names = {metric.name for metric in REGISTRY.collect()}
    asked = set()
    for rule in rules["groups"][0]["rules"]:
        assert f"**{rule['alert']}**" in page, f"running.md does not explain {rule['alert']}"
        asked |= set(re.findall(r"zetje_[a-z_]+", rule["expr"]))
    bare = {re.sub(r"_(total|bucket)$", "", name) for name in asked}

    assert bare <= names
    assert {name for name in names if name not in page} == set()
