"""A newer version of a programme: the series keeps its own until an admin accepts what is different."""

from collections.abc import Iterator
from dataclasses import replace

from bot.administration.coming import asked_so_far
from bot.administration.programmes import accepting, difference_with, look_back, newer
from bot.compose.series_verbs import SeriesVerb
from bot.content import Press, Style, Text
from bot.dialogue.own_moment import utc_now
from bot.dialogue.series_ahead import ahead, gone
from bot.dialogue.series_log import noted
from bot.dialogue.series_when_fields import town_of
from bot.dialogue.series_words import series_with
from bot.dialogue.telling import tell
from bot.library.difference import Change, ChangeKind
from bot.model.ids import PromptId
from bot.model.people import Language
from bot.model.programmes import Programme
from bot.model.series import Series
from bot.model.situation import Decision, Situation


def on_difference(situation: Situation, press: Press) -> Decision:
    """*Bekijk verschil*."""
    series, voice = series_with(situation, press.subject), situation.voice
    programme = _newer(situation, series)
    if series is None or programme is None:
        return tell(voice.t("Er is geen nieuwere versie."))
    changes = tuple(_lines(situation, difference_with(series, programme)))
    return tell(
        voice.t(
            "**{name}** volgt versie {old}. Dit is anders in versie {new}:",
            name=series.name,
            old=series.programme.version if series.programme else 0,
            new=programme.version,
        ),
        *changes,
        voice.t("Wat al is gevraagd, blijft zoals het was."),
        buttons=(
            voice.button(
                "Neem over", SeriesVerb.ACCEPT, series.id, str(programme.version), Style.PRIMARY
            ),
            voice.button("Houd zoals het is", SeriesVerb.STILL, series.id),
        ),
    )


def on_accept(situation: Situation, press: Press) -> Decision:
    """*Neem over*: only the version that was shown."""
    series, voice = series_with(situation, press.subject), situation.voice
    if series is None:
        return gone(situation)
    programme = _newer(situation, series)
    if programme is None:
        return tell(voice.t("Deze versie loopt al."))
    if str(programme.version) != press.arg:
        return on_difference(situation, press)
    asked = asked_so_far(series, town_of(situation), utc_now(situation))
    changed = accepting(series, programme, asked)
    closing = look_back(changed)
    said = voice.t("**{name}** volgt nu versie {new}.", name=series.name, new=programme.version)
    entry = noted(situation, series, "version accepted", str(programme.version))
    return replace(
        ahead(situation, changed, said),
        series=(changed,),
        prompts=(closing,) if closing else (),
        audit=(entry,),
    )


def _newer(situation: Situation, series: Series | None) -> Programme | None:
    known = situation.desk.programmes if situation.desk else ()
    return newer(series, known) if series else None


def _lines(situation: Situation, changes: tuple[Change, ...]) -> Iterator[Text]:
    voice = situation.voice
    own = f"texts.{Language.EN if voice.language is Language.EN else Language.NL}."
    for change in changes:
        if change.field.startswith("step "):
            yield _step_line(situation, change)
        elif change.field.startswith(own):
            yield voice.t("Tekst: ‘{old}’ wordt ‘{new}’.", old=change.old, new=change.new)
        elif not change.field.startswith("texts."):
            yield voice.t(
                "{what}: {old} wordt {new}.", what=change.field, old=change.old, new=change.new
            )
    texts = [one.field for one in changes if one.field.startswith("texts.")]
    if texts and not any(field.startswith(own) for field in texts):
        yield voice.t("In een andere taal is tekst veranderd.")


def _step_line(situation: Situation, change: Change) -> Text:
    voice, step = situation.voice, PromptId(change.field.removeprefix("step "))
    prompt = situation.library.find(step)
    title = prompt.text(voice.language).title if prompt else step
    match change.kind:
        case ChangeKind.ADDED:
            return voice.t("Stap erbij, als nummer {new}: ‘{title}’.", title=title, new=change.new)
        case ChangeKind.REMOVED:
            return voice.t("Stap {old} eraf: ‘{title}’.", title=title, old=change.old)
        case _:
            return voice.t(
                "Stap {old} wordt stap {new}: ‘{title}’.",
                title=title,
                old=change.old,
                new=change.new,
            )
