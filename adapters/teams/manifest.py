"""The app package of a Teams app: what an admin uploads, in Dutch and English. Pure but for the zip."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from adapters.apps_file import TeamsApp
from adapters.teams.app_words import DUTCH, ENGLISH, AppWords, Titled
from adapters.teams.events import MAKE_ACTION, SAVE_AS_DILEMMA
from adapters.teams.icons import colour_icon, outline_icon
from adapters.teams.searching import COMMAND, PARAMETER
from bot.errors import SettingsError
from bot.model.people import Language

Json: TypeAlias = dict[str, Any]

_VERSION = "1.29"
_SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{_VERSION}/"
_OWN, _SHARED = ["personal"], ["team", "groupChat"]
# The same files give the same package.
_DATED = (2020, 1, 1, 0, 0, 0)


def package(
    app: TeamsApp,
    public_url: str,
    language: Language = Language.NL,
    *,
    name: str = "Zetje",
    version: str = "1.0.0",
) -> Mapping[str, bytes]:
    """Return the files of the package by name, with `language` as the one for everybody else.

    `version` must go up for Teams to take a changed package as an update. Raises SettingsError
    when `public_url` is no https address, or the app has no id.
    """
    if not app.app_id:
        raise SettingsError("A Teams app package needs an app_id: fill it in in the apps file.")
    parts = urlsplit(public_url)
    if parts.scheme != "https" or not parts.hostname:
        raise SettingsError(
            "Teams shows and calls an https address: set ZETJE_PUBLIC_URL, such as "
            "https://zetje.example.nl."
        )
    first, second = (ENGLISH, DUTCH) if language is Language.EN else (DUTCH, ENGLISH)
    made = _manifest(app, public_url.rstrip("/"), name, (first, second))
    made["version"] = version
    return {
        "manifest.json": _written(made),
        f"{second.tag}.json": _written(_localised(second, name)),
        "color.png": colour_icon(),
        "outline.png": outline_icon(),
    }


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return the package as Teams takes it; the same files always give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _DATED), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _manifest(
    app: TeamsApp, public_url: str, name: str, languages: tuple[AppWords, AppWords]
) -> Json:
    words, other = languages
    return {
        "$schema": f"{_SCHEMA}MicrosoftTeams.schema.json",
        "manifestVersion": _VERSION,
        "id": app.app_id,
        "localizationInfo": {
            "defaultLanguageTag": words.tag,
            "additionalLanguages": [{"languageTag": other.tag, "file": f"{other.tag}.json"}],
        },
        "developer": {
            "name": name[:32],
            "websiteUrl": public_url,
            "privacyUrl": public_url,
            "termsOfUseUrl": public_url,
        },
        "name": {"short": name[:30], "full": words.full_name},
        "description": {"short": words.short, "full": words.long},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#14424D",
        "bots": [_bot(app, words)],
        "composeExtensions": [_extension(app, words)],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(public_url).hostname],
        "defaultInstallScope": "personal",
    }


def _bot(app: TeamsApp, words: AppWords) -> Json:
    return {
        "botId": app.app_id,
        "scopes": [*_OWN, *_SHARED],
        "supportsFiles": False,
        "isNotificationOnly": False,
        "supportsTargetedMessages": True,
        "commandLists": [
            {"scopes": _OWN, "commands": _commands(words.own)},
            {
                "scopes": _SHARED,
                "triggers": ["mention", "slash"],
                "commands": _commands(words.shared),
            },
        ],
    }


def _commands(listed: Sequence[Titled]) -> list[Json]:
    return [{"title": title, "description": does} for title, does in listed]


def _extension(app: TeamsApp, words: AppWords) -> Json:
    return {
        "botId": app.app_id,
        "composeExtensionType": "botBased",
        "canUpdateConfiguration": False,
        "commands": [
            {
                "id": COMMAND,
                "type": "query",
                "context": ["compose", "commandBox"],
                "initialRun": True,
                **_titled(words.search),
                "parameters": [{"name": PARAMETER, "inputType": "text", **_titled(words.subject)}],
            },
            _action(SAVE_AS_DILEMMA, words.dilemma),
            _action(MAKE_ACTION, words.commit),
        ],
    }


def _action(command: str, words: Titled) -> Json:
    about = {"id": command, "type": "action", "context": ["message"], "fetchTask": True}
    return {**about, **_titled(words)}


def _titled(words: Titled) -> Json:
    title, does = words
    return {"title": title, "description": does}


def _localised(words: AppWords, name: str) -> Json:
    """Return the other language's words, by their place in the manifest."""
    made = {
        "$schema": f"{_SCHEMA}MicrosoftTeams.Localization.schema.json",
        "name.short": name[:30],
        "name.full": words.full_name,
        "description.short": words.short,
        "description.full": words.long,
    }
    for number, listed in enumerate((words.own, words.shared)):
        made |= _at(f"bots[0].commandLists[{number}].commands", listed)
    commands = (words.search, words.dilemma, words.commit)
    made |= _at("composeExtensions[0].commands", commands)
    return made | _at("composeExtensions[0].commands[0].parameters", (words.subject,))


def _at(place: str, listed: Sequence[Titled]) -> Json:
    def pairs() -> Iterator[tuple[str, str]]:
        for number, (title, does) in enumerate(listed):
            yield f"{place}[{number}].title", title
            yield f"{place}[{number}].description", does

    return dict(pairs())


def _written(made: Json) -> bytes:
    return (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()
