"""A digest as JSON. The keys are documented in docs/digest.md; they stay what they are within a format."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from bot.digest.days import holiday_name
from bot.digest.group import GroupDigest
from bot.digest.personal import Decided, Done, OpenDilemma, PersonalDigest
from bot.digest.sentences import (
    capitalised,
    closing_question,
    dilemma_question,
)
from bot.library.themes import theme_name
from bot.model.prompts import Theme
from bot.model.records import AgendaItem, Commitment, Dilemma, Reply
from bot.voice import Voice

FORMAT = 1

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]


def as_json(digest: PersonalDigest | GroupDigest, voice: Voice) -> str:
    """Return the digest as a JSON object, indented and ending in a newline; dates as 2027-01-31."""
    data = (
        personal_data(digest, voice)
        if isinstance(digest, PersonalDigest)
        else group_data(digest, voice)
    )
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def personal_data(digest: PersonalDigest, voice: Voice) -> dict[str, Json]:
    """Return a personal digest with the keys of the documentation."""
    new = digest.new
    counted = {
        "commitments_done": new.done,
        "commitments_added": new.added,
        "dilemmas_added": new.dilemmas,
        "dilemmas_decided": new.decided,
    }
    rested = digest.attention.rested
    return {
        **_frame(digest, voice, "personal"),
        "new": {key: count for key, count in counted.items() if count},
        "done": [_done(one) for one in digest.done],
        "decided": [_decided(one, voice) for one in digest.decided],
        "answered": [{**_reply(one.reply), "answered_on": _day(one.on)} for one in digest.answered],
        "placed": [_placed(item) for item in digest.placed],
        "commitments": [_commitment(one) for one in digest.commitments],
        "dilemmas": [_open_dilemma(one, digest, voice) for one in digest.dilemmas],
        "attention": [_theme(theme, voice) for theme in digest.attention.given],
        "rested": _theme(rested, voice) if rested else None,
        "coming": [
            {
                "kind": one.kind.value,
                "name": holiday_name(one.name, voice),
                "first_on": _day(one.first_on),
                "last_on": _day(one.last_on),
            }
            for one in digest.coming
        ],
    }


def group_data(digest: GroupDigest, voice: Voice) -> dict[str, Json]:
    """Return a group's digest with the keys of the documentation."""
    return {
        **_frame(digest, voice, "group"),
        "group": digest.group,
        "meeting_on": _day(digest.meeting_on),
        "shared": [
            {
                "by": one.by or None,
                "short_name": one.share.short_name,
                "text": one.share.text,
                "is_dilemma": one.share.is_dilemma,
            }
            for one in digest.shared
        ],
        "placed": [_placed(item) for item in digest.placed],
        "counts": {"commitments_done": digest.done_count} if digest.done_count else {},
        "counts_left_out": digest.done_count is None,
        "question": str(closing_question(digest, voice)),
    }


def _frame(digest: PersonalDigest | GroupDigest, voice: Voice, kind: str) -> dict[str, Json]:
    return {
        "format": FORMAT,
        "kind": kind,
        "language": voice.language.value,
        "month": digest.month,
        "first_on": _day(digest.first_on),
        "last_on": _day(digest.last_on),
        "made_on": _day(digest.today),
        "is_empty": digest.is_empty,
    }


def _done(one: Done) -> dict[str, Json]:
    return {**_commitment(one.commitment), "done_on": _day(one.on), "notes": _notes(one.notes)}


def _decided(one: Decided, voice: Voice) -> dict[str, Json]:
    return {**_dilemma(one.dilemma, voice), "decided_on": _day(one.on), "notes": _notes(one.notes)}


def _commitment(one: Commitment) -> dict[str, Json]:
    due = one.due
    return {
        "id": one.id,
        "short_name": one.short_name,
        "what": one.what,
        "with_whom": one.with_whom,
        "if_then": one.if_then,
        "due_on": _day(due.on) if due else None,
        "due_wall_time": due.wall_time.isoformat("minutes") if due and due.wall_time else None,
        "is_deadline": due.is_deadline if due else False,
        "theme": one.theme.value if one.theme else None,
    }


def _dilemma(one: Dilemma, voice: Voice) -> dict[str, Json]:
    return {
        "id": one.id,
        "short_name": one.short_name,
        "one_side": one.one_side,
        "other_side": one.other_side,
        "stakes": [voice.word(stake) for stake in one.stakes],
        "who_feels_it": one.who_feels_it,
        "decide_by_on": _day(one.decide_by_on),
        "theme": one.theme.value if one.theme else None,
    }


def _open_dilemma(one: OpenDilemma, digest: PersonalDigest, voice: Voice) -> dict[str, Json]:
    return {
        **_dilemma(one.dilemma, voice),
        "since_on": _day(one.since_on),
        "age_days": (digest.today - one.since_on).days,
        "question": str(capitalised(dilemma_question(one, voice))),
        "notes": _notes(one.notes),
    }


def _reply(reply: Reply) -> dict[str, Json]:
    return {
        "id": reply.id,
        "short_name": reply.short_name,
        "text": reply.text,
        "theme": reply.theme.value if reply.theme else None,
    }


def _placed(item: AgendaItem) -> dict[str, Json]:
    return {
        "short_name": item.short_name,
        "text": item.text,
        "minutes": item.minutes,
        "meeting_on": _day(item.meeting_on),
    }


def _theme(theme: Theme, voice: Voice) -> dict[str, Json]:
    return {"key": theme.value, "name": theme_name(theme, voice.language)}


def _notes(notes: tuple[Reply, ...]) -> list[Json]:
    return [note.text for note in notes]


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
