"""The chat page as a stage: requests over HTTP, as a browser without JavaScript sends them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

import httpx

from adapters.browser.page import browser_app
from adapters.demo.host import Demo
from tests.stages.html import Element, read_page
from tests.stages.stage import Shown, ShownDialog
from tests.stages.town import Town

HERE = "http://127.0.0.1:8765"


@dataclass
class _Seat:
    """What one person remembers between two looks at the page."""

    read: int = 0
    newest: str = ""
    pressed: tuple[str, str] = ("", "")
    window: Element | None = None
    events: list[str] = field(default_factory=list)


class BrowserStage:
    """People who each look at the page as themselves."""

    def __init__(self, demo: Demo, town: Town) -> None:
        self._demo = demo
        self._people, self._places = town.people, town.places
        self._seats = {name: _Seat() for name in (*town.people, *town.places)}
        self._app = browser_app(demo)
        self._typed = 0

    async def type(self, who: str, text: str, place: str = "") -> None:
        self._typed += 1
        form = {"as": self._people[who], "event": f"typed-{self._typed}", "text": text}
        if place:
            form["in"] = self._places[place]
        await self._send(who, "/write", form)

    async def edit(self, who: str, text: str) -> None:
        forms = await self._forms(who, "/edit")
        assert forms, f"{who} typed nothing yet"
        await self._send(who, "/edit", {**_hidden(forms[-1]), "text": text})

    async def take_away(self, who: str, text: str) -> None:
        page = await self._page(who)
        own = [item for item in page.all("li", css="own") if _typed_text(item) == text]
        assert own, f"{who} typed no message {text!r}"
        form = own[-1].one("form", action="/delete")
        assert form is not None
        await self._send(who, "/delete", _hidden(form))

    async def press(self, who: str, label: str, place: str = "") -> None:
        for form in reversed(await self._forms(who, "/press", place)):
            button = form.one("button")
            if button is not None and button.words() == label:
                hidden = _hidden(form)
                self._seats[who].pressed = (place, hidden["ref"])
                await self._send(who, "/press", hidden)
                return
        raise AssertionError(f"{who} sees no button [{label}]")

    async def shortcut(self, who: str, label: str, of: str, place: str = "") -> None:
        raise AssertionError("the page has no shortcuts: it has no https links to its messages")

    async def submit(self, who: str, values: Mapping[str, str]) -> None:
        window = self._seats[who].window
        assert window is not None, "no window is open"
        form = window.one("form", action="/submit")
        assert form is not None
        pairs = [(name, value) for name, value in _pairs(form) if not name.startswith("f.")]
        for one in form.all("div", css="field"):
            label = _label(one)
            chosen = values[label] if label in values else _value(one)
            pairs += [(f"f.{_name(one)}", value) for value in _to_send(one, chosen)]
        await self._send(who, "/submit", pairs)

    async def close(self, who: str) -> None:
        self._seats[who].window = None

    async def dialog(self, who: str) -> ShownDialog | None:
        window = self._seats[who].window
        if window is None:
            return None
        title = window.one(id="window-title")
        assert title is not None
        fields = list(window.all("div", css="field"))
        errors = {_label(one): e.words() for one in fields if (e := one.one("p", css="error"))}
        return ShownDialog(
            title=title.words(),
            values={_label(one): _value(one) for one in fields},
            errors=errors,
            intro=tuple(p.words() for p in window.all("p", css="intro")),
            offers={
                _label(one): tuple(o.words() for o in one.all("label", css="option"))
                for one in fields
                if one.one("input", type="checkbox")
            },
            can_send=window.one("button", css="primary") is not None,
        )

    async def unread(self, who: str) -> Shown | None:
        seat, said = self._seats[who], await self._said(who)
        if seat.read >= len(said):
            return None
        seat.read += 1
        seat.newest = said[seat.read - 1].attributes["id"]
        return _shown(said[seat.read - 1])

    async def notification(self, who: str) -> str:
        # The page has no lock screen; the summary is what a platform with one would show.
        entry = self._demo.platform.feed.entry(self._conversation(who), self._seats[who].newest)
        assert entry is not None
        assert entry.content is not None
        return entry.content.summary

    async def pressed_card(self, who: str) -> Shown:
        place, ref = self._seats[who].pressed
        found = (await self._page(who, place)).one("li", id=ref)
        assert found is not None
        return _shown(found)

    async def move_to(self, instant: datetime) -> None:
        await self._demo.move_to(instant)

    async def _said(self, who: str) -> list[Element]:
        return list((await self._page(who)).all("li", css="bot"))

    async def _forms(self, who: str, action: str, place: str = "") -> list[Element]:
        return list((await self._page(who, place)).all("form", action=action))

    async def _page(self, who: str, place: str = "") -> Element:
        someone = next(iter(self._people.values()))
        query = {"as": self._people.get(who, someone)}
        if place or who in self._places:
            query["in"] = self._places[place or who]
        async with self._client() as client:
            answer = await client.get("/", params=query)
        assert answer.status_code == 200, answer.text
        return read_page(answer.text)

    async def _send(
        self, who: str, path: str, form: Mapping[str, str] | list[tuple[str, str]]
    ) -> None:
        pairs = list(form.items()) if isinstance(form, Mapping) else form
        body = urlencode(pairs)
        headers = {"Origin": HERE, "Content-Type": "application/x-www-form-urlencoded"}
        async with self._client() as client:
            answer = await client.post(path, content=body, headers=headers)
        assert answer.status_code in (200, 303), answer.text
        page = read_page(answer.text)
        self._seats[who].window = page.one("main", css="window")

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url=HERE)

    def _conversation(self, who: str) -> str:
        return self._places[who] if who in self._places else f"dm-{self._people[who]}"


def _shown(item: Element) -> Shown:
    card = item.one("div", css="card")
    assert card is not None
    lines: list[str] = []
    for child in card.children:
        if isinstance(child, Element) and child.tag == "p":
            lines.append(child.words())
        elif isinstance(child, Element) and child.tag == "dl":
            lines += [_fact(pair) for pair in child.all("div")]
        elif isinstance(child, Element) and child.is_like("div", {"css": "wide"}):
            lines += [" | ".join(_cells(row)) for row in child.all("tr")]
    return Shown(tuple(lines), tuple(button.words() for button in card.all("button")))


def _fact(pair: Element) -> str:
    label, value = pair.one("dt"), pair.one("dd")
    assert label is not None
    assert value is not None
    return f"{label.words()}: {value.words()}"


def _cells(row: Element) -> list[str]:
    return [cell.words() for cell in row.all() if cell.tag in ("th", "td")]


def _typed_text(item: Element) -> str:
    typed = item.one("bdi", css="typed")
    return typed.text() if typed is not None else ""


def _pairs(form: Element) -> list[tuple[str, str]]:
    return [
        (one.attributes["name"], one.attributes.get("value", ""))
        for one in form.all("input")
        if one.attributes.get("type") == "hidden"
    ]


def _hidden(form: Element) -> dict[str, str]:
    return dict(_pairs(form))


def _name(one: Element) -> str:
    hidden = one.one("input", name="field")
    assert hidden is not None
    return hidden.attributes["value"]


def _label(one: Element) -> str:
    found = one.one("legend") or one.one("label")
    assert found is not None
    return found.words().removesuffix(" *")


def _options(one: Element) -> list[tuple[str, str, bool]]:
    """Return value, label and whether it is chosen, of everything there is to choose from."""
    boxes = [
        (box.attributes["value"], label.words(), "checked" in box.attributes)
        for label in one.all("label", css="option")
        if (box := label.one("input"))
    ]
    rows = [
        (row.attributes.get("value", ""), row.words(), "selected" in row.attributes)
        for row in one.all("option")
        if row.attributes.get("value")
    ]
    return boxes or rows


def _value(one: Element) -> str:
    options = _options(one)
    if options:
        return "\n".join(label for _, label, chosen in options if chosen)
    area = one.one("textarea")
    if area is not None:
        return area.text().removeprefix("\n")
    return next(
        (
            i.attributes.get("value", "")
            for i in one.all("input")
            if i.attributes["name"] != "field"
        ),
        "",
    )


def _to_send(one: Element, chosen: str) -> list[str]:
    options = _options(one)
    if not options:
        return [chosen]
    by_label = {label: value for value, label, _ in options}
    parts = [part for part in chosen.split("\n") if part]
    for part in parts:
        assert part in by_label, f"{_label(one)!r} offers {list(by_label)}"
    return [by_label[part] for part in parts]
