"""What the two digests say in the chat: a person's own with short names only, a group's as it was shared."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from bot.compose.own_verbs import OwnVerb
from bot.compose.verbs import Verb
from bot.content import Block, Button, Buttons, Content, Paragraph, Text, plain
from bot.dates.write import write_day
from bot.digest.days import short_day
from bot.digest.group import GroupDigest, GroupMonth, group_digest
from bot.digest.personal import PersonalDigest, personal_digest
from bot.digest.sentences import (
    closing_question,
    coming_lines,
    commitment_line,
    counts,
    dilemma_line,
    dilemma_question,
    empty_lines,
    in_a_row,
    month_of,
    new_things,
    shared_by,
    theme_names,
)
from bot.model.ids import RecordId
from bot.model.messages import Message, Reason
from bot.model.situation import Situation
from bot.voice import Typed, Voice


class DigestVerb(StrEnum):
    """What the buttons of an overview itself ask for; the subject is the month ("2027-01")."""

    OPEN_ALL = "overview_all"
    PLAIN = "overview_plain"


# More than this of one kind stays behind "Open alles": a phone shows the message as one screen.
SHOWN = 5
# What a group's message has room for on every platform: words of one, words of all, and lines.
LONGEST_SHARED, MOST_WORDS, MOST_LINES = 1_000, 9_000, 40


def digest_content(message: Message, situation: Situation) -> Content | Reason:
    """Return the overview of the month that the message is about (its subject, "2027-01").

    It holds short names and no other words of the person. EMPTY when there is nothing to say: the
    second empty month in a row, unless the person asked.
    """
    digest = personal_digest(situation, message.subject)
    if digest.says_nothing and not message.asked:
        return Reason.EMPTY
    return overview_content(digest, situation.voice)


def group_digest_content(given: GroupMonth) -> Content | Reason:
    """Return the overview of a group's month; EMPTY when nobody shared anything."""
    digest = group_digest(given)
    if digest.is_empty:
        return Reason.EMPTY
    blocks = tuple(Paragraph(text) for text in _group_lines(digest, given.voice))
    summary = given.voice.s(
        "{group}, {month}: wat mensen deelden",
        group=digest.group,
        month=month_of(digest, given.voice),
    )
    return Content(blocks, summary)


def overview_content(digest: PersonalDigest, voice: Voice) -> Content:
    """Return a personal digest as a message, whether it was asked for or not."""
    month = month_of(digest, voice)
    summary = voice.s("Je maandoverzicht van {month}", month=month)
    if digest.is_empty:
        return Content(tuple(_empty_blocks(digest, voice)), summary)
    row = Buttons(
        (
            voice.button("Open alles", DigestVerb.OPEN_ALL, digest.month),
            voice.button("Kies wat je deelt", Verb.CHOOSE_SHARES, digest.month),
            voice.button("Toon als losse tekst", DigestVerb.PLAIN, digest.month),
        )
    )
    title = Paragraph(title_line(digest, voice))
    return Content((title, *_blocks(digest, voice), row), summary)


def title_line(digest: PersonalDigest, voice: Voice) -> Text:
    """Return *Je januari*, and who sees it."""
    month = month_of(digest, voice)
    if digest.so_far:
        return voice.t("**Je {month} tot nu toe** · alleen jij ziet dit", month=month)
    return voice.t("**Je {month}** · alleen jij ziet dit", month=month)


def _empty_blocks(digest: PersonalDigest, voice: Voice) -> Iterator[Block]:
    lines = empty_lines(digest, voice)
    ahead = coming_lines(digest, voice)
    if ahead:
        lines += (voice.t("Op komst:") + plain(" ") + in_a_row(ahead),)
    yield Paragraph(in_a_row(lines))
    yield Buttons((voice.button("Geef me een vraag", OwnVerb.ASK),))


def _blocks(digest: PersonalDigest, voice: Voice) -> Iterator[Block]:
    new = new_things(digest.new, voice)
    if new:
        yield Paragraph(voice.t("**Nieuw sinds vorige maand:** {things}.", things=new))
    yield from _done_blocks(digest, voice)
    yield from _open_blocks(digest, voice)
    yield from _theme_blocks(digest, voice)
    ahead = coming_lines(digest, voice)
    if ahead:
        yield Paragraph(voice.t("**Op komst:**") + plain(" ") + in_a_row(ahead))


def _done_blocks(digest: PersonalDigest, voice: Voice) -> Iterator[Block]:
    for done in digest.done[:SHOWN]:
        on = short_day(done.on, voice, today=digest.today)
        name = Typed(done.commitment.short_name)
        yield Paragraph(voice.t("**Klaar:** {name} ({day})", name=name, day=on))
        yield Buttons((_read_back(done.commitment.id, voice),))
    for decided in digest.decided[:SHOWN]:
        on = short_day(decided.on, voice, today=digest.today)
        name = Typed(decided.dilemma.short_name)
        yield Paragraph(voice.t("**Gekozen:** {name} ({day})", name=name, day=on))
        yield Buttons((_read_back(decided.dilemma.id, voice),))
    for answered in digest.answered[:SHOWN]:
        on = short_day(answered.on, voice, today=digest.today)
        name = Typed(answered.reply.short_name)
        yield Paragraph(voice.t("**Opgeschreven:** {name} ({day})", name=name, day=on))
        yield Buttons((_read_back(answered.reply.id, voice),))
    for item in digest.placed[:SHOWN]:
        day = write_day(item.meeting_on, voice.language, today=digest.today)
        name = Typed(item.short_name)
        yield Paragraph(voice.t("**Op de agenda gekomen:** {name} ({day})", name=name, day=day))
    parts = (digest.done, digest.decided, digest.answered, digest.placed)
    if any(len(part) > SHOWN for part in parts):
        yield Paragraph(voice.t("De rest staat onder **Open alles**."))


def _open_blocks(digest: PersonalDigest, voice: Voice) -> Iterator[Block]:
    if digest.commitments:
        row = Text(())
        for number, one in enumerate(digest.commitments):
            row += plain("; " if number else " ") + commitment_line(one, digest, voice)
        yield Paragraph(voice.t("**Open acties:**") + row)
    for open_one in digest.dilemmas[:SHOWN]:
        line = voice.t("**Open dilemma:**") + plain(" ") + dilemma_line(open_one, digest, voice)
        question = voice.t(". Vraag erbij:") + plain(" ") + dilemma_question(open_one, voice)
        yield Paragraph(line + question)
    more = len(digest.dilemmas) - SHOWN
    if more > 0:
        yield Paragraph(
            voice.n("Er staat nog één dilemma open.", "Er staan nog {count} dilemma's open.", more)
        )


def _theme_blocks(digest: PersonalDigest, voice: Voice) -> Iterator[Block]:
    themes = digest.attention
    if not themes.given:
        return
    line = voice.t("**Kreeg aandacht:** {themes}.", themes=theme_names(themes.given, voice))
    if themes.rested is None:
        yield Paragraph(line)
        return
    rested = theme_names((themes.rested,), voice)
    yield Paragraph(line + plain(" ") + voice.t("**Rustte:** {theme}.", theme=rested))
    yield Buttons(
        (voice.button("Geef me daar een vraag over", OwnVerb.ASK, arg=f"self:{themes.rested}"),)
    )


def _read_back(record: RecordId, voice: Voice) -> Button:
    return voice.button("Lees terug", Verb.READ_BACK, record)


def _that_fit(lines: Sequence[Text], voice: Voice) -> Iterator[Text]:
    """Yield the lines for which a message has room, and how many it leaves out."""
    room, shown = MOST_WORDS, 0
    for line in lines[:MOST_LINES]:
        room -= len(str(line))
        if room < 0:
            break
        shown += 1
        yield line
    if shown < len(lines):
        left = len(lines) - shown
        yield voice.n("En nog één ding.", "En nog {count} dingen.", left)


def _shared_lines(digest: GroupDigest, voice: Voice) -> Iterator[Text]:
    for one in digest.shared:
        label = shared_by(one, voice)
        strong = Text(tuple(replace(span, strong=True) for span in label.spans))
        yield strong + plain(": '") + plain(_cut(one.share.text), typed=True) + plain("'")


def _placed_lines(digest: GroupDigest, voice: Voice) -> Iterator[Text]:
    for item in digest.placed:
        yield voice.t(
            "**Op de agenda van dit MT gekomen:** '{words}' ({day})",
            words=Typed(_cut(item.text)),
            day=write_day(item.meeting_on, voice.language, today=digest.today),
        )


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST_SHARED else f"{words[: LONGEST_SHARED - 1].rstrip()}…"


def _group_lines(digest: GroupDigest, voice: Voice) -> Iterator[Text]:
    month = month_of(digest, voice)
    yield voice.t(
        "**{group}, {month}** · alleen wat mensen zelf deelden",
        group=Typed(digest.group),
        month=month,
    )
    yield from _that_fit([*_shared_lines(digest, voice), *_placed_lines(digest, voice)], voice)
    together = counts(digest, voice)
    if together is not None:
        yield together
    yield voice.t("**Om te bespreken, 5 minuten:**") + plain(" ") + closing_question(digest, voice)
