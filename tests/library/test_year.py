"""The moments of the year: their rules, the shipped file, and what a municipality sets itself."""

import re
from datetime import date
from pathlib import Path

import pytest

from adapters.library_files import CALENDAR, SHIPPED, check_shelf, read_year
from bot.files.problems import Problem, TextFile
from bot.library.moments import known_moments
from bot.library.year import Year, YearMoment, load_year, tenant_moments
from bot.library.year_rules import parse_rule
from bot.model.ids import TenantId
from bot.model.people import Language
from tests.library.files import line_of, replaced

OWN = """\
calendar: {id: dorp, title: Ons jaar, licence: CC-BY-4.0, owner: Joke}
moments:
  - key: kadernota_sluiting
    label: {nl: de kadernota}
    band: {first: january, last: march}
    on: [second friday of march]
    source: Een planning
    checked_on: 2026-11-21
"""


def _load(*texts: str) -> Year:
    names = zip("abc", texts, strict=False)
    return load_year([TextFile(f"{name}.yaml", text.encode()) for name, text in names])


def _moment(year: Year, key: str) -> YearMoment:
    return next(one for one in year.moments if one.key == key)


def _only(year: Year) -> Problem:
    assert len(year.problems) == 1, [str(one) for one in year.problems]
    return year.problems[0]


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ("second tuesday of march", 2027, "2027-03-09"),
        ("third tuesday of september", 2027, "2027-09-21"),
        ("first monday of february", 2027, "2027-02-01"),
        ("last friday of may", 2027, "2027-05-28"),
        ("last monday of august", 2026, "2026-08-31"),
        ("fourth wednesday of february", 2028, "2028-02-23"),
        ("12-31", 2027, "2027-12-31"),
        ("07-10", 2027, "2027-07-09"),
        ("07-11", 2027, "2027-07-09"),
    ],
)
def test_a_rule_gives_a_day_of_every_year(rule: str, year: int, day: str) -> None:
    assert parse_rule(rule).in_year(year) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text", ["fifth monday of may", "second tuesday", "02-29", "02-30", "2027-03-12", "", "1-1"]
)
def test_what_is_no_day_of_every_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no day|day is out of range|day.*range|must be"):
        parse_rule(text)


def test_days_that_are_set_take_the_place_of_the_rule_in_their_year() -> None:
    own = (
        OWN.split("moments:")[0] + "moments:\n  - {key: kadernota_sluiting, dates: [2027-02-25]}\n"
    )
    moment = _moment(_load(OWN, own), "kadernota_sluiting")
    assert moment.in_year(2027) == (date(2027, 2, 25),)
    assert moment.in_year(2026) == (date(2026, 3, 13),)
    assert moment.label(Language.EN) == "de kadernota"
    assert moment.band == (1, 3)


@pytest.mark.parametrize(
    ("old", "new", "field", "message", "remedy"),
    [
        ("second friday of march", "tweede vrijdag van maart", "moments[0].on[0]",
         "is not a day of every year", "second tuesday of march"),
        ("last: march", "last: maart", "moments[0].band.last", "unknown month 'maart'", "march"),
        ("key: kader", "key: Kader", "moments[0].key", "not written as it should", "small letters"),
        ("    label: {nl: de kadernota}\n", "", "moments[0].label", "is new, and has no label",
         "label: {nl: …}"),
        ("    checked_on: 2026-11-21\n", "", "moments[0].checked_on", "not when that was looked up",
         "checked_on"),
        ("2026-11-21", "21-11-2026", "moments[0].checked_on", "is not a date", "year-month-day"),
        ("    source:", "    bron:", "moments[0].bron", "unknown key 'bron'", "did you mean"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_its_remedy(
    old: str, new: str, field: str, message: str, remedy: str
) -> None:
    broken = replaced(OWN, old, new)
    problem = _only(_load(broken))
    assert problem.field == field
    assert message in problem.message
    assert remedy in problem.remedy
    if new:
        assert problem.line == line_of(broken, new)


def test_a_file_with_an_error_is_left_out_and_another_holds() -> None:
    year = _load(replaced(OWN, "march", "maart"), OWN)
    assert _only(year).file == "a.yaml"
    assert [moment.key for moment in year.moments] == ["kadernota_sluiting"]


def test_the_shipped_calendar_has_every_moment_with_its_source_and_the_day_of_the_check() -> None:
    year = read_year()
    assert year.problems == ()
    assert {one.key for one in year.moments} == {
        key for key in known_moments() if not key.startswith("closing:")
    }
    for moment in year.moments:
        assert moment.labels.keys() == {Language.NL, Language.EN}
        assert moment.note
        assert (moment.checked_on == date(2026, 11, 21)) == bool(moment.source)
        assert moment.lead_workdays is not None


def test_the_usual_days_are_working_days_inside_their_band() -> None:
    for moment in read_year().moments:
        for number in (2026, 2027, 2028, 2029):
            for day in moment.in_year(number):
                assert day.weekday() < 5
                assert moment.band is None or moment.band[0] <= day.month <= moment.band[1]


def test_a_band_holds_no_year() -> None:
    for line in (SHIPPED / CALENDAR / "moments.yaml").read_text(encoding="utf-8").splitlines():
        assert not (re.search(r"\bband:|\bon:", line) and re.search(r"\b(19|20)\d\d\b", line))


def test_a_tenant_gets_the_moments_of_a_year() -> None:
    found = tenant_moments(read_year(), TenantId("dorp"), 2027)
    days = {(one.key, str(one.on)) for one in found}
    assert ("prinsjesdag", "2027-09-21") in days
    assert ("overlegvergadering_or", "2027-05-18") in days
    assert ("overlegvergadering_or", "2027-11-16") in days
    assert not [one for one in found if one.key == "raadsverkiezing"]
    assert all(one.label[0].islower() or one.key == "prinsjesdag" for one in found)


def test_a_municipality_overrides_in_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / CALENDAR).mkdir()
    own = OWN.split("moments:")[0] + "moments:\n  - {key: ensia, on: [12-15]}\n"
    (tmp_path / CALENDAR / "ons.yaml").write_text(own, encoding="utf-8")
    year = read_year(tmp_path)
    assert year.problems == ()
    assert _moment(year, "ensia").in_year(2027) == (date(2027, 12, 15),)
    assert check_shelf((tmp_path,), None).problems == ()
