"""The moments of a municipal year that prompts may be in time for, row by row of the calendar.

A tenant fills in the dates. A row of the calendar may have several moments.
"""

from collections.abc import Mapping

MOMENTS: Mapping[str, tuple[str, ...]] = {
    "jaarstukken": ("accountantscontrole", "jaarstukken_naar_college"),
    "kadernota": ("kadernota_sluiting",),
    "meicirculaire": ("meicirculaire",),
    "eerste bestuursrapportage": ("bestuursrapportage_1",),
    "zomerreces": ("zomerreces_start", "zomerreces_einde"),
    "prinsjesdag en septembercirculaire": ("prinsjesdag",),
    "begroting": ("begroting_naar_college",),
    "tweede bestuursrapportage": ("bestuursrapportage_2",),
    "VNG-congres en ledenvergadering": ("vng_congres", "vng_alv"),
    "vergaderschema": ("vergaderschema_raad",),
    "ENSIA": ("ensia",),
    "raadsverkiezing": ("raadsverkiezing", "coalitieakkoord", "start_raadsperiode"),
    "agenda van het college": ("closing:college",),
    "agenda van het MT": ("closing:mt",),
}

# Moments outside the calendar of planning and control; no number of prompts is asked for them.
OTHER_MOMENTS: tuple[str, ...] = ("overlegvergadering_or",)

STATES: tuple[str, ...] = (
    "zomerreces",
    "kerstreces",
    "formatie",
    "overdracht",
    "crisis",
    "lopende_or_zaak",
)


def known_moments() -> tuple[str, ...]:
    """Return the keys of all moments, in the order of the year."""
    return (*(key for keys in MOMENTS.values() for key in keys), *OTHER_MOMENTS)
