"""One person, for an admin: their roles, and who replaces them; and a person's own choice of that."""

from collections.abc import Mapping
from dataclasses import replace

from bot.compose.admin_verbs import AdminVerb
from bot.compose.own_verbs import OwnVerb
from bot.content import Dialog, Field, FieldKind, Option, Press, Text, plain
from bot.dialogue.forms import read_form
from bot.dialogue.naming import people_of
from bot.dialogue.series_log import logged
from bot.dialogue.series_words import role_name
from bot.dialogue.telling import tell, wrong
from bot.model.ids import PersonId
from bot.model.people import Person, Role
from bot.model.situation import Decision, Situation
from bot.voice import Typed

WHO, ROLES, DEPUTY = "who", "roles", "deputy"


def on_somebody(situation: Situation, _: Press) -> Decision:
    """*Iemand*: a window to choose who."""
    voice = situation.voice
    dialog = Dialog(
        press=Press(AdminVerb.SOMEBODY),
        title=voice.s("Iemand"),
        fields=(_who(situation),),
        submit_label=voice.s("Verder"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def on_somebody_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Show what is known of somebody in the organisation: nothing of what they do with the bot."""
    voice, errors = situation.voice, dict[str, str]()
    form = read_form(voice, (_who(situation),), values)
    named = people_of(situation).read(form, WHO, voice, errors)
    person = person_with(situation, named[0]) if named else None
    if person is None:
        return wrong(errors or {WHO: voice.s("Kies iemand uit de lijst.")})
    return shown(situation, person)


def on_person(situation: Situation, press: Press) -> Decision:
    """*Verander*: the roles of somebody, and who replaces them."""
    voice, person = situation.voice, person_with(situation, press.subject)
    if person is None:
        return tell(voice.t("Die persoon ken ik niet meer."))
    dialog = Dialog(
        press=Press(AdminVerb.PERSON, person.id),
        title=voice.s("Rol en vervanger"),
        intro=(voice.t("**{name}**", name=Typed(person.name)),),
        fields=_fields(situation, person),
        submit_label=voice.s("Bewaar"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def on_person_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save roles and deputy; who runs things stays an admin."""
    voice, person = situation.voice, person_with(situation, press.subject)
    if person is None:
        return wrong({ROLES: voice.s("Die persoon ken ik niet meer.")})
    form = read_form(voice, _fields(situation, person), values)
    errors = {**form.errors}
    deputies = people_of(situation, person).read(form, DEPUTY, voice, errors)
    if errors:
        return wrong(errors)
    roles = frozenset(Role(one) for one in form.chosen(ROLES))
    changed = replace(
        person,
        roles=roles | (person.roles & {Role.ADMIN}),
        deputy=PersonId(deputies[0]) if deputies else None,
    )
    entry = logged(situation, f"person changed: {person.name}")
    told = shown(situation, changed)
    if changed.id == situation.person.id:
        return replace(told, person=changed, audit=(entry,))
    return replace(told, colleagues=(changed,), audit=(entry,))


def on_deputy(situation: Situation, press: Press) -> Decision:
    """*Vervanger*: a window with one's colleagues."""
    voice = situation.voice
    dialog = Dialog(
        press=Press(OwnVerb.DEPUTY),
        title=voice.s("Vervanger"),
        intro=(voice.t("Ben je afwezig, dan gaat wat voor jouw rol is naar je vervanger."),),
        fields=(_deputy(situation, situation.person),),
        submit_label=voice.s("Bewaar"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def on_deputy_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save who replaces the person, or that nobody does."""
    voice, errors, me = situation.voice, dict[str, str](), situation.person
    form = read_form(voice, (_deputy(situation, me),), values)
    deputies = people_of(situation, me).read(form, DEPUTY, voice, errors)
    if errors:
        return wrong(errors)
    person = replace(me, deputy=PersonId(deputies[0]) if deputies else None)
    return replace(tell(deputy_line(situation, person)), person=person)


def deputy_line(situation: Situation, person: Person) -> Text:
    """Return who replaces somebody: only who takes part gets something for another."""
    voice, deputy = situation.voice, person_with(situation, person.deputy or "")
    if deputy is None:
        return voice.t("Vervanger: niemand.")
    return voice.t("Vervanger: {name}, als die meedoet.", name=Typed(deputy.name))


def shown(situation: Situation, person: Person) -> Decision:
    """Return what an admin sees of somebody, with the button to change it."""
    voice = situation.voice
    groups = [one.name for one in situation.groups if person.id in one.members]
    roles = [role_name(role, voice) for role in Role if role in person.roles]
    line = voice.t(
        "**{name}**. Rol: {roles}. Groepen: {groups}.",
        name=Typed(person.name),
        roles=", ".join(roles) or voice.s("geen"),
        groups=Typed(", ".join(groups) or voice.s("geen")),
    )
    change = voice.button("Verander", AdminVerb.PERSON, person.id)
    return tell(line + plain(" ") + deputy_line(situation, person), buttons=(change,))


def person_with(situation: Situation, person_id: str) -> Person | None:
    """Return the person with this id, or None."""
    everybody = (situation.person, *situation.colleagues)
    return next((one for one in everybody if one.id == person_id), None)


def _fields(situation: Situation, person: Person) -> tuple[Field, ...]:
    voice = situation.voice
    roles = Field(
        name=ROLES,
        label=voice.s("Wat doet deze persoon?"),
        kind=FieldKind.CHOICES,
        required=False,
        values=tuple(role for role in Role if role in person.roles),
        options=tuple(Option(one, role_name(one, voice)) for one in Role if one is not Role.ADMIN),
        hint=voice.s("Daarop kies ik welke vragen passen."),
    )
    return (roles, _deputy(situation, person))


def _who(situation: Situation) -> Field:
    voice = situation.voice
    return people_of(situation).one(Field(name=WHO, label=voice.s("Wie?")), voice)


def _deputy(situation: Situation, person: Person) -> Field:
    voice = situation.voice
    field = Field(
        name=DEPUTY,
        label=voice.s("Wie vervangt?"),
        required=False,
        hint=voice.s("Leeg: niemand."),
    )
    return people_of(situation, person).one(field, voice, person.deputy or "")
