"""Every transcript, unchanged, in Teams; those with a group once in a channel and once in a group chat."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.stages.teams import teams_stage
from tests.standins.teams.client import TeamsClient
from tests.transcripts.playing import play
from tests.transcripts.script import read_transcript
from tests.transcripts.test_transcripts import FILES


def _cases() -> Iterator[object]:
    for path in FILES:
        yield pytest.param(path, False, id=path.stem)
        if "groups" in read_transcript(path).head:
            yield pytest.param(path, True, id=f"{path.stem} in a chat")


@pytest.mark.parametrize(("path", "in_chats"), list(_cases()))
async def test_it_goes_the_same_in_teams(
    teams: TeamsClient, knowledge: Knowledge, path: Path, in_chats: bool
) -> None:
    transcript = read_transcript(path)
    staged = teams_stage(teams, MemoryStores(), knowledge, transcript.head, in_chats=in_chats)
    async with staged as stage:
        await play(transcript, stage)
