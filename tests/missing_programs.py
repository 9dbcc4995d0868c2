"""Names every suite that cannot run here because a program is absent, and how to get it.

With `--strict` (as `.ci/run` calls it) anything missing is a failure.
"""

import shutil
import sys
from pathlib import Path

from tests import postgres
from tests.platforms.teams.playground.program import HOW, find_playground

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
BROWSER_TESTS = Path(__file__).parent / "browser"


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def axe_script() -> Path | None:
    """Return the accessibility checker's script, or None when it is not installed."""
    script = BROWSER_TESTS / "node_modules" / "axe-core" / "axe.min.js"
    return script if script.exists() else None


def slack_types() -> Path:
    """Return the folder in which the types of Slack's payloads are installed, if they are."""
    return Path(__file__).parent / "slack_types"


def tsc() -> list[str] | None:
    """Return how to run the TypeScript compiler with the types of Slack, or None when it is absent."""
    node = shutil.which("node") or shutil.which("nodejs")
    modules = slack_types() / "node_modules"
    script = modules / "typescript" / "bin" / "tsc"
    has_all = node is not None and script.exists() and (modules / "@slack" / "types").exists()
    return [str(node), str(script)] if has_all else None


def missing() -> list[str]:
    """Return a sentence for each suite that is left out."""
    sentences = []
    if find_chromium() is None:
        sentences.append(
            "tests/browser is left out: no Chromium. On Debian: "
            "apt-get install chromium fonts-liberation fonts-dejavu-core"
        )
    if axe_script() is None:
        sentences.append(
            "the accessibility checks in tests/browser are left out: no axe-core. "
            "With Node.js: npm ci --prefix tests/browser"
        )
    if tsc() is None:
        sentences.append(
            "the types of Slack's payloads (tests/adapters/test_slack_payloads.py) are left out: no "
            "TypeScript. With Node.js: npm ci --prefix tests/slack_types"
        )
    no_postgres = postgres.why_not()
    if no_postgres is not None:
        sentences.append(f"every test on PostgreSQL is left out: {no_postgres}")
    return sentences


def left_to_whoever_has_it() -> list[str]:
    """Return a sentence for what nobody needs to have: its licence is for evaluation only."""
    if find_playground() is not None:
        return []
    return [
        f"tests/platforms/teams/playground is left out: no Microsoft 365 Agents Playground. {HOW}"
    ]


if __name__ == "__main__":
    found = missing()
    told = (*found, *left_to_whoever_has_it())
    sys.stdout.write("".join(f"NOTE: {sentence}\n" for sentence in told))
    sys.exit(1 if found and "--strict" in sys.argv else 0)
