"""`beheer`: who is an admin of what, what to do next, and what went wrong technically.

Only admins get further than the first sentence; nobody's words, and no single person, are in it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from bot.compose.admin_verbs import AdminVerb
from bot.compose.date_verbs import DateVerb
from bot.compose.series_verbs import SeriesVerb
from bot.compose.unlinked import wrong_code_line
from bot.content import Press, Text, plain
from bot.dialogue import dates_admin, groups, linking, people_form, roster_changes
from bot.dialogue.commands import Word
from bot.dialogue.series_log import logged
from bot.dialogue.story import Story, guarded
from bot.dialogue.telling import tell
from bot.model.installations import looks_like_code
from bot.model.messages import Message, State
from bot.model.people import Role
from bot.model.situation import Decision, Situation
from bot.voice import Typed

_MOST_CAUSES = 10


def on_admin(situation: Situation, rest: str) -> Decision:
    """*beheer*, perhaps with a code behind it: a code that is good made this person an admin before."""
    voice = situation.voice
    if situation.shared:
        return Decision(keeps_expected=True)
    if Role.ADMIN not in situation.person.roles:
        return tell(
            wrong_code_line(voice) if looks_like_code(rest) else _how_to_become_one(situation)
        )
    buttons = [
        voice.button("Nieuwe reeks", SeriesVerb.NEW),
        voice.button("Lopende reeksen", SeriesVerb.LIST),
        voice.button("Mensen en groepen", AdminVerb.GROUPS),
        voice.button("Overleggen en data", DateVerb.ALL),
    ]
    lines = [*_welcome(situation), *_counted(situation)]
    if _troubled(situation):
        buttons.append(voice.button("Bekijk", AdminVerb.TROUBLES))
    return tell(*lines, buttons=tuple(buttons))


def on_dates_typed(situation: Situation, _: str) -> Decision:
    """*overleggen*: the dates that are known."""
    return dates_admin.PRESSES[DateVerb.ALL](situation, Press(DateVerb.ALL))


def on_troubles(situation: Situation, _: Press) -> Decision:
    """*Bekijk*: each cause with its count, as the platform calls it."""
    voice, troubled = situation.voice, _troubled(situation)
    if not troubled:
        return tell(voice.t("Alles is aangekomen."))
    unknown = _unknown(situation)
    lines = [*_counted(situation), *_causes(situation)]
    if not unknown:
        return tell(*lines)
    lines.append(voice.t("Wie zo'n bericht al kreeg, krijgt het dan twee keer."))
    return tell(*lines, buttons=(voice.button("Stuur toch", AdminVerb.RESEND),))


def on_resend(situation: Situation, _: Press) -> Decision:
    """*Stuur toch*: what is of unknown fate goes out once more, unless it is too late for it."""
    voice, unknown = situation.voice, _unknown(situation)
    if not unknown:
        return tell(voice.t("Er is niets om opnieuw te sturen."))
    told = tell(
        voice.n(
            "Ik stuur één bericht opnieuw. Is het er te laat voor, dan niet.",
            "Ik stuur {count} berichten opnieuw. Waar het te laat voor is, niet.",
            len(unknown),
        )
    )
    entry = logged(situation, "unknown messages sent again")
    return replace(told, resends=tuple(message.id for message in unknown), audit=(entry,))


def _welcome(situation: Situation) -> Iterator[Text]:
    voice = situation.voice
    yield voice.t(
        "Dag {name}. Je beheert Zetje voor **{tenant}**. Wat mensen schrijven, zie je niet.",
        name=Typed(situation.person.first_name),
        tenant=Typed(situation.tenant.name),
    )
    yield voice.t(
        "Mensen ken ik zodra ze de app hebben of mij iets sturen. Zet ze bij elkaar in een groep, "
        "en start dan een reeks. Typ **@Zetje hier** in het kanaal van een groep om het te koppelen."
    )


def _how_to_become_one(situation: Situation) -> Text:
    return situation.voice.t(
        "Voor beheer is een code nodig. Wie mij in jullie organisatie installeert, kan er een maken. "
        "Typ dan **beheer** met de code erachter."
    )


def _troubled(situation: Situation) -> tuple[Message, ...]:
    return situation.desk.troubled if situation.desk else ()


def _unknown(situation: Situation) -> tuple[Message, ...]:
    return tuple(one for one in _troubled(situation) if one.state is State.UNKNOWN)


def _counted(situation: Situation) -> Iterator[Text]:
    voice, unknown = situation.voice, len(_unknown(situation))
    failed = len(_troubled(situation)) - unknown
    if unknown:
        line = voice.n(
            "Van één bericht weet ik niet of het is aangekomen.",
            "Van {count} berichten weet ik niet of ze zijn aangekomen.",
            unknown,
        )
        if situation.tenant.resend_unknown:
            yield line + plain(" ") + voice.t("Wat er niet is, stuur ik opnieuw.")
        else:
            yield line + plain(" ") + voice.t("Ik stuur niets opnieuw, tenzij jij dat kiest.")
    if failed:
        yield voice.n(
            "De afgelopen week kon één bericht niet weg.",
            "De afgelopen week konden {count} berichten niet weg.",
            failed,
        )


def _causes(situation: Situation) -> Iterator[Text]:
    voice = situation.voice
    causes = Counter((one.platform, one.detail or "") for one in _troubled(situation))
    for (platform, detail), count in causes.most_common(_MOST_CAUSES):
        cause = Typed(detail) if detail else voice.s("de oorzaak is niet bekend")
        yield voice.t(
            "{count} keer via {platform}: {cause}",
            count=str(count),
            platform=platform.value.capitalize(),
            cause=cause,
        )


def _refused(situation: Situation) -> Decision | None:
    if situation.shared:
        return Decision(keeps_expected=True)
    if Role.ADMIN in situation.person.roles:
        return None
    return tell(_how_to_become_one(situation))


_FOR_ADMINS = guarded(
    Story(
        presses={
            AdminVerb.LINK: linking.on_link,
            AdminVerb.UNLINK: linking.on_unlink,
            AdminVerb.GROUPS: groups.on_groups,
            AdminVerb.GROUP: groups.on_group,
            AdminVerb.JOIN: roster_changes.on_join,
            AdminVerb.LEAVE: roster_changes.on_leave,
            AdminVerb.SOMEBODY: people_form.on_somebody,
            AdminVerb.PERSON: people_form.on_person,
            AdminVerb.TROUBLES: on_troubles,
            AdminVerb.RESEND: on_resend,
            **dates_admin.PRESSES,
        },
        submits={
            AdminVerb.GROUP: groups.on_group_sent,
            AdminVerb.SOMEBODY: people_form.on_somebody_sent,
            AdminVerb.PERSON: people_form.on_person_sent,
            **dates_admin.SUBMITS,
        },
        commands={Word.DATES: on_dates_typed},
    ),
    _refused,
)
STORY = replace(_FOR_ADMINS, commands={**_FOR_ADMINS.commands, Word.ADMIN: on_admin})
