"""Who goes first: work rests while the window is at something itself."""

from threading import Event
from time import monotonic

from PySide6.QtCore import QObject, QTimer

_BEAT_MS = 4
_AT_WORK = 0.008
"""Seconds without a beat from which on the window is taken to be at something."""
_PATIENCE = 0.1


class RightOfWay(QObject):
    """Tells work on another thread whether the window is back at its event loop.

    Both share one interpreter, and often one core: a page that is laid out while something is
    computed takes up to twice as long. A timer beats on the window's thread; work that does not
    hear it waits for the next beat. It waits only once for each, and not for ever: the window may
    be waiting for the work.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._back = Event()
        self._beaten_at = self._waited_out = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        """Beat from now on: there is work."""
        self._beat()
        self._timer.start()

    def end(self) -> None:
        """Beat no more: the work is done."""
        self._timer.stop()

    def give_way(self) -> None:
        """Return when the window waits for the person; called by the work as often as it can."""
        beat = self._beaten_at
        if beat == self._waited_out or monotonic() - beat < _AT_WORK:
            return
        self._back.clear()
        if self._beaten_at == beat and not self._back.wait(_PATIENCE):
            self._waited_out = beat

    def _beat(self) -> None:
        self._beaten_at = monotonic()
        self._back.set()
