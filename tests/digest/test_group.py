"""What a group may read about itself, and which counts would point at someone."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from adapters.slack import render as slack
from bot.compose.digests import LONGEST_SHARED, MOST_LINES, MOST_WORDS, group_digest_content
from bot.content import Content
from bot.digest.group import group_digest, may_count
from bot.model.ids import GroupId, RecordId
from bot.model.records import AgendaItemState
from tests.digest.january import a_group_month, share_of_hanneke
from tests.factories import an_agenda_item

LEFT_OUT = "Aantallen laat ik weg, omdat de groep klein is."


@pytest.mark.parametrize(
    ("people", "members", "allowed"),
    [
        (0, 0, False),
        (4, 4, False),  # fewer than five in the group
        (5, 5, True),  # everybody
        (0, 5, True),
        (1, 5, False),  # one person: their own count
        (4, 5, False),
        (5, 6, False),  # the rest is one person
        (5, 9, False),  # the rest is four
        (5, 10, True),
        (6, 10, False),
        (4, 12, False),
        (6, 12, True),
        (8, 12, False),
        (12, 12, True),
        (13, 12, False),  # numbers that cannot be
    ],
)
def test_small_groups_have_no_counts(people: int, members: int, allowed: bool) -> None:
    assert may_count(people, members) is allowed
    content = group_digest_content(
        a_group_month(people_count=people, members_count=members, done_count=9)
    )
    assert isinstance(content, Content)
    assert ("Samen: 9 acties klaar." in content.as_text()) is allowed
    assert (LEFT_OUT in content.as_text()) is not allowed


@pytest.mark.parametrize(
    ("done", "line"), [(1, "Samen: één actie klaar."), (2, "Samen: 2 acties klaar.")]
)
def test_one_is_a_word_and_none_goes_unsaid(done: int, line: str) -> None:
    counted = group_digest_content(a_group_month(done_count=done))
    none = group_digest_content(a_group_month(done_count=0))
    assert isinstance(counted, Content)
    assert isinstance(none, Content)
    assert line in counted.as_text()
    assert "Samen" not in none.as_text()
    assert LEFT_OUT not in none.as_text()


@pytest.mark.parametrize(
    "share",
    [
        share_of_hanneke(withdrawn_at=datetime.fromisoformat("2027-02-05T10:00Z")),
        share_of_hanneke(month="2026-12"),
        share_of_hanneke(to_group=GroupId("mt-ruimte")),
        share_of_hanneke(to_group=None),
    ],
)
def test_what_was_not_shown_to_this_group_this_month_stays_out(share: object) -> None:
    assert group_digest(a_group_month(shares=(share,))).is_empty


def test_only_items_that_came_on_an_agenda_of_the_month() -> None:
    item = an_agenda_item(meeting_on=date(2027, 1, 27), state=AgendaItemState.PLACED)
    items = (
        item,
        replace(item, state=AgendaItemState.DECLINED),
        replace(item, state=AgendaItemState.MOVED),
        replace(item, meeting_on=date(2027, 2, 3)),
    )
    assert group_digest(a_group_month(placed=items)).placed == (item,)


def test_a_name_that_is_gone_leaves_what_was_shared() -> None:
    content = group_digest_content(a_group_month(names={}))
    assert isinstance(content, Content)
    assert "Gedeeld: 'Vraag 7" in content.as_text()
    assert "Gedeeld, dilemma: 'Alles" in content.as_text()


def test_the_question_to_discuss_turns_with_the_months() -> None:
    months = ["2027-01", "2027-02", "2027-03", "2027-04", "2027-05"]
    numbers = [group_digest(a_group_month(month=month)).question % 4 for month in months]
    assert numbers == [0, 1, 2, 3, 0]


def test_what_one_shared_is_cut_where_it_is_long() -> None:
    content = group_digest_content(a_group_month(shares=(share_of_hanneke(text="woord " * 900),)))
    assert isinstance(content, Content)
    (shared,) = [line for line in content.as_text().splitlines() if "woord" in line]
    assert len(shared) < LONGEST_SHARED + 100
    assert shared.endswith("…'")


def test_a_busy_month_fits_in_a_message_and_says_how_much_it_leaves_out() -> None:
    text = "Vraag 7 van het formulier begrijpt niemand. " * 20
    many = tuple(share_of_hanneke(id=RecordId(f"s{n}"), text=text) for n in range(30))
    content = group_digest_content(a_group_month(shares=many))
    assert isinstance(content, Content)
    shown = sum("formulier" in line for line in content.as_text().splitlines())
    assert len(content.as_text()) < MOST_WORDS + 1_000
    assert 5 < shown < 30
    # Beside what was shared, one item came on the agenda.
    assert f"En nog {31 - shown} dingen." in content.as_text()
    assert "Om te bespreken, 5 minuten:" in content.as_text()
    assert slack.blocks(content)


def test_many_short_lines_fit_too() -> None:
    many = tuple(share_of_hanneke(id=RecordId(f"s{n}"), text=f"Kort {n}.") for n in range(60))
    content = group_digest_content(a_group_month(shares=many))
    assert isinstance(content, Content)
    assert f"En nog {61 - MOST_LINES} dingen." in content.as_text()
    assert slack.blocks(content)
