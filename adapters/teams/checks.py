"""Looks whether a Teams app is set up well: its secret, its token, Microsoft's keys, where it is installed."""

from collections.abc import Sequence
from datetime import date, timedelta

import aiohttp

from adapters.apps_file import TeamsApp
from adapters.findings import Finding
from adapters.proxy import by_proxy
from adapters.teams.connector import open_session
from adapters.teams.door import may_call
from adapters.teams.keys import KeysUnavailableError, SigningKeys
from adapters.teams.tokens import NoTokenError, Tokens
from bot.model.installations import Installation

_SOON = timedelta(days=30)
_PATIENCE = aiohttp.ClientTimeout(total=10)
_MADE_NEW = (
    "Make a new client secret in Entra (App registrations, Certificates & secrets), put it in the "
    "apps file with client_secret_expires_on, and restart the bot."
)
# What Entra answers, and what to do about it.
_ENTRA = {
    "AADSTS7000215": "The client secret is wrong: copy its value again, not its id.",
    "AADSTS7000222": f"The client secret has expired. {_MADE_NEW}",
    "AADSTS700016": "app_id is not known in home_tenant: look at both in the Entra app's overview.",
    "AADSTS90002": "home_tenant does not exist: copy the directory (tenant) id again.",
    "AADSTS900023": "home_tenant is not the id of a tenant: copy the directory (tenant) id again.",
}


async def check(
    key: str,
    app: TeamsApp,
    public_url: str,
    installations: Sequence[Installation],
    today: date,
) -> Sequence[Finding]:
    """Return what is well and what is not with the app under this key in the apps file.

    `installations` are those of this app. Entra, Microsoft's keys and the own public address are
    called; nothing is sent to anybody. Raises nothing for what is wrong.
    """
    async with open_session() as session:
        found = [*_secret(key, app, today)]
        if app.app_id:
            found.append(await _token(key, app, session))
            found.append(await _keys(key, app, session))
            found.append(await _address(key, public_url, session))
    return [*found, *_installed(key, app, installations)]


def _secret(key: str, app: TeamsApp, today: date) -> Sequence[Finding]:
    if not app.app_id:
        remedy = (
            "Use it on a loopback address only, with the Playground; see the installation page."
        )
        return (Finding(True, f"teams {key}: without an id, for development", remedy),)
    expires_on = app.client_secret_expires_on
    if expires_on is None:
        remedy = (
            "Put client_secret_expires_on in the apps file: then this check warns 30 days ahead."
        )
        return (Finding(True, f"teams {key}: nobody knows when the secret expires", remedy),)
    if expires_on <= today:
        return (Finding(False, f"teams {key}: the secret expired on {expires_on}", _MADE_NEW),)
    days = (expires_on - today).days
    what = f"teams {key}: the secret expires on {expires_on}, in {days} days"
    is_soon = expires_on - today < _SOON
    return (Finding(not is_soon, what, _MADE_NEW if is_soon else ""),)


async def _token(key: str, app: TeamsApp, session: aiohttp.ClientSession) -> Finding:
    try:
        seconds = await Tokens({key: app}, session).fetch(key)
    except NoTokenError as error:
        why = str(error).removeprefix("entra: ")
        remedy = _ENTRA.get(why, f"Can this machine reach {app.login_url}? Look at the network.")
        return Finding(False, f"teams {key}: no token from Entra: {why}", remedy)
    return Finding(
        True, f"teams {key}: Entra gives a token, good for {round(seconds / 60)} minutes"
    )


async def _keys(key: str, app: TeamsApp, session: aiohttp.ClientSession) -> Finding:
    try:
        await SigningKeys(app.openid_url, session).fetch()
    except KeysUnavailableError as error:
        remedy = "Let this machine reach it: without the keys nothing of Teams can come in."
        return Finding(False, f"teams {key}: no signing keys: {error}", remedy)
    return Finding(True, f"teams {key}: Microsoft's signing keys can be fetched")


async def _address(key: str, public_url: str, session: aiohttp.ClientSession) -> Finding:
    """Call the own public address as a stranger: the bot must be there, and refuse."""
    if not public_url:
        remedy = "Set ZETJE_PUBLIC_URL, and the same address with /api/messages in the Azure bot."
        return Finding(False, f"teams {key}: Teams has no address to call", remedy)
    url = f"{public_url.rstrip('/')}/api/messages"
    what = f"teams {key}: {url}"
    try:
        way = by_proxy(url)
        async with session.post(
            url, json={}, timeout=_PATIENCE, allow_redirects=False, **way
        ) as answer:
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        remedy = "Is `zetje serve` running, and does the proxy in front of it know this address?"
        return Finding(False, f"{what} cannot be reached ({type(error).__name__})", remedy)
    if status == 401:
        return Finding(True, f"{what} answers, and lets no stranger in")
    remedy = "Something else than the bot answers there, or the bot runs without this Teams app."
    return Finding(False, f"{what} answers with HTTP {status}", remedy)


def _installed(key: str, app: TeamsApp, installations: Sequence[Installation]) -> Sequence[Finding]:
    standing = [one for one in installations if one.removed_at is None]
    if not standing:
        remedy = (
            "Upload the package of `zetje manifest teams` in the Teams admin center, and add it."
        )
        return (Finding(False, f"teams {key}: installed nowhere yet", remedy),)
    return tuple(_of(key, app, one) for one in standing)


def _of(key: str, app: TeamsApp, installation: Installation) -> Finding:
    where = f"teams {key}: tenant {installation.workspace}"
    if installation.tenant is None:
        remedy = (
            "Type `beheer` with the code of `zetje tenant add` to the bot in that organisation."
        )
        return Finding(False, f"{where} is not linked yet", remedy)
    if not installation.service_url:
        remedy = "Nothing came from there yet: let somebody add the app or say something to it."
        return Finding(True, f"{where} is linked, and was not heard of yet", remedy)
    if not may_call(app, installation.service_url):
        remedy = "Put the host of its service URL under `hosts` in the apps file, if you trust it."
        return Finding(False, f"{where} wants to be called at a host that is not listed", remedy)
    return Finding(True, f"{where} is linked")
