"""The manifest of a Slack app: what an admin pastes to make the app, in Dutch or English. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.compose.own_verbs import OwnVerb
from bot.compose.verbs import Verb
from bot.content import Press
from bot.errors import SettingsError
from bot.model.people import Language

Json: TypeAlias = dict[str, Any]

SCOPES = ("chat:write", "commands", "im:history", "im:write", "users:read")
EVENTS = ("message.im", "app_home_opened", "app_uninstalled", "tokens_revoked", "user_change")
# To be spoken to with @Zetje in a channel takes a right more; `/zetje hier` does without.
MENTIONS_SCOPE, MENTIONS_EVENT = "app_mentions:read", "app_mention"
# What each shortcut stands for, by the name that comes back when somebody uses it.
SHORTCUTS: Mapping[str, Press] = {
    "ask": Press(OwnVerb.ASK),
    "dilemma-from": Press(Verb.DILEMMA_FROM),
    "commit-from": Press(Verb.COMMIT_FROM),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What can be otherwise. `by_oauth`: the app is installed by OAuth, in several workspaces."""

    name: str = "Zetje"
    command: str = "/zetje"
    mentions: bool = False
    by_oauth: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    description: str
    long_description: str
    command: str
    usage: str
    ask: tuple[str, str]
    dilemma: tuple[str, str]
    commit: tuple[str, str]


_DUTCH = _Words(
    description="Een klein zetje voor je werk bij de gemeente: één korte vraag, een minuut of twee.",
    long_description=(
        "Zetje stuurt één of twee keer per week een kleine stap of een vraag voor wie een gemeente "
        "leidt, en legt je acties en dilemma's één keer per maand weer voor. Meedoen is vrij. Wat je "
        "schrijft, zie alleen jij, tot je het zelf deelt. Zetje werkt zonder AI en geeft geen advies."
    ),
    command="Praat met Zetje: vraag, mijn, overzicht, pauze, instellingen, help",
    usage="vraag | mijn | overzicht | pauze | help",
    ask=("Geef me een vraag", "Een vraag voor aan tafel, voor jezelf, of een kleine stap"),
    dilemma=("Bewaar als dilemma", "Open een leeg venster, met een link naar dit bericht"),
    commit=("Maak er een actie van", "Open een leeg venster, met een link naar dit bericht"),
)
_ENGLISH = _Words(
    description="A small push for your work at the municipality: one short question, a minute or two.",
    long_description=(
        "Zetje sends one or two small steps or questions a week to those who lead a municipality, and "
        "brings back your actions and dilemmas once a month. Taking part is voluntary. Only you see "
        "what you write, until you share it yourself. Zetje works without AI and gives no advice."
    ),
    command="Talk to Zetje: question, mine, overview, pause, settings, help",
    usage="question | mine | overview | pause | help",
    ask=("Give me a question", "A question for the table, for yourself, or a small step"),
    dilemma=("Keep as a dilemma", "Open an empty window, with a link to this message"),
    commit=("Make it an action", "Open an empty window, with a link to this message"),
)


def scopes(*, mentions: bool) -> tuple[str, ...]:
    """Return the rights that the app asks for."""
    return (*SCOPES, MENTIONS_SCOPE) if mentions else SCOPES


def manifest(
    app: str,
    language: Language,
    public_url: str,
    socket_mode: bool = False,
    options: Options = Options(),
) -> Json:
    """Return the manifest of the app with this key in the apps file.

    Without `socket_mode` Slack calls the bot at `public_url`. Raises SettingsError when that is not an
    https address and one is needed.
    """
    if (options.by_oauth or not socket_mode) and not public_url.startswith("https://"):
        raise SettingsError(
            "Slack calls the bot at an https address: set ZETJE_PUBLIC_URL, such as "
            "https://zetje.example.nl, or use Socket Mode (and no OAuth)."
        )
    words = _ENGLISH if language is Language.EN else _DUTCH
    url = "" if socket_mode else f"{public_url.rstrip('/')}/slack/{app}/events"
    oauth: Json = {"scopes": {"bot": list(scopes(mentions=options.mentions))}}
    if options.by_oauth:
        oauth["redirect_urls"] = [f"{public_url.rstrip('/')}/slack/{app}/oauth"]
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": options.name,
            "description": words.description,
            "long_description": words.long_description,
            "background_color": "#14424d",
        },
        "features": _features(words, options, url),
        "oauth_config": oauth,
        "settings": _settings(options, url),
    }


def _features(words: _Words, options: Options, url: str) -> Json:
    command = {
        "command": options.command,
        "description": words.command,
        "usage_hint": words.usage,
        "should_escape": False,
    }
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": options.name, "always_online": True},
        "shortcuts": [
            _shortcut("ask", "global", words.ask),
            _shortcut("dilemma-from", "message", words.dilemma),
            _shortcut("commit-from", "message", words.commit),
        ],
        "slash_commands": [{**command, "url": url} if url else command],
    }


def _shortcut(callback: str, kind: str, words: tuple[str, str]) -> Json:
    name, description = words
    return {"name": name, "type": kind, "callback_id": callback, "description": description}


def _settings(options: Options, url: str) -> Json:
    events: Json = {"bot_events": [*EVENTS, *([MENTIONS_EVENT] if options.mentions else [])]}
    interactivity: Json = {"is_enabled": True}
    if url:
        events["request_url"] = url
        interactivity["request_url"] = url
    return {
        "event_subscriptions": events,
        "interactivity": interactivity,
        "org_deploy_enabled": False,
        "socket_mode_enabled": not url,
        # A token that runs out while nobody talks would keep the bot from sending.
        "token_rotation_enabled": False,
    }
