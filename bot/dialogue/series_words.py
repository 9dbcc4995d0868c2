"""How the bot speaks of a series: what it asks, of whom, when, and how a day is written in a table."""

import re
from datetime import date

from bot.dates.write import write_day, write_time
from bot.dialogue.own_moment import weekday_name
from bot.model.ids import SeriesId
from bot.model.people import Language, Role
from bot.model.prompts import Kind
from bot.model.series import Cadence, Series, is_look_back
from bot.model.situation import Situation
from bot.voice import Voice

RULE_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SIMPLE = re.compile(r"FREQ=WEEKLY(?:;INTERVAL=(\d{1,2}))?;BYDAY=(MO|TU|WE|TH|FR|SA|SU)")


def series_with(situation: Situation, series_id: str) -> Series | None:
    """Return the series with this id, or None when it is not known."""
    return next((one for one in situation.series if one.id == SeriesId(series_id)), None)


def weekly(rule: str) -> tuple[int, int] | None:
    """Return (every so many weeks, weekday) of a rule as the chat makes it; None for any other."""
    found = _SIMPLE.fullmatch(rule)
    return (int(found[1] or 1), RULE_DAYS.index(found[2])) if found else None


def weekly_rule(every: int, weekday: int) -> str:
    """Return the rule for a weekday, once in so many weeks."""
    interval = f";INTERVAL={every}" if every > 1 else ""
    return f"FREQ=WEEKLY{interval};BYDAY={RULE_DAYS[weekday]}"


def role_name(role: Role, voice: Voice) -> str:
    """Return what people with a role are called together."""
    return {
        Role.SECRETARY: voice.s("gemeentesecretarissen"),
        Role.DIRECTOR: voice.s("directeuren"),
        Role.MT_MEMBER: voice.s("MT-leden"),
        Role.CIO: voice.s("CIO en informatiemanagers"),
        Role.HR: voice.s("HR"),
        Role.CONTROLLER: voice.s("controllers"),
        Role.PRIVACY_OFFICER: voice.s("functionarissen gegevensbescherming"),
        Role.CLERK: voice.s("griffiers"),
        Role.ADMIN: voice.s("beheerders"),
    }[role]


def audience_words(series: Series, situation: Situation) -> str:
    """Return who is asked: *MT Sociaal, directeuren en Hanneke*."""
    audience, voice = series.audience, situation.voice
    known = {one.id: one.name for one in (situation.person, *situation.colleagues)}
    names = [group.name for group in situation.groups if group.id in audience.groups]
    names += [role_name(role, voice) for role in Role if role in audience.roles]
    names += sorted(known.get(person, person) for person in audience.people)
    return listed(names, voice) or voice.s("nog niemand")


def place_words(series: Series, situation: Situation) -> str:
    """Return where it comes: *ieder in de eigen chat*, *in het kanaal van MT Sociaal*."""
    voice = situation.voice
    if not series.is_in_channel:
        return voice.s("ieder in de eigen chat")
    groups = [one.name for one in situation.groups if one.id in series.audience.groups]
    if len(groups) > 1:
        return voice.s("elke groep in het eigen kanaal")
    return voice.s("in het kanaal van {group}", group=listed(groups, voice))


def cadence_words(series: Series, voice: Voice) -> str:
    """Return when it comes: *elke dinsdag om 16.00 uur*."""
    cadence = series.cadence
    if cadence is None:
        return voice.s("op tijd voor de agenda of de datum waar het om gaat")
    clock = write_time(cadence.wall_time, voice.language)
    if cadence.workdays_before_meeting is not None:
        before = voice.n(
            "de werkdag vóór hun eigen overleg om {time}",
            "{count} werkdagen vóór hun eigen overleg om {time}",
            cadence.workdays_before_meeting,
            time=clock,
        )
        return str(before)
    simple = weekly(cadence.rule)
    if simple is None:
        return f"{cadence.rule}, {clock}"
    every, weekday = simple
    day = weekday_name(weekday, voice.language)
    return str(
        voice.n(
            "elke {day} om {time}",
            "eens in de {count} weken op {day} om {time}",
            every,
            day=day,
            time=clock,
        )
    )


def kind_name(kind: Kind, voice: Voice) -> str:
    """Return what a kind of prompt is called."""
    return {
        Kind.SMALL_WIN: voice.s("kleine stappen"),
        Kind.REFLECTION: voice.s("vragen om bij stil te staan"),
        Kind.AGENDA_NUDGE: voice.s("agendaduwtjes"),
    }[kind]


def step_name(series: Series, number: int, voice: Voice) -> str:
    """Return the number of a step as a row shows it; the last one of a programme looks back."""
    if 0 < number <= len(series.steps) and is_look_back(series.steps[number - 1]):
        return voice.s("terugblik")
    return str(number)


def listed(names: list[str], voice: Voice) -> str:
    """Return *a, b en c*."""
    if len(names) < 2:
        return "".join(names)
    return voice.s("{first} en {last}", first=", ".join(names[:-1]), last=names[-1])


def table_day(on: date, language: Language, today: date) -> str:
    """Return a day as it stands in a table: *di 26 januari*, *Tue 26 January*."""
    weekday, _, rest = write_day(on, language, today=today).partition(" ")
    return f"{weekday[: 3 if language is Language.EN else 2]} {rest}"


def zone_name(cadence: Cadence | None, situation: Situation) -> str:
    """Return the place whose clock counts: *Amsterdam*."""
    zone = cadence.zone if cadence else situation.tenant.zone
    return zone.rpartition("/")[2].replace("_", " ")
