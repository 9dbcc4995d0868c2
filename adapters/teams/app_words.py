"""What the app package says, in Dutch and in English."""

from dataclasses import dataclass

Titled = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppWords:
    """The words of the package in one language; each pair is a title and what it does.

    `own` are commands for the personal chat, `shared` those for a team or a group chat.
    """

    tag: str
    full_name: str
    short: str
    long: str
    own: tuple[Titled, ...]
    shared: tuple[Titled, ...]
    dilemma: Titled
    commit: Titled
    search: Titled
    subject: Titled
    window: str


DUTCH = AppWords(
    tag="nl",
    full_name="Zetje: een klein zetje voor wie een gemeente leidt",
    short="Een klein zetje voor je werk bij de gemeente: één korte vraag in je chat.",
    long=(
        "Zetje stuurt één of twee keer per week een kleine stap of een vraag aan wie een gemeente "
        "leidt, en legt je acties en dilemma's één keer per maand weer voor. Antwoorden kost een "
        "minuut of twee.\n\nMeedoen is vrij en stoppen kan altijd. Wat je schrijft, zie alleen jij, "
        "tot je het zelf deelt. Er is geen overzicht voor leidinggevenden. Zetje werkt zonder AI en "
        "geeft geen advies."
    ),
    own=(
        ("vraag", "Een vraag voor aan tafel of voor jezelf, of een kleine stap"),
        ("actie", "Leg vast wat je gaat doen, met wie en wanneer"),
        ("dilemma", "Bewaar waar je tussen twee dingen staat"),
        ("mijn", "Wat er bij jou openstaat"),
        ("overzicht", "Jouw maand: acties, dilemma's en antwoorden"),
        ("pauze", "Even niets, tot een dag die je kiest"),
        ("instellingen", "Jouw moment, ritme en taal"),
        ("mijn gegevens", "Lees, kopieer of wis wat van jou bewaard is"),
        ("privacy", "Wie wat ziet, en hoelang het bewaard blijft"),
        ("stop", "Zetje stuurt je niets meer"),
        ("help", "Wat je kunt typen"),
    ),
    shared=(
        ("vraag", "Een vraag voor aan tafel; zet er een onderwerp achter als je wilt"),
        ("hier", "Dit kanaal bij een groep zetten (voor een beheerder)"),
        ("help", "Wat Zetje hier doet"),
    ),
    dilemma=("Bewaar als dilemma", "Open een leeg venster met een link naar dit bericht"),
    commit=("Maak er een actie van", "Open een leeg venster met een link naar dit bericht"),
    search=("Zoek een vraag", "Zoek een vraag en zet hem in het gesprek"),
    subject=("Onderwerp", "Waar de vraag over gaat, bijvoorbeeld begroting"),
    window="Zetje",
)
ENGLISH = AppWords(
    tag="en",
    full_name="Zetje: a small push for those who lead a municipality",
    short="A small push for your work at the municipality: one short question at a time.",
    long=(
        "Zetje sends one or two small steps or questions a week to those who lead a municipality, "
        "and brings back your actions and dilemmas once a month. An answer takes a minute or two."
        "\n\nTaking part is voluntary and you can stop at any time. Only you see what you write, "
        "until you share it yourself. There is no overview for managers. Zetje works without AI and "
        "gives no advice."
    ),
    own=(
        ("question", "A question for the table or for yourself, or a small step"),
        ("action", "Put down what you will do, with whom and when"),
        ("dilemma", "Keep what you are torn about"),
        ("mine", "What is open for you"),
        ("overview", "Your month: actions, dilemmas and answers"),
        ("pause", "Nothing for a while, until a day you choose"),
        ("settings", "Your moment, rhythm and language"),
        ("my data", "Read, copy or erase what is kept of you"),
        ("privacy", "Who sees what, and how long it is kept"),
        ("stop", "Zetje sends you nothing any more"),
        ("help", "What you can type"),
    ),
    shared=(
        ("question", "A question for the table; put a subject behind it if you like"),
        ("here", "Link this channel to a group (for an admin)"),
        ("help", "What Zetje does here"),
    ),
    dilemma=("Keep as a dilemma", "Open an empty window with a link to this message"),
    commit=("Make it an action", "Open an empty window with a link to this message"),
    search=("Find a question", "Find a question and put it in the conversation"),
    subject=("Subject", "What the question is about, for example budget"),
    window="Zetje",
)
