"""What notices say: the list for who prepares an agenda, news about an item or a share, one question."""

from datetime import date

from bot.compose.own_verbs import OwnVerb
from bot.compose.series_verbs import SeriesVerb
from bot.compose.troubles import trouble_content
from bot.compose.verbs import Verb
from bot.content import Block, Button, Buttons, Content, Paragraph, Style, Text, plain
from bot.dates.write import write_day, write_time
from bot.local_time import day_in
from bot.model.calendar import Meeting, MeetingKind
from bot.model.ids import RecordId
from bot.model.messages import Message, Reason
from bot.model.records import AgendaItem, AgendaItemState, Share
from bot.model.situation import Situation
from bot.planner.checkup import TROUBLE
from bot.voice import Typed, Voice

QUIET = "quiet?"
AGENDA = "agenda:"
SILENCE = "silence:"
_UNDECIDED = (AgendaItemState.PROPOSED, AgendaItemState.MOVED)


def notice_content(message: Message, situation: Situation) -> Content | Reason:
    """Return what a notice says; its subject tells what it is about.

    `agenda:<meeting>:<day>` is the list for who prepares that agenda, `quiet?` the one question before
    it stops, `silence:<instant>` the weekly question whether a silence can end, `trouble:<what>` what an
    admin must know, else it is the id of an own agenda item that was decided about, or of a share.
    """
    if message.content is not None:
        return message.content
    if message.subject.startswith(AGENDA):
        return agenda_list_content(message, situation)
    if message.subject == QUIET:
        return _quiet(situation.voice)
    if message.subject.startswith(SILENCE):
        return _silence(situation)
    if message.subject.startswith(TROUBLE):
        return trouble_content(message, situation)
    return _news(message, situation)


def _news(message: Message, situation: Situation) -> Content | Reason:
    for item in situation.records.agenda_items:
        if item.id == message.subject:
            return _decision(item, situation)
    for share in situation.shared_with_me:
        if share.id == message.subject:
            return _shared(share, situation)
    # The item or the snapshot was withdrawn or erased since.
    return Reason.CHANGED


def _silence(situation: Situation) -> Content | Reason:
    """Return the weekly question to an admin, as long as everything is silent."""
    voice = situation.voice
    lasting = [
        one for one in situation.calendar.silences if one.until_on is None and not one.lifted_at
    ]
    if not lasting:
        return Reason.CHANGED
    since_on = day_in(lasting[-1].since_at, situation.tenant.zone)
    day = write_day(since_on, voice.language, today=situation.now.date())
    question = voice.t("Alle reeksen staan stil sinds {day}. Kan het weer?", day=day)
    buttons = (
        voice.button("Weer starten", SeriesVerb.LIFT, style=Style.PRIMARY),
        voice.button("Laat stil", SeriesVerb.STILL),
    )
    return Content((Paragraph(question), Buttons(buttons)), str(question))


def agenda_list_content(
    message: Message, situation: Situation, decided: RecordId | None = None
) -> Content | Reason:
    """Return the list of items for the meeting of this message; EMPTY when none is left.

    `decided` is an item that was decided about just now: it stays in sight, wherever it went.
    """
    meeting = next((m for m in situation.calendar.meetings if m.id == message.meeting), None)
    on = message.meeting_on
    if meeting is None or on is None:
        return Reason.CHANGED
    items = [
        item
        for item in situation.items
        if item.id == decided or (item.meeting == meeting.id and item.meeting_on == on)
    ]
    undecided = [item for item in items if item.state in _UNDECIDED]
    if not items or (decided is None and not undecided):
        return Reason.EMPTY
    voice, today = situation.voice, situation.now.date()
    day = write_day(on, voice.language, today=today)
    meeting_name = _meeting_name(meeting, voice)
    head = voice.n(
        "Voor {meeting} van {day} is één punt voorgesteld.",
        "Voor {meeting} van {day} zijn {count} punten voorgesteld.",
        len(items),
        meeting=meeting_name,
        day=day,
    )
    blocks: list[Block] = [Paragraph(head + _closing(message, situation))]
    for number, item in enumerate(items, start=1):
        blocks.append(Paragraph(_line(number, item, situation) + _state(item, situation, on)))
        blocks.append(Buttons(_choices(item, voice)))
    if len(items) > 1:
        whole = voice.button("Hele lijst als tekst", OwnVerb.LIST_ALL, message.id)
        blocks.append(Buttons((whole,)))
    return Content(tuple(blocks), str(head))


def agenda_as_text(message: Message, situation: Situation) -> Content | None:
    """Return the list of this message as Markdown to copy, or None when nothing is on it any more."""
    meeting = next((m for m in situation.calendar.meetings if m.id == message.meeting), None)
    on, voice = message.meeting_on, situation.voice
    if meeting is None or on is None:
        return None
    items = [
        item
        for item in situation.items
        if (item.meeting, item.meeting_on) == (meeting.id, on)
        and item.state is not AgendaItemState.DECLINED
    ]
    if not items:
        return None
    day = write_day(on, voice.language, today=situation.now.date())
    title = voice.s("Agenda")
    lines = [Paragraph(plain(f"# {title}: {meeting.name}, {day}"))]
    lines += [
        Paragraph(_line(number, item, situation)) for number, item in enumerate(items, start=1)
    ]
    return Content(tuple(lines), title, bare=True)


def _line(number: int, item: AgendaItem, situation: Situation) -> Text:
    voice = situation.voice
    line = voice.n(
        "{number}. '{text}' 1 minuut, voorgesteld door {name}.",
        "{number}. '{text}' {count} minuten, voorgesteld door {name}.",
        item.minutes,
        number=number,
        text=Typed(item.text),
        name=_name_of(item, situation),
    )
    if item.presenter:
        line = line + voice.t(" Toelichting: {presenter}.", presenter=Typed(item.presenter))
    return line


def _choices(item: AgendaItem, voice: Voice) -> tuple[Button, ...]:
    return (
        voice.button("Op de agenda", OwnVerb.LIST_PLACE, item.id),
        voice.button("Later", OwnVerb.LIST_LATER, item.id),
        voice.button("Niet", OwnVerb.LIST_DECLINE, item.id),
        voice.button("Toon als losse tekst", OwnVerb.LIST_PLAIN, item.id),
    )


def _state(item: AgendaItem, situation: Situation, on: date) -> Text:
    voice = situation.voice
    day = write_day(item.meeting_on, voice.language, today=situation.now.date())
    match item.state:
        case AgendaItemState.PLACED:
            return voice.t(" **Staat op de agenda.**")
        case AgendaItemState.MOVED if item.meeting_on != on:
            return voice.t(" **Doorgeschoven naar {day}.**", day=day)
        case AgendaItemState.DECLINED:
            return voice.t(" **Komt niet op de agenda.**")
        case _:
            return Text(())


def _closing(message: Message, situation: Situation) -> Text:
    if message.closes_at is None:
        return Text(())
    voice, closes = situation.voice, message.closes_at.astimezone(situation.now.tzinfo)
    clock = write_time(closes.time(), voice.language)
    if message.closes_at <= situation.now:
        return voice.t(" De agenda is gesloten.")
    if closes.date() == situation.now.date():
        return voice.t(" Sluiting: vandaag {time}.", time=clock)
    day = write_day(closes.date(), voice.language, today=situation.now.date())
    return voice.t(" Sluiting: {day} {time}.", day=day, time=clock)


def _meeting_name(meeting: Meeting, voice: Voice) -> str:
    match meeting.kind:
        case MeetingKind.COLLEGE:
            return voice.s("het college")
        case MeetingKind.COUNCIL:
            return voice.s("de raad")
        case MeetingKind.MT | MeetingKind.OTHER:
            return meeting.name


def _name_of(item: AgendaItem | Share, situation: Situation) -> str:
    known = (situation.person, *situation.colleagues)
    names = (person.first_name for person in known if person.id == item.person)
    return next(names, situation.voice.s("een collega"))


def _quiet(voice: Voice) -> Content:
    question = voice.t("Het is een tijd stil hier. Dat mag. Zal ik ook stil zijn?")
    buttons = (
        voice.button("Ja, stop maar", OwnVerb.QUIET_STOP),
        voice.button("Eén keer per maand", OwnVerb.QUIET_SELDOM),
        voice.button("Blijf zoals het was", OwnVerb.QUIET_SAME),
    )
    return Content((Paragraph(question), Buttons(buttons)), voice.s("Zal ik ook stil zijn?"))


def _decision(item: AgendaItem, situation: Situation) -> Content | Reason:
    voice, name = situation.voice, Typed(item.short_name)
    day = write_day(item.meeting_on, voice.language, today=situation.now.date())
    buttons: tuple[Button, ...] = ()
    match item.state:
        case AgendaItemState.PLACED:
            text = voice.t("Je punt **{name}** staat op de agenda van {day}.", name=name, day=day)
        case AgendaItemState.MOVED:
            text = voice.t("Je punt **{name}** is doorgeschoven naar {day}.", name=name, day=day)
            buttons = (
                voice.button("Goed", OwnVerb.ITEM_FINE, item.id),
                voice.button("Trek terug", OwnVerb.ITEM_WITHDRAW, item.id),
            )
        case AgendaItemState.DECLINED:
            text = voice.t(
                "Je punt **{name}** komt deze keer niet op de agenda. Wil je het bewaren?",
                name=name,
            )
            buttons = (
                voice.button("Bewaar als actie", OwnVerb.ITEM_KEEP, item.id),
                voice.button("Laat los", OwnVerb.ITEM_LET_GO, item.id),
            )
        case _:
            return Reason.CHANGED
    row = (Buttons(buttons),) if buttons else ()
    return Content((Paragraph(text), *row), item.short_name)


def _shared(share: Share, situation: Situation) -> Content | Reason:
    if share.withdrawn_at is not None:
        return Reason.CHANGED
    voice, sharer, name = situation.voice, _name_of(share, situation), Typed(share.short_name)
    if share.is_dilemma:
        text = voice.t("{sharer} deelt een dilemma met je: **{name}**.", sharer=sharer, name=name)
    else:
        text = voice.t("{sharer} deelt iets met je: **{name}**.", sharer=sharer, name=name)
    row = Buttons(
        (
            voice.button("Lees", Verb.SHARE_READ, share.id),
            voice.button("Nu niet", Verb.SHARE_NOT_NOW, share.id),
        )
    )
    return Content((Paragraph(text), row), share.short_name)
