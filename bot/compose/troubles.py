"""What an admin is told without asking: what went wrong, why, and what to do. Never about a person."""

from collections.abc import Mapping
from datetime import date

from bot.compose.admin_verbs import AdminVerb
from bot.content import Buttons, Content, Paragraph, Text
from bot.dates.write import write_day
from bot.model.ids import MeetingId, SeriesId
from bot.model.messages import Message, Reason
from bot.model.situation import Situation
from bot.planner.checkup import TROUBLE, WAITING, Trouble
from bot.planner.horizon import missing_moments
from bot.voice import Typed, sentence

# A button holds no more; it is the name that the platform shows there itself.
_NAME = 80
_CAUSES: Mapping[str, tuple[str, str]] = {
    Reason.LATE: (
        sentence("ik draaide niet, of kon pas versturen toen het te laat was"),
        sentence("Vraag ICT of ik steeds draai. Deze keer sla ik over."),
    ),
    Reason.UNREACHABLE: (
        sentence("ik heb van niemand een adres in de chat"),
        sentence("Vraag ICT of de app bij iedereen is geïnstalleerd."),
    ),
    Reason.REFUSED: (
        sentence("de chat weigerde de berichten"),
        sentence("Vraag ICT om de koppeling na te kijken."),
    ),
    Reason.UNREADABLE: (
        sentence("ik kon de berichten niet lezen of maken"),
        sentence("Vraag ICT om de sleutels en de opslag na te kijken."),
    ),
    Reason.NO_PROMPT_LEFT: (
        sentence("er is niets over dat past en nieuw is"),
        sentence("Kies iets anders voor deze reeks, of stop haar, met **reeksen**."),
    ),
    WAITING: (
        sentence("er is geen verbinding met de chat"),
        sentence("Ik blijf het proberen tot het te laat is. Daarna sla ik deze keer over."),
    ),
}


def trouble_content(message: Message, situation: Situation) -> Content | Reason:
    """Return what a notice of a trouble says, or CHANGED when it is over."""
    kind, _, about = message.subject.removeprefix(TROUBLE).partition(":")
    detail = message.detail or ""
    match kind:
        case Trouble.SILENT:
            return _silent(about, detail, situation)
        case Trouble.UNKNOWN:
            return _unknown(detail, situation)
        case Trouble.MOMENTS:
            return _moments(about, situation)
        case Trouble.HOLIDAYS:
            text = situation.voice.t(
                "Na {year} ken ik de schoolvakanties niet. Ik stuur dan ook in de vakantie. Vraag ICT "
                "om een nieuwe versie, of om de vakanties als vrije dagen in te lezen.",
                year=about,
            )
            return _said(text)
        case Trouble.NEVER:
            return _never(about, situation)
        case Trouble.CAME | Trouble.WENT:
            return _roster(kind, message, about, situation)
        case Trouble.DATES | Trouble.FILE:
            return _meeting(kind, about, detail, situation)
        case _:
            return Reason.CHANGED


def _silent(about: str, detail: str, situation: Situation) -> Content | Reason:
    voice = situation.voice
    series_id, _, day = about.rpartition(":")
    series = next((one for one in situation.series if one.id == SeriesId(series_id)), None)
    if series is None or detail not in _CAUSES:
        return Reason.CHANGED
    cause, remedy = _CAUSES[detail]
    text = voice.t(
        "De reeks **{series}** had {day} moeten versturen, maar er is niets uitgegaan. "
        "Oorzaak: {cause}.",
        series=series.name,
        day=_day(day, situation),
        cause=voice.word(cause),
    )
    return _said(text, voice.t(remedy))


def _never(about: str, situation: Situation) -> Content | Reason:
    series_id = SeriesId(about.rpartition(":")[0])
    series = next((one for one in situation.series if one.id == series_id), None)
    if series is None:
        return Reason.CHANGED
    text = situation.voice.t(
        "De reeks **{series}** komt nooit: op haar vaste moment stuur ik niets.", series=series.name
    )
    remedy = situation.voice.t(
        "Buiten werktijd, op vrijdagmiddag en in het weekend ben ik stil. Kies een ander moment met "
        "**reeksen**."
    )
    return _said(text, remedy)


def _unknown(detail: str, situation: Situation) -> Content | Reason:
    voice, count = situation.voice, int(detail) if detail.isdecimal() else 0
    if not count:
        return Reason.CHANGED
    text = voice.n(
        "Van één bericht weet ik niet of het is aangekomen.",
        "Van {count} berichten weet ik niet of ze zijn aangekomen.",
        count,
    )
    if situation.tenant.resend_unknown:
        then = voice.t("Wat er niet is, stuur ik opnieuw.")
    else:
        then = voice.t("Ik stuur niets opnieuw, tenzij jij dat kiest.")
    row = Buttons((voice.button("Bekijk", AdminVerb.TROUBLES),))
    return Content((Paragraph(text), Paragraph(then), row), str(text))


def _moments(about: str, situation: Situation) -> Content | Reason:
    voice, year = situation.voice, int(about) if about.isdecimal() else 0
    keys = missing_moments(situation.series, situation.library, situation.calendar, year)
    if not keys:
        return Reason.CHANGED
    labels = {moment.key: moment.label for moment in situation.calendar.moments}
    text = voice.n(
        "Voor {year} mist één datum: {names}.",
        "Voor {year} missen {count} data: {names}.",
        len(keys),
        year=year,
        names=", ".join(labels.get(key, key) for key in keys),
    )
    remedy = voice.t(
        "Zonder datum komen de duwtjes niet. Vraag ICT om het jaar in te lezen met "
        "`zetje dates year {year}`.",
        year=year,
    )
    return _said(text, remedy)


def _meeting(kind: str, about: str, detail: str, situation: Situation) -> Content | Reason:
    voice = situation.voice
    meeting_id, _, day = about.rpartition(":")
    known = situation.calendar.meetings
    meeting = next((one for one in known if one.id == MeetingId(meeting_id)), None)
    if meeting is None:
        return Reason.CHANGED
    if kind == Trouble.FILE:
        text = voice.t(
            "De agenda van {meeting} kan ik niet lezen: {what}. De data die ik had, heb ik nog.",
            meeting=meeting.name,
            what=detail,
        )
        remedy = voice.t("Laat de agenda opnieuw exporteren en inlezen.")
        return _said(text, remedy)
    if meeting.known_until_on is None or meeting.known_until_on.isoformat() != day:
        return Reason.CHANGED
    text = voice.t(
        "De data van {meeting} ken ik tot en met {day}.",
        meeting=meeting.name,
        day=_day(day, situation),
    )
    remedy = voice.t("Daarna komen er geen duwtjes voor. Laat een nieuwe agenda inlezen.")
    return _said(text, remedy)


def _roster(kind: str, message: Message, about: str, situation: Situation) -> Content | Reason:
    """Ask what to do with who came into the channel of a group, or left it."""
    voice, group_id = situation.voice, about.partition(":")[0]
    group = next((one for one in situation.groups if one.id == group_id), None)
    if group is None:
        return Reason.CHANGED
    called = message.detail or voice.s("Iemand")
    name = Typed(called)
    if kind == Trouble.CAME:
        text = voice.t(
            "**{name}** kwam in het kanaal van **{group}** en zit nog niet in de groep.",
            name=name,
            group=Typed(group.name),
        )
        button = voice.button("Zet in de groep", AdminVerb.JOIN, message.id, called[:_NAME])
    else:
        text = voice.t(
            "**{name}** ging uit het kanaal van **{group}** en zit nog in de groep.",
            name=name,
            group=Typed(group.name),
        )
        button = voice.button("Haal uit de groep", AdminVerb.LEAVE, message.id, called[:_NAME])
    return Content((Paragraph(text), Buttons((button,))), voice.s("Mensen en groepen"))


def _day(text: str, situation: Situation) -> str:
    today = situation.now.date()
    return write_day(date.fromisoformat(text), situation.voice.language, today=today)


def _said(first: Text, *more: Text) -> Content:
    return Content(tuple(Paragraph(text) for text in (first, *more)), str(first))
