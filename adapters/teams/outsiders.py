"""Who is of another organisation, in a conversation that is shared with one. Nothing of them is kept."""

from collections.abc import Mapping
from typing import Any

from adapters.teams.activity import Activity, about, accounts
from adapters.teams.connector import Connector, Place
from bot.errors import NotSent
from bot.model.installations import About
from bot.model.people import Platform
from bot.signals import Member, MembersChanged

# So many at once are a team that is filled; its list comes from an import.
_MOST_AT_ONCE = 20


class OutsiderError(Exception):
    """Whoever did this is not of the organisation that the conversation belongs to."""


def says_outsider(activity: Activity) -> bool:
    """Tell whether the activity itself names another organisation for its sender than for its place.

    The conversation carries the tenant that hosts it. What Teams tells of the sender's own differs
    from one kind of activity to the next, so every place where it may stand counts.
    """
    if not activity.is_shared:
        return False
    # A message extension is one's own app, also in a chat that another organisation hosts.
    home = activity.workspace if _is_extension(activity) else activity.host
    sender = _dict(activity.raw.get("from")).get("tenantId")
    tenant = _dict(activity.channel_data.get("tenant")).get("id")
    return any(isinstance(one, str) and one not in ("", home) for one in (sender, tenant))


class Roster:
    """Asks Teams of which organisation somebody new is, where an activity does not say so."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def about(self, app: str, activity: Activity) -> About:
        """Return what Teams tells about somebody new.

        Raises OutsiderError for whoever is of another organisation, or whom Teams does not show in
        that conversation, and NotSent when Teams cannot be asked now: then nobody can tell.
        """
        if activity.is_shared and not await self._is_ours(app, activity):
            raise OutsiderError
        return about(activity)

    async def changed(self, app: str, activity: Activity) -> MembersChanged:
        """Return who came into a channel or chat and who left it, of this organisation.

        Raises NotSent when Teams cannot be asked now.
        """
        place = Place(app, activity.service_url, activity.host, activity.bot)
        joined = []
        for account in accounts(activity, "membersAdded")[:_MOST_AT_ONCE]:
            member = await self._member(place, activity.conversation, account)
            if member is not None and member.get("tenantId") in (None, "", activity.host):
                joined.append(Member(account, str(member.get("name") or "")))
        left = accounts(activity, "membersRemoved")
        # A channel that got another name is told of in the same way, and is nobody's coming or going.
        places = await self._places(place, activity) if joined or left else frozenset[str]()
        return MembersChanged(
            platform=Platform.TEAMS,
            app=app,
            workspace=activity.host,
            places=places,
            at=activity.at,
            joined=tuple(joined),
            left=left,
        )

    async def _places(self, place: Place, activity: Activity) -> frozenset[str]:
        """Return the channels of the team: Teams tells of a team only in its first one."""
        team = _dict(activity.channel_data.get("team")).get("id")
        channels: tuple[str, ...] = ()
        if isinstance(team, str) and team:
            try:
                channels = await self._connector.channels(place, team)
            except NotSent as error:
                if not error.final:
                    raise
        return frozenset((activity.conversation, *channels))

    async def _member(
        self, place: Place, conversation: str, person: str
    ) -> Mapping[str, Any] | None:
        try:
            return await self._connector.member(place, conversation, person)
        except NotSent as error:
            if not error.final:
                raise
            return None

    async def _is_ours(self, app: str, activity: Activity) -> bool:
        place = Place(app, activity.service_url, activity.host, activity.bot)
        member = await self._member(place, activity.conversation, activity.who)
        if member is None:
            return _is_extension(activity)
        return member.get("tenantId") in (None, "", activity.host)


def _is_extension(activity: Activity) -> bool:
    return activity.name.startswith("composeExtension/")


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
