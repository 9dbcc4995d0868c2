"""Every rule of style bites, and what stands beside it passes."""

import pytest

from bot.files.problems import Severity
from tests.library.drafts import KINDS, SOURCE_TEXT, changed, lint

END = "Wie kies je, en wanneer?"
LONG = "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien"
NL, FORMAL, EN = "texts/nl/body", "texts/nl@formal/body", "texts/en/body"

# (rule, kind, where, what breaks it, what passes)
RULES = [
    ("sentence", "ag", "texts/nl/item", f"Wat doen {LONG} zestien zeventien achttien negentien?",
     f"Wat doen {LONG} zestien zeventien achttien?"),
    ("sentence", "ag", "texts/en/item", "What " + "word " * 24 + "?", "What " + "word " * 23 + "?"),
    ("average", "ag", NL, f"De kadernota sluit en {LONG}.", "De kadernota sluit snel."),
    ("average", "ag", EN, "The memo closes " + "and so on " * 7, "The memo closes and so on."),
    ("one-question", "rf", NL, "Wat zie jij? En wie nog meer?", "Soms gaat het mis. Wat zie jij?"),
    ("one-question", "rf", EN, "Say what you see.", "What do you see?"),
    ("open-question", "rf", NL, "Ben je digitaal leider genoeg?", "Waaraan merk je dat het lukt?"),
    ("open-question", "rf", EN, "Are you good at this?", "How do you notice that it works?"),
    ("who-what-when", "sw", NL, "Lees één brief. Welke brief kies je?",
     "Lees één brief. Met wie, en op welke dag doe je dat?"),
    ("who-what-when", "sw", NL, "Lees één brief. Wanneer doe je dat?",
     "Lees één brief. Wie kies je, en in welk overleg?"),
    ("who-what-when", "sw", NL, "Wie vraag je? Lees één brief. Welke dag kies je?",
     "Wie vraag je? Vóór welke vergadering?"),
    ("who-what-when", "sw", FORMAL, "Lees een brief. Wie kiest u?",
     "Lees een brief. Wie kiest u, en in welke week?"),
    ("who-what-when", "sw", EN, "Read one letter. Which one, and when?",
     "Read one. With whom, and on which day?"),
    ("who-what-when", "sw", EN, "Read one letter. Whom will you ask?",
     "Read one. Who hears it, and in which meeting?"),
    ("wording", "rf", NL, "Wat is er nog steeds niet bij je geregeld?", "Wat is er bij je geregeld?"),
    ("wording", "rf", NL, "Wat zou je moeten lezen?", "Wie zou dat moeten weten van je?"),
    ("wording", "rf", NL, "Wat wil je? Je moet iets kiezen.", "Wat moet er gebeuren als je kiest?"),
    ("wording", "rf", NL, "Vergeet niet te kijken. Wat zie je?", "Wat vergeet je weleens?"),
    ("wording", "rf", NL, "Dit is huiswerk. Wat zie je?", "Dit is bekend. Wat zie je?"),
    ("wording", "rf", NL, "Goed bezig. Wat zie je?", "Het werkt. Wat zie je?"),
    ("wording", "rf", NL, "Het lukte helaas. Wat zie je?", "Het lukte. Wat zie je?"),
    ("wording", "rf", NL, "Doe het zo snel mogelijk. Wat zie je?", "Doe het vóór donderdag. Wat zie je?"),
    ("wording", "rf", NL, "Het is eigen schuld. Wat zie je?", "Er staat een schuldhulp open. Wat zie je?"),
    ("wording", "rf", NL, "Kijk eens! Wat zie je?", "Kijk eens. Wat zie je?"),
    ("wording", "rf", NL, "Kijk eens 🎉. Wat zie je?", "Kijk eens → daar. Wat zie je?"),
    ("wording", "rf", FORMAL, "U moet iets kiezen. Wat ziet u?", "Wat kiest u?"),
    ("wording", "rf", EN, "You should have known. What do you see?", "Who should have a say?"),
    ("wording", "rf", EN, "Don’t forget it. What do you see?", "What do you forget?"),
    ("wording", "rf", EN, "Unfortunately it failed. What do you see?", "It stopped. What do you see?"),
    ("wording", "rf", EN, "You need to look. What do you see?", "What do you need to see?"),
    ("jargon", "rf", NL, "Hoe borg je dat?", "Hoe houd je dat vast?"),
    ("jargon", "rf", EN, "How do you leverage that?", "How do you use that?"),
    ("hidden-answer", "rf", NL, "Vind je ook niet wat wij vinden?", "Wat vind je hiervan?"),
    ("hidden-answer", "rf", NL, "Wordt het niet tijd? ", "Wanneer wordt het tijd voor je?"),
    ("hidden-answer", "rf", NL, "Wat zie je, en is het niet zo dat het stokt?",
     "Wat zie je, en is het zo?"),
    ("hidden-answer", "rf", NL, "Wat kies je: dit toch?", "Wat kies je toch liever?"),
    ("hidden-answer", "rf", NL, "Moeten we niet kiezen wat je wilt?", "Wat moeten we niet meten van je?"),
    ("hidden-answer", "rf", FORMAL, "Vindt u ook niet wat wij vinden?", "Wat vindt u hiervan?"),
    ("hidden-answer", "rf", EN, "Don't you think so, and what then?", "What do you think?"),
    ("hidden-answer", "rf", EN, "Shouldn't we stop, and when?", "When will we stop?"),
    ("why-person", "rf", NL, "Waarom heb je nog geen register?", "Waarom bestaat dit proces, volgens jou?"),
    ("why-person", "rf", NL, "Wat leert het waarom je stopte?",
     "Wat leert het, en waarom stopt een proef bij jou?"),
    ("why-person", "rf", FORMAL, "Waarom doet u dit?", "Waarom doen wij dit, denkt u?"),
    ("why-person", "rf", EN, "Why haven't you done this?", "Why does this process exist?"),
    ("safety", "rf", NL, "Welke geheime stukken las je?", "Welke stukken las je?"),
    ("safety", "rf", EN, "Which personnel files do you see?", "Which files do you see?"),
    ("name", "rf", NL, "Wat doen ze in Gouda dat jij niet doet?", "Wat doet een gemeente die jij kent?"),
    ("name", "rf", NL, "Wat vraag je aan Microsoft?", "Wat vraag je aan een leverancier?"),
    ("name", "rf", NL, "Wat wilde mevrouw De Wit van je?", "Wat wilde een mevrouw van je?"),
    ("name", "rf", NL, "Wat zegt Martiene tegen je?", "Wat zegt een collega tegen je?"),
    ("name", "rf", NL, "Wat doen ze in Buren dat jij niet doet?", "Buren bellen. Wat hoor je van buren?"),
    ("name", "rf", NL, "Wat doe je met Klantportaal?", "Wat doe je met een klantportaal?"),
    ("name", "rf", EN, "What would Amsterdam ask you?", "What would a Dutch town ask you on Monday?"),
    ("abbreviation", "rf", NL, "Welke API ken je?", "Welke API (koppeling) ken je, MT en FG?"),
    ("abbreviation", "rf", EN, "Which SLA do you know?", "Which AI do you know?"),
    ("review", "rf", NL, "Wat vraagt de wet van je?", "Wat weet je van het zwembad?"),
    ("review", "rf", NL, "Wat vraagt de Omgevingswet van je?", "Wat vraagt de omgeving van je?"),
    ("review", "rf", NL, "Wat vraagt de AI-verordening van je?", "Wat vraagt de ordening van je?"),
    ("review", "rf", NL, "Wat vraagt de BIO van je?", "Wat vraagt de biologie van je?"),
    ("review", "rf", NL, "Wat vroeg 2026 van je?", "Wat vroeg dit jaar van je?"),
    ("review", "rf", EN, "What does the law ask of you?", "What does the lawn ask of you?"),
    ("year", "rf", NL, "Bij 80% lukt het. Wat zie je?", "Bij velen lukt het. Wat zie je?"),
    ("year", "rf", NL, "Wat doen 12 gemeenten anders dan jij?", "Wat doen twee collega's anders dan jij?"),
    ("year", "rf", NL, "Wat las je onlangs?", "Wat las je vorige week?"),
    ("year", "rf", EN, "What did you hear recently?", "What did you hear last week?"),
    ("formal", "rf", FORMAL, "Bij welke dienst zien we mensen afhaken?", "Bij welke dienst ziet u mensen?"),
    ("formal", "rf", FORMAL, "Bij welke dienst zie u mensen afhaken?", "Waar ziet u mensen afhaken?"),
    ("formal", "rf", NL, "Bij welke dienst ziet u mensen afhaken?", "Bij welke dienst merk jij iets?"),
    ("english", "rf", EN, "What does the wethouder see?", "What does the alderman see?"),
    ("english", "rf", EN, "What does your gemeente do?", "What does your municipality do?"),
    ("announcement", "ag", NL, "Agendapunt voor het MT.", "Dit past op de agenda van het MT."),
    ("announcement", "ag", EN, "Here is an agenda item.", "This suits the agenda."),
    ("search-words", "sw", "search_words", ["brief"], ["brief", "balie", "letter", "desk"]),
    ("moment", "ag", "timing/moment", "kadernota_sluitng", "closing:mt"),
    ("moment", "ag", "timing/avoid", ["zomerrecs"], ["zomerreces"]),
    ("source", "sw", "sources/0/document", "esay", "essay"),
    ("source", "sw", "sources/0/section", "1; 3", "2"),
    ("source", "sw", "sources/0/rows", ["F99"], ["F01"]),
    ("source", "sw", "sources/0/rows", ["D02"], []),
    ("copied", "rf", "texts/nl/follow_up",
     "Hoe kan het dat wieken bij harde wind 's nachts altijd vanzelf blijven draaien?",
     "Hoe kan het dat wieken bij harde wind 's nachts vanzelf draaien?"),
    ("copied", "sw", "why", SOURCE_TEXT.upper().replace(" ", " - "),
     "De molenaar vertelde over zijn wieken."),
    ("copied", "sw", "search_words", ["wieken", "bij harde wind", "'s nachts", "altijd", "vanzelf"],
     ["wieken", "wind", "mill", "nacht"]),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_clean_prompt_passes(kind: str) -> None:
    assert lint(KINDS[kind]()) == ()


@pytest.mark.parametrize(
    ("rule", "kind", "path", "wrong", "right"), RULES, ids=[f"{r[0]}-{r[3]}"[:60] for r in RULES]
)
def test_a_rule_bites_and_its_neighbour_passes(
    rule: str, kind: str, path: str, wrong: object, right: object
) -> None:
    found = [one for one in lint(changed(kind, path, wrong)) if one.rule == rule]
    assert found
    assert all(one.message and one.remedy for one in found)
    assert [one for one in lint(changed(kind, path, right)) if one.rule == rule] == []


def test_a_law_with_a_day_to_look_again_passes() -> None:
    prompt = changed("rf", NL, "Wat vraagt de wet van je?") | {"review_after_on": "2027-06-01"}
    assert lint(prompt) == ()


def test_a_figure_with_its_year_passes() -> None:
    text = "In 2022 noemde 86% het. Wat zie jij?"
    prompt = changed("rf", NL, text) | {"review_after_on": "2027-06-01"}
    assert lint(prompt) == ()


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("BMC keek naar ruim 50 gemeenten in 2022. Wat zie jij?", set()),
        ("BMC keek naar 50 gemeenten in 2022. Wat zie jij?", {"year"}),
        ("BMC keek naar gemeenten. Wat zie jij?", {"year"}),
    ],
)
def test_the_one_inquiry_that_may_be_named_is_named_as_it_is(text: str, rules: set[str]) -> None:
    prompt = changed("rf", NL, text) | {"review_after_on": "2027-06-01"}
    assert {one.rule for one in lint(prompt)} == rules


def test_what_fits_a_small_municipality_does_not_lean_on_officers() -> None:
    small = {"fits_small": True}
    assert lint(KINDS["rf"]() | small) == ()
    leaning = changed("rf", NL, "Wat vraag je de FG?") | small
    assert [one.rule for one in lint(leaning)] == ["small"]
    only_officers = KINDS["rf"]() | small | {"roles": ["cio", "privacy_officer"]}
    assert [one.rule for one in lint(only_officers)] == ["small"]


def test_recognition_may_be_answered_with_yes_but_asks_one_question() -> None:
    form = {"reply_form": "recognition"}
    assert lint(changed("rf", NL, "Een team wil dit. Herken je zoiets?") | form) == ()
    two = changed("rf", NL, "Een team wil dit. Herken je zoiets? En jij?") | form
    assert [one.rule for one in lint(two)] == ["one-question"]


def test_words_that_someone_says_to_others_may_say_je() -> None:
    said = "Vraag: ‘Hoe doen jullie het?’ Wie kiest u, en wanneer?"
    assert lint(changed("sw", FORMAL, said)) == ()


def test_a_formal_text_that_is_the_same_is_left_out() -> None:
    prompt = changed("sw", "texts/nl@formal/title", "Eén brief hardop")
    assert [one.rule for one in lint(prompt)] == ["formal"]


def test_advice_is_a_warning_and_the_rest_an_error() -> None:
    kinds = {"average", "jargon", "abbreviation", "search-words", "moment"}
    for rule, kind, path, wrong, _ in RULES:
        found = next(one for one in lint(changed(kind, path, wrong)) if one.rule == rule)
        if rule != "name":
            assert (found.severity is Severity.WARNING) == (rule in kinds), (rule, wrong)


def test_what_is_of_the_wrong_type_is_left_to_the_shape() -> None:
    odd = {"kind": 3, "texts": {"nl": 5}, "sources": "x", "timing": [], "search_words": {"a": 1}}
    assert {one.rule for one in lint(odd)} == {"search-words"}
    assert lint(changed("sw", "sources", [{"document": 1, "rows": 3}])) == ()
