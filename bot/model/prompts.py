"""Prompts: the things the bot can ask, as they stand in a library. (Not a prompt for a language model.)"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from bot.model.ids import PromptId
from bot.model.people import Language, Role


class Kind(StrEnum):
    """What a prompt asks for: a step of at most 15 minutes, a thought, or an item on an agenda."""

    SMALL_WIN = "small_win"
    REFLECTION = "reflection"
    AGENDA_NUDGE = "agenda_nudge"


class Theme(StrEnum):
    """The twenty themes of the library (docs/library.md says what each is about)."""

    PRIVACY_SECURITY = "legitimiteit.privacy_veiligheid"
    TRANSPARENCY = "legitimiteit.transparantie"
    INCLUSION = "legitimiteit.inclusie"
    CONNECTING_TASKS = "strategie.opgaven_verbinden"
    SHARED_STRATEGY = "strategie.gezamenlijk"
    STRUCTURE = "capaciteit.structuur"
    STAFF = "capaciteit.hr"
    POLITICS = "capaciteit.politiek"
    SYMBOLS = "capaciteit.symboliek"
    SMALL_WINS = "werkwijze.small_wins"
    OUTSIDE_IN = "werkwijze.buiten_naar_binnen"
    EXPERIMENTS = "werkwijze.experimenteren_opschalen"
    EXPECTATIONS = "werkwijze.verwachtingen"
    ORGANISING_TOGETHER = "samen.organiseren"
    FOLLOW_OR_LEAD = "samen.volger_koploper"
    COUNCIL_AGENDA = "agenda.raad_college"
    PLANNING_CONTROL = "agenda.pc_cyclus"
    CHANNELS = "dienstverlening.kanalen"
    PROCESSES = "dienstverlening.processen"
    SECRETARY_ROLE = "rol.secretaris"


class Fits(StrEnum):
    """Where a question belongs: for oneself, or to be asked at the table."""

    SELF = "self"
    TABLE = "table"


class ReplyForm(StrEnum):
    """How a prompt is answered: who-what-when, a short open text, an agenda item, or first a yes or no.

    RECOGNITION opens with an example and asks whether someone recognises it.
    """

    COMMITMENT = "commitment"
    OPEN = "open"
    RECOGNITION = "recognition"
    AGENDA_ITEM = "agenda_item"


class Becomes(StrEnum):
    """What an answer to a reflection may turn into."""

    DILEMMA = "dilemma"
    COMMITMENT = "commitment"


@dataclass(frozen=True, slots=True)
class PromptTexts:
    """The words of a prompt in one language.

    `title` is the default short name. `body` may hold {placeholders} of the nudge it is sent in
    (`workdays`, `closing`, `meeting`). `item` is the ready-made agenda item (nudges), or the
    question to ask at the table (reflections). `follow_up` is asked after an answer.
    """

    title: str
    body: str
    follow_up: str | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When a prompt makes sense.

    A nudge counts back from `moment` (a named date of the tenant, or `closing:<meeting kind>`):
    `offset_days` is negative before it, in working days when `in_workdays`. `avoid` names states
    of the tenant or recesses in which it is not sent. `window` is the usual (weekday, wall time).
    """

    moment: str | None = None
    offset_days: int = 0
    in_workdays: bool = True
    avoid: tuple[str, ...] = ()
    weekday: int | None = None
    wall_time: time | None = None
    repeat_after_days: int = 365


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a prompt leans on: ids of rows in the project's own register of sources."""

    document: str
    section: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One thing to ask. Immutable; (id, version) never changes its words.

    `fits_small` marks what a small municipality can do too, without a CIO or privacy officer of its own.
    `withdrawn` marks what is not asked any more; it only names what was asked before.
    """

    id: PromptId
    version: int
    kind: Kind
    theme: Theme
    roles: frozenset[Role]
    minutes: int
    texts: Mapping[Language, PromptTexts]
    reply_form: ReplyForm
    becomes: Becomes | None = None
    fits: frozenset[Fits] = frozenset({Fits.SELF})
    fits_small: bool = False
    timing: Timing = field(default_factory=Timing)
    agenda_minutes: int | None = None
    search_words: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    was: tuple[PromptId, ...] = ()
    review_after_on: date | None = None
    withdrawn: bool = False

    def text(self, language: Language) -> PromptTexts:
        """Return the words in `language`; the formal form falls back to `nl`, any other gap too."""
        return self.texts.get(language) or self.texts[Language.NL]


@dataclass(frozen=True, slots=True)
class Library:
    """The prompts of all library files together, in the order of the files.

    `by_id` also knows old ids, and prompts that were withdrawn: `prompts` does not hold those.
    """

    prompts: tuple[Prompt, ...] = ()
    by_id: Mapping[PromptId, Prompt] = field(default_factory=dict)

    def find(self, prompt_id: PromptId) -> Prompt | None:
        """Return the prompt with this id (or that once had it), or None. It may be withdrawn."""
        return self.by_id.get(prompt_id)

    def to_ask(self, prompt_id: PromptId) -> Prompt | None:
        """Return the same unless it was withdrawn."""
        prompt = self.find(prompt_id)
        return None if prompt is None or prompt.withdrawn else prompt
