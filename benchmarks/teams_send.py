"""Messages a second to Teams through the sender, pacing off: stored before and after, each once.

Two baselines, in the same run: a bare aiohttp loop that posts the same card (ratio, and CPU), and the
stock SDK's proactive send with a token endpoint that answers in 50 ms.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import requests
from botbuilder.core import CloudAdapterBase, TurnContext
from botbuilder.schema import Activity, ConversationReference
from botframework.connector.auth import (
    BotFrameworkAuthenticationFactory,
    PasswordServiceClientCredentialFactory,
    microsoft_app_credentials,
)
from msal import ConfidentialClientApplication

from adapters.apps_file import TeamsApp
from adapters.clock.clocks import SystemClock
from adapters.collecting import spare_what_stays
from adapters.sql.migrate import migrate
from adapters.teams.adapter import open_teams
from adapters.teams.cards import activity_of
from adapters.vault.keyring import new_key
from adapters.wiring import Bot, assemble, open_stores, read_knowledge
from benchmarks.measuring import figure
from benchmarks.teams_people import APP, ISSUER, SECRET, TOWN, Signer, app_at
from benchmarks.teams_people import process as running
from bot.content import Button, Buttons, Content, Paragraph, Press, plain
from bot.model.ids import PersonId, TenantId
from bot.model.installations import Installation
from bot.model.messages import Message, Priority, Purpose, message_id
from bot.model.people import Language, Person, Platform, Standing, Tenant
from bot.ports.stores import Stores

MESSAGES = 2000
WARM_UP = 100
AT_ONCE = 50
BY_THE_SDK = 30
TENANT = TenantId("lindewaard")
CARD = Content(
    (
        Paragraph(plain("Eén lastig formulier", strong=True)),
        Paragraph(plain("Vraag iemand die het dagelijks gebruikt wat er beter kan. " * 5)),
        Buttons((Button("Leg vast", Press("commit", "m")), Button("Later", Press("later", "m")))),
    ),
    "Eén lastig formulier (5 minuten)",
)


def figures() -> Iterator[dict[str, Any]]:
    """Measure the bare loop, the sender and the SDK."""
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys.json"
        keys.write_bytes(Signer().keys)
        with running("benchmarks.teams_far_end", str(keys), "0.05") as port:
            far_end = f"http://127.0.0.1:{port}"
            bare = asyncio.run(_timed(partial(_bare_loop, far_end)))
            ours = asyncio.run(_through_the_sender(far_end, Path(folder)))
            stock = asyncio.run(_timed(partial(_by_the_sdk, far_end)))
    bare_rate, ours_rate = MESSAGES / bare[0], MESSAGES / ours[0]
    yield figure("teams: messages through the sender", ours_rate, "/s", bare_rate, goal=None)
    bare_cpu, ours_cpu = bare[1] / MESSAGES * 1000, ours[1] / MESSAGES * 1000
    yield figure("teams: CPU of one message", ours_cpu, "ms", bare_cpu, goal=None)
    stock_rate = BY_THE_SDK / stock[0]
    yield figure("teams: against the SDK's proactive send", ours_rate, "/s", stock_rate, goal=100.0)


async def _timed(work: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    """Return the seconds that passed, and those of CPU."""
    begun, worked = time.perf_counter(), time.process_time()
    await work()
    return time.perf_counter() - begun, time.process_time() - worked


async def _bare_loop(far_end: str) -> None:
    body = json.dumps(activity_of(CARD, Language.NL), ensure_ascii=False).encode()
    headers = {"Authorization": "Bearer t", "Content-Type": "application/json"}
    turns = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession(headers=headers) as session:

        async def post(number: int) -> None:
            url = f"{far_end}/v3/conversations/a:{number}/activities"
            async with turns, session.post(url, data=body) as answer:
                await answer.read()

        await asyncio.gather(*(post(number) for number in range(MESSAGES)))


async def _through_the_sender(far_end: str, folder: Path) -> tuple[float, float]:
    database, clock = f"sqlite:///{folder}/zetje.db", SystemClock()
    migrate(database)
    app = TeamsApp.model_validate(app_at(far_end))
    knowledge = read_knowledge(Path(__file__).parents[1] / "prompts")
    async with open_stores(database, new_key("measuring")) as stores:
        await stores.directory.save_tenant(Tenant(id=TENANT, name="Gemeente Lindewaard"))
        await stores.installations.save(_installation(far_end, clock.now()))
        async with open_teams({"zetje": app}, stores, knowledge, "") as teams:
            bot = assemble(stores, knowledge, [teams.platform], clock)
            # The first few pay for what a process does once.
            await _drained(stores, bot, range(WARM_UP))
            spare_what_stays()
            return await _drained(stores, bot, range(WARM_UP, WARM_UP + MESSAGES))


async def _drained(stores: Stores, bot: Bot, numbers: range) -> tuple[float, float]:
    """Store messages that are due, and return what draining them takes."""
    async with stores.of(TENANT).write() as unit:
        for number in numbers:
            await unit.people.save(_person(number))
            await unit.messages.add(_message(number, bot.clock.now()))
    arrived = 0

    async def drain() -> None:
        nonlocal arrived
        arrived = await bot.sender.drain(Platform.TEAMS, TENANT)

    taken = await _timed(drain)
    if arrived != len(numbers):
        raise RuntimeError(f"{arrived} of {len(numbers)} messages arrived")
    return taken


def _installation(far_end: str, now: datetime) -> Installation:
    return Installation(
        platform=Platform.TEAMS,
        workspace=TOWN,
        app="zetje",
        tenant=TENANT,
        service_url=far_end,
        installed_at=now,
    )


def _person(number: int) -> Person:
    return Person(
        id=PersonId(f"p{number}"), tenant=TENANT, name=f"P{number}", standing=Standing.ACTIVE
    )


def _message(number: int, now: datetime) -> Message:
    who = PersonId(f"p{number}")
    return Message(
        id=message_id(TENANT, Purpose.ANSWER, "measured", who),
        tenant=TENANT,
        purpose=Purpose.ANSWER,
        subject="measured",
        recipient=who,
        person=who,
        platform=Platform.TEAMS,
        conversation=f"a:{number}",
        priority=Priority.ANSWER,
        due_at=now.astimezone(UTC) - timedelta(seconds=1),
        created_at=now.astimezone(UTC),
        content=CARD,
        asked=True,
    )


class _Entra:
    """Takes the SDK's requests for a token to our far end; MSAL itself speaks to TLS only."""

    def __init__(self, far_end: str) -> None:
        self._url = f"{far_end}/home/oauth2/v2.0/token"

    def post(self, url: str, **asked: Any) -> requests.Response:
        return requests.post(self._url, data=asked.get("data"), timeout=10)

    def get(self, url: str, **asked: Any) -> requests.Response:
        found = requests.Response()
        found.status_code = 200
        found._content = json.dumps(
            {
                "token_endpoint": "https://login.microsoftonline.com/home/oauth2/v2.0/token",
                "authorization_endpoint": "https://login.microsoftonline.com/home/authorize",
                "issuer": "https://login.microsoftonline.com/home/v2.0",
            }
        ).encode()
        return found


class _Stock(CloudAdapterBase):  # type: ignore[misc]  # the SDK has no types
    pass


async def _by_the_sdk(far_end: str) -> None:
    microsoft_app_credentials.ConfidentialClientApplication = partial(
        ConfidentialClientApplication, http_client=_Entra(far_end), instance_discovery=False
    )
    adapter = _Stock(
        BotFrameworkAuthenticationFactory.create(
            to_channel_from_bot_login_url="https://login.microsoftonline.com/home",
            to_channel_from_bot_oauth_scope=ISSUER,
            to_bot_from_channel_token_issuer=ISSUER,
            oauth_url=ISSUER,
            to_bot_from_channel_open_id_metadata_url=f"{far_end}/metadata",
            to_bot_from_emulator_open_id_metadata_url=f"{far_end}/metadata",
            caller_id="urn:botframework:azure",
            credential_factory=PasswordServiceClientCredentialFactory(APP, SECRET, "home"),
        )
    )
    card = activity_of(CARD, Language.NL)

    async def say(context: TurnContext) -> None:
        await context.send_activity(Activity().deserialize(card))

    for number in range(BY_THE_SDK):
        where = {"id": f"a:{number}", "tenantId": TOWN}
        about = {
            "activityId": "1",
            "bot": {"id": f"28:{APP}"},
            "user": {"id": "29:x"},
            "conversation": where,
            "channelId": "msteams",
            "serviceUrl": far_end,
        }
        reference = ConversationReference().deserialize(about)
        await adapter.continue_conversation(reference, say, APP)
