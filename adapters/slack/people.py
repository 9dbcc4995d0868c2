"""Who somebody is, as their profile in Slack says."""

from adapters.slack.access import Access
from adapters.slack.calls import Json, SlackCalls
from adapters.slack.verdicts import Refused
from bot.model.installations import About
from bot.model.people import Language

_NOT_SHOWN = ("user_not_found", "user_not_visible")


class Stranger(Exception):
    """Not a person of this workspace: a bot, or a guest from another organisation."""


async def about(calls: SlackCalls, access: Access, who: str) -> About:
    """Return name, time zone and language of a person. Raises Stranger, and what `call` raises.

    Without the right to look it is not known how they are called. Whom the app may not see is a Stranger.
    """
    try:
        answer = await calls.call(
            "users.info", access.token, {"user": who, "include_locale": "true"}
        )
    except Refused as error:
        if error.code in _NOT_SHOWN:
            raise Stranger(who) from None
        if not error.final:
            raise
        return About("")
    user = answer.get("user") or {}
    if _is_strange(user, access):
        raise Stranger(who)
    profile = user.get("profile") or {}
    name = str(profile.get("real_name") or user.get("real_name") or user.get("name") or "")
    return About(name, str(user.get("tz") or ""), Language.of_locale(str(user.get("locale") or "")))


def _is_strange(user: Json, access: Access) -> bool:
    if user.get("is_bot") or user.get("is_stranger"):
        return True
    # Somebody of another organisation may have an Enterprise Grid too: the workspaces in it tell.
    of_grid = (user.get("enterprise_user") or {}).get("teams") or ()
    home = user.get("team_id")
    return bool(home and access.workspace not in ("", home, *of_grid))
