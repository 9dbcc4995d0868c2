"""What the buttons and windows of prompts, records and shares stand for.

The value travels in the open inside `Press`; what `subject` and `arg` hold is said behind each verb.
"""

from enum import StrEnum


class Verb(StrEnum):
    """One thing that a button or a window can ask for."""

    # Any prompt; subject: message id. `LATER` takes an arg: "" asks when, "next_week" settles it.
    LATER = "later"
    NOT_FITTING = "not_fitting"

    # Agenda nudge; subject: message id.
    AGENDA_PLACE = "agenda_place"
    AGENDA_PLAIN = "agenda_plain"
    AGENDA_NOT_NOW = "agenda_not_now"

    # Small win -> commitment. Subject: the message, reply or dilemma that it comes from, or the
    # commitment to change; see `bot.dialogue.origins`. Arg of COMMIT: the commitment that makes room.
    # COMMIT_WHEN: arg is a choice of week. MAKE_ROOM: subject is what goes, arg for whom.
    COMMIT = "commit"
    COMMIT_WHEN = "commit_when"
    MAKE_ROOM = "make_room"

    # Shortcuts on any message in the chat: they bring the link to it, and have no subject.
    COMMIT_FROM = "commit_from"
    DILEMMA_FROM = "dilemma_from"

    # Nothing more is wanted.
    ENOUGH = "enough"

    # Commitment; subject: record id, arg (on a follow-up): its turn, with a choice behind a colon.
    COMMITMENT_DONE = "commitment_done"
    COMMITMENT_PARTLY = "commitment_partly"
    COMMITMENT_KEEP = "commitment_keep"
    COMMITMENT_OTHER_DAY = "commitment_other_day"
    COMMITMENT_MOVE = "commitment_move"
    COMMITMENT_PICK_DAY = "commitment_pick_day"
    COMMITMENT_NOT_NEEDED = "commitment_not_needed"
    COMMITMENT_DISCARD = "commitment_discard"
    COMMITMENT_NOTICED = "commitment_noticed"

    # Reflection; subject: message id. REPLY_MORE answers the question that follows.
    REPLY_WRITE = "reply_write"
    REPLY_MORE = "reply_more"
    RECOGNISE = "recognise"

    # Subject: any record, or a message with its replies.
    READ_BACK = "read_back"

    # Dilemma; subject: the record; of DILEMMA_KEEP also the message or reply that it comes from.
    # Arg (on a follow-up): its turn.
    DILEMMA_KEEP = "dilemma_keep"
    DILEMMA_DISCARD = "dilemma_discard"
    DILEMMA_STILL_OPEN = "dilemma_still_open"
    DILEMMA_TALK = "dilemma_talk"
    DILEMMA_SHIFTED = "dilemma_shifted"
    DILEMMA_DECIDED = "dilemma_decided"
    DILEMMA_LET_GO = "dilemma_let_go"
    DILEMMA_WRITE = "dilemma_write"
    DILEMMA_CLOSE = "dilemma_close"
    DILEMMA_PLAIN = "dilemma_plain"

    # Sharing. SHARE: subject is the reply, commitment or dilemma. CHOOSE_SHARES and SHARES_WITHDRAW:
    # subject is the month ("2027-01"), arg the group or "". The others: subject is the share.
    SHARE = "share"
    CHOOSE_SHARES = "choose_shares"
    SHARES_WITHDRAW = "shares_withdraw"
    SHARE_WITHDRAW = "share_withdraw"
    SHARE_READ = "share_read"
    SHARE_NOT_NOW = "share_not_now"

    # In the thread of a question in a channel. SHARE: subject is the message with the question, arg
    # the record. WITHDRAW: subject is the message in the thread.
    THREAD_SHARE = "thread_share"
    THREAD_WITHDRAW = "thread_withdraw"
