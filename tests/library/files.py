"""Library files for the tests: one that is right, and ways to break it."""

from bot.files.problems import Problem, TextFile
from bot.library.load import LoadResult, load_library

HEAD = """\
library:
  id: proef
  title: Proefbibliotheek
  version: 3
  licence: EUPL-1.2
  owner: Hanneke
"""

SMALL_WIN = """\
prompts:
  - id: proef:sw-1
    kind: small_win
    theme: capaciteit.hr
    roles: [secretary]
    minutes: 5
    timing: {weekday: thursday, wall_time: "12:15", avoid: [zomerreces]}
    search_words: [vacature, werving, vacancy, hiring]
    sources:
      - {document: 001_3866fb5d2d195430, section: "6b", rows: [F11]}
    texts:
      nl:
        title: Loop even langs
        body: Loop langs bij één collega. Wie kies je, en wanneer?
      nl@formal:
        body: Loop langs bij één collega. Wie kiest u, en wanneer?
      en:
        title: Drop by
        body: Drop by at one colleague. Whom, and when?
"""

REFLECTION = """\
prompts:
  - id: proef:rf-1
    kind: reflection
    theme: legitimiteit.inclusie
    roles: [director]
    minutes: 2
    search_words: [rust, liggen, rest, aside]
    texts:
      nl:
        title: Even stil
        body: Wat bleef er liggen?
      en:
        title: Quiet
        body: What was left aside?
"""

NUDGE = """\
prompts:
  - id: proef:ag-1
    kind: agenda_nudge
    theme: agenda.pc_cyclus
    roles: [controller]
    minutes: 5
    agenda_minutes: 10
    timing: {moment: kadernota_sluiting, offset_days: -15}
    search_words: [kadernota, geld, budget, money]
    texts:
      nl:
        title: Op tijd
        body: Het sluit over {workdays} werkdagen.
        item: Wat vragen we?
      en:
        title: In time
        body: It closes in {workdays} working days.
        item: What do we ask?
"""


def load(*contents: str | bytes) -> LoadResult:
    """Load contents as files named a.yaml, b.yaml, ..."""
    names = "abcdefgh"
    return load_library(
        [
            TextFile(f"{name}.yaml", content.encode() if isinstance(content, str) else content)
            for name, content in zip(names, contents, strict=False)
        ]
    )


def replaced(text: str, old: str, new: str) -> str:
    """Return `text` with one occurrence of `old` replaced; it must be there."""
    assert old in text, old
    return text.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    """Return the line on which `part` first stands."""
    return text[: text.index(part)].count("\n") + 1


def only(result: LoadResult) -> Problem:
    """Return the one problem there is."""
    assert len(result.problems) == 1, [str(problem) for problem in result.problems]
    return result.problems[0]
