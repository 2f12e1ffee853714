"""The field that narrows a table to what it says."""

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.language import tr
from ui.text_size import hold
from ui.widgets.spoken import call


class FilterField(QLineEdit):
    """Connect ``textChanged`` to a table's ``set_filter_text``; Ctrl+F goes here."""

    def __init__(self, name: str = tr("Filter"), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(name)
        call(self, name)
        self.setClearButtonEnabled(True)
        hold(self, least_width=200)
