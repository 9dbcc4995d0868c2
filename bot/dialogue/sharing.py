"""A person shows one text of theirs to one colleague, and can take it back.

What a group sees in its overview is chosen in `digest_shares.py`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC

from bot.compose.verbs import Verb
from bot.content import Content, Dialog, Field, FieldKind, Option, Paragraph, Press, plain
from bot.dialogue.digest_shares import DIGEST_SHARES
from bot.dialogue.forms import Form, read_form
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet, tell, wrong
from bot.model.ids import RecordId, derive_id
from bot.model.people import Person
from bot.model.records import Commitment, Dilemma, Reply, Share
from bot.model.situation import Decision, Say, Situation
from bot.voice import Typed

_MOST = 1000


def on_share(situation: Situation, press: Press) -> Decision:
    """Open the window: with whom, and exactly which text."""
    voice, record = situation.voice, _record(situation, press.subject)
    if record is None:
        return tell(voice.t("Wat je wilde delen, staat er niet meer."))
    if not _colleagues(situation):
        return tell(voice.t("Er is nog niemand met wie je dit kunt delen."))
    return Decision(dialog=_dialog(situation, record), keeps_expected=True)


def on_shared(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save the snapshot; the colleague hears of it in their own rhythm."""
    voice, record = situation.voice, _record(situation, press.subject)
    if record is None:
        return wrong({"text": voice.s("Wat je wilde delen, staat er niet meer.")})
    form = read_form(voice, _fields(situation, record), values)
    if form.errors:
        return wrong(form.errors)
    colleague = next(one for one in _colleagues(situation) if one.id == form["with_whom"])
    share = _share(situation, press, record, form)
    known = next((one for one in situation.records.shares if one.id == share.id), None)
    if known is not None and known.withdrawn_at is not None:
        return tell(voice.t("Dat was al teruggetrokken."))
    take_back = voice.button("Trek terug", Verb.SHARE_WITHDRAW, share.id)
    line = voice.t(
        "Gedeeld met {name}. Je collega ziet deze tekst, niet wat je er later bij schrijft.",
        name=Typed(colleague.first_name),
    )
    return replace(tell(line, buttons=(take_back,)), saves=(share,))


def on_withdraw(situation: Situation, press: Press) -> Decision:
    """Take the snapshot back."""
    voice = situation.voice
    share = next((one for one in situation.records.shares if one.id == press.subject), None)
    if share is None:
        return tell(voice.t("Dat staat niet meer op je lijst."))
    if share.withdrawn_at is not None:
        return tell(voice.t("Dat was al teruggetrokken."))
    withdrawn = replace(share, withdrawn_at=situation.now.astimezone(UTC))
    name = _name_of(situation, share.to_person)
    line = voice.t(
        "Bij {name} is het weg. Wat al gelezen is, kan ik niet terughalen.", name=Typed(name)
    )
    return replace(tell(line), saves=(withdrawn,))


def on_read(situation: Situation, press: Press) -> Decision:
    """Show a colleague's snapshot to whom it was shared with."""
    voice = situation.voice
    share = next((one for one in situation.shared_with_me if one.id == press.subject), None)
    if share is None or share.withdrawn_at is not None:
        return tell(
            voice.t("Deze tekst is er niet meer. Wie hem deelde, heeft hem teruggetrokken.")
        )
    from_whom = voice.t(
        "Van {name}: **{title}**",
        name=Typed(_name_of(situation, share.person)),
        title=Typed(share.short_name),
    )
    blocks = (Paragraph(from_whom), Paragraph(plain(share.text, typed=True)))
    shown = Say(Content(blocks, voice.s("Gedeeld met jou")))
    return Decision(says=(shown,), keeps_expected=True)


def on_not_now(situation: Situation, _: Press) -> Decision:
    """Leave a colleague's snapshot unread; nobody hears of it."""
    return tell(situation.voice.t("Goed."))


def _record(situation: Situation, record_id: str) -> Reply | Commitment | Dilemma | None:
    records = situation.records
    known: tuple[Reply | Commitment | Dilemma, ...] = (
        *records.replies,
        *records.commitments,
        *records.dilemmas,
    )
    return next((one for one in known if one.id == record_id), None)


def _colleagues(situation: Situation) -> tuple[Person, ...]:
    """Return all colleagues: a shorter list would tell who takes part."""
    others = (one for one in situation.colleagues if one.id != situation.person.id)
    return tuple(sorted(others, key=lambda one: (one.name, one.id)))


def _name_of(situation: Situation, person_id: str | None) -> str:
    found = next((one for one in situation.colleagues if one.id == person_id), None)
    return found.first_name if found else situation.voice.s("je collega")


def _dialog(situation: Situation, record: Reply | Commitment | Dilemma) -> Dialog:
    voice = situation.voice
    return Dialog(
        press=Press(Verb.SHARE, record.id, situation.key),
        title=voice.s("Deel met een collega"),
        intro=(voice.t("Je deelt alleen deze tekst. Je kunt hem later terugtrekken."),),
        fields=_fields(situation, record),
        submit_label=voice.s("Deel"),
    )


def _fields(situation: Situation, record: Reply | Commitment | Dilemma) -> tuple[Field, ...]:
    voice, people = situation.voice, _colleagues(situation)
    return (
        Field(
            name="with_whom",
            label=voice.s("Met wie?"),
            kind=FieldKind.CHOICE,
            options=tuple(Option(person.id, person.name) for person in people),
            hint=voice.s("Wie niet meedoet met Zetje, krijgt het niet te zien."),
        ),
        Field(
            name="text",
            label=voice.s("Dit ziet je collega:"),
            kind=FieldKind.TEXT,
            value=_words(situation, record)[:_MOST],
            max_length=_MOST,
        ),
    )


def _words(situation: Situation, record: Reply | Commitment | Dilemma) -> str:
    match record:
        case Reply():
            return record.text
        case Commitment():
            return record.what
        case Dilemma():
            return situation.voice.s(
                "Aan de ene kant: {one_side}\nAan de andere kant: {other_side}",
                one_side=record.one_side,
                other_side=record.other_side,
            )


def _share(
    situation: Situation, press: Press, record: Reply | Commitment | Dilemma, form: Form
) -> Share:
    me = situation.person
    return Share(
        id=RecordId(derive_id(me.tenant, me.id, "share", press.subject, press.arg)),
        tenant=me.tenant,
        person=me.id,
        subject=record.id,
        short_name=record.short_name,
        text=form["text"],
        is_dilemma=isinstance(record, Dilemma),
        to_person=next(one.id for one in _colleagues(situation) if one.id == form["with_whom"]),
        at=situation.now.astimezone(UTC),
    )


STORY = discreet(
    Story(
        presses={
            Verb.SHARE: on_share,
            Verb.SHARE_WITHDRAW: on_withdraw,
            Verb.SHARE_READ: on_read,
            Verb.SHARE_NOT_NOW: on_not_now,
            **DIGEST_SHARES.presses,
        },
        submits={Verb.SHARE: on_shared, **DIGEST_SHARES.submits},
    )
)
