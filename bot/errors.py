"""Errors that a caller can act on. The message says what is wrong, where, and what to do."""


class ZetjeError(Exception):
    """Anything the bot reports on purpose."""


class UnknownThing(ZetjeError):
    """Something was named that does not exist."""


class ChangedMeanwhile(ZetjeError):
    """What was shown and agreed on is not what would be changed by now; nothing was."""


class DayTaken(ZetjeError):
    """Another unasked message of this person already has that local day."""


class AlreadyHandled(ZetjeError):
    """An event with this key was handled before."""


class SettingsError(ZetjeError):
    """A setting is missing or wrong."""


class SealError(ZetjeError):
    """Sealed words could not be opened: the key is missing, or they were moved or changed."""


class NotSent(ZetjeError):
    """A message certainly did not arrive; `final` means that trying again does not help.

    `why` is a short cause that an admin may read ("slack: channel_not_found"), never words of people.
    `retry_after` is how many seconds the platform asked to wait, when it did.
    """

    def __init__(self, why: str, *, final: bool = False, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.final = final
        self.retry_after = retry_after


class Gone(NotSent):
    """The person removed or blocked the app. It counts as `stop`, and nobody hears who it was."""

    def __init__(self, why: str) -> None:
        super().__init__(why, final=True)


class CannotTell(ZetjeError):
    """A platform cannot be asked whether a message is there."""


class FateUnknown(ZetjeError):
    """A message was handed over and nobody can say whether it arrived."""
