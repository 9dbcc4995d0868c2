"""What the overview says in the chat: the conversations of a month, and what never comes back in them."""

from dataclasses import replace
from datetime import date

import pytest

from bot.compose.digests import digest_content, group_digest_content, overview_content
from bot.content import Content
from bot.dates.when import When
from bot.digest.personal import personal_digest
from bot.model.calendar import Calendar
from bot.model.messages import Reason
from bot.model.people import Language
from bot.model.prompts import Theme
from bot.model.records import (
    AgendaItemState,
    CommitmentState,
    DilemmaState,
    Records,
)
from bot.model.situation import Situation
from bot.voice import Voice
from tests.digest.january import (
    COUNTING,
    FORM,
    JANUARY,
    NOTICED,
    READER,
    SPRING,
    TRADE,
    a_group_month,
    a_situation,
    local,
    the_message,
)
from tests.factories import a_commitment, a_dilemma, a_moment, a_person, a_reply, an_agenda_item

NOTHING = Records()


def shown(situation: Situation, month: str = "2027-01") -> Content:
    content = digest_content(the_message(month), situation)
    assert isinstance(content, Content)
    return content


def lines(content: Content) -> list[str]:
    return content.as_text().split("\n")


def labels(content: Content) -> list[str]:
    return [button.label for button in content.buttons()]


def test_january_reads_like_the_conversation() -> None:
    content = shown(a_situation())

    assert lines(content) == [
        "Je januari · alleen jij ziet dit",
        "Nieuw sinds vorige maand: één actie klaar, één dilemma erbij.",
        "Klaar: Eén lastig formulier (18 januari)",
        "Open acties: Proeflezer zoeken, donderdag 11 februari",
        "Open dilemma: Tellen in het centrum, sinds 21 januari, kiezen tot en met 28 februari. "
        "Vraag erbij: wie heb je hierover nog niet gehoord?",
        "Kreeg aandacht: openheid, dienstverlening. Rustte: leren en personeel.",
        "Op komst: voorjaarsvakantie 20 tot en met 28 februari. "
        "De input voor de kadernota sluit vrijdag 12 maart.",
    ]
    assert labels(content) == [
        "Lees terug",
        "Geef me daar een vraag over",
        "Open alles",
        "Kies wat je deelt",
        "Toon als losse tekst",
    ]
    assert content.summary == "Je maandoverzicht van januari"


def test_buttons_say_what_they_are_about() -> None:
    presses = {button.label: button.press for button in shown(a_situation()).buttons()}

    assert presses["Lees terug"].subject == FORM.id
    assert presses["Geef me daar een vraag over"].arg == f"self:{Theme.STAFF}"
    assert presses["Open alles"].subject == "2027-01"
    assert presses["Kies wat je deelt"].subject == "2027-01"
    assert presses["Toon als losse tekst"].subject == "2027-01"


def test_an_empty_month_says_so_without_a_zero() -> None:
    calendar = Calendar(moments=(a_moment(on=date(2027, 3, 12), label="de kadernota"),))
    december = Records(
        commitments=(
            replace(
                FORM, closed_at=local("2026-12-10 09:00"), created_at=local("2026-12-01 09:00")
            ),
        )
    )
    content = shown(a_situation(december, calendar=calendar))

    assert lines(content) == [
        "In januari heb je niets vastgelegd. Er staat ook niets open. "
        "Op komst: de kadernota sluit vrijdag 12 maart."
    ]
    assert labels(content) == ["Geef me een vraag"]


def test_an_empty_month_with_nothing_coming_is_two_sentences() -> None:
    december = Records(replies=(replace(TRADE, at=local("2026-12-10 09:00")),))
    content = shown(a_situation(december, calendar=Calendar()))

    assert lines(content) == ["In januari heb je niets vastgelegd. Er staat ook niets open."]


def test_a_second_empty_month_sends_nothing_until_there_is_something_again() -> None:
    assert digest_content(the_message(), a_situation(NOTHING)) is Reason.EMPTY
    again = Records(commitments=(READER,))
    assert isinstance(digest_content(the_message(), a_situation(again)), Content)


def test_who_asks_gets_an_answer_in_a_second_empty_month_too() -> None:
    asked = digest_content(the_message(asked=True), a_situation(NOTHING))
    assert isinstance(asked, Content)
    assert lines(asked)[0].startswith("In januari heb je niets vastgelegd.")


@pytest.mark.parametrize(
    ("started", "gets_one"),
    [
        ("2026-11-20 09:00", False),  # December was empty as well
        ("2027-01-11 09:00", True),  # the first month there was
        ("2027-02-01 09:00", False),  # not there yet in January
    ],
)
def test_an_empty_month_of_someone_new(started: str, gets_one: bool) -> None:
    person = a_person(started_at=local(started))
    content = digest_content(the_message(), a_situation(NOTHING, person=person))
    assert isinstance(content, Content) is gets_one


def test_a_month_with_only_something_open_is_not_empty() -> None:
    old = replace(COUNTING, created_at=local("2026-11-05 10:00"))
    content = shown(a_situation(Records(dilemmas=(old,)), calendar=Calendar()))

    assert lines(content) == [
        "Je januari · alleen jij ziet dit",
        "Open dilemma: Tellen in het centrum, sinds 5 november 2026, "
        "kiezen tot en met 28 februari. Vraag erbij: welke kant is later het lastigst terug te draaien?",
    ]


@pytest.mark.parametrize(
    ("due", "line"),
    [
        (When(date(2027, 2, 11)), "X, donderdag 11 februari"),
        (When(date(2027, 4, 30), is_deadline=True), "X, uiterlijk vrijdag 30 april"),
        (When(date(2027, 2, 4)), "X, donderdag 4 februari"),
        (When(date(2027, 1, 15)), "X, stond voor vrijdag 15 januari"),
        (None, "X, zonder datum"),
    ],
)
def test_dates_of_open_commitments(due: When | None, line: str) -> None:
    one = a_commitment(short_name="X", due=due, created_at=local("2026-12-01 10:00"))
    content = shown(a_situation(Records(commitments=(one,)), calendar=Calendar()))
    assert lines(content)[-1] == f"Open acties: {line}"


def test_open_commitments_come_by_date_and_those_without_last() -> None:
    ones = tuple(
        a_commitment(name=name, short_name=name, due=When(due) if due else None)
        for name, due in (("c", None), ("b", date(2027, 3, 1)), ("a", date(2027, 2, 9)))
    )
    content = shown(a_situation(Records(commitments=ones), calendar=Calendar()))
    assert lines(content)[-1] == (
        "Open acties: a, dinsdag 9 februari; b, maandag 1 maart; c, zonder datum"
    )


def test_what_was_decided_answered_and_placed_is_there_too() -> None:
    decided = replace(COUNTING, state=DilemmaState.DECIDED, closed_at=local("2027-01-28 10:00"))
    item = an_agenda_item(
        short_name="Als het een dag stilvalt",
        state=AgendaItemState.PLACED,
        meeting_on=date(2027, 1, 19),
    )
    other = a_reply(name="other", short_name="Wat mag eindigen", at=local("2027-01-20 10:00"))
    records = Records(replies=(TRADE, other), dilemmas=(decided,), agenda_items=(item,))
    content = shown(a_situation(records, calendar=Calendar()))

    assert "Nieuw sinds vorige maand: één dilemma erbij, één keuze gemaakt." in lines(content)
    assert "Gekozen: Tellen in het centrum (28 januari)" in lines(content)
    assert "Opgeschreven: Wat mag eindigen (20 januari)" in lines(content)
    assert "Op de agenda gekomen: Als het een dag stilvalt (dinsdag 19 januari)" in lines(content)
    assert "Een eerlijke ruil?" not in content.as_text()


def test_what_was_dropped_is_not_brought_up() -> None:
    dropped = replace(FORM, state=CommitmentState.DROPPED, theme=None)
    let_go = replace(COUNTING, state=DilemmaState.LET_GO, closed_at=local("2027-01-28 10:00"))
    content = shown(a_situation(Records(commitments=(dropped,), dilemmas=(let_go,))))
    assert "formulier" not in content.as_text()
    assert "Tellen" not in content.as_text()


def test_a_long_month_stays_one_screen() -> None:
    done = tuple(
        replace(FORM, id=a_commitment(name=str(n)).id, short_name=f"Stap {n}") for n in range(8)
    )
    dilemmas = tuple(a_dilemma(name=f"d{n}", short_name=f"Keuze {n}") for n in range(7))
    content = shown(a_situation(Records(commitments=done, dilemmas=dilemmas)))
    text = content.as_text()
    assert text.count("Klaar:") == 5
    assert "De rest staat onder Open alles." in text
    assert "Er staan nog 2 dilemma's open." in text


def test_this_month_so_far_says_that_it_is_not_over() -> None:
    digest = personal_digest(a_situation(), "2027-02")
    content = overview_content(digest, Voice())
    assert lines(content)[0] == "Je februari tot nu toe · alleen jij ziet dit"


def test_a_month_of_long_ago_has_its_year() -> None:
    digest = personal_digest(a_situation(), "2025-11")
    assert "Je november 2025" in lines(overview_content(digest, Voice()))[0]


@pytest.mark.parametrize("language", list(Language))
def test_no_word_that_was_typed_comes_back_but_the_short_names(language: Language) -> None:
    marked = Records(
        replies=(
            replace(TRADE, text="MARKER reply", message=None),
            replace(NOTICED, text="MARKER noticed"),
        ),
        commitments=(
            replace(FORM, what="MARKER what", with_whom="MARKER whom", if_then="MARKER if"),
            replace(READER, what="MARKER what", with_whom="MARKER whom", if_then="MARKER if"),
        ),
        dilemmas=(
            replace(
                COUNTING,
                one_side="MARKER one",
                other_side="MARKER other",
                stakes=("MARKER stakes",),
                who_feels_it="MARKER feels",
            ),
        ),
        agenda_items=(
            an_agenda_item(
                text="MARKER item",
                presenter="MARKER presenter",
                state=AgendaItemState.PLACED,
                meeting_on=date(2027, 1, 19),
            ),
        ),
        shares=(),
    )
    content = shown(a_situation(marked, language=language))
    everything = repr(content)
    assert "MARKER" not in everything
    assert "Eén lastig formulier" in everything


def test_short_names_are_plain_text_and_never_on_the_lock_screen() -> None:
    named = replace(FORM, short_name="<@U1> **weg** {month}")
    content = shown(a_situation(replace(JANUARY, commitments=(named,)), calendar=SPRING))
    spans = [
        span
        for block in content.blocks
        for text in [getattr(block, "text", None)]
        if text is not None
        for span in text.spans
        if "U1" in span.text
    ]
    assert [(span.text, span.typed) for span in spans] == [("<@U1> **weg** {month}", True)]
    assert "U1" not in content.summary


def test_the_group_reads_what_people_chose_to_show() -> None:
    content = group_digest_content(a_group_month())
    assert isinstance(content, Content)

    assert lines(content) == [
        "MT Sociaal, januari · alleen wat mensen zelf deelden",
        "Gedeeld door Hanneke: 'Vraag 7 van het formulier begrijpt niemand. We kijken er samen naar.'",
        "Gedeeld door Fatma, dilemma: 'Alles digitaal aanvragen, of een balie openhouden?'",
        "Op de agenda van dit MT gekomen: 'Wie legt dit uit aan een inwoner?' (woensdag 27 januari)",
        "Samen: 9 acties klaar.",
        "Om te bespreken, 5 minuten: Welke van deze punten wil je over een maand terugzien?",
    ]
    assert labels(content) == []


def test_nothing_shared_is_no_message_in_the_channel() -> None:
    assert group_digest_content(a_group_month(shares=())) is Reason.EMPTY
