"""What happens in ten days of the demo's municipality, step by step; it can be taken up at any step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from adapters.demo.mover import Mover
from adapters.demo.municipality import TENANT, conversation_of
from adapters.wiring import Bot
from bot.content import Dialog, FieldKind, Press
from bot.events import Event, Incoming, Pressed, Submitted, Wrote
from bot.model.ids import PersonId
from bot.model.people import Platform
from tests.chaos.world import World, WorldClock
from tests.stages.town import instant

START = "2027-01-25 08:30"
WORDS = {
    "what": "Meelopen bij de balie",
    "with_whom": "team publiekszaken",
    "when": "morgen 11.00",
    "text": "Bespreek de wachttijden.",
    "minutes": "10",
    "presenter": "directeur",
}


@dataclass(frozen=True)
class Step:
    """Time goes on to `until`, or a person presses a button, fills in the open window, or types."""

    until: str = ""
    person: str = ""
    presses: str = ""
    types: str = ""


STEPS: Sequence[Step] = (
    Step(until="2027-01-25 13:00"),
    Step(person="hanneke", presses="Doe mee"),
    Step(person="hanneke", presses="Donderdag 12.15 uur"),
    Step(person="yusuf", presses="Doe mee"),
    Step(person="bram", presses="Nu niet"),
    Step(until="2027-01-27 17:00"),
    Step(person="hanneke", presses="Zet op een agenda"),
    Step(person="hanneke"),
    Step(until="2027-01-28 12:20"),
    Step(person="hanneke", types="actie"),
    Step(person="hanneke", presses="Leg vast"),
    Step(person="hanneke"),
    Step(person="yusuf", types="De telpunten in het centrum, daar twijfel ik over."),
    Step(until="2027-02-01 13:00"),
    Step(person="hanneke", presses="Gedaan"),
    Step(until="2027-02-04 17:00"),
)


class Morning:
    """The people and the time, who go on where they were."""

    def __init__(self, bot: Bot, world: World, clock: WorldClock) -> None:
        self._bot = bot
        self._world = world
        self._clock = clock
        self._mover = Mover(bot.ticker, clock, "Europe/Amsterdam")

    async def run(self) -> None:
        """Do every step that was not done yet; what was not acknowledged is done again."""
        if self._world.lines:
            await self._start_again()
        for number, step in enumerate(STEPS):
            if self._world.one("done", step=number) is not None:
                continue
            if step.until:
                await self._mover.move_to(instant(step.until))
                self._world.write("done", step=number)
            else:
                await self._happens(number, step)
        await self._start_again()

    async def _start_again(self) -> None:
        """Settle what a dead process left, as a process does that ticks every half minute."""
        await self._bot.ticker.start()
        for _ in range(3):
            await self._bot.ticker.tick()
            self._clock.move_to(self._clock.now() + timedelta(seconds=30))

    async def _happens(self, number: int, step: Step) -> None:
        known = self._world.one("event", step=number)
        if known is None:
            self._world.write("event", step=number, **self._new_event(number, step))
            known = self._world.one("event", step=number)
        assert known is not None
        answer = await self._bot.inbox.handle(
            Incoming(
                tenant=TENANT,
                platform=Platform.BROWSER,
                person=PersonId(step.person),
                conversation=conversation_of(step.person),
                event_id=f"event-{number}",
                at=self._clock.now(),
                event=_event(number, known),
            )
        )
        assert not answer.errors, answer.errors
        opened = answer.dialog
        window = {"press": opened.press.encode(), "values": _filled_in(opened)} if opened else None
        self._world.write("done", step=number, window=window)

    def _new_event(self, number: int, step: Step) -> dict[str, Any]:
        if step.types:
            return {"types": step.types}
        if step.presses:
            ref, button = self._world.button(step.person, step.presses)
            return {"press": button.press.encode(), "ref": ref}
        done = self._world.one("done", step=number - 1)
        assert done is not None
        assert done["window"] is not None, f"step {number}: no window is open"
        return dict(done["window"])


def _event(number: int, about: dict[str, Any]) -> Event:
    if "types" in about:
        return Wrote(about["types"], f"typed-{number}")
    press = Press.decode(about["press"])
    return Submitted(press, about["values"]) if "values" in about else Pressed(press, about["ref"])


def _filled_in(dialog: Dialog) -> dict[str, str]:
    values: dict[str, str] = {}
    for one in dialog.fields:
        if one.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
            values[one.name] = one.value or one.options[0].value
        else:
            values[one.name] = one.value or WORDS.get(one.name, "Balie")
    return values
