"""States that prompts avoid, coming back from a long rest, and nudges that rest or move."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from bot.model.calendar import Meeting, MovedDate, TenantState
from bot.model.ids import GroupId, MeetingId, PromptId
from bot.model.messages import Message, Purpose, State
from bot.model.people import Period, PutAway
from bot.model.prompts import Kind, Prompt, Timing
from bot.model.records import AgendaItemState
from bot.model.series import Audience, Series
from tests.factories import (
    FATMA,
    HANNEKE,
    WATERSTAD,
    YUSUF,
    a_cadence,
    a_group,
    a_meeting,
    a_moment,
    a_prompt,
    a_recess,
    a_series,
    a_state,
    an_agenda_item,
)
from tests.planner.town import CALENDAR, Town, a_nudge, at, some_prompts, someone

EVERYBODY = Audience(people=frozenset({HANNEKE, YUSUF, FATMA}))


def weekly(days: str = "TU", **changes: Any) -> Series:
    cadence = a_cadence(f"FREQ=WEEKLY;BYDAY={days}", starts_on=date(2027, 1, 4), wall_time=time(10))
    return a_series(**{"cadence": cadence, "audience": EVERYBODY, **changes})


def avoiding(id: str, *states: str, **changes: Any) -> Prompt:
    return a_prompt(id, roles=frozenset(), timing=Timing(avoid=states), **changes)


def came(town: Town) -> list[tuple[str | None, str]]:
    found = [m for m in town.messages.values() if m.purpose is Purpose.PROMPT]
    found.sort(key=lambda each: each.due_at)
    return [(m.prompt, f"{m.due_at:%m-%d}") for m in found if m.state is not State.SKIPPED]


# States


def test_a_prompt_waits_for_the_end_of_a_crisis() -> None:
    prompts = [avoiding("zwaar", "crisis"), *some_prompts(6)]
    town = Town(people=[someone(YUSUF)], series=[weekly()], prompts=prompts)
    town.calendar = replace(CALENDAR, states=(a_state(first_on=date(2027, 1, 11)),))
    town.plan("2027-01-11 09:00", "2027-02-19 09:00")
    crisis, after = came(town)[:5], came(town)[5:]
    assert "zwaar" not in {prompt for prompt, _ in crisis}
    assert after == [("zwaar", "02-16")]


def test_a_step_that_is_avoided_is_skipped_and_says_why() -> None:
    steps = (PromptId("zwaar"), PromptId("p0"))
    prompts = [avoiding("zwaar", "formatie"), *some_prompts(2)]
    town = Town(people=[someone(YUSUF)], series=[weekly(steps=steps)], prompts=prompts)
    forming = a_state("formatie", first_on=date(2027, 1, 1), last_on=None)
    town.calendar = replace(CALENDAR, states=(forming,))
    town.plan("2027-01-04 09:00", "2027-01-14 09:00")
    assert town.skipped(YUSUF) == ["prompt Tue 2027-01-05 10:00 avoided"]
    assert came(town) == [("p0", "01-12")]


def test_a_recess_of_the_council_counts_as_a_state_by_its_name() -> None:
    town = Town(
        people=[someone(YUSUF)],
        series=[weekly()],
        prompts=[avoiding("raad", "zomerreces", minutes=5), a_prompt("p0", roles=frozenset())],
    )
    assert town.calendar.states == ()
    recess = a_recess(name="Zomerreces", period=Period(date(2027, 7, 10), date(2027, 9, 5)))
    town.calendar = replace(CALENDAR, recesses=(recess,))
    town.plan("2027-07-05 09:00", "2027-09-08 09:00")
    assert [prompt for prompt, day in came(town) if "07-10" <= day <= "09-05"] == []


def test_a_crisis_that_begins_today_takes_back_what_was_planned() -> None:
    prompts = [avoiding("zwaar", "crisis"), a_prompt("p0", roles=frozenset())]
    town = Town(people=[someone(YUSUF)], series=[weekly()], prompts=prompts)
    town.plan("2027-01-11 11:00")
    planned = came(town)
    if planned == [("p0", "01-12")]:
        town = Town(people=[someone(YUSUF)], series=[weekly()], prompts=prompts[:1])
        town.plan("2027-01-11 11:00")
    crisis = a_state(first_on=date(2027, 1, 11), last_on=None)
    town.calendar = replace(CALENDAR, states=(crisis,))
    town.plan("2027-01-11 12:00")
    assert town.skipped(YUSUF) == ["prompt Tue 2027-01-12 10:00 avoided"]


def test_a_nudge_in_a_state_that_it_avoids_says_so() -> None:
    nudge = replace(
        a_nudge("kader", "kadernota_sluiting", -2),
        timing=Timing(moment="kadernota_sluiting", offset_days=-2, avoid=("formatie",)),
    )
    town = nudging(nudge)
    town.calendar = replace(
        CALENDAR,
        moments=(a_moment(on=date(2027, 3, 12)),),
        states=(TenantState(tenant=WATERSTAD, name="formatie", first_on=date(2027, 3, 1)),),
    )
    town.plan("2027-03-09 18:00", "2027-03-12 09:00")
    assert town.skipped() == ["prompt Wed 2027-03-10 12:15 avoided"]


# Coming back


def test_after_a_recess_one_prompt_comes_that_week_and_it_is_short() -> None:
    prompts = [*some_prompts(20), a_prompt("kort", roles=frozenset(), minutes=3)]
    town = Town(people=[someone(YUSUF)], series=[weekly("TU,TH")], prompts=prompts)
    town.plan("2027-10-18 09:00", "2027-11-03 18:00")
    # The autumn holiday ends on Sunday 24 October.
    assert came(town)[0] == ("kort", "10-26")
    assert [day for _, day in came(town)] == ["10-26", "11-02"]
    assert "prompt Thu 2027-10-28 10:00 soft_start" in town.skipped(YUSUF)


def test_what_belongs_to_the_end_of_the_recess_goes_first() -> None:
    back = a_prompt(
        "terug",
        kind=Kind.REFLECTION,
        roles=frozenset(),
        minutes=5,
        timing=Timing(moment="zomerreces_einde", offset_days=3, repeat_after_days=300),
    )
    prompts = [*some_prompts(20), a_prompt("kort", roles=frozenset(), minutes=3), back]
    town = Town(people=[someone(YUSUF)], series=[weekly()], prompts=prompts)
    moment = a_moment("zomerreces_einde", on=date(2027, 8, 30))
    town.calendar = replace(CALENDAR, moments=(moment,))
    town.plan("2027-08-23 09:00", "2027-09-08 18:00")
    assert came(town)[0] == ("terug", "08-31")
    assert came(town)[1][0] != "terug"


def test_after_an_own_absence_the_begin_is_soft_too_and_nobody_sees_why() -> None:
    away = someone(YUSUF, absences=(Period(date(2027, 1, 16), date(2027, 1, 31)),))
    town = Town(people=[away], series=[weekly("TU,TH")])
    town.plan("2027-01-29 09:00", "2027-02-12 18:00")
    assert [day for _, day in came(town)] == ["02-02", "02-09", "02-11"]


def test_a_weekend_is_no_long_rest() -> None:
    town = Town(people=[someone(YUSUF)], series=[weekly("TU,TH")])
    town.plan("2027-01-11 09:00", "2027-01-22 18:00")
    assert len(came(town)) == 4


# Nudges that rest, and those that move along


def nudging(*prompts: Prompt, **changes: Any) -> Town:
    return Town(
        prompts=[*prompts],
        series=[a_series(id="duwtjes", cadence=None, audience=EVERYBODY)],
        **changes,
    )


def before_kadernota(**changes: Any) -> Town:
    town = nudging(a_nudge("kader", "kadernota_sluiting", -10), **changes)
    town.calendar = replace(CALENDAR, moments=(a_moment(on=date(2027, 3, 12)),))
    return town


def test_ten_working_days_before_the_closing_of_the_kadernota() -> None:
    town = before_kadernota()
    town.plan("2027-02-15 09:00", "2027-03-12 09:00")
    # Ten working days before is Friday 26 February, in the holiday: the last moment before it.
    assert came(town) == [("kader", "02-18")]


@pytest.mark.parametrize(
    ("state", "rests"),
    [
        (AgendaItemState.PROPOSED, True),
        (AgendaItemState.PLACED, True),
        (AgendaItemState.MOVED, True),
        (AgendaItemState.DECLINED, False),
        (AgendaItemState.WITHDRAWN, False),
    ],
)
def test_a_nudge_rests_when_its_item_is_on_an_agenda(state: AgendaItemState, rests: bool) -> None:
    item = an_agenda_item(
        YUSUF, prompt=PromptId("kader"), meeting_on=date(2027, 1, 19), state=state
    )
    town = before_kadernota(agenda_items=[item])
    town.plan("2027-02-15 09:00", "2027-03-12 09:00")
    assert (came(town) == []) is rests


def test_an_item_of_the_last_cycle_does_not_count() -> None:
    item = an_agenda_item(prompt=PromptId("kader"), meeting_on=date(2026, 3, 3))
    town = before_kadernota(agenda_items=[item])
    town.plan("2027-02-15 09:00", "2027-03-12 09:00")
    assert came(town) == [("kader", "02-18")]


def test_an_item_on_the_agenda_of_one_mt_does_not_rest_it_for_another() -> None:
    group = a_group(HANNEKE, id=GroupId("mt"))
    item = an_agenda_item(prompt=PromptId("stil"), meeting_on=date(2027, 1, 12))
    town = nudging(a_nudge("stil", "closing:college", -1), groups=[group], agenda_items=[item])
    other = a_meeting(group=group.id)
    town.calendar = replace(CALENDAR, meetings=(replace(other, id=MeetingId("ander")),))
    town.plan("2027-01-12 13:00")
    assert came(town) == [("stil", "01-13")]


def test_not_this_year_is_until_the_next() -> None:
    away = PutAway(PromptId("stil"), date(2028, 1, 1))
    town = nudging(
        a_nudge("stil", "closing:college", -1, repeat_after_days=14),
        people=[someone(put_away=(away,)), someone(FATMA)],
    )
    town.calendar = replace(CALENDAR, meetings=(a_meeting(),))
    town.plan("2027-11-01 09:00", "2028-01-21 09:00")
    first_of = {
        person: min(
            m.due_at.date() for m in town.messages.values() if m.person == person and m.prompt
        )
        for person in (HANNEKE, FATMA)
    }
    assert first_of[FATMA].year == 2027
    assert first_of[HANNEKE].year == 2028


def closing(town: Town) -> Message:
    (found,) = (m for m in town.messages.values() if m.state is State.PLANNED and m.meeting)
    return found


def college(**changes: Any) -> Meeting:
    return a_meeting(closes_workdays_before=3, **changes)


def test_a_closing_three_working_days_before() -> None:
    town = nudging(a_nudge("stil", "closing:college", -1))
    town.calendar = replace(CALENDAR, meetings=(college(),))
    town.plan("2027-01-11 13:00", "2027-01-14 09:00")
    # The college of Tuesday the 19th: its agenda closes on Thursday the 14th.
    assert closing(town).closes_at == at("2027-01-14 12:00")
    assert came(town) == [("stil", "01-13")]


def test_a_nudge_goes_along_when_its_meeting_moves() -> None:
    town = nudging(a_nudge("stil", "closing:college", -1))
    town.calendar = replace(CALENDAR, meetings=(college(),))
    town.plan("2027-01-12 13:00")
    later = college(moved=(MovedDate(date(2027, 1, 19), date(2027, 1, 21)),))
    town.calendar = replace(CALENDAR, meetings=(later,))
    town.plan("2027-01-12 14:00", "2027-01-16 09:00")
    assert town.skipped() == ["prompt Wed 2027-01-13 12:15 changed"]
    assert closing(town).meeting_on == date(2027, 1, 21)
    assert came(town) == [("stil", "01-14")]


def test_a_nudge_falls_away_with_its_meeting() -> None:
    town = nudging(a_nudge("stil", "closing:college", -1))
    town.calendar = replace(CALENDAR, meetings=(college(),))
    town.plan("2027-01-12 13:00")
    town.calendar = replace(CALENDAR, meetings=(college(cancelled_on=(date(2027, 1, 19),)),))
    town.plan("2027-01-12 14:00", "2027-01-16 09:00")
    assert town.skipped() == ["prompt Wed 2027-01-13 12:15 changed"]
    assert came(town) == []


def test_a_closing_that_moves_a_little_moves_the_end_of_its_nudge() -> None:
    town = nudging(a_nudge("stil", "closing:college", -1))
    town.calendar = replace(CALENDAR, meetings=(college(),))
    town.plan("2027-01-12 13:00")
    earlier = college(closes_wall_time=time(9))
    town.calendar = replace(CALENDAR, meetings=(earlier,))
    town.plan("2027-01-12 14:00")
    assert closing(town).closes_at == closing(town).expires_at == at("2027-01-14 09:00")
    assert town.told() == ["prompt Wed 2027-01-13 12:15"]


def test_a_named_date_that_moves_takes_its_nudge_along() -> None:
    town = before_kadernota()
    town.plan("2027-02-17 13:00")
    assert town.told() == ["prompt Thu 2027-02-18 12:15"]
    town.calendar = replace(CALENDAR, moments=(a_moment(on=date(2027, 4, 9)),))
    town.plan("2027-02-17 14:00", "2027-03-31 09:00")
    assert town.skipped() == ["prompt Thu 2027-02-18 12:15 changed"]
    # Ten working days before Friday 9 April; Easter Monday does not count.
    assert came(town) == [("kader", "03-25")]
