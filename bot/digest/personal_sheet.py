"""A person's own month as a page, with their own words in full."""

from collections.abc import Iterator

from bot.content import Text, plain
from bot.dates.write import write_day
from bot.digest.personal import Answered, Decided, Done, OpenDilemma, PersonalDigest
from bot.digest.sentences import (
    capitalised,
    coming_lines,
    commitment_line,
    dilemma_line,
    dilemma_question,
    empty_lines,
    month_of,
    new_things,
    theme_names,
)
from bot.digest.sheet import Entry, Sheet, sections
from bot.model.records import AgendaItem, Commitment, Dilemma, Reply
from bot.voice import Typed, Voice

Fact = tuple[str, Text]


def personal_sheet(digest: PersonalDigest, voice: Voice) -> Sheet:
    """Return the page; an empty month says so in a sentence."""
    new = new_things(digest.new, voice)
    lead: tuple[Text, ...] = ()
    if digest.is_empty:
        lead = empty_lines(digest, voice)
    elif new:
        lead = (voice.t("Nieuw sinds vorige maand: {things}.", things=new),)
    page = _Page(digest, voice)
    return Sheet(
        language=voice.language,
        title=_title(digest, voice),
        note=voice.t("Alleen jij ziet dit."),
        lead=lead,
        sections=sections(
            (voice.s("Klaar"), tuple(page.done(one) for one in digest.done)),
            (voice.s("Gekozen"), tuple(page.decided(one) for one in digest.decided)),
            (voice.s("Opgeschreven"), tuple(page.answered(one) for one in digest.answered)),
            (voice.s("Op de agenda gekomen"), tuple(page.placed(one) for one in digest.placed)),
            (voice.s("Open acties"), tuple(page.commitment(one) for one in digest.commitments)),
            (voice.s("Open dilemma's"), tuple(page.dilemma(one) for one in digest.dilemmas)),
            (voice.s("Thema's"), tuple(page.themes())),
            (voice.s("Op komst"), tuple(page.coming())),
        ),
        made=voice.t(
            "Gemaakt op {day}.",
            day=f"{write_day(digest.today, voice.language)} {digest.today.year}",
        ),
    )


def _title(digest: PersonalDigest, voice: Voice) -> Text:
    month = month_of(digest, voice)
    if digest.so_far:
        return voice.t("Je {month} tot nu toe", month=month)
    return voice.t("Je {month}", month=month)


class _Page:
    """Writes the entries of one digest."""

    def __init__(self, digest: PersonalDigest, voice: Voice) -> None:
        self._digest = digest
        self._voice = voice

    def done(self, one: Done) -> Entry:
        facts = (*self._plan(one.commitment), *self._noticed(one.notes))
        return Entry(self._dated(one.commitment.short_name, self._day(one)), facts)

    def decided(self, one: Decided) -> Entry:
        facts = (*self._sides(one.dilemma), *self._wrote(one.notes))
        return Entry(self._dated(one.dilemma.short_name, self._day(one)), facts)

    def answered(self, one: Answered) -> Entry:
        facts = ((self._voice.s("Wat je schreef"), _own(one.reply.text)),)
        return Entry(self._dated(one.reply.short_name, self._day(one)), facts)

    def placed(self, item: AgendaItem) -> Entry:
        day = write_day(item.meeting_on, self._voice.language, today=self._digest.today)
        facts = ((self._voice.s("Tekst"), _own(item.text)),)
        return Entry(self._dated(item.short_name, day), facts)

    def commitment(self, one: Commitment) -> Entry:
        return Entry(commitment_line(one, self._digest, self._voice), tuple(self._plan(one)))

    def dilemma(self, one: OpenDilemma) -> Entry:
        question = capitalised(dilemma_question(one, self._voice))
        facts = (
            *self._sides(one.dilemma),
            *self._wrote(one.notes),
            (self._voice.s("Vraag erbij"), question),
        )
        return Entry(dilemma_line(one, self._digest, self._voice), facts)

    def themes(self) -> Iterator[Entry]:
        themes = self._digest.attention
        if themes.given:
            names = theme_names(themes.given, self._voice)
            yield Entry(self._voice.t("Kreeg aandacht: {themes}.", themes=names))
        if themes.rested:
            name = theme_names((themes.rested,), self._voice)
            yield Entry(self._voice.t("Rustte: {theme}.", theme=name))

    def coming(self) -> Iterator[Entry]:
        for line in coming_lines(self._digest, self._voice):
            yield Entry(capitalised(line))

    def _day(self, one: Done | Decided | Answered) -> str:
        return write_day(one.on, self._voice.language, today=self._digest.today)

    def _dated(self, short_name: str, day: str) -> Text:
        return self._voice.t("{name} ({day})", name=Typed(short_name), day=day)

    def _plan(self, one: Commitment) -> Iterator[Fact]:
        yield from _filled(
            (self._voice.s("Wat"), one.what),
            (self._voice.s("Met wie"), one.with_whom),
            (self._voice.s("Als … dan …"), one.if_then),
        )

    def _sides(self, one: Dilemma) -> Iterator[Fact]:
        yield from _filled(
            (self._voice.s("Aan de ene kant"), one.one_side),
            (self._voice.s("Aan de andere kant"), one.other_side),
            (
                self._voice.s("Wat er op het spel staat"),
                ", ".join(map(self._voice.word, one.stakes)),
            ),
            (self._voice.s("Wie het gevolg het meest voelt"), one.who_feels_it),
        )

    def _noticed(self, notes: tuple[Reply, ...]) -> Iterator[Fact]:
        for note in notes:
            yield (self._voice.s("Wat je merkte"), _own(note.text))

    def _wrote(self, notes: tuple[Reply, ...]) -> Iterator[Fact]:
        for note in notes:
            yield (self._voice.s("Wat je schreef"), _own(note.text))


def _own(words: str) -> Text:
    return plain(words, typed=True)


def _filled(*facts: tuple[str, str]) -> Iterator[Fact]:
    for label, words in facts:
        if words:
            yield (label, _own(words))
