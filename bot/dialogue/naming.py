"""Fields in which somebody or a group is named: from a list while it is short, by typing when it is long.

No platform shows hundreds of people in one list, and a window of Teams holds only so much.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.content import Field, FieldKind, Option
from bot.dialogue.forms import Form
from bot.model.people import Group, Person
from bot.model.situation import Situation
from bot.voice import Voice

MOST_LISTED = 25
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Naming:
    """What can be named, by id, and how long the list may be to choose from it."""

    names: Mapping[str, str]
    most: int = MOST_LISTED

    @property
    def is_listed(self) -> bool:
        """Tell whether there is a list to choose from."""
        return len(self.names) <= self.most

    def one(self, field: Field, voice: Voice, chosen: str = "") -> Field:
        """Return the field such that one can be named."""
        if self.is_listed:
            return replace(field, kind=FieldKind.CHOICE, options=self._options(), value=chosen)
        hint = field.hint or voice.s("De hele naam.")
        return replace(field, value=self.names.get(chosen, ""), hint=hint)

    def several(self, field: Field, voice: Voice, chosen: Iterable[str] = ()) -> Field:
        """Return the field such that several can be named."""
        wanted = set(chosen)
        if self.is_listed:
            values = tuple(one for one in self.names if one in wanted)
            return replace(field, kind=FieldKind.CHOICES, options=self._options(), values=values)
        named = ", ".join(name for key, name in self.names.items() if key in wanted)
        hint = voice.s("Hele namen, met een komma ertussen.")
        return replace(field, value=named, hint=hint)

    def read(self, form: Form, name: str, voice: Voice, errors: dict[str, str]) -> tuple[str, ...]:
        """Return the ids that were named; a name that nobody has is added to `errors`."""
        if self.is_listed:
            return tuple(one for one in form.chosen(name) if one in self.names)
        by_name = {known.casefold(): key for key, known in self.names.items()}
        named = [one.strip() for one in form[name].split(",") if one.strip()]
        unknown = [one for one in named if one.casefold() not in by_name]
        if unknown:
            told = voice.s("Deze naam ken ik niet: {name}. Typ de hele naam.", name=unknown[0])
            errors.setdefault(name, told)
        return tuple(by_name[one.casefold()] for one in named if one.casefold() in by_name)

    def _options(self) -> tuple[Option, ...]:
        return tuple(Option(key, name[:_LONGEST_LABEL]) for key, name in self.names.items())


def people_of(
    situation: Situation, without: Person | None = None, most: int = MOST_LISTED
) -> Naming:
    """Return everybody who can be named, by name; not `without`."""
    everybody = sorted(
        (situation.person, *situation.colleagues), key=lambda one: (one.name, one.id)
    )
    return Naming({one.id: one.name for one in everybody if one.name and one != without}, most)


def groups_of(groups: Iterable[Group], most: int = MOST_LISTED) -> Naming:
    """Return the groups that can be named, by name."""
    ordered = sorted(groups, key=lambda one: (one.name, one.id))
    return Naming({one.id: one.name for one in ordered}, most)
