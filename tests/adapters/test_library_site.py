"""The library as web pages: what stands on them, and that words stay words."""

from json import loads
from pathlib import Path

from typer.testing import CliRunner

from adapters.cli.library import library_app
from adapters.library_files import read_shelf, read_year
from adapters.library_site.site import Site, write_site
from tests.library.files import HEAD, NUDGE, REFLECTION, SMALL_WIN, replaced
from tests.library.test_programmes import PROGRAMME, TALE
from tests.stages.html import read_page

EVIL = "Wie <script>alert(1)</script> & “x” </script>?"


def _site(folder: Path, *texts: str) -> dict[str, str]:
    source = folder / "ours"
    (source / "programmes").mkdir(parents=True)
    for number, text in enumerate(texts):
        (source / f"{number}.yaml").write_text(HEAD + text, encoding="utf-8")
    (source / "programmes" / "p.yaml").write_text(PROGRAMME, encoding="utf-8")
    shelf = read_shelf((source,))
    assert shelf.errors == ()
    site = Site(shelf.loaded.library, shelf.programmes.programmes, read_year().moments, year=2027)
    count = write_site(site, folder / "out")
    pages = {one.name: one.read_text(encoding="utf-8") for one in (folder / "out").iterdir()}
    assert count == len(pages)
    return pages


def test_every_prompt_stands_on_the_page_in_both_languages(tmp_path: Path) -> None:
    pages = _site(tmp_path, SMALL_WIN, TALE, NUDGE)
    for page, title in (("index.html", "Loop even langs"), ("index.en.html", "Drop by")):
        cards = list(read_page(pages[page]).all("article"))
        assert len(cards) == 3
        assert title in pages[page]
    card = next(read_page(pages["index.html"]).all("article", id="proef-ag-1"))
    assert card.attributes["data-moment"] == "kadernota_sluiting"
    assert card.attributes["data-kind"] == "agenda_nudge"
    assert card.attributes["data-minutes"] == "5"
    assert "15 werkdagen voor de input voor de kadernota" in pages["index.html"]


def test_words_stay_words(tmp_path: Path) -> None:
    pages = _site(tmp_path, SMALL_WIN, replaced(TALE, "Wat bleef er liggen?", EVIL), NUDGE)
    assert "<script>alert" not in "".join(pages.values())
    assert "Wie &lt;script&gt;alert(1)&lt;/script&gt; &amp; “x”" in pages["index.html"]
    index = pages["search.js"]
    data = loads(index.removeprefix("window.zetjeIndex = ").removesuffix(";\n"))
    assert "scrip" in data["stems"]["proef-rf-1"].split()
    assert "<" not in index
    assert index.count("\n") == 1


def test_nothing_is_loaded_from_elsewhere_and_every_link_leads_somewhere(tmp_path: Path) -> None:
    pages = _site(tmp_path, SMALL_WIN, TALE, NUDGE)
    for name, text in pages.items():
        if not name.endswith(".html"):
            continue
        tree = read_page(text)
        links = [
            one.attributes[key]
            for tag, key in (("a", "href"), ("link", "href"), ("script", "src"))
            for one in tree.all(tag)
            if key in one.attributes
        ]
        assert links
        assert {link for link in links if not link.startswith("#")} <= pages.keys(), name
        assert "http" not in text.replace("http-equiv", "")


def test_a_programme_has_a_page_of_its_own(tmp_path: Path) -> None:
    pages = _site(tmp_path, SMALL_WIN, TALE, NUDGE)
    page = pages["programme-proef-twee-stappen.html"]
    for words in ("Twee stappen", "Je zet twee stappen.", "Loop even langs", "Wat neem je mee?"):
        assert words in page
    assert "You take two steps." in pages["programme-proef-twee-stappen.en.html"]


def test_what_is_withdrawn_is_not_on_the_site(tmp_path: Path) -> None:
    gone = replaced(NUDGE, "    minutes: 5", "    withdrawn: true\n    minutes: 5")
    pages = _site(tmp_path, SMALL_WIN, REFLECTION, gone)
    assert "Op tijd" not in "".join(pages.values())


def test_the_calendar_says_where_it_was_found(tmp_path: Path) -> None:
    page = _site(tmp_path, SMALL_WIN)["calendar.html"]
    assert "dinsdag 21 september" in page
    assert "2026-11-21" in page
    assert "kiest de gemeente zelf" in page


def test_as_it_is_typed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + SMALL_WIN, encoding="utf-8")
    out = tmp_path / "out"
    words = ["site", "--from", str(tmp_path / "a.yaml"), "--out", str(out)]
    result = CliRunner().invoke(library_app, words)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith(f"open {out / 'index.html'}\n")
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = CliRunner().invoke(library_app, [*words[:-1], str(tmp_path / "file")])
    assert result.exit_code == 1
    assert "name a folder that can be written" in result.stderr


def test_who_says_u_reads_u(tmp_path: Path) -> None:
    pages = _site(tmp_path, SMALL_WIN, TALE)
    assert 'href="index.u.html"' in pages["index.html"]
    assert '<html lang="nl">' in pages["index.u.html"]
    assert "Wie kiest u, en wanneer?" in pages["index.u.html"]
    assert "Wie kies je, en wanneer?" in pages["index.html"]
