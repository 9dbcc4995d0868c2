"""Twenty planted pairs are found, and prompts that only resemble each other are not."""

from typing import Any

import pytest
import yaml

from bot.files.problems import TextFile
from bot.library.check import NEAR_DUPLICATE as DOUBLE
from bot.library.check import check_library
from bot.library.load import LoadResult
from tests.library.drafts import REGISTER, nudge, reflection, small_win

HEAD = {"id": "proef", "title": "Proef", "version": 1, "licence": "EUPL-1.2", "owner": "Hanneke"}

# What was there, and what somebody hands in later.
REFLECTIONS = [
    ("Welke camera hangt er langer dan de gemeente ooit wilde?",
     "Welke camera hangt er nu langer dan de gemeente wilde?"),
    ("Een leverancier verhoogt de prijs. Welk contract zou jij als eerste openslaan?",
     "Stel dat een leverancier zijn prijs verhoogt. Welk contract sla jij als eerste open?"),
    ("Welke brief van de afdeling belastingen begrijpt je buurvrouw niet?",
     "Welke brieven van belastingen begrijpen je buren niet?"),
    ("Wat leerde jij van de laatste storing bij burgerzaken?",
     "Welke les leerde je van de laatste storing bij burgerzaken?"),
    ("Bij welke vergunning wacht een ondernemer langer dan nodig?",
     "Welke vergunning laat een ondernemer langer wachten dan nodig?"),
    ("Wie in jouw team weet waar de wachtwoorden van de gemaalbesturing liggen?",
     "Waar liggen de wachtwoorden van de gemaalbesturing, en wie weet dat in jouw team?"),
    ("Welk rapport las jij helemaal, en welk cijfer bleef hangen?",
     "Welk cijfer bleef hangen uit het rapport dat jij helemaal las?"),
]  # fmt: skip
SMALL_WINS = [
    ("Loop een kwartier mee aan de balie en tel hoe vaak iemand een tweede keer komt.",
     "Loop een half uur mee aan de balie. Tel hoe vaak iemand voor de tweede keer komt."),
    ("Vraag één teamleider welk lijstje het team elke week met de hand maakt.",
     "Vraag een teamleider: welk lijstje maken jullie wekelijks met de hand?"),
    ("Doe één formulier van onze website op je telefoon en noteer de plek waar je vastloopt.",
     "Vul op je telefoon één formulier van onze website in. Noteer de plek waar je vastloopt."),
    ("Laat een stagiair in twee minuten vertellen wat hem verbaasde in ons zaaksysteem.",
     "Laat een nieuwe stagiair vertellen wat in ons zaaksysteem hem verbaasde."),
    ("Zoek één vacature en schrap daaruit de eis die niemand kan uitleggen.",
     "Pak een vacature en schrap samen de eis die niemand nog kan uitleggen."),
    ("Bel de beheerder van de scanauto en vraag hoelang beelden bewaard blijven.",
     "Vraag de beheerder van de scanauto hoe lang de beelden bewaard blijven."),
    ("Stuur een compliment over een heldere raadsbrief aan de schrijver, met één zin eruit.",
     "Stuur de schrijver van een heldere raadsbrief een compliment, met één zin uit de brief."),
]  # fmt: skip
NUDGES = [
    ("Welke storing oefenen we dit najaar met de hulpdiensten?",
     "Welke storing oefenen we dit voorjaar samen met de hulpdiensten?"),
    ("Welk contract verlengen we volgend jaar bewust niet?",
     "Welk contract gaan we volgend jaar bewust niet verlengen?"),
    ("Wat merkt een ondernemer van dit bedrag aan software?",
     "Wat merken ondernemers van dit softwarebedrag, en van het bedrag aan software?"),
    ("Welke drie registers zijn het minst betrouwbaar?",
     "Welke registers zijn het minst betrouwbaar, en welke drie eerst?"),
    ("Wie beantwoordt vragen van inwoners over deze sensor?",
     "Wie gaat vragen van inwoners beantwoorden over deze sensor?"),
    ("Welke opleiding missen onze vergunningverleners dit jaar?",
     "Welke opleiding missen vergunningverleners bij ons dit jaar?"),
]  # fmt: skip
PLANTED = [
    *(("rf", *pair) for pair in REFLECTIONS),
    *(("sw", *pair) for pair in SMALL_WINS),
    *(("ag", *pair) for pair in NUDGES),
]


def _prompt(kind: str, number: int, words: str) -> dict[str, Any]:
    made = {"rf": reflection, "sw": small_win, "ag": nudge}[kind]()
    made["id"] = f"proef:{kind}-{number}"
    for language, title in (("nl", "Nummer"), ("en", "Number")):
        made["texts"][language]["title"] = f"{title} {number}"
    if kind == "ag":
        made["texts"]["nl"]["item"] = words
    elif kind == "sw":
        made["texts"]["nl"]["body"] = f"{words} Wie kies je, en wanneer?"
    else:
        made["texts"]["nl"]["body"] = words
    return made


def _check(*prompts: dict[str, Any]) -> LoadResult:
    content = yaml.safe_dump({"library": HEAD, "prompts": list(prompts)}, allow_unicode=True)
    return check_library([TextFile("a.yaml", content.encode())], REGISTER)


def _doubles(result: LoadResult) -> list[str]:
    return [str(one) for one in result.problems if one.rule == DOUBLE]


def _without_errors_of_form(result: LoadResult) -> LoadResult:
    """Only what was loaded can be compared: the planted prompts must be right in form."""
    wrong = [str(one) for one in result.errors if one.rule != "near-duplicate"]
    assert wrong == []
    return result


def test_there_are_twenty_planted_pairs() -> None:
    assert len(PLANTED) == 20


@pytest.mark.parametrize(("kind", "first", "second"), PLANTED, ids=[pair[1] for pair in PLANTED])
def test_a_planted_pair_is_found(kind: str, first: str, second: str) -> None:
    result = _without_errors_of_form(_check(_prompt(kind, 1, first), _prompt(kind, 2, second)))
    (double,) = _doubles(result)
    assert "prompts[1].texts.nl.body: says nearly the same" in double
    assert f"as proef:{kind}-1 (a.yaml:" in double
    assert f"proef:{kind}-2" not in {prompt.id for prompt in result.library.prompts}


def test_different_prompts_of_the_same_form_are_not_alike() -> None:
    firsts = [_prompt(kind, number, first) for number, (kind, first, _) in enumerate(PLANTED)]
    assert _doubles(_without_errors_of_form(_check(*firsts))) == []


def test_the_same_title_twice_is_told() -> None:
    one, other = _prompt("rf", 1, REFLECTIONS[0][0]), _prompt("rf", 2, REFLECTIONS[1][0])
    other["texts"]["nl"]["title"] = "NUMMER 1?"
    (double,) = _doubles(_check(one, other))
    assert "prompts[1].texts.nl.title: the title is the same as proef:rf-1" in double


def test_a_pair_in_two_files_is_told_in_the_second() -> None:
    files = [
        TextFile(
            name,
            yaml.safe_dump(
                {"library": HEAD, "prompts": [_prompt("rf", number, REFLECTIONS[0][number - 1])]},
                allow_unicode=True,
            ).encode(),
        )
        for name, number in (("b.yaml", 1), ("a.yaml", 2))
    ]
    doubles = [one for one in check_library(files, REGISTER).problems if one.rule == DOUBLE]
    assert [one.file for one in doubles] == ["a.yaml"]
