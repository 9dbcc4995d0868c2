"""While everything is silenced nothing comes that was not asked for, and nothing promised is lost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.model.calendar import Silence
from bot.model.messages import Message, Purpose, Reason
from bot.model.people import Role
from bot.planner.given import PlanInput
from bot.planner.recheck import still_wanted
from bot.planner.silenced import lasting_silence, plan_in_silence
from bot.silence import Rest, RestDays
from tests.factories import JOKE, WATERSTAD, a_message, a_series
from tests.planner.town import CALENDAR, TENANT, Town, at, local, someone

SINCE = at("2027-01-13 14:00")
LASTING = Silence(tenant=WATERSTAD, since_at=SINCE)


def given(now: str, silence: Silence = LASTING) -> PlanInput:
    joke = someone(JOKE, roles=frozenset({Role.ADMIN}))
    town = Town(people=[someone(), joke], calendar=replace(CALENDAR, silences=(silence,)))
    return town.given(at(now), at(now) + timedelta(days=1))


def asked(now: str) -> list[str]:
    found = plan_in_silence(given(now), LASTING)
    assert all(message.asked and message.person == JOKE for message in found.messages)
    return [local(message.due_at) for message in found.messages]


def test_only_the_admins_are_asked_each_week() -> None:
    assert asked("2027-01-13 15:00") == []
    assert asked("2027-01-19 10:00") == ["Wed 2027-01-20 09:00"]
    assert asked("2027-01-20 10:00") == []
    assert asked("2027-01-26 10:00") == ["Wed 2027-01-27 09:00"]


def test_each_week_is_asked_once_however_often_it_is_planned() -> None:
    ids = set()
    for hour in range(24 * 28):
        moment = SINCE + timedelta(hours=hour)
        made = plan_in_silence(given(f"{local(moment)[4:]}"), LASTING)
        ids |= {(message.id, message.due_at) for message in made.messages}
    assert len(ids) == len({id for id, _ in ids}) == 4


def test_it_comes_at_the_admins_own_time_on_a_working_day() -> None:
    on_saturday = Silence(tenant=WATERSTAD, since_at=at("2027-01-16 14:00"))
    made = plan_in_silence(given("2027-01-24 10:00"), on_saturday)
    assert [local(message.due_at) for message in made.messages] == ["Mon 2027-01-25 09:00"]


@pytest.mark.parametrize(
    ("silence", "lasts"),
    [
        (LASTING, True),
        (replace(LASTING, until_on=date(2027, 2, 1)), False),
        (replace(LASTING, lifted_at=SINCE + timedelta(days=1)), False),
    ],
)
def test_what_lasts_has_no_end_and_was_not_lifted(silence: Silence, lasts: bool) -> None:
    assert (lasting_silence(given("2027-01-14 10:00", silence)) is not None) == lasts


def rest(silence: Silence) -> Rest:
    calendar = replace(CALENDAR, silences=(silence,))
    return Rest(TENANT, RestDays(TENANT, calendar), someone())


NOW = at("2027-01-14 12:15")


@pytest.mark.parametrize(
    ("message", "verdict"),
    [
        (a_message(series=a_series().id), Reason.SILENCED),
        (a_message(Purpose.REMINDER), Reason.SILENCED),
        (a_message(Purpose.FOLLOW_UP), NOW + timedelta(days=1)),
        (a_message(Purpose.DIGEST), NOW + timedelta(days=1)),
        (a_message(asked=True), None),
        (a_message(Purpose.ANSWER), None),
    ],
)
def test_what_was_planned_is_held_back_when_it_is_claimed(
    message: Message, verdict: object
) -> None:
    due = replace(message, due_at=NOW)
    assert still_wanted(due, a_series(), NOW, rest(LASTING)) == verdict


def test_what_waits_takes_a_day_that_nothing_else_has() -> None:
    taken = [date(2027, 1, 15), date(2027, 1, 16)]
    due = replace(a_message(Purpose.FOLLOW_UP), due_at=NOW)
    assert still_wanted(due, None, NOW, rest(LASTING), taken) == NOW + timedelta(days=3)


def test_no_moment_of_a_silence_is_ordinary_and_the_first_after_it_is() -> None:
    until = replace(LASTING, until_on=date(2027, 1, 28))
    resting = rest(until)
    moment = resting.first_moment(SINCE)
    assert moment is not None
    assert local(moment) == "Thu 2027-01-28 12:15"
    before = resting.last_moment(at("2027-01-27 18:00"))
    assert before is not None
    assert local(before) == "Wed 2027-01-13 12:15"
    lifted = rest(replace(LASTING, lifted_at=at("2027-01-18 10:00")))
    assert lifted.is_ordinary(at("2027-01-18 12:15"))
    assert not lifted.is_ordinary(at("2027-01-15 09:15"))
