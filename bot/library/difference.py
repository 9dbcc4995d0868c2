"""What changed between two versions of a library or a programme: what an admin looks at before accepting."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeVar

from bot.model.people import Language
from bot.model.programmes import Programme
from bot.model.prompts import Library, Prompt

_One = TypeVar("_One", Prompt, Programme)


class ChangeKind(StrEnum):
    """What happened to something. WITHDRAWN is a prompt that is asked no more, from now on."""

    ADDED = "added"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference. `field` is what of `id` changed, such as `texts.nl.body`; empty for the whole.

    `old` and `new` are as people read them. With `same_version` the version was not raised.
    """

    kind: ChangeKind
    id: str
    field: str = ""
    old: str = ""
    new: str = ""
    same_version: bool = False

    def __str__(self) -> str:
        """Return it as one line."""
        place = f" {self.field}" if self.field else ""
        words = f": {self.old} → {self.new}" if self.field else (self.new and f": {self.new}")
        note = " (the version was not raised)" if self.same_version else ""
        return f"{self.kind} {self.id}{place}{words}{note}"


def difference(old: Library, new: Library) -> tuple[Change, ...]:
    """Return what changed in the prompts, in the order of `new`, what is gone last.

    A prompt that got another id is the same prompt when the new one says so (`was`).
    """
    before = {one.id: one for one in old.by_id.values()}
    after = {one.id: one for one in new.by_id.values()}
    renamed = {
        new_one.id: before[was]
        for new_one in after.values()
        for was in new_one.was
        if was in before
    }
    changes: list[Change] = []
    for prompt in after.values():
        earlier = before.get(prompt.id) or renamed.get(prompt.id)
        changes.extend(_prompt_changes(earlier, prompt))
    kept = {*after, *(one.id for one in renamed.values())}
    gone = (one for one in before.values() if one.id not in kept)
    changes.extend(
        Change(kind=ChangeKind.REMOVED, id=one.id, new=one.text(Language.NL).title) for one in gone
    )
    return tuple(changes)


def programme_difference(old: Programme, new: Programme) -> tuple[Change, ...]:
    """Return what changed between two versions of one programme: words, steps, and their order."""
    same = old.version == new.version
    changes = [*_details(old, new, _programme_details), *_steps(old, new, same_version=same)]
    return tuple(changes)


def programmes_difference(old: Sequence[Programme], new: Sequence[Programme]) -> tuple[Change, ...]:
    """Return what changed in all programmes, in the order of `new`, what is gone last."""
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    changes: list[Change] = []
    for programme in new:
        earlier = before.get(programme.id)
        if earlier is None:
            title = programme.text(Language.NL).title
            changes.append(Change(kind=ChangeKind.ADDED, id=programme.id, new=title))
        else:
            changes.extend(programme_difference(earlier, programme))
    for gone in (one for one in old if one.id not in after):
        title = gone.text(Language.NL).title
        changes.append(Change(kind=ChangeKind.REMOVED, id=gone.id, new=title))
    return tuple(changes)


def _prompt_changes(old: Prompt | None, new: Prompt) -> Iterator[Change]:
    title = new.text(Language.NL).title
    if old is None:
        if not new.withdrawn:
            yield Change(kind=ChangeKind.ADDED, id=new.id, new=title)
        return
    if new.withdrawn and not old.withdrawn:
        yield Change(kind=ChangeKind.WITHDRAWN, id=new.id, new=title)
        return
    yield from _details(old, new, _prompt_details)


def _details(
    old: _One, new: _One, details: Callable[[_One], Mapping[str, str]]
) -> Iterator[Change]:
    before: Mapping[str, str] = details(old)
    after: Mapping[str, str] = details(new)
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name, "-"), after.get(name, "-")
        if was != now:
            yield Change(
                kind=ChangeKind.CHANGED,
                id=new.id,
                field=name,
                old=was,
                new=now,
                same_version=old.version == new.version,
            )


def _steps(old: Programme, new: Programme, *, same_version: bool) -> Iterator[Change]:
    def change(kind: ChangeKind, step: str, was: str, now: str) -> Change:
        return Change(
            kind=kind, id=new.id, field=f"step {step}", old=was, new=now, same_version=same_version
        )

    for place, step in enumerate(new.steps, 1):
        if step not in old.steps:
            yield change(ChangeKind.ADDED, step, "-", str(place))
    for place, step in enumerate(old.steps, 1):
        if step not in new.steps:
            yield change(ChangeKind.REMOVED, step, str(place), "-")
    both = [step for step in new.steps if step in old.steps]
    earlier = [step for step in old.steps if step in new.steps]
    for step in both:
        if both.index(step) != earlier.index(step):
            was, now = old.steps.index(step) + 1, new.steps.index(step) + 1
            yield change(ChangeKind.MOVED, step, str(was), str(now))


def _prompt_details(prompt: Prompt) -> Mapping[str, str]:
    found = {
        f"texts.{language}.{name}": text
        for language, texts in prompt.texts.items()
        for name in ("title", "body", "follow_up", "item")
        if (text := getattr(texts, name)) and _is_own(prompt, language, name)
    }
    timing = prompt.timing
    plain = {
        "kind": prompt.kind,
        "theme": prompt.theme,
        "roles": _listed(prompt.roles),
        "minutes": prompt.minutes,
        "reply_form": prompt.reply_form,
        "becomes": prompt.becomes,
        "fits": _listed(prompt.fits),
        "fits_small": prompt.fits_small,
        "agenda_minutes": prompt.agenda_minutes,
        **{f"timing.{part.name}": getattr(timing, part.name) for part in fields(timing)},
    }
    return {**found, **{name: _shown(value) for name, value in plain.items()}}


def _is_own(of: Prompt | Programme, language: Language, name: str) -> bool:
    """Tell whether a text is of this language, and not that of nl for lack of one."""
    formal = language is Language.NL_FORMAL
    same = getattr(of.text(language), name) == getattr(of.text(Language.NL), name)
    return not (formal and same)


def _programme_details(programme: Programme) -> Mapping[str, str]:
    found = {
        f"texts.{language}.{part.name}": getattr(words, part.name)
        for language, words in programme.texts.items()
        for part in fields(words)
        if _is_own(programme, language, part.name)
    }
    plain = {
        "owner": programme.owner,
        "licence": programme.licence,
        "roles": _listed(programme.roles),
        "fits_small": _shown(programme.fits_small),
    }
    return {**found, **plain}


def _listed(values: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, values)))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "-"
    return "-" if value is None else str(value)
