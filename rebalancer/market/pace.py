"""How fast a source is asked, and how long it is left alone after it has complained."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
_JITTER = 0.25
"""Pauses grow by up to a quarter, so that many machines do not come back at the same second."""


class TokenBucket:
    """Lets *burst* questions through at once, and *rate* a second from then on.

    Args:
        rate: Questions a second.
        burst: Questions that may be asked without waiting.
        clock: Returns seconds that never run backwards.
        sleep: Waits for so many seconds.
    """

    def __init__(
        self,
        rate: float,
        burst: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._sleep = sleep
        self._tokens = float(burst)
        self._filled = clock()

    def take(self) -> None:
        """Wait until one more question may be asked."""
        self._fill()
        if self._tokens < 1:
            self._sleep((1 - self._tokens) / self._rate)
            self._fill()
        self._tokens -= 1

    def _fill(self) -> None:
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._filled) * self._rate)
        self._filled = now


def pause_until(now: datetime, complaints: int, chance: float) -> datetime:
    """Return when to ask again after so many complaints in a row: each doubles the pause.

    Args:
        now: When the last complaint came.
        complaints: At least 1.
        chance: 0..1, drawn by the caller.
    """
    doubled = FIRST_PAUSE * (1 << min(complaints - 1, 16))
    return now + min(doubled, LONGEST_PAUSE) * (1 + _JITTER * chance)
