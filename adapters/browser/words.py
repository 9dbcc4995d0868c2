"""The words of the page itself, around the conversations. What the bot says comes from the bot."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.model.people import Language, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """All words of the page in one language; `{…}` is filled in with `str.format`."""

    lang: str
    demo: str = "alles hier is verzonnen"
    to_latest: str = "Naar het nieuwste bericht"
    to_text: str = "Naar het tekstvak"
    time: str = "De tijd in deze proef"
    next_message: str = "Volgend bericht"
    a_day: str = "Een dag verder"
    end_of_month: str = "Einde van de maand"
    who: str = "Wie ben je?"
    channels: str = "Kanalen"
    unseen_one: str = "{count} nieuw bericht"
    unseen_many: str = "{count} nieuwe berichten"
    digest: str = "Maandoverzicht"
    no_digest: str = "Er is nog geen overzicht. Ga door naar het einde van de maand."
    spoken: str = "Taal"
    conversation: str = "Gesprek van {name} met Zetje"
    channel: str = "Gesprek in {name}"
    readers: str = "Dit leest iedereen in {name}. Je typt als {person}."
    nothing_yet: str = "Hier is nog niets gezegd."
    nothing_yet_how: str = (
        "Kies bovenaan ‘Volgend bericht’, of typ ‘start’ om zelf met Zetje te beginnen."
    )
    nothing_yet_channel: str = "Zetje schrijft hier alleen als er iets is om samen te lezen."
    text: str = "Je bericht"
    send: str = "Verstuur"
    composer_hint: str = "Typ bijvoorbeeld ‘vraag’, ‘vraag privacy’ of ‘help’."
    send_file: str = "Stuur een agendabestand"
    calendar_file: str = "Agendabestand (.ics)"
    you: str = "Jij"
    table: str = "Tabel"
    edited: str = "gewijzigd"
    taken_away: str = "Bericht verwijderd"
    edit: str = "Wijzig"
    delete: str = "Verwijder"
    keep: str = "Bewaar"
    back: str = "Terug naar het gesprek"
    close: str = "Sluit"
    cancel: str = "Annuleer"
    open_link: str = "Open het bericht"
    required: str = "* moet je invullen"
    choose: str = "Kies"
    not_filled: str = "Vul hier iets in."
    too_long: str = "Dit is te lang: er passen {count} tekens in."
    not_a_number: str = "Vul een heel getal in."
    not_an_option: str = "Kies een van de mogelijkheden."
    look_again: str = "Kijk nog even naar dit venster"
    not_saved: str = (
        "Het opslaan lukte niet. Je tekst staat nog in het venster. Probeer het zo nog eens."
    )
    not_sent: str = (
        "Het versturen lukte niet. Je tekst staat nog in het tekstvak. Probeer het zo nog eens."
    )
    not_done: str = "Dat lukte niet. Er is niets veranderd. Probeer het zo nog eens."
    gone: str = "Dat is er niet meer. Laad de bladzijde opnieuw."
    unknown: str = "Deze bladzijde ken ik niet."
    moved_none: str = "Het is nu {now}. Er kwam geen nieuw bericht."
    moved_one: str = "Het is nu {now}. Er kwam één nieuw bericht, voor {names}."
    moved_many: str = "Het is nu {now}. Er kwamen {count} nieuwe berichten, voor {names}."
    busy: str = "Even geduld"


_NL = PageWords(lang="nl")
_NL_FORMAL = replace(
    _NL,
    who="Wie bent u?",
    readers="Dit leest iedereen in {name}. U typt als {person}.",
    text="Uw bericht",
    you="U",
    required="* moet u invullen",
    not_saved=(
        "Het opslaan lukte niet. Uw tekst staat nog in het venster. Probeer het zo nog eens."
    ),
    not_sent=(
        "Het versturen lukte niet. Uw tekst staat nog in het tekstvak. Probeer het zo nog eens."
    ),
)
_EN = PageWords(
    lang="en",
    demo="everything here is made up",
    to_latest="To the latest message",
    to_text="To the text box",
    time="The time in this demo",
    next_message="Next message",
    a_day="A day later",
    end_of_month="End of the month",
    who="Who are you?",
    channels="Channels",
    unseen_one="{count} new message",
    unseen_many="{count} new messages",
    digest="Monthly overview",
    no_digest="There is no overview yet. Move on to the end of the month.",
    spoken="Language",
    conversation="Conversation of {name} with Zetje",
    channel="Conversation in {name}",
    readers="Everybody in {name} reads this. You type as {person}.",
    nothing_yet="Nothing has been said here yet.",
    nothing_yet_how="Choose ‘Next message’ at the top, or type ‘start’ to begin by yourself.",
    nothing_yet_channel="Zetje only writes here when there is something to read together.",
    text="Your message",
    send="Send",
    composer_hint="Type for example ‘question’, ‘question privacy’ or ‘help’.",
    send_file="Send a calendar file",
    calendar_file="Calendar file (.ics)",
    you="You",
    table="Table",
    edited="edited",
    taken_away="Message deleted",
    edit="Edit",
    delete="Delete",
    keep="Save",
    back="Back to the conversation",
    close="Close",
    cancel="Cancel",
    open_link="Open the message",
    required="* must be filled in",
    choose="Choose",
    not_filled="Fill something in here.",
    too_long="This is too long: there is room for {count} characters.",
    not_a_number="Please give a whole number.",
    not_an_option="Please choose one of the options.",
    look_again="Please look at this window again",
    not_saved="Saving failed. Your text is still in the window. Please try again in a moment.",
    not_sent="Sending failed. Your text is still in the text box. Please try again in a moment.",
    not_done="That failed. Nothing has changed. Please try again in a moment.",
    gone="That is no longer here. Reload the page.",
    unknown="I do not know this page.",
    moved_none="It is now {now}. No new message came.",
    moved_one="It is now {now}. One new message came, for {names}.",
    moved_many="It is now {now}. {count} new messages came, for {names}.",
    busy="One moment",
)

WORDS: Mapping[Language, PageWords] = {
    Language.NL: _NL,
    Language.NL_FORMAL: _NL_FORMAL,
    Language.EN: _EN,
}

# Each language says its own name, for whoever cannot read the others.
LANGUAGE_NAMES: Mapping[Language, str] = {
    Language.NL: "Nederlands, je",
    Language.NL_FORMAL: "Nederlands, u",
    Language.EN: "English",
}

_ROLES: Mapping[Role, str] = {
    Role.SECRETARY: "gemeentesecretaris",
    Role.DIRECTOR: "directeur",
    Role.MT_MEMBER: "MT-lid",
    Role.CIO: "CIO",
    Role.HR: "HR",
    Role.CONTROLLER: "concerncontroller",
    Role.PRIVACY_OFFICER: "functionaris gegevensbescherming",
    Role.CLERK: "griffier",
    Role.ADMIN: "beheer en agenda",
}
ROLE_NAMES: Mapping[Language, Mapping[Role, str]] = {
    Language.NL: _ROLES,
    Language.NL_FORMAL: _ROLES,
    Language.EN: {
        Role.SECRETARY: "municipal secretary",
        Role.DIRECTOR: "director",
        Role.MT_MEMBER: "management team member",
        Role.CIO: "CIO",
        Role.HR: "HR",
        Role.CONTROLLER: "controller",
        Role.PRIVACY_OFFICER: "privacy officer",
        Role.CLERK: "council clerk",
        Role.ADMIN: "administration and agendas",
    },
}
