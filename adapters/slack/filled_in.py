"""From a modal as it was filled in to the values of its fields, and what Slack shows in them next. Pure."""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from adapters.slack.modal import DAY, MOST_BLOCKS, SIGN, day_picker
from adapters.slack.render import Json, plain
from bot.content import Press

Values: TypeAlias = dict[str, str]


def press_of(view: Mapping[str, Any]) -> Press:
    """Return what sending this view stands for; a press that nobody knows for a strange one."""
    return Press.decode(str(_metadata_of(view).get("press", "")))


def values_of(view: Mapping[str, Any]) -> Values:
    """Return the value of every field by name, with the links that came along."""
    links = _metadata_of(view).get("links", {})
    values: Values = {str(k): str(v) for k, v in links.items()} if isinstance(links, dict) else {}
    state: Mapping[str, Mapping[str, Json]] = (view.get("state") or {}).get("values", {})
    for block in view.get("blocks", ()):
        if block.get("type") == "input":
            name = _name_of(block)
            own = state.get(block["block_id"], {}).get(name, {})
            values[name] = _value(own) or ""
            picked = state.get(f"{block['block_id']}|{DAY}", {}).get(DAY)
            if picked is not None and values[name] == block["element"].get("initial_value", ""):
                values[name] = _as_typed(picked.get("selected_date")) or values[name]
    return values


def errors_in(view: Mapping[str, Any], errors: Mapping[str, str]) -> Json:
    """Return the answer that shows what is wrong in each field, with all that was typed still there.

    What belongs to no field that can be filled in stands at the first one, or else above them all.
    """
    ids = {_name_of(one): one["block_id"] for one in view.get("blocks", ()) if _is_input(one)}
    found: Values = {}
    for name, words in errors.items():
        place = ids.get(name) or next(iter(ids.values()), None)
        if place is not None:
            found[place] = f"{found[place]} {words}" if place in found else words
    if found:
        return {"response_action": "errors", "errors": found}
    return {"response_action": "update", "view": _with_words(view, errors)}


def _with_words(view: Mapping[str, Any], errors: Mapping[str, str]) -> Json:
    told = [{"type": "section", "text": plain(words)} for words in errors.values()]
    blocks = [*told, *view.get("blocks", ())][:MOST_BLOCKS]
    return {**_kept(view), "blocks": blocks}


def with_day(view: Mapping[str, Any], action: Mapping[str, Any]) -> Json | None:
    """Return the same window with the day that was just picked written out in its field.

    None when words stand there already that somebody typed. All other fields keep what they hold.
    """
    name = str(action.get("block_id", "")).removesuffix(f"|{DAY}")
    picked = str(action.get("selected_date") or "")
    field = next((b for b in view.get("blocks", ()) if b.get("block_id") == name), None)
    if field is None or not _as_typed(picked):
        return None
    typed = (view.get("state") or {}).get("values", {}).get(name, {}).get(_name_of(field), {})
    if (_value(typed) or "") != field["element"].get("initial_value", ""):
        return None
    # Slack writes what is new only in a field that it did not have yet.
    new = f"{_name_of(field)}|{picked}"
    written = {**field["element"], "initial_value": _as_typed(picked)}
    changed = {name: {**field, "block_id": new, "element": written}}
    changed[f"{name}|{DAY}"] = day_picker(new, picked)
    blocks = [changed.get(block.get("block_id", ""), block) for block in view["blocks"]]
    return {**_kept(view), "blocks": blocks}


def _kept(view: Mapping[str, Any]) -> Json:
    kept = ("type", "callback_id", "title", "submit", "close", "private_metadata")
    return {name: view[name] for name in kept if view.get(name)}


def _metadata_of(view: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_input(block: Mapping[str, Any]) -> bool:
    return block.get("type") == "input"


def _name_of(block: Mapping[str, Any]) -> str:
    return str(block["block_id"]).partition("|")[0]


def _value(own: Mapping[str, Any]) -> str | None:
    match own:
        case {"selected_option": {"value": str(value)}}:
            return value.removeprefix(SIGN)
        case {"selected_options": list(several)}:
            return "\n".join(str(one["value"]).removeprefix(SIGN) for one in several)
        case {"value": str(value)}:
            return value
        case _:
            return None


def _as_typed(picked: str | None) -> str:
    """Return 2027-01-22 as people write it: 22-1-2027."""
    year, _, rest = (picked or "").partition("-")
    month, _, day = rest.partition("-")
    is_date = all(part.isdecimal() for part in (year, month, day))
    return f"{int(day)}-{int(month)}-{year}" if is_date else ""
