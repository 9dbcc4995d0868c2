"""Who comes into a series that runs: their first step is not step 1, and they are told so with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.model.ids import PersonId, PromptId, SeriesId
from bot.model.messages import Message
from bot.model.prompts import Library
from bot.model.series import Joining, Newcomers, Series, is_look_back
from bot.planner.outlook import Outlook, Running

Joined = Mapping[SeriesId, Mapping[PersonId, PromptId]]


def stepped(outlook: Outlook) -> Mapping[SeriesId, Running]:
    """Return the series in which newcomers go with the group, by id."""
    return {
        each.series.id: each
        for each in outlook.running
        if each.series.steps
        and each.series.newcomers is Newcomers.WITH_GROUP
        and not each.series.is_in_channel
    }


def joinings(
    person: PersonId,
    new: Sequence[Message],
    had: Iterable[PromptId],
    series: Mapping[SeriesId, Running],
    library: Library,
) -> Iterator[tuple[SeriesId, Joining]]:
    """Yield each of these series of which `new` holds the first step for this person, and not step 1.

    `had` is what they were asked before. Steps that were withdrawn were nobody's.
    """
    mine = [one for one in new if one.series in series and one.prompt and not one.reason]
    if not mine:
        return
    before = set(had)
    for message in sorted(mine, key=lambda one: one.due_at):
        running = series[SeriesId(message.series or "")]
        steps, step = running.series.steps, PromptId(message.prompt or "")
        goes_along = person in running.audience and person not in running.series.own_pace
        earlier = steps[: steps.index(step)] if step in steps else ()
        missed = [one for one in earlier if library.to_ask(one) is not None]
        is_first = bool(missed) and before.isdisjoint(earlier)
        if goes_along and is_first and not is_look_back(step):
            yield running.series.id, Joining(person, step)
        before.add(step)


def with_joinings(
    all_series: Iterable[Series], found: Iterable[tuple[SeriesId, Joining]]
) -> Iterator[Series]:
    """Yield each series that somebody comes into, with them noted; of a person only the last time."""
    by_series: dict[SeriesId, dict[PersonId, Joining]] = {}
    for series, joining in found:
        by_series.setdefault(series, {})[joining.person] = joining
    for one in all_series:
        if one.id in by_series:
            known = {joining.person: joining for joining in one.joinings}
            noted = {**known, **by_series[one.id]}
            yield replace(one, joinings=tuple(noted[person] for person in sorted(noted)))
