"""What people do with cards: press a button, fill in the window that opens, send or close it."""

from dataclasses import dataclass, field

from tests.standins.teams import eyes
from tests.standins.teams.activities import Activities
from tests.standins.teams.cards import CARD, Action, fault_in, inputs_of
from tests.standins.teams.deliveries import Answered, Deliveries
from tests.standins.teams.forms import Dialog, faults, first_values, to_send, typed
from tests.standins.teams.world import App, Cannot, Conversation, Json, Posted, World

CONTEXT = {"theme": "default"}
WENT_WRONG = "Something went wrong. Please try again."
MESSAGE = "application/vnd.microsoft.activity.message"


@dataclass
class Pressing:
    """`windows` are the dialogs that stand open, by person."""

    world: World
    activities: Activities
    deliveries: Deliveries
    windows: dict[str, Dialog] = field(default_factory=dict)

    async def presses(
        self,
        who: str,
        title: str,
        where: str = "",
        app: str = "",
        device: str = eyes.DESKTOP,
        fills: dict[str, str] | None = None,
    ) -> Json:
        """Press the newest button with this title, after filling in inputs of its card by label."""
        place = self.place(who, where, app)
        found = eyes.find_button(place, who, title, device)
        if found is None:
            raise Cannot(f"{who} sees no button {title!r}")
        inputs = inputs_of(found.card)
        values = first_values(found.card) | typed(found.card, fills or {})
        wrong = faults(inputs, values)
        if wrong:
            return {"pressed": found.posted.id, "errors": wrong}
        data = {**found.action.data(), **to_send(inputs, values)}
        pressed = _Press(who, device, place, found, self.world.app(found.posted.app), data)
        return {"pressed": found.posted.id, **await self._press(pressed)}

    async def submits(self, who: str, fills: dict[str, str], title: str = "") -> Json:
        """Fill in the open window by label and send it, with its only button or the one named."""
        window = self._window(who)
        window.values |= typed(window.card, fills)
        window.errors = faults(inputs_of(window.card), window.values)
        if window.errors:
            return {"errors": window.errors}
        action = self._button(window, title)
        if action.type != "Action.Submit":
            raise Cannot(f"a window is sent with Action.Submit, not {action.type}")
        app, user = self.world.app(window.app), self.world.user(who)
        place = self.world.conversations[window.conversation]
        invoke = self.activities.invoke(window.sends, app, place, user)
        data = {**action.data(), **to_send(inputs_of(window.card), window.values)}
        invoke["value"] = {**window.about, "data": data, "context": CONTEXT}
        answered = await self.deliveries.deliver(app, invoke)
        return self.after_window(who, window, answered)

    async def closes(self, who: str) -> Json:
        """Close the window. Teams tells the bot nothing."""
        self._window(who)
        del self.windows[who]
        return {}

    async def _press(self, pressed: "_Press") -> Json:
        kind = pressed.action.type
        teams = pressed.action.data().get("msteams", {})
        if kind == "Action.Execute":
            return await self._execute(pressed)
        if kind != "Action.Submit":
            raise Cannot(f"{kind} is not for the bot")
        if teams.get("type") in ("task/fetch", "invoke"):
            return await self._fetch(pressed)
        user = self.world.user(pressed.who)
        made = self.activities.value(pressed.app, pressed.place, user, pressed.posted)
        if teams.get("type") in ("messageBack", "imBack"):
            made |= {"text": teams.get("text", teams.get("value", "")), "textFormat": "plain"}
            made["value"] = teams.get("value")
        else:
            made["value"] = pressed.data
        answered = await self.deliveries.deliver(pressed.app, made)
        return {"answers": [answered.as_json()]}

    async def _execute(self, pressed: "_Press") -> Json:
        user, element = self.world.user(pressed.who), pressed.action.element
        invoke = self.activities.invoke(
            "adaptiveCard/action", pressed.app, pressed.place, user, pressed.posted
        )
        about: Json = {n: element[n] for n in ("id", "title", "verb") if n in element}
        action: Json = {"type": "Action.Execute", **about, "data": pressed.data}
        invoke["value"] = {"action": action, "trigger": "manual"}
        answered = await self.deliveries.deliver(pressed.app, invoke)
        body = as_dict(answered.body)
        shown: Json = {"answers": [answered.as_json()]}
        if answered.status != 200 or body.get("statusCode") != 200:
            return {**shown, "failed": WENT_WRONG}
        if body.get("type") == CARD:
            must_show(body.get("value"))
            own = pressed.posted.own.setdefault((pressed.who, pressed.device), {})
            own[pressed.button.number] = body["value"]
        elif body.get("type") == MESSAGE:
            shown["message"] = body.get("value", "")
        else:
            raise Cannot(f"Teams does not know an answer of type {body.get('type')!r}")
        return shown

    async def _fetch(self, pressed: "_Press") -> Json:
        user = self.world.user(pressed.who)
        invoke = self.activities.invoke(
            "task/fetch", pressed.app, pressed.place, user, pressed.posted
        )
        invoke["value"] = {"data": pressed.data, "context": CONTEXT}
        answered = await self.deliveries.deliver(pressed.app, invoke)
        window = Dialog(
            app=pressed.app.id,
            conversation=pressed.place.id,
            title="",
            card={},
            sends="task/submit",
        )
        return self.after_window(pressed.who, window, answered)

    def after_window(self, who: str, window: Dialog, answered: Answered) -> Json:
        """Show what the bot answered: another window, a message, or nothing any more."""
        shown: Json = {"answers": [answered.as_json()]}
        if answered.status != 200:
            window.errors = {"": WENT_WRONG}
            return {**shown, "failed": WENT_WRONG}
        task = as_dict(as_dict(answered.body).get("task"))
        if task.get("type") == "continue":
            info = as_dict(task.get("value"))
            card = as_dict(info.get("card")).get("content")
            must_show(card)
            window.title, window.card = info.get("title", ""), as_dict(card)
            window.values, window.errors = first_values(window.card), {}
            self.windows[who] = window
        else:
            self.windows.pop(who, None)
            if task.get("type") == "message":
                shown["message"] = task.get("value", "")
        return shown

    def _button(self, window: Dialog, title: str) -> Action:
        found = [one for one in eyes.buttons(window.card) if title in ("", one.title)]
        if len(found) != 1:
            raise Cannot(f"the window has {len(found)} buttons {title!r}")
        return found[0]

    def _window(self, who: str) -> Dialog:
        if who not in self.windows:
            raise Cannot(f"no window stands open for {who}")
        return self.windows[who]

    def place(self, who: str, where: str, app: str) -> Conversation:
        if where:
            return self.world.place(where)
        return self.world.personal(self.world.app(app), self.world.user(who))


@dataclass(frozen=True)
class _Press:
    who: str
    device: str
    place: Conversation
    button: eyes.Button
    app: App
    data: Json

    @property
    def posted(self) -> Posted:
        return self.button.posted

    @property
    def action(self) -> Action:
        return self.button.action


def as_dict(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def must_show(card: object) -> None:
    """Raise Cannot for a card in an answer that Teams cannot show."""
    fault = fault_in(card)
    if fault is not None:
        raise Cannot(f"Teams cannot show the card in the answer: {fault}")
