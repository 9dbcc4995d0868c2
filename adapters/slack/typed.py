"""What somebody typed, out of what Slack makes of it. Pure."""

import re

# A link, a mention or a date stands between < and >, with what people see behind a bar.
_MARKED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_SCHEMES = ("mailto:", "tel:")


def as_typed(text: str, bot: str = "") -> str:
    """Return the words as the person saw them while typing.

    A mention of `bot` (its user id) falls away, with the white space around it.
    """
    if bot:
        text = re.sub(rf"\s*<@{re.escape(bot)}(?:\|[^<>]*)?>\s*", " ", text).strip()
    words = _MARKED.sub(_seen, text)
    for written, mark in _ESCAPED:
        words = words.replace(written, mark)
    return words


def _seen(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
    if label:
        # Slack makes a label of what was typed, and shows people and channels with their sign.
        sign = {"@": "@", "#": "#"}.get(target[:1], "")
        return label if label.startswith(sign) else sign + label
    for scheme in _SCHEMES:
        if target.startswith(scheme):
            return target.removeprefix(scheme)
    if target.startswith("!"):
        return "@" + target[1:].partition("^")[0]
    return target
