"""The moments of a municipal year as files say them: usual ones, and what a municipality sets itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from types import MappingProxyType

from bot.files.decoding import shown
from bot.files.problems import Problem, Severity, TextFile
from bot.files.tree import Plain, Tree, read_file
from bot.library.reading import capped, problem_at, shape_problems
from bot.library.year_format import YEAR_SHAPES, MomentEntry, YearFile
from bot.library.year_rules import YearRule
from bot.model.calendar import TenantMoment
from bot.model.ids import TenantId
from bot.model.people import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class YearMoment:
    """A moment that comes every year, or on days that were set.

    `band` is the usual first and last month (1 to 12). In a year of which `dates` holds days these
    are the days of the moment; in another year `on` says them, if it says any.
    `lead_workdays` before it the work on it begins.
    """

    key: str
    labels: Mapping[Language, str]
    band: tuple[int, int] | None = None
    on: tuple[YearRule, ...] = ()
    dates: tuple[date, ...] = ()
    lead_workdays: int | None = None
    source: str = ""
    checked_on: date | None = None
    note: str = ""

    def label(self, language: Language) -> str:
        """Return its name in a sentence."""
        return self.labels.get(language) or self.labels[Language.NL]

    def in_year(self, year: int) -> tuple[date, ...]:
        """Return its days in this year, in order."""
        days = [day for day in self.dates if day.year == year]
        return tuple(sorted(set(days or (rule.in_year(year) for rule in self.on))))


@dataclass(frozen=True, slots=True)
class Year:
    """The moments in the order of the files, and every problem of the files."""

    moments: tuple[YearMoment, ...]
    problems: tuple[Problem, ...]


def load_year(files: Sequence[TextFile]) -> Year:
    """Load calendar files; what a later file says of a moment takes the place of an earlier one.

    A file with an error is left out. Never raises, whatever the bytes.
    """
    said: dict[str, dict[str, object]] = {}
    problems: list[Problem] = []
    for file in files:
        tree, wrong = read_file(file)
        if tree is None:
            problems.extend(capped(file.name, iter(wrong)))
            continue
        those = capped(file.name, chain(wrong, _check(file.name, tree, said)))
        problems.extend(sorted(those, key=lambda one: one.line))
        if all(one.severity is not Severity.ERROR for one in those):
            for entry in YearFile.model_validate(tree.data).moments:
                given = {key: getattr(entry, key) for key in entry.model_fields_set}
                if given.get("label") is None:
                    given.pop("label", None)
                said[entry.key] = {**said.get(entry.key, {}), **given}
    moments = tuple(_built(MomentEntry.model_construct(None, **one)) for one in said.values())
    return Year(moments, tuple(problems))


def tenant_moments(year: Year, tenant: TenantId, number: int) -> tuple[TenantMoment, ...]:
    """Return the moments of the calendar year `number`, each on its days, named in Dutch."""
    return tuple(
        TenantMoment(tenant=tenant, key=moment.key, on=day, label=moment.label(Language.NL))
        for moment in year.moments
        for day in moment.in_year(number)
    )


def _check(name: str, tree: Tree, known: Mapping[str, object]) -> Iterator[Problem]:
    yield from shape_problems(name, tree, YEAR_SHAPES)
    moments = tree.data.get("moments") if isinstance(tree.data, dict) else None
    before: set[str] = set()
    for place, raw in enumerate(moments if isinstance(moments, list) else []):
        if isinstance(raw, dict):
            for key, message, remedy in _moment(raw, known, before):
                yield problem_at(name, tree, ("moments", place, key), message, remedy)


def _moment(
    raw: Mapping[str, Plain], known: Mapping[str, object], before: set[str]
) -> Iterator[tuple[str, str, str]]:
    key = raw.get("key")
    if not isinstance(key, str):
        return
    if key in before:
        yield "key", f"the moment '{shown(key)}' stands in this file twice", "keep one of the two"
    before.add(key)
    if key not in known and raw.get("label") is None:
        message = f"the moment '{shown(key)}' is new, and has no label"
        yield "label", message, "write what it is called in a sentence: `label: {nl: …}`"
    if raw.get("source") is not None and raw.get("checked_on") is None:
        message = "it names a source, and not when that was looked up"
        yield "checked_on", message, "add the day: `checked_on: 2026-11-21`"


def _built(entry: MomentEntry) -> YearMoment:
    assert entry.label is not None
    labels = {Language.NL: entry.label.nl}
    if entry.label.en:
        labels[Language.EN] = entry.label.en
    return YearMoment(
        key=entry.key,
        labels=MappingProxyType(labels),
        band=(entry.band.first.number, entry.band.last.number) if entry.band else None,
        on=tuple(entry.on or ()),
        dates=tuple(entry.dates or ()),
        lead_workdays=entry.lead_workdays,
        source=entry.source or "",
        checked_on=entry.checked_on,
        note=entry.note or "",
    )
