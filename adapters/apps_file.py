"""The apps file: which Slack and Teams apps this installation serves, with where their secrets are."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator as After
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic import BeforeValidator as Before

from adapters.apps_faults import faults
from bot.errors import SettingsError
from bot.files.problems import Problem, TextFile
from bot.files.tree import Tree, read_file

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_KEY = r"^[a-z0-9][a-z0-9-]{0,62}$"
_IN_A_SECRET = re.compile(r"[ -~]*")
_IN_A_HOST = re.compile(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:]+")


def _read_secret(value: Any, info: ValidationInfo) -> Any:
    """Return a secret that is written as text, `{file: PATH}` or `{env: NAME}`."""
    found, where = value.strip() if isinstance(value, str) else value, "the text"
    match value:
        case {"file": str(path), **rest} if not rest:
            found, where = _in_file(path), f"the file {path}"
        case {"env": str(name), **rest} if not rest:
            found, where = (info.context or {}).get(name, "").strip(), f"the variable {name}"
            if not found:
                raise ValueError(f"the environment variable {name} is empty or not set")
    if isinstance(found, str) and not _IN_A_SECRET.fullmatch(found):
        raise ValueError(
            f"{where} holds more than a secret: let it be one line of plain letters, digits and signs, "
            "as the platform shows it"
        )
    return found


def _in_file(path: str) -> str:
    try:
        # Some editors begin a file with a mark that nobody sees.
        return Path(path).read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        raise ValueError(f"the file {path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise ValueError(f"the file {path} cannot be read: it is not UTF-8") from None


def _web_address(address: str) -> str:
    try:
        parts = urlsplit(address)
        is_one = bool(_IN_A_HOST.fullmatch(parts.hostname or "")) and parts.port != 0
    except ValueError:
        is_one = False
    if not (is_one and address.startswith(("https://", "http://"))):
        raise ValueError("it is no web address: write it like https://slack.com/api/")
    return address


def _host(name: str) -> str:
    if not _IN_A_HOST.fullmatch(name) or name.startswith("."):
        raise ValueError("it is no host: write only its name, like smba.trafficmanager.net")
    return name


# Case does not matter where they are made; where they are compared it does.
Lower = Annotated[str, StringConstraints(to_lower=True, strip_whitespace=True)]
Directory = Annotated[Lower, Field(pattern=r"^[A-Za-z0-9.-]*$")]
Host = Annotated[Lower, After(_host)]
WebAddress = Annotated[str, StringConstraints(strip_whitespace=True), After(_web_address)]
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
    api_url: WebAddress = "https://slack.com/api/"

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

    app_id: Annotated[Lower, Field(pattern=r"^([0-9a-fA-F-]{36})?$")]
    client_secret: Secret | None = None
    client_secret_expires_on: date | None = None
    home_tenant: Directory = ""
    tenant: AppKey | None = None
    entra_tenant: Directory | None = None
    development: bool = False
    per_second: Annotated[int, Field(ge=0, le=50)] = 50
    hosts: tuple[Host, ...] = (
        "smba.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
        "smba.infra.gov.teams.microsoft.us",
    )
    login_url: WebAddress = "https://login.microsoftonline.com/"
    openid_url: WebAddress = "https://login.botframework.com/v1/.well-known/openidconfiguration"

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


_SHAPES: Mapping[str, type[BaseModel]] = {"": Apps, "slack": SlackApp, "teams": TeamsApp}


def read_apps(path: Path | None, environment: Mapping[str, str]) -> Apps:
    """Return what the apps file says; nothing without one. `environment` is where `{env: NAME}` looks.

    Raises SettingsError that names the file, the line, what is wrong and never a secret.
    """
    if path is None:
        return Apps()
    try:
        tree, problems = _read(path)
    except OSError as error:
        raise SettingsError(f"The apps file {path} cannot be read: {error.strerror}.") from None
    if tree is None or problems:
        raise SettingsError(f"The apps file {path}, {'; '.join(map(_told, problems))}")
    try:
        return Apps.model_validate({} if tree.data is None else tree.data, context=environment)
    except ValidationError as error:
        raise SettingsError(f"The apps file {path}, {faults(tree, error, _SHAPES)}") from None


def is_in_earnest(apps: Apps) -> bool:
    """Tell whether any of these apps is on a platform that is not on this machine itself."""
    far = [app.api_url for app in apps.slack.values()]
    far += [app.login_url for app in apps.teams.values() if not app.development]
    return any(urlsplit(url).hostname not in _THIS_MACHINE for url in far)


def secret_files(path: Path) -> list[Path]:
    """Return the files with secrets that an apps file names; none for a file that cannot be read."""
    try:
        tree, _ = _read(path)
    except OSError:
        return []
    return [] if tree is None else sorted(set(_files_in(tree.data)))


def _read(path: Path) -> tuple[Tree | None, tuple[Problem, ...]]:
    return read_file(TextFile(path.name, path.read_bytes()), holds_secrets=True)


def _files_in(found: object) -> Iterator[Path]:
    match found:
        case {"file": str(path), **rest} if not rest:
            yield Path(path)
        case dict():
            for value in found.values():
                yield from _files_in(value)
        case _:
            return


def _told(problem: Problem) -> str:
    place = f"line {problem.line}: " + (f"{problem.field}: " if problem.field else "")
    return f"{place}{problem.message} — {problem.remedy}"


def refuse_open_doors(apps: Apps, host: str) -> None:
    """Raise SettingsError when an app that checks no tokens would listen to others than this machine."""
    unsafe = [key for key, app in apps.teams.items() if app.development]
    if unsafe and host not in _THIS_MACHINE:
        raise SettingsError(
            f"The Teams app {unsafe[0]} has `development: true`, so anybody could speak in anybody's "
            f"name. That is for a loopback address only, and ZETJE_HOST is {host}."
        )
