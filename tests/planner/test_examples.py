"""The moments that the conversations promise, in 2027."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from bot.dates.when import When
from bot.model.calendar import Calendar, Meeting, MeetingKind
from bot.model.ids import GroupId, MeetingId, PromptId, RecordId
from bot.model.messages import Message, Priority, Purpose, Reason, State
from bot.model.people import Standing
from bot.model.prompts import Kind
from bot.model.records import AgendaItem, AgendaItemState
from bot.model.series import Audience, PromptFilter, Series, SeriesPlace
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
    a_series,
    a_share,
    an_agenda_item,
)
from tests.planner.town import CALENDAR, Town, a_nudge, at, local, some_prompts, someone

TUESDAY_AT_FOUR = a_cadence(starts_on=date(2027, 1, 5), wall_time=time(16))
EVERYBODY = Audience(people=frozenset({HANNEKE, YUSUF, FATMA}))
SOCIAL = GroupId("mt-sociaal")


def weekly(**changes: Any) -> Series:
    return a_series(**{"cadence": TUESDAY_AT_FOUR, "audience": EVERYBODY, **changes})


def nudging(**changes: Any) -> Series:
    draws_from = PromptFilter(kinds=frozenset({Kind.AGENDA_NUDGE}))
    return weekly(id="duwtjes", cadence=None, draws_from=draws_from, **changes)


def with_meetings(*meetings: Meeting) -> Calendar:
    return replace(CALENDAR, meetings=meetings)


def test_someone_new_is_welcomed_once_and_silence_is_no() -> None:
    new = someone(YUSUF, standing=Standing.NOT_STARTED, welcomed_at=None, started_at=None)
    town = Town(people=[new], series=[weekly()])
    town.plan("2027-01-08 14:00")  # Friday afternoon
    assert town.told(YUSUF) == []
    town.plan("2027-01-10 14:00")
    assert town.told(YUSUF) == ["welcome Mon 2027-01-11 12:15"]
    town.send_due(at("2027-01-11 12:15"))
    town.people = [replace(new, welcomed_at=at("2027-01-11 12:15"))]
    town.plan("2027-01-11 12:16", "2027-03-31 12:00")
    assert town.told(YUSUF) == ["welcome Mon 2027-01-11 12:15"]


def test_the_first_prompt_comes_on_the_own_thursday_of_the_same_week() -> None:
    started = someone(started_at=at("2027-01-13 10:00"))
    town = Town(people=[started], series=[weekly()])
    town.plan("2027-01-13 10:00", "2027-01-22 12:00")
    assert town.told() == ["prompt Thu 2027-01-14 12:15", "prompt Thu 2027-01-21 12:15"]


def test_a_commitment_for_friday_is_asked_about_on_monday() -> None:
    town = Town()
    due = When(date(2027, 1, 15), time(11, 0))
    town.to_ask = [a_commitment(due=due, ask_at=at("2027-01-15 11:00"))]
    town.plan("2027-01-14 12:30")
    assert town.told() == []
    town.plan("2027-01-17 12:30")
    assert town.told() == ["follow_up Mon 2027-01-18 12:15"]


def test_a_dilemma_is_asked_about_before_the_holiday_that_lies_before_its_date() -> None:
    town = Town()
    town.to_ask = [a_dilemma(decide_by_on=date(2027, 2, 28), ask_at=at("2027-02-21 12:15"))]
    town.plan("2027-02-16 12:00")
    assert town.told() == []
    town.plan("2027-02-17 13:00")
    assert town.told() == ["follow_up Thu 2027-02-18 12:15"]
    assert next(iter(town.messages.values())).priority is Priority.DILEMMA


def test_a_dilemma_without_a_date_is_asked_about_after_the_holiday() -> None:
    town = Town()
    town.to_ask = [a_dilemma(ask_at=at("2027-02-21 12:15"))]
    town.plan("2027-02-17 13:00", "2027-03-02 12:00")
    assert town.told() == ["follow_up Mon 2027-03-01 12:15"]


def test_a_dilemma_put_down_in_the_last_week_is_still_asked_about() -> None:
    town = Town()
    town.to_ask = [a_dilemma(decide_by_on=date(2027, 1, 20), ask_at=at("2027-01-13 12:15"))]
    town.plan("2027-01-14 14:00", "2027-01-19 12:00")
    assert town.told() == ["follow_up Mon 2027-01-18 12:15"]


def test_paused_until_the_first_of_may_hears_again_on_13_may() -> None:
    town = Town(people=[someone(paused_until_on=date(2027, 5, 1))], series=[weekly()])
    town.to_ask = []
    town.plan("2027-04-26 09:00", "2027-05-21 09:00")
    assert next(each.split(" ", 1)[1] for each in town.told()) == "Thu 2027-05-13 12:15"
    assert "prompt Thu 2027-04-29 12:15 paused" in town.skipped()
    assert "prompt Thu 2027-05-06 12:15 no_ordinary_moment" in town.skipped()


def test_follow_ups_wait_for_the_end_of_a_pause() -> None:
    town = Town(people=[someone(paused_until_on=date(2027, 1, 25))])
    town.to_ask = [a_commitment(ask_at=at("2027-01-15 11:00"))]
    town.plan("2027-01-14 12:30", "2027-01-26 09:00")
    assert town.told() == ["follow_up Mon 2027-01-25 12:15"]


def test_the_nudge_for_the_college_comes_the_day_before_its_agenda_closes() -> None:
    town = Town(
        prompts=[a_nudge("stil", "closing:college", -1)],
        series=[nudging()],
        calendar=with_meetings(a_meeting()),
    )
    town.plan("2027-01-12 13:00")
    assert town.told() == ["prompt Wed 2027-01-13 12:15"]
    nudge = next(iter(town.messages.values()))
    assert nudge.priority is Priority.CLOSING
    assert nudge.meeting_on == date(2027, 1, 19)
    assert nudge.closes_at == nudge.expires_at == at("2027-01-14 12:00")


def test_the_list_goes_to_whoever_prepares_the_agenda_three_hours_before_it_closes() -> None:
    town = Town(
        people=[someone(), someone(JOKE)],
        calendar=with_meetings(a_meeting(prepared_by=JOKE)),
        agenda_items=[
            an_agenda_item(meeting_on=date(2027, 1, 19), changed_at=at("2027-01-13 12:20"))
        ],
    )
    town.plan("2027-01-13 12:30")
    assert town.told(JOKE) == ["notice Thu 2027-01-14 09:00"]
    found = next(iter(town.messages.values()))
    assert found.subject == "agenda:college:2027-01-19"
    assert found.asked
    assert found.local_on is None


def test_what_is_proposed_after_the_list_comes_in_one_more_at_the_closing() -> None:
    town = Town(people=[someone(JOKE)], calendar=with_meetings(a_meeting(prepared_by=JOKE)))
    item = an_agenda_item(meeting_on=date(2027, 1, 19), changed_at=at("2027-01-13 12:20"))
    town.agenda_items = [item]
    town.plan("2027-01-14 08:30")
    late = replace(item, id=RecordId(f"{item.id}-2"), changed_at=at("2027-01-14 10:00"))
    town.agenda_items = [item, late]
    town.plan("2027-01-14 10:00")
    assert town.told(JOKE) == ["notice Thu 2027-01-14 09:00", "notice Thu 2027-01-14 12:00"]


def test_an_agenda_without_items_gives_no_list() -> None:
    town = Town(people=[someone(JOKE)], calendar=with_meetings(a_meeting(prepared_by=JOKE)))
    town.agenda_items = [
        an_agenda_item(meeting_on=date(2027, 1, 19), state=AgendaItemState.WITHDRAWN),
        an_agenda_item(name="other", meeting_on=date(2027, 1, 26)),
    ]
    town.plan("2027-01-13 12:30")
    assert town.told(JOKE) == []


def test_an_agenda_that_closes_early_gives_its_list_at_opening_time() -> None:
    early = a_meeting(prepared_by=JOKE, closes_wall_time=time(9, 30))
    town = Town(people=[someone(JOKE)], calendar=with_meetings(early))
    town.agenda_items = [an_agenda_item(meeting_on=date(2027, 1, 19))]
    town.plan("2027-01-13 12:30")
    assert town.told(JOKE) == ["notice Thu 2027-01-14 08:00"]


def decided(state: AgendaItemState, moment: str) -> AgendaItem:
    return an_agenda_item(meeting_on=date(2027, 1, 19), state=state, changed_at=at(moment))


def test_the_proposer_hears_each_decision_once() -> None:
    town = Town(news=[decided(AgendaItemState.MOVED, "2027-01-14 11:00")])
    town.plan("2027-01-14 11:01")
    town.plan("2027-01-14 11:05")
    assert town.told() == ["notice Thu 2027-01-14 12:15"]
    town.send_due(at("2027-01-14 12:15"))
    town.news = [decided(AgendaItemState.PLACED, "2027-01-20 10:00")]
    town.plan("2027-01-20 10:01")
    assert town.told() == ["notice Thu 2027-01-14 12:15", "notice Wed 2027-01-20 12:15"]


def test_a_colleague_hears_of_a_share_unless_it_is_withdrawn() -> None:
    shared = a_share(to_person=YUSUF, to_group=None, at=at("2027-01-14 11:00"))
    gone = replace(shared, id=RecordId(f"{shared.id}-2"), withdrawn_at=at("2027-01-14 11:01"))
    town = Town(people=[someone(), someone(YUSUF)], news=[shared, gone])
    town.plan("2027-01-14 11:05")
    assert town.told(YUSUF) == ["notice Thu 2027-01-14 12:15"]
    assert town.told() == []


def sent(message: Message, moment: str) -> Message:
    return replace(message, state=State.SENT, sent_at=at(moment))


def test_the_only_reminder_comes_after_two_days_on_an_ordinary_moment() -> None:
    series = weekly()
    prompt = a_message(subject="o1", series=series.id, prompt=PromptId("p1"))
    town = Town(series=[replace(series, begins_on=date(2028, 1, 1))])
    town.to_remind = [sent(prompt, "2027-01-14 12:15")]
    town.plan("2027-01-15 13:00", "2027-01-20 13:00")
    assert town.told() == ["reminder Mon 2027-01-18 12:15"]
    town.plan("2027-01-18 13:00", "2027-01-29 13:00")
    assert town.told() == ["reminder Mon 2027-01-18 12:15"]


def test_no_reminder_for_a_series_without_or_for_what_was_asked_for() -> None:
    silent = weekly(reminder=False, begins_on=date(2028, 1, 1))
    asked = a_message(subject="o2", series=silent.id, asked=True)
    town = Town(series=[silent])
    town.to_remind = [
        sent(a_message(subject="o1", series=silent.id), "2027-01-14 12:15"),
        sent(asked, "2027-01-14 12:15"),
        sent(a_message(subject="o3"), "2027-01-14 12:15"),
    ]
    town.plan("2027-01-16 13:00", "2027-01-20 13:00")
    assert town.messages == {}


def test_no_reminder_of_a_nudge_after_its_closing() -> None:
    series = nudging()
    nudge = a_message(subject="n1", series=series.id, closes_at=at("2027-01-18 12:00"))
    town = Town(series=[series], prompts=[])
    town.to_remind = [sent(nudge, "2027-01-14 12:15")]
    town.plan("2027-01-16 13:00", "2027-01-20 13:00")
    assert town.skipped() == ["reminder Mon 2027-01-18 12:15 late"]


def test_the_digest_comes_on_the_first_thursday() -> None:
    town = Town(people=[someone(), someone(YUSUF, standing=Standing.STOPPED)])
    town.plan("2027-02-03 13:00")
    assert town.told() == ["digest Thu 2027-02-04 12:15"]
    assert next(iter(town.messages.values())).subject == "2027-01"
    assert town.told(YUSUF) == []


def test_the_digest_of_july_waits_for_the_end_of_the_summer_holiday() -> None:
    town = Town(people=[someone(YUSUF)])
    town.plan("2027-08-02 09:00", "2027-09-03 09:00")
    assert town.told(YUSUF) == ["digest Mon 2027-08-30 12:15", "digest Thu 2027-09-02 12:15"]


def test_no_digest_of_a_month_before_somebody_started() -> None:
    town = Town(people=[someone(started_at=at("2027-02-01 09:00"))])
    town.plan("2027-02-01 13:00", "2027-02-10 09:00")
    assert town.told() == []


def test_the_month_ends_in_the_zone_of_the_person() -> None:
    # In Amsterdam it is February already; in New York it still is January.
    instant = at("2027-02-01 02:00")
    here = someone(started_at=instant)
    there = someone(YUSUF, zone="America/New_York", started_at=instant)
    town = Town(people=[here, there])
    town.plan("2027-02-01 13:00", "2027-02-10 09:00")
    assert town.told() == []
    assert town.told(YUSUF) == ["digest Thu 2027-02-04 18:15"]


def mt_social() -> Town:
    meeting = a_meeting(
        id=MeetingId("mt-sociaal"), kind=MeetingKind.MT, weekday=2, closes_weekday=1, group=SOCIAL
    )
    group = a_group(HANNEKE, FATMA, id=SOCIAL, name="MT Sociaal", conversation="kanaal")
    return Town(people=[], groups=[group], calendar=with_meetings(meeting))


def test_the_digest_of_the_mt_comes_the_working_day_before_it_meets() -> None:
    town = mt_social()
    # It also meets on Wednesday 3 February, but the personal digests come on the 4th.
    town.plan("2027-02-01 09:00", "2027-02-28 09:00")
    found = list(town.messages.values())
    assert [(local(each.due_at), each.subject) for each in found] == [
        ("Tue 2027-02-09 10:00", "mt:2027-01")
    ]
    assert found[0].recipient == "kanaal"
    assert found[0].group == SOCIAL
    assert found[0].person is None
    assert found[0].local_on is None


def test_a_series_in_a_channel_sends_one_message_to_the_channel() -> None:
    town = mt_social()
    town.people = [someone(), someone(FATMA)]
    town.series = [weekly(place=SeriesPlace.CHANNEL, audience=Audience(groups=frozenset({SOCIAL})))]
    town.plan("2027-01-11 09:00", "2027-01-26 09:00")
    found = [each for each in town.messages.values() if each.purpose is Purpose.PROMPT]
    assert [local(each.due_at) for each in found] == [
        "Tue 2027-01-12 16:00",
        "Tue 2027-01-19 16:00",
    ]
    assert {each.recipient for each in found} == {"kanaal"}
    assert len({each.prompt for each in found}) == 2


def test_ten_steps_move_on_over_the_spring_holiday() -> None:
    steps = tuple(prompt.id for prompt in some_prompts(10))
    cadence = a_cadence("FREQ=WEEKLY;BYDAY=TU", starts_on=date(2027, 1, 26), wall_time=time(16))
    town = Town(people=[someone(FATMA)], prompts=some_prompts(10))
    town.series = [weekly(steps=steps, cadence=cadence)]
    town.plan("2027-01-25 09:00", "2027-05-31 09:00")
    prompts = [m for m in town.messages.values() if m.purpose is Purpose.PROMPT]
    prompts.sort(key=lambda each: each.due_at)
    assert [(each.prompt, each.due_at.astimezone().date().isoformat()) for each in prompts] == [
        ("p0", "2027-01-26"),
        ("p1", "2027-02-02"),
        ("p2", "2027-02-09"),
        ("p3", "2027-02-16"),
        ("p4", "2027-03-02"),
        ("p5", "2027-03-09"),
        ("p6", "2027-03-16"),
        ("p7", "2027-03-23"),
        ("p8", "2027-03-30"),
        ("p9", "2027-04-06"),
    ]


def test_who_joins_in_week_four_begins_with_the_step_of_the_group() -> None:
    steps = tuple(prompt.id for prompt in some_prompts(10))
    cadence = a_cadence("FREQ=WEEKLY;BYDAY=TU", starts_on=date(2027, 1, 26), wall_time=time(16))
    town = Town(people=[], prompts=some_prompts(10), series=[weekly(steps=steps, cadence=cadence)])
    town.plan("2027-02-15 09:00")
    town.people = [someone(FATMA, started_at=at("2027-02-17 09:00"))]
    town.plan("2027-02-17 09:00", "2027-03-03 09:00")
    assert [m.prompt for m in town.messages.values()] == ["p4"]
    assert {each.number for each in town.occurrences.values()} == {5}


def test_a_nudge_for_the_kadernota_counts_back_working_days() -> None:
    town = Town(
        prompts=[a_nudge("kader", "kadernota_sluiting", -15)],
        series=[nudging()],
        calendar=replace(CALENDAR, moments=(a_moment(on=date(2027, 3, 12)),)),
    )
    # Fifteen working days before is Friday 19 February; at 12:15 that is silent already.
    town.plan("2027-02-17 13:00")
    assert town.told() == ["prompt Thu 2027-02-18 12:15"]


def test_a_question_on_whether_to_be_silent_too_and_then_only_what_was_promised() -> None:
    silent = someone(unanswered=6)
    town = Town(people=[silent], series=[weekly()])
    town.seen = [(HANNEKE, PromptId("p1"), at("2027-01-07 12:15"))]
    town.to_ask = [
        a_commitment(ask_at=at("2027-01-20 09:00")),
        a_dilemma(ask_at=at("2027-01-20 09:00")),
    ]
    town.plan("2027-01-11 13:00", "2027-02-12 12:00")
    assert town.told() == ["notice Tue 2027-01-12 12:15", "follow_up Wed 2027-01-20 12:15"]
    town.send_due(at("2027-02-12 12:00"))
    town.plan("2027-02-12 12:00", "2027-02-18 12:00")
    assert len(town.told()) == 2
    assert {each.rsplit(" ", 1)[1] for each in town.skipped()} == {Reason.BACKED_OFF}


def test_somebody_who_came_back_and_falls_silent_again_is_asked_again() -> None:
    town = Town(people=[someone(unanswered=6)])
    town.seen = [(HANNEKE, PromptId("p1"), at("2026-11-05 12:15"))]
    town.plan("2027-01-11 13:00")
    town.send_due(at("2027-01-12 13:00"))
    town.seen.append((HANNEKE, PromptId("p2"), at("2027-03-04 12:15")))
    town.plan("2027-03-08 13:00")
    assert town.told() == ["notice Tue 2027-01-12 12:15", "notice Tue 2027-03-09 12:15"]


def test_an_outage_leaves_a_reason_for_each_message_that_never_came() -> None:
    town = Town(people=[someone()], series=[weekly()])
    town.plan("2027-01-11 13:00")
    town.plan("2027-01-29 13:00", at("2027-01-29 13:00") + timedelta(days=1))
    assert town.skipped() == [
        "prompt Thu 2027-01-14 12:15 late",
        "prompt Thu 2027-01-21 12:15 late",
        "prompt Thu 2027-01-28 12:15 late",
    ]
