"""One's own agenda items: proposing, changing, withdrawing, and what to do when the answer is no."""

from collections.abc import Mapping
from dataclasses import replace

from bot.compose.own_verbs import OwnVerb
from bot.compose.verbs import Verb
from bot.content import Dialog, Field, FieldKind, Press
from bot.dates.write import write_day
from bot.dialogue import small_wins
from bot.dialogue.cards import cards
from bot.dialogue.forms import Form, read_form
from bot.dialogue.meeting_dates import choice, choices, chosen_date, meeting_with
from bot.dialogue.own_moment import utc_now
from bot.dialogue.reaction import answered, message_with
from bot.dialogue.story import Story
from bot.dialogue.telling import tell, wrong
from bot.model.calendar import MeetingDate
from bot.model.ids import MeetingId, RecordId, derive_id
from bot.model.messages import Message
from bot.model.prompts import Prompt
from bot.model.records import AgendaItem, AgendaItemState
from bot.model.situation import Decision, Situation

USUAL_MINUTES = 5
MOST_MINUTES = 120
_OPEN = (AgendaItemState.PROPOSED, AgendaItemState.MOVED)


def item_dialog(
    situation: Situation, message: Message, prompt: Prompt | None, on: MeetingDate | None
) -> Dialog | None:
    """Return the window to propose an item, with the ready-made text in it; None without open agendas."""
    options = choices(situation, message.meeting, (on.meeting, on.on) if on else None)
    if not options:
        return None
    texts = prompt.text(situation.voice.language) if prompt else None
    values = {
        "text": (texts.item or "") if texts else "",
        "minutes": str((prompt.agenda_minutes if prompt else None) or USUAL_MINUTES),
    }
    if on is not None:
        values["meeting"] = choice(on.meeting, on.on)
    elif message.meeting and message.meeting_on:
        values["meeting"] = choice(message.meeting, message.meeting_on)
    return _dialog(situation, Press(Verb.AGENDA_PLACE, message.id), values, message.meeting)


def on_proposed(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """The window with a new item."""
    read = _read(situation, press, values)
    if isinstance(read, Decision):
        return read
    form, on = read
    item = _new_item(situation, press, form, on)
    before = item_with(situation, item.id)
    if before is not None and before.state is AgendaItemState.PLACED:
        return tell(situation.voice.t("Dit punt staat daar al op de agenda."))
    decision = _on_the_list(situation, item)
    message = message_with(situation, press.subject)
    if message is None or message.person is None:
        return decision
    day = write_day(on.on, situation.voice.language, today=situation.now.date())
    became = situation.voice.t("op de lijst voor {day}", day=day)
    return replace(
        decision,
        messages=(answered(message, situation),),
        updates=cards(situation, message.id, became),
    )


def on_change(situation: Situation, press: Press) -> Decision:
    """*Verander*: the window with the item as it is, while its agenda is open."""
    item, voice = item_with(situation, press.subject), situation.voice
    if item is None or item.state is AgendaItemState.WITHDRAWN:
        return _gone(situation)
    if item.state not in _OPEN or not choices(situation, item.meeting):
        return tell(voice.t("Over dit punt is al beslist. Veranderen kan niet meer."))
    values = {
        "meeting": choice(item.meeting, item.meeting_on),
        "text": item.text,
        "minutes": str(item.minutes),
        "presenter": item.presenter,
    }
    press = Press(OwnVerb.ITEM_CHANGE, item.id)
    return Decision(dialog=_dialog(situation, press, values, item.meeting), keeps_expected=True)


def on_changed(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """The window with a changed item."""
    item = item_with(situation, press.subject)
    if item is None or item.state not in _OPEN:
        error = situation.voice.s("Over dit punt is al beslist. Veranderen kan niet meer.")
        return wrong({"text": error})
    read = _read(situation, press, values)
    if isinstance(read, Decision):
        return read
    form, on = read
    changed = replace(
        item,
        text=form["text"],
        minutes=int(form["minutes"]),
        presenter=form["presenter"],
        meeting=on.meeting,
        meeting_on=on.on,
        state=AgendaItemState.PROPOSED,
        changed_at=utc_now(situation),
    )
    return _on_the_list(situation, changed)


def on_withdraw(situation: Situation, press: Press) -> Decision:
    """*Trek terug*: whoever prepares the agenda does not see it any more."""
    item, voice = item_with(situation, press.subject), situation.voice
    if item is None:
        return _gone(situation)
    if item.state is AgendaItemState.PLACED:
        day = write_day(item.meeting_on, voice.language, today=situation.now.date())
        return tell(
            voice.t(
                "Het staat al op de agenda van {day}. Vraag het secretariaat om het eraf te halen.",
                day=day,
            )
        )
    withdrawn = replace(item, state=AgendaItemState.WITHDRAWN, changed_at=utc_now(situation))
    told = tell(voice.t("Teruggetrokken. Het secretariaat ziet je punt niet meer."))
    return replace(told, saves=(withdrawn,))


def on_keep(situation: Situation, press: Press) -> Decision:
    """*Bewaar als actie*: the window of a commitment."""
    item = item_with(situation, press.subject)
    if item is None:
        return _gone(situation)
    return small_wins.on_commit(situation, Press(Verb.COMMIT, item.message or item.id))


def item_with(situation: Situation, item_id: str) -> AgendaItem | None:
    """Return the person's own item with this id, or None."""
    return next((one for one in situation.records.agenda_items if one.id == item_id), None)


def _new_item(situation: Situation, press: Press, form: Form, on: MeetingDate) -> AgendaItem:
    person, message = situation.person, message_with(situation, press.subject)
    prompt = situation.library.find(message.prompt) if message and message.prompt else None
    came_from = press.subject or situation.key
    return AgendaItem(
        id=RecordId(derive_id(person.tenant, person.id, "agenda", came_from, on.meeting, on.on)),
        tenant=person.tenant,
        person=person.id,
        short_name=(
            prompt.text(situation.voice.language).title
            if prompt
            else situation.voice.s("Agendapunt")
        ),
        text=form["text"],
        minutes=int(form["minutes"]),
        presenter=form["presenter"],
        meeting=on.meeting,
        meeting_on=on.on,
        created_at=utc_now(situation),
        changed_at=utc_now(situation),
        message=message.id if message else None,
        prompt=prompt.id if prompt else None,
        theme=prompt.theme if prompt else None,
    )


def _on_the_list(situation: Situation, item: AgendaItem) -> Decision:
    voice = situation.voice
    day = write_day(item.meeting_on, voice.language, today=situation.now.date())
    buttons = (
        voice.button("Verander", OwnVerb.ITEM_CHANGE, item.id),
        voice.button("Trek terug", OwnVerb.ITEM_WITHDRAW, item.id),
    )
    meeting = meeting_with(situation, item.meeting)
    if meeting is not None and meeting.prepared_by is None:
        text = voice.t(
            "Bewaard voor {day}. Ik weet niet wie deze agenda maakt, dus geef het zelf door.",
            day=day,
        )
        return replace(tell(text, buttons=buttons), saves=(item,))
    text = voice.t(
        "Staat op de lijst voor {day}. Het secretariaat ziet je naam bij dit punt.", day=day
    )
    return replace(tell(text, buttons=buttons), saves=(item,))


def _read(
    situation: Situation, press: Press, values: Mapping[str, str]
) -> tuple[Form, MeetingDate] | Decision:
    voice = situation.voice
    fields = _dialog(situation, press, {}, None).fields
    on = chosen_date(situation, values.get("meeting", ""))
    form = read_form(voice, fields, values)
    errors = {name: error for name, error in form.errors.items() if name != "meeting"}
    if on is None:
        errors["meeting"] = voice.s("Deze agenda is dicht. Kies een andere datum.")
    minutes = form["minutes"]
    is_number = minutes.isascii() and minutes.isdigit() and len(minutes) < 4
    if not (is_number and 1 <= int(minutes) <= MOST_MINUTES):
        errors["minutes"] = voice.s("Vul een getal in van 1 tot {most}.", most=MOST_MINUTES)
    if errors or on is None:
        return wrong(errors)
    return form, on


def _dialog(
    situation: Situation, press: Press, values: Mapping[str, str], meeting: MeetingId | None
) -> Dialog:
    voice = situation.voice
    return Dialog(
        press=press,
        title=voice.s("Zet op een agenda"),
        intro=(voice.t("Het secretariaat leest deze tekst en ziet je naam erbij."),),
        fields=(
            _meeting_field(situation, values.get("meeting", ""), meeting),
            Field(
                name="text",
                label=voice.s("Tekst"),
                kind=FieldKind.TEXT,
                value=values.get("text", ""),
                max_length=1000,
            ),
            Field(
                name="minutes",
                label=voice.s("Minuten"),
                kind=FieldKind.NUMBER,
                value=values.get("minutes", ""),
                max_length=3,
            ),
            Field(
                name="presenter",
                label=voice.s("Wie licht toe?"),
                required=False,
                value=values.get("presenter", ""),
                max_length=200,
                hint=voice.s("Een functie is genoeg."),
            ),
        ),
        submit_label=voice.s("Zet op de lijst"),
    )


def _meeting_field(situation: Situation, wanted: str, meeting: MeetingId | None) -> Field:
    options = choices(situation, meeting)
    values = [option.value for option in options]
    return Field(
        name="meeting",
        label=situation.voice.s("Overleg"),
        kind=FieldKind.CHOICE,
        value=wanted if wanted in values else next(iter(values), ""),
        options=options,
    )


def _gone(situation: Situation) -> Decision:
    return tell(situation.voice.t("Dit punt staat er niet meer."))


STORY = Story(
    presses={
        OwnVerb.ITEM_CHANGE: on_change,
        OwnVerb.ITEM_WITHDRAW: on_withdraw,
        OwnVerb.ITEM_FINE: lambda situation, press: tell(situation.voice.t("Goed.")),
        OwnVerb.ITEM_KEEP: on_keep,
        OwnVerb.ITEM_LET_GO: lambda situation, press: tell(
            situation.voice.t("Goed, ik laat het los.")
        ),
    },
    submits={OwnVerb.ITEM_CHANGE: on_changed},
)
