"""Whether the formal words are really formal: u and uw, and verbs that go with them."""

import re

INFORMAL = re.compile(r"\b(je|jij|jou|jouw|jouwe|jezelf|jullie|jullies)\b", re.IGNORECASE)
POLITE = re.compile(r"\b(u|uw|uzelf)\b", re.IGNORECASE)

# Stems as they stand before je (neem je) and must not stand beside u: the form beside it does.
_STEMS = """
ben:bent heb:hebt kun:kunt wil:wilt zul:zult zal:zult doe:doet zie:ziet ga:gaat sta:staat sla:slaat
vraag:vraagt kies:kiest bel:belt stuur:stuurt neem:neemt pak:pakt geef:geeft leg:legt laat:laat lees:leest
loop:loopt spreek:spreekt schrijf:schrijft nodig:nodigt merk:merkt denk:denkt vertel:vertelt hoor:hoort
maak:maakt breng:brengt ken:kent krijg:krijgt noem:noemt plan:plant deel:deelt bespreek:bespreekt
begin:begint haal:haalt hang:hangt houd:houdt vind:vindt word:wordt zoek:zoekt werk:werkt volg:volgt
verwacht:verwacht twijfel:twijfelt zeg:zegt toon:toont open:opent oefen:oefent check:checkt praat:praat
ruil:ruilt leen:leent gebruik:gebruikt streep:streept schrap:schrapt teken:tekent tel:telt verander:verandert
onthoud:onthoudt kom:komt kijk:kijkt luister:luistert leer:leert zit:zit herken:herkent ervaar:ervaart
stel:stelt voel:voelt duik:duikt proef:proeft help:helpt betrek:betrekt koppel:koppelt mis:mist
bewaar:bewaart beslis:beslist besluit:besluit bedenk:bedenkt noteer:noteert hoop:hoopt stop:stopt start:start
kruis:kruist leid:leidt bied:biedt wijs:wijst gun:gunt durf:durft steek:steekt blijf:blijft schuif:schuift
speel:speelt trek:trekt vergelijk:vergelijkt verwijs:verwijst controleer:controleert probeer:probeert
"""
_FORMS = dict(pair.split(":") for pair in _STEMS.split())
_WRONG = {stem: form for stem, form in _FORMS.items() if stem != form}
_BESIDE = re.compile(rf"\b(?:({'|'.join(_WRONG)}) u|u ({'|'.join(_WRONG)}))\b(?!-)", re.IGNORECASE)


def wrong_verb(formal: str, informal: str) -> tuple[str, str] | None:
    """Return the first verb beside u that kept the form it has beside je, and the right one; or None.

    `informal` is the same text with je, so that *werk u* is only wrong where it says *werk je*.
    """
    for found in _BESIDE.finditer(formal):
        stem = (found.group(1) or found.group(2)).lower()
        if re.search(rf"\b{stem} (je|jij)\b|\b(je|jij) {stem}\b", informal, re.IGNORECASE):
            return found.group(), _WRONG[stem]
    return None
