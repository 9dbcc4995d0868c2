"""Meetings, named moments and days of rest."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Table, and_, bindparam, delete, select

from adapters.sql.editions import Edition
from adapters.sql.schema import meetings, moments, recesses, states
from adapters.sql.transaction import Transaction
from bot.model.calendar import Meeting, Recess, TenantMoment, TenantState
from bot.model.ids import MeetingId
from bot.model.people import Period

_MEETINGS = select(meetings).where(meetings.c.tenant == bindparam("tenant"))
_MOMENTS = select(moments).where(moments.c.tenant == bindparam("tenant"))
_RECESSES = select(recesses).where(recesses.c.tenant == bindparam("tenant"))
_STATES = select(states).where(states.c.tenant == bindparam("tenant"))


class SqlDates:
    """The dates of one tenant."""

    def __init__(self, transaction: Transaction, edition: Edition) -> None:
        self._db = transaction
        self._edition = edition

    async def meetings(self) -> Sequence[Meeting]:
        """Return all meetings, ordered by id."""
        return await self._edition.read("meetings", self._meetings)

    async def _meetings(self) -> Sequence[Meeting]:
        found = [Meeting(**row) for row in await self._db.rows(_MEETINGS)]
        return sorted(found, key=lambda meeting: meeting.id)

    async def save_meeting(self, meeting: Meeting) -> None:
        """Store this meeting in place of what was there."""
        await self._db.put(meetings, {c.name: getattr(meeting, c.name) for c in meetings.columns})

    async def drop_meeting(self, meeting: MeetingId) -> None:
        """Remove this meeting."""
        await self._drop(meetings, {"id": meeting})

    async def moments(self) -> Sequence[TenantMoment]:
        """Return all named dates, in order of date."""
        return await self._edition.read("moments", self._moments)

    async def _moments(self) -> Sequence[TenantMoment]:
        found = [TenantMoment(**row) for row in await self._db.rows(_MOMENTS)]
        return sorted(found, key=lambda moment: (moment.on, moment.key))

    async def save_moment(self, moment: TenantMoment) -> None:
        """Store it; (key, date) is what makes it one."""
        await self._db.put(moments, {c.name: getattr(moment, c.name) for c in moments.columns})

    async def drop_moment(self, key: str, on: date) -> None:
        """Remove this named date."""
        await self._drop(moments, {"key": key, "on": on})

    async def recesses(self) -> Sequence[Recess]:
        """Return all days of rest, in order of date."""
        return await self._edition.read("recesses", self._recesses)

    async def _recesses(self) -> Sequence[Recess]:
        found = [
            Recess(
                tenant=row["tenant"],
                name=row["name"],
                period=Period(row["first_on"], row["last_on"]),
            )
            for row in await self._db.rows(_RECESSES)
        ]
        return sorted(found, key=lambda recess: (recess.period.first_on, recess.name))

    async def save_recess(self, recess: Recess) -> None:
        """Store it; (name, first day) is what makes it one."""
        values = {
            "tenant": recess.tenant,
            "name": recess.name,
            "first_on": recess.period.first_on,
            "last_on": recess.period.last_on,
        }
        await self._db.put(recesses, values)

    async def drop_recess(self, name: str, first_on: date) -> None:
        """Remove these days of rest."""
        await self._drop(recesses, {"name": name, "first_on": first_on})

    async def states(self) -> Sequence[TenantState]:
        """Return all states, in order of date."""
        return await self._edition.read("states", self._states)

    async def _states(self) -> Sequence[TenantState]:
        found = [TenantState(**row) for row in await self._db.rows(_STATES)]
        return sorted(found, key=lambda state: (state.first_on, state.name))

    async def save_state(self, state: TenantState) -> None:
        """Store it; (name, first day) is what makes it one."""
        await self._db.put(states, {c.name: getattr(state, c.name) for c in states.columns})

    async def drop_state(self, name: str, first_on: date) -> None:
        """Remove this state."""
        await self._drop(states, {"name": name, "first_on": first_on})

    async def _drop(self, table: Table, key: Mapping[str, object]) -> None:
        meant = and_(*(table.c[name] == value for name, value in key.items()))
        await self._db.change(delete(table).where(table.c.tenant == self._db.tenant, meant))
