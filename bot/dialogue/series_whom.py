"""Of whom a series asks something, as the first window says it: groups, roles, people."""

from collections.abc import Iterator, Mapping

from bot.content import Field, FieldKind, Option
from bot.dialogue.forms import Form
from bot.dialogue.series_words import listed, role_name
from bot.model.ids import GroupId, PersonId
from bot.model.people import Person, Role
from bot.model.series import Audience, Series
from bot.model.situation import Situation

GROUPS, ROLES, PEOPLE = "groups", "roles", "people"
# More names than these do not fit in a list to tick.
_MOST_PEOPLE = 25


def whom_fields(situation: Situation, series: Series | None) -> Iterator[Field]:
    """Yield the fields that say who is asked, filled in with what the series has."""
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
    if roles:
        yield Field(
            name=ROLES,
            label=voice.s("Of voor iedereen met een rol?"),
            kind=FieldKind.CHOICES,
            required=False,
            values=tuple(role for role in roles if role in audience.roles),
            options=tuple(Option(role, role_name(role, voice)) for role in roles),
        )
    yield _people_field(situation, audience)


def audience_of(
    situation: Situation, series: Series, form: Form, errors: dict[str, str]
) -> Audience:
    """Return who is asked as the form says; what is wrong with that is added to `errors`."""
    people, voice = _people_of(situation, form), situation.voice
    audience = Audience(
        roles=frozenset(Role(role) for role in _chosen(form, ROLES)),
        groups=frozenset(GroupId(group) for group in _chosen(form, GROUPS)),
        people=frozenset(people.values()) - {PersonId("")},
    )
    first = next(name for name in (GROUPS, ROLES, PEOPLE) if name in form.values)
    unknown = [name for name, person in people.items() if not person]
    if unknown:
        names = ", ".join(unknown)
        errors[PEOPLE] = voice.s("Deze namen ken ik niet: {names}.", names=names)
    elif audience == Audience():
        errors[first] = voice.s("Kies minstens één groep, rol of persoon.")
    elif series.is_in_channel and not is_of_channels(audience):
        errors[first] = voice.s("Deze reeks komt in een kanaal: kies alleen groepen.")
    elif series.is_in_channel and without_channel(situation, audience):
        errors[first] = no_channel(situation, audience)
    return audience


def is_of_channels(audience: Audience) -> bool:
    """Tell whether only groups are asked: nobody else has a channel."""
    return bool(audience.groups) and not audience.roles and not audience.people


def without_channel(situation: Situation, audience: Audience) -> list[str]:
    """Return the names of the groups that are asked and have no channel."""
    groups = [group for group in situation.groups if group.id in audience.groups]
    return [group.name for group in groups if group.conversation is None]


def no_channel(situation: Situation, audience: Audience) -> str:
    """Return what is said of those groups, and what to do about it."""
    voice = situation.voice
    names = listed(without_channel(situation, audience), voice)
    return voice.s("{names}: nog geen kanaal. Typ daar eerst @Zetje hier.", names=names)


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
