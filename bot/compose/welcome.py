"""What the very first message says, and what someone reads who wants to know more before a yes."""

from bot.compose.own_verbs import OwnVerb
from bot.compose.series_verbs import SeriesVerb
from bot.content import Buttons, Content, Dialog, Paragraph, Press, Style, Text
from bot.model.people import Language, Role
from bot.model.situation import Situation
from bot.voice import Voice


def welcome_content(situation: Situation) -> Content:
    """Return the welcome: what the bot does, that it is voluntary, and the three ways to go on."""
    voice = situation.voice
    runs_series = Role.ADMIN in situation.person.roles
    return Content(
        (
            Paragraph(_who_i_am(situation)),
            Paragraph(
                voice.t(
                    "Meedoen is vrij. Wat je schrijft, zie alleen jij, tot je het zelf deelt. "
                    "Het kan wel onder de Woo vallen. Ik werk zonder AI en geef geen advies."
                )
            ),
            Buttons(
                (
                    voice.button("Doe mee", OwnVerb.JOIN, style=Style.PRIMARY),
                    voice.button("Nu niet", OwnVerb.DECLINE),
                    voice.button("Eerst meer weten", OwnVerb.LEARN_MORE),
                )
            ),
            *(_for_admins(voice) if runs_series else ()),
        ),
        voice.s("Kennismaken? Meedoen is vrij."),
    )


def _for_admins(voice: Voice) -> tuple[Paragraph, Buttons]:
    return (
        Paragraph(
            voice.t("Jij kunt hier reeksen maken voor anderen, ook als je zelf niet meedoet.")
        ),
        Buttons((voice.button("Reeksen", SeriesVerb.LIST),)),
    )


def _who_i_am(situation: Situation) -> Text:
    voice, person = situation.voice, situation.person
    # Who is addressed with *u* is not called by their first name.
    is_formal = voice.language is Language.NL_FORMAL
    name = person.name if is_formal else person.first_name
    if Role.SECRETARY in person.roles:
        return voice.t(
            "Dag {name}. Ik ben Zetje. Eén of twee keer per week stuur ik je een kleine stap of een "
            "vraag voor je werk als gemeentesecretaris. Antwoorden kost een minuut of twee.",
            name=name,
        )
    return voice.t(
        "Dag {name}. Ik ben Zetje. Eén of twee keer per week stuur ik je een kleine stap of een "
        "vraag voor je werk bij de gemeente. Antwoorden kost een minuut of twee.",
        name=name,
    )


def more_dialog(voice: Voice, place: str) -> Dialog:
    """Return the window to read before a yes. `place` is what people call the chat they are in."""
    return Dialog(
        press=Press(OwnVerb.LEARN_MORE),
        title=voice.s("Meer over Zetje"),
        intro=(
            voice.t(
                "**Wie heeft mij aangezet?** Het secretariaat van de directie. Zij kiezen welke "
                "reeks er loopt. Zij zien niet wie meedoet en lezen niets mee."
            ),
            voice.t(
                "**Wie kan bij mijn woorden?** Jij. Ze staan versleuteld opgeslagen. De technisch "
                "beheerder kan er alleen bij met een opgegeven reden, en dan zie jij dat terug bij "
                "**mijn gegevens**."
            ),
            voice.t(
                "**Hoelang?** Een antwoord 90 dagen, een dilemma tot 6 maanden na de keuze, een "
                "actie tot 12 maanden na afronden. Wissen kan eerder met **wis**, behalve als er een "
                "Woo-verzoek loopt."
            ),
            voice.t(
                "**Wat staat er in {place}?** Wat je als gewoon bericht typt, blijft ook in {place} "
                "staan. Wat je in een venster invult niet.",
                place=place,
            ),
            voice.t(
                "**Waarvoor niet?** Niemand leest live mee. Gebruik mij niet voor een melding over "
                "integriteit, een incident of ziekte. Noem geen namen van inwoners."
            ),
        ),
    )
