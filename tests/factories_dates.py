"""Series, meetings, named dates and prompts to test with."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from bot.model.calendar import Meeting, MeetingKind, Recess, TenantMoment, TenantState
from bot.model.ids import (
    PromptId,
    SeriesId,
)
from bot.model.people import (
    Language,
    Period,
    Role,
)
from bot.model.programmes import Programme, Words
from bot.model.prompts import Kind, Prompt, PromptTexts, ReplyForm, Theme
from bot.model.series import Audience, Cadence, Occurrence, Series, occurrence_id
from tests.cast import COLLEGE, NOW, WATERSTAD


def a_cadence(rule: str = "FREQ=WEEKLY;BYDAY=TU", **changes: Any) -> Cadence:
    """Return every Tuesday at half past nine in Amsterdam."""
    return replace(
        Cadence(rule=rule, starts_on=date(2026, 11, 3), wall_time=time(9, 30)), **changes
    )


def a_series(id: str = "small-wins", **changes: Any) -> Series:
    """Return a weekly series for secretaries and directors."""
    series = Series(
        id=SeriesId(id),
        tenant=WATERSTAD,
        name="Zetje van de week",
        audience=Audience(roles=frozenset({Role.SECRETARY, Role.DIRECTOR})),
        cadence=a_cadence(),
    )
    return replace(series, **changes)


def an_occurrence(series: str = "small-wins", due_at: datetime = NOW, **changes: Any) -> Occurrence:
    """Return the first occurrence of a series."""
    occurrence = Occurrence(
        id=occurrence_id(SeriesId(series), due_at),
        tenant=WATERSTAD,
        series=SeriesId(series),
        due_at=due_at,
        number=0,
    )
    return replace(occurrence, **changes)


def a_meeting(**changes: Any) -> Meeting:
    """Return the college: Tuesdays, the agenda closes the Thursday before at 12:00."""
    meeting = Meeting(
        id=COLLEGE,
        tenant=WATERSTAD,
        kind=MeetingKind.COLLEGE,
        name="College",
        weekday=1,
        wall_time=time(9, 0),
        closes_weekday=3,
        closes_wall_time=time(12, 0),
        starts_on=date(2026, 1, 6),
    )
    return replace(meeting, **changes)


def a_moment(key: str = "kadernota_sluiting", **changes: Any) -> TenantMoment:
    """Return a named date."""
    moment = TenantMoment(
        tenant=WATERSTAD, key=key, on=date(2027, 4, 15), label="de kadernota sluit"
    )
    return replace(moment, **changes)


def a_recess(**changes: Any) -> Recess:
    """Return the winter recess of the council."""
    recess = Recess(
        tenant=WATERSTAD,
        name="winterreces",
        period=Period(date(2026, 12, 21), date(2027, 1, 3)),
    )
    return replace(recess, **changes)


def a_state(name: str = "crisis", **changes: Any) -> TenantState:
    """Return two weeks of crisis in Waterstad."""
    state = TenantState(
        tenant=WATERSTAD, name=name, first_on=date(2027, 2, 1), last_on=date(2027, 2, 14)
    )
    return replace(state, **changes)


def a_prompt(id: str = "p1", kind: Kind = Kind.SMALL_WIN, **changes: Any) -> Prompt:
    """Return a small win that takes ten minutes."""
    prompt = Prompt(
        id=PromptId(id),
        version=1,
        kind=kind,
        theme=Theme.SMALL_WINS,
        roles=frozenset({Role.SECRETARY}),
        minutes=10,
        texts={Language.NL: PromptTexts("Meelopen balie", "Loop tien minuten mee.")},
        reply_form=ReplyForm.COMMITMENT,
    )
    return replace(prompt, **changes)


def a_programme(version: int = 1, **changes: Any) -> Programme:
    """Return a programme of two steps."""
    programme = Programme(
        id="waterstad:eerste-weken",
        version=version,
        owner="Secretariaat",
        licence="CC-BY-4.0",
        roles=frozenset({Role.SECRETARY}),
        steps=(PromptId("zetje:sw-001"), PromptId("zetje:rf-013")),
        texts={
            Language.NL: Words(
                "De eerste weken", "Voor wie nieuw is.", "Vraag alles.", "Wat viel op?"
            )
        },
    )
    return replace(programme, **changes)


def an_own_prompt(**changes: Any) -> Prompt:
    """Return a question that only this tenant asks."""
    prompt = Prompt(
        id=PromptId("eigen:wie-hoort-het"),
        version=1,
        kind=Kind.REFLECTION,
        theme=Theme.CHANNELS,
        roles=frozenset({Role.SECRETARY}),
        minutes=2,
        texts={
            Language.NL: PromptTexts("Wie hoort het?", "Wie hoort als laatste wat er verandert?")
        },
        reply_form=ReplyForm.OPEN,
    )
    return replace(prompt, **changes)
