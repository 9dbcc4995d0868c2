"""Dutch: the words that fill slots, and the phrases. How a row is written stands in `phrase`."""

from bot.dates import clock, months, near, weekdays
from bot.dates.near import DayMeaning, Unit
from bot.dates.relation import Relation
from bot.dates.stretch import Part

WEEKDAYS = {name: number for number, name in enumerate(weekdays.DUTCH)}
# Beside a date also *zo*; alone it is no Sunday but "in a moment".
SHORT_WEEKDAYS = {"ma": 0, "di": 1, "wo": 2, "do": 3, "vr": 4, "vrij": 4, "za": 5}
SHORT_WEEKDAYS_BESIDE_A_DATE = {"zo": 6}
MONTHS = {
    **{"januari": 1, "februari": 2, "maart": 3, "april": 4, "mei": 5, "juni": 6, "juli": 7},
    **{"augustus": 8, "september": 9, "oktober": 10, "november": 11, "december": 12},
    **{"jan": 1, "feb": 2, "febr": 2, "mrt": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8},
    **{"sep": 9, "sept": 9, "okt": 10, "nov": 11, "dec": 12},
}
NUMBERS = {
    **{"een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8},
    **{"negen": 9, "tien": 10, "elf": 11, "twaalf": 12, "dertien": 13, "veertien": 14},
    **{"vijftien": 15, "zestien": 16, "zeventien": 17, "achttien": 18, "negentien": 19},
    **{"twintig": 20, "vijfentwintig": 25, "dertig": 30, "veertig": 40, "vijftig": 50},
    **{"zestig": 60, "negentig": 90, "honderd": 100},
}
ORDINALS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "vijfde": 5, "laatste": -1}
UNITS = {
    **{"dag": Unit.DAY, "dagen": Unit.DAY, "week": Unit.WEEK, "wk": Unit.WEEK, "weken": Unit.WEEK},
    **{"maand": Unit.MONTH, "maanden": Unit.MONTH, "jaar": Unit.YEAR, "jaren": Unit.YEAR},
}

_NEAR: list[tuple[str, DayMeaning]] = [
    ("vandaag", near.days_ahead(0)),
    ("vanochtend|vanmorgen", near.days_ahead(0, Part.MORNING)),
    ("vanmiddag|vannamiddag", near.days_ahead(0, Part.AFTERNOON)),
    ("vanavond", near.days_ahead(0, Part.EVENING)),
    ("deze ochtend|morgen", near.days_ahead(0, Part.MORNING)),
    ("deze middag", near.days_ahead(0, Part.AFTERNOON)),
    ("deze avond", near.days_ahead(0, Part.EVENING)),
    ("[aan] [het] eind|einde [van] [de] dag|middag|werkdag", near.days_ahead(0, Part.AFTERNOON)),
    ("morgen", near.days_ahead(1)),
    ("overmorgen", near.days_ahead(2)),
    ("vandaag over {count} week|weken", near.weeks_on_from(0)),
    ("morgen over {count} week|weken", near.weeks_on_from(1)),
    ("overmorgen over {count} week|weken", near.weeks_on_from(2)),
    ("over|in {count} {unit}", near.units_ahead),
    ("binnen [de] {count} {unit}", near.within_units),
    ("over [een] half jaar", near.half_a_year_ahead),
    ("binnen [een] half jaar", near.within_half_a_year),
    ("over {count} minuut|minuten|min", near.minutes_ahead(1)),
    ("over {count} uur|uren", near.minutes_ahead(60)),
    ("over [een] half uur", near.minutes_ahead(30)),
    ("over [een] halfuur", near.minutes_ahead(30)),
    ("over [een] kwartier", near.minutes_ahead(15)),
    ("over drie kwartier", near.minutes_ahead(45)),
    ("over anderhalf uur", near.minutes_ahead(90)),
    ("binnen {count} minuut|minuten|min", near.within_minutes(1)),
    ("binnen {count} uur|uren", near.within_minutes(60)),
    ("binnen [een] half uur", near.within_minutes(30)),
    ("binnen [een] kwartier", near.within_minutes(15)),
    ("binnen anderhalf uur", near.within_minutes(90)),
]

_WEEKDAYS: list[tuple[str, DayMeaning]] = [
    ("{weekday:weekday_name}", near.bare_weekday),
    ("komende|aankomende|aanstaande|eerstkomende|eerstvolgende {weekday}", near.coming_weekday),
    ("a s {weekday}", near.coming_weekday),
    ("as {weekday}", near.coming_weekday),
    ("{weekday} a s", near.coming_weekday),
    ("{weekday} as|aanstaande", near.coming_weekday),
    ("deze {weekday}", near.this_weekday),
    ("volgende {weekday}", near.weekday_of_week(1)),
    ("volgende week [op] {weekday}", near.weekday_of_week(1)),
    ("{weekday} [van] volgende week", near.weekday_of_week(1)),
    ("deze week [op] {weekday}", near.weekday_of_week(0)),
    ("{weekday} deze week", near.weekday_of_week(0)),
    ("{weekday} over {count} week|weken", near.weekday_weeks_on),
    ("[de] {nth} {weekday} van|in {month} [{year}]", months.nth_weekday_named),
    ("[de] {nth:quarter} e|ste|de {weekday} van|in {month}", months.nth_weekday_named),
    ("[de] {nth:quarter} e|ste|de {weekday} van [de] maand", months.nth_weekday_ahead(0)),
    ("[de] {nth} {weekday} van|in [de|deze] maand", months.nth_weekday_ahead(0)),
    ("[de] {nth} {weekday} van|in [de] volgende maand", months.nth_weekday_ahead(1)),
    ("{weekday:short_weekday}", near.bare_weekday),
]

_WEEKS: list[tuple[str, DayMeaning]] = [
    ("deze week", near.week_ahead(0)),
    ("later|nog deze week", near.week_ahead(0)),
    ("volgende|komende week", near.week_ahead(1)),
    ("in de loop van deze week", near.week_ahead(0)),
    ("in de loop van volgende|komende week", near.week_ahead(1)),
    ("[aan] [het] eind|einde [van] [de|deze] week", near.end_of_week(0)),
    ("[aan] [het] eind|einde [van] volgende|komende week", near.end_of_week(1)),
    ("[aan] [het] begin [van] volgende|komende week", near.start_of_week(1)),
    ("midden|halverwege [van|in] volgende|komende week", near.middle_of_week(1)),
    ("[in|dit|komend|komende] weekend", near.weekend(0)),
    ("in het|dit weekend", near.weekend(0)),
    ("[in] [het] volgend|volgende weekend", near.weekend(1)),
    ("[meteen|direct] na het|dit weekend", near.start_of_week(1)),
    ("[in] week|wk {week}", near.numbered_week),
    ("{weekday} [in|van] week|wk {week}", near.weekday_of_numbered_week),
    ("week|wk {week} [op] {weekday}", near.weekday_of_numbered_week),
    ("het weekend", near.weekend(0)),
]

_MONTHS: list[tuple[str, DayMeaning]] = [
    ("{day} {month} [{year}]", months.date_named),
    ("{day} {month} a s", months.date_named),
    ("{weekday} [de] {day} {month} [{year}]", months.date_named),
    ("[de] {day} e|de|ste {month} [{year}]", months.date_named),
    ("{weekday} [de] {day} e|de|ste {month} [{year}]", months.date_named),
    ("{weekday} [de] {day} e|de|ste", months.day_of_month),
    ("{figures:dated_figures}", months.date_in_figures),
    ("{weekday} {figures}", months.date_in_figures),
    ("begin [van] {month} [{year}]", months.in_named_month(months.start)),
    ("half|medio|midden|halverwege {month} [{year}]", months.in_named_month(months.middle)),
    ("[het] eind|einde [van] {month} [{year}]", months.in_named_month(months.end)),
    ("[nog] deze maand", months.in_month_ahead(0, months.whole)),
    ("[ergens] [in] [de] volgende|komende maand", months.in_month_ahead(1, months.whole)),
    ("begin [van] [de] volgende maand", months.in_month_ahead(1, months.start)),
    ("half|medio|midden|halverwege volgende maand", months.in_month_ahead(1, months.middle)),
    ("[het] eind|einde [van] [de|deze] maand", months.in_month_ahead(0, months.end)),
    ("[de] laatste dag van [de|deze] maand", months.in_month_ahead(0, months.end)),
    ("[het] eind|einde [van] [de] volgende maand", months.in_month_ahead(1, months.end)),
    ("[de] {day} e|de|ste [van] [de|deze] [maand]", months.day_of_month),
    ("{figures:bare_figures}", months.date_in_figures),
]

_LONGER: list[tuple[str, DayMeaning]] = [
    ("[in] q {quarter}", months.in_numbered_quarter(months.whole)),
    ("[in] q {quarter} {year}", months.in_numbered_quarter(months.whole)),
    ("[in] kwartaal {quarter}", months.in_numbered_quarter(months.whole)),
    ("[in] [het] {quarter:nth_quarter} kwartaal", months.in_numbered_quarter(months.whole)),
    ("[in] [het] {quarter} e|de kwartaal", months.in_numbered_quarter(months.whole)),
    ("begin [van] q {quarter} [{year}]", months.in_numbered_quarter(months.start)),
    ("[het] eind|einde [van] q {quarter} [{year}]", months.in_numbered_quarter(months.end)),
    ("[het] eind|einde [van] kwartaal {quarter}", months.in_numbered_quarter(months.end)),
    (
        "[het] eind|einde [van] [het] {quarter:nth_quarter} kwartaal [{year}]",
        months.in_numbered_quarter(months.end),
    ),
    (
        "[het] eind|einde [van] [het] {quarter} e|de kwartaal [{year}]",
        months.in_numbered_quarter(months.end),
    ),
    ("[nog] dit kwartaal", months.in_quarter_ahead(0, months.whole)),
    ("[in] [het] volgend|komend kwartaal", months.in_quarter_ahead(1, months.whole)),
    ("begin [van] [het] volgend kwartaal", months.in_quarter_ahead(1, months.start)),
    ("[het] eind|einde [van] [het|dit] kwartaal", months.in_quarter_ahead(0, months.end)),
    ("[het] eind|einde [van] [het] volgend kwartaal", months.in_quarter_ahead(1, months.end)),
    ("[nog] dit jaar", months.year_ahead(0, months.whole)),
    ("[het] eind|einde [van] [het|dit] jaar", months.year_ahead(0, months.end)),
    ("[het] eind|einde [van] volgend jaar", months.year_ahead(1, months.end)),
    ("[het] eind|einde [van] {year}", months.end_of_year),
]

_HOLIDAYS: list[tuple[str, DayMeaning]] = [
    ("eerste kerstdag", months.each_year(25, 12)),
    ("1 e|ste kerstdag", months.each_year(25, 12)),
    ("tweede kerstdag", months.each_year(26, 12)),
    ("2 e|de kerstdag", months.each_year(26, 12)),
    ("kerstavond", months.each_year(24, 12)),
    ("oudjaar|oudejaarsdag|oudejaarsavond", months.each_year(31, 12)),
    ("oud en nieuw", months.each_year(31, 12)),
    ("nieuwjaar|nieuwjaarsdag", months.each_year(1, 1)),
    ("koningsdag", months.kings_day),
    ("bevrijdingsdag", months.each_year(5, 5)),
    ("sinterklaas|pakjesavond", months.each_year(5, 12)),
    ("[de] kerst|kerstmis|kerstdagen", months.each_year(25, 12)),
]

DAYS = [*_NEAR, *_WEEKDAYS, *_WEEKS, *_MONTHS, *_LONGER, *_HOLIDAYS]

_AT = "om|rond|tegen"
CLOCKS: list[tuple[str, clock.ClockMeaning]] = [
    (f"{_AT} {{clock}} [uur|u|h]", clock.exactly),
    ("{clock} uur|u", clock.exactly),
    (f"{_AT} {{hour}} uur|u|h", clock.on_the_hour),
    (f"[{_AT}] {{hour}} uur|u|h {{minute}}", clock.on_the_hour),
    (f"[{_AT}] half {{hour:hour12}}", clock.around_hour(-30)),
    (f"[{_AT}] kwart over {{hour:hour12}}", clock.around_hour(15)),
    (f"[{_AT}] kwart voor {{hour:hour12}}", clock.around_hour(-15)),
    (f"[{_AT}] {{minute:five}} [minuten] over {{hour:hour12}}", clock.past(0)),
    (f"[{_AT}] {{minute:five}} [minuten] voor {{hour:hour12}}", clock.to(0)),
    (f"[{_AT}] {{minute:five}} [minuten] over half {{hour:hour12}}", clock.past(-30)),
    (f"[{_AT}] {{minute:five}} [minuten] voor half {{hour:hour12}}", clock.to(-30)),
    ("{clock}", clock.exactly),
    ("{hour:hour_but_a} uur|u", clock.on_the_hour),
    (f"{_AT} {{hour:hour_but_a}}", clock.on_the_hour),
]

PARTS: list[tuple[str, Part]] = [
    ("[s] ochtends|morgens", Part.MORNING),
    ("[in] [de] ochtend|voormiddag", Part.MORNING),
    ("in de morgen", Part.MORNING),
    ("vroeg", Part.MORNING),
    ("[s] middags|namiddags", Part.AFTERNOON),
    ("[in] [de] middag|namiddag", Part.AFTERNOON),
    ("[aan] [het] eind|einde [van] [de] dag|middag|werkdag", Part.AFTERNOON),
    ("[s] avonds", Part.EVENING),
    ("[in] [de] avond", Part.EVENING),
]

RELATIONS: list[tuple[str, Relation]] = [
    ("op", Relation.ON),
    ("[nog] voor", Relation.BEFORE),
    ("uiterlijk voor", Relation.BEFORE),
    ("uiterlijk", Relation.UP_TO),
    ("tot en met", Relation.UP_TO),
    ("t / m", Relation.UP_TO),
    ("tm", Relation.UP_TO),
    ("ten laatste", Relation.UP_TO),
    ("op zijn|z laatst", Relation.UP_TO),
    ("op z n laatst", Relation.UP_TO),
    ("op zn laatst", Relation.UP_TO),
    ("tot|totdat", Relation.UNTIL),
    ("tot na", Relation.UNTIL_AFTER),
]

FILLERS = [
    "graag|nog|liefst|doe|maar|dan|zeg|ja|prima|ok|oke|aub|alsjeblieft|pas|ergens",
    "het liefst",
    "bij voorkeur",
    "laten we zeggen",
    "is goed|prima|mogelijk",
    "lukt|kan|past",
    "dat wordt",
]

# How long a pause lasts: *pauze twee weken*.
LASTING: list[tuple[str, DayMeaning]] = [
    ("[voor] {count} {unit}", near.units_ahead),
    ("[voor] [een] half jaar", near.half_a_year_ahead),
]
