"""What buttons and windows stand for where a person does something for themselves.

Taking part, rest, settings, asking for a question, typed answers, agenda items, and their own data.
The value travels in the open inside `Press`; what `subject` and `arg` hold is said behind each verb.
"""

from enum import StrEnum


class OwnVerb(StrEnum):
    """One thing that a button or a window can ask for."""

    # The welcome. Arg of MOMENT: "3-12.15" (weekday from Monday = 0, time) or "own".
    JOIN = "join"
    DECLINE = "decline"
    LEARN_MORE = "learn_more"
    MOMENT = "moment"
    TRY_NOW = "try_now"
    TRY_NOT = "try_not"

    # Rest. LATER_BUT_WHEN: subject is the prompt's message. BACK: arg is the standing to go back to.
    ANOTHER = "another"
    NO_OTHER = "no_other"
    PAUSE_UNTIL = "pause_until"
    RESUME = "resume"
    STOP = "stop"
    BACK = "back"
    QUIET_STOP = "quiet_stop"
    QUIET_SELDOM = "quiet_seldom"
    QUIET_SAME = "quiet_same"

    # Settings. Arg of RHYTHM: a rhythm; of LANGUAGE: a language, or "" to choose one.
    # ABSENCE: arg is an absence to take away ("2027-05-03:2027-05-10"), or "" to add one.
    RHYTHM = "rhythm"
    LANGUAGE = "language"
    MORE = "more"
    DAYS_OFF = "days_off"
    ABSENCE = "absence"
    DEPUTY = "deputy"

    # Coming into a series that runs: subject is the series.
    FROM_FIRST = "from_first"
    WITH_GROUP = "with_group"

    # A question on demand. ASK: arg is a purpose, with a theme behind a colon if one was chosen.
    # The others: subject is the message that holds the question; arg: see on_demand.
    ASK = "ask"
    ASK_OTHER = "ask_other"
    ASK_PLAIN = "ask_plain"
    ASK_KEEP = "ask_keep"

    # A typed answer: subject is the reply.
    REPLY_RIGHT = "reply_right"
    REPLY_CHANGE = "reply_change"
    REPLY_AWAY = "reply_away"
    REPLY_STAYS = "reply_stays"

    # Typed words that wait. BELONGS: subject is the message they answer.
    BELONGS = "belongs"
    BELONGS_LATER = "belongs_later"
    DRAFT_CLEAN = "draft_clean"
    DRAFT_CHANGE = "draft_change"
    DRAFT_AWAY = "draft_away"

    # An agenda nudge that was put off: subject is its message.
    AGENDA_LATER = "agenda_later"
    AGENDA_NOT_THIS_YEAR = "agenda_not_this_year"
    AGENDA_NEXT = "agenda_next"
    AGENDA_NOT_NEXT = "agenda_not_next"

    # An agenda item of one's own: subject is the item.
    ITEM_CHANGE = "item_change"
    ITEM_WITHDRAW = "item_withdraw"
    ITEM_FINE = "item_fine"
    ITEM_KEEP = "item_keep"
    ITEM_LET_GO = "item_let_go"

    # An agenda item on the list of who prepares the agenda: subject is the item.
    LIST_PLACE = "list_place"
    LIST_LATER = "list_later"
    LIST_DECLINE = "list_decline"
    LIST_PLAIN = "list_plain"
    LIST_ALL = "list_all"

    # Own data. ERASE_ONE: subject is the record.
    MINE = "mine"
    READ_ALL = "read_all"
    COPY = "copy"
    WHO_LOOKED = "who_looked"
    ERASE = "erase"
    ERASE_ONE = "erase_one"
    ERASE_ONE_NOW = "erase_one_now"
    ERASE_ALL = "erase_all"
    ERASE_ALL_NOW = "erase_all_now"
    ERASE_NOT = "erase_not"
