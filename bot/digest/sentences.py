"""The sentences of a digest, for the chat and for the page alike.

They hold short names and what others may read; a person's other words are added by the page alone.
"""

from bot.content import Text, plain
from bot.dates.write import write_day, write_moment
from bot.digest.coming import Coming, ComingKind
from bot.digest.days import holiday_name, month_name, short_day, stretch
from bot.digest.group import GroupDigest, Shared
from bot.digest.month import Month
from bot.digest.personal import New, OpenDilemma, PersonalDigest
from bot.library.themes import theme_name
from bot.model.people import Language
from bot.model.prompts import Theme
from bot.model.records import Commitment
from bot.voice import Typed, Voice


def month_of(digest: PersonalDigest | GroupDigest, voice: Voice) -> str:
    """Return the name of the digest's month, with its year when it is long ago."""
    return month_name(Month.read(digest.month), voice, today=digest.today)


def new_things(new: New, voice: Voice) -> str:
    """Return *één actie klaar, één dilemma erbij*; what there is none of goes unsaid."""
    said = (
        (new.done, voice.n("één actie klaar", "{count} acties klaar", new.done)),
        (new.added, voice.n("één actie erbij", "{count} acties erbij", new.added)),
        (new.dilemmas, voice.n("één dilemma erbij", "{count} dilemma's erbij", new.dilemmas)),
        (new.decided, voice.n("één keuze gemaakt", "{count} keuzes gemaakt", new.decided)),
    )
    return ", ".join(str(text) for count, text in said if count)


def commitment_line(one: Commitment, digest: PersonalDigest, voice: Voice) -> Text:
    """Return the short name with its date: *Proeflezer zoeken, donderdag 11 februari*."""
    name = Typed(one.short_name)
    if one.due is None:
        return voice.t("{name}, zonder datum", name=name)
    if one.due.on < digest.today:
        day = write_day(one.due.on, voice.language, today=digest.today)
        return voice.t("{name}, stond voor {day}", name=name, day=day)
    day = write_moment(one.due, voice.language, today=digest.today)
    return voice.t("{name}, {day}", name=name, day=day)


def dilemma_line(one: OpenDilemma, digest: PersonalDigest, voice: Voice) -> Text:
    """Return the short name, since when it is open, and until when the person can choose."""
    since = short_day(one.since_on, voice, today=digest.today)
    line = voice.t("{name}, sinds {since}", name=Typed(one.dilemma.short_name), since=since)
    decide_by_on = one.dilemma.decide_by_on
    if decide_by_on is None:
        return line
    last = short_day(decide_by_on, voice, today=digest.today)
    if decide_by_on < digest.today:
        return line + voice.t(", kiezen kon tot en met {last}", last=last)
    return line + voice.t(", kiezen tot en met {last}", last=last)


def dilemma_question(one: OpenDilemma, voice: Voice) -> Text:
    """Return the question that goes with an open dilemma this month."""
    questions = (
        voice.t("wie heb je hierover nog niet gehoord?"),
        voice.t("wat merk je als eerste als je kiest?"),
        voice.t("welke kant is later het lastigst terug te draaien?"),
        voice.t("wat moet je weten om te kunnen kiezen?"),
        voice.t("wie merkt het als je nog een maand wacht?"),
        voice.t("welk klein stuk kun je alvast proberen?"),
        voice.t("wat zou je vragen aan een collega die hiervoor staat?"),
    )
    return questions[one.question % len(questions)]


def theme_names(themes: tuple[Theme, ...], voice: Voice) -> str:
    """Return *openheid, dienstverlening*."""
    return ", ".join(theme_name(theme, voice.language) for theme in themes)


def coming_lines(digest: PersonalDigest, voice: Voice) -> tuple[Text, ...]:
    """Return a sentence for each date that is coming."""
    return tuple(_coming_line(one, digest, voice) for one in digest.coming)


def _coming_line(one: Coming, digest: PersonalDigest, voice: Voice) -> Text:
    if one.kind in (ComingKind.SCHOOL_HOLIDAY, ComingKind.RECESS):
        days = stretch(one.first_on, one.last_on, voice, today=digest.today)
        name = holiday_name(one.name, voice)
        if voice.language is not Language.EN:
            name = name[:1].lower() + name[1:]
        return voice.t("{name} {days}.", name=Typed(name), days=days)
    day = write_day(one.first_on, voice.language, today=digest.today)
    if one.kind is ComingKind.CLOSING:
        return voice.t("{name} sluit {day}.", name=Typed(one.name), day=day)
    return voice.t("{name}: {day}.", name=Typed(one.name), day=day)


def in_a_row(lines: tuple[Text, ...]) -> Text:
    """Return sentences one after the other, each but the first with a capital."""
    row = Text(())
    for number, line in enumerate(lines):
        row += line if number == 0 else plain(" ") + capitalised(line)
    return row


def capitalised(line: Text) -> Text:
    """Return a sentence with its first letter as a capital, whoever wrote it."""
    if not line.spans:
        return line
    first = line.spans[0]
    word = first.text[:1].upper() + first.text[1:]
    return plain(word, strong=first.strong, typed=first.typed) + Text(line.spans[1:])


def empty_lines(digest: PersonalDigest, voice: Voice) -> tuple[Text, ...]:
    """Return what an empty month says."""
    month = month_of(digest, voice)
    if digest.so_far:
        nothing = voice.t("In {month} heb je nog niets vastgelegd.", month=month)
    else:
        nothing = voice.t("In {month} heb je niets vastgelegd.", month=month)
    return (nothing, voice.t("Er staat ook niets open."))


def shared_by(one: Shared, voice: Voice) -> Text:
    """Return *Gedeeld door Hanneke*; *, dilemma* follows when it is one."""
    name = Typed(one.by)
    match bool(one.by), one.share.is_dilemma:
        case True, True:
            return voice.t("Gedeeld door {name}, dilemma", name=name)
        case True, False:
            return voice.t("Gedeeld door {name}", name=name)
        case False, True:
            return voice.t("Gedeeld, dilemma")
        case _:
            return voice.t("Gedeeld")


def counts(digest: GroupDigest, voice: Voice) -> Text | None:
    """Return what the group did together, or that counts are left out, or None: nothing to count."""
    if digest.done_count is None:
        return voice.t("Aantallen laat ik weg, omdat de groep klein is.")
    if digest.done_count == 0:
        return None
    return voice.n(
        "**Samen:** één actie klaar.", "**Samen:** {count} acties klaar.", digest.done_count
    )


def closing_question(digest: GroupDigest, voice: Voice) -> Text:
    """Return the question to discuss this month."""
    questions = (
        voice.t("Welke van deze punten wil je over een maand terugzien?"),
        voice.t("Welk van deze punten heeft iets nodig van iemand aan deze tafel?"),
        voice.t("Welk van deze punten zou je aan een inwoner willen uitleggen?"),
        voice.t("Welk van deze punten mag meer tijd krijgen dan het nu krijgt?"),
    )
    return questions[digest.question % len(questions)]
