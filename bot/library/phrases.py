"""Phrases that do not belong in a prompt, by language, each with what to write instead.

Every entry is (pattern, better); a pattern is matched at word boundaries, whatever the case, and has
no groups of its own that capture.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Entries: TypeAlias = tuple[tuple[str, str], ...]

# Blame, hurry, school, pressure.
_WORDING_NL: Entries = (
    (r"nog (?:steeds|altijd) (?:niet|geen)|(?:je|jij|u) (?:hebt|heeft|bent) nog (?:niet|geen)",
     "say what is there: 'Wat staat er al?'"),
    (r"zou(?:den)? (?:je |jij |u |we |wij )?(?:eigenlijk |toch )?moeten", "ask: 'Wat past hier?'"),
    (r"(?:je|jij|u|jullie) moet(?:en)?", "ask or invite: 'Kies één …', 'Wat kan …?'"),
    (r"vergeet (?:je )?niet|niet vergeten", "name the occasion: 'De agenda sluit {closing}.'"),
    (r"huiswerk|proefwerk|rapportcijfer|strafwerk", "say 'voorbereiding', or leave it out"),
    (r"(?:goed|lekker) bezig|goed (?:zo|gedaan)|knap (?:werk|gedaan)|gefeliciteerd|bravo|petje af",
     "leave the praise out; a person knows what it was worth"),
    (r"helaas|jammer genoeg", "say what is, without regret: 'Dat lukte niet.'"),
    (r"zo (?:snel|spoedig) mogelijk|onmiddellijk|met spoed|dringend|haast je|schiet op|hoogste tijd"
     r"|hoog tijd|voor het te laat is", "name a day: 'vóór donderdag'"),
    (r"(?:jouw|je|uw|eigen) schuld|verwijt(?:baar)?|gefaald|faal(?:t|de|den)?|nalatig|nagelaten",
     "say what happened: 'Wat ging anders dan gedacht?'"),
    (r"schiet(?:en)? tekort|tekortgeschoten|achterlopen|loop(?:t|en)? achter",
     "speak of a choice: 'Waar kiezen we om te volgen?'"),
    (r"simpelweg|gewoon even|je weet toch|u weet toch|zoals bekend", "leave it out"),
)  # fmt: skip
_WORDING_EN: Entries = (
    (r"still (?:not|no|haven't|hasn't|don't|doesn't)|(?:have|has) still not",
     "say what is there: 'What exists already?'"),
    (r"should(?:n't)? have (?:been|done|had|known|seen|told|\w+ed)|ought to", "ask: 'What would fit here?'"),
    (r"you (?:must|should|had better)|(?<!do )you (?:need|have) to",
     "ask or invite: 'Pick one …', 'What could …?'"),
    (r"(?:don't|do not|never) forget|remember to", "name the occasion: 'The agenda closes {closing}.'"),
    (r"homework|exam|report card|detention", "say 'preparation', or leave it out"),
    (r"well done|good job|great job|good work|congratulations|bravo",
     "leave the praise out; a person knows what it was worth"),
    (r"unfortunately|sadly|regrettably", "say what is, without regret: 'That did not work.'"),
    (r"as soon as possible|asap|immediately|urgent(?:ly)?|hurry(?: up)?|high time|before it is too late"
     r"|right away", "name a day: 'before Thursday'"),
    (r"your (?:own )?fault|blam(?:e|ed|ing)|failed to|negligent|neglected",
     "say what happened: 'What went differently?'"),
    (r"lag(?:s|ging)? behind|fall(?:s|ing)? short|fell short", "speak of a choice: 'Where do we follow?'"),
    (r"you know that|as you know|simply put", "leave it out"),
)  # fmt: skip

_HIDDEN_NL: Entries = (
    (r"vin(?:d|dt) (?:je|jij|u|jullie) (?:ook|niet)", "ask for an own case: 'Waar merk je dat?'"),
    (r"(?:wordt|is) het (?:niet|geen) (?:eens )?(?:tijd|zo|beter|goed|logisch|verstandig|mooi)",
     "ask openly: 'Wanneer past het?'"),
    (r"(?<!\w )zou het (?:niet|geen)", "ask openly: 'Wat zou het opleveren?'"),
    (r"(?<!\w )(?:moeten|moet|kunnen|willen|horen) (?:we|wij|je|jij|u) (?:dan )?niet",
     "ask openly: 'Wat kiezen we hier?'"),
    (r"b?en(?:t)? (?:je|jij|u) het (?:er )?(?:ook )?(?:mee )?eens", "ask: 'Hoe kijk jij hiernaar?'"),
    (r"toch\?", "end the question before 'toch'"),
    (r"uiteraard|natuurlijk|vanzelfsprekend|het is duidelijk dat|iedereen weet",
     "leave it out; the answer is theirs"),
    (r"denk(?:t)? (?:je|jij|u) (?:ook )?niet", "ask openly: 'Wat denk je hiervan?'"),
)  # fmt: skip
_HIDDEN_EN: Entries = (
    (r"(?:don't|do not) you (?:also )?(?:think|agree|find|feel)", "ask: 'Where do you notice that?'"),
    (r"(?<!\w )(?:isn't|wasn't|aren't|wouldn't|shouldn't|couldn't|won't) (?:it|we|you|this|that|there)",
     "ask openly: 'What do we choose here?'"),
    (r"is it not|would it not|should we not", "ask openly: 'What would it bring?'"),
    (r"(?:do|would) you agree that", "ask: 'How do you see this?'"),
    (r"right\?", "end the question before 'right'"),
    (r"of course|obviously|surely|everyone knows|needless to say",
     "leave it out; the answer is theirs"),
)  # fmt: skip

_WHY_NL: Entries = (
    (r"waarom (?:[\w’']+ ){0,2}?(?:je|jij|jou|jouw|jullie|u|uw)",
     "ask what or how: 'Wat maakte dat lastig?'"),
)  # fmt: skip
_WHY_EN: Entries = (
    (r"why (?:[\w’']+ ){0,2}?(?:you|your|yours)", "ask what or how: 'What made that difficult?'"),
)  # fmt: skip

_SAFETY_NL: Entries = (
    (r"geheime? (?:stuk|stukken|dossier|dossiers|bijlagen?|vergadering)",
     "stay with what is open to all at the table"),
    (r"personeelsdossiers?|functioneringsgesprek(?:ken)?|beoordelingsgesprek(?:ken)?",
     "ask about work, not about a person's file"),
    (r"(?:integriteits|straf|rechts)za(?:ak|ken)|lopende? za(?:ak|ken)|lopend onderzoek",
     "take a case that is closed"),
    (r"(?:naam|namen|adres|bsn) van (?:een |de |die )?(?:inwoner|cliënt|burger|melder)s?",
     "ask for a group or a role"),
)  # fmt: skip
_SAFETY_EN: Entries = (
    (r"(?:secret|confidential|classified) (?:papers?|files?|documents?|meetings?)",
     "stay with what is open to all at the table"),
    (r"personnel files?|performance reviews?|appraisals?", "ask about work, not about a person's file"),
    (r"(?:integrity|criminal|pending|running) cases?|ongoing investigation", "take a case that is closed"),
    (r"(?:name|names|address) of (?:a |the |that )?(?:resident|client|citizen)s?",
     "ask for a group or a role"),
)  # fmt: skip

_JARGON_NL: Entries = (
    (r"borg(?:en|t|de|ing)?|geborgd|verankeren", "'vasthouden' or 'regelen'"),
    (r"synergie", "'wat het samen oplevert'"),
    (r"uitrol(?:len|t)?|uitgerold", "'invoeren'"),
    (r"stakeholders?", "'mensen die ermee te maken hebben'"),
    (r"mindset|commitment|empowerment|ownership|governance|compliance|alignment|awareness",
     "a plain Dutch word"),
    (r"quick wins?|laaghangend fruit|low[- ]hanging fruit", "'kleine stap'"),
    (r"disrupti(?:e|ef|eve)|paradigma\w*", "say what changes, for whom"),
    (r"best practices?|deep dive|roadmap|framework|agile|scrum", "a plain Dutch word"),
    (r"faciliteren|implementeren|implementatie|operationaliseren|adresseren|stroomlijnen",
     "'helpen', 'invoeren', 'doen'"),
    (r"optimalis\w+|digitaliseringsslag|professionaliseringsslag|efficiencyslag",
     "say what gets better, for whom"),
)  # fmt: skip
_JARGON_EN: Entries = (
    (r"synerg(?:y|ies)", "'what it brings together'"),
    (r"leverag(?:e|ed|ing)|utili[sz]e\w*", "'use'"),
    (r"stakeholders?", "'people it concerns'"),
    (r"mindset|empower\w*|governance|alignment|awareness", "a plain English word"),
    (r"quick wins?|low[- ]hanging fruit", "'small step'"),
    (r"disrupti(?:ve|on)|paradigm\w*|transition\w*", "say what changes, for whom"),
    (r"best practices?|deep dives?|frameworks|agile|scrum", "a plain English word"),
    (r"facilitat\w+|implement\w*|operationali[sz]\w+|streamlin\w+|optimi[sz]\w+", "'help', 'bring in', 'do'"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one rule in one language."""

    pattern: re.Pattern[str]
    better: tuple[str, ...]

    def find(self, text: str) -> tuple[str, str] | None:
        """Return the first phrase in `text` with what to write instead, or None."""
        found = self.pattern.search(text)
        if found is None or found.lastindex is None:
            return None
        return found.group(), self.better[found.lastindex - 1]


def _phrases(entries: Entries) -> Phrases:
    parts = "|".join(f"({part})" for part, _ in entries)
    whole = re.compile(rf"(?<!\w)(?:{parts})(?!\w)", re.IGNORECASE)
    return Phrases(whole, tuple(better for _, better in entries))


PHRASES: Mapping[str, Mapping[str, Phrases]] = {
    "wording": {"nl": _phrases(_WORDING_NL), "en": _phrases(_WORDING_EN)},
    "hidden-answer": {"nl": _phrases(_HIDDEN_NL), "en": _phrases(_HIDDEN_EN)},
    "why-person": {"nl": _phrases(_WHY_NL), "en": _phrases(_WHY_EN)},
    "safety": {"nl": _phrases(_SAFETY_NL), "en": _phrases(_SAFETY_EN)},
    "jargon": {"nl": _phrases(_JARGON_NL), "en": _phrases(_JARGON_EN)},
}
