"""Whether the event loop keeps turning: a pulse, and the longest time it stopped for."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

_PULSE_MS = 5
_SCHEDULE = Path("/proc/thread-self/schedstat")


class Heartbeat(QObject):
    """Beats as long as it lives; ``longest_stop`` is what a person would feel, in milliseconds.

    Time in which the thread was ready to run and another process had the processor is left out,
    where the system tells it: how busy the machine is says nothing about the window. With
    ``time.thread_time`` as its *clock* only the thread's own work counts.
    """

    def __init__(
        self, parent: QObject | None = None, clock: Callable[[], float] | None = None
    ) -> None:
        super().__init__(parent)
        self.longest_stop = 0.0
        self._clock = clock or _own_time
        self._last = self._clock()
        self._timer = QTimer(self)
        self._timer.setInterval(_PULSE_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = self._clock()
        self.longest_stop = max(self.longest_stop, 1000 * (now - self._last))
        self._last = now

    def lap(self) -> float:
        """Return the longest stop since the last lap, the one that is going on included."""
        self._beat()
        longest, self.longest_stop = self.longest_stop, 0.0
        return longest

    def stop(self) -> float:
        """Beat no more, and return the longest stop."""
        self._beat()
        self._timer.stop()
        return self.longest_stop


def _own_time() -> float:
    """Return seconds without those in which the thread waited for a processor."""
    if not _SCHEDULE.exists():
        return time.perf_counter()
    waited = int(_SCHEDULE.read_text(encoding="ascii").split()[1])
    return time.perf_counter() - waited / 1e9
