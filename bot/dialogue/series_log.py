"""The log of what admins changed for everybody: who, what, when."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.administration.changes import change_entry
from bot.content import Press, Text
from bot.dates.write import write_day, write_time
from bot.dialogue.own_moment import utc_now
from bot.dialogue.telling import tell
from bot.model.records import AuditEntry
from bot.model.series import Series
from bot.model.situation import Decision, Situation
from bot.voice import Voice, sentence

# What the log keeps is short and in English, the same for the chat and the commands.
_SAID: Mapping[str, str] = {
    "series made": sentence("maakte de reeks"),
    "series started": sentence("startte de reeks"),
    "series changed": sentence("veranderde de reeks"),
    "series paused": sentence("pauzeerde de reeks"),
    "series resumed": sentence("hervatte de reeks"),
    "series stopped": sentence("stopte de reeks"),
    "day skipped": sentence("sloeg een dag over in de reeks"),
    "newcomers begin at step 1": sentence("liet nieuwe leden bij stap 1 beginnen in de reeks"),
    "version accepted": sentence("nam een nieuwe versie over in de reeks"),
    "question added": sentence("voegde een eigen vraag toe"),
    "question withdrawn": sentence("trok een eigen vraag in"),
    "everything silenced": sentence("zette alles stil"),
    "silence lifted": sentence("startte alles weer"),
    "people imported": sentence("las een lijst met mensen in"),
    "group saved": sentence("bewaarde de groep"),
    "channel linked": sentence("koppelde een kanaal aan"),
    "channel unlinked": sentence("ontkoppelde het kanaal van"),
    "dates read in": sentence("las data in"),
    "dates of a year set": sentence("las de data van een jaar in"),
    "person changed": sentence("veranderde rol of vervanger van"),
    "meeting made": sentence("maakte het overleg"),
    "meeting read in": sentence("las de agenda in van"),
    "meeting changed": sentence("veranderde het overleg"),
    "meeting removed": sentence("nam het overleg weg"),
    "date changed": sentence("veranderde een datum van"),
    "date restored": sentence("herstelde een datum van"),
    "rest saved": sentence("bewaarde de vrije dagen"),
    "rest removed": sentence("nam de vrije dagen weg"),
    "state saved": sentence("noteerde de tijd"),
    "state ended": sentence("beëindigde de tijd"),
    "moment saved": sentence("bewaarde de datum"),
    "moment removed": sentence("nam de datum weg"),
    "unknown messages sent again": sentence("stuurde berichten opnieuw"),
}
# How the things that can differ are called; their values stand in what the command shows.
_CHANGED: Mapping[str, str] = {
    "name": sentence("naam"),
    "draws_from": sentence("wat er wordt gevraagd"),
    "steps": sentence("wat er wordt gevraagd"),
    "audience": sentence("voor wie"),
    "cadence": sentence("wanneer"),
    "place": sentence("waar"),
    "begins_on": sentence("het begin"),
    "ends_on": sentence("het einde"),
    "falls_away": sentence("wat er met een stap gebeurt die wegvalt"),
    "newcomers": sentence("waar nieuwe mensen beginnen"),
    "reminder": sentence("de herinnering"),
    "state": sentence("of hij loopt"),
}


def noted(situation: Situation, series: Series, what: str, details: str = "") -> AuditEntry:
    """Return the entry that says that this admin did this to the series."""
    return logged(situation, f"{what}: {series.name}", details)


def logged(situation: Situation, what: str, details: str = "") -> AuditEntry:
    """Return the entry that says that this admin did this."""
    person = situation.person
    return change_entry(person.tenant, person.id, what, utc_now(situation), details)


def on_log(situation: Situation, press: Press) -> Decision:
    """*Logboek*: the last changes, newest first."""
    voice = situation.voice
    changes = situation.desk.changes if situation.desk else ()
    if not changes:
        return tell(voice.t("Er is nog niets veranderd."))
    return tell(
        voice.t("De laatste veranderingen, de nieuwste eerst:"),
        *(_line(situation, entry) for entry in changes),
    )


def _line(situation: Situation, entry: AuditEntry) -> Text:
    voice, language = situation.voice, situation.voice.language
    local = entry.at.astimezone(ZoneInfo(situation.person.zone))
    what, _, name = entry.what.partition(": ")
    known = {one.id: one.first_name for one in (situation.person, *situation.colleagues)}
    who = next((name for person, name in known.items() if person == entry.by), entry.by)
    did = voice.word(_SAID.get(what, what))
    return voice.t(
        "{day}, {time}: {who} {did} {name}",
        day=write_day(local.date(), language, today=situation.now.date()),
        time=write_time(local.time(), language),
        who=who,
        did=did,
        name=_named(name, _details(entry, voice)),
    )


def _named(name: str, details: str) -> str:
    return f"{name} ({details})" if name and details else name or details


def _details(entry: AuditEntry, voice: Voice) -> str:
    """Return what changed in words people know; what is no difference as it was noted.

    A series that a file made differs in everything it has.
    """
    if entry.what.startswith("series made"):
        return ""
    fields = [piece.partition(": ")[0] for piece in entry.reason.split("; ") if " -> " in piece]
    known = [voice.word(_CHANGED[field]) for field in fields if field in _CHANGED]
    return ", ".join(dict.fromkeys(known)) or entry.reason
