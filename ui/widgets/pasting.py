"""A block of cells pasted into a field that holds one value is for the list around the field."""

from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

MOST_AT_ONCE = 20_000
"""So many characters from the clipboard are read in an instant, while the window waits."""


def pasted_block(event: QKeyEvent) -> str:
    """Return what *event* would paste, if that is more than one cell; "" otherwise."""
    if not event.matches(QKeySequence.StandardKey.Paste):
        return ""
    text = QGuiApplication.clipboard().text().strip("\r\n")
    return text if "\n" in text or "\t" in text else ""
