"""A municipality on Slack to measure with: a database, people, an app, and the text they get."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from adapters.apps_file import Apps, SlackApp
from adapters.clock.clocks import SystemClock
from adapters.settings import PROMPTS
from adapters.sql.migrate import migrate
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import new_key
from adapters.wiring import Connected, connect_platforms, open_stores, read_knowledge
from benchmarks.measuring import cpu_seconds
from bot.content import Button, Buttons, Content, Paragraph, Press, plain
from bot.model.ids import PersonId, TenantId, derive_id
from bot.model.installations import Installation
from bot.model.messages import Message, Priority, Purpose, message_id
from bot.model.people import Address, Person, Platform, Role, Standing, Tenant

TENANT = TenantId("waterstad")
WORKSPACE, SECRET, KEY = "T1", "geheim", "eigen"
PEOPLE = 500

CONTENT = Content(
    (
        Paragraph(plain("Eén lastig formulier", strong=True)),
        Paragraph(
            plain(
                "Vraag één teamleider welk formulier vaak half ingevuld terugkomt. Laat je de plek "
                "zien waar het misgaat, en noem die plek in het volgende overleg. Wie vraag je?"
            )
        ),
        Buttons(
            (Button("Leg vast", Press("commit", "m" * 26)), Button("Later", Press("later", "m")))
        ),
    ),
    "Eén lastig formulier (5 minuten)",
)


@dataclass(frozen=True)
class Child:
    """A process of its own that said where it listens."""

    process: "subprocess.Popen[str]"
    port: int

    @property
    def cpu_seconds(self) -> float:
        """The processor time it has used so far."""
        return cpu_seconds(self.process.pid)


@contextmanager
def child(module: str, *arguments: str) -> Iterator[Child]:
    """Run a module that prints a port once it listens, until the block ends."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield Child(process, int(process.stdout.readline()))
        finally:
            process.terminate()


def prepared(folder: str) -> tuple[str, str]:
    """Make a database with the town in it; return its address and the key ring."""
    database, keys = f"sqlite:///{folder}/zetje.db", new_key("2027a")
    migrate(database)
    asyncio.run(_settle(database, keys))
    return database, keys


async def _settle(database: str, keys: str) -> None:
    now = datetime.now(UTC)
    async with open_stores(database, keys) as stores:
        await stores.directory.save_tenant(Tenant(id=TENANT, name="Gemeente Waterstad"))
        await stores.installations.save(
            Installation(
                platform=Platform.SLACK,
                workspace=WORKSPACE,
                app=KEY,
                tenant=TENANT,
                installed_at=now,
            )
        )
        async with stores.of(TENANT).write() as unit:
            for number in range(PEOPLE):
                person = Person(
                    id=person_id(number),
                    tenant=TENANT,
                    name=f"Persoon {number}",
                    roles=frozenset({Role.MT_MEMBER}),
                    standing=Standing.ACTIVE,
                    welcomed_at=now - timedelta(days=9),
                    started_at=now - timedelta(days=9),
                    told_about_plain_text=True,
                )
                await unit.people.save(person)
                await unit.people.save_address(
                    Address(
                        tenant=TENANT,
                        person=person.id,
                        platform=Platform.SLACK,
                        external_id=user(number),
                        conversation=dm(number),
                    )
                )


def person_id(number: int) -> PersonId:
    """Return the id of a person of the town."""
    return PersonId(derive_id(TENANT, "person", number))


def user(number: int) -> str:
    """Return what Slack calls this person."""
    return f"U{number % PEOPLE:07}"


def dm(number: int) -> str:
    """Return where this person and the bot talk."""
    return f"D{number % PEOPLE:07}"


def waiting(number: int, at: datetime) -> Message:
    """Return a message that is ready to go out, to one person after the other."""
    person = person_id(number % PEOPLE)
    return Message(
        id=message_id(TENANT, Purpose.ANSWER, f"bench-{number}", person),
        tenant=TENANT,
        purpose=Purpose.ANSWER,
        subject=f"bench-{number}",
        recipient=person,
        person=person,
        platform=Platform.SLACK,
        conversation=dm(number),
        priority=Priority.ANSWER,
        due_at=at,
        created_at=at,
        content=replace(CONTENT),
        asked=True,
    )


@asynccontextmanager
async def connected(
    database: str, keys: str, api_url: str
) -> AsyncIterator[tuple[SqlStores, Connected]]:
    """Open the bot on that database, with an app that keeps no pace."""
    app = SlackApp.model_validate(
        {
            "tenant": TENANT,
            "signing_secret": SECRET,
            "bot_token": "xoxb-bench",
            "per_second": 0,
            "api_url": api_url,
        }
    )
    async with (
        open_stores(database, keys) as stores,
        connect_platforms(
            Apps(slack={KEY: app}), stores, read_knowledge(PROMPTS), SystemClock()
        ) as bot,
    ):
        yield stores, bot
