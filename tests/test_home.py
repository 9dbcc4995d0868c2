"""The home page of one person: what it says at each moment of taking part, and that its buttons work."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.content import Content
from bot.dates.when import When
from bot.dialogue.decide import PRESSES
from bot.home import home, home_of
from bot.model.ids import PersonId, RecordId
from bot.model.messages import Message, Purpose, State
from bot.model.people import Language, Standing
from bot.model.records import Commitment, Dilemma, Records
from tests.adapters.slack_office import KNOWLEDGE
from tests.dialogue.situations import HANNEKE, NOW, SMALL_WIN, TENANT, message, situation
from tests.factories import a_person, a_tenant
from tests.fakes.memory import MemoryStores

COMMITMENT = Commitment(
    id=RecordId("c-1"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    what="bij de balie zitten en luisteren",
    short_name="Aan de balie",
    due=When(date(2027, 1, 22)),
    created_at=NOW.astimezone(UTC),
)
DILEMMA = Dilemma(
    id=RecordId("d-1"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    one_side="op vrijdag komt niemand",
    other_side="wie komt kan niet anders",
    short_name="De balie op vrijdag",
    created_at=NOW.astimezone(UTC),
)


def planned(purpose: Purpose, due_at: datetime, state: State = State.PLANNED) -> Message:
    return replace(
        message(SMALL_WIN),
        purpose=purpose,
        state=state,
        due_at=due_at.astimezone(UTC),
        content=None,
    )


def lines(shown: Content) -> list[str]:
    return shown.as_text().splitlines()


def labels(shown: Content) -> list[str]:
    return [button.label for button in shown.buttons()]


def shown(**changes: Any) -> Content:
    """Return the home page of Hanneke."""
    return home(situation(**changes))


def test_before_a_yes_it_is_the_welcome_and_what_is_kept() -> None:
    page = shown(person=replace(HANNEKE, standing=Standing.NOT_STARTED))
    assert labels(page)[:3] == ["Doe mee", "Nu niet", "Eerst meer weten"]
    assert "Wat ik van je bewaar" in lines(page)
    assert "Instellingen" not in lines(page)


def test_what_is_open_stands_there_by_its_short_name() -> None:
    page = shown(records=Records(commitments=(COMMITMENT,), dilemmas=(DILEMMA,)))
    assert "Aan de balie, vrijdag 22 januari" in lines(page)
    assert "De balie op vrijdag, dilemma" in lines(page)
    assert {"Gedaan", "Gekozen", "Lees terug"} <= set(labels(page))
    for words in (COMMITMENT.what, DILEMMA.one_side, DILEMMA.other_side):
        assert words not in page.as_text()


def test_without_anything_open_it_says_so() -> None:
    assert "Er staat niets open." in lines(shown())


def test_what_comes_in_the_next_two_weeks_soonest_first() -> None:
    at = NOW.replace(hour=9, minute=0)
    page = shown(
        history=(
            planned(Purpose.DIGEST, at + timedelta(days=12)),
            planned(Purpose.PROMPT, at + timedelta(days=5)),
            # What is about to come is claimed already.
            planned(Purpose.FOLLOW_UP, at + timedelta(days=1), State.CLAIMED),
            planned(Purpose.PROMPT, at + timedelta(days=15)),
            planned(Purpose.PROMPT, at - timedelta(days=1)),
            planned(Purpose.WELCOME, at + timedelta(days=2)),
            planned(Purpose.PROMPT, at + timedelta(days=3), State.SKIPPED),
        )
    )
    start = lines(page).index("Wat er komt") + 1
    assert lines(page)[start : start + 3] == [
        "Morgen om 9.00 uur: ik vraag hoe het ging.",
        "Dinsdag 19 januari om 9.00 uur: een vraag of een kleine stap.",
        "Dinsdag 26 januari om 9.00 uur: je maandoverzicht.",
    ]
    assert lines(page)[start + 3] == "Instellingen"


def test_with_nothing_planned_it_says_when_the_own_moment_is() -> None:
    assert "Je volgende eigen moment is donderdag 21 januari." in lines(shown())
    nobody = replace(HANNEKE, weekday=None, wall_time=None)
    assert "Er staat nog niets klaar." in lines(shown(person=nobody))


def test_a_pause_is_shown_with_the_way_out() -> None:
    page = shown(person=replace(HANNEKE, paused_until_on=date(2027, 2, 1)))
    assert "Pauze: vanaf maandag 1 februari mag ik weer." in lines(page)
    assert "Weer starten" in labels(page)
    assert "Pauze" not in labels(page)
    over = shown(person=replace(HANNEKE, paused_until_on=date(2027, 1, 14)))
    assert "Pauze" in labels(over)


def test_who_stopped_can_start_again() -> None:
    page = shown(person=replace(HANNEKE, standing=Standing.STOPPED))
    assert "Ik stuur je niets: je bent gestopt." in lines(page)
    assert "Weer starten" in labels(page)
    assert "Geef me een vraag" not in labels(page)[1:]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.NL, "Je ritme: één of twee keer per week. Moment: donderdag 12.15 uur."),
        (Language.NL_FORMAL, "Je ritme"),
        (Language.EN, "Je ritme"),
    ],
)
def test_rhythm_moment_and_language_can_be_changed(language: Language, words: str) -> None:
    page = shown(person=replace(HANNEKE, language=language))
    assert any(line.startswith(words) for line in lines(page))
    assert {"Rustig", "Verander moment", "Taal"} <= set(labels(page))


def test_what_is_kept_is_counted_and_can_be_read_copied_and_erased() -> None:
    page = shown(records=Records(commitments=(COMMITMENT,)))
    assert any(line.startswith("Van jou staan hier: 1 actie.") for line in lines(page))
    assert {"Lees alles", "Stuur mij een kopie", "Wis"} <= set(labels(page))


@pytest.mark.parametrize("standing", list(Standing))
def test_every_button_is_one_that_the_bot_knows(standing: Standing) -> None:
    page = shown(
        person=replace(HANNEKE, standing=standing, wall_time=time(12, 15)),
        records=Records(commitments=(COMMITMENT,), dilemmas=(DILEMMA,)),
    )
    assert {button.press.verb for button in page.buttons()} <= set(PRESSES)


async def test_it_is_made_of_what_is_stored() -> None:
    stores, hanneke = MemoryStores(), a_person()
    await stores.directory.save_tenant(a_tenant())
    async with stores.of(hanneke.tenant).write() as unit:
        await unit.people.save(hanneke)
    async with stores.of(hanneke.tenant).read() as unit:
        page = await home_of(unit, KNOWLEDGE, hanneke.id, NOW)
        assert page is not None
        assert "Er staat niets open." in lines(page)
        assert await home_of(unit, KNOWLEDGE, PersonId("niemand"), NOW) is None
