"""People and groups, for an admin: who meets together, and what they are in the organisation."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.compose.admin_verbs import AdminVerb
from bot.compose.date_verbs import DateVerb
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
from bot.dialogue.date_words import rhythm_words
from bot.dialogue.forms import SHORT_NAME, Form, read_form
from bot.dialogue.linking import ask_again, group_with, linked
from bot.dialogue.naming import people_of
from bot.dialogue.series_joining import joined_lines
from bot.dialogue.series_log import logged
from bot.dialogue.series_words import role_name
from bot.dialogue.story import say
from bot.dialogue.telling import wrong
from bot.model.calendar import Meeting
from bot.model.ids import GroupId, PersonId, derive_id
from bot.model.people import Group, Role
from bot.model.situation import Decision, Say, Situation
from bot.voice import Typed

NAME, MEMBERS, ROLE = "name", "members", "role"
_MOST_SHOWN, _MOST_NAMES = 10, 12


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
        blocks += [
            Paragraph(line),
            *_details(situation, group),
            Buttons(_buttons(situation, group)),
        ]
    others = (new, voice.button("Iemand", AdminVerb.SOMEBODY))
    shown = Content((*blocks, Buttons(others)), voice.s("Mensen en groepen"))
    return Decision(says=(Say(shown),), keeps_expected=True)


def _details(situation: Situation, group: Group) -> Iterator[Block]:
    """Yield who is in the group, and when it meets."""
    voice = situation.voice
    known = {one.id: one.name for one in (situation.person, *situation.colleagues)}
    names = sorted(known[member] for member in group.members if known.get(member))
    if names:
        more = len(names) - _MOST_NAMES
        listed = ", ".join(names[:_MOST_NAMES]) + (f" (+{more})" if more > 0 else "")
        yield Paragraph(voice.t("Leden: {names}", names=Typed(listed)))
    meeting = _meeting_of(situation, group)
    if meeting is not None:
        words = rhythm_words(meeting, voice)
        yield Paragraph(voice.t("Overleg: {when}", when=words))


def _buttons(situation: Situation, group: Group) -> tuple[Button, ...]:
    voice, meeting = situation.voice, _meeting_of(situation, group)
    return (
        voice.button("Verander", AdminVerb.GROUP, group.id),
        voice.button("Overleg", DateVerb.MEETING, meeting.id if meeting else "", group.id),
    )


def _meeting_of(situation: Situation, group: Group) -> Meeting | None:
    meetings = situation.calendar.meetings
    return next((one for one in meetings if one.group == group.id), None)


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
    errors = {**form.errors}
    group = _group(situation, press, form, errors)
    if errors:
        return wrong(errors)
    entry = logged(situation, f"group saved: {group.name}")
    is_linked = press.arg != "" and press.arg == situation.linkable
    decision = linked(situation, group, press.arg) if is_linked else Decision(groups=(group,))
    is_too_late = (ask_again(situation),) if press.arg and not is_linked else ()
    return replace(
        decision,
        says=(_told(situation, known, group), *is_too_late),
        roles=_roles(form, group),
        audit=(*decision.audit, entry),
        keeps_expected=True,
    )


def _group(situation: Situation, press: Press, form: Form, errors: dict[str, str]) -> Group:
    known = group_with(situation, press.subject)
    fresh = Group(id=GroupId(press.subject), tenant=situation.tenant.id, name="")
    people = people_of(situation)
    named = people.read(form, MEMBERS, situation.voice, errors) if MEMBERS in form.values else ()
    chosen = frozenset(PersonId(one) for one in named)
    # Who could not be shown in the window stays what they were.
    shown = frozenset(PersonId(one) for one in people.names)
    hidden = (known.members if known else frozenset()) - shown
    return replace(known or fresh, name=form[NAME], members=chosen | hidden)


def _roles(form: Form, group: Group) -> Mapping[PersonId, Role]:
    role = form[ROLE]
    return {person: Role(role) for person in sorted(group.members)} if role else {}


def _told(situation: Situation, known: Group | None, group: Group) -> Say:
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
    told = say(line + plain(" ") + choose if group.members else line, buttons=buttons)
    words, row = told.content.blocks
    blocks = (words, *joined_lines(situation, known, group), row)
    return replace(told, content=replace(told.content, blocks=blocks))


def _fields(situation: Situation, group: Group | None) -> tuple[Field, ...]:
    voice, people = situation.voice, people_of(situation)
    members = people.several(
        Field(
            name=MEMBERS,
            label=voice.s("Wie zitten erin?"),
            required=False,
            hint=voice.s("Wie hier niet staat, heeft de app nog niet of schreef mij nog niet."),
        ),
        voice,
        group.members if group else (),
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
    return (name, members, role) if people.names else (name,)
