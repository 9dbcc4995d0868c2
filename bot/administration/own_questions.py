"""An own question of a tenant: written in a window, and held to the same rules as the library."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.files.problems import Severity
from bot.files.tree import Plain
from bot.library.draft import Draft, Finding
from bot.library.likeness import first_like
from bot.library.lint import lint_prompt
from bot.library.rules import check_prompt
from bot.model.ids import PromptId, derive_id
from bot.model.people import Language, Role
from bot.model.prompts import Becomes, Kind, Prompt, PromptTexts, ReplyForm, Theme

SPACE = "eigen"
# What a rule says about the file it stands in, or a small thing that a window cannot hold.
_NOT_FOR_WINDOWS = frozenset({"search-words", "review", "source", "format"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an admin wrote. `formal` is the body with *u*; empty where that makes no difference."""

    kind: Kind
    theme: Theme
    roles: frozenset[Role]
    minutes: int
    title: str
    body: str
    formal: str = ""


def own_prompt(tenant: str, written: Written) -> Prompt:
    """Return the prompt; the same title gives the same prompt."""
    texts = {Language.NL: PromptTexts(written.title, written.body)}
    if written.formal:
        texts[Language.NL_FORMAL] = PromptTexts(written.title, written.formal)
    is_win = written.kind is Kind.SMALL_WIN
    return Prompt(
        id=PromptId(f"{SPACE}:{derive_id(tenant, written.title.casefold())[:12]}"),
        version=1,
        kind=written.kind,
        theme=written.theme,
        roles=written.roles,
        minutes=written.minutes,
        texts=texts,
        reply_form=ReplyForm.COMMITMENT if is_win else ReplyForm.OPEN,
        becomes=None if is_win else Becomes.DILEMMA,
        search_words=tuple(written.title.casefold().split()),
    )


def is_own(prompt: Prompt) -> bool:
    """Tell whether an admin of the tenant wrote this prompt."""
    return prompt.id.startswith(f"{SPACE}:")


def findings(prompt: Prompt) -> tuple[Finding, ...]:
    """Return what the rules of the library find wrong with the words of an own prompt."""
    draft = Draft(_raw(prompt), (Language.NL.value,))
    found = (*check_prompt(draft), *lint_prompt(draft, None))
    return tuple(one for one in found if one.rule not in _NOT_FOR_WINDOWS)


def errors_of(found: Iterable[Finding]) -> Mapping[str, Finding]:
    """Return the first error of each text, by its place: `nl.body`."""
    errors: dict[str, Finding] = {}
    for one in found:
        if one.severity is Severity.ERROR:
            errors.setdefault(".".join(map(str, one.path[1:])), one)
    return errors


def much_like(prompt: Prompt, known: Iterable[Prompt]) -> Prompt | None:
    """Return a prompt of the library that asks nearly the same, or None."""
    return first_like(prompt, (one for one in known if one.id != prompt.id))


def _raw(prompt: Prompt) -> dict[str, Plain]:
    texts: dict[str, Plain] = {}
    for language, words in prompt.texts.items():
        own: dict[str, Plain] = {"body": words.body}
        if language is Language.NL:
            own["title"] = words.title
        texts[language.value] = own
    roles: list[Plain] = [role.value for role in sorted(prompt.roles)]
    return {
        "id": prompt.id,
        "kind": prompt.kind.value,
        "theme": prompt.theme.value,
        "roles": roles,
        "minutes": prompt.minutes,
        "texts": texts,
    }
