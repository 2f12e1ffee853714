"""Where a person keeps files, for dialogs that have been nowhere yet."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths


def usual_folder(kind: QStandardPaths.StandardLocation) -> str:
    """Return where the person keeps files of this *kind*; home where there is no such folder."""
    found = QStandardPaths.writableLocation(kind)
    return found if found and Path(found).is_dir() else str(Path.home())
