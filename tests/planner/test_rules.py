"""Caps, precedence, back-off and choice; and every reason that planning gives."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.local_time import monday_of
from bot.model.ids import GroupId, PromptId
from bot.model.messages import Message, Priority, Purpose, Reason, State
from bot.model.people import Period, Platform, Rhythm, Standing
from bot.model.prompts import Kind, Theme, Timing
from bot.model.records import AgendaItemState
from bot.model.series import Audience, PromptFilter, Series, SeriesPlace, SeriesState
from tests.factories import (
    FATMA,
    HANNEKE,
    JOKE,
    YUSUF,
    a_cadence,
    a_commitment,
    a_dilemma,
    a_group,
    a_meeting,
    a_message,
    a_moment,
    a_prompt,
    a_series,
    a_share,
    a_tenant,
    an_agenda_item,
)
from tests.planner.town import CALENDAR, Town, a_nudge, at, some_prompts, someone

EVERYBODY = Audience(people=frozenset({HANNEKE, YUSUF, FATMA}))


def on(days: str, id: str = "small-wins", wall_time: time = time(10), **changes: Any) -> Series:
    cadence = a_cadence(
        f"FREQ=WEEKLY;BYDAY={days}", starts_on=date(2027, 1, 4), wall_time=wall_time
    )
    return a_series(**{"id": id, "cadence": cadence, "audience": EVERYBODY, **changes})


def prompts_of(town: Town, **wanted: Any) -> list[Message]:
    found = [
        message
        for message in town.messages.values()
        if message.purpose is Purpose.PROMPT
        and all(getattr(message, name) == value for name, value in wanted.items())
    ]
    return sorted(found, key=lambda each: each.due_at)


def reasons(messages: Sequence[Message]) -> list[Reason | None]:
    return [message.reason for message in messages]


# One message a day, three a week


def test_two_series_on_one_day_take_two_days() -> None:
    town = Town(people=[someone(YUSUF)], series=[on("TU", "a"), on("TU", "b")])
    town.plan("2027-01-11 13:00")
    assert town.told(YUSUF) == ["prompt Tue 2027-01-12 10:00", "prompt Wed 2027-01-13 10:00"]


def test_on_the_last_day_of_the_week_the_second_is_skipped() -> None:
    town = Town(people=[someone(YUSUF)], series=[on("FR", "a"), on("FR", "b")])
    town.plan("2027-01-14 13:00")
    assert town.told(YUSUF) == ["prompt Fri 2027-01-15 10:00"]
    assert town.skipped(YUSUF) == ["prompt Fri 2027-01-15 10:00 day_cap"]


@pytest.mark.parametrize(
    ("rhythm", "number", "reason"),
    [
        (Rhythm.QUIET, 1, Reason.OWN_RHYTHM),
        (Rhythm.NORMAL, 2, Reason.OWN_RHYTHM),
        (Rhythm.BRISK, 3, Reason.WEEK_CAP),
    ],
)
def test_how_many_prompts_a_week(rhythm: Rhythm, number: int, reason: Reason) -> None:
    town = Town(people=[someone(YUSUF, rhythm=rhythm)], series=[on("MO,TU,WE,TH")])
    town.plan("2027-01-10 13:00", "2027-01-15 13:00")
    assert reasons(prompts_of(town)) == [None] * number + [reason] * (4 - number)


def test_quiet_is_once_in_two_weeks() -> None:
    town = Town(people=[someone(YUSUF, rhythm=Rhythm.QUIET)], series=[on("TU")])
    town.plan("2027-01-11 13:00", "2027-02-06 13:00")
    assert reasons(prompts_of(town)) == [None, Reason.OWN_RHYTHM, None, Reason.OWN_RHYTHM]


def test_three_a_week_over_all_kinds() -> None:
    town = Town(people=[someone(YUSUF, rhythm=Rhythm.BRISK)], series=[on("MO,TU,WE")])
    town.plan("2027-01-10 13:00", "2027-01-13 13:00")
    town.to_ask = [a_dilemma(YUSUF, ask_at=at("2027-01-14 09:00"))]
    town.send_due(at("2027-01-13 13:00"))
    town.plan("2027-01-13 13:00", "2027-01-19 13:00")
    # The week was full; the question about the dilemma waits for the next one.
    assert "follow_up Mon 2027-01-18 12:15" in town.told(YUSUF)


def test_a_promise_that_is_known_keeps_its_place_in_the_week() -> None:
    town = Town(people=[someone(YUSUF, rhythm=Rhythm.BRISK)], series=[on("MO,TU,WE")])
    town.to_ask = [a_commitment(YUSUF, ask_at=at("2027-01-14 09:00"))]
    town.plan("2027-01-10 13:00", "2027-01-16 13:00")
    assert town.told(YUSUF) == [
        "prompt Mon 2027-01-11 10:00",
        "prompt Tue 2027-01-12 10:00",
        "follow_up Thu 2027-01-14 12:15",
    ]
    assert town.skipped(YUSUF) == ["prompt Wed 2027-01-13 10:00 week_cap"]


def test_a_tenant_without_any_unasked_message_a_day() -> None:
    town = Town(people=[someone(YUSUF)], series=[on("TU")], tenant=a_tenant(day_cap=0))
    town.plan("2027-01-11 13:00")
    assert reasons(prompts_of(town)) == [Reason.DAY_CAP]


# Who gives way to whom


def test_a_prompt_gives_way_to_a_promise_and_moves_within_its_week() -> None:
    town = Town(people=[someone(YUSUF)], series=[on("TU")])
    town.plan("2027-01-11 13:00")
    assert town.told(YUSUF) == ["prompt Tue 2027-01-12 10:00"]
    town.to_ask = [a_commitment(YUSUF, ask_at=at("2027-01-12 08:00"))]
    town.plan("2027-01-11 14:00")
    assert town.told(YUSUF) == ["follow_up Tue 2027-01-12 12:15", "prompt Wed 2027-01-13 10:00"]
    moved = prompts_of(town)[0]
    assert moved.local_on == date(2027, 1, 13)
    assert moved.expires_at == at("2027-01-13 18:00")


def test_a_prompt_at_the_end_of_the_week_gives_way_for_good() -> None:
    town = Town(people=[someone()], series=[on("TH")])
    town.to_ask = [a_commitment(ask_at=at("2027-01-14 08:00"))]
    town.plan("2027-01-13 13:00")
    assert town.told() == ["follow_up Thu 2027-01-14 12:15"]
    assert town.skipped() == ["prompt Thu 2027-01-14 12:15 gave_way"]


def test_what_is_sent_never_gives_way() -> None:
    town = Town(people=[someone(YUSUF)], series=[on("TU")])
    town.plan("2027-01-11 13:00")
    town.send_due(at("2027-01-12 10:00"))
    town.to_ask = [a_commitment(YUSUF, ask_at=at("2027-01-12 11:00"))]
    town.plan("2027-01-12 11:00", "2027-01-13 13:00")
    assert town.told(YUSUF) == ["prompt Tue 2027-01-12 10:00", "follow_up Wed 2027-01-13 12:15"]


def test_precedence_over_one_day() -> None:
    """The order in which one Thursday is given away, and where the rest goes."""
    town = Town(
        people=[someone()],
        prompts=[*some_prompts(), a_nudge("kader", "kadernota_sluiting")],
        series=[
            on("TH", "wins", draws_from=PromptFilter(kinds=frozenset({Kind.SMALL_WIN}))),
            a_series(id="duwtjes", cadence=None, audience=EVERYBODY),
        ],
        calendar=replace(CALENDAR, moments=(a_moment(on=date(2027, 2, 4)),)),
        news=[a_share(YUSUF, to_person=HANNEKE, at=at("2027-02-03 10:00"))],
    )
    town.plan("2027-02-03 13:00")
    assert town.told() == [
        "prompt Thu 2027-02-04 12:15",  # the nudge, before its closing
        "digest Mon 2027-02-08 12:15",
        "notice Tue 2027-02-09 12:15",
    ]
    assert prompts_of(town, state=State.PLANNED)[0].prompt == "kader"
    assert town.skipped() == ["prompt Thu 2027-02-04 12:15 gave_way"]


def test_follow_ups_of_one_day_become_one_message() -> None:
    town = Town(people=[someone()])
    town.to_ask = [
        a_dilemma(ask_at=at("2027-01-14 09:00")),
        a_commitment(name="one", ask_at=at("2027-01-14 09:00")),
        a_commitment(name="two", ask_at=at("2027-01-14 10:00")),
    ]
    town.plan("2027-01-13 13:00")
    assert town.told() == ["follow_up Thu 2027-01-14 12:15"]
    head = next(m for m in town.messages.values() if m.state is State.PLANNED)
    joined = [m for m in town.messages.values() if m.reason is Reason.JOINED]
    assert head.priority is Priority.PROMISED
    assert {each.joined_to for each in joined} == {head.id}
    assert len(joined) == 2


def test_a_promise_that_joins_a_question_makes_it_as_important() -> None:
    town = Town(people=[someone()])
    town.to_ask = [a_dilemma(ask_at=at("2027-01-14 09:00"))]
    town.plan("2027-01-13 13:00")
    town.to_ask.append(a_commitment(ask_at=at("2027-01-14 09:00")))
    town.plan("2027-01-13 14:00")
    head = next(m for m in town.messages.values() if m.state is State.PLANNED)
    assert head.priority is Priority.PROMISED
    assert reasons([m for m in town.messages.values() if m is not head]) == [Reason.JOINED]


def test_a_follow_up_does_not_join_what_is_on_its_way() -> None:
    town = Town(people=[someone()])
    town.to_ask = [a_commitment(name="one", ask_at=at("2027-01-14 09:00"))]
    town.plan("2027-01-13 13:00")
    town.messages = {
        id: replace(message, state=State.SENDING) for id, message in town.messages.items()
    }
    town.to_ask.append(a_commitment(name="two", ask_at=at("2027-01-14 09:00")))
    town.plan("2027-01-14 12:00", "2027-01-18 13:00")
    assert town.told() == ["follow_up Thu 2027-01-14 12:15", "follow_up Mon 2027-01-18 12:15"]


def test_a_new_turn_is_a_new_follow_up() -> None:
    town = Town(people=[someone()])
    town.to_ask = [a_commitment(ask_at=at("2027-01-14 09:00"))]
    town.plan("2027-01-13 13:00")
    town.send_due(at("2027-01-14 12:15"))
    town.to_ask = [a_commitment(ask_at=at("2027-01-21 09:00"), turn=1)]
    town.plan("2027-01-20 13:00")
    assert town.told() == ["follow_up Thu 2027-01-14 12:15", "follow_up Thu 2027-01-21 12:15"]


# Nudges


def college(**changes: Any) -> Town:
    town = Town(
        prompts=[a_nudge("stil", "closing:college", -1, repeat_after_days=42)],
        series=[a_series(id="duwtjes", cadence=None, audience=EVERYBODY)],
        calendar=replace(CALENDAR, meetings=(a_meeting(),)),
    )
    return replace(town, **changes)


def test_a_nudge_comes_back_after_its_own_time() -> None:
    town = college()
    town.plan("2027-01-11 13:00", "2027-02-28 13:00")
    prompts = [each.local_on for each in prompts_of(town)]
    # Six weeks on would be 24 February, in the holiday: the last ordinary moment is the 18th,
    # but that is too early.
    assert prompts == [date(2027, 1, 13)]
    town.plan("2027-03-01 13:00", "2027-03-05 13:00")
    assert [each.local_on for each in prompts_of(town)][1:] == [date(2027, 3, 3)]


def test_nudges_for_the_same_closing_take_turns() -> None:
    prompts = [
        a_nudge(id, "closing:college", -1, repeat_after_days=14) for id in ("een", "twee", "drie")
    ]
    town = college(prompts=prompts)
    town.plan("2027-01-11 13:00", "2027-03-20 13:00")
    sent = [each for each in prompts_of(town) if each.reason is None]
    assert [each.prompt for each in sent][:4] == ["een", "twee", "drie", "een"]


def test_closings_give_two_nudges_in_four_weeks() -> None:
    prompts = [a_nudge(id, "closing:college", -1, repeat_after_days=7) for id in ("een", "twee")]
    town = college(prompts=prompts)
    town.plan("2027-01-11 13:00", "2027-02-06 13:00")
    found = prompts_of(town)
    assert reasons(found) == [None, None, Reason.OWN_RHYTHM, Reason.OWN_RHYTHM]


def test_two_series_on_one_own_moment_take_turns() -> None:
    town = Town(
        people=[someone(weekday=3, wall_time=time(12, 15))], series=[on("TU", "a"), on("WE", "b")]
    )
    town.plan("2027-01-11 08:00", "2027-02-06 13:00")
    came = [str(each.series) for each in prompts_of(town, reason=None)]
    assert len(came) == 3  # the digest has the first Thursday
    assert all(one != other for one, other in pairwise(came))


def test_a_prompt_that_belongs_to_a_date_is_not_drawn() -> None:
    seasonal = a_prompt(id=PromptId("herfst"), timing=Timing(moment="zomerreces_einde"))
    town = Town(people=[someone(YUSUF)], series=[on("TU")], prompts=[seasonal])
    town.plan("2027-01-11 13:00")
    assert reasons(prompts_of(town)) == [Reason.NO_PROMPT_LEFT]


def test_two_series_give_one_nudge_for_a_meeting() -> None:
    series = [
        a_series(id=id, cadence=None, audience=EVERYBODY) for id in ("duwtjes", "ook-duwtjes")
    ]
    town = college(series=series)
    town.plan("2027-01-11 13:00", "2027-01-15 13:00")
    assert len(prompts_of(town)) == 1


def test_a_nudge_for_an_mt_goes_to_its_members() -> None:
    group = a_group(HANNEKE, id=GroupId("mt"))
    town = college(people=[someone(), someone(YUSUF)], groups=[group])
    town.calendar = replace(CALENDAR, meetings=(a_meeting(group=group.id),))
    town.plan("2027-01-11 13:00", "2027-01-15 13:00")
    assert [each.person for each in prompts_of(town)] == [HANNEKE]


def test_a_nudge_that_lost_its_day_still_comes_before_the_closing() -> None:
    town = college(
        people=[someone(YUSUF, wall_time=time(9))],
        prompts=[a_nudge("stil", "closing:college", -2)],
    )
    town.to_ask = [a_commitment(YUSUF, ask_at=at("2027-01-12 08:00"))]
    town.plan("2027-01-11 13:00")
    assert town.told(YUSUF) == ["follow_up Tue 2027-01-12 09:00", "prompt Wed 2027-01-13 09:00"]


def test_a_nudge_never_comes_after_the_closing() -> None:
    town = college(people=[someone(YUSUF, wall_time=time(11))])
    town.to_ask = [
        a_commitment(YUSUF, name=name, ask_at=at(f"2027-01-{day} 08:00"))
        for name, day in (("a", 13), ("b", 14))
    ]
    town.plan("2027-01-12 13:00", "2027-01-15 09:00")
    assert "prompt Wed 2027-01-13 11:00 gave_way" in town.skipped(YUSUF)


def test_a_nudge_at_the_day_of_closing_comes_before_the_hour() -> None:
    town = college(prompts=[a_nudge("stil", "closing:college", 0)])
    town.plan("2027-01-12 13:00")
    # At 12:15 on Thursday the agenda is closed.
    assert town.told() == ["prompt Wed 2027-01-13 12:15"]


def test_no_nudge_for_a_meeting_on_a_day_of_rest() -> None:
    thursdays = a_meeting(weekday=3, closes_weekday=1)
    town = college(calendar=replace(CALENDAR, meetings=(thursdays,)))
    town.plan("2027-05-03 09:00", "2027-05-08 09:00")
    # The only closing in this week is that of Ascension Day.
    assert prompts_of(town) == []


def test_somebody_who_starts_late_gets_the_nudge_that_is_still_in_time() -> None:
    town = college(people=[someone(YUSUF, started_at=at("2027-01-13 14:00"), wall_time=time(9))])
    town.plan("2027-01-13 14:00")
    assert town.told(YUSUF) == ["prompt Thu 2027-01-14 09:00"]


def test_a_nudge_after_its_moment() -> None:
    town = college(prompts=[a_nudge("controle", "accountantscontrole", 5)])
    town.calendar = replace(
        CALENDAR, moments=(a_moment("accountantscontrole", on=date(2027, 3, 1)),)
    )
    town.plan("2027-03-05 13:00", "2027-03-09 09:00")
    assert "prompt Mon 2027-03-08 12:15" in town.told()
    assert prompts_of(town)[0].closes_at is None


def test_a_yearly_nudge_comes_in_each_cycle() -> None:
    town = college(prompts=[a_nudge("kader", "kadernota_sluiting", -15)])
    town.calendar = replace(CALENDAR, moments=(a_moment(on=date(2027, 3, 12)),))
    town.seen = [(HANNEKE, PromptId("kader"), at("2026-02-24 12:15"))]
    town.plan("2027-02-17 13:00")
    assert town.told() == ["prompt Thu 2027-02-18 12:15"]


# Which prompt


def test_no_prompt_twice_within_twelve_months_also_when_it_was_renamed() -> None:
    renamed = a_prompt("nieuw", was=(PromptId("oud"),), roles=frozenset())
    town = Town(people=[someone(YUSUF)], series=[on("TU")], prompts=[renamed])
    town.seen = [(YUSUF, PromptId("oud"), at("2026-03-01 10:00"))]
    town.plan("2027-01-11 13:00")
    assert town.skipped(YUSUF) == ["prompt Tue 2027-01-12 10:00 no_prompt_left"]
    town.seen = [(YUSUF, PromptId("oud"), at("2026-01-10 10:00"))]
    town.plan("2027-01-18 13:00")
    assert town.told(YUSUF) == ["prompt Tue 2027-01-19 10:00"]


def test_no_theme_twice_in_a_row_while_there_is_another() -> None:
    town = Town(people=[someone(YUSUF)], series=[on("TU,TH")], prompts=some_prompts(40))
    town.plan("2027-01-10 13:00", "2027-02-19 13:00")
    known = {prompt.id: prompt.theme for prompt in town.prompts}
    sent = [each for each in prompts_of(town) if each.state is State.PLANNED]
    themes = [known[each.prompt] for each in sent if each.prompt]
    assert len(themes) == 12
    assert all(one is not other for one, other in pairwise(themes))
    assert set(themes) == set(list(Theme)[:5])
    assert len({each.prompt for each in sent}) == 12


def test_the_last_theme_comes_again_when_nothing_else_is_left() -> None:
    prompts = [a_prompt(f"p{number}", roles=frozenset()) for number in range(2)]
    town = Town(people=[someone(YUSUF)], series=[on("TU")], prompts=prompts)
    town.plan("2027-01-11 13:00", "2027-01-27 13:00")
    assert reasons(prompts_of(town)) == [None, None, Reason.NO_PROMPT_LEFT]


def test_a_prompt_fits_a_role_of_the_person() -> None:
    only_secretary = a_prompt("p1")
    town = Town(people=[someone(), someone(YUSUF)], series=[on("TH")], prompts=[only_secretary])
    town.plan("2027-01-13 13:00")
    assert [each.prompt for each in prompts_of(town, person=HANNEKE)] == ["p1"]
    assert reasons(prompts_of(town, person=YUSUF)) == [Reason.NO_PROMPT_LEFT]


def test_a_step_is_the_same_for_everybody() -> None:
    series = on("TH", steps=(PromptId("p1"),), begins_on=date(2027, 1, 11))
    people = [someone(), someone(YUSUF)]
    town = Town(people=people, series=[series], prompts=[a_prompt("p1")])
    town.plan("2027-01-10 13:00", "2027-02-01 13:00")
    assert {each.prompt for each in prompts_of(town)} == {"p1"}
    assert len(prompts_of(town)) == 2


def test_people_get_different_prompts_and_the_same_again_when_planned_again() -> None:
    people = [someone(id, wall_time=None, weekday=None) for id in (HANNEKE, YUSUF, FATMA)]
    first, second = (Town(people=people, series=[on("TU")]) for _ in range(2))
    first.plan("2027-01-11 13:00")
    second.plan("2027-01-11 15:00")
    chosen = [each.prompt for each in prompts_of(first)]
    assert chosen == [each.prompt for each in prompts_of(second)]
    assert len(set(chosen)) > 1


# Less, never more


def test_after_two_without_an_answer_there_are_no_reflections() -> None:
    prompts = [*some_prompts(3, Kind.REFLECTION, "r"), *some_prompts(3)]
    town = Town(people=[someone(YUSUF, unanswered=2)], series=[on("TU")], prompts=prompts)
    town.plan("2027-01-11 13:00", "2027-02-03 13:00")
    assert {str(each.prompt)[0] for each in prompts_of(town) if each.prompt} == {"p"}


def test_a_series_of_reflections_rests_then() -> None:
    prompts = some_prompts(3, Kind.REFLECTION, "r")
    town = Town(people=[someone(YUSUF, unanswered=2)], series=[on("TU")], prompts=prompts)
    town.plan("2027-01-11 13:00")
    assert town.skipped(YUSUF) == ["prompt Tue 2027-01-12 10:00 backed_off"]


def test_after_four_it_is_every_other_week() -> None:
    town = Town(people=[someone(YUSUF, unanswered=4)], series=[on("TU")])
    town.plan("2027-01-11 13:00", "2027-02-03 13:00")
    assert reasons(prompts_of(town)) == [None, Reason.BACKED_OFF, None, Reason.BACKED_OFF]


def test_after_six_reminders_digests_and_notices_rest_too() -> None:
    series = on("TU", begins_on=date(2028, 1, 1))
    prompt = a_message(subject="o1", series=series.id)
    town = Town(people=[someone(unanswered=6)], series=[series])
    town.to_remind = [replace(prompt, state=State.SENT, sent_at=at("2027-01-28 12:15"))]
    town.news = [
        an_agenda_item(state=AgendaItemState.PLACED, changed_at=at("2027-01-29 10:00")),
    ]
    town.plan("2027-01-29 13:00", "2027-02-05 13:00")
    assert town.told() == ["notice Mon 2027-02-01 12:15"]  # shall I be silent too?
    assert town.skipped() == [
        "reminder Mon 2027-02-01 12:15 backed_off",
        "digest Thu 2027-02-04 12:15 backed_off",
    ]


# Who does not take part


@pytest.mark.parametrize("standing", [Standing.NOT_STARTED, Standing.STOPPED])
def test_nothing_for_who_does_not_take_part(standing: Standing) -> None:
    town = Town(people=[someone(YUSUF, standing=standing)], series=[on("TU")])
    town.to_ask = [a_commitment(YUSUF, ask_at=at("2027-01-12 08:00"))]
    town.plan("2027-01-11 13:00", "2027-02-05 13:00")
    assert town.messages == {}


@pytest.mark.parametrize(
    ("standing", "reason"),
    [(Standing.NOT_STARTED, "not_started"), (Standing.STOPPED, "stopped")],
)
def test_what_a_colleague_shares_with_them_is_not_announced(
    standing: Standing, reason: str
) -> None:
    share = a_share(to_person=YUSUF, to_group=None, at=at("2027-01-14 11:00"))
    town = Town(people=[someone(YUSUF, standing=standing)], news=[share])
    town.plan("2027-01-14 11:05")
    assert town.skipped(YUSUF) == [f"notice Thu 2027-01-14 12:15 {reason}"]


def test_no_reminder_for_who_stopped() -> None:
    series = on("TU")
    prompt = a_message(subject="o1", series=series.id)
    town = Town(people=[someone(standing=Standing.STOPPED)], series=[series])
    town.to_remind = [replace(prompt, state=State.SENT, sent_at=at("2027-01-12 12:15"))]
    town.plan("2027-01-13 13:00")
    assert town.skipped() == ["reminder Thu 2027-01-14 12:15 stopped"]


def test_a_welcome_waits_for_an_address() -> None:
    new = someone(YUSUF, standing=Standing.NOT_STARTED, welcomed_at=None)
    town = Town(people=[new], addresses={})
    town.plan("2027-01-11 13:00")
    assert town.messages == {}
    town.addresses = {YUSUF: Platform.TEAMS}
    town.plan("2027-01-11 14:00")
    assert town.told(YUSUF, platform=Platform.TEAMS) == ["welcome Tue 2027-01-12 12:15"]


def test_without_an_address_a_prompt_is_skipped() -> None:
    town = Town(people=[someone(YUSUF)], series=[on("TU")], addresses={HANNEKE: Platform.TEAMS})
    town.plan("2027-01-11 13:00")
    assert town.skipped(YUSUF) == ["prompt Tue 2027-01-12 10:00 unreachable"]


def test_a_group_without_a_channel_is_unreachable() -> None:
    group = a_group(HANNEKE)
    in_channel = on(
        "TU", place=SeriesPlace.CHANNEL, audience=Audience(groups=frozenset({group.id}))
    )
    town = Town(groups=[group], series=[in_channel])
    town.plan("2027-01-11 13:00")
    assert reasons(prompts_of(town)) == [Reason.UNREACHABLE]


def test_a_preparer_who_does_not_take_part_gets_no_list() -> None:
    town = Town(people=[someone(JOKE, standing=Standing.NOT_STARTED)])
    town.calendar = replace(CALENDAR, meetings=(a_meeting(prepared_by=JOKE),))
    town.agenda_items = [an_agenda_item(meeting_on=date(2027, 1, 19))]
    town.plan("2027-01-13 12:30")
    assert town.messages == {}


def test_absent_all_week() -> None:
    away = someone(YUSUF, absences=(Period(date(2027, 1, 11), date(2027, 1, 17)),))
    town = Town(people=[away], series=[on("TU")])
    town.plan("2027-01-11 13:00")
    assert town.skipped(YUSUF) == ["prompt Tue 2027-01-12 10:00 absent"]


def test_absent_for_a_day_the_prompt_moves() -> None:
    away = someone(YUSUF, absences=(Period(date(2027, 1, 12), date(2027, 1, 12)),))
    town = Town(people=[away], series=[on("TU")])
    town.plan("2027-01-11 13:00", "2027-01-13 13:00")
    assert town.told(YUSUF) == ["prompt Wed 2027-01-13 10:00"]


def test_the_digest_of_somebody_on_holiday_waits_a_week_at_most() -> None:
    short = someone(YUSUF, absences=(Period(date(2027, 2, 1), date(2027, 2, 7)),))
    long = someone(FATMA, paused_until_on=date(2027, 3, 1))
    town = Town(people=[short, long])
    town.plan("2027-02-01 13:00", "2027-03-02 13:00")
    assert town.told(YUSUF) == ["digest Mon 2027-02-08 12:15"]
    assert town.skipped(FATMA) == ["digest Thu 2027-02-04 12:15 paused"]


def test_a_digest_that_was_missed_still_comes_within_a_week() -> None:
    town = Town(people=[someone(YUSUF)])
    town.plan("2027-02-06 09:00", "2027-02-09 09:00")
    assert town.told(YUSUF) == ["digest Mon 2027-02-08 12:15"]
    late = Town(people=[someone(YUSUF)])
    late.plan("2027-02-20 09:00", "2027-03-02 09:00")
    assert late.messages == {}


# Series


@pytest.mark.parametrize("state", [SeriesState.PAUSED, SeriesState.STOPPED])
def test_a_series_that_does_not_run_plans_nothing_and_owes_nothing_later(
    state: SeriesState,
) -> None:
    town = Town(people=[someone(YUSUF)], series=[on("TU", state=state)])
    town.plan("2027-01-11 13:00")
    town.plan("2027-01-25 13:00")
    town.pause_series(SeriesState.RUNNING)
    town.plan("2027-01-31 13:00", "2027-02-03 13:00")
    if state is SeriesState.PAUSED:
        assert town.skipped(YUSUF) == []
    assert town.told(YUSUF)[-1] == "prompt Tue 2027-02-02 10:00"


def test_begin_and_end_of_a_series() -> None:
    series = on("TU", begins_on=date(2027, 1, 13), ends_on=date(2027, 1, 26))
    town = Town(people=[someone(YUSUF)], series=[series])
    town.plan("2027-01-10 13:00", "2027-02-03 13:00")
    assert town.told(YUSUF) == ["prompt Tue 2027-01-19 10:00", "prompt Tue 2027-01-26 10:00"]
    assert [each.number for each in town.occurrences.values()] == [1, 2]


def test_an_own_time_without_a_day_keeps_the_day_of_the_series() -> None:
    town = Town(people=[someone(YUSUF, wall_time=time(8, 30))], series=[on("TU")])
    town.plan("2027-01-10 13:00", "2027-01-13 13:00")
    assert town.told(YUSUF) == ["prompt Tue 2027-01-12 08:30"]


def test_an_own_day_lies_in_the_week_of_the_occurrence_before_or_after_it() -> None:
    monday = someone(YUSUF, weekday=0, wall_time=time(8, 30))
    town = Town(people=[monday, someone()], series=[on("WE")])
    town.plan("2027-01-10 13:00", "2027-01-15 13:00")
    assert town.told(YUSUF) == ["prompt Mon 2027-01-11 08:30"]
    assert town.told(HANNEKE) == ["prompt Thu 2027-01-14 12:15"]


def test_who_started_after_their_own_day_gets_it_with_the_series() -> None:
    monday = someone(YUSUF, weekday=0, wall_time=time(8, 30), started_at=at("2027-01-12 09:00"))
    town = Town(people=[monday], series=[on("WE")])
    town.plan("2027-01-12 09:00", "2027-01-13 13:00")
    assert town.told(YUSUF) == ["prompt Wed 2027-01-13 10:00"]


def test_a_series_outside_opening_hours_has_no_ordinary_moment() -> None:
    town = Town(people=[someone(YUSUF)], series=[on("TU", wall_time=time(21))])
    town.plan("2027-01-11 22:00")
    assert town.skipped(YUSUF) == ["prompt Tue 2027-01-12 21:00 no_ordinary_moment"]


def test_a_person_far_away_is_asked_on_their_own_clock() -> None:
    there = someone(YUSUF, zone="America/New_York", wall_time=time(12, 15))
    town = Town(people=[there], series=[on("TU")])
    town.plan("2027-01-11 19:00")
    assert town.told(YUSUF) == ["prompt Tue 2027-01-12 18:15"]


def test_where_it_is_still_sunday_a_series_of_monday_comes_on_their_own_monday() -> None:
    there = someone(YUSUF, zone="America/New_York", wall_time=time(12, 15))
    cadence = a_cadence("FREQ=WEEKLY;BYDAY=MO", zone="Pacific/Auckland")
    series = on("MO", cadence=cadence)
    town = Town(tenant=a_tenant(zone="Pacific/Auckland"), people=[there], series=[series])
    town.plan("2027-01-10 13:00", "2027-01-12 13:00")
    assert town.told(YUSUF) == ["prompt Mon 2027-01-11 18:15"]


def test_planned_through_moves_but_not_every_minute() -> None:
    town = Town(people=[someone(YUSUF)], series=[on("TU")])
    town.plan("2027-01-11 13:00")
    assert town.series[0].planned_through_at == at("2027-01-12 13:00")
    assert town.plan("2027-01-11 13:59").series == ()
    town.plan("2027-01-11 14:00")
    assert town.series[0].planned_through_at == at("2027-01-12 14:00")


def test_weeks_are_iso_weeks() -> None:
    assert monday_of(date(2027, 1, 17)) == date(2027, 1, 11)
    assert monday_of(date(2027, 1, 1)) == date(2026, 12, 28)
    assert timedelta(days=7) == monday_of(date(2027, 1, 18)) - monday_of(date(2027, 1, 17))


def test_monthly_is_once_in_four_weeks() -> None:
    town = Town(people=[someone(YUSUF, rhythm=Rhythm.MONTHLY)], series=[on("TU")])
    town.plan("2027-01-10 13:00", "2027-02-10 13:00")
    sent = [each.local_on for each in prompts_of(town, state=State.PLANNED)]
    assert sent == [date(2027, 1, 12), date(2027, 2, 9)]
