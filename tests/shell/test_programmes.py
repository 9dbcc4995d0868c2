"""A programme from its opening to its look-back, in a version that only an admin changes."""

from dataclasses import replace

import pytest

from adapters.clock.clocks import DemoClock
from adapters.wiring import Bot, assemble
from bot.model.ids import PromptId
from bot.model.people import Language, Role
from bot.model.programmes import Programme, Words
from bot.model.prompts import Library
from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.fakes.platform import RecordingPlatform
from tests.first_prompts import first_knowledge, first_prompts
from tests.stages.core import CoreStage
from tests.stages.stage import Shown
from tests.stages.town import TENANT, Town, build, instant

FIRST, SECOND, THIRD = (PromptId(f"zetje:sw-00{number}") for number in (9, 3, 2))
PROGRAMME = Programme(
    id="zetje:twee-stappen",
    version=1,
    owner="Zetje",
    licence="CC-BY-4.0",
    roles=frozenset({Role.SECRETARY}),
    steps=(FIRST, SECOND),
    texts={
        Language.NL: Words(
            "Twee stappen", "Om te proberen.", "We beginnen klein.", "Wat bleef hangen?"
        )
    },
)
HEAD = {
    "start": "2027-01-11 10:00",
    "people": {
        "Joke": {"roles": ["admin"], "own": ["thursday", "9.00"]},
        "Hanneke": {"roles": ["secretary"]},
    },
    "groups": {"MT Sociaal": ["Hanneke"]},
}


class Office:
    """Joke and Hanneke; the library can change while everything runs."""

    def __init__(self, stores: MemoryStores, town: Town) -> None:
        self.clock = DemoClock(instant(HEAD["start"]))
        self.platform = RecordingPlatform()
        self.stores, self.town = stores, town
        self.knowledge = replace(first_knowledge(), programmes=(PROGRAMME,))
        self.stage = self._stage(self.knowledge)

    def _stage(self, knowledge: Knowledge) -> CoreStage:
        bot: Bot = assemble(self.stores, knowledge, [self.platform], self.clock)
        return CoreStage(bot, self.platform, self.clock, self.town)

    async def restart(self, **changes: object) -> None:
        """Start the bot anew with another library or programmes; what was said before counts as read."""
        self.knowledge = replace(self.knowledge, **changes)  # type: ignore[arg-type]
        events = self.stage._events
        self.stage = self._stage(self.knowledge)
        # What is typed from now on is new.
        self.stage._events = events
        for who in ("Joke", "Hanneke"):
            await self.heard(who)

    async def heard(self, who: str) -> list[Shown]:
        """Return everything that was said since the last time."""
        found: list[Shown] = []
        while (shown := await self.stage.unread(who)) is not None:
            found.append(shown)
        return found

    async def start_series(self) -> None:
        """Let Joke start the programme on Tuesdays at four."""
        stage = self.stage
        await stage.type("Joke", "reeksen")
        await stage.press("Joke", "Nieuwe reeks")
        what = {"Wat?": "Twee stappen (2 stappen)", "Voor welke groepen?": "MT Sociaal"}
        await stage.submit("Joke", what)
        await stage.press("Joke", "Wanneer en waar")
        when = {"Wanneer?": "op dinsdag", "Hoe laat?": "16.00", "Vanaf wanneer?": "12 januari"}
        await stage.submit("Joke", {**when, "Eén herinnering, na twee dagen?": "nee"})
        await stage.press("Joke", "Start de reeks")
        await self.heard("Joke")


@pytest.fixture
async def office() -> Office:
    stores = MemoryStores()
    office = Office(stores, await build(stores, HEAD))
    await office.start_series()
    return office


async def test_from_the_opening_to_the_look_back(office: Office) -> None:
    stage = office.stage
    await stage.move_to(instant("2027-01-12 16:00"))
    (first,) = await office.heard("Hanneke")
    assert first.lines[:2] == ("**Twee stappen**", "We beginnen klein.")
    assert first.lines[2].startswith("**Eén lastig formulier**")
    await stage.press("Hanneke", "Past niet")
    await stage.move_to(instant("2027-01-19 16:00"))
    second = (await office.heard("Hanneke"))[-1]
    assert "We beginnen klein." not in second.lines
    await stage.press("Hanneke", "Past niet")
    await stage.move_to(instant("2027-01-26 16:00"))
    closing = (await office.heard("Hanneke"))[-1]
    assert closing.lines == ("**Twee stappen** · 3 minuten", "Wat bleef hangen?")
    await stage.press("Hanneke", "Schrijf antwoord")
    await stage.submit("Hanneke", {"Je antwoord": "Dat het kleiner kan."})
    (kept,) = await office.heard("Hanneke")
    assert "Maak er een actie van" in kept.buttons
    async with office.stores.of(TENANT).read() as unit:
        records = await unit.records.of(unit_person := (await unit.people.all())[0].id)
        assert [reply.short_name for reply in records.replies] == ["Twee stappen"]
        assert unit_person == "hanneke"
    await stage.type("Joke", "reeksen")
    (shown,) = await office.heard("Joke")
    assert shown.lines[0].startswith("**Twee stappen**, stap 2 van 2. Er komt niets meer.")


async def test_it_keeps_its_version_until_the_difference_is_accepted(office: Office) -> None:
    await office.stage.move_to(instant("2027-01-12 18:00"))
    words = Words("Twee stappen", "Om te proberen.", "Anders begonnen.", "Wat neem je mee?")
    newer = replace(PROGRAMME, version=2, steps=(FIRST, THIRD), texts={Language.NL: words})
    await office.restart(programmes=(newer,))
    stage = office.stage
    await stage.type("Joke", "reeksen")
    (listed,) = await office.heard("Joke")
    assert "Er is een nieuwe versie." in listed.lines[0]
    await stage.press("Joke", "Bekijk verschil")
    (difference,) = await office.heard("Joke")
    assert "**Twee stappen** volgt versie 1. Dit is anders in versie 2:" in difference.lines
    assert "Tekst: ‘Wat bleef hangen?’ wordt ‘Wat neem je mee?’." in difference.lines
    async with office.stores.of(TENANT).read() as unit:
        (before,) = await unit.series.all()
    assert before.steps[:2] == (FIRST, SECOND)
    await stage.press("Joke", "Neem over")
    async with office.stores.of(TENANT).read() as unit:
        (after,) = await unit.series.all()
    assert after.steps[:2] == (FIRST, THIRD)
    assert after.programme is not None
    assert after.programme.version == 2
    await stage.move_to(instant("2027-01-19 18:00"))
    (third,) = await office.heard("Hanneke")
    assert third.lines[0].startswith(f"**{first_prompts().by_id[THIRD].text(Language.NL).title}**")
    await stage.press("Hanneke", "Past niet")
    await stage.move_to(instant("2027-01-26 18:00"))
    closing = (await office.heard("Hanneke"))[-1]
    assert closing.lines[1] == "Wat neem je mee?"


async def test_a_prompt_that_is_withdrawn_stops_at_once(office: Office) -> None:
    stage = office.stage
    # It is planned for tomorrow already.
    await stage.move_to(instant("2027-01-11 18:00"))
    library = first_prompts()
    gone = replace(library.by_id[FIRST], withdrawn=True)
    rest = tuple(prompt for prompt in library.prompts if prompt.id != FIRST)
    await office.restart(library=Library(rest, {**library.by_id, FIRST: gone}))
    await office.stage.move_to(instant("2027-01-12 18:00"))
    assert await office.heard("Hanneke") == []
    await office.stage.move_to(instant("2027-01-19 18:00"))
    (second,) = await office.heard("Hanneke")
    assert library.by_id[SECOND].text(Language.NL).title in second.lines[0]
