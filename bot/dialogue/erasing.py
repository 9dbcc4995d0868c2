"""Erasing what one put down: one thing, or everything. Always asked for twice."""

from dataclasses import dataclass, replace

from bot.compose.own_verbs import OwnVerb
from bot.content import Button, Press, Style, Text
from bot.dates.write import write_day
from bot.dialogue.commands import Word
from bot.dialogue.own_moment import utc_now
from bot.dialogue.reaction import place_name
from bot.dialogue.story import Story
from bot.dialogue.telling import tell
from bot.model.ids import RecordId, derive_id
from bot.model.records import AuditEntry, AuditKind, Record
from bot.model.situation import Decision, Situation
from bot.voice import Typed

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Kept:
    """A thing that can be erased, with its short name, its kind, and what goes with it."""

    record: Record
    name: str
    kind: str


def on_command(situation: Situation, rest: str) -> Decision:
    """*wis* shows what there is to erase; *wis alles* asks whether it is meant."""
    return _sure(situation) if rest else _what(situation)


def on_erase_one(situation: Situation, press: Press) -> Decision:
    """One thing from the list: ask once more."""
    kept, voice = _kept_with(situation, press.subject), situation.voice
    if kept is None:
        return _gone(situation)
    text = voice.t("**{name}** wissen? Dit kan niet terug.", name=Typed(kept.name))
    buttons = (
        voice.button("Wis", OwnVerb.ERASE_ONE_NOW, kept.record.id, style=Style.DANGER),
        voice.button("Toch niet", OwnVerb.ERASE_NOT),
    )
    return tell(text, buttons=buttons)


def on_erase_one_now(situation: Situation, press: Press) -> Decision:
    """The thing goes, and with it what was added to it and what was shared of it."""
    kept, person = _kept_with(situation, press.subject), situation.person
    if kept is None:
        return _gone(situation)
    records, gone = situation.records, kept.record.id
    added = (reply.id for reply in records.replies if reply.about == gone)
    shown = (share.id for share in records.shares if share.subject == gone)
    entry = AuditEntry(
        id=RecordId(derive_id(person.tenant, person.id, "erased", gone)),
        tenant=person.tenant,
        person=person.id,
        kind=AuditKind.ERASED,
        by=person.id,
        what=kept.kind,
        reason="",
        at=utc_now(situation),
    )
    told = tell(_erased(situation))
    return replace(told, deletes=tuple(dict.fromkeys((gone, *added, *shown))), audit=(entry,))


def on_erase_all(situation: Situation, press: Press) -> Decision:
    """*Wis alles*: ask once more."""
    return _sure(situation)


def on_erase_all_now(situation: Situation, press: Press) -> Decision:
    """*Wis alles*, for the second time."""
    return replace(tell(_erased(situation)), erases=True, keeps_expected=False)


def on_erase_not(situation: Situation, press: Press) -> Decision:
    """*Toch niet*."""
    return tell(situation.voice.t("Goed, alles blijft staan."))


def _what(situation: Situation) -> Decision:
    voice = situation.voice
    everything = _everything(situation)
    if not everything:
        return tell(voice.t("Er staat hier niets van je."))
    newest = everything[-_SHOWN:][::-1]
    buttons = tuple(
        Button(_label(situation, kept), Press(OwnVerb.ERASE_ONE, kept.record.id)) for kept in newest
    )
    last = (
        voice.button("Wis alles", OwnVerb.ERASE_ALL, style=Style.DANGER),
        voice.button("Toch niet", OwnVerb.ERASE_NOT),
    )
    return tell(voice.t("Wat zal ik wissen?"), buttons=(*buttons, *last))


def _sure(situation: Situation) -> Decision:
    voice = situation.voice
    text = voice.t(
        "Ik wis je antwoorden, acties, dilemma's en overzichten. Wat in {place} zelf staat, blijft "
        "daar. Dit kan niet terug.",
        place=place_name(situation),
    )
    buttons = (
        voice.button("Wis alles", OwnVerb.ERASE_ALL_NOW, style=Style.DANGER),
        voice.button("Toch niet", OwnVerb.ERASE_NOT),
    )
    return tell(text, buttons=buttons)


def _erased(situation: Situation) -> Text:
    today = situation.now.date()
    day = write_day(today, situation.voice.language, today=today)
    return situation.voice.t(
        "Gewist op {day}. Ik bewaar alleen dat er iets is gewist, niet wat.", day=day
    )


def _everything(situation: Situation) -> list[_Kept]:
    """Return all that can be erased by itself, oldest first."""
    records = situation.records
    found = [(one.at, _Kept(one, one.short_name, "reply")) for one in records.replies]
    found += [(one.at, _Kept(one, one.short_name, "share")) for one in records.shares]
    for kind, kept in (
        ("agenda item", records.agenda_items),
        ("commitment", records.commitments),
        ("dilemma", records.dilemmas),
    ):
        found += [(one.created_at, _Kept(one, one.short_name, kind)) for one in kept]
    return [kept for _, kept in sorted(found, key=lambda pair: pair[0])]


def _label(situation: Situation, kept: _Kept) -> str:
    voice, name = situation.voice, kept.name
    match kept.kind:
        case "reply":
            return voice.s("{name} (antwoord)", name=name)
        case "agenda item":
            return voice.s("{name} (agendapunt)", name=name)
        case "share":
            return voice.s("{name} (gedeeld)", name=name)
        case "commitment":
            return voice.s("{name} (actie)", name=name)
        case _:
            return voice.s("{name} (dilemma)", name=name)


def _kept_with(situation: Situation, record_id: str) -> _Kept | None:
    return next((one for one in _everything(situation) if one.record.id == record_id), None)


def _gone(situation: Situation) -> Decision:
    return tell(situation.voice.t("Dat staat er niet meer."))


STORY = Story(
    presses={
        OwnVerb.ERASE: lambda situation, press: _what(situation),
        OwnVerb.ERASE_ONE: on_erase_one,
        OwnVerb.ERASE_ONE_NOW: on_erase_one_now,
        OwnVerb.ERASE_ALL: on_erase_all,
        OwnVerb.ERASE_ALL_NOW: on_erase_all_now,
        OwnVerb.ERASE_NOT: on_erase_not,
    },
    commands={Word.ERASE: on_command},
)
