"""People and groups, for an admin: who meets together, and what they are in the organisation."""

from collections.abc import Mapping
from dataclasses import replace

from bot.compose.admin_verbs import AdminVerb
from bot.compose.series_verbs import SeriesVerb
from bot.content import (
    Block,
    Button,
    Buttons,
    Content,
    Dialog,
    Field,
    FieldKind,
    Option,
    Paragraph,
    Press,
    Style,
    plain,
)
from bot.dialogue.forms import SHORT_NAME, Form, read_form
from bot.dialogue.linking import ask_again, group_with, linked
from bot.dialogue.series_log import logged
from bot.dialogue.series_words import role_name
from bot.dialogue.story import say
from bot.dialogue.telling import wrong
from bot.model.ids import GroupId, PersonId, derive_id
from bot.model.people import Group, Role
from bot.model.situation import Decision, Say, Situation
from bot.voice import Typed

NAME, MEMBERS, ROLE = "name", "members", "role"
_MOST_SHOWN = 10
# More than that no platform shows in one list.
_MOST_PEOPLE = 100


def on_groups(situation: Situation, _: Press) -> Decision:
    """*Mensen en groepen*: each group with how many are in it and whether it has a channel."""
    voice = situation.voice
    new = voice.button("Maak een groep", AdminVerb.GROUP, style=Style.PRIMARY)
    if not situation.groups:
        return Decision(
            says=(say(voice.t("Ik ken nog geen groepen."), buttons=(new,)),), keeps_expected=True
        )
    blocks: list[Block] = []
    for group in situation.groups[:_MOST_SHOWN]:
        line = voice.n(
            "**{group}**: één lid",
            "**{group}**: {count} leden",
            len(group.members),
            group=Typed(group.name),
        )
        if group.conversation is not None:
            line = line + plain(", ") + voice.t("met een kanaal")
        change = voice.button("Verander", AdminVerb.GROUP, group.id)
        blocks += [Paragraph(line), Buttons((change,))]
    shown = Content((*blocks, Buttons((new,))), voice.s("Mensen en groepen"))
    return Decision(says=(Say(shown),), keeps_expected=True)


def on_group(situation: Situation, press: Press) -> Decision:
    """Open the window of a group, or of a new one; sent twice, that makes one group."""
    voice, group = situation.voice, group_with(situation, press.subject)
    new_id = derive_id(situation.tenant.id, "group", situation.key)
    dialog = Dialog(
        press=Press(AdminVerb.GROUP, group.id if group else new_id, press.arg),
        title=voice.s("Verander de groep") if group else voice.s("Maak een groep"),
        intro=(voice.t("Wie hierin zit, krijgt eerst een kennismaking en kiest zelf."),),
        fields=_fields(situation, group),
        submit_label=voice.s("Bewaar"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def on_group_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save the group; with a conversation in the press it gets that for its channel."""
    known = group_with(situation, press.subject)
    form = read_form(situation.voice, _fields(situation, known), values)
    if form.errors:
        return wrong(form.errors)
    group = _group(situation, press, form)
    entry = logged(situation, f"group saved: {group.name}")
    is_linked = press.arg != "" and press.arg == situation.linkable
    decision = linked(situation, group, press.arg) if is_linked else Decision(groups=(group,))
    is_too_late = (ask_again(situation),) if press.arg and not is_linked else ()
    return replace(
        decision,
        says=(_told(situation, group), *is_too_late),
        roles=_roles(form, group),
        audit=(*decision.audit, entry),
        keeps_expected=True,
    )


def _group(situation: Situation, press: Press, form: Form) -> Group:
    known = group_with(situation, press.subject)
    fresh = Group(id=GroupId(press.subject), tenant=situation.tenant.id, name="")
    chosen = frozenset(PersonId(one) for one in form.chosen(MEMBERS))
    # Who could not be shown in the window stays what they were.
    hidden = (known.members if known else frozenset()) - _shown_people(situation)
    return replace(known or fresh, name=form[NAME], members=chosen | hidden)


def _roles(form: Form, group: Group) -> Mapping[PersonId, Role]:
    role = form[ROLE]
    return {person: Role(role) for person in sorted(group.members)} if role else {}


def _told(situation: Situation, group: Group) -> Say:
    voice = situation.voice
    line = voice.n(
        "**{group}** heeft één lid.",
        "**{group}** heeft {count} leden.",
        len(group.members),
        group=Typed(group.name),
    )
    choose = voice.t("Zij krijgen eerst een kennismaking en kiezen zelf of ze meedoen.")
    buttons: tuple[Button, ...] = (
        voice.button("Nieuwe reeks", SeriesVerb.NEW),
        voice.button("Verander", AdminVerb.GROUP, group.id),
    )
    return say(line + plain(" ") + choose if group.members else line, buttons=buttons)


def _fields(situation: Situation, group: Group | None) -> tuple[Field, ...]:
    voice, people = situation.voice, _people(situation)
    members = Field(
        name=MEMBERS,
        label=voice.s("Wie zitten erin?"),
        kind=FieldKind.CHOICES,
        required=False,
        values=tuple(one.value for one in people if group and one.value in group.members),
        options=people,
        hint=voice.s("Wie hier niet staat, heeft de app nog niet of schreef mij nog niet."),
    )
    role = Field(
        name=ROLE,
        label=voice.s("Zij zijn"),
        kind=FieldKind.CHOICE,
        required=False,
        options=tuple(Option(one, role_name(one, voice)) for one in Role if one is not Role.ADMIN),
        hint=voice.s("Voor wie nog geen rol heeft: daarop kies ik welke vragen passen."),
    )
    name = Field(
        name=NAME,
        label=voice.s("Naam"),
        value=group.name if group else "",
        max_length=SHORT_NAME,
    )
    return (name, members, role) if people else (name,)


def _people(situation: Situation) -> tuple[Option, ...]:
    everybody = sorted(
        (situation.person, *situation.colleagues), key=lambda one: (one.name, one.id)
    )
    return tuple(Option(one.id, one.name) for one in everybody[:_MOST_PEOPLE])


def _shown_people(situation: Situation) -> frozenset[PersonId]:
    return frozenset(PersonId(one.value) for one in _people(situation))
