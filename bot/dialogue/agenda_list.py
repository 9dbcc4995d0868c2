"""The list of proposed items, for who prepares the agenda: each is placed, moved or declined.

What is decided here the proposer hears in their own rhythm, from the planner.
"""

from dataclasses import replace

from bot.compose.notices import agenda_as_text, agenda_list_content
from bot.compose.own_verbs import OwnVerb
from bot.content import Content, Paragraph, Press, Text, plain
from bot.dates.write import write_day
from bot.dialogue.meeting_dates import meeting_with, next_open_date
from bot.dialogue.own_moment import utc_now
from bot.dialogue.story import Story
from bot.dialogue.telling import tell
from bot.model.records import AgendaItem, AgendaItemState
from bot.model.situation import Decision, Say, Situation, Update
from bot.voice import Typed


def on_place(situation: Situation, press: Press) -> Decision:
    """*Op de agenda*."""
    item = _listed(situation, press)
    if item is None:
        return _gone(situation)
    return _decided(situation, item, replace(item, state=AgendaItemState.PLACED))


def on_later(situation: Situation, press: Press) -> Decision:
    """*Later*: to the next date of the same meeting."""
    item = _listed(situation, press)
    meeting = meeting_with(situation, item.meeting) if item else None
    if item is None or meeting is None:
        return _gone(situation)
    following = next_open_date(situation, meeting, item.meeting_on)
    if following is None:
        return tell(situation.voice.t("Ik ken nog geen volgende datum van dit overleg."))
    moved = replace(item, state=AgendaItemState.MOVED, meeting_on=following.on)
    return _decided(situation, item, moved)


def on_decline(situation: Situation, press: Press) -> Decision:
    """*Niet*."""
    item = _listed(situation, press)
    if item is None:
        return _gone(situation)
    return _decided(situation, item, replace(item, state=AgendaItemState.DECLINED))


def on_plain(situation: Situation, press: Press) -> Decision:
    """*Toon als losse tekst*."""
    item = _listed(situation, press)
    if item is None:
        return _gone(situation)
    text = plain(item.text, typed=True)
    bare = Content((Paragraph(text),), situation.voice.s("Agendapunt"), bare=True)
    return Decision(says=(Say(bare),), keeps_expected=True)


def on_all(situation: Situation, press: Press) -> Decision:
    """*Hele lijst als tekst*: what is proposed for that date, as Markdown to copy."""
    message = situation.message
    text = agenda_as_text(message, situation) if message else None
    if text is None:
        return _gone(situation)
    return Decision(says=(Say(text),), keeps_expected=True)


def _decided(situation: Situation, before: AgendaItem, after: AgendaItem) -> Decision:
    voice = situation.voice
    is_new = before.state is not after.state or before.meeting_on != after.meeting_on
    after = replace(after, changed_at=utc_now(situation)) if is_new else before
    day = write_day(after.meeting_on, voice.language, today=situation.now.date())
    name = _proposer(situation, after)
    told = tell(_what(situation, after, day) + plain(" ") + voice.t("{name} hoort het.", name=name))
    if not is_new:
        return told
    return replace(told, saves=(after,), updates=_list_now(situation, after))


def _what(situation: Situation, item: AgendaItem, day: str) -> Text:
    voice, name = situation.voice, Typed(item.short_name)
    match item.state:
        case AgendaItemState.PLACED:
            return voice.t("**{name}** staat op de agenda van {day}.", name=name, day=day)
        case AgendaItemState.MOVED:
            return voice.t("**{name}** is doorgeschoven naar {day}.", name=name, day=day)
        case _:
            return voice.t("**{name}** komt niet op de agenda van {day}.", name=name, day=day)


def _list_now(situation: Situation, after: AgendaItem) -> tuple[Update, ...]:
    message = situation.message
    if message is None or not message.subject.startswith("agenda:"):
        return ()
    items = tuple(after if item.id == after.id else item for item in situation.items)
    content = agenda_list_content(message, replace(situation, items=items), after.id)
    return (Update(message.id, content),) if isinstance(content, Content) else ()


def _proposer(situation: Situation, item: AgendaItem) -> str:
    known = (situation.person, *situation.colleagues)
    names = (person.first_name for person in known if person.id == item.person)
    return next(names, situation.voice.s("De indiener"))


def _listed(situation: Situation, press: Press) -> AgendaItem | None:
    return next((item for item in situation.items if item.id == press.subject), None)


def _gone(situation: Situation) -> Decision:
    return tell(situation.voice.t("Dit punt staat niet meer op de lijst. Het is teruggetrokken."))


STORY = Story(
    presses={
        OwnVerb.LIST_PLACE: on_place,
        OwnVerb.LIST_LATER: on_later,
        OwnVerb.LIST_DECLINE: on_decline,
        OwnVerb.LIST_PLAIN: on_plain,
        OwnVerb.LIST_ALL: on_all,
    }
)
