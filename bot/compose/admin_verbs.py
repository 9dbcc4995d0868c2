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

    # No subject: all messages that are in trouble now, or of unknown fate.
    TROUBLES = "admin_troubles"
    RESEND = "admin_resend"
