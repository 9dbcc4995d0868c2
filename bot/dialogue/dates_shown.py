"""*Overleggen en data*: what the bot knows of meetings, recesses, states and dates of the year."""

from collections.abc import Iterator
from datetime import date

from bot.compose.date_verbs import DateVerb
from bot.content import Block, Button, Buttons, Content, Paragraph, Press, Style, Text, plain
from bot.dialogue.date_words import (
    closing_words,
    coming_dates,
    date_words,
    day_words,
    mark_of,
    period_words,
    rhythm_words,
)
from bot.model.calendar import Meeting, Recess, TenantMoment, TenantState
from bot.model.people import Group
from bot.model.situation import Decision, Say, Situation
from bot.silence import RestDays
from bot.voice import Typed

_MOST_MEETINGS, _MOST_ROWS, _MOST_DATES, _MOST_HOLIDAYS = 8, 10, 3, 12


def on_dates(situation: Situation, _: Press) -> Decision:
    """Show each meeting with its closing and its next dates, and how to get to the other dates."""
    voice, meetings = situation.voice, situation.calendar.meetings
    blocks: list[Block] = []
    if not meetings:
        blocks.append(Paragraph(voice.t("Ik ken nog geen overleggen.")))
    for meeting in meetings[:_MOST_MEETINGS]:
        blocks += _meeting(situation, meeting)
    if len(meetings) > _MOST_MEETINGS:
        blocks.append(_more(situation, len(meetings) - _MOST_MEETINGS))
    blocks.append(
        Buttons(
            (
                voice.button("Nieuw overleg", DateVerb.MEETING, style=Style.PRIMARY),
                voice.button("Lees een agenda in", DateVerb.HOW_FILE),
            )
        )
    )
    others = (
        voice.button("Recessen en vrije dagen", DateVerb.RESTS),
        voice.button("Data van het jaar", DateVerb.MOMENTS),
        voice.button("Bijzondere tijden", DateVerb.STATES),
        voice.button("Feestdagen en vakanties", DateVerb.DAYS_KNOWN),
    )
    blocks.append(Buttons(others))
    shown = Content(tuple(blocks), voice.s("Overleggen en data"))
    return Decision(says=(Say(shown),), keeps_expected=True)


def on_rests(situation: Situation, _: Press) -> Decision:
    """*Recessen en vrije dagen*: those that are not over."""
    voice, today = situation.voice, situation.now.date()
    recesses = [one for one in situation.calendar.recesses if one.period.last_on >= today]
    rows = [_rest_row(situation, one) for one in recesses]
    new = voice.button("Voeg toe", DateVerb.REST, style=Style.PRIMARY)
    empty = voice.t("Ik ken geen recessen of vrije dagen die nog komen.")
    return _listed(situation, rows, (empty, new), voice.s("Recessen en vrije dagen"))


def on_states(situation: Situation, _: Press) -> Decision:
    """*Bijzondere tijden*: a time in which some questions rest, such as *formatie*."""
    voice, today = situation.voice, situation.now.date()
    states = [one for one in situation.calendar.states if _goes_on(one, today)]
    rows = [_state_row(situation, one) for one in states]
    new = voice.button("Voeg toe", DateVerb.STATE, style=Style.PRIMARY)
    empty = voice.t("Het is nu een gewone tijd. In een formatie of crisis rusten sommige vragen.")
    return _listed(situation, rows, (empty, new), voice.s("Bijzondere tijden"))


def on_moments(situation: Situation, _: Press) -> Decision:
    """*Data van het jaar*: the coming dates from which nudges count back."""
    voice, today = situation.voice, situation.now.date()
    moments = sorted(
        (one for one in situation.calendar.moments if one.on >= today), key=lambda one: one.on
    )
    rows = [_moment_row(situation, one) for one in moments]
    new = voice.button("Voeg toe", DateVerb.MOMENT, style=Style.PRIMARY)
    empty = voice.t("Ik ken nog geen data van het jaar, zoals de sluiting van de kadernota.")
    return _listed(situation, rows, (empty, new), voice.s("Data van het jaar"))


def on_holidays(situation: Situation, _: Press) -> Decision:
    """*Feestdagen en vakanties*: what the bot knows by itself; nobody needs to fill these in."""
    voice, today, calendar = situation.voice, situation.now.date(), situation.calendar
    days = RestDays(situation.tenant, calendar)
    # Not every organisation keeps Good Friday, or 5 May.
    kept = (one for one in calendar.holidays if not days.is_workday(one.period.first_on))
    known = (*kept, *calendar.school_holidays)
    coming = sorted(
        (one for one in known if one.period.last_on >= today), key=lambda one: one.period.first_on
    )
    lines = [
        voice.t("{name}: {days}", name=one.name, days=period_words(one.period, situation))
        for one in coming[:_MOST_HOLIDAYS]
    ]
    first = voice.t("Deze dagen ken ik vanzelf. Op feestdagen en in vakanties stuur ik niets.")
    last = voice.t("Of Goede Vrijdag en 5 mei vrij zijn, kan ICT veranderen: `zetje tenant add`.")
    blocks = tuple(Paragraph(line) for line in (first, *lines, last))
    return Decision(says=(Say(Content(blocks, str(first))),), keeps_expected=True)


def on_how_file(situation: Situation, _: Press) -> Decision:
    """*Lees een agenda in*: what to do with a calendar file, which not every chat lets the bot read."""
    voice = situation.voice
    line = voice.t(
        "Stuur mij hier het agendabestand (.ics), als deze chat dat kan. Lukt dat niet, geef het dan "
        "aan ICT: zij lezen het in met `zetje dates import`. Of vul het overleg zelf in."
    )
    row = Buttons((voice.button("Nieuw overleg", DateVerb.MEETING),))
    shown = Content((Paragraph(line), row), voice.s("Lees een agenda in"))
    return Decision(says=(Say(shown),), keeps_expected=True)


def _meeting(situation: Situation, meeting: Meeting) -> Iterator[Block]:
    voice = situation.voice
    line = voice.t(
        "**{meeting}**: {when}. Agenda sluit {closing}.",
        meeting=Typed(meeting.name),
        when=rhythm_words(meeting, voice),
        closing=closing_words(meeting, voice),
    )
    group = _group(situation, meeting)
    if group is not None and group.name != meeting.name:
        line = line + plain(" ") + voice.t("Van {group}.", group=Typed(group.name))
    yield Paragraph(line)
    coming = coming_dates(meeting, situation, _MOST_DATES)
    for found in coming:
        yield Paragraph(plain(date_words(found, meeting, situation)))
    if not coming:
        yield Paragraph(voice.t("Er komen geen data meer."))
    yield Buttons(_meeting_buttons(situation, meeting))


def _meeting_buttons(situation: Situation, meeting: Meeting) -> tuple[Button, ...]:
    voice = situation.voice
    change = voice.button("Verander", DateVerb.MEETING, meeting.id)
    drop = voice.button("Neem weg", DateVerb.DROP_MEETING, meeting.id, style=Style.DANGER)
    if meeting.source:
        return (change, drop)
    return (change, voice.button("Eén datum anders", DateVerb.ONE_DATE, meeting.id), drop)


def _group(situation: Situation, meeting: Meeting) -> Group | None:
    return next((one for one in situation.groups if one.id == meeting.group), None)


def _goes_on(state: TenantState, today: date) -> bool:
    return state.last_on is None or state.last_on >= today


def _rest_row(situation: Situation, recess: Recess) -> tuple[Block, ...]:
    voice, mark = situation.voice, mark_of(recess.name, str(recess.period.first_on))
    line = voice.t(
        "**{name}**: {days}",
        name=Typed(recess.name),
        days=period_words(recess.period, situation),
    )
    change = voice.button("Verander", DateVerb.REST, mark)
    drop = voice.button("Neem weg", DateVerb.DROP_REST, mark, style=Style.DANGER)
    return (Paragraph(line), Buttons((change, drop)))


def _state_row(situation: Situation, state: TenantState) -> tuple[Block, ...]:
    voice, mark = situation.voice, mark_of(state.name, str(state.first_on))
    since = day_words(state.first_on, situation)
    if state.last_on is None:
        line = voice.t("**{name}**: vanaf {day}", name=Typed(state.name), day=since)
    else:
        last = day_words(state.last_on, situation)
        line = voice.t(
            "**{name}**: {day} tot en met {last}", name=Typed(state.name), day=since, last=last
        )
    change = voice.button("Verander", DateVerb.STATE, mark)
    return (Paragraph(line), Buttons((change, voice.button("Voorbij", DateVerb.END_STATE, mark))))


def _moment_row(situation: Situation, moment: TenantMoment) -> tuple[Block, ...]:
    voice, mark = situation.voice, mark_of(moment.key, str(moment.on))
    line = voice.t(
        "**{name}**: {day}", name=Typed(moment.label), day=day_words(moment.on, situation)
    )
    change = voice.button("Verander", DateVerb.MOMENT, mark)
    drop = voice.button("Neem weg", DateVerb.DROP_MOMENT, mark, style=Style.DANGER)
    return (Paragraph(line), Buttons((change, drop)))


def _listed(
    situation: Situation,
    rows: list[tuple[Block, ...]],
    otherwise: tuple[Text, Button],
    summary: str,
) -> Decision:
    empty, new = otherwise
    blocks: list[Block] = [] if rows else [Paragraph(empty)]
    for row in rows[:_MOST_ROWS]:
        blocks += row
    if len(rows) > _MOST_ROWS:
        blocks.append(_more(situation, len(rows) - _MOST_ROWS))
    blocks.append(Buttons((new,)))
    return Decision(says=(Say(Content(tuple(blocks), summary)),), keeps_expected=True)


def _more(situation: Situation, count: int) -> Paragraph:
    return Paragraph(situation.voice.n("En nog één.", "En nog {count}.", count))
