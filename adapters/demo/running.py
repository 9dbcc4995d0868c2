"""Starts the demo: on a database of its own, in a browser or in the terminal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import typer

from adapters.browser.outbound import BrowserPlatform
from adapters.clock.clocks import DemoClock, SystemClock
from adapters.demo.host import Demo
from adapters.demo.municipality import settle_in, tenant
from adapters.demo.play import play_month, print_month
from adapters.listening import listen_on
from adapters.locking import sole_process
from adapters.logging_setup import log_to_stderr
from adapters.settings import PROMPTS
from adapters.sql.migrate import migrate
from adapters.vault.keyring import new_key
from adapters.wiring import assemble, open_stores, read_knowledge
from bot.errors import SettingsError
from bot.model.calendar import Calendar
from bot.ports.outside import HolidaySource
from bot.silence import rest_of

HOST = "127.0.0.1"
OPENS_AT = time(8, 30)


async def serve_demo(begins_on: date | None, data: Path | None, port: int) -> None:
    """Serve the demo on loopback until it is told to stop. Raises SettingsError when the port is taken."""
    # Only what serves the page needs these; a month in the terminal does without.
    import uvicorn

    from adapters.browser.page import browser_app
    from adapters.browser.serving import PageServer

    log_to_stderr("warning")

    def tell() -> None:
        typer.echo(f"Zetje: http://{HOST}:{port}  (stop with Ctrl-C)")

    # Taken before the demo is made, so that a port in use is said at once.
    with listen_on(HOST, port, "Give another one with --port") as listener:
        async with open_demo(begins_on, data) as demo:
            app = browser_app(demo, port)
            config = uvicorn.Config(app, log_level="warning", access_log=False)
            await PageServer(config, demo.platform, tell).serve([listener])


async def play_demo(begins_on: date | None, data: Path | None, *, as_json: bool) -> None:
    """Play a month and print it: as a conversation, or as one JSON object.

    Without a day to begin on it is this month, from its first morning on.
    """
    log_to_stderr("warning")
    this_month = SystemClock().now().date().replace(day=1)
    async with open_demo(begins_on or this_month, data) as demo:
        await print_month(demo, await play_month(demo, quiet=as_json), as_json=as_json)


@asynccontextmanager
async def open_demo(begins_on: date | None, data: Path | None) -> AsyncIterator[Demo]:
    """Make the demo's municipality on a new database, kept in `data` or thrown away at the end.

    Raises SettingsError when `data` holds a database already: a demo always starts anew.
    """
    with TemporaryDirectory() if data is None else nullcontext(data) as folder:
        file = _new_database(Path(folder))
        with sole_process(file):
            migrate(f"sqlite:///{file}")
            key = new_key("demo")
            _keep_key(file.with_suffix(".keys"), key)
            async with _demo_on(file, key, begins_on, kept=data is not None) as demo:
                yield demo


@asynccontextmanager
async def _demo_on(
    file: Path, key: str, begins_on: date | None, *, kept: bool
) -> AsyncIterator[Demo]:
    knowledge = read_knowledge(PROMPTS)
    town = tenant()
    zone = ZoneInfo(town.zone)
    start = first_morning(
        begins_on or SystemClock().now().astimezone(zone).date(), knowledge.holidays
    )
    clock = DemoClock(start)
    platform = BrowserPlatform(clock)
    async with open_stores(f"sqlite:///{file}", key, durable=kept) as stores:
        await settle_in(stores, start)
        bot = assemble(stores, knowledge, [platform], clock)
        demo = Demo(bot, platform, clock, town)
        # The demo begins when the first welcome is there.
        await demo.move("next")
        yield demo


def first_morning(day: date, holidays: HolidaySource) -> datetime:
    """Return half past eight, in the demo's zone, on the first day from `day` on that is no day of rest."""
    town = tenant()
    years = (day.year, day.year + 1)
    calendar = Calendar(
        holidays=tuple(one for year in years for one in holidays.public(year)),
        school_holidays=tuple(one for year in years for one in holidays.school(year, town.region)),
    )
    rest = rest_of(town, calendar)
    while day.weekday() == 4 or rest.days.rests_on(day):
        day += timedelta(days=1)
    return datetime.combine(day, OPENS_AT, ZoneInfo(town.zone))


def _new_database(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    file = home / "zetje.db"
    if file.exists():
        raise SettingsError(f"{file} is there already: give --data another folder, or remove it")
    return file


def _keep_key(path: Path, key: str) -> None:
    path.touch(mode=0o600)
    path.write_text(key + "\n", encoding="utf-8")
