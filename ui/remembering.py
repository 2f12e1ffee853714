"""Keeps the settings in their file while the window is in use, whatever becomes of the process."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from ui.settings import Settings, load_settings, save_settings

_CHANGING_MS = 500
"""After so long, the width of a column or the size of text is what the person wanted."""


class Remembering(QObject):
    """Saves what changes, a moment later.

    Other windows have the same file: of what they saved, only what changed in this one is written
    over. A consent that was withdrawn in one does not come back with another that knew of it.

    Attributes:
        settings: As they are in this window.
    """

    def __init__(self, file: Path | None, settings: Settings, parent: QObject) -> None:
        """Keep *settings*, as they were read from *file*; without a file, as long as this lives."""
        super().__init__(parent)
        self.settings = settings
        self._file = file
        self._changed: set[str] = set()
        self._pause = QTimer(self, singleShot=True, interval=_CHANGING_MS)
        self._pause.timeout.connect(self.save)

    def change(self, **changes: Any) -> None:  # noqa: ANN401 - each as ``Settings`` says
        """Let *changes* hold from now on; more may follow before they are saved."""
        before, self.settings = self.settings, self.settings._replace(**changes)
        self._changed |= {
            name for name in changes if getattr(before, name) != getattr(self.settings, name)
        }
        self._pause.start()

    def save(self) -> None:
        """Save what changed now, and with the next change what cannot be written."""
        self._pause.stop()
        if self._file is None or not self._changed:
            return
        changes = {name: getattr(self.settings, name) for name in self._changed}
        if save_settings(self._file, load_settings(self._file)._replace(**changes)):
            self._changed.clear()
