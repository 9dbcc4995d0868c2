"""The overview of a month on request, and the buttons under every overview.

What the chat shows are short names; a person's own words open in a window, which leaves nothing behind.
"""

from dataclasses import replace
from datetime import date

from bot.compose.digests import DigestVerb, overview_content
from bot.content import Content, Dialog, Paragraph, Press, Text, plain
from bot.dates.write import write_month
from bot.dialogue.commands import Word
from bot.dialogue.story import Story, say
from bot.digest.month import Month
from bot.digest.personal import PersonalDigest, personal_digest
from bot.digest.report import sheet_of
from bot.digest.sheet import Entry, Sheet
from bot.errors import UnknownThing
from bot.model.people import Language
from bot.model.situation import Decision, Say, Situation


def on_overview(situation: Situation, rest: str) -> Decision:
    """Show this month so far, or the month that `rest` names: *januari*, *vorige maand*, *2027-01*."""
    if situation.shared:
        return _not_here(situation)
    month = named_month(rest, situation.now.date())
    digest = personal_digest(situation, str(month))
    return Decision(says=(Say(overview_content(digest, situation.voice)),), keeps_expected=True)


def on_open_all(situation: Situation, press: Press) -> Decision:
    """Open the whole month with the person's own words, to read only."""
    digest = _asked_for(situation, press)
    if digest is None:
        return _not_here(situation) if situation.shared else _no_such_month(situation)
    sheet = sheet_of(digest, situation.voice)
    return Decision(
        dialog=Dialog(press=press, title=str(sheet.title), intro=_written_out(sheet)),
        keeps_expected=True,
    )


def on_plain(situation: Situation, press: Press) -> Decision:
    """Send the overview as bare text, to copy: no greeting, no buttons, short names only."""
    digest = _asked_for(situation, press)
    if digest is None:
        return _not_here(situation) if situation.shared else _no_such_month(situation)
    shown = overview_content(digest, situation.voice)
    lines = [block.text for block in shown.blocks if isinstance(block, Paragraph)]
    # The first line says whose month it is and who sees it: that is not for whoever it is pasted to.
    kept = lines if digest.is_empty else lines[1:] or lines
    blocks = tuple(Paragraph(_without_emphasis(line)) for line in kept)
    return Decision(says=(Say(Content(blocks, shown.summary, bare=True)),), keeps_expected=True)


def named_month(words: str, today: date) -> Month:
    """Return the latest month up to now that the words name; this month when they name none."""
    this_month = Month.of(today)
    if words in ("vorige maand", "last month"):
        return this_month.previous
    try:
        return min(Month.read(words), this_month)
    except UnknownThing:
        return _called(words, this_month) or this_month


def _called(name: str, latest: Month) -> Month | None:
    month = latest
    for _ in range(12):
        if name in {write_month(month.first_on, language).lower() for language in Language}:
            return month
        month = month.previous
    return None


def _asked_for(situation: Situation, press: Press) -> PersonalDigest | None:
    if situation.shared:
        return None
    try:
        return personal_digest(situation, press.subject)
    except UnknownThing:
        return None


def _not_here(situation: Situation) -> Decision:
    told = situation.voice.t(
        "Je overzicht laat ik alleen in je eigen chat zien. Typ daar **overzicht**."
    )
    return Decision(says=(say(told),), keeps_expected=True)


def _no_such_month(situation: Situation) -> Decision:
    told = situation.voice.t("Die maand ken ik niet. Typ **overzicht** voor deze maand.")
    return Decision(says=(say(told),), keeps_expected=True)


def _written_out(sheet: Sheet) -> tuple[Text, ...]:
    texts: list[Text] = [sheet.note, *sheet.lead]
    for section in sheet.sections:
        texts.append(plain(section.heading, strong=True))
        for entry in section.entries:
            texts.extend(_entry(entry))
    return tuple(texts)


def _entry(entry: Entry) -> tuple[Text, ...]:
    return (entry.text, *(plain(f"{label}: ") + text for label, text in entry.facts))


def _without_emphasis(text: Text) -> Text:
    return Text(tuple(replace(span, strong=False) for span in text.spans))


STORY = Story(
    presses={DigestVerb.OPEN_ALL: on_open_all, DigestVerb.PLAIN: on_plain},
    commands={Word.OVERVIEW: on_overview},
)
