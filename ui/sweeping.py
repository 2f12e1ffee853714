"""Garbage is looked for on the window's thread alone.

Python looks for what nobody reaches in whatever thread happens to make an object. Where it finds an
object of Qt's there, a worker destroys it: it holds one of Qt's locks while it waits for the
interpreter, and the window, which has the interpreter, waits for that lock. Both wait for ever.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500


class Sweeping(QObject):
    """Takes over from Python's own collector, for as long as the process lives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(sweep)

    def begin(self) -> None:
        """Throw away from now on what nobody reaches; what was made until now was needed."""
        self._timer.start()


def sweep() -> None:
    """Look through the generations of objects that are due, as Python by itself would."""
    due = [count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if any(due):
        gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))
