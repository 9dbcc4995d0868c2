"""The last look at a message, at the moment that it is claimed."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from bot.local_time import day_in
from bot.model.messages import PERSONAL_REASONS, Message, Purpose, Reason
from bot.model.people import Person, Standing
from bot.model.series import Series, SeriesState
from bot.model.tries import has_own_trouble
from bot.planner.personal import SILENT_AFTER
from bot.silence import Rest

_NEVER_REFUSED = (Purpose.ANSWER, Purpose.UPDATE)
_NOT_PROMISED = (Purpose.PROMPT, Purpose.REMINDER, Purpose.DIGEST)
# A message that is still on its way so long after its instant came on time.
_ON_TIME = timedelta(minutes=30)
_TRIES = 60


def still_wanted(
    message: Message,
    series: Series | None,
    now: datetime,
    rest: Rest,
    taken: Collection[date] = (),
) -> Reason | datetime | None:
    """Return None to send it now, a Reason to skip it, or an instant (UTC) to move it to.

    `series` is the message's series; `rest` is that of the recipient (`rest.person` is None for a
    conversation). What moves takes up the local day of its new instant, and what comes on a later day
    than it was planned for that day, so `taken` are the days that this person's other unasked
    messages have. What somebody asked for heeds neither silence
    nor back-off; an answer or an update is always wanted.
    """
    if message.purpose in _NEVER_REFUSED:
        return None
    reason = _not_for_them(message, rest.person) or _series_rests(message, series)
    if reason:
        return reason
    if message.expires_at is not None and now > message.expires_at:
        return _why(rest, now)
    if message.asked:
        return None
    if rest.days.is_silenced_at(now):
        return _after_silence(message, now, rest, taken)
    if rest.person and rest.person.unanswered >= SILENT_AFTER and message.purpose in _NOT_PROMISED:
        return Reason.BACKED_OFF
    return _out_of_silence(message, now, rest, taken)


def _after_silence(
    message: Message, now: datetime, rest: Rest, taken: Collection[date]
) -> Reason | datetime:
    """Skip what a series sends; what was promised waits, day by day while no end is known."""
    if message.purpose in (Purpose.PROMPT, Purpose.REMINDER):
        return Reason.SILENCED
    moment = now + timedelta(days=1)
    while day_in(moment, rest.zone) in taken:
        moment += timedelta(days=1)
    return moment


def _not_for_them(message: Message, person: Person | None) -> Reason | None:
    if message.answered_at is not None:
        return Reason.ANSWERED
    if person is None:
        return None
    if person.standing is Standing.STOPPED:
        return Reason.STOPPED
    started = person.standing is Standing.ACTIVE
    if message.purpose is Purpose.WELCOME:
        return Reason.ANSWERED if started else None
    return None if started else Reason.NOT_STARTED


def _series_rests(message: Message, series: Series | None) -> Reason | None:
    if message.purpose not in _NOT_PROMISED or message.series is None or message.asked:
        return None
    if series is None or series.state is SeriesState.STOPPED:
        return Reason.SERIES_STOPPED
    return Reason.SILENCED if series.state is SeriesState.PAUSED else None


def _out_of_silence(
    message: Message, now: datetime, rest: Rest, taken: Collection[date]
) -> Reason | datetime | None:
    today = day_in(now, rest.zone)
    is_near = message.due_at <= now < message.due_at + _ON_TIME
    # What was put off comes late, whenever it does.
    on_time = is_near and not has_own_trouble(message)
    can_come = rest.is_ordinary(now) or (on_time and not rest.is_silent(today))
    # After an outage several days may be due at once: they do not come on one.
    if can_come and (message.local_on in (None, today) or today not in taken):
        return None
    moment = rest.first_moment(now)
    for _ in range(_TRIES):
        if moment is None or day_in(moment, rest.zone) not in taken:
            break
        moment = rest.first_moment(moment + timedelta(microseconds=1))
    if moment is None or (message.expires_at is not None and moment > message.expires_at):
        return _why(rest, now)
    return moment


def _why(rest: Rest, now: datetime) -> Reason:
    reason = rest.why_silent(day_in(now, rest.zone))
    return reason if reason in PERSONAL_REASONS else Reason.LATE
