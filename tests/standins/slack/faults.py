"""What goes wrong on command, and how often everything happened."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

KINDS = ("hang_up", "drop", "slow", "rate_limited", "status", "error", "garbage")


@dataclass
class Fault:
    """One thing that goes wrong in a workspace.

    hang_up closes the connection with nothing done; drop does it and then closes the connection;
    slow answers `seconds` later; rate_limited is 429 with Retry-After `seconds`; status is an HTTP
    status (`writes`: after it was done; `seconds`: with Retry-After); error is `ok: false` with
    `code`; garbage does it and answers with a page instead of JSON. `times` None is until cleared.
    """

    kind: str
    methods: tuple[str, ...] = ()
    times: int | None = 1
    seconds: float = 0.0
    status: int = 500
    code: str = "internal_error"
    writes: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a fault is one of {', '.join(KINDS)}, not {self.kind!r}")

    @property
    def acts(self) -> bool:
        """Tell whether the call has its effect in spite of it."""
        return self.kind in ("drop", "slow", "garbage") or (self.kind == "status" and self.writes)


@dataclass
class Tally:
    """Counts: calls and what they were answered with, faults, and requests to the app."""

    calls: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    rate_limited: int = 0
    rate_limited_too_early: int = 0
    posted: int = 0


def take(faults: list[Fault], method: str) -> Fault | None:
    """Return the fault that befalls this call, and use it up."""
    for fault in faults:
        if fault.methods and method not in fault.methods:
            continue
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                faults.remove(fault)
        return fault
    return None


def read(about: dict[str, object]) -> Fault:
    """Return the fault that a test describes; raises ValueError for what makes no sense."""
    methods = about.get("methods", ())
    if isinstance(methods, str) or not isinstance(methods, Iterable):
        raise TypeError("`methods` is a list of names such as chat.postMessage")
    known = {key: value for key, value in about.items() if key != "methods"}
    return Fault(methods=tuple(str(one) for one in methods), **known)  # type: ignore[arg-type]
