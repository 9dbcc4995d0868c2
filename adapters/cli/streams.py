"""The three standard streams of a process."""

import os
import sys


def open_what_is_closed() -> None:
    """Let what this process was started without be there, and hold nothing.

    Else what is opened next takes its place, and what is meant for stderr ends in a file or a connection.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # It gets the lowest number that is free, which is this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    for name, number in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", closefd=False))
