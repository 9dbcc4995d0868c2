"""How a series goes, in words: in coarse bands, and what went wrong technically."""

from bot.administration.figures import Band, Figure
from bot.administration.troubles import Trouble, Troubled
from bot.content import Text, plain
from bot.voice import Voice


def figure_line(figure: Figure, voice: Voice) -> Text:
    """Return how it goes in words; what is hidden does not say why."""
    name = figure.group.name if figure.group else voice.s("Alle deelnemers samen")
    match figure.band:
        case Band.FEW:
            return voice.t("{name}: bijna niemand reageerde.", name=name)
        case Band.LESS_THAN_HALF:
            return voice.t("{name}: minder dan de helft reageerde.", name=name)
        case Band.HALF:
            return voice.t("{name}: ongeveer de helft reageerde.", name=name)
        case Band.MORE_THAN_HALF:
            return voice.t("{name}: iets meer dan de helft reageerde.", name=name)
        case Band.MOST:
            return voice.t("{name}: de meesten reageerden.", name=name)
        case Band.HIDDEN:
            return voice.t("{name}: te klein om te tonen.", name=name)


def trouble_line(found: Troubled, voice: Voice) -> Text:
    """Return what went wrong, and what can be done about it."""
    line = _trouble(found.trouble, found.count, voice)
    return line + plain(f" ({found.detail})") if found.detail else line


def _trouble(trouble: Trouble, count: int, voice: Voice) -> Text:
    match trouble:
        case Trouble.UNKNOWN:
            return voice.n(
                "Van 1 bericht weet ik niet of het is aangekomen.",
                "Van {count} berichten weet ik niet of ze zijn aangekomen.",
                count,
            )
        case Trouble.REFUSED:
            return voice.n(
                "1 bericht is geweigerd door het chatplatform. Geef dit door aan ICT.",
                "{count} berichten zijn geweigerd door het chatplatform. Geef dit door aan ICT.",
                count,
            )
        case Trouble.UNREADABLE:
            return voice.n(
                "1 bericht kon ik niet lezen of maken. Geef dit door aan ICT.",
                "{count} berichten kon ik niet lezen of maken. Geef dit door aan ICT.",
                count,
            )
        case Trouble.UNREACHABLE:
            return voice.n(
                "1 bericht had geen adres: de app ontbreekt daar. Geef dit door aan ICT.",
                "{count} berichten hadden geen adres: de app ontbreekt daar. Geef dit door aan ICT.",
                count,
            )
        case Trouble.LATE:
            return voice.n(
                "1 bericht was te laat en is overgeslagen: ik stond even stil.",
                "{count} berichten waren te laat en zijn overgeslagen: ik stond even stil.",
                count,
            )
        case Trouble.NO_PROMPT_LEFT:
            return voice.n(
                "1 keer was er niets nieuws meer te vragen.",
                "{count} keer was er niets nieuws meer te vragen.",
                count,
            )
