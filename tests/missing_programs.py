"""Names every suite that cannot run here because a program is absent, and how to get it.

With `--strict` (as `.ci/run` calls it) anything missing is a failure.
"""

import shutil
import sys
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
BROWSER_TESTS = Path(__file__).parent / "browser"


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def axe_script() -> Path | None:
    """Return the accessibility checker's script, or None when it is not installed."""
    script = BROWSER_TESTS / "node_modules" / "axe-core" / "axe.min.js"
    return script if script.exists() else None


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
    return sentences


if __name__ == "__main__":
    found = missing()
    sys.stdout.write("".join(f"NOTE: {sentence}\n" for sentence in found))
    sys.exit(1 if found and "--strict" in sys.argv else 0)
