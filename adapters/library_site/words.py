"""What the pages say around the prompts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.model.people import Language, Role
from bot.model.prompts import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWords:
    """The words of the pages in one language."""

    title: str
    skip: str
    intro: str
    prompts: str
    programmes: str
    calendar: str
    pages: str
    find: str
    search: str
    search_hint: str
    theme: str
    role: str
    kind: str
    minutes: str
    at_most: str
    moment: str
    everything: str
    small: str
    table: str
    reset: str
    found: str
    found_one: str
    found_none: str
    no_script: str
    for_whom: str
    fits_small: str
    follow_up: str
    at_table: str
    agenda_item: str
    agenda: str
    when: str
    steps: str
    opening: str
    closing: str
    step: str
    in_programme: str
    usual_months: str
    usual_day: str
    lead: str
    source: str
    checked_on: str
    note: str
    own_day: str
    workdays: str
    licence: str
    version: str
    back: str
    calendar_intro: str
    programmes_intro: str
    before: str
    after: str
    on_the_day: str
    days: str


_NL = SiteWords(
    title="De bibliotheek van Zetje",
    skip="Naar de inhoud",
    intro="Vragen, kleine stappen en agendaduwtjes voor wie een gemeente leidt.",
    prompts="Alle vragen",
    programmes="Programma's",
    calendar="Kalender",
    pages="Pagina's",
    find="Zoeken en kiezen",
    search="Zoek op woorden",
    search_hint="Bijvoorbeeld: camera, vacature, kadernota",
    theme="Thema",
    role="Rol",
    kind="Soort",
    minutes="Tijd",
    at_most="hoogstens {minutes} minuten",
    moment="Moment",
    everything="alles",
    small="Past in een kleine gemeente",
    table="Voor aan tafel",
    reset="Wis alle keuzes",
    found="{count} gevonden.",
    found_one="1 gevonden.",
    found_none="Niets gevonden. Probeer minder woorden of keuzes.",
    no_script="Zoeken en kiezen werkt met JavaScript. Zonder staat hieronder alles.",
    for_whom="Voor",
    fits_small="past in een kleine gemeente",
    follow_up="Daarna",
    at_table="Aan tafel",
    agenda_item="Agendapunt",
    agenda="{minutes} minuten op de agenda",
    when="Wanneer",
    steps="Stappen",
    opening="Vooraf",
    closing="Achteraf",
    step="Stap",
    in_programme="In het programma",
    usual_months="Maanden",
    usual_day="Dag in {year}",
    lead="Begin ervoor",
    source="Bron",
    checked_on="Nagezocht op",
    note="Let op",
    own_day="kiest de gemeente zelf",
    workdays="{count} werkdagen",
    licence="Licentie van de teksten",
    version="Versie",
    back="Terug naar alle vragen",
    calendar_intro="De momenten van het jaar, met de maanden waarin ze meestal liggen. "
    "Elke gemeente zet haar eigen dagen.",
    programmes_intro="Vragen en stappen in een vaste volgorde, met een begin en een terugblik.",
    before="{count} werkdagen voor {moment}",
    after="{count} werkdagen na {moment}",
    on_the_day="rond {moment}",
    days="{count} dagen voor {moment}",
)

_EN = SiteWords(
    title="The library of Zetje",
    skip="To the content",
    intro="Questions, small steps and agenda nudges for whoever leads a municipality.",
    prompts="All questions",
    programmes="Programmes",
    calendar="Calendar",
    pages="Pages",
    find="Search and choose",
    search="Search by words",
    search_hint="For example: camera, vacancy, budget",
    theme="Theme",
    role="Role",
    kind="Kind",
    minutes="Time",
    at_most="at most {minutes} minutes",
    moment="Moment",
    everything="all",
    small="Fits a small municipality",
    table="For the table",
    reset="Clear all choices",
    found="{count} found.",
    found_one="1 found.",
    found_none="Nothing found. Try fewer words or choices.",
    no_script="Search needs JavaScript. Without it everything is listed below.",
    for_whom="For",
    fits_small="fits a small municipality",
    follow_up="Afterwards",
    at_table="At the table",
    agenda_item="Agenda item",
    agenda="{minutes} minutes on the agenda",
    when="When",
    steps="Steps",
    opening="Before you begin",
    closing="Looking back",
    step="Step",
    in_programme="In the programme",
    usual_months="Months",
    usual_day="Day in {year}",
    lead="Begin before it",
    source="Source",
    checked_on="Looked up on",
    note="Note",
    own_day="set by the municipality",
    workdays="{count} working days",
    licence="Licence of the texts",
    version="Version",
    back="Back to all questions",
    calendar_intro="The moments of the year, with the months in which they usually lie. "
    "Every municipality sets its own days. Sources and notes are in Dutch.",
    programmes_intro="Questions and steps in a fixed order, with an opening and a look back.",
    before="{count} working days before {moment}",
    after="{count} working days after {moment}",
    on_the_day="around {moment}",
    days="{count} days before {moment}",
)

_T = TypeVar("_T")


def _in_each(dutch: _T, english: _T) -> Mapping[Language, _T]:
    """Return what the pages say in each language; around the prompts, je and u make no difference."""
    return {Language.NL: dutch, Language.NL_FORMAL: dutch, Language.EN: english}


LANGUAGE_NAMES: Mapping[Language, str] = {
    Language.NL: "Nederlands (je)",
    Language.NL_FORMAL: "Nederlands (u)",
    Language.EN: "English",
}

WORDS: Mapping[Language, SiteWords] = _in_each(_NL, _EN)

KIND_NAMES: Mapping[Language, Mapping[Kind, str]] = _in_each(
    {
        Kind.SMALL_WIN: "kleine stap",
        Kind.REFLECTION: "vraag",
        Kind.AGENDA_NUDGE: "agendaduwtje",
    },
    {
        Kind.SMALL_WIN: "small step",
        Kind.REFLECTION: "question",
        Kind.AGENDA_NUDGE: "agenda nudge",
    },
)

ROLE_NAMES: Mapping[Language, Mapping[Role, str]] = _in_each(
    {
        Role.SECRETARY: "gemeentesecretaris",
        Role.DIRECTOR: "directeur",
        Role.MT_MEMBER: "MT-lid",
        Role.CIO: "CIO",
        Role.HR: "HR",
        Role.CONTROLLER: "concerncontroller",
        Role.PRIVACY_OFFICER: "functionaris gegevensbescherming",
        Role.CLERK: "griffier",
        Role.ADMIN: "beheer",
    },
    {
        Role.SECRETARY: "municipal secretary",
        Role.DIRECTOR: "director",
        Role.MT_MEMBER: "management team member",
        Role.CIO: "CIO",
        Role.HR: "HR",
        Role.CONTROLLER: "controller",
        Role.PRIVACY_OFFICER: "privacy officer",
        Role.CLERK: "council clerk",
        Role.ADMIN: "administration",
    },
)

# What the placeholders of a nudge stand for, when there is no date yet.
PLACEHOLDERS: Mapping[Language, Mapping[str, str]] = _in_each(
    {
        "workdays": "een aantal",
        "moment_day": "de dag zelf",
        "meeting": "het overleg",
        "closing": "op de sluitingsdag",
    },
    {
        "workdays": "some",
        "moment_day": "the day itself",
        "meeting": "the meeting",
        "closing": "on its closing day",
    },
)

MEETING_NAMES: Mapping[Language, Mapping[str, str]] = _in_each(
    {
        "closing:college": "de agenda van het college",
        "closing:mt": "de agenda van het MT",
    },
    {
        "closing:college": "the agenda of the executive board",
        "closing:mt": "the agenda of the management team",
    },
)
