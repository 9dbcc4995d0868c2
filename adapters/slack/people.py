"""Who somebody is, as their profile in Slack says."""

from adapters.slack.access import Access
from adapters.slack.calls import Json, SlackCalls
from adapters.slack.verdicts import Refused
from bot.model.installations import About
from bot.model.people import Language


class Stranger(Exception):
    """Not a person of this workspace: a bot, or a guest from another organisation."""


async def about(calls: SlackCalls, access: Access, who: str) -> About:
    """Return name, time zone and language of a person. Raises Stranger, and what `call` raises.

    Without the right to look it is not known how they are called.
    """
    try:
        answer = await calls.call(
            "users.info", access.token, {"user": who, "include_locale": "true"}
        )
    except Refused as error:
        if not error.final:
            raise
        return About("")
    user = answer.get("user") or {}
    if _is_strange(user, access):
        raise Stranger(who)
    profile = user.get("profile") or {}
    name = str(profile.get("real_name") or user.get("real_name") or user.get("name") or "")
    return About(name, str(user.get("tz") or ""), _language(str(user.get("locale") or "")))


def _is_strange(user: Json, access: Access) -> bool:
    if user.get("is_bot") or user.get("is_stranger"):
        return True
    home, is_of_organisation = user.get("team_id"), bool(user.get("enterprise_user"))
    return bool(access.workspace and home and home != access.workspace and not is_of_organisation)


def _language(locale: str) -> Language | None:
    match locale.partition("-")[0]:
        case "nl":
            return Language.NL
        case "en":
            return Language.EN
        case _:
            return None
