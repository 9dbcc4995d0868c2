"""The last look at a message when it is claimed."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from bot.model.messages import Message, Purpose, Reason
from bot.model.people import Period, Person, Standing
from bot.model.series import SeriesState
from bot.planner.recheck import still_wanted
from bot.silence import rest_of
from tests.factories import a_message, a_series
from tests.planner.town import CALENDAR, TENANT, at, someone

SERIES = a_series()


def a_prompt_message(purpose: Purpose = Purpose.PROMPT, **changes: object) -> Message:
    due_at = at("2027-01-14 12:15")
    message = a_message(purpose, due_at=due_at, series=SERIES.id, local_on=date(2027, 1, 14))
    message = replace(message, expires_at=at("2027-01-14 20:15"))
    return replace(message, **changes)  # type: ignore[arg-type]


def verdict(
    message: Message,
    person: Person | None = None,
    now: str = "2027-01-14 12:16",
    state: SeriesState = SeriesState.RUNNING,
    taken: tuple[date, ...] = (),
) -> Reason | datetime | None:
    rest = rest_of(TENANT, CALENDAR, person or someone())
    return still_wanted(message, replace(SERIES, state=state), at(now), rest, taken)


def test_what_comes_on_time_is_sent() -> None:
    assert verdict(a_prompt_message()) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"standing": Standing.STOPPED}, Reason.STOPPED),
        ({"standing": Standing.NOT_STARTED}, Reason.NOT_STARTED),
        ({"paused_until_on": date(2027, 2, 1)}, Reason.PAUSED),
        ({"absences": (Period(date(2027, 1, 14), date(2027, 1, 15)),)}, Reason.ABSENT),
        ({"unanswered": 6}, Reason.BACKED_OFF),
    ],
)
def test_what_changed_with_the_person(changes: dict[str, object], reason: Reason) -> None:
    person = replace(someone(), **changes)  # type: ignore[arg-type]
    assert verdict(a_prompt_message(), person) is reason


@pytest.mark.parametrize(
    ("state", "reason"),
    [(SeriesState.STOPPED, Reason.SERIES_STOPPED), (SeriesState.PAUSED, Reason.SILENCED)],
)
def test_what_changed_with_the_series(state: SeriesState, reason: Reason) -> None:
    assert verdict(a_prompt_message(), state=state) is reason
    assert verdict(a_prompt_message(asked=True), state=state) is None


def test_a_series_that_is_gone_has_stopped() -> None:
    rest = rest_of(TENANT, CALENDAR, someone())
    found = still_wanted(a_prompt_message(), None, at("2027-01-14 12:16"), rest)
    assert found is Reason.SERIES_STOPPED


def test_what_is_answered_already_is_not_sent() -> None:
    assert verdict(a_prompt_message(answered_at=at("2027-01-14 12:15"))) is Reason.ANSWERED


def test_who_started_without_it_needs_no_welcome() -> None:
    welcome = a_prompt_message(Purpose.WELCOME, series=None, expires_at=None)
    assert verdict(welcome, someone(standing=Standing.NOT_STARTED)) is None
    assert verdict(welcome, someone()) is Reason.ANSWERED
    assert verdict(welcome, someone(standing=Standing.STOPPED)) is Reason.STOPPED


def test_after_its_end_it_is_late() -> None:
    assert verdict(a_prompt_message(), now="2027-01-14 20:16") is Reason.LATE
    assert verdict(a_prompt_message(asked=True), now="2027-01-14 20:16") is Reason.LATE


def test_a_delayed_prompt_goes_out_in_the_afternoon_but_not_in_the_evening() -> None:
    assert verdict(a_prompt_message(), now="2027-01-14 15:00") is None
    assert verdict(a_prompt_message(), now="2027-01-14 19:00") is Reason.LATE


def test_a_delayed_follow_up_waits_for_the_next_ordinary_moment() -> None:
    follow_up = a_prompt_message(Purpose.FOLLOW_UP, series=None, expires_at=None)
    assert verdict(follow_up, now="2027-01-14 19:00") == at("2027-01-18 12:15")
    taken = (date(2027, 1, 18), date(2027, 1, 19))
    assert verdict(follow_up, now="2027-01-14 19:00", taken=taken) == at("2027-01-20 12:15")


def test_a_follow_up_waits_for_the_end_of_a_pause() -> None:
    follow_up = a_prompt_message(Purpose.FOLLOW_UP, series=None, expires_at=None)
    paused = someone(paused_until_on=date(2027, 2, 1))
    assert verdict(follow_up, paused) == at("2027-02-01 12:15")


def test_what_was_put_off_until_the_evening_is_not_on_time() -> None:
    evening = a_prompt_message(due_at=at("2027-01-14 19:00"), expires_at=None)
    assert verdict(evening, now="2027-01-14 19:01") is None
    put_off = replace(evening, attempts=4)
    assert isinstance(verdict(put_off, now="2027-01-14 19:01"), datetime)


def test_an_own_time_before_opening_is_on_time() -> None:
    early = someone(wall_time=time(7, 0))
    message = a_prompt_message(due_at=at("2027-01-14 07:00"))
    assert verdict(message, early, now="2027-01-14 07:10") is None


@pytest.mark.parametrize("purpose", [Purpose.ANSWER, Purpose.UPDATE])
def test_answers_and_updates_are_always_wanted(purpose: Purpose) -> None:
    stopped = someone(standing=Standing.STOPPED)
    assert verdict(a_prompt_message(purpose), stopped, now="2027-01-17 03:00") is None


def test_what_was_asked_for_comes_on_a_sunday_too() -> None:
    asked = a_prompt_message(asked=True, expires_at=None)
    paused = someone(paused_until_on=date(2027, 2, 1), unanswered=9)
    assert verdict(asked, paused, now="2027-01-17 21:00") is None


def test_a_promise_comes_even_when_nothing_is_answered() -> None:
    follow_up = a_prompt_message(Purpose.FOLLOW_UP, series=None, expires_at=None)
    assert verdict(follow_up, someone(unanswered=6)) is None


def test_a_conversation_rests_with_the_tenant() -> None:
    message = a_prompt_message(person=None, recipient="kanaal", local_on=None)
    rest = rest_of(TENANT, CALENDAR)
    assert still_wanted(message, SERIES, at("2027-01-14 12:16"), rest) is None
    assert still_wanted(message, SERIES, at("2027-01-14 19:00"), rest) is Reason.LATE
