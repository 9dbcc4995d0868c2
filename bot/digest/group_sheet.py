"""A group's month as a page: what was shared, word for word."""

from bot.content import plain
from bot.dates.write import write_day
from bot.digest.group import GroupDigest, Shared
from bot.digest.sentences import closing_question, counts, month_of, shared_by
from bot.digest.sheet import Entry, Sheet, sections
from bot.model.records import AgendaItem
from bot.voice import Typed, Voice


def group_sheet(digest: GroupDigest, voice: Voice) -> Sheet:
    """Return the page; when nothing was shared it says so."""
    return Sheet(
        language=voice.language,
        title=voice.t("{group}, {month}", group=Typed(digest.group), month=month_of(digest, voice)),
        note=voice.t("Alleen wat mensen zelf deelden."),
        lead=(voice.t("Er is voor deze maand niets gedeeld."),) if digest.is_empty else (),
        sections=sections(
            (voice.s("Gedeeld"), tuple(_shared(one, voice) for one in digest.shared)),
            (
                voice.s("Op de agenda van dit MT gekomen"),
                tuple(_placed(item, digest, voice) for item in digest.placed),
            ),
            (voice.s("Aantallen"), _together(digest, voice)),
            (voice.s("Om te bespreken, 5 minuten"), _to_discuss(digest, voice)),
        ),
        made=voice.t(
            "Gemaakt op {day}.",
            day=f"{write_day(digest.today, voice.language)} {digest.today.year}",
        ),
    )


def _shared(one: Shared, voice: Voice) -> Entry:
    return Entry(shared_by(one, voice) + plain(": ") + plain(one.share.text, typed=True))


def _placed(item: AgendaItem, digest: GroupDigest, voice: Voice) -> Entry:
    day = write_day(item.meeting_on, voice.language, today=digest.today)
    return Entry(voice.t("{words} ({day})", words=Typed(item.text), day=day))


def _together(digest: GroupDigest, voice: Voice) -> tuple[Entry, ...]:
    together = None if digest.is_empty else counts(digest, voice)
    return (Entry(together),) if together is not None else ()


def _to_discuss(digest: GroupDigest, voice: Voice) -> tuple[Entry, ...]:
    return () if digest.is_empty else (Entry(closing_question(digest, voice)),)
