"""Garbage is looked for on the window's thread alone, and in what is old only while nothing runs.

Python looks for what nobody reaches in whatever thread happens to make an object. Where it finds an
object of Qt's there, a worker destroys it: it holds one of Qt's locks while it waits for the
interpreter, and the window, which has the interpreter, waits for that lock. Both wait for ever.

To look through everything stops every thread for a tenth of a second, whatever it is at. Hardly
anything that is old ever turns into garbage that has to be looked for: what the engine comes to
never holds itself, and pages stay. So what is new is looked through twice a second, and what came
of the latest work once, when the work is over, unless it is so much that the person would feel it.
What was looked through or left out is so again when the person is at another program for a while.
"""

import gc
import sys

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from ui.turns import Soon

_EVERY_MS = 500
_REST_MS = 400
"""So long nothing runs before what came of it is looked through."""
_AWAY_MS = 5_000
"""So long the person is elsewhere, and nothing runs, before everything is looked through."""
_GROWN, _OLD = 1, 2
"""Generations of objects; those before are new."""
_MOST_NEW = 10_000
"""So many new objects are looked through in some thousandths of a second."""
_MOST_BLOCKS = 100_000
"""So many blocks of memory hold what is looked through in some hundredths of a second.

To be asked for the objects themselves, Python would hold all of them for a moment, also a tuple
that a worker is just making, which fails where somebody else holds it.
"""


class Sweeping(QObject):
    """Takes over from Python's own collector, for as long as the process lives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._lightly = Soon(self, self._sweep_lightly)
        self._timer.timeout.connect(self._lightly.ask)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._newly = Soon(self, self._sweep_new)
        self._rest.timeout.connect(self._newly.ask)
        self._is_at_work = False
        self._kept = 0
        """How many blocks of memory there were when all was kept the last time, or fewer since."""
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.setInterval(_AWAY_MS)
        self._away.timeout.connect(self._sweep_all)

    def begin(self) -> None:
        """Throw away from now on what nobody reaches; what was made until now stays."""
        self._keep()
        self._timer.start()

    def wait(self) -> None:
        """Take care that something runs from now on."""
        self._is_at_work = True
        self._stop_waiting()

    def rest(self) -> None:
        """Take care that nothing runs any more."""
        self._is_at_work = False
        if self._timer.isActive():
            self._leave_out()
            self._rest.start()
            self.follow(QGuiApplication.applicationState())

    def follow(self, state: Qt.ApplicationState) -> None:
        """Take care that the person is here, or at another program."""
        is_here = state is Qt.ApplicationState.ApplicationActive
        if is_here or self._is_at_work or not self._timer.isActive():
            self._away.stop()
        else:
            self._away.start()

    def end(self) -> None:
        """Let everything be looked through again."""
        self._timer.stop()
        self._lightly.stop()
        self._stop_waiting()
        gc.unfreeze()

    def _stop_waiting(self) -> None:
        self._rest.stop()
        self._newly.stop()
        self._away.stop()

    def _sweep_lightly(self) -> None:
        if not self._leave_out():
            sweep(_GROWN)

    def _sweep_new(self) -> None:
        if not self._leave_out():
            gc.collect()
            self._keep()

    def _leave_out(self) -> bool:
        """Keep what came since the last time, if it is very much; return whether it is."""
        blocks = sys.getallocatedblocks()
        self._kept = min(self._kept, blocks)
        is_much = gc.get_count()[0] > _MOST_NEW or blocks - self._kept > _MOST_BLOCKS
        if is_much:
            self._keep()
        return is_much

    def _sweep_all(self) -> None:
        gc.unfreeze()
        gc.collect()
        self._keep()

    def _keep(self) -> None:
        """Look no more through what there is, until everything is looked through."""
        gc.freeze()
        self._kept = sys.getallocatedblocks()


def sweep(most: int = _OLD) -> None:
    """Look through the generations that are due, up to *most*, as Python by itself would."""
    due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if any(due):
        gc.collect(min(most, max(each for each, is_due in enumerate(due) if is_due)))
