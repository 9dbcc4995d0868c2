"""Roles and deputies in the chat: by an admin, and one's own deputy by oneself."""

from dataclasses import replace

from bot.compose.admin_verbs import AdminVerb
from bot.compose.own_verbs import OwnVerb
from bot.content import Press
from bot.dialogue.decide import decide
from bot.events import Pressed, Submitted
from bot.model.people import Role, Standing
from bot.model.situation import Desk, Situation
from tests.dialogue.situations import (
    BRAM,
    FATMA,
    HANNEKE,
    JOKE,
    YUSUF,
    button,
    labels,
    said,
    situation,
)


def admin(**changes: object) -> Situation:
    given = situation(person=JOKE, desk=Desk(), colleagues=(HANNEKE, YUSUF, FATMA, BRAM))
    return replace(given, **changes)  # type: ignore[arg-type]  # names of fields, in a test


def mine() -> Situation:
    return situation(person=HANNEKE, colleagues=(YUSUF, FATMA, BRAM, JOKE))


def test_somebody_names_who_replaces_them_and_takes_it_back() -> None:
    more = decide(mine(), Pressed(Press(OwnVerb.MORE)))
    opened = decide(mine(), Pressed(button(more, "Vervanger").press))
    assert opened.dialog is not None
    names = [one.label for one in opened.dialog.fields[0].options]
    assert YUSUF.name in names
    assert HANNEKE.name not in names
    chosen = decide(mine(), Submitted(opened.dialog.press, {"deputy": YUSUF.id}))
    assert chosen.person is not None
    assert chosen.person.deputy == YUSUF.id
    assert said(chosen) == ["Vervanger: Yusuf Aydin, als die meedoet."]
    nobody = decide(mine(), Submitted(opened.dialog.press, {"deputy": ""}))
    assert nobody.person is not None
    assert nobody.person.deputy is None
    assert said(nobody) == ["Vervanger: niemand."]


def test_nobody_replaces_themselves_and_a_stranger_replaces_nobody() -> None:
    for deputy in (HANNEKE.id, "iemand"):
        chosen = decide(mine(), Submitted(Press(OwnVerb.DEPUTY), {"deputy": deputy}))
        assert chosen.person is not None
        assert chosen.person.deputy is None


def test_an_admin_changes_roles_and_deputy_and_it_is_in_the_log() -> None:
    opened = decide(admin(), Pressed(Press(AdminVerb.SOMEBODY)))
    assert opened.dialog is not None
    shown = decide(admin(), Submitted(opened.dialog.press, {"who": BRAM.id}))
    assert said(shown)[0].startswith("Bram Jansen. Rol: MT-leden. Groepen:")
    window = decide(admin(), Pressed(button(shown, "Verander").press))
    assert window.dialog is not None
    values = {"roles": "controller\nsecretary", "deputy": FATMA.id}
    done = decide(admin(), Submitted(window.dialog.press, values))
    (bram,) = done.colleagues
    assert bram.roles == {Role.CONTROLLER, Role.SECRETARY}
    assert (bram.deputy, bram.standing) == (FATMA.id, Standing.NOT_STARTED)
    assert [entry.what for entry in done.audit] == ["person changed: Bram Jansen"]


def test_an_admin_stays_one_and_nobody_becomes_one_this_way() -> None:
    own = decide(admin(), Submitted(Press(AdminVerb.PERSON, JOKE.id), {"roles": "hr"}))
    assert own.person is not None
    assert own.person.roles == {Role.ADMIN, Role.HR}
    other = decide(admin(), Submitted(Press(AdminVerb.PERSON, BRAM.id), {"roles": "admin"}))
    assert all(Role.ADMIN not in one.roles for one in other.colleagues)


def test_only_an_admin_gets_there() -> None:
    for press in (Press(AdminVerb.SOMEBODY), Press(AdminVerb.PERSON, BRAM.id)):
        assert "code nodig" in said(decide(mine(), Pressed(press)))[0]
        sent = decide(mine(), Submitted(press, {"roles": "hr", "who": BRAM.id}))
        assert (sent.colleagues, sent.person, sent.audit) == ((), None, ())


def test_who_is_gone_is_said() -> None:
    assert "ken ik niet meer" in said(decide(admin(), Pressed(Press(AdminVerb.PERSON, "weg"))))[0]
    assert "roles" in decide(admin(), Submitted(Press(AdminVerb.PERSON, "weg"), {})).errors
    assert "who" in decide(admin(), Submitted(Press(AdminVerb.SOMEBODY), {})).errors


def test_groups_show_who_is_in_them_and_when_they_meet() -> None:
    shown = decide(admin(), Pressed(Press(AdminVerb.GROUPS)))
    lines = said(shown)[0].split("\n")
    assert any(line.startswith("Leden: ") for line in lines)
    assert any(line.startswith("Overleg: ") for line in lines)
    assert {"Verander", "Overleg", "Iemand"} <= set(labels(shown))
