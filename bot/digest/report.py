"""A digest as a file: the entry for the command and for the page."""

from typing import Literal, assert_never

from bot.digest.as_json import as_json
from bot.digest.group import GroupDigest
from bot.digest.group_sheet import group_sheet
from bot.digest.html import html
from bot.digest.markdown import markdown
from bot.digest.personal import PersonalDigest
from bot.digest.personal_sheet import personal_sheet
from bot.digest.sheet import Sheet
from bot.voice import Voice

Form = Literal["md", "html", "json"]


def report(digest: PersonalDigest | GroupDigest, voice: Voice, form: Form) -> str:
    """Return the digest as Markdown, a standalone HTML page or JSON, in the language of `voice`.

    Unlike the message in the chat it holds a person's own words in full: whoever asks for someone
    else's gives a reason, and that person sees it.
    """
    match form:
        case "md":
            return markdown(sheet_of(digest, voice))
        case "html":
            return html(sheet_of(digest, voice))
        case "json":
            return as_json(digest, voice)
        case _:
            assert_never(form)


def sheet_of(digest: PersonalDigest | GroupDigest, voice: Voice) -> Sheet:
    """Return the digest as a page, not yet in any form of text."""
    if isinstance(digest, PersonalDigest):
        return personal_sheet(digest, voice)
    return group_sheet(digest, voice)
