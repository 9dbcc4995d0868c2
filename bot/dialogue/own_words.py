"""All that a person put down, written out for themselves."""

from collections.abc import Iterator
from datetime import datetime

from bot.content import Text, plain
from bot.dates.write import write_day, write_moment
from bot.model.records import AgendaItem, Commitment, Dilemma, Reply, Share
from bot.model.situation import Situation
from bot.voice import Typed


def written_out(situation: Situation) -> tuple[Text, ...]:
    """Return everything, a paragraph for each thing, by kind and oldest first; empty without any."""
    records, lines = situation.records, list[Text]()
    for reply in records.replies:
        lines.append(_reply(situation, reply))
    for commitment in records.commitments:
        lines.append(_commitment(situation, commitment))
    for dilemma in records.dilemmas:
        lines.append(_dilemma(situation, dilemma))
    for item in records.agenda_items:
        lines.append(_item(situation, item))
    for share in records.shares:
        lines.append(_share(situation, share))
    return tuple(lines)


def _reply(situation: Situation, reply: Reply) -> Text:
    return situation.voice.t(
        "**{name}**, {day}: {text}",
        name=Typed(reply.short_name),
        day=_day(situation, reply.at),
        text=Typed(reply.text),
    )


def _commitment(situation: Situation, commitment: Commitment) -> Text:
    voice, today = situation.voice, situation.now.date()
    parts = [
        ("", commitment.what),
        (voice.s("met"), commitment.with_whom),
        ("", commitment.if_then),
    ]
    if commitment.due is not None:
        when = write_moment(commitment.due, voice.language, today=today)
        parts.append((voice.s("wanneer"), when))
    parts.append((voice.s("gaat over"), commitment.link))
    head = voice.t(
        "**{name}**, actie van {day}:",
        name=Typed(commitment.short_name),
        day=_day(situation, commitment.created_at),
    )
    return _joined(head, parts)


def _dilemma(situation: Situation, dilemma: Dilemma) -> Text:
    voice = situation.voice
    parts = [
        (voice.s("aan de ene kant"), dilemma.one_side),
        (voice.s("aan de andere kant"), dilemma.other_side),
        (voice.s("op het spel"), ", ".join(map(voice.word, dilemma.stakes))),
        (voice.s("wie voelt het"), dilemma.who_feels_it),
    ]
    if dilemma.decide_by_on is not None:
        day = write_day(dilemma.decide_by_on, voice.language, today=situation.now.date())
        parts.append((voice.s("kiezen tot en met"), day))
    parts.append((voice.s("gaat over"), dilemma.link))
    head = voice.t(
        "**{name}**, dilemma van {day}:",
        name=Typed(dilemma.short_name),
        day=_day(situation, dilemma.created_at),
    )
    return _joined(head, parts)


def _item(situation: Situation, item: AgendaItem) -> Text:
    voice, today = situation.voice, situation.now.date()
    head = voice.t(
        "**{name}**, agendapunt voor {day}:",
        name=Typed(item.short_name),
        day=write_day(item.meeting_on, voice.language, today=today),
    )
    return _joined(head, [("", item.text), (voice.s("toelichting"), item.presenter)])


def _share(situation: Situation, share: Share) -> Text:
    voice = situation.voice
    name, day = Typed(share.short_name), _day(situation, share.at)
    if share.withdrawn_at is not None:
        head = voice.t("**{name}**, gedeeld op {day}, teruggetrokken:", name=name, day=day)
    else:
        head = voice.t("**{name}**, gedeeld op {day}:", name=name, day=day)
    return _joined(head, [("", share.text)])


def _joined(head: Text, parts: list[tuple[str, str]]) -> Text:
    text = head
    for position, (label, words) in enumerate(_filled(parts)):
        between = " " if position == 0 else "; "
        text = text + plain(f"{between}{label}: " if label else between) + plain(words, typed=True)
    return text


def _filled(parts: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((label, words) for label, words in parts if words)


def _day(situation: Situation, at: datetime) -> str:
    today = situation.now.date()
    local = at.astimezone(situation.now.tzinfo).date()
    return write_day(local, situation.voice.language, today=today)
