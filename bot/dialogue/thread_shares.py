"""Under a question in a channel: a person may place a text there, which the bot posts in their name.

It is a snapshot that can be withdrawn; what they answered in the window stays theirs alone.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC

from bot.compose.verbs import Verb
from bot.content import Button, Content, Dialog, Field, FieldKind, Paragraph, Press, plain
from bot.dialogue.forms import Form, read_form
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet, tell, wrong
from bot.model.ids import RecordId, derive_id
from bot.model.messages import NOT_HANDED_OVER, Message, Reason, State
from bot.model.records import Commitment, Reply, Share
from bot.model.situation import Decision, Post, Situation, Update, posted_id, shared_in
from bot.voice import Typed

_MOST = 1000


def thread_button(situation: Situation, asked: Message | None, record: str) -> tuple[Button, ...]:
    """Return the button that offers it, when the question was asked in a channel."""
    if asked is None or asked.person is not None or asked.platform_ref is None:
        return ()
    return (situation.voice.button("Zet in de draad", Verb.THREAD_SHARE, asked.id, record),)


def on_share(situation: Situation, press: Press) -> Decision:
    """Open the window with exactly the text that will stand under the question."""
    voice, record, asked = situation.voice, _record(situation, press.arg), situation.message
    if record is None or not _is_in_channel(asked):
        return tell(voice.t("Wat je wilde delen, staat er niet meer."))
    dialog = Dialog(
        press=Press(Verb.THREAD_SHARE, press.subject, press.arg),
        title=voice.s("Zet in de draad"),
        intro=(
            voice.t(
                "Iedereen in het kanaal leest dit, met je naam erbij. "
                "Je kunt het later terugtrekken."
            ),
        ),
        fields=(_field(situation, record),),
        submit_label=voice.s("Deel"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def on_shared(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Post the snapshot under the question, and say how to take it back."""
    voice, record, asked = situation.voice, _record(situation, press.arg), situation.message
    if record is None or asked is None or not _is_in_channel(asked):
        return wrong({"text": voice.s("Wat je wilde delen, staat er niet meer.")})
    form = read_form(voice, (_field(situation, record),), values)
    if form.errors:
        return wrong(form.errors)
    share = _share(situation, asked, record, form)
    post = Post(asked, share.id, _posted(situation, share))
    take_back = voice.button("Trek terug", Verb.THREAD_WITHDRAW, posted_id(asked, share.id))
    line = voice.t("Het staat onder de vraag. Wat je later schrijft, komt er niet bij.")
    return replace(tell(line, buttons=(take_back,)), saves=(share,), posts=(post,))


def on_withdraw(situation: Situation, press: Press) -> Decision:
    """Take it back: what stands in the thread says only that it was withdrawn."""
    voice, posted = situation.voice, situation.message
    shared = shared_in(posted) if posted else None
    share = next((one for one in situation.records.shares if one.id == shared), None)
    if posted is None or share is None:
        return tell(voice.t("Dat staat niet meer op je lijst."))
    if share.withdrawn_at is not None:
        return tell(voice.t("Dat was al teruggetrokken."))
    withdrawn = replace(share, withdrawn_at=situation.now.astimezone(UTC))
    if posted.state in NOT_HANDED_OVER:
        kept_back = replace(posted, state=State.SKIPPED, reason=Reason.CHANGED, content=None)
        told = tell(voice.t("Goed, het komt niet in de draad."))
        return replace(told, saves=(withdrawn,), messages=(kept_back,))
    if posted.platform_ref is None:
        return tell(
            voice.t(
                "Ik weet nog niet of het in de draad staat. Probeer het over een minuut nog eens."
            )
        )
    told = tell(voice.t("Uit de draad is het weg. Wat al gelezen is, kan ik niet terughalen."))
    return replace(told, saves=(withdrawn,), updates=(_blanked(situation, posted),))


def _is_in_channel(asked: Message | None) -> bool:
    return asked is not None and asked.person is None and asked.platform_ref is not None


def _record(situation: Situation, record_id: str) -> Reply | Commitment | None:
    known: tuple[Reply | Commitment, ...]
    known = (*situation.records.replies, *situation.records.commitments)
    return next((one for one in known if one.id == record_id), None)


def _field(situation: Situation, record: Reply | Commitment) -> Field:
    words = record.text if isinstance(record, Reply) else record.what
    return Field(
        name="text",
        label=situation.voice.s("Dit komt in de draad:"),
        kind=FieldKind.TEXT,
        value=words[:_MOST],
        max_length=_MOST,
    )


def _share(situation: Situation, asked: Message, record: Reply | Commitment, form: Form) -> Share:
    me = situation.person
    return Share(
        id=RecordId(derive_id(me.tenant, me.id, "thread", asked.id, record.id, situation.key)),
        tenant=me.tenant,
        person=me.id,
        subject=record.id,
        short_name=record.short_name,
        text=form["text"],
        is_dilemma=False,
        to_group=asked.group,
        at=situation.now.astimezone(UTC),
        message=asked.id,
    )


def _posted(situation: Situation, share: Share) -> Content:
    voice = situation.voices.get(situation.tenant.language, situation.voice)
    name = Typed(situation.person.first_name)
    head = voice.t("**{name}** schrijft:", name=name)
    summary = voice.s("{name} schrijft onder de vraag", name=situation.person.first_name)
    return Content((Paragraph(head), Paragraph(plain(share.text, typed=True))), summary)


def _blanked(situation: Situation, posted: Message) -> Update:
    voice = situation.voices.get(situation.tenant.language, situation.voice)
    line = voice.t("Deze tekst is teruggetrokken.")
    return Update(posted.id, Content((Paragraph(line),), str(line)))


STORY = discreet(
    Story(
        presses={Verb.THREAD_SHARE: on_share, Verb.THREAD_WITHDRAW: on_withdraw},
        submits={Verb.THREAD_SHARE: on_shared},
    )
)
