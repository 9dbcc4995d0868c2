"""English: the words that fill slots, and the phrases. How a row is written stands in `phrase`."""

from bot.dates import clock, months, near, weekdays
from bot.dates.near import DayMeaning, Unit
from bot.dates.relation import Relation
from bot.dates.stretch import Part

WEEKDAYS = {name: number for number, name in enumerate(weekdays.ENGLISH)}
SHORT_WEEKDAYS = {
    **{"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3},
    **{"fri": 4, "sat": 5, "sun": 6},
}
MONTHS = {
    **{"january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "august": 8},
    **{"october": 10, "mar": 3, "oct": 10},
}
NUMBERS = {
    **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6},
    **{"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12},
    **{"fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50},
}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
UNITS = {
    **{"day": Unit.DAY, "days": Unit.DAY, "weeks": Unit.WEEK, "month": Unit.MONTH},
    **{"months": Unit.MONTH, "year": Unit.YEAR, "years": Unit.YEAR},
}

_NEAR: list[tuple[str, DayMeaning]] = [
    ("today", near.days_ahead(0)),
    ("this morning", near.days_ahead(0, Part.MORNING)),
    ("this afternoon", near.days_ahead(0, Part.AFTERNOON)),
    ("this evening", near.days_ahead(0, Part.EVENING)),
    ("tonight", near.days_ahead(0, Part.EVENING)),
    ("[the] end of [the] day|afternoon", near.days_ahead(0, Part.AFTERNOON)),
    ("tomorrow", near.days_ahead(1)),
    ("[the] day after tomorrow", near.days_ahead(2)),
    ("{count} week|weeks from today", near.weeks_on_from(0)),
    ("{count} week|weeks from tomorrow", near.weeks_on_from(1)),
    ("in {count} {unit}", near.units_ahead),
    ("{count} {unit} from now", near.units_ahead),
    ("within {count} {unit}", near.within_units),
    ("in half a year", near.half_a_year_ahead),
    ("in {count} minute|minutes|min", near.minutes_ahead(1)),
    ("in {count} hour|hours", near.minutes_ahead(60)),
    ("in half an hour", near.minutes_ahead(30)),
    ("in a half hour", near.minutes_ahead(30)),
    ("within {count} minute|minutes|min", near.within_minutes(1)),
    ("within {count} hour|hours", near.within_minutes(60)),
    ("within half an hour", near.within_minutes(30)),
]

_WEEKDAYS: list[tuple[str, DayMeaning]] = [
    ("{weekday:weekday_name}", near.bare_weekday),
    ("coming {weekday}", near.coming_weekday),
    ("this coming {weekday}", near.coming_weekday),
    ("this {weekday}", near.this_weekday),
    ("next {weekday}", near.weekday_of_week(1)),
    ("next week [on] {weekday}", near.weekday_of_week(1)),
    ("{weekday} [of] next week", near.weekday_of_week(1)),
    ("{weekday} this week", near.weekday_of_week(0)),
    ("{weekday} in {count} week|weeks", near.weekday_weeks_on),
    ("{count} week|weeks from {weekday}", near.weekday_weeks_on),
    ("[the] {nth} {weekday} of|in {month} [{year}]", months.nth_weekday_named),
    ("[the] {nth} {weekday} of|in the|this month", months.nth_weekday_ahead(0)),
    ("[the] {nth} {weekday} of|in next month", months.nth_weekday_ahead(1)),
]

_WEEKS: list[tuple[str, DayMeaning]] = [
    ("[later] this week", near.week_ahead(0)),
    ("next week", near.week_ahead(1)),
    ("[the] end of [the|this] week", near.end_of_week(0)),
    ("[the] end of next week", near.end_of_week(1)),
    ("[the] start|beginning of next week", near.start_of_week(1)),
    ("early next week", near.start_of_week(1)),
    ("[the] middle of next week", near.middle_of_week(1)),
    ("late next week", near.end_of_week(1)),
    ("[at] the|this weekend", near.weekend(0)),
    ("next weekend", near.weekend(1)),
    ("after the|this weekend", near.start_of_week(1)),
    ("in week {week}", near.numbered_week),
    ("{weekday} of week {week}", near.weekday_of_numbered_week),
]

_MONTHS: list[tuple[str, DayMeaning]] = [
    ("{month} {day} [{year}]", months.date_named),
    ("{month} {day} st|nd|rd|th [{year}]", months.date_named),
    ("{weekday} {month} {day} [{year}]", months.date_named),
    ("{weekday} {month} {day} st|nd|rd|th [{year}]", months.date_named),
    ("[the] {day} st|nd|rd|th [of] {month} [{year}]", months.date_named),
    ("{weekday} [the] {day} st|nd|rd|th [of] {month} [{year}]", months.date_named),
    ("[the] {day} of {month} [{year}]", months.date_named),
    ("{weekday} the {day} st|nd|rd|th", months.day_of_month),
    ("[the] start|beginning of {month} [{year}]", months.in_named_month(months.start)),
    ("early {month}", months.in_named_month(months.start)),
    ("[the] middle of {month} [{year}]", months.in_named_month(months.middle)),
    ("mid {month}", months.in_named_month(months.middle)),
    ("mid - {month}", months.in_named_month(months.middle)),
    ("[the] end of {month} [{year}]", months.in_named_month(months.end)),
    ("late {month}", months.in_named_month(months.end)),
    ("[later] this month", months.in_month_ahead(0, months.whole)),
    ("[sometime] next month", months.in_month_ahead(1, months.whole)),
    ("[the] start|beginning of next month", months.in_month_ahead(1, months.start)),
    ("[the] middle of next month", months.in_month_ahead(1, months.middle)),
    ("[the] end of [the|this] month", months.in_month_ahead(0, months.end)),
    ("[the] last day of the|this month", months.in_month_ahead(0, months.end)),
    ("[the] end of next month", months.in_month_ahead(1, months.end)),
    ("[the] {day} st|nd|rd|th", months.day_of_month),
]

_LONGER: list[tuple[str, DayMeaning]] = [
    ("[the] {quarter:nth_quarter} quarter", months.in_numbered_quarter(months.whole)),
    ("[the] end of q {quarter} [{year}]", months.in_numbered_quarter(months.end)),
    ("[the] end of [the] {quarter:nth_quarter} quarter", months.in_numbered_quarter(months.end)),
    ("[the] start|beginning of q {quarter} [{year}]", months.in_numbered_quarter(months.start)),
    ("this quarter", months.in_quarter_ahead(0, months.whole)),
    ("next quarter", months.in_quarter_ahead(1, months.whole)),
    ("[the] end of the|this quarter", months.in_quarter_ahead(0, months.end)),
    ("this year", months.year_ahead(0, months.whole)),
    ("[the] end of [the|this] year", months.year_ahead(0, months.end)),
    ("[the] end of next year", months.year_ahead(1, months.end)),
    ("[the] end of {year}", months.end_of_year),
]

_HOLIDAYS: list[tuple[str, DayMeaning]] = [
    ("christmas day", months.each_year(25, 12)),
    ("boxing day", months.each_year(26, 12)),
    ("christmas eve", months.each_year(24, 12)),
    ("new years eve", months.each_year(31, 12)),
    ("new years day", months.each_year(1, 1)),
    ("kings day", months.kings_day),
    ("christmas", months.each_year(25, 12)),
    ("new year", months.each_year(1, 1)),
]

DAYS = [*_NEAR, *_WEEKDAYS, *_WEEKS, *_MONTHS, *_LONGER, *_HOLIDAYS]

_AT = "at|around"
CLOCKS: list[tuple[str, clock.ClockMeaning]] = [
    (f"{_AT} {{clock}}", clock.exactly),
    (f"[{_AT}] {{hour}} oclock", clock.on_the_hour),
    (f"[{_AT}] {{hour}} am", clock.before_noon),
    (f"[{_AT}] {{hour}} a m", clock.before_noon),
    (f"[{_AT}] {{clock}} am", clock.before_noon),
    (f"[{_AT}] {{clock}} a m", clock.before_noon),
    (f"[{_AT}] {{hour}} pm", clock.after_noon),
    (f"[{_AT}] {{hour}} p m", clock.after_noon),
    (f"[{_AT}] {{clock}} pm", clock.after_noon),
    (f"[{_AT}] {{clock}} p m", clock.after_noon),
    (f"[{_AT}] half past {{hour:hour12}}", clock.around_hour(30)),
    (f"[{_AT}] [a] quarter past {{hour:hour12}}", clock.around_hour(15)),
    (f"[{_AT}] [a] quarter to {{hour:hour12}}", clock.around_hour(-15)),
    (f"[{_AT}] {{minute:five}} [minutes] past {{hour:hour12}}", clock.past(0)),
    (f"[{_AT}] {{minute:five}} [minutes] to {{hour:hour12}}", clock.to(0)),
    (f"[{_AT}] noon|midday", clock.noon),
    (f"{_AT} {{hour:hour_but_a}}", clock.on_the_hour),
]

PARTS: list[tuple[str, Part]] = [
    ("[in] [the] morning", Part.MORNING),
    ("[in] [the] afternoon", Part.AFTERNOON),
    ("[the] end of [the] day|afternoon", Part.AFTERNOON),
    ("[in] [the] evening", Part.EVENING),
    ("night", Part.EVENING),
]

RELATIONS: list[tuple[str, Relation]] = [
    ("on", Relation.ON),
    ("before", Relation.BEFORE),
    ("by", Relation.UP_TO),
    ("no|not later than", Relation.UP_TO),
    ("on or before", Relation.UP_TO),
    ("at the latest", Relation.UP_TO),
    ("up to and including", Relation.UP_TO),
    ("[up] through", Relation.UP_TO),
    ("until|till|til", Relation.UNTIL),
    ("up to", Relation.UNTIL),
    ("until|till after", Relation.UNTIL_AFTER),
]

FILLERS = [
    "please|yes|sure|ok|okay|maybe",
    "lets say",
    "make it",
    "how about",
]

# How long a pause lasts: *pause for two weeks*.
LASTING: list[tuple[str, DayMeaning]] = [
    ("[for] {count} {unit}", near.units_ahead),
    ("[for] half a year", near.half_a_year_ahead),
]
