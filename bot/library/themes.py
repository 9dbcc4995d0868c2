"""The everyday names of the themes, and the everyday words that belong near each."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.library.words import likeness, stems
from bot.model.people import Language
from bot.model.prompts import Theme

_NAMES: Mapping[Theme, tuple[str, str]] = {
    Theme.PRIVACY_SECURITY: ("privacy en veiligheid", "privacy and security"),
    Theme.TRANSPARENCY: ("openheid", "openness"),
    Theme.INCLUSION: ("iedereen doet mee", "everyone takes part"),
    Theme.CONNECTING_TASKS: ("grote opgaven", "the big tasks"),
    Theme.SHARED_STRATEGY: ("samen koers kiezen", "a shared course"),
    Theme.STRUCTURE: ("gegevens en eigenaren", "data and owners"),
    Theme.STAFF: ("leren en personeel", "learning and staff"),
    Theme.POLITICS: ("bestuur en politiek", "board and politics"),
    Theme.SYMBOLS: ("cultuur en voorbeeld", "culture and example"),
    Theme.SMALL_WINS: ("kleine stappen", "small steps"),
    Theme.OUTSIDE_IN: ("van buiten naar binnen", "from the outside in"),
    Theme.EXPERIMENTS: ("proeven en opschalen", "trials and scaling up"),
    Theme.EXPECTATIONS: ("verwachtingen", "expectations"),
    Theme.ORGANISING_TOGETHER: ("samenwerken", "working together"),
    Theme.FOLLOW_OR_LEAD: ("volgen of vooroplopen", "following or leading"),
    Theme.COUNCIL_AGENDA: ("raad en college", "council and board"),
    Theme.PLANNING_CONTROL: ("begroting en planning", "budget and planning"),
    Theme.CHANNELS: ("dienstverlening", "services"),
    Theme.PROCESSES: ("formulieren en processen", "forms and processes"),
    Theme.SECRETARY_ROLE: ("de rol van de secretaris", "the secretary's role"),
}

# Subjects that people ask about and that no prompt may be about yet: they only tell which theme is
# near. A subject that a prompt is about belongs in the `search_words` of that prompt.
_NEAR: Mapping[Theme, str] = {
    Theme.PRIVACY_SECURITY: "parkeren scanauto toezicht handhaving politie drone wifi lek wachtwoord",
    Theme.TRANSPARENCY: "pers media openbaarheid Woo archief register bezwaar vertrouwen",
    Theme.INCLUSION: "ouderen taal bibliotheek wijk armoede jongeren toegankelijk",
    Theme.CONNECTING_TASKS: "energie klimaat water verkeer mobiliteit bouwen jeugd school",
    Theme.SHARED_STRATEGY: "visie strategie ambitie programma toekomst doel",
    Theme.STRUCTURE: "leverancier contract inkoop cloud standaard register koppeling",
    Theme.STAFF: "verzuim werkdruk thuiswerken opleiding stage talent rooster",
    Theme.POLITICS: "burgemeester coalitie motie partij campagne",
    Theme.SYMBOLS: "sfeer angst trots feest verhaal werkbezoek",
    Theme.SMALL_WINS: "begin stap actie gewoonte tijd",
    Theme.OUTSIDE_IN: "bewoners ondernemers bedrijven trend technologie robot platform",
    Theme.EXPERIMENTS: "experiment innovatie test idee evaluatie",
    Theme.EXPECTATIONS: "planning risico beloven tegenvallen vertraging",
    Theme.ORGANISING_TOGETHER: "buurgemeente provincie waterschap keten partners",
    Theme.FOLLOW_OR_LEAD: "voorsprong achterstand vergelijken landelijk",
    Theme.COUNCIL_AGENDA: "raadsvergadering commissie fractie amendement raadsleden",
    Theme.PLANNING_CONTROL: "jaarrekening subsidie bezuinigen belasting financiën jaarstukken",
    Theme.CHANNELS: "parkeren paspoort rijbewijs afval melding klacht afspraak",
    Theme.PROCESSES: "vergunning uitkering doorlooptijd regels procedure zaak",
    Theme.SECRETARY_ROLE: "leiderschap directie advies netwerk gemeentesecretaris",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A part of a theme that people ask about under a name of its own.

    `words` find its prompts; `near` are subjects that no prompt is about and that belong here.
    """

    names: tuple[str, str]
    words: str
    near: str

    def name(self, language: Language) -> str:
        """Return what people call it, in small letters."""
        dutch, english = self.names
        return english if language is Language.EN else dutch


_SUBJECTS: Mapping[Theme, Subject] = {
    Theme.PRIVACY_SECURITY: Subject(
        names=("camera's en sensoren", "cameras and sensors"),
        words="beelden camera privacy sensor",
        near="parkeren scanauto toezicht handhaving politie drone wifi",
    )
}


def subject_near(theme: Theme, topic: str) -> Subject | None:
    """Return the part of this theme that a topic is near to, or None: then the whole theme is."""
    subject = _SUBJECTS.get(theme)
    if subject is None:
        return None
    pairs = ((asked, word) for asked in stems(topic) for word in stems(subject.near))
    return subject if any(likeness(asked, word) for asked, word in pairs) else None


def theme_name(theme: Theme, language: Language) -> str:
    """Return what people call a theme, in small letters."""
    dutch, english = _NAMES[theme]
    return english if language is Language.EN else dutch


def near_words(theme: Theme) -> str:
    """Return the words that belong near a theme, its names included, in one text."""
    return " ".join((*_NAMES[theme], _NEAR[theme]))
