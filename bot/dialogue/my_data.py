"""What is kept of someone: what is open, everything in one place, a copy, and erasing it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.compose.own_verbs import OwnVerb
from bot.compose.verbs import Verb
from bot.content import (
    Block,
    Button,
    Buttons,
    Content,
    Dialog,
    Paragraph,
    Press,
    Span,
    Style,
    Text,
    plain,
)
from bot.dates.write import write_day, write_moment
from bot.dialogue import erasing
from bot.dialogue.commands import Word
from bot.dialogue.own_words import written_out
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet, tell
from bot.model.messages import Purpose, State
from bot.model.records import (
    AgendaItem,
    AgendaItemState,
    AuditEntry,
    AuditKind,
    Commitment,
    Dilemma,
)
from bot.model.situation import Decision, Say, Situation
from bot.voice import Typed

_LOOKED = (AuditKind.OPENED, AuditKind.EXPORTED)
_SHOWN = 10
# A message of any platform holds this much.
_PAGE_LETTERS, _PAGE_PARAGRAPHS = 8_000, 40


def on_mine(situation: Situation) -> Decision:
    """*mijn*: what is open, each with its buttons."""
    voice, records = situation.voice, situation.records
    today = situation.now.date()
    items = [
        item
        for item in records.agenda_items
        if item.meeting_on >= today and item.state is not AgendaItemState.WITHDRAWN
    ]
    blocks: list[Block] = []
    for commitment in records.open_commitments()[:_SHOWN]:
        blocks += _commitment(situation, commitment)
    for dilemma in records.open_dilemmas()[:_SHOWN]:
        blocks += _dilemma(situation, dilemma)
    for item in items[:_SHOWN]:
        blocks += _item(situation, item)
    if not blocks:
        ask = voice.button("Geef me een vraag", OwnVerb.ASK)
        return tell(voice.t("Er staat niets open."), buttons=(ask,))
    head = Paragraph(voice.t("Dit staat open. Alleen jij ziet dit."))
    shown = Content((head, *blocks), voice.s("Wat er openstaat"))
    return Decision(says=(Say(shown),), keeps_expected=True)


def on_my_data(situation: Situation) -> Decision:
    """*mijn gegevens*: how much there is, and who looked at it."""
    voice = situation.voice
    text = voice.t("Van jou staan hier: {counts}.", counts=_counts(situation))
    looked = _looked(situation)
    buttons = [
        voice.button("Lees alles", OwnVerb.READ_ALL),
        voice.button("Stuur mij een kopie", OwnVerb.COPY),
        voice.button("Wis", OwnVerb.ERASE),
    ]
    if not looked:
        text = text + plain(" ") + voice.t("Niemand anders heeft erin gekeken.")
    else:
        text = text + plain(" ") + _opened(situation, looked[-1])
        buttons.append(voice.button("Meer", OwnVerb.WHO_LOOKED))
    return tell(text, buttons=tuple(buttons))


def on_read_all(situation: Situation, press: Press) -> Decision:
    """*Lees alles*: a window with all own words, which leaves nothing behind in the chat."""
    voice = situation.voice
    words = written_out(situation) or (voice.t("Er staat hier niets van je."),)
    dialog = Dialog(press=Press(OwnVerb.READ_ALL), title=voice.s("Alles van jou"), intro=words)
    return Decision(dialog=dialog, keeps_expected=True)


def on_copy(situation: Situation, press: Press) -> Decision:
    """*Stuur mij een kopie*: all own words as bare text, because the person asks for it.

    It is divided over several messages when it is more than a platform takes in one.
    """
    words = written_out(situation)
    if not words:
        return tell(situation.voice.t("Er staat hier niets van je."))
    bare = tuple(Paragraph(Text(_without_emphasis(text))) for text in words)
    summary = situation.voice.s("Een kopie van je gegevens")
    says = tuple(Say(Content(page, summary, bare=True)) for page in _pages(bare))
    return Decision(says=says, keeps_expected=True)


def on_who_looked(situation: Situation, press: Press) -> Decision:
    """*Meer*: everyone who opened these data, with the reason."""
    looked = _looked(situation)
    if not looked:
        return tell(situation.voice.t("Niemand anders heeft erin gekeken."))
    return tell(*(_opened(situation, entry) for entry in looked[-_SHOWN:]))


def _counts(situation: Situation) -> str:
    voice, records = situation.voice, situation.records
    digests = [
        message
        for message in situation.history
        if message.purpose is Purpose.DIGEST
        and message.state is State.SENT
        # What was erased leaves an empty row behind: nothing of it stands here.
        and message.content is not None
    ]
    pairs = (
        (voice.n("1 antwoord", "{count} antwoorden", len(records.replies)), records.replies),
        (voice.n("1 actie", "{count} acties", len(records.commitments)), records.commitments),
        (voice.n("1 dilemma", "{count} dilemma's", len(records.dilemmas)), records.dilemmas),
        (
            voice.n("1 agendapunt", "{count} agendapunten", len(records.agenda_items)),
            records.agenda_items,
        ),
        (voice.n("1 keer gedeeld", "{count} keer gedeeld", len(records.shares)), records.shares),
        (voice.n("1 maandoverzicht", "{count} maandoverzichten", len(digests)), digests),
    )
    return ", ".join(str(text) for text, things in pairs if things) or voice.s("nog niets")


def _looked(situation: Situation) -> tuple[AuditEntry, ...]:
    own = situation.person.id
    return tuple(entry for entry in situation.audit if entry.kind in _LOOKED and entry.by != own)


def _opened(situation: Situation, entry: AuditEntry) -> Text:
    voice = situation.voice
    on = entry.at.astimezone(situation.now.tzinfo).date()
    day = write_day(on, voice.language, today=situation.now.date())
    reason = Typed(entry.reason)
    if entry.kind is AuditKind.EXPORTED:
        return voice.t(
            "Op {day} heeft de beheerder een kopie van je gegevens gemaakt. Reden: {reason}.",
            day=day,
            reason=reason,
        )
    return voice.t(
        "Op {day} heeft de beheerder je gegevens geopend. Reden: {reason}.", day=day, reason=reason
    )


def _commitment(situation: Situation, commitment: Commitment) -> tuple[Block, ...]:
    voice, name = situation.voice, Typed(commitment.short_name)
    if commitment.due is None:
        line = voice.t("**{name}**, zonder datum", name=name)
    else:
        today = situation.now.date()
        when = write_moment(commitment.due, voice.language, today=today)
        line = voice.t("**{name}**, {moment}", name=name, moment=when)
    turn = str(commitment.turn)
    buttons = (
        voice.button("Gedaan", Verb.COMMITMENT_DONE, commitment.id, turn),
        voice.button("Andere dag", Verb.COMMITMENT_OTHER_DAY, commitment.id, turn),
        voice.button("Niet meer nodig", Verb.COMMITMENT_NOT_NEEDED, commitment.id, turn),
        voice.button("Lees terug", Verb.READ_BACK, commitment.id),
    )
    return (Paragraph(line), Buttons(buttons))


def _dilemma(situation: Situation, dilemma: Dilemma) -> tuple[Block, ...]:
    voice, name, today = situation.voice, Typed(dilemma.short_name), situation.now.date()
    if dilemma.decide_by_on is None:
        line = voice.t("**{name}**, dilemma", name=name)
    else:
        day = write_day(dilemma.decide_by_on, voice.language, today=today)
        line = voice.t("**{name}**, dilemma, kiezen tot en met {day}", name=name, day=day)
    turn = str(dilemma.turn)
    buttons = (
        voice.button("Verschoven", Verb.DILEMMA_SHIFTED, dilemma.id, turn),
        voice.button("Gekozen", Verb.DILEMMA_DECIDED, dilemma.id, turn),
        voice.button("Laat ik los", Verb.DILEMMA_LET_GO, dilemma.id, turn),
        voice.button("Lees terug", Verb.READ_BACK, dilemma.id),
    )
    return (Paragraph(line), Buttons(buttons))


def _item(situation: Situation, item: AgendaItem) -> tuple[Block, ...]:
    voice, name = situation.voice, Typed(item.short_name)
    day = write_day(item.meeting_on, voice.language, today=situation.now.date())
    match item.state:
        case AgendaItemState.PLACED:
            line = voice.t("**{name}**, op de agenda van {day}", name=name, day=day)
        case AgendaItemState.DECLINED:
            line = voice.t("**{name}**, komt niet op de agenda van {day}", name=name, day=day)
        case _:
            line = voice.t("**{name}**, op de lijst voor {day}", name=name, day=day)
    if item.state in (AgendaItemState.PLACED, AgendaItemState.DECLINED):
        return (Paragraph(line),)
    buttons: tuple[Button, ...] = (
        voice.button("Verander", OwnVerb.ITEM_CHANGE, item.id),
        voice.button("Trek terug", OwnVerb.ITEM_WITHDRAW, item.id, style=Style.DANGER),
    )
    return (Paragraph(line), Buttons(buttons))


def _pages(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, ...]]:
    page: list[Paragraph] = []
    for paragraph in paragraphs:
        letters = sum(len(str(one.text)) for one in (*page, paragraph))
        if page and (letters > _PAGE_LETTERS or len(page) >= _PAGE_PARAGRAPHS):
            yield tuple(page)
            page = []
        page.append(paragraph)
    yield tuple(page)


def _without_emphasis(text: Text) -> tuple[Span, ...]:
    return tuple(replace(span, strong=False) for span in text.spans)


STORY = discreet(
    Story(
        presses={
            **erasing.STORY.presses,
            OwnVerb.MINE: lambda situation, press: on_mine(situation),
            OwnVerb.READ_ALL: on_read_all,
            OwnVerb.COPY: on_copy,
            OwnVerb.WHO_LOOKED: on_who_looked,
        },
        commands={
            **erasing.STORY.commands,
            Word.MINE: lambda situation, rest: on_mine(situation),
            Word.MY_DATA: lambda situation, rest: on_my_data(situation),
        },
    )
)
