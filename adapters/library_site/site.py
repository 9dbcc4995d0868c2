"""Makes the pages. Everything is escaped; no link or markup is ever made of words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from json import dumps
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.library_site.shown import (
    ShownMoment,
    ShownProgramme,
    ShownPrompt,
    show_moment,
    show_programme,
    show_prompt,
)
from adapters.library_site.words import (
    KIND_NAMES,
    LANGUAGE_NAMES,
    MEETING_NAMES,
    ROLE_NAMES,
    WORDS,
)
from bot.library.themes import theme_name
from bot.library.words import SKIPPED, stems
from bot.library.year import YearMoment
from bot.model.people import Language, Role
from bot.model.programmes import Programme
from bot.model.prompts import Library, Prompt, Theme

_SUFFIXES = {Language.NL: "", Language.NL_FORMAL: ".u", Language.EN: ".en"}
MINUTES = (2, 5, 10, 15)

_HERE = Path(__file__).parent
_ASSETS = ("site.css", "site.js")
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


@dataclass(frozen=True)
class Site:
    """All that is to be shown. `year` is the one of which the calendar names the usual days."""

    library: Library
    programmes: Sequence[Programme]
    moments: Sequence[YearMoment]
    year: int

    def files(self) -> Iterator[tuple[str, str]]:
        """Give (name, text) of every file of the site; all names lie in one folder."""
        for language in _SUFFIXES:
            pages = _Pages(self, language)
            yield from pages.files()
        for name in _ASSETS:
            yield name, (_HERE / "static" / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class _Pages:
    site: Site
    language: Language

    def files(self) -> Iterator[tuple[str, str]]:
        yield self._page("index", "index.html", groups=self._groups(), **self._choices())
        yield self._page("programmes", "programmes.html", programmes=self.programmes)
        for programme in self.programmes:
            yield self._page(programme.page, "programme.html", programme=programme)
        moments: list[ShownMoment] = [
            show_moment(one, self.language, self.site.year) for one in self.site.moments
        ]
        yield self._page("calendar", "calendar.html", moments=moments, year=self.site.year)
        yield f"search{_SUFFIXES[self.language]}.js", self._index()

    @cached_property
    def prompts(self) -> tuple[ShownPrompt, ...]:
        labels = self._moment_labels()
        return tuple(show_prompt(one, self.language, labels) for one in self._in_order())

    @cached_property
    def programmes(self) -> tuple[ShownProgramme, ...]:
        library, labels = self.site.library, self._moment_labels()
        return tuple(
            show_programme(one, library, self.language, labels) for one in self.site.programmes
        )

    def _in_order(self) -> list[Prompt]:
        """Return the prompts by theme, in the order of the themes."""
        themes = list(Theme)
        return sorted(self.site.library.prompts, key=lambda one: themes.index(one.theme))

    def _groups(self) -> list[tuple[str, list[ShownPrompt]]]:
        """Return each theme with its prompts."""
        return [
            (theme, list(those)) for theme, those in groupby(self.prompts, lambda one: one.theme)
        ]

    def _moment_labels(self) -> Mapping[str, str]:
        own = {one.key: one.label(self.language) for one in self.site.moments}
        return {**own, **MEETING_NAMES[self.language]}

    def _choices(self) -> Mapping[str, object]:
        used = {prompt.timing.moment for prompt in self.site.library.prompts}
        roles = [role for role in Role if role is not Role.ADMIN]
        return {
            "themes": [(theme.value, theme_name(theme, self.language)) for theme in Theme],
            "roles": [(role.value, ROLE_NAMES[self.language][role]) for role in roles],
            "kinds": [(kind.value, name) for kind, name in KIND_NAMES[self.language].items()],
            "minutes": MINUTES,
            "moments": [pair for pair in self._moment_labels().items() if pair[0] in used],
            "search_file": f"search{_SUFFIXES[self.language]}.js",
        }

    def _page(self, name: str, template: str, **values: object) -> tuple[str, str]:
        html = _TEMPLATES.get_template(template).render(
            language=_tag(self.language),
            words=WORDS[self.language],
            name=name,
            suffix=_SUFFIXES[self.language],
            others=[
                (f"{name}{suffix}.html", _tag(other), LANGUAGE_NAMES[other])
                for other, suffix in _SUFFIXES.items()
                if other is not self.language
            ],
            **values,
        )
        return f"{name}{_SUFFIXES[self.language]}.html", html

    def _index(self) -> str:
        """Return the stems of each prompt as a script, so that no server has to hand them out."""
        words = {one.anchor: " ".join(stems(one.all_words)) for one in self.prompts}
        # No sign in it can end a line or a script, wherever it is pasted.
        data = dumps({"skipped": sorted(SKIPPED), "stems": words}, ensure_ascii=True).replace(
            "<", "\\u003c"
        )
        return f"window.zetjeIndex = {data};\n"


def _tag(language: Language) -> str:
    """Return the language as a browser names it (RFC 5646)."""
    return "en" if language is Language.EN else "nl"


def write_site(site: Site, folder: Path) -> int:
    """Write the site into `folder`, over what was there; return the number of files.

    Raises OSError when that fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, text in site.files():
        (folder / name).write_text(text, encoding="utf-8")
        count += 1
    return count
