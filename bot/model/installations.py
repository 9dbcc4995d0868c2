"""Where the bot is installed: the app of one organisation on one platform, and codes that link it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bot.model.ids import TenantId
from bot.model.people import Language, Platform

CODE_LASTS = timedelta(days=1)
# No vowels, so that no code reads as a word, and nothing that looks like something else.
CODE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
CODE_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The app in one organisation, as its platform names it.

    `workspace` is the platform's own id of the organisation (a Slack team id, an Entra tenant id),
    `app` the key of the app in the apps file. `tenant` is None until somebody there typed a code.
    `bot` is the platform's id of the bot there, `service_url` where Teams wants to be called, and
    `secret` a token that came with the installation (stored sealed, never logged). `removed_at`
    tells that the app was taken away: nothing can be sent any more.
    """

    platform: Platform
    workspace: str
    app: str
    tenant: TenantId | None = None
    bot: str = ""
    service_url: str = ""
    secret: str = ""
    installed_at: datetime
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What a platform tells about a person. `zone` is an IANA name, "" where it is not known."""

    name: str
    zone: str = ""
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A one-time code that makes whoever types it an admin of the tenant. Only its hash is stored.

    `spent_by` names who used it (platform, organisation and person): the same person may come again
    with it, because a platform may deliver one message twice.
    """

    hash: str
    tenant: TenantId
    expires_at: datetime
    spent_by: str | None = None


def looks_like_code(text: str) -> bool:
    """Tell whether the text is written as a code: twelve of its letters, in any case and grouping."""
    letters = _plain(text)
    return len(letters) == CODE_LENGTH and set(letters) <= set(CODE_LETTERS)


def hash_of_code(code: str) -> str:
    """Return what is stored of a code; how it is typed (case, hyphens, spaces) makes no difference."""
    return sha256(_plain(code).encode()).hexdigest()


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).upper()
