"""Every transcript, unchanged, in Slack: over HTTP and over Socket Mode."""

from pathlib import Path

import pytest

from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.stages.slack import slack_stage
from tests.standins.slack.client import SlackStandin
from tests.transcripts.playing import play
from tests.transcripts.script import read_transcript
from tests.transcripts.test_transcripts import FILES


@pytest.mark.parametrize("socket_mode", [False, True], ids=["http", "socket mode"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_it_goes_the_same_in_slack(
    slack: SlackStandin, knowledge: Knowledge, path: Path, socket_mode: bool
) -> None:
    transcript = read_transcript(path)
    staged = slack_stage(slack, MemoryStores(), knowledge, transcript.head, socket_mode=socket_mode)
    async with staged as stage:
        await play(transcript, stage)


# What people type comes as events, and Slack may deliver those twice.
TYPED = [path for path in FILES if path.stem.startswith(("text_", "on_demand", "admin_link"))]


@pytest.mark.parametrize("at_once", [False, True], ids=["again", "at once"])
@pytest.mark.parametrize("path", TYPED, ids=lambda path: path.stem)
async def test_it_goes_the_same_when_every_event_comes_twice(
    slack: SlackStandin, knowledge: Knowledge, path: Path, at_once: bool
) -> None:
    transcript = read_transcript(path)
    staged = slack_stage(slack, MemoryStores(), knowledge, transcript.head, socket_mode=False)
    async with staged as stage:
        await slack.do("duplicate", times=10_000, at_once=at_once)
        await play(transcript, stage)
