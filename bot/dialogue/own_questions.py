"""An admin adds a question of the organisation itself: a window that holds the rules of the library."""

from collections.abc import Mapping
from dataclasses import replace

from bot.administration.own_questions import (
    Written,
    errors_of,
    findings,
    is_own,
    much_like,
    own_prompt,
)
from bot.compose.series_verbs import SeriesVerb
from bot.content import Dialog, Field, FieldKind, Option, Press
from bot.dialogue.forms import Form, read_form
from bot.dialogue.series_ahead import tried
from bot.dialogue.series_log import logged
from bot.dialogue.series_words import kind_name, role_name
from bot.dialogue.telling import tell, wrong
from bot.library.draft import Finding
from bot.library.themes import theme_name
from bot.model.ids import PromptId, SeriesId
from bot.model.people import Role
from bot.model.prompts import Kind, Prompt, Theme
from bot.model.series import Audience, Series, SeriesState
from bot.model.situation import Decision, Situation
from bot.voice import Voice, sentence

KIND, TITLE, BODY, FORMAL = "kind", "title", "body", "formal"
THEME, ROLES, MINUTES = "theme", "roles", "minutes"
_MOST_MINUTES = 15
_PLACES = {"nl.title": TITLE, "nl.body": BODY, "nl@formal.body": FORMAL}
_RULES: Mapping[str, str] = {
    "length": sentence(
        "Dit is te lang. Een titel heeft hoogstens 6 woorden, een vraag 45, een stap 60."
    ),
    "sentence": sentence("Een zin is te lang. Knip hem in tweeën: hoogstens 20 woorden."),
    "one-question": sentence("Stel precies één vraag, met één vraagteken."),
    "open-question": sentence("Begin de vraag met wat, welke, hoe, wie, waar of wanneer."),
    "who-what-when": sentence("Eindig met een vraag naar wie en wanneer: ‘Met wie, en wanneer?’"),
    "wording": sentence(
        "Dit klinkt als haast, verwijt of school. Zeg het gewoon, zonder uitroepteken."
    ),
    "hidden-answer": sentence(
        "Het antwoord zit al in de vraag. Vraag open: ‘Waar blijkt dat uit?’"
    ),
    "why-person": sentence("Vraag naar het waarom van de zaak, niet van de persoon."),
    "safety": sentence("Vraag niet naar stukken of zaken die niet in een chat horen."),
    "name": sentence("Noem geen namen van mensen, leveranciers of gemeenten."),
    "year": sentence("Noem bij cijfers het jaar, en zeg niet ‘onlangs’ of ‘tegenwoordig’."),
    "formal": sentence("Schrijf hieronder dezelfde tekst in de u-vorm."),
}


def on_own(situation: Situation, press: Press) -> Decision:
    """*Eigen vraag*: the window, and which own questions there are."""
    voice = situation.voice
    dialog = Dialog(
        press=Press(SeriesVerb.OWN),
        title=voice.s("Eigen vraag"),
        intro=(
            voice.t(
                "Eén ding per vraag, in gewone woorden, zonder namen. Iedereen kan hem krijgen."
            ),
        ),
        fields=_fields(situation),
        submit_label=voice.s("Bewaar"),
    )
    return Decision(dialog=dialog, keeps_expected=True)


def on_own_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """The window: kept when the rules find nothing wrong, and shown as people will see it."""
    voice = situation.voice
    form = read_form(voice, _fields(situation), values)
    errors = dict(form.errors)
    minutes = int(form[MINUTES]) if form[MINUTES].isdecimal() else 0
    if MINUTES not in errors and not 0 < minutes <= _MOST_MINUTES:
        errors[MINUTES] = voice.s("Kies 1 tot en met 15 minuten.")
    if errors:
        return wrong(errors)
    prompt = own_prompt(situation.tenant.id, _written(form, minutes))
    errors = _style(situation, prompt)
    return wrong(errors) if errors else _kept(situation, prompt)


def on_own_away(situation: Situation, press: Press) -> Decision:
    """*Trek in*: asked no more, from now on."""
    prompt = situation.library.find(PromptId(press.subject))
    voice = situation.voice
    if prompt is None or not is_own(prompt) or prompt.withdrawn:
        return tell(voice.t("Deze vraag is er niet (meer)."))
    title = prompt.text(voice.language).title
    told = tell(voice.t("Goed, **{title}** wordt niet meer gevraagd.", title=title))
    entry = logged(situation, f"question withdrawn: {title}")
    return replace(told, prompts=(replace(prompt, withdrawn=True),), audit=(entry,))


def _kept(situation: Situation, prompt: Prompt) -> Decision:
    voice, title = situation.voice, prompt.text(situation.voice.language).title
    shown = tried(situation, _nowhere(situation), prompt)
    told = tell(
        voice.t("Bewaard: **{title}**. Een reeks zonder programma kan hem nu vragen.", title=title),
        buttons=(
            voice.button("Nog een", SeriesVerb.OWN),
            voice.button("Trek in", SeriesVerb.OWN_AWAY, prompt.id),
            voice.button("Alle reeksen", SeriesVerb.LIST),
        ),
    )
    (said,) = told.says
    both = replace(said.content, blocks=(*shown.blocks, *said.content.blocks))
    entry = logged(situation, f"question added: {title}")
    return replace(told, says=(replace(said, content=both),), prompts=(prompt,), audit=(entry,))


def _style(situation: Situation, prompt: Prompt) -> dict[str, str]:
    voice = situation.voice
    found = errors_of(findings(prompt))
    errors = {
        _PLACES.get(place, BODY): _explained(finding, voice) for place, finding in found.items()
    }
    like = None if errors else much_like(prompt, situation.library.prompts)
    return errors if like is None else {BODY: _like(like, voice)}


def _like(like: Prompt, voice: Voice) -> str:
    title = like.text(voice.language).title
    if is_own(like):
        return voice.s(
            "Dit lijkt veel op jullie eigen vraag ‘{title}’. Vraag iets anders.", title=title
        )
    return voice.s(
        "Dit lijkt veel op ‘{title}’ uit de bibliotheek, over {theme}. "
        "Neem die op in een reeks, of vraag iets anders.",
        title=title,
        theme=theme_name(like.theme, voice.language),
    )


def _explained(finding: Finding, voice: Voice) -> str:
    known = _RULES.get(finding.rule)
    return voice.word(known) if known else f"{finding.message}: {finding.remedy}"


def _written(form: Form, minutes: int) -> Written:
    return Written(
        kind=Kind(form[KIND]),
        theme=Theme(form[THEME]),
        roles=frozenset(Role(role) for role in form.chosen(ROLES)),
        minutes=minutes,
        title=form[TITLE],
        body=form[BODY].strip(),
        formal=form[FORMAL].strip(),
    )


def _fields(situation: Situation) -> tuple[Field, ...]:
    voice = situation.voice
    kinds = (Kind.REFLECTION, Kind.SMALL_WIN)
    roles = tuple(role for role in Role if role is not Role.ADMIN)
    return (
        Field(
            name=KIND,
            label=voice.s("Wat is het?"),
            kind=FieldKind.CHOICE,
            value=Kind.REFLECTION,
            options=tuple(Option(kind, kind_name(kind, voice)) for kind in kinds),
        ),
        Field(name=TITLE, label=voice.s("Korte titel"), max_length=80),
        Field(
            name=BODY,
            label=voice.s("De vraag of de stap"),
            kind=FieldKind.TEXT,
            max_length=600,
            hint=voice.s("Een kleine stap eindigt met: wie, en wanneer?"),
        ),
        Field(
            name=FORMAL,
            label=voice.s("Dezelfde tekst met u"),
            kind=FieldKind.TEXT,
            required=False,
            max_length=600,
        ),
        Field(
            name=THEME,
            label=voice.s("Thema"),
            kind=FieldKind.CHOICE,
            options=tuple(Option(theme, theme_name(theme, voice.language)) for theme in Theme),
        ),
        Field(
            name=ROLES,
            label=voice.s("Voor wie?"),
            kind=FieldKind.CHOICES,
            required=False,
            options=tuple(Option(role, role_name(role, voice)) for role in roles),
            hint=voice.s("Niets gekozen: voor iedereen."),
        ),
        Field(
            name=MINUTES,
            label=voice.s("Hoeveel minuten kost het?"),
            kind=FieldKind.NUMBER,
            value="5",
            max_length=2,
        ),
    )


def _nowhere(situation: Situation) -> Series:
    return Series(
        id=SeriesId(""),
        tenant=situation.tenant.id,
        name="",
        audience=Audience(),
        state=SeriesState.DRAFT,
    )
