"""The first window of a series: what is asked, and of whom."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.administration.programmes import following, name_of
from bot.compose.series_verbs import SeriesVerb
from bot.content import Dialog, Field, FieldKind, Option, Press
from bot.dialogue.forms import Form, read_form
from bot.dialogue.series_words import kind_name, role_name
from bot.library.themes import theme_name
from bot.model.ids import GroupId, PersonId
from bot.model.people import Person, Role
from bot.model.programmes import Programme
from bot.model.prompts import Kind, Theme
from bot.model.series import Audience, PromptFilter, Series, SeriesState
from bot.model.situation import Situation
from bot.voice import Voice

WHAT, THEME, GROUPS, ROLES, PEOPLE = "what", "theme", "groups", "roles", "people"
_PROGRAMME, _KINDS, _SAME = "programme:", "kinds:", "same"
# More names than these do not fit in a list to tick.
_MOST_PEOPLE = 25
_CHOSEN_KINDS = (
    (Kind.SMALL_WIN,),
    (Kind.REFLECTION,),
    (Kind.SMALL_WIN, Kind.REFLECTION),
    (Kind.AGENDA_NUDGE,),
)


def what_dialog(situation: Situation, series: Series | None) -> Dialog:
    """Return the window, filled in with what the series has."""
    voice = situation.voice
    return Dialog(
        press=Press(SeriesVerb.WHAT, series.id if series else ""),
        title=voice.s("Wat en voor wie?") if series else voice.s("Nieuwe reeks (1 van 2)"),
        intro=(voice.t("Antwoorden van mensen zie je niet. Wie meedoet, kiest dat zelf."),),
        fields=what_fields(situation, series),
        submit_label=voice.s("Verder"),
    )


def what_fields(situation: Situation, series: Series | None) -> tuple[Field, ...]:
    """Return the fields."""
    voice = situation.voice
    what = Field(
        name=WHAT,
        label=voice.s("Wat?"),
        kind=FieldKind.CHOICE,
        value=_what_value(series),
        options=tuple(_what_options(situation, series)),
    )
    theme = Field(
        name=THEME,
        label=voice.s("Over welk thema? Alleen zonder programma."),
        kind=FieldKind.CHOICE,
        required=False,
        value=min(series.draws_from.themes, default="") if series else "",
        options=tuple(Option(theme, theme_name(theme, voice.language)) for theme in Theme),
        hint=voice.s("Niets gekozen: over alles."),
    )
    whom = tuple(_whom_fields(situation, series))
    # What a series asks stays once it started: for something else one makes another series.
    is_new = series is None or series.state is SeriesState.DRAFT
    return (what, theme, *whom) if is_new else whom


def with_what(situation: Situation, series: Series, values: Mapping[str, str]) -> Series | Form:
    """Return the series as the window says; or the form with what is wrong in it."""
    form = read_form(situation.voice, what_fields(situation, series), values)
    people = _people_of(situation, form)
    audience = Audience(
        roles=frozenset(Role(role) for role in _chosen(form, ROLES)),
        groups=frozenset(GroupId(group) for group in _chosen(form, GROUPS)),
        people=frozenset(people.values()) - {PersonId("")},
    )
    errors = dict(form.errors)
    unknown = [name for name, person in people.items() if not person]
    if unknown:
        names = ", ".join(unknown)
        errors[PEOPLE] = situation.voice.s("Deze namen ken ik niet: {names}.", names=names)
    elif audience == Audience():
        first = next(name for name in (GROUPS, ROLES, PEOPLE) if name in form.values)
        errors[first] = situation.voice.s("Kies minstens één groep, rol of persoon.")
    if errors:
        return Form(form.values, errors)
    return replace(_with_source(situation, series, form), audience=audience)


def _with_source(situation: Situation, series: Series, form: Form) -> Series:
    voice, what = situation.voice, form.values.get(WHAT, "")
    if what in ("", _SAME):
        return series
    programme = _programme(situation, what.removeprefix(_PROGRAMME))
    if programme is not None:
        if series.programme and series.programme.id == programme.id:
            return series
        plain = replace(series, draws_from=PromptFilter(), name=name_of(programme, voice.language))
        return following(plain, programme)
    kinds = tuple(Kind(kind) for kind in what.removeprefix(_KINDS).split("+"))
    themes = frozenset({Theme(form[THEME])} if form[THEME] else ())
    name = _kinds_name(kinds, voice)
    if form[THEME]:
        name = f"{name}: {theme_name(Theme(form[THEME]), voice.language)}"
    is_dated = Kind.AGENDA_NUDGE in kinds
    return replace(
        series,
        name=name,
        draws_from=PromptFilter(frozenset(kinds), themes),
        steps=(),
        programme=None,
        cadence=None if is_dated else series.cadence,
    )


def _what_options(situation: Situation, series: Series | None) -> Iterator[Option]:
    voice = situation.voice
    if series and _what_value(series) == _SAME:
        yield Option(_SAME, voice.s("zoals het nu is: {name}", name=series.name))
    for programme in situation.desk.programmes if situation.desk else ():
        name = name_of(programme, voice.language)
        label = voice.n(
            "{name} (1 stap)", "{name} ({count} stappen)", len(programme.steps), name=name
        )
        yield Option(f"{_PROGRAMME}{programme.id}", str(label))
    for kinds in _CHOSEN_KINDS:
        label_of_kinds = voice.s("zonder programma: {kinds}", kinds=_kinds_name(kinds, voice))
        yield Option(_kinds_value(kinds), label_of_kinds)


def _what_value(series: Series | None) -> str:
    if series is None:
        return ""
    if series.programme is not None:
        return f"{_PROGRAMME}{series.programme.id}"
    found = (kinds for kinds in _CHOSEN_KINDS if set(kinds) == series.draws_from.kinds)
    kinds = next(found, None)
    fits = kinds is not None and not series.steps and len(series.draws_from.themes) < 2
    return _kinds_value(kinds) if fits and kinds else _SAME


def _kinds_value(kinds: tuple[Kind, ...]) -> str:
    return _KINDS + "+".join(kinds)


def _kinds_name(kinds: tuple[Kind, ...], voice: Voice) -> str:
    if len(kinds) > 1:
        return voice.s("kleine stappen en vragen")
    return kind_name(kinds[0], voice)


def _whom_fields(situation: Situation, series: Series | None) -> Iterator[Field]:
    voice = situation.voice
    audience = series.audience if series else Audience()
    if situation.groups:
        yield Field(
            name=GROUPS,
            label=voice.s("Voor welke groepen?"),
            kind=FieldKind.CHOICES,
            required=False,
            values=tuple(sorted(audience.groups)),
            options=tuple(Option(group.id, group.name) for group in situation.groups),
        )
    held = audience.roles.union(*(person.roles for person in _everybody(situation)))
    roles = tuple(role for role in Role if role in held and role is not Role.ADMIN)
    if not roles:
        yield _people_field(situation, audience)
        return
    yield Field(
        name=ROLES,
        label=voice.s("Of voor iedereen met een rol?"),
        kind=FieldKind.CHOICES,
        required=False,
        values=tuple(role for role in roles if role in audience.roles),
        options=tuple(Option(role, role_name(role, voice)) for role in roles),
    )
    yield _people_field(situation, audience)


def _people_field(situation: Situation, audience: Audience) -> Field:
    voice, people = situation.voice, _everybody(situation)
    if len(people) <= _MOST_PEOPLE:
        return Field(
            name=PEOPLE,
            label=voice.s("Of voor deze mensen?"),
            kind=FieldKind.CHOICES,
            required=False,
            values=tuple(sorted(audience.people)),
            options=tuple(Option(person.id, person.name) for person in people),
        )
    return Field(
        name=PEOPLE,
        label=voice.s("Of voor deze mensen?"),
        required=False,
        value=", ".join(person.name for person in people if person.id in audience.people),
        hint=voice.s("Hele namen, met een komma ertussen."),
    )


def _people_of(situation: Situation, form: Form) -> Mapping[str, PersonId]:
    """Return the people who were chosen or named; a name that nobody has gives an empty id."""
    people = _everybody(situation)
    if len(people) <= _MOST_PEOPLE:
        return {one: PersonId(one) for one in form.chosen(PEOPLE)}
    by_name = {person.name.casefold(): person.id for person in people}
    names = [name.strip() for name in form[PEOPLE].split(",") if name.strip()]
    return {name: by_name.get(name.casefold(), PersonId("")) for name in names}


def _everybody(situation: Situation) -> tuple[Person, ...]:
    return tuple(sorted((situation.person, *situation.colleagues), key=lambda one: one.name))


def _chosen(form: Form, name: str) -> tuple[str, ...]:
    return form.chosen(name) if name in form.values else ()


def _programme(situation: Situation, programme_id: str) -> Programme | None:
    known = situation.desk.programmes if situation.desk else ()
    return next((one for one in known if one.id == programme_id), None)
