"""Who and when the tests are about: five people of Waterstad, on a Tuesday morning."""

from datetime import UTC, datetime

from bot.model.ids import GroupId, MeetingId, PersonId, TenantId
from bot.model.people import Role

NOW = datetime(2026, 11, 3, 8, 30, tzinfo=UTC)  # a Tuesday, 9:30 in Amsterdam
WATERSTAD = TenantId("waterstad")
HANNEKE = PersonId("hanneke")
YUSUF = PersonId("yusuf")
FATMA = PersonId("fatma")
BRAM = PersonId("bram")
JOKE = PersonId("joke")
MT = GroupId("mt")
COLLEGE = MeetingId("college")

NAMES = {
    HANNEKE: "Hanneke de Wit",
    YUSUF: "Yusuf Demir",
    FATMA: "Fatma Aydin",
    BRAM: "Bram Postma",
    JOKE: "Joke Visser",
}
ROLES = {
    HANNEKE: Role.SECRETARY,
    YUSUF: Role.DIRECTOR,
    FATMA: Role.MT_MEMBER,
    BRAM: Role.MT_MEMBER,
    JOKE: Role.ADMIN,
}
