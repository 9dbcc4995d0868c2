"""What the buttons and windows stand for with which an admin links channels, keeps groups, and sees trouble.

The value travels in the open inside `Press`; what `subject` and `arg` hold is said behind each verb.
"""

from enum import StrEnum

ADMIN_PREFIX = "admin_"


class AdminVerb(StrEnum):
    """One thing that an admin's button or window can ask for."""

    # Subject: the group. Arg of LINK, and of GROUP when it must be linked: the conversation.
    # GROUP is a window too; without a subject it makes a group.
    LINK = "admin_link"
    UNLINK = "admin_unlink"
    GROUPS = "admin_groups"
    GROUP = "admin_group"

    # Windows. SOMEBODY has no subject, that of PERSON is the person.
    SOMEBODY = "admin_somebody"
    PERSON = "admin_person"

    # Subject: the notice that told that somebody came into the channel of a group, or left it. Arg: what
    # the platform calls them.
    JOIN = "admin_join"
    LEAVE = "admin_leave"

    # No subject: all messages that are in trouble now, or of unknown fate.
    TROUBLES = "admin_troubles"
    RESEND = "admin_resend"
