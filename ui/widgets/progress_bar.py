"""How far work has come."""

from PySide6.QtWidgets import QProgressBar, QWidget

_WHOLE = 100


class ProgressBar(QProgressBar):
    """A thin bar that is painted when the rest of the window is.

    Qt's own paints at once, and with it whatever else is due: work that reports often would make
    the window paint as often.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, _WHOLE)
        self.setTextVisible(False)

    def show_fraction(self, fraction: float) -> None:
        """Show that *fraction* (0..1) is done."""
        self.setUpdatesEnabled(False)
        self.setValue(round(_WHOLE * fraction))
        self.setUpdatesEnabled(True)
