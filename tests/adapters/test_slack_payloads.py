"""Every payload that the product can produce is one that Slack takes.

Three judges that know nothing of each other: the models of Slack's own Python SDK (what it reads it
must write the same), the types of its own JavaScript SDK, and the rules of this project's stand-in.
"""

import asyncio
import json
import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters.slack import render
from adapters.slack.filled_in import with_day
from adapters.slack.modal import modal, notice
from adapters.slack.render import MAX_WORDS, TooLargeForSlackError
from adapters.slack.spoken import spoken
from bot.compose.asides import a_moment, in_the_chat, not_done
from bot.content import Content, Paragraph, plain
from bot.home import home
from bot.model.people import Language
from tests.adapters.slack_said import (
    Said,
    largest_dialogs,
    largest_messages,
    said_in_transcripts,
    said_of_prompts,
)
from tests.adapters.test_slack_modal import as_sent
from tests.dialogue.situations import situation
from tests.first_prompts import first_knowledge
from tests.missing_programs import slack_types, tsc
from tests.standins.slack.blocks import problems_of, size
from tests.standins.slack.windows import is_too_large, view_problems

Json = dict[str, Any]


@pytest.fixture(scope="module")
def said() -> Said:
    """Return all that the bot says in the transcripts and of the library."""
    knows = first_knowledge()
    found = asyncio.run(said_in_transcripts(knows))
    found.messages.update(dict.fromkeys(said_of_prompts(knows)))
    return found


@pytest.fixture(scope="module")
def messages(said: Said) -> list[Json]:
    """Return every message as it goes to Slack."""
    return [_message(one) for one in (*said.messages, *largest_messages())]


@pytest.fixture(scope="module")
def modals(said: Said) -> list[Json]:
    """Return every window as it goes to Slack, also once a day was picked in it."""
    made = [modal(one) for one in (*said.dialogs, *largest_dialogs())]
    return [*made, *_picked(made), *_notices()]


@pytest.fixture(scope="module")
def homes(said: Said) -> list[Json]:
    """Return every Home tab as it goes to Slack."""
    shown = (*said.homes, home(situation()), *largest_messages())
    return [{"type": "home", "blocks": render.home_blocks(one, 100)} for one in shown]


def _message(content: Content) -> Json:
    return {"text": spoken(content), "blocks": render.blocks(content)}


def _picked(made: list[Json]) -> Iterator[Json]:
    for view in made:
        for block in view["blocks"]:
            if block.get("block_id", "").endswith("|day"):
                action = {"block_id": block["block_id"], "selected_date": "2027-01-22"}
                changed = with_day(as_sent(view), action)
                if changed is not None:
                    yield changed


def _notices() -> Iterator[Json]:
    voices = first_knowledge().voices
    for language in Language:
        for words in (a_moment, in_the_chat, not_done):
            yield notice("Zetje", words(voices[language]))


def test_there_is_a_lot_to_look_at(said: Said, modals: list[Json]) -> None:
    assert len(said.messages) > 1500
    assert len(said.dialogs) > 100
    assert len(said.homes) > 300
    assert len(modals) > len(said.dialogs)


def test_messages_keep_the_rules(messages: list[Json]) -> None:
    for one in messages:
        assert problems_of(one["blocks"], "message") == [], one
        assert size(one["blocks"]) <= MAX_WORDS
        assert 0 < len(one["text"]) <= 40_000


def test_windows_and_home_tabs_keep_the_rules(modals: list[Json], homes: list[Json]) -> None:
    for surface, views in (("modal", modals), ("home", homes)):
        for one in views:
            assert view_problems(one, surface) == [], one
            assert not is_too_large(one)
            assert len(one.get("private_metadata", "")) <= 3_000


def test_nothing_anybody_typed_is_read_as_markup(
    messages: list[Json], modals: list[Json], homes: list[Json]
) -> None:
    for one in (*messages, *modals, *homes):
        kinds = set(_kinds(one))
        assert not kinds & {"mrkdwn", "markdown", "user", "broadcast", "emoji", "channel"}
        assert "<" not in one.get("text", "")


def test_the_sdk_reads_every_payload_and_writes_it_the_same(
    messages: list[Json],
    modals: list[Json],
    homes: list[Json],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    for one in messages:
        assert [block.to_dict() for block in Block.parse_all(one["blocks"])] == one["blocks"]
    for one in (*modals, *homes):
        view = View(**one)
        view.validate_json()
        assert _without_order(view.to_dict()) == _without_order(one)
    assert caplog.text == ""


@pytest.mark.skipif(tsc() is None, reason="no Node.js with @slack/types in tests/slack_types")
def test_the_types_of_slack_take_every_payload(
    messages: list[Json], modals: list[Json], homes: list[Json], tmp_path: Path
) -> None:
    assert _compiled(tmp_path, _source(messages, modals, homes)) == ""


@pytest.mark.skipif(tsc() is None, reason="no Node.js with @slack/types in tests/slack_types")
def test_the_types_of_slack_find_mistakes(tmp_path: Path) -> None:
    knob: Json = {"type": "actions", "elements": [{"type": "knop"}]}
    broken: list[tuple[str, Json]] = [
        ("Message", {"text": "x", "blocks": [{"type": "section", "text": "bare"}]}),
        ("Message", {"text": "x", "blocks": [{"type": "sectie"}]}),
        ("Modal", {"type": "modal", "blocks": []}),
        ("Home", {"type": "home", "blocks": [knob]}),
    ]
    lines = [f"export const a{n}: {kind} = {json.dumps(b)};" for n, (kind, b) in enumerate(broken)]
    told = _compiled(tmp_path, "\n".join([_HEAD, *lines]))
    first = len(_HEAD.splitlines()) + 1
    for number in range(len(broken)):
        assert f"payloads.ts({first + number}," in told


def test_what_is_too_large_is_refused_here_and_not_by_slack() -> None:
    with pytest.raises(TooLargeForSlackError):
        _message(Content((Paragraph(plain("x" * (MAX_WORDS + 1))),), "te groot"))


def test_no_lock_screen_shows_what_somebody_wrote(said: Said) -> None:
    """Names that people give to things may be there; what they answered may not."""
    written = [words for words in _WRITTEN if any(words in one.as_text() for one in said.messages)]
    assert len(written) >= 3
    for content in said.messages:
        for words in written:
            assert words not in spoken(content)


# What people write in the transcripts, in windows and as plain text, and get to see again.
_WRITTEN = (
    "bij vergunningen blijven aanvragen liggen",
    "langs bij burgerzaken",
    "op vrijdag komt bijna niemand",
    "we kunnen drukte spreiden",
    "mensen weten niet dat ze geteld worden",
    "Vraag 7 wordt door niemand begrepen",
)


def _kinds(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value["type"]
        for one in value.values():
            yield from _kinds(one)
    elif isinstance(value, list):
        for one in value:
            yield from _kinds(one)


def _without_order(value: Json) -> str:
    return json.dumps(value, sort_keys=True)


_HEAD = """import type { HomeView, KnownBlock, ModalView } from '@slack/types';
type Message = { text: string; blocks: KnownBlock[] };
type Modal = Omit<ModalView, 'blocks'> & { blocks: KnownBlock[] };
type Home = Omit<HomeView, 'blocks'> & { blocks: KnownBlock[] };"""


def _source(messages: list[Json], modals: list[Json], homes: list[Json]) -> str:
    """Return a program that holds one payload of every shape there is."""
    lines = [_HEAD]
    for name, payloads in (("Message", messages), ("Modal", modals), ("Home", homes)):
        shapes = {_shape(one): None for one in payloads}
        lines += [f"const {name}{n}: {name} = {shape};" for n, shape in enumerate(shapes)]
        lines.append(
            f"export const all{name} = [{', '.join(f'{name}{n}' for n in range(len(shapes)))}];"
        )
    return "\n".join(lines)


def _shape(payload: Json) -> str:
    """Return the payload with other words: what the types look at stays, and so do few of a kind."""
    return json.dumps(_shaped(payload, ""), sort_keys=True)


def _shaped(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {name: _shaped(one, name) for name, one in value.items()}
    if isinstance(value, list):
        kept: dict[str, Any] = {}
        for one in value:
            shaped = _shaped(one, key)
            kept[json.dumps(shaped, sort_keys=True)] = shaped
        return list(kept.values())
    return value if key in ("type", "style") or not isinstance(value, str) else "x"


def _compiled(folder: Path, source: str) -> str:
    """Return what the compiler says; nothing when all is well."""
    (folder / "payloads.ts").write_text(source, encoding="utf-8")
    (folder / "node_modules").symlink_to(slack_types() / "node_modules")
    compiler = tsc()
    assert compiler is not None
    done = subprocess.run(
        [
            *compiler,
            "--strict",
            "--noEmit",
            "--skipLibCheck",
            "--module",
            "nodenext",
            "payloads.ts",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""
