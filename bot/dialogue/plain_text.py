"""What someone types: a command, an answer, a reaction, or something the bot has no idea of.

With a prompt open, text is a command only when the whole message is one.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.compose.series_verbs import SeriesVerb
from bot.compose.verbs import Verb
from bot.content import Text, plain
from bot.dates.read import read_when
from bot.dialogue import linking, own_days, rest, settings, small_wins, waiting_words, welcome
from bot.dialogue.asking import is_known
from bot.dialogue.commands import Command, Word, parse
from bot.dialogue.courtesy import is_reaction
from bot.dialogue.forms import is_blank
from bot.dialogue.open_prompts import lately, open_for_text
from bot.dialogue.overview import named_month
from bot.dialogue.own_moment import may_be_own
from bot.dialogue.series_admin import is_admin
from bot.dialogue.story import OnCommand, say
from bot.dialogue.telling import tell, until_start
from bot.dialogue.typed_replies import LONGEST
from bot.model.installations import looks_like_code
from bot.model.people import Standing
from bot.model.situation import Awaits, Decision, ExpectedAnswer, Situation

EVERYTHING = frozenset(
    {"alles", "alle gegevens", "mijn gegevens", "all", "everything", "my data", "all my data"}
)
_IN_SHARED = frozenset({Word.ASK, Word.HELP, Word.HERE})
FOR_ADMINS = frozenset({Word.SERIES, Word.SILENCE, Word.ADMIN, Word.DATES})
_BEFORE_YES = frozenset(
    {
        Word.START,
        Word.STOP,
        Word.HELP,
        Word.PRIVACY,
        Word.ASK,
        Word.MY_DATA,
        Word.ERASE,
        Word.LANGUAGE,
        Word.FORMAL,
        Word.INFORMAL,
        *FOR_ADMINS,
    }
)


def on_text(
    situation: Situation, text: str, ref: str, commands: Mapping[str, OnCommand]
) -> Decision:
    """Return what follows from typed text. `commands` are those of all stories."""
    command = _command_in(situation, text)
    if situation.shared:
        return _in_shared(situation, command, commands)
    if is_blank(text):
        return Decision(keeps_expected=True)
    if command is not None and _may(situation, command):
        return _on_command(situation, command, commands)
    expected = _expected(situation, text)
    if expected is not None:
        return expected
    if len(text) > LONGEST:
        return tell(situation.voice.t("Dat is te lang voor mij. Stuur je het korter?"))
    return _answer(situation, text, ref) or _nothing_open(situation, text, ref)


def at_a_loss(situation: Situation) -> Decision:
    """Say kindly that this is not understood, and what is."""
    if situation.shared:
        return Decision(keeps_expected=True)
    for_admin = (situation.voice.button("Reeksen", SeriesVerb.LIST),)
    return tell(
        situation.voice.t("Daar weet ik geen raad mee.") + plain(" ") + _can_do(situation),
        buttons=for_admin if is_admin(situation) else (),
    )


def _on_command(
    situation: Situation, command: Command, commands: Mapping[str, OnCommand]
) -> Decision:
    if command.word in (Word.HELP, Word.HERE):
        return _help(situation)
    handler = commands.get(command.word)
    return handler(situation, command.rest) if handler else at_a_loss(situation)


def _in_shared(
    situation: Situation, command: Command | None, commands: Mapping[str, OnCommand]
) -> Decision:
    if command is None or command.word not in _IN_SHARED:
        return Decision(keeps_expected=True)
    if command.word is Word.ASK:
        return _on_command(situation, command, commands)
    if command.rest:
        return Decision(keeps_expected=True)
    text = situation.voice.t(
        "Hier geef ik een vraag voor aan tafel. Typ **vraag**, of **vraag begroting**. "
        "Wat jullie antwoorden, bewaar ik niet."
    )
    if command.word is Word.HERE and is_admin(situation):
        return linking.on_here(situation, text)
    return Decision(says=(say(text),), keeps_expected=True)


def _command_in(situation: Situation, text: str) -> Command | None:
    """Return the command that the text is, or None when it is something else."""
    command = parse(text)
    if command is None:
        return None
    if command.word is Word.ADMIN and looks_like_code(command.rest):
        return command
    if command.word in FOR_ADMINS and situation.open_prompts and not is_admin(situation):
        # To anybody else these are words like any other: an answer, when one is waited for.
        return None
    if not command.rest:
        return command
    return command if _goes_with(situation, command) else None


def _goes_with(situation: Situation, command: Command) -> bool:
    """Tell whether what stands behind the word is something the bot knows."""
    rest_of_line, nothing_open = command.rest, not situation.open_prompts
    match command.word:
        case Word.ASK:
            is_loose = nothing_open or situation.shared
            return is_loose or is_known(rest_of_line, situation.library)
        case Word.PAUSE:
            return nothing_open or rest.until_of(situation, rest_of_line) is not None
        case Word.ABSENT:
            return nothing_open or own_days.until_in(situation, rest_of_line) is not None
        case Word.SILENCE:
            return rest.until_of(situation, rest_of_line) is not None
        case Word.ERASE:
            return rest_of_line in EVERYTHING
        case Word.LANGUAGE:
            return settings.language_named(rest_of_line) is not None
        case Word.OVERVIEW:
            today = situation.now.date()
            return named_month(rest_of_line, today) != named_month("", today)
        case _:
            return False


def _may(situation: Situation, command: Command) -> bool:
    """Tell whether the command is answered already: before a yes not all of them are."""
    return situation.person.standing is not Standing.NOT_STARTED or command.word in _BEFORE_YES


def _expected(situation: Situation, text: str) -> Decision | None:
    """Return what follows when the text is what the bot waits for; None when it is something else."""
    expected = situation.expected
    if expected is None or expected.expires_at <= situation.now:
        return None
    match expected.awaits:
        case Awaits.PAUSE_UNTIL:
            until = rest.until_of(situation, text)
            return rest.paused(situation, until) if until else None
        case Awaits.OWN_MOMENT:
            return _own_moment(situation, text)
        case Awaits.WHEN if expected.verb == Verb.COMMIT:
            is_day = read_when(text, now=situation.now) is not None
            if is_day or not open_for_text(situation):
                return small_wins.on_when_typed(situation, text)
    return None


def _own_moment(situation: Situation, text: str) -> Decision | None:
    when = read_when(text, now=situation.now)
    if when is None or when.wall_time is None:
        return None
    weekday = when.on.weekday()
    if not may_be_own(situation.tenant, weekday, when.wall_time):
        return None
    return replace(welcome.moment_chosen(situation, weekday, when.wall_time), keeps_expected=False)


def _answer(situation: Situation, text: str, ref: str) -> Decision | None:
    """Return what follows when the text answers an open prompt; None when none is open."""
    prompts = open_for_text(situation)
    draft = waiting_words.waiting(situation)
    if draft is not None:
        return _after_draft(situation, draft, text, ref)
    if not prompts:
        return None
    if len(prompts) > 1:
        return waiting_words.which_prompt(situation, prompts, text, ref)
    if is_reaction(text):
        return waiting_words.belongs(situation, prompts[0], text, ref)
    return waiting_words.taken_in(situation, prompts[0], text, ref)


def _after_draft(situation: Situation, draft: ExpectedAnswer, text: str, ref: str) -> Decision:
    """Take new words in place of those held back; add them to those that have no place yet."""
    if draft.awaits is Awaits.HELD_BACK:
        return waiting_words.placed(situation, replace(draft, ref=ref), text)
    both = f"{draft.words}\n{text}"
    return waiting_words.unplaced(situation, both, ref, draft.subject)


def _nothing_open(situation: Situation, text: str, ref: str) -> Decision:
    standing, voice = situation.person.standing, situation.voice
    if standing is Standing.NOT_STARTED:
        return welcome.welcomed(situation)
    if standing is Standing.STOPPED:
        return tell(until_start(voice))
    if is_reaction(text):
        return tell(voice.t("Goed."))
    recent = lately(situation)
    if recent is not None:
        return waiting_words.belongs(situation, recent, text, ref, is_open=False)
    return at_a_loss(situation)


def _help(situation: Situation) -> Decision:
    voice = situation.voice
    for_admin = (voice.button("Reeksen", SeriesVerb.LIST),) if is_admin(situation) else ()
    return tell(
        _can_do(situation),
        voice.t(
            "**vraag** voor een vraag of een kleine stap, **vraag begroting** voor een onderwerp. "
            "**actie** en **dilemma** om iets vast te leggen. **mijn** toont wat er openstaat."
        ),
        voice.t(
            "Minder of niets: **pauze tot 1 mei**, **nu even niet**, **instellingen**, **stop**. "
            "Over je woorden: **privacy**, **mijn gegevens**, **wis**."
        ),
        buttons=for_admin,
    )


def _can_do(situation: Situation) -> Text:
    return situation.voice.t(
        "Ik kan dit: **vraag**, **actie**, **dilemma**, **mijn**, **overzicht**, **pauze**, **help**."
    )
