"""Spares a long-running process most of Python's search for unused cycles of objects."""

import gc

# The search looks at all that was made since the last one. With Python's own 700 it runs at every
# message or two, and always anew through the library, the catalogs and what SQLAlchemy keeps.
_OBJECTS_BETWEEN = 20_000


def spare_what_stays() -> None:
    """Never search what there is by now, and the rest less often. Call once, when all is assembled."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN, 20, 20)
