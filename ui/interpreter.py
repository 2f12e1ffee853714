"""Whose turn the interpreter is: the window's thread has it soon after it asks for it.

The worker computes in Python, and the window gives the interpreter back at nearly every call of
Qt's. Whenever it wants it again it waits: five milliseconds by Python's own rule, and on Linux a
twentieth of one in any case, by which the system puts off every wake-up to save power. To show a
page takes hundreds of such calls.
"""

import ctypes
import sys

_TURN_SECONDS = 0.000_005
"""How long whoever has the interpreter may go on once the other wants it."""
_SET_TIMER_SLACK = 29
"""PR_SET_TIMERSLACK, of Linux's prctl(2)."""
_SLACK_NANOSECONDS = 1_000


def favour_the_window() -> None:
    """Let this thread, the window's, wait for the interpreter as little as the system allows."""
    sys.setswitchinterval(_TURN_SECONDS)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_TIMER_SLACK, _SLACK_NANOSECONDS, 0, 0, 0)
