"""The apps file: which Slack and Teams apps this installation serves, with where their secrets are."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic import BeforeValidator as Before

from bot.errors import SettingsError

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_KEY = r"^[a-z0-9][a-z0-9-]{0,62}$"


def _read_secret(value: Any, info: ValidationInfo) -> Any:
    """Return a secret that is written as text, `{file: PATH}` or `{env: NAME}`."""
    match value:
        case {"file": str(path), **rest} if not rest:
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ValueError(f"the file {path} cannot be read: {error.strerror}") from None
        case {"env": str(name), **rest} if not rest:
            found = (info.context or {}).get(name, "").strip()
            if not found:
                raise ValueError(f"the environment variable {name} is empty or not set")
            return found
        case _:
            return value


Secret = Annotated[SecretStr, Before(_read_secret), Field(min_length=1)]
AppKey = Annotated[str, Field(pattern=_KEY)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SlackApp(_Strict):
    """One Slack app: of one organisation (`tenant` and `bot_token`), or installed by OAuth.

    With `app_token` the app uses Socket Mode and needs no public address; without it Slack calls
    `/slack/{key}/events`. `command` is the name of the slash command. With `mentions` people can talk
    to it in a channel with its name, for which it needs one right more. `per_second` is how many
    messages go to one workspace in a second, 0 for no pace at all.
    """

    tenant: AppKey | None = None
    signing_secret: Secret | None = None
    bot_token: Secret | None = None
    app_token: Secret | None = None
    client_id: str | None = None
    client_secret: Secret | None = None
    command: Annotated[str, Field(pattern=r"^/[a-z0-9_-]{1,31}$")] = "/zetje"
    mentions: bool = False
    per_second: Annotated[int, Field(ge=0, le=50)] = 4
    api_url: str = "https://slack.com/api/"

    @model_validator(mode="after")
    def _is_whole(self) -> "SlackApp":
        if self.app_token is None and self.signing_secret is None:
            raise ValueError(
                "give signing_secret (Slack calls the bot), or app_token (Socket Mode)"
            )
        by_oauth = self.client_id is not None and self.client_secret is not None
        if self.bot_token is None and not by_oauth:
            raise ValueError(
                "give bot_token (an app of one organisation), or client_id and client_secret (OAuth)"
            )
        if self.bot_token is not None and self.tenant is None:
            raise ValueError("an app with a bot_token belongs to one organisation: give its tenant")
        return self


class TeamsApp(_Strict):
    """One Teams bot: `app_id` and `client_secret` of the Entra app, `home_tenant` where it is registered.

    With `tenant` only that organisation (`entra_tenant`) is served; without it organisations are
    learned as they install the app. `client_secret_expires_on` lets `zetje doctor` warn in time.
    """

    app_id: Annotated[str, Field(pattern=r"^[0-9a-fA-F-]{36}$")] | Literal[""]
    client_secret: Secret | None = None
    client_secret_expires_on: date | None = None
    home_tenant: str = ""
    tenant: AppKey | None = None
    entra_tenant: str | None = None
    development: bool = False
    per_second: Annotated[int, Field(ge=0, le=50)] = 50
    hosts: tuple[str, ...] = (
        "smba.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
        "smba.infra.gov.teams.microsoft.us",
    )
    login_url: str = "https://login.microsoftonline.com/"
    openid_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"

    @model_validator(mode="after")
    def _is_whole(self) -> "TeamsApp":
        if self.development:
            return self
        if not self.app_id or self.client_secret is None or not self.home_tenant:
            raise ValueError(
                "give app_id, client_secret and home_tenant; only `development: true`, on a loopback "
                "address, does without"
            )
        return self


class Apps(_Strict):
    """All apps, each under its own key; the key stands in the address that the platform calls."""

    slack: Mapping[AppKey, SlackApp] = Field(default_factory=dict)
    teams: Mapping[AppKey, TeamsApp] = Field(default_factory=dict)


def read_apps(path: Path | None, environment: Mapping[str, str]) -> Apps:
    """Return what the apps file says; nothing without one. `environment` is where `{env: NAME}` looks.

    Raises SettingsError that names the file, the place in it, what is wrong and never a secret.
    """
    if path is None:
        return Apps()
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"The apps file {path} cannot be read: {error.strerror}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"The apps file {path} is no YAML: {_first_line(error)}.") from None
    try:
        return Apps.model_validate(found or {}, context=environment)
    except ValidationError as error:
        raise SettingsError(f"The apps file {path}: {_problems(error)}") from None


def is_in_earnest(apps: Apps) -> bool:
    """Tell whether any of these apps is on a platform that is not on this machine itself."""
    far = [app.api_url for app in apps.slack.values()]
    far += [app.login_url for app in apps.teams.values() if not app.development]
    return any(urlsplit(url).hostname not in _THIS_MACHINE for url in far)


def secret_files(path: Path) -> list[Path]:
    """Return the files with secrets that an apps file names; none for a file that cannot be read."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        return []
    return sorted(set(_files_in(found)))


def _files_in(found: object) -> Iterator[Path]:
    match found:
        case {"file": str(path), **rest} if not rest:
            yield Path(path)
        case dict():
            for value in found.values():
                yield from _files_in(value)
        case _:
            return


def _first_line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    line = f" in line {mark.line + 1}" if mark else ""
    return f"{getattr(error, 'problem', 'it is not UTF-8')}{line}"


def _problems(error: ValidationError) -> str:
    found = error.errors(include_input=False, include_url=False)
    return "; ".join(
        f"{'.'.join(str(part) for part in one['loc'])}: {one['msg'].removeprefix('Value error, ')}"
        for one in found
    )


def refuse_open_doors(apps: Apps, host: str) -> None:
    """Raise SettingsError when an app that checks no tokens would listen to others than this machine."""
    unsafe = [key for key, app in apps.teams.items() if app.development]
    if unsafe and host not in _THIS_MACHINE:
        raise SettingsError(
            f"The Teams app {unsafe[0]} has `development: true`, so anybody could speak in anybody's "
            f"name. That is for a loopback address only, and ZETJE_HOST is {host}."
        )
