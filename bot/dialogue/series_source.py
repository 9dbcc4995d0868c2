"""What a series asks, as the first window says it: a programme, own steps, or kinds of prompts."""

from collections.abc import Iterator
from dataclasses import replace

from bot.administration.programmes import following, name_of
from bot.content import Field, FieldKind, Option
from bot.dialogue.forms import Form
from bot.dialogue.series_words import kind_name, listed
from bot.library.explain import nearest
from bot.library.themes import theme_name
from bot.model.ids import PromptId
from bot.model.people import Language
from bot.model.programmes import Programme
from bot.model.prompts import Kind, Prompt, Theme
from bot.model.series import PromptFilter, Series, is_look_back
from bot.model.situation import Situation
from bot.voice import Voice

WHAT, THEMES, STEPS = "what", "themes", "steps"
_PROGRAMME, _KINDS, _OWN_STEPS = "programme:", "kinds:", "steps"
_MOST_STEPS = 60
_CHOSEN_KINDS = (
    (Kind.SMALL_WIN,),
    (Kind.REFLECTION,),
    (Kind.SMALL_WIN, Kind.REFLECTION),
    (Kind.AGENDA_NUDGE,),
)


def source_fields(situation: Situation, series: Series | None) -> tuple[Field, ...]:
    """Return the fields that say what is asked, filled in with what the series has."""
    voice = situation.voice
    what = Field(
        name=WHAT,
        label=voice.s("Wat?"),
        kind=FieldKind.CHOICE,
        value=_value(series) if series else "",
        options=tuple(_options(situation, series)),
    )
    themes = Field(
        name=THEMES,
        label=voice.s("Over welke thema's? Alleen zonder programma."),
        kind=FieldKind.CHOICES,
        required=False,
        values=tuple(sorted(series.draws_from.themes)) if series else (),
        options=tuple(Option(theme, theme_name(theme, voice.language)) for theme in Theme),
        hint=voice.s("Niets gekozen: over alles."),
    )
    steps = Field(
        name=STEPS,
        label=voice.s("Welke stappen? Alleen bij eigen stappen."),
        kind=FieldKind.TEXT,
        required=False,
        value="\n".join(step_titles(situation, series)) if series else "",
        hint=voice.s("De titels onder elkaar, in de volgorde waarin ze komen."),
    )
    return what, themes, steps


def with_source(situation: Situation, series: Series, form: Form, errors: dict[str, str]) -> Series:
    """Return the series with what the form asks; what is wrong with it is added to `errors`."""
    what = form[WHAT]
    if not what or (series.programme and what == _value(series)):
        return series
    if what == _OWN_STEPS:
        return _with_steps(situation, series, form[STEPS], errors)
    programme = _programme(situation, what.removeprefix(_PROGRAMME))
    if programme is not None:
        name = _kept_name(situation, series) or name_of(programme, situation.voice.language)
        return following(replace(series, draws_from=PromptFilter(), name=name), programme)
    return _with_kinds(situation, series, form)


def source_words(situation: Situation, series: Series) -> str:
    """Return what a series asks: *programma Algoritmen in beeld*, or *kleine stappen en vragen*."""
    voice = situation.voice
    if series.programme is not None:
        name = name_of(series.programme, voice.language)
        return voice.s("programma {name}", name=name)
    if series.steps:
        steps = "; ".join(step_titles(situation, series))
        return voice.s("eigen stappen: {steps}", steps=steps)
    return _named(_kinds_of(series), series.draws_from.themes, voice)


def step_titles(situation: Situation, series: Series) -> tuple[str, ...]:
    """Return what the steps are called, without the look-back; a step that is gone by its id."""
    found = ((step, situation.library.find(step)) for step in series.steps)
    return tuple(
        prompt.text(situation.voice.language).title if prompt else step
        for step, prompt in found
        if not is_look_back(step)
    )


def _options(situation: Situation, series: Series | None) -> Iterator[Option]:
    voice, known = situation.voice, situation.desk.programmes if situation.desk else ()
    own = series.programme if series else None
    gone = (own,) if own and own.id not in {programme.id for programme in known} else ()
    for programme in (*gone, *known):
        label = voice.n(
            "{name} (1 stap)",
            "{name} ({count} stappen)",
            len(programme.steps),
            name=name_of(programme, voice.language),
        )
        yield Option(f"{_PROGRAMME}{programme.id}", str(label))
    for kinds in _CHOSEN_KINDS:
        without = voice.s("zonder programma: {kinds}", kinds=_kinds_name(kinds, voice))
        yield Option(_kinds_value(kinds), without)
    yield Option(_OWN_STEPS, voice.s("eigen stappen, hieronder genoemd"))


def _value(series: Series) -> str:
    if series.programme is not None:
        return f"{_PROGRAMME}{series.programme.id}"
    return _OWN_STEPS if series.steps else _kinds_value(_kinds_of(series))


def _kinds_of(series: Series) -> tuple[Kind, ...]:
    """Return the kinds; without a limit a series draws from what has no date of its own."""
    drawn = series.draws_from.kinds or frozenset({Kind.SMALL_WIN, Kind.REFLECTION})
    return tuple(kind for kind in Kind if kind in drawn)


def _with_kinds(situation: Situation, series: Series, form: Form) -> Series:
    kinds = tuple(Kind(kind) for kind in form[WHAT].removeprefix(_KINDS).split("+"))
    themes = frozenset(Theme(theme) for theme in form.chosen(THEMES))
    is_same = not series.steps and (kinds, themes) == (
        _kinds_of(series),
        series.draws_from.themes,
    )
    if series.name and is_same:
        return series
    made = _named(kinds, themes, situation.voice)
    return replace(
        series,
        name=_kept_name(situation, series) or made,
        draws_from=PromptFilter(frozenset(kinds), themes),
        steps=(),
        programme=None,
        cadence=None if Kind.AGENDA_NUDGE in kinds else series.cadence,
    )


def _with_steps(situation: Situation, series: Series, text: str, errors: dict[str, str]) -> Series:
    voice = situation.voice
    titles = [line.strip() for line in text.splitlines() if line.strip()]
    found = [_step(situation, title) for title in titles]
    unknown = [title for title, prompt in zip(titles, found, strict=True) if prompt is None]
    if not titles:
        errors[STEPS] = voice.s("Zet hier de titels van de stappen onder elkaar.")
    elif unknown:
        errors[STEPS] = _unknown(situation, unknown[0])
    elif len(titles) > _MOST_STEPS:
        errors[STEPS] = voice.s(
            "Dit zijn er te veel: hier passen {most} stappen.", most=_MOST_STEPS
        )
    steps = tuple(prompt.id for prompt in found if prompt is not None)
    if errors or (series.programme is None and steps == series.steps):
        return series
    name = _kept_name(situation, series) or voice.s("Eigen stappen")
    return replace(series, name=name, draws_from=PromptFilter(), steps=steps, programme=None)


def _kept_name(situation: Situation, series: Series) -> str:
    """Return the name that an admin gave; "" when it only says what the series asked."""
    voice, kinds = situation.voice, _kinds_of(series)
    if series.programme is not None:
        derived = name_of(series.programme, voice.language)
    elif series.steps:
        derived = voice.s("Eigen stappen")
    else:
        derived = _named(kinds, series.draws_from.themes, voice)
    return "" if series.name.casefold() == derived.casefold() else series.name


def _step(situation: Situation, title: str) -> Prompt | None:
    library, wanted = situation.library, title.casefold()
    language = situation.voice.language
    for prompt in library.prompts:
        names = (prompt.id, prompt.text(language).title, prompt.text(Language.NL).title)
        if wanted in (name.casefold() for name in names):
            return library.to_ask(prompt.id)
    return library.to_ask(PromptId(title))


def _unknown(situation: Situation, title: str) -> str:
    voice = situation.voice
    known = tuple(one.text(voice.language).title for one in situation.library.prompts)
    meant = nearest(title, known)
    if meant is None:
        return voice.s("Deze titel ken ik niet: ‘{title}’.", title=title)
    return voice.s(
        "Deze titel ken ik niet: ‘{title}’. Bedoel je ‘{meant}’?", title=title, meant=meant
    )


def _kinds_value(kinds: tuple[Kind, ...]) -> str:
    return _KINDS + "+".join(kinds)


def _kinds_name(kinds: tuple[Kind, ...], voice: Voice) -> str:
    if len(kinds) > 1:
        return voice.s("kleine stappen en vragen")
    return kind_name(kinds[0], voice)


def _named(kinds: tuple[Kind, ...], themes: frozenset[Theme], voice: Voice) -> str:
    name = _kinds_name(kinds, voice)
    about = listed([theme_name(theme, voice.language) for theme in sorted(themes)], voice)
    return f"{name}: {about}" if about else name


def _programme(situation: Situation, programme_id: str) -> Programme | None:
    known = situation.desk.programmes if situation.desk else ()
    return next((one for one in known if one.id == programme_id), None)
