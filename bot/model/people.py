"""Tenants and the people in them: who is asked, in which language, and when they want rest."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.model.ids import GroupId, PersonId, PromptId, TenantId


class Platform(StrEnum):
    """Where a conversation takes place. (Bot Framework calls this `channelId`.)"""

    SLACK = "slack"
    TEAMS = "teams"
    BROWSER = "browser"


class Language(StrEnum):
    """The language a person is addressed in; `nl@formal` says *u* where `nl` says *je*."""

    NL = "nl"
    NL_FORMAL = "nl@formal"
    EN = "en"

    @classmethod
    def of_locale(cls, locale: str) -> "Language | None":
        """Return the language of a locale such as nl-NL; None for one that the bot does not speak."""
        named = locale.casefold()[:2]
        return next((one for one in (cls.NL, cls.EN) if one == named), None)


class Role(StrEnum):
    """What a person is in the organisation. ADMIN runs series and sees nobody's words."""

    SECRETARY = "secretary"
    DIRECTOR = "director"
    MT_MEMBER = "mt_member"
    CIO = "cio"
    HR = "hr"
    CONTROLLER = "controller"
    PRIVACY_OFFICER = "privacy_officer"
    CLERK = "clerk"
    ADMIN = "admin"


class Region(StrEnum):
    """The region whose school holidays a tenant keeps."""

    NORTH = "noord"
    MIDDLE = "midden"
    SOUTH = "zuid"


class Standing(StrEnum):
    """Whether a person takes part. Nothing but the welcome is sent before ACTIVE."""

    NOT_STARTED = "not_started"
    ACTIVE = "active"
    STOPPED = "stopped"


class Rhythm(StrEnum):
    """How often a person wants a prompt: monthly, once in two weeks, as the series goes, or more."""

    MONTHLY = "monthly"
    QUIET = "quiet"
    NORMAL = "normal"
    BRISK = "brisk"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first_on` up to and including `last_on`."""

    first_on: date
    last_on: date

    def __contains__(self, day: date) -> bool:
        """Tell whether `day` lies in the period."""
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True, slots=True)
class PutAway:
    """An agenda nudge that somebody does not want this year: from `until_on` on it may come again."""

    prompt: PromptId
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """One organisation (a municipality). Its id is the isolation key on every row."""

    id: TenantId
    name: str
    zone: str = "Europe/Amsterdam"
    region: Region = Region.MIDDLE
    language: Language = Language.NL
    opens_at: time = time(8, 0)
    closes_at: time = time(18, 0)
    friday_closes_at: time = time(12, 0)
    keeps_liberation_day: bool = True
    keeps_good_friday: bool = False
    day_cap: int = 1
    week_cap: int = 3
    resend_unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who can be asked. `weekday` (0 is Monday) and `wall_time` are their own moment, in `zone`.

    `unanswered` counts unasked prompts in a row without any reaction; it only ever makes the bot
    quieter. `paused_until_on` is the first day that counts again. `days_off` are the weekdays on
    which they do not work. `deputy` gets what is meant for them while they are absent. `put_away`
    are nudges that they do not want this year.
    """

    id: PersonId
    tenant: TenantId
    name: str
    roles: frozenset[Role] = frozenset()
    zone: str = "Europe/Amsterdam"
    language: Language = Language.NL
    standing: Standing = Standing.NOT_STARTED
    welcomed_at: datetime | None = None
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    weekday: int | None = None
    wall_time: time | None = None
    rhythm: Rhythm = Rhythm.NORMAL
    paused_until_on: date | None = None
    absences: tuple[Period, ...] = ()
    unanswered: int = 0
    told_about_plain_text: bool = False
    days_off: frozenset[int] = frozenset()
    deputy: PersonId | None = None
    put_away: tuple[PutAway, ...] = ()

    @property
    def first_name(self) -> str:
        """What the bot calls them."""
        return self.name.split(" ", 1)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People who meet, for example one MT. `members` are ids of people of the same tenant.

    `conversation` is their channel on `platform`, when one is linked.
    """

    id: GroupId
    tenant: TenantId
    name: str
    members: frozenset[PersonId] = frozenset()
    conversation: str | None = None
    platform: Platform | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a person is reached: `external_id` is the platform's name for them, `conversation` their DM.

    `conversation` is "" as long as nobody talked there: the first message to `external_id` opens it.
    A person has at most one address per platform; the one with `preferred` is used.
    """

    tenant: TenantId
    person: PersonId
    platform: Platform
    external_id: str
    conversation: str
    preferred: bool = True
