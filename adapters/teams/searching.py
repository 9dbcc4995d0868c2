"""The search of the message extension: questions to put in a meeting's chat. Pure."""

import html
from collections.abc import Mapping
from typing import Any, TypeAlias

from adapters.teams.cards import attachment
from adapters.teams.render import card
from bot.finding import about_theme, question_of, questions_about, to_share
from bot.model.people import Language
from bot.model.prompts import Prompt
from bot.situations import Knowledge
from bot.voice import Voice

Json: TypeAlias = dict[str, Any]

# The names of the search and of what is searched for, in the app package.
COMMAND, PARAMETER = "zoek-vraag", "search"
_THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
_LONGEST = 200


def searched(value: Mapping[str, Any], knowledge: Knowledge, language: Language) -> Json:
    """Return the questions that were searched for, each as a card to put in a conversation."""
    voice = knowledge.voices[language]
    skip, count = _window(value.get("queryOptions"))
    found = questions_about(knowledge.library, _words(value), language)[skip : skip + count]
    return {
        "composeExtension": {
            "type": "result",
            "attachmentLayout": "list",
            "attachments": [_result(prompt, voice) for prompt in found],
        }
    }


def _result(prompt: Prompt, voice: Voice) -> Json:
    shown = attachment(card(to_share(prompt, voice), voice.language))
    # A thumbnail reads HTML.
    preview = {
        "title": html.escape(question_of(prompt, voice.language)),
        "text": html.escape(about_theme(prompt, voice.language)),
    }
    return {**shown, "preview": {"contentType": _THUMBNAIL, "content": preview}}


def _words(value: Mapping[str, Any]) -> str:
    listed = value.get("parameters")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping) and one.get("name") == PARAMETER:
            return str(one.get("value", ""))[:_LONGEST]
    return ""


def _window(options: object) -> tuple[int, int]:
    """Return from where and how many; Teams asks for more as a person scrolls."""
    asked = options if isinstance(options, Mapping) else {}
    skip, count = asked.get("skip"), asked.get("count")
    return (
        skip if isinstance(skip, int) and skip >= 0 else 0,
        count if isinstance(count, int) and 0 < count <= 25 else 25,
    )
