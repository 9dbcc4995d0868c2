"""Builds the municipality that a transcript begins with.

The head of a transcript (all optional but `start`):

    start: 2027-01-14 12:00            local time in Amsterdam
    people:
      Hanneke: {roles: [secretary], own: [thursday, "12.15"]}   # takes part, with a moment of her own
      Noor: {roles: [mt_member], new: true}                     # was never welcomed
      Joke: {roles: [admin], language: en}
    groups: {MT Sociaal: [Hanneke, Yusuf]}
    unlinked: [MT Sociaal]    # the group has a channel that nobody linked with it yet
    meetings:
      - {kind: college, name: College, every: tuesday, at: "9.30", closes: [thursday, "12.00"], by: Joke}
    moments: [{key: kadernota_sluiting, date: 2027-03-12, label: de kadernota}]
    series:
      - {steps: ["zetje:sw-009"], weekly: 2027-01-14 12:15, for: [Hanneke]}
      - {kinds: [agenda_nudge], for: [Hanneke]}                 # follows the dates of its nudges
      - {steps: [...], before_meeting: "16:00", for_groups: [MT Sociaal], not_on: [2027-03-17]}
      - {steps: ["zetje:rf-001"], weekly: 2027-01-14 12:15, in: MT Sociaal}    # asked in its channel
    done: {Bram: [2027-01-12, 2027-01-20]}    # commitments that were closed on these days
    opened: {Hanneke: {date: 2027-02-09, reason: Woo-verzoek}}    # an admin opened someone's data
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.model.calendar import Meeting, MeetingKind, Recess, TenantMoment
from bot.model.ids import (
    GroupId,
    MeetingId,
    PersonId,
    PromptId,
    RecordId,
    SeriesId,
    TenantId,
    derive_id,
)
from bot.model.people import (
    Address,
    Group,
    Language,
    Period,
    Person,
    Platform,
    Rhythm,
    Role,
    Standing,
    Tenant,
)
from bot.model.prompts import Kind
from bot.model.records import AuditEntry, AuditKind, Commitment, CommitmentState
from bot.model.series import Audience, Cadence, PromptFilter, Series, SeriesPlace
from bot.ports.stores import Stores, Unit

TENANT = TenantId("lindewaard")
ZONE = ZoneInfo("Europe/Amsterdam")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RULE_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

Head = Mapping[str, Any]


def instant(value: object) -> datetime:
    """Return the UTC instant of local time as a head writes it."""
    return datetime.fromisoformat(str(value)).replace(tzinfo=ZONE).astimezone(UTC)


def wall_time(text: str) -> time:
    """Read "9.30" or "12:15"."""
    hours, minutes = str(text).replace(":", ".").split(".")
    return time(int(hours), int(minutes))


def person_id(name: str) -> PersonId:
    """Return the id of a person by first name."""
    return PersonId(name.lower())


@dataclass(frozen=True, slots=True)
class Town:
    """Who and what can be named: people by first name with their id, groups with their conversation."""

    people: Mapping[str, str]
    places: Mapping[str, str]


class Homes(Protocol):
    """Where the people and groups of a town are on a platform."""

    platform: Platform

    def of_person(self, name: str) -> tuple[str, str]:
        """Return what the platform calls a person, and their own conversation."""
        ...

    def of_group(self, name: str) -> str:
        """Return the conversation of a group."""
        ...


class OnThePage:
    """Everybody is on the chat page."""

    platform = Platform.BROWSER

    def of_person(self, name: str) -> tuple[str, str]:
        return person_id(name), f"dm-{person_id(name)}"

    def of_group(self, name: str) -> str:
        return _slug(name)


async def build(stores: Stores, head: Head, homes: Homes | None = None) -> Town:
    """Put what the head describes into empty stores; people are on the chat page, or at `homes`."""
    homes = homes or OnThePage()
    start = instant(head["start"])
    await stores.directory.save_tenant(Tenant(id=TENANT, name="Gemeente Lindewaard"))
    people = head.get("people", {"Hanneke": {"roles": ["secretary"]}})
    async with stores.of(TENANT).write() as unit:
        for name, about in people.items():
            await _person(unit, name, about, start)
            await unit.people.save_address(_address(name, homes))
        for name, members in head.get("groups", {}).items():
            await _group(unit, name, members, None if _is_apart(name, head) else homes)
        await _dates(unit, head, start.date())
        for number, about in enumerate(head.get("series", [])):
            await unit.series.save(_series(number, about, start.date()))
        await _past(unit, head)
    return Town(
        people={name: str(person_id(name)) for name in people},
        places={name: homes.of_group(name) for name in head.get("groups", {})},
    )


async def _person(unit: Unit, name: str, about: Head, start: datetime) -> None:
    new = about.get("new", False)
    day, at = about.get("own", [None, None])
    person = Person(
        id=person_id(name),
        tenant=TENANT,
        name=about.get("name", name),
        roles=frozenset(Role(role) for role in about.get("roles", ["mt_member"])),
        language=Language(about.get("language", "nl")),
        standing=Standing.NOT_STARTED if new else Standing.ACTIVE,
        welcomed_at=None if new else start,
        started_at=None if new else start,
        weekday=DAYS.index(day) if day else None,
        wall_time=wall_time(at) if at else None,
        rhythm=Rhythm(about.get("rhythm", "normal")),
        unanswered=about.get("unanswered", 0),
        told_about_plain_text=about.get("told_about_plain_text", True),
    )
    await unit.people.save(person)


def _address(name: str, homes: Homes) -> Address:
    external_id, conversation = homes.of_person(name)
    return Address(
        tenant=TENANT,
        person=person_id(name),
        platform=homes.platform,
        external_id=external_id,
        conversation=conversation,
    )


def _is_apart(name: str, head: Head) -> bool:
    """Tell whether nobody linked the group with its channel yet."""
    return name in head.get("unlinked", ())


async def _group(unit: Unit, name: str, members: list[str], homes: Homes | None) -> None:
    people = frozenset(person_id(member) for member in members)
    await unit.people.save_group(
        Group(
            id=GroupId(_slug(name)),
            tenant=TENANT,
            name=name,
            members=people,
            conversation=homes.of_group(name) if homes else None,
            platform=homes.platform if homes else None,
        )
    )


async def _past(unit: Unit, head: Head) -> None:
    for name, days in head.get("done", {}).items():
        for day in days:
            await unit.records.save(_done(name, day))
    for name, about in head.get("opened", {}).items():
        await unit.audit.add(
            AuditEntry(
                id=RecordId(derive_id("opened", name, about["date"])),
                tenant=TENANT,
                person=person_id(name),
                kind=AuditKind.OPENED,
                by="beheerder",
                what="everything",
                reason=about["reason"],
                at=instant(f"{about['date']} 10:00"),
            )
        )


def _done(name: str, day: date) -> Commitment:
    return Commitment(
        id=RecordId(derive_id("done", name, day)),
        tenant=TENANT,
        person=person_id(name),
        what="Een kleine stap",
        short_name="Een kleine stap",
        state=CommitmentState.DONE,
        created_at=instant(f"{day} 09:00"),
        closed_at=instant(f"{day} 11:00"),
    )


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


async def _dates(unit: Unit, head: Head, today: date) -> None:
    for about in head.get("meetings", []):
        day, at = about["closes"]
        slug = _slug(about["name"])
        await unit.dates.save_meeting(
            Meeting(
                id=MeetingId(slug),
                tenant=TENANT,
                kind=MeetingKind(about["kind"]),
                name=about["name"],
                weekday=DAYS.index(about["every"]),
                wall_time=wall_time(about["at"]),
                closes_weekday=DAYS.index(day),
                closes_wall_time=wall_time(at),
                starts_on=date(today.year - 1, 12, 1),
                group=GroupId(_slug(about["group"])) if "group" in about else None,
                prepared_by=person_id(about["by"]) if "by" in about else None,
            )
        )
    for about in head.get("moments", []):
        await unit.dates.save_moment(
            TenantMoment(tenant=TENANT, key=about["key"], on=about["date"], label=about["label"])
        )
    for about in head.get("recesses", []):
        period = Period(about["from"], about["to"])
        await unit.dates.save_recess(Recess(tenant=TENANT, name=about["name"], period=period))


def _series(number: int, about: Head, today: date) -> Series:
    cadence = None
    if "weekly" in about:
        first = instant(about["weekly"]).astimezone(ZONE)
        cadence = Cadence(
            rule=f"FREQ=WEEKLY;BYDAY={RULE_DAYS[first.weekday()]}",
            starts_on=first.date(),
            wall_time=first.time(),
        )
    if "before_meeting" in about:
        cadence = Cadence(
            rule="",
            starts_on=today,
            wall_time=wall_time(about["before_meeting"]),
            except_on=tuple(about.get("not_on", [])),
            workdays_before_meeting=1,
        )
    # `in` names a group, or several: each gets it in its own channel.
    where = about.get("in", ())
    placed = (where,) if isinstance(where, str) else tuple(where)
    return Series(
        id=SeriesId(f"series-{number}"),
        tenant=TENANT,
        name=about.get("name", f"Reeks {number}"),
        audience=Audience(
            people=frozenset(person_id(name) for name in about.get("for", ())),
            groups=frozenset(
                GroupId(_slug(name)) for name in (*about.get("for_groups", ()), *placed)
            ),
        ),
        place=SeriesPlace.CHANNEL if placed else SeriesPlace.OWN_CHAT,
        draws_from=PromptFilter(kinds=frozenset(Kind(kind) for kind in about.get("kinds", []))),
        steps=tuple(PromptId(step) for step in about.get("steps", [])),
        cadence=cadence,
        begins_on=today,
        ends_on=about.get("until"),
        reminder=about.get("reminder", True),
    )
