"""An organisation with hundreds of people and dozens of groups: every window of an admin still opens."""

from dataclasses import replace

import pytest

from adapters.teams.dialog_cards import Window, window_card
from adapters.teams.render import MAX_BYTES, size_of
from bot.compose.admin_verbs import AdminVerb
from bot.compose.date_verbs import DateVerb
from bot.compose.own_verbs import OwnVerb
from bot.content import FieldKind, Press
from bot.dialogue.decide import decide
from bot.events import Pressed, Submitted
from bot.model.ids import GroupId, PersonId, derive_id
from bot.model.people import Group, Person
from bot.model.situation import Desk, Situation
from tests.dialogue.situations import JOKE, TENANT, situation

LONG = "Annemieke van den Broek-Jansen uit de afdeling Ruimte en Wonen"


def person(number: int) -> Person:
    return Person(
        id=PersonId(derive_id("p", str(number))), tenant=TENANT.id, name=f"{number} {LONG}"
    )


def organisation(size: int) -> Situation:
    groups = tuple(
        Group(id=GroupId(derive_id("g", str(one))), tenant=TENANT.id, name=f"{LONG[:56]} {one}")
        for one in range(max(size // 4, 1))
    )
    colleagues = tuple(map(person, range(size)))
    given = situation(person=JOKE, desk=Desk(), colleagues=colleagues)
    return replace(given, groups=groups)


@pytest.mark.parametrize("size", [1, 9, 10, 24, 25, 33, 400])
@pytest.mark.parametrize(
    "press",
    [
        Press(AdminVerb.GROUP),
        Press(AdminVerb.SOMEBODY),
        Press(AdminVerb.PERSON, person(0).id),
        Press(OwnVerb.DEPUTY),
        Press(DateVerb.MEETING),
    ],
    ids=lambda press: str(press.verb),
)
def test_the_window_fits_in_a_card(press: Press, size: int) -> None:
    given = organisation(size)
    dialog = decide(given, Pressed(press)).dialog
    assert dialog is not None
    full = Window(dialog=dialog, once="f:1", errors={one.name: "Fout." for one in dialog.fields})
    assert size_of(window_card(full, given.voice)) <= MAX_BYTES


def test_in_a_large_organisation_people_are_named_by_typing() -> None:
    given = organisation(400)
    opened = decide(given, Pressed(Press(OwnVerb.DEPUTY))).dialog
    assert opened is not None
    assert opened.fields[0].kind is FieldKind.LINE
    named = decide(given, Submitted(opened.press, {"deputy": person(7).name.upper()}))
    assert named.person is not None
    assert named.person.deputy == person(7).id
    unknown = decide(given, Submitted(opened.press, {"deputy": "Annemieke"}))
    assert "Annemieke" in unknown.errors["deputy"]
    assert unknown.person is None


def test_a_group_of_a_large_organisation_by_names() -> None:
    given = organisation(400)
    opened = decide(given, Pressed(Press(AdminVerb.GROUP))).dialog
    assert opened is not None
    two = f"{person(3).name}, {person(5).name}"
    made = decide(given, Submitted(opened.press, {"name": "Directie", "members": two}))
    (group,) = made.groups
    assert group.members == {person(3).id, person(5).id}
    wrong = decide(given, Submitted(opened.press, {"name": "Directie", "members": f"{two}, Bas"}))
    assert "Bas" in wrong.errors["members"]
    assert wrong.groups == ()
