"""What admins are told without asking: each thing once, with the cause and what to do."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.compose.notices import notice_content
from bot.content import Content
from bot.model.ids import MeetingId
from bot.model.messages import Message, Purpose, Reason, State
from bot.model.people import Role, Standing
from bot.model.prompts import Kind
from bot.model.series import Audience, PromptFilter
from bot.planner.checkup import Finding, as_one, file_finding, find, tell_admins
from bot.planner.outlook import look
from tests.dialogue.situations import situation
from tests.factories import (
    HANNEKE,
    JOKE,
    a_meeting,
    a_message,
    a_moment,
    a_series,
)
from tests.planner.town import CALENDAR, Town, a_nudge, at, local, some_prompts, someone

SERIES = a_series()
ADMIN = someone(JOKE, roles=frozenset({Role.ADMIN}), wall_time=None)
NOW = at("2027-01-14 14:00")


def a_town(**changes: Any) -> Town:
    return Town(**{"people": [someone(), ADMIN], "series": [SERIES], **changes})


def due(moment: str, name: str = "o1", **changes: Any) -> Message:
    message = a_message(subject=name, series=SERIES.id, due_at=at(moment))
    return replace(message, **{"state": State.SKIPPED, **changes})


def found(town: Town, *delivered: Message, now: Any = NOW, troubled: Any = ()) -> list[str]:
    given = town.given(now, now + timedelta(hours=24))
    return [f"{one.subject} {one.detail}".strip() for one in find(given, delivered, troubled)]


def test_a_series_that_was_due_and_sent_nothing() -> None:
    late = due("2027-01-14 12:15", reason=Reason.LATE)
    other = due("2027-01-14 12:15", "o2", reason=Reason.PAUSED)
    assert found(a_town(), late, other) == ["trouble:silent:small-wins:2027-01-14 late"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reason": Reason.UNREACHABLE}, "unreachable"),
        ({"reason": Reason.NO_PROMPT_LEFT}, "no_prompt_left"),
        ({"state": State.FAILED, "reason": Reason.REFUSED}, "refused"),
        ({"state": State.FAILED, "reason": Reason.UNREADABLE}, "unreadable"),
        ({"state": State.PLANNED, "attempts": 3}, "waiting"),
        # It was put off: eleven tries in vain take half an hour, and it waits for as long again.
        ({"state": State.PLANNED, "attempts": 12, "due_at": at("2027-01-14 12:52")}, "waiting"),
        ({"state": State.CLAIMED, "attempts": 3}, "waiting"),  # it is tried once more just now
        ({"state": State.PLANNED, "expires_at": at("2027-01-14 13:00")}, "late"),
    ],
)
def test_each_cause_is_told(changes: dict[str, Any], told: str) -> None:
    message = due("2027-01-14 12:15", **changes)
    assert found(a_town(), message) == [f"trouble:silent:small-wins:2027-01-14 {told}"]


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": Reason.PAUSED},
        {"reason": Reason.NO_ORDINARY_MOMENT},
        {"reason": Reason.OWN_RHYTHM},
        {"state": State.PLANNED},  # it may go out in a moment
        {"state": State.CLAIMED},
        {"reason": Reason.LATE, "asked": True},
        {"reason": Reason.LATE, "due_at": at("2027-01-14 13:30")},  # it may still come right
        {"reason": Reason.LATE, "due_at": at("2027-01-10 12:15")},  # that was told before
    ],
)
def test_what_is_no_trouble(changes: dict[str, Any]) -> None:
    assert found(a_town(), due("2027-01-14 12:15", **changes)) == []


def test_when_some_arrived_the_series_was_not_silent() -> None:
    late = due("2027-01-14 12:15", reason=Reason.LATE)
    sent = due("2027-01-14 12:15", "o2", state=State.SENT)
    assert found(a_town(), late, sent) == []


@pytest.mark.parametrize(
    ("rule", "clock", "told"),
    [
        ("FREQ=WEEKLY;BYDAY=FR", time(14), ["trouble:never:small-wins"]),
        ("FREQ=WEEKLY;BYDAY=SA,SU", time(10), ["trouble:never:small-wins"]),
        ("FREQ=WEEKLY;BYDAY=FR", time(10), []),
        ("FREQ=WEEKLY;BYDAY=TU", time(14), []),
        # Once a year in the summer holiday may be meant so, and is no rule about time.
        ("FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=3", time(10), []),
    ],
)
def test_a_series_whose_moment_never_comes_is_told_once(
    rule: str, clock: time, told: list[str]
) -> None:
    assert SERIES.cadence is not None
    cadence = replace(SERIES.cadence, rule=rule, wall_time=clock)
    for steps in ((), SERIES.steps):
        town = a_town(series=[replace(SERIES, cadence=cadence, steps=steps)])
        assert [one.rpartition(":")[0] for one in found(town)] == told
        later = found(town, now=NOW + timedelta(days=30))
        assert later == found(town)  # the same subject: it is said once


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({"standing": Standing.ACTIVE}, True),
        # Joke runs things and does not take part herself.
        ({"standing": Standing.NOT_STARTED, "welcomed_at": NOW}, True),
        ({"standing": Standing.NOT_STARTED, "welcomed_at": None}, False),
        ({"standing": Standing.STOPPED, "welcomed_at": NOW}, False),
    ],
)
def test_which_admins_hear_it(changes: dict[str, Any], is_told: bool) -> None:
    town = a_town(people=[someone(), replace(ADMIN, **changes)])
    outlook = look(town.given(NOW, NOW + timedelta(hours=1)))
    told = tell_admins([Finding("trouble:unknown:2027-01-14", "2")], outlook)
    assert [one.person for one in told] == ([JOKE] if is_told else [])


def test_messages_of_unknown_fate_are_counted_by_day() -> None:
    troubled = [
        due("2027-01-14 12:15", name, state=State.UNKNOWN, sent_at=at("2027-01-14 12:15"))
        for name in ("o1", "o2")
    ]
    just_now = due("2027-01-14 13:55", "o3", state=State.UNKNOWN, sent_at=at("2027-01-14 13:55"))
    told = found(a_town(), troubled=[*troubled, just_now])
    assert told == ["trouble:unknown:2027-01-14 2"]


def nudging() -> Town:
    nudges = a_series(
        id="duwtjes", cadence=None, draws_from=PromptFilter(kinds=frozenset({Kind.AGENDA_NUDGE}))
    )
    return a_town(
        series=[nudges],
        prompts=[*some_prompts(2), a_nudge("kader", "kadernota_sluiting", -15)],
        calendar=replace(CALENDAR, moments=(a_moment(on=date(2027, 3, 12)),)),
    )


def test_named_dates_of_next_year_that_are_missing_are_told_from_september() -> None:
    town = nudging()
    assert found(town, now=at("2027-08-30 14:00")) == []
    assert found(town, now=at("2027-09-01 14:00")) == ["trouble:moments:2028"]
    known = (*town.calendar.moments, a_moment(on=date(2028, 3, 10)))
    town.calendar = replace(town.calendar, moments=known)
    assert found(town, now=at("2027-09-01 14:00")) == []


def test_school_holidays_that_end_are_told_two_months_ahead() -> None:
    # The calendar of the tests ends on 9 January 2028.
    assert found(a_town(), now=at("2027-11-09 14:00")) == []
    assert found(a_town(), now=at("2027-11-12 14:00")) == ["trouble:holidays:2028"]


def test_a_calendar_file_that_ends_is_told_two_months_ahead() -> None:
    meeting = a_meeting(source="mt.ics", known_until_on=date(2027, 3, 31))
    town = a_town(calendar=replace(CALENDAR, meetings=(meeting,)))
    assert found(town, now=at("2027-01-29 14:00")) == []
    assert found(town, now=at("2027-02-01 14:00")) == ["trouble:dates:college:2027-03-31"]


def notices(town: Town, *findings: Finding, now: Any = NOW) -> list[Message]:
    given = town.given(now, now + timedelta(hours=24))
    return list(tell_admins(findings, look(given)))


def test_each_admin_hears_it_once_and_it_takes_no_day() -> None:
    finding = Finding("trouble:unknown:2027-01-14", "2")
    (notice,) = notices(a_town(), finding)
    assert notice.person == JOKE
    assert notice.purpose is Purpose.NOTICE
    assert notice.local_on is None
    assert notice.asked
    assert local(notice.due_at) == "Thu 2027-01-14 14:00"
    (evening,) = notices(a_town(), finding, now=at("2027-01-15 20:00"))
    assert local(evening.due_at) == "Mon 2027-01-18 08:00"
    (again,) = notices(a_town(), replace(finding, detail="3"), now=at("2027-01-15 09:00"))
    assert again.id == notice.id


def test_several_things_at_once_are_one_message() -> None:
    findings = [Finding("trouble:unknown:2027-01-14", "2"), Finding("trouble:holidays:2030")]
    told = notices(a_town(), *findings)
    one, other = as_one(told, [])
    assert (one.state, one.reason) == (State.PLANNED, None)
    assert (other.state, other.reason, other.joined_to) == (State.SKIPPED, Reason.JOINED, one.id)
    (late,) = as_one(told, [one.id])
    assert late.state is State.PLANNED
    assert as_one(told, [one.id, other.id]) == ()


def test_who_takes_no_part_or_is_no_admin_hears_nothing() -> None:
    stopped = replace(ADMIN, standing=Standing.STOPPED)
    finding = Finding("trouble:unknown:2027-01-14", "2")
    assert notices(a_town(people=[someone(), stopped]), finding) == []
    assert notices(a_town(addresses={}), finding) == []


def said(subject: str, detail: str = "", **changes: Any) -> str:
    meeting = a_meeting(
        id=MeetingId("mt"), name="MT Ruimte", source="mt.ics", known_until_on=date(2027, 3, 31)
    )
    moment = a_moment(on=date(2027, 3, 12), label="de sluiting van de kadernota")
    calendar = replace(CALENDAR, meetings=(meeting,), moments=(moment,))
    nudges = a_series(id="duwtjes", cadence=None, audience=Audience())
    given = situation(
        **{
            "calendar": calendar,
            "series": (replace(SERIES, name="Algoritmen in beeld"), nudges),
            **changes,
        }
    )
    message = a_message(Purpose.NOTICE, subject, HANNEKE, detail=detail or None)
    content = notice_content(message, given)
    assert isinstance(content, Content), content
    return content.as_text()


@pytest.mark.parametrize(
    ("subject", "detail", "told"),
    [
        (
            "trouble:silent:small-wins:2027-01-14",
            "waiting",
            "De reeks Algoritmen in beeld had donderdag 14 januari moeten versturen, maar er is "
            "niets uitgegaan. Oorzaak: er is geen verbinding met de chat.\nIk blijf het proberen "
            "tot het te laat is. Daarna sla ik deze keer over.",
        ),
        (
            "trouble:unknown:2027-01-14",
            "3",
            "Van 3 berichten weet ik niet of ze zijn aangekomen.\nIk stuur niets opnieuw, tenzij "
            "jij dat kiest.",
        ),
        (
            "trouble:file:mt:2027-01-14",
            "mt.ics:12",
            "De agenda van MT Ruimte kan ik niet lezen: mt.ics:12. De data die ik had, heb ik "
            "nog.\nLaat de agenda opnieuw exporteren en inlezen.",
        ),
        (
            "trouble:dates:mt:2027-03-31",
            "",
            "De data van MT Ruimte ken ik tot en met woensdag 31 maart.\nDaarna komen er geen "
            "duwtjes voor. Laat een nieuwe agenda inlezen.",
        ),
    ],
)
def test_what_an_admin_reads(subject: str, detail: str, told: str) -> None:
    assert said(subject, detail) == told


def test_missing_dates_are_named_as_people_call_them() -> None:
    library = Town(prompts=[a_nudge("kader", "kadernota_sluiting", -15)]).given(NOW, NOW).library
    told = said("trouble:moments:2028", library=library)
    assert told.startswith("Voor 2028 mist één datum: de sluiting van de kadernota.")
    assert "zetje dates year 2028" in told


def test_holidays_beyond_the_data() -> None:
    assert said("trouble:holidays:2030").startswith("Na 2030 ken ik de schoolvakanties niet.")


@pytest.mark.parametrize(
    "subject",
    [
        "trouble:silent:weg:2027-01-14",
        "trouble:dates:mt:2027-02-28",
        "trouble:dates:weg:2027-03-31",
        "trouble:moments:2027",
        "trouble:onzin",
    ],
)
def test_what_is_over_is_not_told(subject: str) -> None:
    message = a_message(Purpose.NOTICE, subject, HANNEKE)
    meeting = a_meeting(id=MeetingId("mt"), source="mt.ics", known_until_on=date(2027, 3, 31))
    given = situation(calendar=replace(CALENDAR, meetings=(meeting,)), series=(SERIES,))
    assert notice_content(message, given) is Reason.CHANGED


def test_a_file_finding_is_once_a_day() -> None:
    one = file_finding("mt", date(2027, 1, 14), "mt.ics:3")
    assert one.subject == file_finding("mt", date(2027, 1, 14), "mt.ics:9").subject
