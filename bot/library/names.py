"""Names that do not belong in a prompt: people, suppliers and their products, municipalities.

The lists are made by hand and hold what is common. A name that is also an ordinary word (Best,
Buren, Leiden, Teams) counts only with a capital in the middle of a sentence; there any other
capital that is not known to be right is worth a look too.
"""

import re
from collections.abc import Iterator

from bot.library.sentences import sentences

_MUNICIPALITIES = """
Aalsmeer;Aalten;Achtkarspelen;Alblasserdam;Albrandswaard;Alkmaar;Almelo;Almere;Alphen aan den Rijn;
Alphen-Chaam;Altena;Ameland;Amersfoort;Amstelveen;Amsterdam;Apeldoorn;Arnhem;Assen;Asten;
Baarle-Nassau;Baarn;Barendrecht;Barneveld;Beekdaelen;Beesel;Berg en Dal;Bergeijk;Bergen op Zoom;
Berkelland;Bernheze;Beuningen;Beverwijk;Bladel;Blaricum;Bloemendaal;Bodegraven-Reeuwijk;Boekel;
Borger-Odoorn;Borsele;Boxtel;Breda;Bronckhorst;Brummen;Brunssum;Bunnik;Bunschoten;Capelle aan den IJssel;
Castricum;Coevorden;Cranendonck;Culemborg;Dalfsen;Dantumadiel;De Bilt;De Fryske Marren;De Ronde Venen;
De Wolden;Delft;Delfzijl;Den Bosch;Den Haag;Den Helder;Deurne;Deventer;Diemen;Dijk en Waard;Dinkelland;
Doesburg;Doetinchem;Dongen;Dordrecht;Drechterland;Drimmelen;Dronten;Druten;Duiven;Echt-Susteren;
Edam-Volendam;Eemnes;Eemsdelta;Eersel;Eijsden-Margraten;Eindhoven;Elburg;Emmen;Enkhuizen;Enschede;
Ermelo;Etten-Leur;Geertruidenberg;Geldrop-Mierlo;Gemert-Bakel;Gennep;Gilze en Rijen;Goeree-Overflakkee;
Goirle;Gooise Meren;Gorinchem;Gouda;'s-Gravenhage;Groningen;Gulpen-Wittem;Haaksbergen;Haarlem;
Haarlemmermeer;Halderberge;Hardenberg;Harderwijk;Hardinxveld-Giessendam;Harlingen;Hattem;Heemskerk;
Heemstede;Heerenveen;Heerlen;Heeze-Leende;Heiloo;Hellendoorn;Helmond;Hendrik-Ido-Ambacht;
Het Hogeland;Heumen;Heusden;Hillegom;Hilvarenbeek;Hilversum;Hoeksche Waard;Hof van Twente;Hollands Kroon;
Hoogeveen;Hoorn;Horst aan de Maas;Huizen;IJsselstein;Kaag en Braassem;Kapelle;Katwijk;Kerkrade;
Koggenland;Krimpen aan den IJssel;Krimpenerwaard;Laarbeek;Lansingerland;Leeuwarden;Leiderdorp;
Leidschendam-Voorburg;Lelystad;Leudal;Leusden;Lingewaard;Lochem;Loon op Zand;Lopik;Losser;Maasdriel;
Maasgouw;Maashorst;Maassluis;Maastricht;Medemblik;Meerssen;Meierijstad;Meppel;Middelburg;Midden-Delfland;
Midden-Drenthe;Midden-Groningen;Moerdijk;Molenlanden;Molenwaard;Montferland;Montfoort;Mook en Middelaar;
Neder-Betuwe;Nederweert;Nieuwegein;Nieuwkoop;Nijkerk;Nijmegen;Nissewaard;Noardeast-Fryslân;Noord-Beveland;
Noordenveld;Noordoostpolder;Noordwijk;Nuenen;Nunspeet;Oegstgeest;Oirschot;Oisterwijk;Oldambt;Oldebroek;
Oldenzaal;Olst-Wijhe;Ommen;Oosterhout;Ooststellingwerf;Oostzaan;Opmeer;Opsterland;Oude IJsselstreek;
Ouder-Amstel;Oudewater;Overbetuwe;Papendrecht;Peel en Maas;Pekela;Pijnacker-Nootdorp;Purmerend;Raalte;
Reimerswaal;Renkum;Renswoude;Reusel-De Mierden;Rheden;Rhenen;Ridderkerk;Rijssen-Holten;Rijswijk;
Roerdalen;Roermond;Roosendaal;Rotterdam;Rozendaal;Rucphen;Schagen;Scherpenzeel;Schiedam;Schiermonnikoog;
Schouwen-Duiveland;Simpelveld;Sint-Michielsgestel;Sittard-Geleen;Sliedrecht;Smallingerland;Someren;
Stadskanaal;Staphorst;Stede Broec;Steenbergen;Steenwijkerland;Stichtse Vecht;Súdwest-Fryslân;Terneuzen;
Terschelling;Teylingen;Tholen;Tilburg;Tubbergen;Twenterand;Tynaarlo;Tytsjerksteradiel;Uitgeest;Uithoorn;
Utrecht;Utrechtse Heuvelrug;Valkenswaard;Veendam;Veenendaal;Veldhoven;Velsen;Venlo;Venray;Vijfheerenlanden;
Vlaardingen;Vlieland;Vlissingen;Voerendaal;Voorne aan Zee;Voorschoten;Vught;Waadhoeke;Waalre;Waalwijk;
Waddinxveen;Wageningen;Wassenaar;Weert;Weststellingwerf;Wierden;Wijchen;Wijdemeren;Wijk bij Duurstede;
Winterswijk;Woensdrecht;Woerden;Woudenberg;Zaanstad;Zaltbommel;Zandvoort;Zeewolde;Zeist;Zevenaar;
Zoetermeer;Zoeterwoude;Zuidplas;Zundert;Zutphen;Zwartewaterland;Zwijndrecht;Zwolle;'s-Hertogenbosch;Foodvalley
"""
_SUPPLIERS = """
Centric;PinkRoccade;Microsoft;Google;Amazon;AWS;Azure;Oracle;SAP;Salesforce;Copilot;ChatGPT;OpenAI;Slack;
WhatsApp;Facebook;Instagram;LinkedIn;TikTok;YouTube;Twitter;Telegram;Palantir;Atos;Capgemini;Ordina;
Conclusion;Deloitte;KPMG;PwC;Accenture;Berenschot;Twynstra;Roxit;Visma;AFAS;Decos;Djuma;Exxellence;
Atabix;Mozard;Dimpact;Citrix;VMware;Broadcom;IBM;Esri;Genetec;Huawei;Hikvision;Notubiz;iBabs;TOPdesk;
SharePoint;Outlook;Excel;PowerPoint;OneDrive;Dropbox;Gmail;iPhone;Android;Samsung;Nvidia;Anthropic;
DeepSeek;Mistral AI;Nextcloud;openDesk;Linux;Corsa;Verseon;Suite4;Civision;Key2Burgerzaken;Key2Financien;
Unit4;Exact;Cegeka;Sogeti;Solventa;Wigo4it;Yellowtail;Blueriq;Mendix;OutSystems;SIM Groep;GemeenteOplossingen;
Stipter;Bureau Morgens;CrowdStrike;Fortinet;SolarWinds;SyRI
"""
_PEOPLE = """
Branderhorst;Van de Klift;Drewes;Van Vliet;Van Hout;Teesink;Thors;Elstgeest;Steenbrink;Wullems;Teunisse;
Mark Moore;Martiene;Astrid;Arne;Hanneke;Yusuf;Fatma;Bram;Anne;Anneke;Annelies;Arjan;Barbara;Bert;Caroline;
Chantal;Daan;Dennis;Diana;Ellen;Erik;Esther;Eva;Femke;Frank;Frans;Gerard;Gert;Hans;Harm;Henk;Ingrid;
Irene;Jaap;Jacob;Jan;Janneke;Jasper;Jeroen;Johan;Jos;Karin;Kees;Laura;Leo;Linda;Lotte;Maaike;Maarten;
Marco;Marga;Maria;Mariska;Marieke;Marjan;Marloes;Martijn;Michiel;Mieke;Mohamed;Mohammed;Monique;
Nienke;Noor;Patricia;Paul;Peter;Petra;Piet;Pieter;Ricardo;Richard;Rob;Robert;Ronald;Ruud;Sandra;Saskia;Sjoerd;
Sophie;Stefan;Suzanne;Thijs;Thomas;Trump;Vincent;Willem;Wouter;Yvonne;Zeynep;Musk;Zuckerberg
"""
_ALSO_WORDS = """
Aa;Beek;Bergen;Best;Borne;Buren;Doen;Ede;Epe;Ens;Goes;Gulpen;Heerde;Heel;Horst;Hulst;Houten;Kampen;Laren;Leiden;
Land van Cuijk;Landerd;Landsmeer;Laan;Nuth;Oss;Putten;Rijssen;Sluis;Soest;Son;Stein;Stroom;Tiel;Urk;
Vaals;Veere;Waterland;Weesp;Westland;Wormerland;Zaan;Teams;Zoom;Meta;Signal;Word;Apple;Pink;Join;Gemini;
Oracle;Siemens;Bas;Ben;Bart;Iris;Joke;Lies;Mark;Max;Roos;Sam;Sander;Tim;Tom;Wil;Will;Bill;Kim
"""

# Capitals in the middle of a sentence that are right: peoples and languages, bodies, days, one I.
_RIGHT = frozenset(
    re.findall(
        r"[\w’']+",
        """
Nederland Nederlands Nederlandse Nederlanders Europa Europees Europese Woo Tweede Eerste Kamer Rijk
Raad State Provinciale Staten Prinsjesdag Koningsdag Hemelvaart Pasen Pinksteren Kerst Wet
Omgevingswet Archiefwet Gemeentewet Autoriteit Persoonsgegevens Common Ground DigiD Den Haag IT's
Netherlands Dutch Europe European English I I'm I'll I've I'd Act House Parliament Christmas Easter
Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
August September October November December Wi Fi AI's MT's
""",
    )
)
_TITLE_OF_PERSON = re.compile(
    r"\b(?:[Mm]evrouw|[Mm]eneer|[Dd]e heer|[Dd]hr\.|[Mm]evr\.|Mr\.?|Mrs\.?|Ms\.?) [A-Z]\w+"
)
_CAPITAL = re.compile(r"(?<![\w’'‘“\"&/-])[A-Z][a-zà-ÿ][\w’']*")
_QUOTE_OR_COLON = re.compile(r"(?:[:‘“\"(]|–)\s*$")


def _listed(names: str) -> frozenset[str]:
    return frozenset(name.strip() for name in names.replace("\n", "").split(";"))


_ORDINARY = _listed(_ALSO_WORDS)
_FIXED = _listed(_MUNICIPALITIES) | _listed(_SUPPLIERS) | _listed(_PEOPLE)
_FIRST_WORDS = frozenset(re.split(r"[ -]", name)[0] for name in _FIXED)
_KNOWN = re.compile(
    r"(?<![\w'’])(?:"
    + "|".join(sorted(map(re.escape, _FIXED), key=len, reverse=True))
    + r")(?![\w])"
)
_MAYBE = re.compile(r"[A-Z's][\w'’]+|iBabs|iPhone|openDesk")


def known_name(text: str) -> str | None:
    """Return the first name in `text` of a person, supplier or municipality, or None."""
    titled = _TITLE_OF_PERSON.search(text)
    if titled:
        return titled.group()
    if _FIRST_WORDS.isdisjoint(_MAYBE.findall(text)):
        return None
    found = _KNOWN.search(text)
    return found.group() if found else None


def inner_capitals(text: str) -> Iterator[tuple[str, bool]]:
    """Give each word with a capital inside a sentence, and whether it is a name that is also a word.

    What begins a sentence, a quotation or what follows a colon is no inner capital.
    """
    for sentence in sentences(text):
        for found in _CAPITAL.finditer(sentence):
            before = sentence[: found.start()]
            if not before.strip("‘“’”\"'( ") or _QUOTE_OR_COLON.search(before):
                continue
            word = found.group().removesuffix("'s").removesuffix("’s")
            if word not in _RIGHT:
                yield word, word in _ORDINARY
