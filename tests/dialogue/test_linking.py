"""`@Zetje hier`: an admin links a channel with a group; and groups are made in a window."""

from dataclasses import replace

import pytest

from bot.content import Press
from bot.dialogue.decide import decide
from bot.events import Pressed, Submitted, Wrote
from bot.model.ids import GroupId
from bot.model.people import Group, Platform, Role
from bot.model.situation import Decision, Situation
from tests.dialogue.situations import (
    BRAM,
    FATMA,
    GROUP,
    HANNEKE,
    JOKE,
    TENANT,
    YUSUF,
    button,
    field_values,
    labels,
    said,
    situation,
)

ADMIN = replace(JOKE, standing=HANNEKE.standing)
RUIMTE = Group(id=GroupId("mt-ruimte"), tenant=TENANT.id, name="MT Ruimte")
HERE = "C-channel"


def at(*groups: Group, **changes: object) -> Situation:
    """Return Joke, an admin, in a channel of Teams."""
    given = situation(
        person=ADMIN,
        colleagues=(HANNEKE, YUSUF, FATMA, BRAM),
        groups=groups,
        conversation=HERE,
        shared=True,
        platform=Platform.TEAMS,
    )
    return replace(given, **changes)  # type: ignore[arg-type]  # names of fields, in a test


def types(given: Situation, text: str = "@Zetje hier") -> Decision:
    return decide(given, Wrote(text, "m1"))


def alone(given: Situation) -> Situation:
    return replace(given, conversation="dm-joke", shared=False, linkable=HERE)


def test_the_only_group_without_a_channel_gets_this_one() -> None:
    linked = replace(RUIMTE, conversation="elsewhere", platform=Platform.TEAMS)
    decision = types(at(GROUP, linked))
    assert decision.groups == (replace(GROUP, conversation=HERE, platform=Platform.TEAMS),)
    assert said(decision)[0].startswith("Dit kanaal hoort nu bij MT Sociaal.")
    assert [entry.what for entry in decision.audit] == ["channel linked: MT Sociaal"]


def test_with_more_the_question_comes_in_private() -> None:
    decision = types(at(GROUP, RUIMTE))
    assert decision.groups == ()
    assert [one.private for one in decision.says] == [False, True]
    assert labels(decision) == ["MT Sociaal", "MT Ruimte", "Nieuwe groep"]
    chosen = decide(alone(at(GROUP, RUIMTE)), Pressed(button(decision, "MT Ruimte").press))
    assert chosen.groups == (replace(RUIMTE, conversation=HERE, platform=Platform.TEAMS),)


def test_without_any_group_a_new_one_can_be_made_that_gets_the_channel() -> None:
    decision = types(at())
    assert labels(decision) == ["Nieuwe groep"]
    given = alone(at())
    opened = decide(given, Pressed(button(decision, "Nieuwe groep").press))
    assert opened.dialog is not None
    sent = Submitted(
        opened.dialog.press,
        {"name": "Directie", "members": "hanneke\nyusuf\nniemand", "role": "director"},
    )
    made = decide(replace(given, key="event-2"), sent)
    (group,) = made.groups
    assert (group.name, group.conversation) == ("Directie", HERE)
    assert group.members == {HANNEKE.id, YUSUF.id}
    assert made.roles == {HANNEKE.id: Role.DIRECTOR, YUSUF.id: Role.DIRECTOR}
    # Sent twice, it is one group.
    again = decide(replace(given, groups=made.groups, key="event-3"), sent)
    assert [one.id for one in again.groups] == [group.id]


def test_a_group_that_had_this_channel_loses_it_to_the_other() -> None:
    linked = replace(GROUP, conversation=HERE, platform=Platform.TEAMS)
    decision = decide(alone(at(linked, RUIMTE)), Pressed(Press("admin_link", RUIMTE.id, HERE)))
    by_id = {group.id: group.conversation for group in decision.groups}
    assert by_id == {GROUP.id: None, RUIMTE.id: HERE}


def test_the_same_name_of_a_conversation_on_another_platform_is_another_place() -> None:
    linked = replace(GROUP, conversation=HERE, platform=Platform.SLACK)
    decision = types(at(linked, RUIMTE))
    assert [group.id for group in decision.groups] == [RUIMTE.id]


def test_a_linked_channel_says_whose_it_is_and_can_be_unlinked_in_private() -> None:
    linked = replace(GROUP, conversation=HERE, platform=Platform.TEAMS)
    decision = types(at(linked, RUIMTE))
    assert decision.groups == ()
    assert said(decision)[0].startswith("Dit kanaal hoort bij MT Sociaal.")
    unlinked = decide(alone(at(linked, RUIMTE)), Pressed(button(decision, "Ontkoppel").press))
    assert unlinked.groups == (replace(GROUP, conversation=None, platform=None),)


def test_for_anybody_else_it_stays_what_it_was() -> None:
    given = replace(at(GROUP), person=HANNEKE)
    assert types(given).groups == ()
    assert said(types(given)) == said(types(given, "@Zetje help"))


@pytest.mark.parametrize(
    "press",
    [
        Press("admin_link", GROUP.id, HERE),
        Press("admin_unlink", GROUP.id),
        Press("admin_groups"),
        Press("admin_group"),
        Press("admin_troubles"),
        Press("admin_resend"),
    ],
)
def test_no_button_of_an_admin_works_for_anybody_else(press: Press) -> None:
    given = replace(alone(at(GROUP)), person=HANNEKE)
    for event in (Pressed(press), Submitted(press, {"name": "Van mij"})):
        decision = decide(given, event)
        assert decision.groups == ()
        assert decision.resends == ()
        assert decision.dialog is None


def test_a_group_that_is_changed_keeps_its_channel_and_who_is_not_in_the_list() -> None:
    linked = replace(GROUP, conversation=HERE, platform=Platform.TEAMS)
    given = alone(at(linked))
    opened = decide(given, Pressed(Press("admin_group", GROUP.id)))
    assert opened.dialog is not None
    members = next(field for field in opened.dialog.fields if field.name == "members")
    assert set(members.values) == GROUP.members
    away = replace(given, colleagues=(YUSUF, FATMA, BRAM))
    sent = Submitted(opened.dialog.press, {"name": "MT Sociaal", "members": "fatma", "role": ""})
    (changed,) = decide(away, sent).groups
    assert changed.members == {FATMA.id, HANNEKE.id}
    assert changed.conversation == HERE


def test_a_group_needs_a_name() -> None:
    given = alone(at())
    opened = decide(given, Pressed(Press("admin_group")))
    assert opened.dialog is not None
    assert field_values(opened)["name"] == ""
    wrong = decide(given, Submitted(opened.dialog.press, {"name": " "}))
    assert wrong.errors == {"name": "Vul hier iets in."}
    assert wrong.groups == ()
