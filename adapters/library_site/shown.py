"""Prompts, programmes and moments as the pages show them, in one language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from adapters.library_site.words import (
    KIND_NAMES,
    PLACEHOLDERS,
    ROLE_NAMES,
    WORDS,
    SiteWords,
)
from bot.dates.write import write_day, write_month
from bot.library.themes import theme_name
from bot.library.year import YearMoment
from bot.model.people import Language, Role
from bot.model.programmes import Programme
from bot.model.prompts import Fits, Kind, Library, Prompt, Timing

_NO_ANCHOR = re.compile(r"[^a-z0-9]+")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPrompt:
    """One prompt. `roles` and the like are names; the `*_keys` are what filters choose by."""

    anchor: str
    id: str
    title: str
    body: str
    follow_up: str
    item: str
    item_label: str
    theme: str
    theme_key: str
    kind: str
    kind_key: str
    minutes: int
    agenda_minutes: int | None
    roles: str
    role_keys: str
    moment: str
    moment_key: str
    fits_small: bool
    fits_table: bool
    all_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProgramme:
    """One programme; `page` is the name of its page, without its ending."""

    page: str
    id: str
    version: int
    owner: str
    licence: str
    title: str
    about: str
    opening: str
    closing: str
    roles: str
    fits_small: bool
    steps: tuple[ShownPrompt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMoment:
    """One moment of the year."""

    label: str
    months: str
    days: str
    lead: str
    source: str
    checked_on: str
    note: str


def show_prompt(prompt: Prompt, language: Language, moments: Mapping[str, str]) -> ShownPrompt:
    """Return what a page shows of a prompt. `moments` are names of moments in a sentence."""
    texts, words = prompt.text(language), WORDS[language]
    is_nudge = prompt.kind is Kind.AGENDA_NUDGE
    theme = theme_name(prompt.theme, language)
    body = _without_placeholders(texts.body, language)
    said = (texts.title, body, texts.follow_up or "", texts.item or "", theme)
    return ShownPrompt(
        anchor=anchor(prompt.id),
        id=prompt.id,
        title=texts.title,
        body=body,
        follow_up=texts.follow_up or "",
        item=texts.item or "",
        item_label=words.agenda_item if is_nudge else words.at_table,
        theme=theme,
        theme_key=prompt.theme.value,
        kind=KIND_NAMES[language][prompt.kind],
        kind_key=prompt.kind.value,
        minutes=prompt.minutes,
        agenda_minutes=prompt.agenda_minutes,
        roles=_roles(prompt.roles, language),
        role_keys=" ".join(sorted(prompt.roles)),
        moment=_moment(prompt.timing, moments, words),
        moment_key=prompt.timing.moment or "",
        fits_small=prompt.fits_small,
        fits_table=Fits.TABLE in prompt.fits,
        all_words=" ".join((*said, *prompt.search_words)),
    )


def show_programme(
    programme: Programme, library: Library, language: Language, moments: Mapping[str, str]
) -> ShownProgramme:
    """Return what a page shows of a programme; a step that is no longer asked falls out."""
    texts = programme.text(language)
    steps = (library.to_ask(step) for step in programme.steps)
    return ShownProgramme(
        page=f"programme-{anchor(programme.id)}",
        id=programme.id,
        version=programme.version,
        owner=programme.owner,
        licence=programme.licence,
        title=texts.title,
        about=texts.about,
        opening=texts.opening,
        closing=texts.closing,
        roles=_roles(programme.roles, language),
        fits_small=programme.fits_small,
        steps=tuple(show_prompt(step, language, moments) for step in steps if step),
    )


def show_moment(moment: YearMoment, language: Language, year: int) -> ShownMoment:
    """Return what a page shows of a moment, with its usual days in `year`."""
    words = WORDS[language]
    band = dict.fromkeys(moment.band or ())
    days = " · ".join(write_day(day, language) for day in moment.in_year(year))
    label = moment.label(language)
    return ShownMoment(
        label=label[:1].upper() + label[1:],
        months=" – ".join(write_month(date(year, month, 1), language) for month in band),
        days=days or words.own_day,
        lead=words.workdays.format(count=moment.lead_workdays) if moment.lead_workdays else "",
        source=moment.source,
        checked_on=f"{moment.checked_on:%Y-%m-%d}" if moment.checked_on else "",
        note=moment.note,
    )


def anchor(name: str) -> str:
    """Return an id as a part of an address: letters, digits and hyphens."""
    return _NO_ANCHOR.sub("-", name.lower())


def _roles(roles: frozenset[Role], language: Language) -> str:
    return ", ".join(ROLE_NAMES[language][role] for role in Role if role in roles)


def _moment(timing: Timing, moments: Mapping[str, str], words: SiteWords) -> str:
    if timing.moment is None:
        return ""
    name, days = moments.get(timing.moment, timing.moment), timing.offset_days
    if days == 0 or timing.moment.startswith("closing:"):
        return words.on_the_day.format(moment=name)
    if not timing.in_workdays:
        return words.days.format(count=-days, moment=name) if days < 0 else name
    shape = words.before if days < 0 else words.after
    return shape.format(count=abs(days), moment=name)


def _without_placeholders(text: str, language: Language) -> str:
    """Return a text of a nudge with words where its dates will stand."""
    names = PLACEHOLDERS[language]
    return _PLACEHOLDER.sub(lambda found: f"[{names.get(found[1], found[1])}]", text)
